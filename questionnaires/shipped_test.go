package questionnaires_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"readiness/questionnaires"
)

func shipped(t *testing.T, id string) *questionnaires.Questionnaire {
	t.Helper()
	catalog, err := questionnaires.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	q, ok := catalog.Latest(id)
	if !ok {
		t.Fatalf("no questionnaire %q", id)
	}
	return q
}

// eachText calls check for every text of the two shipped questionnaires in every
// language and voice, with the kind of text it is.
func eachText(t *testing.T, check func(where, lang, kind, text string)) {
	t.Helper()
	for _, id := range questionnaires.ShippedIDs() {
		q := shipped(t, id)
		if diff := cmp.Diff(questionnaires.Languages(), q.Languages()); diff != "" {
			t.Errorf("%s: languages (-want +got):\n%s", id, diff)
		}
		for _, lang := range q.Languages() {
			check(id+" "+lang, lang, "title", q.Title(lang))
			for _, s := range q.Scales {
				check(id+" "+lang+" "+s.ID, lang, "scale", q.ScaleName(lang, s.ID))
			}
			for _, voice := range []questionnaires.Voice{questionnaires.Inside, questionnaires.Outside} {
				check(id+" "+lang, lang, "intro", q.Intro(lang, voice))
				for _, item := range q.Questions {
					where := fmt.Sprintf("%s %s %s %s", id, lang, voice, item.ID)
					w := q.Wording(lang, voice, item.ID)
					check(where, lang, "question", w.Question)
					check(where, lang, "short", q.ShortName(lang, item.ID))
					if len(w.Options) != item.Levels {
						t.Errorf("%s: %d options for %d levels", where, len(w.Options), item.Levels)
					}
					for _, option := range w.Options {
						check(where, lang, "option", option)
					}
					if id == "one-to-one-gap" {
						check(where, lang, "anchor", w.Low)
						check(where, lang, "anchor", w.High)
					}
				}
			}
		}
	}
}

func TestShippedTextsAreShort(t *testing.T) {
	t.Parallel()
	words := map[string]int{"question": 20, "anchor": 18, "option": 18, "short": 5, "scale": 4, "title": 4, "intro": 45}
	characters := map[string]int{"question": 40, "anchor": 32, "option": 36, "short": 12, "scale": 6, "title": 8, "intro": 70}
	eachText(t, func(where, lang, kind, text string) {
		if text == "" {
			t.Errorf("%s: no %s", where, kind)
		}
		if lang == "zh" {
			if n := utf8.RuneCountInString(text); n > characters[kind] {
				t.Errorf("%s: %s of %d characters: %s", where, kind, n, text)
			}
			return
		}
		if n := len(strings.Fields(text)); n > words[kind] {
			t.Errorf("%s: %s of %d words: %s", where, kind, n, text)
		}
	})
}

func TestShippedTextsAreInTheirLanguage(t *testing.T) {
	t.Parallel()
	ends := map[string]string{"en": "?", "es": "?", "it": "?", "zh": "？"}
	eachText(t, func(where, lang, kind, text string) {
		if han := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }); han != (lang == "zh") {
			t.Errorf("%s: %s in another script: %s", where, kind, text)
		}
		if strings.ContainsAny(text, "!！¡") {
			t.Errorf("%s: %s exclaims: %s", where, kind, text)
		}
		if kind == "question" && !strings.HasSuffix(text, ends[lang]) {
			t.Errorf("%s: no question mark: %s", where, text)
		}
		if kind == "question" && lang == "es" && strings.Count(text, "¿") != 1 {
			t.Errorf("%s: one opening question mark is needed: %s", where, text)
		}
		if stop := strings.HasSuffix(text, ".") || strings.HasSuffix(text, "。"); kind == "anchor" && !stop {
			t.Errorf("%s: an anchor is a sentence: %s", where, text)
		}
	})
}

