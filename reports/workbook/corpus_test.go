package workbook

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"readiness/reports"
)

// overwritten puts a text into every place of a stored report where texts of
// people can stand: titles, names, questions, options, reasons and the arguments
// of sentences, in all languages.
func overwritten(value any, text string) any {
	switch v := value.(type) {
	case map[string]any:
		languages := len(v) > 0
		for key, part := range v {
			_, isText := part.(string)
			languages = languages && isText && slices.Contains([]string{"", "en", "es", "it", "zh"}, key)
		}
		if languages {
			return text
		}
		for key, part := range v {
			_, isText := part.(string)
			if isText && slices.Contains([]string{"name", "title", "organisation", "question", "segment", "reason", "text"}, key) {
				v[key] = text
				continue
			}
			v[key] = overwritten(part, text)
		}
	case []any:
		for i := range v {
			v[i] = overwritten(v[i], text)
		}
	}
	return value
}

// hostile is a report with one text in every place.
func hostile(t *testing.T, stored []byte, text string) *reports.Report {
	t.Helper()
	var tree any
	if err := json.Unmarshal(stored, &tree); err != nil {
		t.Fatal(err)
	}
	// JSON knows no invalid UTF-8, so the text takes the place of a mark.
	const mark = "@@text@@"
	body, err := json.Marshal(overwritten(tree, mark))
	if err != nil {
		t.Fatal(err)
	}
	r := &reports.Report{}
	if err := json.Unmarshal(body, r); err != nil {
		t.Fatal(err)
	}
	put := func(x reports.Text) {
		for lang := range x {
			x[lang] = text
		}
	}
	put(r.Assessment.Title)
	put(r.Assessment.Organisation)
	for i := range r.Groups {
		put(r.Groups[i].Name)
	}
	for i := range r.Scales {
		put(r.Scales[i].Name)
	}
	for i := range r.Items {
		put(r.Items[i].Name)
		put(r.Items[i].Inside.Question)
		put(r.Items[i].Outside.Question)
	}
	for i := range r.Segments {
		put(r.Segments[i].Name)
		r.Segments[i].Value = text
	}
	for i := range r.Situation.Segments {
		r.Situation.Segments[i].Segment = text
	}
	for i := range r.Actions {
		put(r.Actions[i].Title)
		put(r.Actions[i].Measure)
	}
	r.Situation.Reason = text
	r.Comments = []reports.Comment{{Item: r.Items[0].ID, Group: r.Groups[0].Group, Text: text}}
	return r
}

var (
	textCell    = regexp.MustCompile(`<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")? t="inlineStr"><is><t[^>]*>([^<]*)</t>`)
	formulaText = regexp.MustCompile(`<f>([^<]*)</f>`)
	styleOfCell = regexp.MustCompile(`(?s)<cellXfs[^>]*>(.*?)</cellXfs>`)
	oneStyle    = regexp.MustCompile(`<xf [^>]*>`)
	footerOf    = regexp.MustCompile(`<oddFooter>([^<]*)</oddFooter>`)
	anyList     = regexp.MustCompile(`<formula1>([^<]*)</formula1>`)
	literalText = regexp.MustCompile(`"(?:[^"]|"")*"`)
)

// formulaCells are the cells with a formula, by sheet.
func formulaCells(files map[string]string) []string {
	var out []string
	for name, part := range files {
		if strings.HasPrefix(name, "xl/worksheets/sheet") {
			for _, found := range formulaCell.FindAllStringSubmatch(part, -1) {
				out = append(out, name+" "+found[1])
			}
		}
	}
	slices.Sort(out)
	return out
}

