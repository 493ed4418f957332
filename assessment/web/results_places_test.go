package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
	"readiness/reports"
	"readiness/static/i18n"
)

// spanOf is how many columns a cell takes.
func spanOf(t *testing.T, td *html.Node) int {
	t.Helper()
	text, ok := htmlcheck.Attr(td, "colspan")
	if !ok {
		return 1
	}
	span, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return span
}

// Every location and function stands in the table, in the assessment's order,
// with the figures of the report or the reason why there are none.
func TestPlacesSideBySide(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedResults(t, nil)
	report, d := r.reportOf(t, a), r.signedIn(t, assessment.Consultant)
	stages := report.ScalesOf("stage")
	for _, lang := range i18n.Languages() {
		rec := d.get(resultsAt(a, "?lang="+lang))
		d.shows(rec, http.StatusOK, htmlcheck.Count("#places", 1))
		if !strings.Contains(rec.Body.String(), `<a href="#places">`) {
			t.Errorf("%s: nothing leads to the table", lang)
		}
		root := document(t, rec.Body)
		rows := htmlcheck.Find(root, "#places tbody tr")
		if len(rows) != len(report.Segments) {
			t.Fatalf("%s: %d rows, want %d", lang, len(rows), len(report.Segments))
		}
		shown, hidden := 0, 0
		for i, row := range rows {
			segment := &report.Segments[i]
			checkPlaceName(t, lang, row, segment, report)
			cells := htmlcheck.Find(row, "td")
			for j := range stages {
				cell := cells[min(j, len(cells)-1)]
				want := report.SegmentScaleOf(segment.Dimension, segment.Value, stages[j].ID)
				got, class := spaced(htmlcheck.Text(cell)), attr(cell, "class")
				if want.Mean == nil {
					hidden++
					if !strings.Contains(class, "hid") || strings.ContainsFunc(got, func(c rune) bool { return c == '.' || c == ',' }) {
						t.Errorf("%s %s %s: %q (%s), want a reason", lang, segment.Value, stages[j].ID, got, class)
					}
					continue
				}
				shown++
				figure := r.catalog.Number(lang, *want.Mean, 1)
				n := spaced(r.catalog.T(lang, "results_n_of", "N", strconv.Itoa(*want.N)))
				if got != figure+" "+n || !strings.Contains(class, "b"+strconv.Itoa(reports.HeatBin(*want.Mean))) {
					t.Errorf("%s %s %s: %q (%s), want %s %s", lang, segment.Value, stages[j].ID, got, class, figure, n)
				}
			}
		}
		if shown == 0 || hidden == 0 {
			t.Errorf("%s: %d figures and %d reasons: the test shows nothing", lang, shown, hidden)
		}
	}
}

func attr(n *html.Node, name string) string {
	value, _ := htmlcheck.Attr(n, name)
	return value
}

func checkPlaceName(t *testing.T, lang string, row *html.Node, segment *reports.Segment, report *reports.Report) {
	t.Helper()
	head := htmlcheck.Find(row, "th[scope=row]")[0]
	if name := spaced(htmlcheck.Text(head)); !strings.HasPrefix(name, segment.Name.In(lang)) {
		t.Errorf("%s: row %q, want %s", lang, name, segment.Name.In(lang))
	}
	ready := slices.ContainsFunc(report.ReadyToday.Areas, func(a reports.Area) bool {
		return a.Dimension == segment.Dimension && a.Value == segment.Value
	})
	if marked := len(htmlcheck.Find(head, ".chip")) == 1; marked != ready {
		t.Errorf("%s %s: marked as ready: %t, want %t", lang, segment.Value, marked, ready)
	}
}

// Where no group may be shown no empty drawing stands.
func TestResultsWithNothingToShow(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, func(a *assessment.Assessment) { a.Importance = true })
	for range 3 {
		answerAll(t, r, a.ID, "customers")
	}
	if err := r.service.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	d := r.signedIn(t, assessment.Consultant)
	rec := d.get(resultsAt(a, "?lang=en"))
	d.shows(rec, http.StatusOK, htmlcheck.NotIn("#agendas"), htmlcheck.NotIn("#claimed"), htmlcheck.NotIn("#weights"), htmlcheck.Count(".stage-card", 4), htmlcheck.In("#heat"))
	if strings.Contains(rec.Body.String(), `href="#weights"`) {
		t.Error("a link leads nowhere")
	}
	if text := spaced(htmlcheck.Text(document(t, rec.Body))); strings.Contains(text, "n = 0") {
		t.Error("the page says that nobody answered")
	}
}

func TestManyReadyAreasAreCounted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	report := &reports.Report{}
	for i := range 12 {
		key := "place-" + strconv.Itoa(i)
		report.Segments = append(report.Segments, reports.Segment{Dimension: byLocation, Value: key})
		if i < 8 {
			report.ReadyToday.Areas = append(report.ReadyToday.Areas, reports.Area{Dimension: byLocation, Value: key, Name: reports.Text{"": key}})
		}
	}
	v := prioVoice{r.catalog, "en"}
	if got := v.readyAreas(&reportIndex{report}, report.ReadyToday.Areas); len(got) != 8 || got[7] != "place-7" {
		t.Errorf("eight areas: %q", got)
	}
	report.Segments = append(report.Segments, reports.Segment{Dimension: byFunction, Value: "sales"})
	report.ReadyToday.Areas = append(report.ReadyToday.Areas, reports.Area{Dimension: byFunction, Value: "sales"})
	if got, want := v.readyAreas(&reportIndex{report}, report.ReadyToday.Areas), []string{"8 of 12 locations", "1 of 1 function"}; !slices.Equal(got, want) {
		t.Errorf("nine areas: %q, want %q", got, want)
	}
}

func TestLongNotesAreBriefInDrawings(t *testing.T) {
	t.Parallel()
	c := comparison{resultsView: resultsView{prioVoice{newRig(t).catalog, "en"}, nil}}
	row := &contrast{meant: "large difference", note: "only A, B and C"}
	if got := c.drawnMeaning(row); got != "large difference; only A, B and C" {
		t.Errorf("a short note: %q", got)
	}
	row.brief = "over 3 groups"
	if got := c.drawnMeaning(row); got != "large difference; over 3 groups" || c.meaning(row) != "large difference; only A, B and C" {
		t.Errorf("a long note: %q in the drawing, %q in the table", got, c.meaning(row))
	}
}

// A questionnaire may have categories alone.
func TestNoPlacesWithoutStages(t *testing.T) {
	t.Parallel()
	report := &reports.Report{
		Scales:   []reports.Scale{{ID: "facts", Kind: "category"}},
		Segments: []reports.Segment{{Dimension: byLocation, Value: "milan", Scales: []reports.SegmentScale{{ID: "facts"}}}},
	}
	if v := (resultsView{prioVoice{newRig(t).catalog, "en"}, &reportIndex{report}}).places(); v != nil {
		t.Errorf("%+v", v)
	}
}
