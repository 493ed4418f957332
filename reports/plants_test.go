package reports

import (
	"archive/zip"
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// plantedSurveys is how many surveys each leak is planted in.
const plantedSurveys = 24

// plant is a leak in some outputs of a survey; least is in how many of the surveys
// it has to be found.
type plant struct {
	name     string
	snapshot func(t testing.TB, s *survey) []byte
	spoil    func(t testing.TB, s *survey, r Renderer, o *outputs)
	least    int
}

// AttackPlants makes sure that the attack would notice.
func AttackPlants(t *testing.T, newRenderer NewRenderer) {
	t.Helper()
	for _, p := range plants() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			r := newRenderer(t, loadMixed(t))
			found := 0
			for seed := range uint64(plantedSurveys) {
				s := randomSurvey(t, seed)
				o := writeFiles(t, s, snapshotOf(t, s, p.snapshot))
				if p.spoil != nil {
					p.spoil(t, s, r, o)
				}
				if a := attackOutputs(t, worldOf(t, s), o); len(a.findings) > 0 {
					found++
				}
			}
			t.Logf("found in %d of %d surveys", found, plantedSurveys)
			if found < p.least {
				t.Errorf("found in only %d of %d surveys", found, plantedSurveys)
			}
		})
	}
}

func plants() []plant {
	totals := func(t testing.TB, s *survey) []byte { return variant(t, s, disclose, openTotals) }
	score := func(t testing.TB, s *survey) []byte { return variant(t, s, openOne(scalesOf), nil) }
	question := func(t testing.TB, s *survey) []byte { return variant(t, s, openOne(questionsOf), nil) }
	return []plant{
		{"totals over hidden groups", totals, nil, 7},
		{"no complementary suppression", func(t testing.TB, s *survey) []byte { return variant(t, s, primaryOnly, nil) }, nil, 7},
		{"a hidden figure in the CSV only", nil, spoilCSV, 7},
		{"a hidden score in the pages only", nil, pagesOf(score), 7},
		{"a hidden question in the pages only", nil, pagesOf(question), 7},
		{"weights tried over hidden groups in the pages only", nil, pagesOf(totals), 7},
		{"a hidden score in the workbook only", nil, workbookOf(score), 7},
		{"a hidden question in the workbook only", nil, workbookOf(question), 7},
		{"a hidden score on the sheet Model only", nil, spoilModel, 7},
		{"a hidden score in what a chart stores only", nil, spoilChart, 7},
	}
}

func snapshotOf(t testing.TB, s *survey, leaky func(t testing.TB, s *survey) []byte) []byte {
	t.Helper()
	if leaky != nil {
		return leaky(t, s)
	}
	return s.snapshot()
}

// pagesOf shows pages made of a leaky snapshot; all files are as they should be.
func pagesOf(leaky func(t testing.TB, s *survey) []byte) func(t testing.TB, s *survey, r Renderer, o *outputs) {
	return func(t testing.TB, s *survey, r Renderer, o *outputs) {
		t.Helper()
		snapshot := leaky(t, s)
		report, err := ParseSnapshot(snapshot)
		if err != nil {
			t.Fatal(err)
		}
		o.pages = seePages(t, s, r, snapshot, report, 0)
	}
}

// workbookOf writes the workbook of a leaky snapshot, and nothing else of it.
func workbookOf(leaky func(t testing.TB, s *survey) []byte) func(t testing.TB, s *survey, r Renderer, o *outputs) {
	return func(t testing.TB, s *survey, r Renderer, o *outputs) {
		t.Helper()
		report, err := ParseSnapshot(leaky(t, s))
		if err != nil {
			t.Fatal(err)
		}
		o.workbook = r.Workbook(t, report)
	}
}

func openTotals(b *builder) {
	everything := *b
	everything.shown = openScales(b)
	for i := range b.report.Scales {
		b.report.Scales[i].Weighted = everything.weighted(everything.scaleStatistic(i))
	}
}

