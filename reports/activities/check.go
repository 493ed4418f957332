package activities

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"readiness/questionnaires"
	"readiness/questionnaires/yamlfile"
)

// structureFile is structure.yaml.
type structureFile struct {
	Activities []activityForm `yaml:"activities" validate:"min=1,max=200,dive"`
}

type activityForm struct {
	ID        string            `yaml:"id" validate:"required,id"`
	Stage     string            `yaml:"stage" validate:"required,oneof=identify differentiate interact customize"`
	Category  string            `yaml:"category" validate:"required"`
	Areas     []string          `yaml:"areas" validate:"min=1,unique,dive,oneof=sales_force call_centre web_site shops whole_company"`
	Rhythm    string            `yaml:"rhythm" validate:"required,oneof=once weekly monthly each_contact"`
	Effort    int               `yaml:"effort" validate:"required,min=1,max=3"`
	Fit       fitForm           `yaml:"fit"`
	Triggers  []string          `yaml:"triggers" validate:"min=1,unique"`
	BlockedBy map[string]string `yaml:"blocked_by"`
}

type fitForm struct {
	Skew  string `yaml:"skew" validate:"required,oneof=any steep shallow"`
	Needs string `yaml:"needs" validate:"required,oneof=any high low"`
}

// textFile is one language's file.
type textFile struct {
	Activities map[string]textForm `yaml:"activities" validate:"required,dive"`
}

type textForm struct {
	Title   string   `yaml:"title" validate:"required,printable"`
	Steps   []string `yaml:"steps" validate:"min=1,dive,required,printable"`
	Measure string   `yaml:"measure" validate:"required,printable"`
}

// The number of steps of an activity.
const (
	leastSteps = 3
	mostSteps  = 5
)

// checkIDs wants different ids.
func checkIDs(doc *yamlfile.Document, form *structureFile) {
	seen := map[string]bool{}
	for i := range form.Activities {
		id := form.Activities[i].ID
		if id != "" && seen[id] {
			doc.AddAt(fmt.Sprintf("the activity %q is defined twice", id), at(i, "id")...)
		}
		seen[id] = true
	}
}

// checkStructure applies the further rules between parts of structure.yaml.
func checkStructure(doc *yamlfile.Document, form *structureFile, k known) {
	for i := range form.Activities {
		a := &form.Activities[i]
		if a.Category != "" && !slices.Contains(k.categories, a.Category) {
			doc.AddAt(fmt.Sprintf("category %q is none of: %s", a.Category, strings.Join(k.categories, ", ")), at(i, "category")...)
		}
		if slices.Contains(a.Areas, WholeCompany) && len(a.Areas) > 1 {
			doc.AddAt("whole_company stands beside single areas; give one or the other", at(i, "areas")...)
		}
		for j, id := range a.Triggers {
			if !slices.Contains(k.items, id) {
				doc.AddAt(fmt.Sprintf("the trigger %q is no question of the shipped questionnaires", id), at(i, "triggers", strconv.Itoa(j))...)
			}
		}
		checkBlockedBy(doc, a.BlockedBy, i)
	}
	checkOrder(doc, form)
}

// checkBlockedBy wants known conditions at a level that can block: the highest
// level of a condition never does.
func checkBlockedBy(doc *yamlfile.Document, blockedBy map[string]string, i int) {
	for _, name := range doc.Keys(at(i, "blocked_by")...) {
		where := at(i, "blocked_by", name)
		levels := conditionLevels(name)
		if levels == nil {
			doc.AddAt(fmt.Sprintf("condition %q is none of: %s", name, strings.Join(conditionNames(), ", ")), where...)
			continue
		}
		blocking := levels[:len(levels)-1]
		if level := blockedBy[name]; !slices.Contains(blocking, level) {
			doc.AddAt(fmt.Sprintf("%s: %q is none of: %s", name, level, strings.Join(blocking, ", ")), where...)
		}
	}
}

// checkOrder wants the stages in their order, so that lists read as the programme does.
func checkOrder(doc *yamlfile.Document, form *structureFile) {
	last := 0
	for i := range form.Activities {
		stage := slices.Index(questionnaires.Stages(), form.Activities[i].Stage)
		switch {
		case stage < 0: // already a problem
		case stage < last:
			doc.AddAt("the activities do not stand in the order of the stages", at(i, "stage")...)
			return
		default:
			last = stage
		}
	}
}

// compareTexts wants a text for each activity and an activity for each text.
func compareTexts(doc *yamlfile.Document, form *structureFile) {
	given := doc.Keys("activities")
	for i := range form.Activities {
		if id := form.Activities[i].ID; !slices.Contains(given, id) {
			doc.AddAt(fmt.Sprintf("the activity %q has no text", id), "activities")
		}
	}
	for _, id := range given {
		if !slices.ContainsFunc(form.Activities, func(a activityForm) bool { return a.ID == id }) {
			doc.AddAt(fmt.Sprintf("orphan text: the structure has no activity %q", id), "activities", id)
		}
	}
}

// limits are the most words of a text; in Chinese, characters.
type limits struct{ title, step, measure int }

func limitsOf(lang string) limits {
	if lang == "zh" {
		return limits{title: 20, step: 32, measure: 34}
	}
	return limits{title: 12, step: 20, measure: 22}
}

// checkTexts applies the rules of wording to one language.
func checkTexts(doc *yamlfile.Document, lang string, form *textFile) {
	most := limitsOf(lang)
	titles := map[string]string{}
	for _, id := range doc.Keys("activities") {
		t, ok := form.Activities[id]
		if !ok {
			continue
		}
		path := []string{"activities", id}
		title := strings.ToLower(tidy(t.Title))
		if other, taken := titles[title]; taken && title != "" {
			doc.AddAt(fmt.Sprintf("the activities %q and %q have the same title", other, id), append(path, "title")...)
		}
		titles[title] = id
		checkLength(doc, t.Title, most.title, append(path, "title")...)
		if strings.HasSuffix(tidy(t.Title), ".") || strings.ContainsAny(t.Title, "。！!") {
			doc.AddAt("a title has no full stop and no exclamation mark", append(path, "title")...)
		}
		if n := len(t.Steps); n > 0 && (n < leastSteps || n > mostSteps) {
			doc.AddAt(fmt.Sprintf("%d steps; give %d to %d", n, leastSteps, mostSteps), append(path, "steps")...)
		}
		for i, step := range t.Steps {
			checkSentence(doc, step, most.step, append(path, "steps", strconv.Itoa(i))...)
		}
		checkSentence(doc, t.Measure, most.measure, append(path, "measure")...)
	}
}

// oneSentence matches a text that ends with a full stop and holds no other end of
// a sentence.
var oneSentence = regexp.MustCompile(`^(?:[^.!?。！？]|\.\S)+[.。]$`)

func checkSentence(doc *yamlfile.Document, s string, most int, path ...string) {
	s = tidy(s)
	if s == "" {
		return // already a problem
	}
	if !oneSentence.MatchString(s) {
		doc.AddAt("must be one sentence that ends with a full stop", path...)
	}
	checkLength(doc, s, most, path...)
}

func checkLength(doc *yamlfile.Document, s string, most int, path ...string) {
	if n := countWords(s); n > most {
		doc.AddAt(fmt.Sprintf("has %d words, at most %d are allowed", n, most), path...)
	}
}

// countWords counts words; each Chinese character counts as one.
func countWords(s string) int {
	count, within := 0, false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			count++
			within = false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !within {
				count++
			}
			within = true
		case unicode.IsSpace(r) || !strings.ContainsRune("'’-.,", r):
			within = false
		}
	}
	return count
}