// TestNastyTextsEverywhere writes each text into every place at once. No cell
// may become a formula, no limit of the file format may be passed, and what
// starts like a formula carries the quote prefix.
func TestNastyTextsEverywhere(t *testing.T) {
	t.Parallel()
	// A few groups, questions and actions have every place that many have.
	few := asked(shipped(t, "broad-view"))
	few.a.Groups = few.a.Groups[3:]
	short := few.report(t)
	short.Actions = short.Actions[:3]
	own := ownSurvey(t).report(t)
	for name, r := range map[string]*reports.Report{"shipped": short, "own": own} {
		stored, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		want := formulaCells(parts(t, written(t, hostile(t, stored, "plain"), "en")))
		for i, text := range nasty() {
			if name == "own" && i%8 != 0 {
				continue
			}
			t.Run(name+strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				body := written(t, hostile(t, stored, text), "en")
				wellFormed(t, body)
				files := parts(t, body)
				if got := formulaCells(files); !slices.Equal(got, want) {
					t.Errorf("%d cells hold formulas, want %d", len(got), len(want))
				}
				withinLimits(t, files)
				quotedTexts(t, files)
				f := opened(t, body)
				keptTexts(t, f, files, text)
				if name == "shipped" {
					cellTexts(t, f, text)
				}
			})
		}
	}
}

// cellTexts reads the text back from the cells of a title, group, location,
// question, comment and needs segment.
func cellTexts(t *testing.T, f *excelize.File, text string) {
	t.Helper()
	want := clean(text)
	for _, c := range [][2]string{
		{"Summary", "A1"},
		{"Assumptions", "A9"},
		{"Stages x groups", "A8"},
		{"Items", "B7"},
		{"Locations", "A6"},
		{"Comments", "D6"},
		{"Responses", "A8"},
		{"Customer value", "H6"},
		{"Actions", "C6"},
	} {
		got, err := f.GetCellValue(c[0], c[1])
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s!%s: got %.80q, want %.80q", c[0], c[1], got, want)
		}
		if formula, err := f.GetCellFormula(c[0], c[1]); err != nil || formula != "" {
			t.Errorf("%s!%s holds the formula %s (%v)", c[0], c[1], formula, err)
		}
	}
}

// withinLimits checks the lengths that Excel refuses to exceed.
func withinLimits(t *testing.T, files map[string]string) {
	t.Helper()
	units := func(text string) int { return len(utf16.Encode([]rune(html.UnescapeString(text)))) }
	for name, part := range files {
		for _, found := range textCell.FindAllStringSubmatch(part, -1) {
			if n := units(found[3]) - 7*strings.Count(found[3], "_x005F"); n > maxCell {
				t.Errorf("%s %s holds %d units", name, found[1], n)
			}
		}
		for _, found := range formulaText.FindAllStringSubmatch(part, -1) {
			if n := units(found[1]); n > 8192 {
				t.Errorf("%s has a formula of %d units", name, n)
			}
			for _, literal := range literalText.FindAllString(html.UnescapeString(found[1]), -1) {
				if n := units(literal) - 2; n > 255 {
					t.Errorf("%s has a text of %d units in a formula", name, n)
				}
			}
		}
		for _, found := range footerOf.FindAllStringSubmatch(part, -1) {
			footer := html.UnescapeString(found[1])
			if n := units(found[1]); n > 255 {
				t.Errorf("%s has a footer of %d units", name, n)
			}
			// Behind the doubled ampersands only our own codes are left.
			for _, rest := range strings.Split(strings.ReplaceAll(footer, "&&", ""), "&")[1:] {
				if !slices.ContainsFunc([]string{"L", "C", "R", "P", "N", "8", `"Arial,Regular"`}, func(code string) bool { return strings.HasPrefix(rest, code) }) {
					t.Errorf("%s: the footer %q holds a foreign code", name, footer)
				}
			}
			if strings.Count(footer, "&P") != 1+strings.Count(footer, "&&P") {
				t.Errorf("%s: the footer %q counts the page more than once", name, footer)
			}
		}
		for _, found := range anyList.FindAllStringSubmatch(part, -1) {
			if n := units(found[1]); n > 257 {
				t.Errorf("%s offers a list of %d units", name, n)
			}
			for _, choice := range strings.Split(strings.Trim(html.UnescapeString(found[1]), `"`), ",") {
				if risky(choice) && len(choice) > 1 && strings.ContainsFunc(choice, func(r rune) bool { return r > '9' }) {
					t.Errorf("%s offers %q, which would be read as a formula", name, choice)
				}
			}
		}
	}
}