// No two languages share a question, no voice repeats a question or an anchor of
// another item, and the ends of a question differ.
func TestShippedTextsDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, id := range questionnaires.ShippedIDs() {
		q := shipped(t, id)
		for _, lang := range q.Languages() {
			for _, item := range q.Questions {
				in, out := q.Wording(lang, questionnaires.Inside, item.ID), q.Wording(lang, questionnaires.Outside, item.ID)
				if in.Question == out.Question {
					t.Errorf("%s %s: one question for both voices: %s", lang, item.ID, in.Question)
				}
				for _, w := range []questionnaires.Wording{in, out} {
					if other, ok := seen[w.Question]; ok {
						t.Errorf("%s %s: the question is also %s: %s", lang, item.ID, other, w.Question)
					}
					seen[w.Question] = lang + " " + item.ID
					if id == "one-to-one-gap" && w.Low == w.High {
						t.Errorf("%s %s: both ends say %s", lang, item.ID, w.Low)
					}
				}
			}
		}
	}
}

func TestShippedStructure(t *testing.T) {
	t.Parallel()
	broad := shipped(t, "broad-view")
	want := []questionnaires.Scale{
		{ID: "identify", Kind: questionnaires.Stage},
		{ID: "differentiate", Kind: questionnaires.Stage},
		{ID: "interact", Kind: questionnaires.Stage},
		{ID: "customize", Kind: questionnaires.Stage},
	}
	if diff := cmp.Diff(want, broad.Scales); diff != "" {
		t.Errorf("stages (-want +got):\n%s", diff)
	}
	for i, stage := range questionnaires.Stages() {
		want := questionnaires.Question{ID: fmt.Sprintf("bv%d", i+1), Scale: stage, Levels: 5, Weight: 1}
		if diff := cmp.Diff(want, broad.Questions[i]); diff != "" {
			t.Errorf("question %d (-want +got):\n%s", i+1, diff)
		}
	}
	gap := shipped(t, "one-to-one-gap")
	var rows []string
	for _, q := range gap.Questions {
		if q.Levels != 5 || q.Weight != 1 || q.Reverse {
			t.Errorf("%s: levels %d, weight %v, reverse %v", q.ID, q.Levels, q.Weight, q.Reverse)
		}
		rows = append(rows, q.ID+" "+q.Scale+" "+q.Supports)
	}
	wantRows := []string{
		"g01 process foundation", "g02 process customize", "g03 process interact",
		"g04 technology customize", "g05 technology interact", "g06 technology interact",
		"g07 knowledge identify", "g08 knowledge differentiate", "g09 knowledge interact",
		"g10 partnerships identify", "g11 partnerships customize",
		"g12 relationships differentiate", "g13 relationships interact", "g14 relationships interact",
		"g15 employees foundation", "g16 employees foundation",
		"g17 strategy customize", "g18 strategy customize", "g19 strategy foundation", "g20 strategy foundation",
	}
	if diff := cmp.Diff(wantRows, rows); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
}

func TestShippedAsk(t *testing.T) {
	t.Parallel()
	insideOnly := []string{"g02", "g04", "g07", "g08", "g16", "g19", "g20"}
	withChannel := []string{"g10", "g11", "g18"}
	counts := map[string]int{}
	gap := shipped(t, "one-to-one-gap")
	for i := range gap.Questions {
		q := &gap.Questions[i]
		shown := map[string]bool{
			"frontline": q.AskedOf(questionnaires.Inside, "frontline"),
			"channel":   q.AskedOf(questionnaires.Outside, "channel"),
			"customers": q.AskedOf(questionnaires.Outside, "customers"),
		}
		want := map[string]bool{
			"frontline": true,
			"channel":   !slices.Contains(insideOnly, q.ID),
			"customers": !slices.Contains(insideOnly, q.ID) && !slices.Contains(withChannel, q.ID),
		}
		if diff := cmp.Diff(want, shown); diff != "" {
			t.Errorf("%s (-want +got):\n%s", q.ID, diff)
		}
		for group, yes := range shown {
			if yes {
				counts[group]++
			}
		}
	}
	if diff := cmp.Diff(map[string]int{"frontline": 20, "channel": 13, "customers": 10}, counts); diff != "" {
		t.Errorf("questions shown (-want +got):\n%s", diff)
	}
}
