package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
	"readiness/questionnaires"
	"readiness/reports"
	"readiness/static/i18n"
)

// closedResults is a closed assessment of about a hundred people: executives see
// everything rosier than customers, and the initiative team is too small to show.
func (r *rig) closedResults(t *testing.T, change func(*assessment.Assessment)) *assessment.Assessment {
	t.Helper()
	a := r.opened(t, func(a *assessment.Assessment) {
		a.Functions = append(a.Functions, assessment.Segment{Key: "Service", Name: assessment.Text("Service")}, assessment.Segment{Key: "Nowhere", Name: assessment.Text("Nowhere")})
		if change != nil {
			change(a)
		}
	})
	form, err := r.service.Form(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	rows := resultRows(t, a, form)
	if _, err := r.service.ImportResponses(t.Context(), a.ID, func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(rows)), nil
	}, nil); err != nil {
		t.Fatal(err)
	}
	if err := r.service.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	if a, err = r.service.Assessment(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	return a
}

func resultRows(t *testing.T, a *assessment.Assessment, form *assessment.Form) []byte {
	t.Helper()
	header := []string{"group", "location", "function"}
	for _, item := range form.Items {
		header = append(header, item.ID)
	}
	table := [][]string{header}
	for _, s := range []struct {
		group  string
		n, low int
	}{{"initiative", 3, 2}, {"executives", 12, 4}, {"managers", 20, 3}, {"frontline", 24, 2}, {"channel", 11, 2}, {"customers", 30, 1}} {
		group := a.Group(s.group)
		for i := range s.n {
			row := []string{s.group, a.Locations[i%2].Key, ""}
			if group.Side == questionnaires.Inside {
				row[2] = a.Functions[i/2%2].Key
			}
			for at, item := range form.Items {
				answer := ""
				if form.Shown(group, at) {
					answer = strconv.Itoa(min(s.low+(i+at)%2+i%7/6, item.Levels))
				}
				row = append(row, answer)
			}
			table = append(table, row)
		}
	}
	var file bytes.Buffer
	if err := csv.NewWriter(&file).WriteAll(table); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func (r *rig) reportOf(t *testing.T, a *assessment.Assessment) *reports.Report {
	t.Helper()
	report, err := r.closedReport(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func document(t *testing.T, body *bytes.Buffer) *html.Node {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func resultsAt(a *assessment.Assessment, query string) string {
	return "/assessments/" + string(a.ID) + "/results" + query
}

func TestResultsSayTheVerdictFirst(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedResults(t, nil)
	report := r.reportOf(t, a)
	for _, lang := range i18n.Languages() {
		d := r.signedIn(t, assessment.Consultant)
		d.cookies["readiness-language"] = lang
		rec := d.get(resultsAt(a, ""))
		d.shows(rec, http.StatusOK,
			htmlcheck.In("html", htmlcheck.HasAttr("lang", i18n.Tag(lang))),
			htmlcheck.In("main .card h2", htmlcheck.HasText(report.ReadyToday.Sentence[0].In(r.catalog, lang))),
			htmlcheck.In("#verdict .order", htmlcheck.HasText(r.catalog.T(lang, "report_verdict_word_"+report.Priorities[0].Verdict))),
			htmlcheck.In("#verdict .cautions", htmlcheck.HasText(report.Warnings[0].In(r.catalog, lang))),
			htmlcheck.Count("nav.tabs a", 5), htmlcheck.NotIn(".tried"), htmlcheck.Count(".stage-card", 4),
			htmlcheck.In("#agendas"), htmlcheck.In("#claimed"), htmlcheck.In("#compare-stage"), htmlcheck.In("#compare-category"))
		body := rec.Body.String()
		for _, m := range slices.Concat(report.Takeaways, report.Scales[0].InWords[:2]) {
			if text := html.EscapeString(m.In(r.catalog, lang)); !strings.Contains(body, text) {
				t.Errorf("%s: the page does not say %q", lang, text)
			}
		}
		for _, mark := range []string{"[results_", "[report_", "[prio_", "[work_", "NaN", "%!", "&lt;nil"} {
			if strings.Contains(body, mark) {
				t.Errorf("%s: %q on the page", lang, mark)
			}
		}
	}
}

func TestEveryFigureHasItsTable(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedResults(t, nil)
	d := r.signedIn(t, assessment.Consultant)
	for _, query := range []string{"", "?by=location", "?by=function", "?by=group&a=managers&b=channel", "?w=equal"} {
		rec := d.get(resultsAt(a, query))
		d.shows(rec, http.StatusOK, htmlcheck.Count("main h1", 1))
		root := document(t, rec.Body)
		figures := htmlcheck.Find(root, "figure")
		if len(figures) < 5 {
			t.Fatalf("%s: %d figures", query, len(figures))
		}
		for _, figure := range figures {
			if n := len(htmlcheck.Find(figure, "svg[role=img]")); n != 2 {
				t.Errorf("%s: %d drawings in a figure, want a wide and a slim one", query, n)
			}
			if len(htmlcheck.Find(figure, "table")) != 1 || len(htmlcheck.Find(figure, ".how p")) == 0 {
				t.Errorf("%s: a figure lacks its table or how it is calculated", query)
			}
		}
		for _, region := range htmlcheck.Find(root, "main .scroll") {
			label, _ := htmlcheck.Attr(region, "aria-label")
			stop, _ := htmlcheck.Attr(region, "tabindex")
			if label == "" || stop != "0" || len(htmlcheck.Find(region, "caption")) != 1 {
				t.Errorf("%s: a table without caption, label or keyboard stop", query)
			}
			columns := len(htmlcheck.Find(region, "thead th[scope=col]"))
			for _, row := range htmlcheck.Find(region, "tbody tr") {
				if len(htmlcheck.Find(row, "th[scope=rowgroup]")) == 1 {
					continue // the name of a section of the heat map
				}
				cells := len(htmlcheck.Find(row, "th[scope=row]"))
				for _, td := range htmlcheck.Find(row, "td") {
					cells += spanOf(t, td)
				}
				if cells != columns {
					t.Errorf("%s: %d cells under %d headings", query, cells, columns)
				}
			}
		}
		ids := map[string]bool{}
		for _, each := range htmlcheck.Find(root, "[id]") {
			id, _ := htmlcheck.Attr(each, "id")
			if ids[id] {
				t.Errorf("%s: id %s occurs twice", query, id)
			}
			ids[id] = true
		}
	}
}

// What is printed is what the report says.
func TestCompareSaysWhatTheReportSays(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedResults(t, nil)
	report := r.reportOf(t, a)
	d := r.signedIn(t, assessment.Consultant)
	one := func(v float64) string { return r.catalog.Number("en", v, 1) }
	stage := &report.Scales[0]
	gap := stage.GapOf("executives")
	if gap == nil || gap.Reference != "customers" || gap.Evidence != "confirmed" {
		t.Fatalf("the sample should have a confirmed gap: %+v", gap)
	}
	words := fmt.Sprintf("%s difference, confirmed (n = %d and %d)", gap.Label, gap.N, gap.ReferenceN)
	d.shows(d.get(resultsAt(a, "")), http.StatusOK,
		htmlcheck.In("#pick-a option[selected]", htmlcheck.HasAttr("value", "executives")), htmlcheck.In("#pick-b option[selected]", htmlcheck.HasAttr("value", "customers")),
		htmlcheck.In("#compare-stage tbody tr", htmlcheck.HasText(one(*meanOf(stage, "executives"))), htmlcheck.HasText(r.catalog.Signed("en", gap.Gap, 1)), htmlcheck.HasText(words)))
	// The other way round the sign turns and the counts change places.
	d.shows(d.get(resultsAt(a, "?by=group&a=customers&b=executives")), http.StatusOK,
		htmlcheck.In("#compare-stage tbody tr", htmlcheck.HasText(r.catalog.Signed("en", -gap.Gap, 1)),
			htmlcheck.HasText(fmt.Sprintf("confirmed (n = %d and %d)", gap.ReferenceN, gap.N))))
	// Two groups of which neither is the reference are not tested.
	d.shows(d.get(resultsAt(a, "?a=executives&b=frontline")), http.StatusOK, htmlcheck.In("#compare-stage tbody", htmlcheck.HasText("not tested")))
	// Categories: executives were asked more than customers, so that the questions in common count.
	category := report.Scales[4]
	common := category.GapOf("executives")
	if common == nil || len(common.CommonItems) == 0 {
		t.Fatalf("%s: the groups should have only a part in common", category.ID)
	}
	d.shows(d.get(resultsAt(a, "")), http.StatusOK, htmlcheck.In("#compare-category tbody tr",
		htmlcheck.HasText(r.catalog.Signed("en", common.Gap, 1)), htmlcheck.HasText("in common")))
	// Locations come standardised and beside their own mean.
	milan, madrid := &report.Segments[0], &report.Segments[1]
	d.shows(d.get(resultsAt(a, "?by=location&a=Milan&b=Madrid")), http.StatusOK, htmlcheck.In("#centred", htmlcheck.HasText("Answering habits differ")),
		htmlcheck.In("#compare-stage tbody tr", htmlcheck.HasText(one(*milan.Scales[0].Mean)),
			htmlcheck.HasText(r.catalog.Signed("en", *milan.Scales[0].Mean-*madrid.Scales[0].Mean, 1))))
	d.shows(d.get(resultsAt(a, "?by=function")), http.StatusOK, htmlcheck.NotIn("#centred"),
		htmlcheck.In("#pick-a option[disabled]", htmlcheck.HasText("Nowhere – too few answers")))
}

// A hidden group has no number anywhere on the page, in no view.
func TestResultsHideSmallGroups(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedResults(t, nil)
	d := r.signedIn(t, assessment.Executive)
	for _, query := range []string{"", "?a=managers&b=frontline", "?w=custom&w_initiative=9&w_executives=1&w_managers=1&w_frontline=1&w_channel=1&w_customers=1"} {
		rec := d.get(resultsAt(a, query))
		d.shows(rec, http.StatusOK, htmlcheck.In("#pick-a option[disabled]",
			htmlcheck.HasAttr("value", "initiative"), htmlcheck.HasText("Initiative team – fewer than 5 answers")))
		root := document(t, rec.Body)
		for _, row := range htmlcheck.Find(root, "#agendas tbody tr") {
			if !strings.Contains(htmlcheck.Text(row), "Initiative team") {
				continue
			}
			for _, cell := range htmlcheck.Find(row, "td") {
				if class, _ := htmlcheck.Attr(cell, "class"); !strings.Contains(class, "hid") || htmlcheck.Text(cell) != "fewer than 5 answers" {
					t.Errorf("%s: a hidden cell says %q", query, htmlcheck.Text(cell))
				}
			}
		}
		for _, chart := range htmlcheck.Find(root, "#compare-stage svg") {
			if strings.Contains(htmlcheck.Text(chart), "Initiative team") {
				t.Errorf("%s: the hidden group is drawn", query)
			}
		}
	}
	d.shows(d.get(resultsAt(a, "?a=initiative&b=customers")), http.StatusBadRequest, htmlcheck.In("main", htmlcheck.HasText("a: “initiative”")))
}

func TestResultsRefuseWhatTheyDoNotKnow(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedResults(t, nil)
	d := r.signedIn(t, assessment.Consultant)
	const rest = "&w_initiative=1&w_executives=1&w_managers=1&w_frontline=1&w_channel=1"
	for query, names := range map[string]string{
		"?by=country": "by:", "?by=": "by:", "?a=nobody": "a:", "?b=Milan": "b:", "?by=location&a=customers": "a:", "?by=function&b=Nowhere": "b:",
		"?a=managers&b=managers": "b:", "?a=managers&a=channel": "a:", "?w=loudest": "w:", "?page=2": "page", "?w_nobody=3": "w_nobody",
		"?w=custom": "w_", "?w=custom" + rest: "w_customers:", "?w=custom&w_customers=-1" + rest: "w_customers:",
		"?w=custom&w_customers=NaN" + rest: "w_customers:", "?w=custom&w_customers=1e9" + rest: "w_customers:", "?w=custom&w_customers=many" + rest: "w_customers:",
		"?w=custom&w_customers=0&w_initiative=0&w_executives=0&w_managers=0&w_frontline=0&w_channel=0": "w:",
		"?a=%3Cscript%3E": "a:", "?w=custom&w_customers=%00" + rest: "w_customers:",
	} {
		rec := d.get(resultsAt(a, query))
		d.shows(rec, http.StatusBadRequest, htmlcheck.In("main", htmlcheck.HasText(names)), htmlcheck.NotIn("table"))
		if strings.Contains(rec.Body.String(), "<script>") {
			t.Errorf("%s: the value is not escaped", query)
		}
	}
}

func TestTriedWeightsLeaveTheReportAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedResults(t, nil)
	d := r.signedIn(t, assessment.Consultant)
	before := d.get(resultsAt(a, "")).Body.String()
	stored, err := r.service.Report(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	report := r.reportOf(t, a)
	equal, record := *report.Scales[0].EqualWeightMean, *report.Scales[0].Weighted.Mean
	one := func(v float64) string { return r.catalog.Number("en", v, 1) }
	if one(equal) == one(record) {
		t.Fatal("the sample should tell the weights apart")
	}
	rec := d.get(resultsAt(a, "?w=equal&by=location&a=Madrid&b=Milan"))
	d.shows(rec, http.StatusOK,
		htmlcheck.In(".tried", htmlcheck.HasText("not the report of record")),
		htmlcheck.In(".tried a", htmlcheck.HasAttr("href", resultsAt(a, "?a=Madrid&b=Milan&by=location"))),
		htmlcheck.In("#stages tbody tr", htmlcheck.HasText(one(equal))),
		htmlcheck.In("#weights tbody tr", htmlcheck.HasText(one(record)), htmlcheck.HasText(one(equal))),
		// The comparison goes on with the same weights, the weights with the same comparison.
		htmlcheck.In(".pick input[name=w]", htmlcheck.HasAttr("value", "equal")),
		htmlcheck.In(".weights input[name=a]", htmlcheck.HasAttr("value", "Madrid")),
		htmlcheck.In("#weights-preset option[selected]", htmlcheck.HasAttr("value", "equal")))
	// A decimal comma is a number too; the fields keep what was typed.
	custom := "?w=custom&w_initiative=0&w_executives=0&w_managers=0&w_frontline=0&w_channel=0&w_customers=2,5"
	d.shows(d.get(resultsAt(a, custom)), http.StatusOK, htmlcheck.In("#w_customers", htmlcheck.HasAttr("value", "2,5")),
		htmlcheck.In("#stages tbody tr", htmlcheck.HasText(one(*meanOf(&report.Scales[0], "customers")))))
	if after := d.get(resultsAt(a, "")).Body.String(); after != before {
		t.Error("trying weights changed the page of the report")
	}
	again, err := r.service.Report(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(stored.Body, again.Body) {
		t.Error("trying weights changed the stored report")
	}
}

func TestResultsBeforeClosing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	for range 6 {
		answerAll(t, r, a.ID, "channel")
	}
	d := r.signedIn(t, assessment.Consultant)
	for _, address := range []string{resultsAt(a, ""), questionsAt(a, ""), questionsAt(a, "/bv1"), prioritiesAt(a, "")} {
		root := document(t, d.get(address).Body)
		if len(htmlcheck.Find(root, "main table")) > 0 || len(htmlcheck.Find(root, "main figure")) > 0 {
			t.Errorf("%s shows figures before closing", address)
		}
		groups := texts(root, ".empty li")
		if len(groups) != len(a.Groups) {
			t.Fatalf("%s names %d groups: %q", address, len(groups), groups)
		}
		for i := range a.Groups {
			want := " fewer than 5 answers not enough yet"
			switch g := &a.Groups[i]; {
			case g.Key == "channel":
				want = " 6 answers enough answers"
			case g.Anonymity == assessment.Attributed:
				want = " 0 of 1 not enough yet"
			}
			if !strings.HasSuffix(groups[i], want) {
				t.Errorf("%s: %q, want …%q", address, groups[i], want)
			}
		}
	}
}

// With one questionnaire, no importance, no places and one group there is less to show.
func TestResultsWithLittleToShow(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, func(a *assessment.Assessment) {
		a.Questionnaires, a.Groups = a.Questionnaires[:1], assessment.PresetGroups([]string{"broad-view"})
		a.Importance, a.Rivals, a.Locations, a.Functions = false, false, nil, nil
	})
	for range 7 {
		answerAll(t, r, a.ID, "customers")
	}
	if err := r.service.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	d := r.signedIn(t, assessment.Consultant)
	d.shows(d.get(resultsAt(a, "")), http.StatusOK, htmlcheck.NotIn("#agendas"), htmlcheck.NotIn("#claimed"), htmlcheck.NotIn(".pick"), htmlcheck.NotIn("#places"), htmlcheck.In("#weights"),
		htmlcheck.In("#compare", htmlcheck.HasText("At least two groups")), htmlcheck.In("#stages"), htmlcheck.Count(".ways a", 1))
	d.shows(d.get(resultsAt(a, "?by=location")), http.StatusOK, htmlcheck.In("#compare", htmlcheck.HasText("does not ask for locations")))
	d.shows(d.get(resultsAt(a, "?w=rank_reciprocal")), http.StatusOK, htmlcheck.In(".tried"))
}

func TestReportCacheIsBounded(t *testing.T) {
	t.Parallel()
	var c reportCache
	kept := func(i int) assessment.ID { return assessment.ID(strconv.Itoa(i)) }
	first := &reports.Report{}
	c.put(kept(0), reportVersion{snapshot: 1}, first)
	for i := 1; i < maxReports; i++ {
		c.put(kept(i), reportVersion{snapshot: 1}, &reports.Report{})
	}
	if c.get(kept(0), reportVersion{snapshot: 1}) != first || len(c.kept) != maxReports {
		t.Fatalf("%d reports kept, the first: %v", len(c.kept), c.get(kept(0), reportVersion{snapshot: 1}) == first)
	}
	c.put(kept(maxReports), reportVersion{snapshot: 1}, &reports.Report{}) // pushes out 1, which nobody asked for
	if c.get(kept(1), reportVersion{snapshot: 1}) != nil || c.get(kept(0), reportVersion{snapshot: 1}) != first || len(c.kept) != maxReports {
		t.Errorf("the report that was not used for longest is still there, or another one is not: %d kept", len(c.kept))
	}
	second := &reports.Report{}
	c.put(kept(0), reportVersion{snapshot: 2}, second)
	if c.get(kept(0), reportVersion{snapshot: 1}) != nil || c.get(kept(0), reportVersion{snapshot: 2}) != second || len(c.kept) != maxReports {
		t.Error("a new version does not replace the old one")
	}
}

func TestClosedReportIsParsedOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedResults(t, nil)
	if first := r.reportOf(t, a); first != r.reportOf(t, a) {
		t.Error("the report is read anew at every request")
	}
	open := r.opened(t, nil)
	if _, err := r.closedReport(t.Context(), open); assessment.KindOf(err) != assessment.Conflict {
		t.Errorf("an open assessment: %v", err)
	}
}

// Hidden figures say why, in short in the cell and in a sentence below the table.
func TestHiddenFiguresSayWhy(t *testing.T) {
	t.Parallel()
	catalog := newRig(t).catalog
	report := &reports.Report{
		Assessment: reports.Overview{K: 5},
		Groups:     []reports.Group{{Group: "executives", Name: reports.Text{"": "Executives"}, Threshold: 7}},
	}
	for _, lang := range i18n.Languages() {
		v := resultsView{prioVoice{catalog, lang}, &reportIndex{report}}
		said := map[string]bool{}
		for _, tt := range []struct{ why, text, note string }{
			{reports.HiddenFew, catalog.T(lang, "results_fewer", "Count", 7), "results_hidden_why_few"},
			{reports.HiddenComplementary, catalog.T(lang, "results_hidden_complementary"), "results_hidden_why_complementary"},
			{reports.HiddenEarlier, catalog.T(lang, "results_hidden_earlier", "Count", 7), "results_hidden_why_earlier"},
		} {
			cell := v.hidden(tt.why, "executives")
			if cell.Text != tt.text || !cell.Hidden {
				t.Errorf("%s %s: %+v, want %q", lang, tt.why, cell, tt.text)
			}
			notes := v.hiddenNotes(&figureTable{Rows: []figureRow{{Cells: []figureCell{cell, cell, {Text: "1.0"}}}}})
			if want := []string{catalog.T(lang, tt.note)}; !slices.Equal(notes, want) {
				t.Errorf("%s %s: notes %q, want %q", lang, tt.why, notes, want)
			}
			said[cell.Text] = true
		}
		if len(said) != 3 {
			t.Errorf("%s: the reasons read alike: %v", lang, said)
		}
	}
	v := resultsView{prioVoice{catalog, "en"}, &reportIndex{report}}
	if notes := v.hiddenNotes(&figureTable{Rows: []figureRow{{Cells: []figureCell{{Text: "1.0"}}}}}); notes != nil {
		t.Errorf("nothing is hidden, but %q", notes)
	}
}