// quotedTexts finds no text that starts like a formula without a quote prefix.
func quotedTexts(t *testing.T, files map[string]string) {
	t.Helper()
	styles := styleOfCell.FindStringSubmatch(files["xl/styles.xml"])
	if styles == nil {
		t.Fatal("no styles")
	}
	quoted := map[string]bool{}
	for i, xf := range oneStyle.FindAllString(styles[1], -1) {
		quoted[strconv.Itoa(i)] = strings.Contains(xf, `quotePrefix="true"`) || strings.Contains(xf, `quotePrefix="1"`)
	}
	read := 0
	for name, part := range files {
		if !strings.HasPrefix(name, "xl/worksheets/sheet") {
			continue
		}
		for _, found := range textCell.FindAllStringSubmatch(part, -1) {
			read++
			if risky(html.UnescapeString(found[3])) && !quoted[found[2]] {
				t.Errorf("%s %s: %.40q has no quote prefix", name, found[1], found[3])
			}
		}
	}
	if read < 200 {
		t.Errorf("only %d texts were read", read)
	}
}

var (
	cachedText  = regexp.MustCompile(`<strCache>.*?</strCache>`)
	cachedValue = regexp.MustCompile(`<v>([^<]*)</v>`)
)

// keptTexts reads a text back where no cell holds it.
func keptTexts(t *testing.T, f *excelize.File, files map[string]string, text string) {
	t.Helper()
	props, err := f.GetDocProps()
	if err != nil {
		t.Fatal(err)
	}
	if want := cut(clean(text), 250); props.Title != want {
		t.Errorf("the title reads %.60q, want %.60q", props.Title, want)
	}
	app, err := f.GetAppProps()
	if err != nil {
		t.Fatal(err)
	}
	if want := cut(clean(text), 250); app.Company != want {
		t.Errorf("the company reads %.60q, want %.60q", app.Company, want)
	}
	series := 0
	for name, part := range files {
		if !strings.HasPrefix(name, "xl/charts/") {
			continue
		}
		for _, cache := range cachedText.FindAllString(part, -1) {
			for _, v := range cachedValue.FindAllStringSubmatch(cache, -1) {
				if html.UnescapeString(v[1]) == unnamed(clean(text)) {
					series++
				}
			}
		}
	}
	if series == 0 {
		t.Error("no chart names a group by the text")
	}
}

func TestNothingIsReadAsAnEscape(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain": "plain", "_x0041_": "_x005F_x0041_", "a_x00e9_b_x000D_": "a_x005F_x00e9_b_x005F_x000D_", "_x12_": "_x12_", "_xGHIJ_": "_xGHIJ_",
	} {
		if got := unnamed(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// TestChoicesAreSafe names stages of an own questionnaire so that a list of
// choices would break or run.
func TestChoicesAreSafe(t *testing.T) {
	t.Parallel()
	r := fullSurvey(t).report(t)
	b := newBook(r, words(t), "en")
	for text, want := range map[string]string{
		"Plain":                 "Plain",
		"One, two":              "One  two",
		`Say "yes"`:             "Say  yes",
		"=1+1":                  "1+1",
		" +-@x":                 "x",
		"=":                     "identify",
		strings.Repeat("阶", 90): strings.Repeat("阶", maxListed-len([]rune(cutMark))) + cutMark,
	} {
		for i := range r.Scales {
			if r.Scales[i].ID == "identify" {
				r.Scales[i].Name = reports.Text{"": text}
			}
		}
		if got := b.listed("identify"); got != want {
			t.Errorf("%s: got %q, want %q", fmt.Sprintf("%.20q", text), got, want)
		}
	}
}
