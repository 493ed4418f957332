package questionnaires

import (
	"fmt"
	"slices"
	"strconv"

	"readiness/questionnaires/yamlfile"
)

// checkStructure applies the rules between parts of structure.yaml.
func checkStructure(d *yamlfile.Document, form *structureFile) {
	kinds := map[string]ScaleKind{}
	for i, s := range form.Scales {
		at := []string{"scales", strconv.Itoa(i), "id"}
		stage := slices.Contains(Stages(), s.ID)
		switch {
		case s.ID == "":
			continue
		case kinds[s.ID] != "":
			d.AddAt(fmt.Sprintf("the scale %q is defined twice", s.ID), at...)
			continue
		case s.Kind == Stage && !stage:
			d.AddAt(fmt.Sprintf("the stage %q is none of: identify, differentiate, interact, customize", s.ID), at...)
		case s.Kind == Category && stage:
			d.AddAt(fmt.Sprintf("%q is a stage and cannot be the id of a category", s.ID), at...)
		}
		kinds[s.ID] = s.Kind
	}
	seen := map[string]bool{}
	asked, counts := map[string]bool{}, map[string]bool{}
	for i := range form.Questions {
		q, at := &form.Questions[i], strconv.Itoa(i)
		if q.ID != "" && seen[q.ID] {
			d.AddAt(fmt.Sprintf("the question %q is defined twice", q.ID), "questions", at, "id")
		}
		seen[q.ID] = true
		if _, known := kinds[q.Scale]; q.Scale != "" && !known {
			d.AddAt(fmt.Sprintf("the scale %q is not defined", q.Scale), "questions", at, "scale")
		}
		if q.Levels == nil && form.Levels == nil {
			d.AddAt(fmt.Sprintf("the question %q has no levels and the file no default levels", q.ID), "questions", at)
		}
		asked[q.Scale] = true
		counts[q.Scale] = counts[q.Scale] || q.weight() != 0
	}
	for i, s := range form.Scales {
		switch {
		case s.ID == "":
		case !asked[s.ID]:
			d.AddAt(fmt.Sprintf("the scale %q has no questions", s.ID), "scales", strconv.Itoa(i), "id")
		case !counts[s.ID]:
			d.AddAt(fmt.Sprintf("all questions of the scale %q have the weight 0", s.ID), "scales", strconv.Itoa(i), "id")
		}
	}
}

// checkTexts applies the rules between a language's file and the structure.
func checkTexts(d *yamlfile.Document, t *textFile, form *structureFile) {
	// A part of a wrong type is in the file, though not in t.
	for _, s := range form.Scales {
		if s.ID != "" && !slices.Contains(d.Keys("scales"), s.ID) {
			d.AddAt(fmt.Sprintf("the scale %q has no name", s.ID), "scales")
		}
	}
	for _, id := range d.Keys("scales") {
		if !slices.ContainsFunc(form.Scales, func(s scaleForm) bool { return s.ID == id }) {
			d.AddAt(fmt.Sprintf("orphan text: the structure has no scale %q", id), "scales", id)
		}
	}
	if t.Levels != nil && form.Levels != nil {
		checkLabels(d, t.Levels, *form.Levels, "levels")
	}
	for i := range form.Questions {
		q := &form.Questions[i]
		words, ok := t.Questions[q.ID]
		switch {
		case q.ID == "":
		case !slices.Contains(d.Keys("questions"), q.ID):
			d.AddAt(fmt.Sprintf("the question %q has no text", q.ID), "questions")
		case ok:
			checkQuestionText(d, q, &words, t.Levels != nil, form.Levels)
		}
	}
	for _, id := range d.Keys("questions") {
		if !slices.ContainsFunc(form.Questions, func(q questionForm) bool { return q.ID == id }) {
			d.AddAt(fmt.Sprintf("orphan text: the structure has no question %q", id), "questions", id)
		}
	}
}

// checkQuestionText checks that one question can be shown: its wording for all
// who are asked, both anchors or none, and a label for each level.
func checkQuestionText(d *yamlfile.Document, q *questionForm, words *questionText, labelled bool, defaults *int) {
	at := []string{"questions", q.ID}
	if words.Inside == nil && q.askedOf(Inside) {
		d.AddAt(fmt.Sprintf("the question %q has no inside wording", q.ID), at...)
	}
	if words.Outside == nil && q.askedOf(Outside) {
		d.AddAt(fmt.Sprintf("the question %q has no outside wording", q.ID), at...)
	}
	switch {
	case words.Low != nil && words.High == nil:
		d.AddAt(fmt.Sprintf("the question %q has a low end and no high end", q.ID), at...)
	case words.Low == nil && words.High != nil:
		d.AddAt(fmt.Sprintf("the question %q has a high end and no low end", q.ID), at...)
	}
	levels := q.Levels
	if levels == nil {
		levels = defaults
	}
	switch {
	case levels == nil: // already a problem of the structure
	case words.Options != nil:
		checkLabels(d, words.Options, *levels, append(at, "options")...)
	case defaults == nil || *levels != *defaults:
		d.AddAt(fmt.Sprintf("the question %q has its own number of levels and needs options", q.ID), at...)
	case !labelled:
		d.AddAt(fmt.Sprintf("the question %q has no options and the file no levels", q.ID), at...)
	}
}

// checkLabels wants one label per level, all different within a voice.
func checkLabels(d *yamlfile.Document, labels []voiced, levels int, path ...string) {
	if len(labels) != levels {
		d.AddAt(fmt.Sprintf("%d labels for %d levels", len(labels), levels), path...)
	}
	for i := range labels {
		same := func(other voiced) bool {
			return other.Inside == labels[i].Inside || other.Outside == labels[i].Outside
		}
		if labels[i].Inside != "" && labels[i].Outside != "" && slices.ContainsFunc(labels[:i], same) {
			d.AddAt("two levels have the same label", append(slices.Clone(path), strconv.Itoa(i))...)
		}
	}
}

func (q *questionForm) weight() float64 {
	if q.Weight == nil {
		return 1
	}
	return *q.Weight
}

// askedOf reports whether anybody of a side may be shown the question. A group's
// key says nothing of its side, so it counts for both.
func (q *questionForm) askedOf(side Voice) bool {
	other := Inside
	if side == Inside {
		other = Outside
	}
	return len(q.Ask) == 0 || slices.ContainsFunc(q.Ask, func(who string) bool { return who != string(other) })
}