func primaryOnly(c *census) *shown {
	h := &hiding{c: c, segments: make([][dimensions][]bool, len(c.sets))}
	h.primary()
	return h.result()
}

func scalesOf(own *shown) []bool    { return own.scales }
func questionsOf(own *shown) []bool { return own.items }

// openOne is the product's mask with the first hidden cell of some opened, in one
// group.
func openOne(some func(own *shown) []bool) func(c *census) *shown {
	opened := false
	return func(c *census) *shown {
		own := disclose(c)
		for i, shown := range some(own) {
			if !shown && !opened {
				some(own)[i], opened = true, true
			}
		}
		return own
	}
}

// hiddenScore is a hidden score of a group with few answers; nil if there is none.
func hiddenScore(t testing.TB, s *survey) (w *world, c *cell, group, scale string) {
	t.Helper()
	w = worldOf(t, s)
	for _, name := range w.order {
		c := w.cells[name]
		if parts := strings.Split(name, "/"); parts[0] == "scale" && c.small && !c.unpublished {
			return w, c, parts[1], parts[2]
		}
	}
	return w, nil, "", ""
}

func spoilCSV(t testing.TB, s *survey, _ Renderer, o *outputs) {
	t.Helper()
	if w, c, group, scale := hiddenScore(t, s); c != nil {
		o.csv = fmt.Appendf(o.csv, "all,,%s,,%s,mean,%v,false\n", scale, group, w.value(c.mean))
	}
}

// spoilModel writes a hidden score into the block of its scale on Model.
func spoilModel(t testing.TB, s *survey, r Renderer, o *outputs) {
	t.Helper()
	report := s.report()
	o.workbook = r.Workbook(t, report)
	w, c, group, scale := hiddenScore(t, s)
	if c == nil {
		return
	}
	for _, sheet := range openBook(t, o.workbook).sheets {
		for row := 1; row <= sheet.last; row++ {
			if sheet.name == newReporter(t).words.T("en", "wb_sheet_model") &&
				sheet.at(row, 1).text == report.scale(t, scale).Name.In("en") && sheet.at(row, 2).text == nameOf(report, group) {
				mean := regexp.MustCompile(fmt.Sprintf(`(<c r="J%d"[^>]*><v>)0(</v>)`, row))
				o.workbook = rewritten(t, o.workbook, "xl/worksheets/", mean, fmt.Sprintf("${1}%v${2}", w.value(c.mean)))
				return
			}
		}
	}
	t.Errorf("Model has no row for %s on %s", group, scale)
}

func nameOf(r *Report, group string) string {
	for i := range r.Groups {
		if r.Groups[i].Group == group {
			return r.Groups[i].Name.In("en")
		}
	}
	return group
}

// spoilChart writes a hidden score into what a chart stores of a hidden group.
func spoilChart(t testing.TB, s *survey, r Renderer, o *outputs) {
	t.Helper()
	report := s.report()
	o.workbook = r.Workbook(t, report)
	if w, c, group, _ := hiddenScore(t, s); c != nil {
		series := regexp.MustCompile(`(<v>` + regexp.QuoteMeta(nameOf(report, group)) + `</v></pt></strCache></strRef></tx>` +
			`.*?<numCache><formatCode>General</formatCode><ptCount val="\d+"/>)(</numCache>)`)
		o.workbook = rewritten(t, o.workbook, "xl/charts/", series, fmt.Sprintf(`${1}<pt idx="0"><v>%v</v></pt>${2}`, w.value(c.mean)))
	}
}

// rewritten is a workbook with some of its parts changed.
func rewritten(t testing.TB, body []byte, folder string, what *regexp.Regexp, with string) []byte {
	t.Helper()
	packed, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, file := range packed.File {
		xml := unpack(t, file)
		if strings.HasPrefix(file.Name, folder) {
			xml = what.ReplaceAllString(xml, with)
		}
		part, err := w.Create(file.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(xml)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
