package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
	"readiness/reports"
	"readiness/reports/stats"
	"readiness/static"
	"readiness/static/i18n"
)

// closedQuestions is the closed assessment of results_test.go with what pages
// about questions have to show: comments, people who could not tell, a group
// that is split, and one that agrees but is too small for its counts.
func (r *rig) closedQuestions(t *testing.T) *assessment.Assessment {
	t.Helper()
	a := r.opened(t, func(a *assessment.Assessment) {
		a.Functions = append(a.Functions, assessment.Segment{Key: "Service", Name: assessment.Text("Service")}, assessment.Segment{Key: "Nowhere", Name: assessment.Text("Nowhere")})
	})
	form, err := r.service.Form(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	rows := questionRows(t, resultRows(t, a, form))
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

const hostileComment = `<script>alert("kept as text")</script>`

func questionRows(t *testing.T, plain []byte) []byte {
	t.Helper()
	table, err := csv.NewReader(bytes.NewReader(plain)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(table[0], name) }
	table[0] = append(table[0], "language", "comment_bv1", "comment")
	seen := map[string]int{}
	for at, row := range table[1:] {
		i := seen[row[0]]
		seen[row[0]]++
		language, onItem, whole := "en", "", ""
		switch row[0] {
		case "customers":
			if i%3 > 0 {
				row[column("bv3")] = "dk" // 20 of 30
			}
			if i < 12 {
				language = []string{"it", "en", "zh"}[i%3*min(1, i/10)] // five or more in Italian, fewer in the others
			}
			onItem = fmt.Sprintf("customer note %d", i)
		case "frontline":
			row[column("bv2")] = []string{"1", "5"}[i%2]
			whole = fmt.Sprintf("whole remark %d", i)
			if i == 0 {
				whole = hostileComment
			}
		case "channel":
			row[column("bv4")] = "dk"
			if i < 7 {
				row[column("bv4")] = "2" // all agree, fewer than ten
			}
		case "managers":
			if i < 9 {
				onItem = "manager note" // one too few
			}
		}
		table[at+1] = append(row, language, onItem, whole)
	}
	var file bytes.Buffer
	if err := csv.NewWriter(&file).WriteAll(table); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func questionsAt(a *assessment.Assessment, rest string) string {
	return "/assessments/" + string(a.ID) + "/questions" + rest
}

// heatRowOf is the row of a question on the page.
func heatRowOf(t *testing.T, root *html.Node, address string) *html.Node {
	t.Helper()
	for _, row := range htmlcheck.Find(root, "#heat tbody tr") {
		if links := htmlcheck.Find(row, "th a"); len(links) == 1 {
			if href, _ := htmlcheck.Attr(links[0], "href"); href == address {
				return row
			}
		}
	}
	t.Fatalf("no row leads to %s", address)
	return nil
}

func itemOf(t *testing.T, r *reports.Report, id string) *reports.Item {
	t.Helper()
	item := (&reportIndex{r}).item(id)
	if item == nil {
		t.Fatalf("no item %s", id)
	}
	return item
}

// spaced is a text with plain blanks, as htmlcheck.Text reads it from a page.
func spaced(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestHeatMapSaysWhatTheReportSays(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedQuestions(t)
	report := r.reportOf(t, a)
	for _, lang := range i18n.Languages() {
		d := r.signedIn(t, assessment.Consultant)
		d.cookies["readiness-language"] = lang
		rec := d.get(questionsAt(a, ""))
		d.shows(rec, http.StatusOK, htmlcheck.In("html", htmlcheck.HasAttr("lang", i18n.Tag(lang))), htmlcheck.Count("main h1", 1),
			htmlcheck.Count("#heat tbody tr.section", len(report.Scales)), htmlcheck.Count("#heat th a", len(report.Items)), htmlcheck.Count("#heat .bins span", 9),
			htmlcheck.Count("#heat thead svg", len(report.Groups)), htmlcheck.In("#heat .scroll", htmlcheck.HasAttr("tabindex", "0")), htmlcheck.In("#heat caption"),
			htmlcheck.In("#rivals"), htmlcheck.In("#importance"), htmlcheck.In("#heat .how"))
		root := document(t, rec.Body)
		for i := range report.Items {
			item := &report.Items[i]
			cells := htmlcheck.Find(heatRowOf(t, root, questionsAt(a, "/"+item.ID)), "td")
			if len(cells) != len(report.Groups)+5 {
				t.Fatalf("%s: %d cells", item.ID, len(cells))
			}
			for g := range report.Groups {
				checkHeatCell(t, r, lang, cells[g], groupOf(item.Groups, report.Groups[g].Group), &report.Groups[g])
			}
			if item.WeightedMean != nil && htmlcheck.Text(cells[len(report.Groups)]) != r.catalog.Number(lang, *item.WeightedMean, 1) {
				t.Errorf("%s %s: weighted %q", lang, item.ID, htmlcheck.Text(cells[len(report.Groups)]))
			}
		}
		noRawText(t, lang, rec.Body.String())
	}
}

func checkHeatCell(t *testing.T, r *rig, lang string, td *html.Node, cell *reports.ItemGroup, group *reports.Group) {
	t.Helper()
	class, _ := htmlcheck.Attr(td, "class")
	text := htmlcheck.Text(td)
	switch {
	case cell == nil:
		if text != r.catalog.T(lang, "results_not_asked") || !strings.HasSuffix(class, " na") {
			t.Errorf("%s: %q (%s) where nobody was asked", group.Group, text, class)
		}
	case cell.Suppressed:
		if text != spaced(r.catalog.T(lang, "quest_fewer", "K", group.Threshold)) || !strings.HasSuffix(class, " hid") {
			t.Errorf("%s: a hidden cell says %q (%s)", group.Group, text, class)
		}
	default:
		if want := fmt.Sprintf(" b%d", reports.HeatBin(*cell.Mean)); text != r.catalog.Number(lang, *cell.Mean, 1) || !strings.HasSuffix(class, want) {
			t.Errorf("%s: %q (%s), want %g", group.Group, text, class, *cell.Mean)
		}
	}
}

// noRawText fails where a key, a Go value or an error of a template is shown.
func noRawText(t *testing.T, where, body string) {
	t.Helper()
	for _, mark := range []string{"[quest_", "[results_", "[report_", "[prio_", "[work_", ">quest_", "NaN", "%!", "&lt;nil", "&lt;no value", "{{"} {
		if strings.Contains(body, mark) {
			t.Errorf("%s: %q on the page", where, mark)
		}
	}
}

// The block that other pages include is the same table.
func TestHeatViewForOtherPages(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	report := r.reportOf(t, r.closedQuestions(t))
	h := resultsView{prioVoice{r.catalog, "it"}, &reportIndex{report}}.heat(orderScale)
	if len(h.Groups) != len(report.Groups) || len(h.Sections) != len(report.Scales) || len(h.Hidden) == 0 || !h.Fits {
		t.Fatalf("%d groups, %d sections, hidden %q, fits %t", len(h.Groups), len(h.Sections), h.Hidden, h.Fits)
	}
	if want := questionsAt(&assessment.Assessment{ID: assessment.ID(report.Assessment.ID)}, ""); h.More != want {
		t.Errorf("more at %q, want %q", h.More, want)
	}
	var out bytes.Buffer
	if err := r.pages.byLanguage["it"].ExecuteTemplate(&out, "results_heat", h); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), `<th scope="row"`); n != len(report.Items) {
		t.Errorf("%d rows for %d questions", n, len(report.Items))
	}
}

func TestHeatBins(t *testing.T) {
	t.Parallel()
	for mean, want := range map[float64]int{
		-1: 1, 0: 1, 11.1: 1, 100.0 / 9: 2, 11.2: 2, 50: 5, 55.5: 5, 100 * 5.0 / 9: 6, 88.8: 8, 100 * 8.0 / 9: 9, 99.9: 9, 100: 9, 100.0000001: 9,
	} {
		if got := reports.HeatBin(mean); got != want {
			t.Errorf("reports.HeatBin(%g) = %d, want %d", mean, got, want)
		}
	}
}

func TestQuestionsInOtherOrders(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedQuestions(t)
	report := r.reportOf(t, a)
	d := r.signedIn(t, assessment.Consultant)
	worst := func(item *reports.Item, order string) float64 {
		value := math.Inf(-1)
		switch {
		case order == orderScore && item.WeightedMean != nil:
			value = -*item.WeightedMean
		case order == orderDifference && item.LargestGap != nil:
			value = item.LargestGap.Gap
		case order == orderUnknown:
			for _, g := range item.Groups {
				if g.DKRate != nil {
					value = max(value, *g.DKRate)
				}
			}
		}
		return value
	}
	for _, order := range []string{orderScore, orderDifference, orderUnknown} {
		rec := d.get(questionsAt(a, "?order="+order))
		d.shows(rec, http.StatusOK, htmlcheck.NotIn("#heat tr.section"), htmlcheck.Count("#heat th a", len(report.Items)),
			htmlcheck.In(".orders a[aria-current]", htmlcheck.HasAttr("href", questionsAt(a, "?order="+order))))
		last := math.Inf(1)
		for _, link := range htmlcheck.Find(document(t, rec.Body), "#heat th a") {
			href, _ := htmlcheck.Attr(link, "href")
			value := worst(itemOf(t, report, href[strings.LastIndexByte(href, '/')+1:]), order)
			if value > last+1e-9 {
				t.Errorf("%s: %s stands behind a smaller one", order, href)
			}
			last = value
		}
	}
}

// A group that is hidden has no figure on any page about a question.
func TestQuestionPagesHideSmallGroups(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedQuestions(t)
	report := r.reportOf(t, a)
	d := r.signedIn(t, assessment.Executive)
	for i := range report.Items {
		item := &report.Items[i]
		cell := groupOf(item.Groups, "initiative")
		if cell == nil || !cell.Suppressed {
			t.Fatalf("%s: the sample should hide the initiative team", item.ID)
		}
		rec := d.get(questionsAt(a, "/"+item.ID))
		d.shows(rec, http.StatusOK)
		root := document(t, rec.Body)
		for _, table := range []string{"#spread", "#means"} {
			found := 0
			for _, row := range htmlcheck.Find(root, table+" tbody tr") {
				if !strings.Contains(htmlcheck.Text(row), "Initiative team") {
					continue
				}
				found++
				if cells := htmlcheck.Find(row, "td"); len(cells) != 1 || htmlcheck.Text(cells[0]) != "fewer than 5 answers" {
					t.Errorf("%s %s: %q", item.ID, table, htmlcheck.Text(row))
				}
			}
			if found != 1 {
				t.Errorf("%s %s: %d rows of the hidden group", item.ID, table, found)
			}
		}
		if strings.Contains(htmlcheck.Text(htmlcheck.Find(root, "#gaps")[0]), "Initiative team") {
			t.Errorf("%s: the hidden group is compared", item.ID)
		}
		for _, drawing := range htmlcheck.Find(root, "#spread svg") {
			for _, title := range htmlcheck.Find(drawing, "g title") {
				if strings.HasPrefix(htmlcheck.Text(title), "Initiative team") {
					t.Errorf("%s: the hidden group is drawn: %q", item.ID, htmlcheck.Text(title))
				}
			}
		}
	}
	// Nor beside the questions.
	d.shows(d.get(questionsAt(a, "")), http.StatusOK, htmlcheck.In("#importance td.hid", htmlcheck.HasText("fewer than 5 answers")),
		htmlcheck.In("#rivals td.hid", htmlcheck.HasText("fewer than 5 answers")))
}

func TestQuestionPageSaysWhatTheReportSays(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedQuestions(t)
	report := r.reportOf(t, a)
	d := r.signedIn(t, assessment.Consultant)
	one := func(v float64) string { return r.catalog.Number("en", v, 1) }

	bv1 := itemOf(t, report, "bv1")
	executives, gap := groupOf(bv1.Groups, "executives"), bv1.PerceptionGaps[0]
	for _, g := range bv1.PerceptionGaps {
		if g.Group == "executives" {
			gap = g
		}
	}
	if gap.Group != "executives" || gap.Evidence != "confirmed" {
		t.Fatalf("the sample should have a confirmed gap: %+v", gap)
	}
	// A stage of one question has the interval of the question.
	scale := (&reportIndex{report}).scale(bv1.Scale)
	interval := ""
	for _, g := range scale.Groups {
		if g.Group == "executives" {
			interval = one(*g.CILow) + "–" + one(*g.CIHigh)
		}
	}
	d.shows(d.get(questionsAt(a, "/bv1")), http.StatusOK,
		htmlcheck.In("#question-h", htmlcheck.HasText(bv1.Name.In("en"))),
		htmlcheck.In(".voices", htmlcheck.HasText(bv1.Inside.Question.In("en")), htmlcheck.HasText(bv1.Outside.Question.In("en"))),
		htmlcheck.Count(".voices ol li", 2*bv1.Levels), htmlcheck.NotIn(".ab"),
		htmlcheck.In("#means tbody tr", htmlcheck.HasText("Executives"), htmlcheck.HasText(one(*executives.Mean)), htmlcheck.HasText(interval)),
		htmlcheck.In("#gaps tbody tr", htmlcheck.HasText(r.catalog.Signed("en", gap.Gap, 1)), htmlcheck.HasText("confirmed"), htmlcheck.HasText("blind spot"),
			htmlcheck.HasText("large ("+r.catalog.Signed("en", *gap.CliffsDelta, 2)+")")),
		htmlcheck.In("#spread tbody tr", htmlcheck.HasText(fmt.Sprintf("%d (", executives.Counts[len(executives.Counts)-1]))),
		htmlcheck.In("#means .how", htmlcheck.HasText(one(*bv1.WeightedMean))), htmlcheck.In("#gaps .how", htmlcheck.HasText(one(*executives.Mean))))

	// Statements between which the options lie stand with the question.
	d.shows(d.get(questionsAt(a, "/g01")), http.StatusOK, htmlcheck.Count(".voices .ab p", 4))

	if split := groupOf(itemOf(t, report, "bv2").Groups, "frontline"); split.Polarised == nil || !*split.Polarised {
		t.Fatalf("the sample should split the front line: %+v", split)
	}
	d.shows(d.get(questionsAt(a, "/bv2")), http.StatusOK, htmlcheck.In("#spread-h", htmlcheck.HasText("Front-line staff")),
		htmlcheck.In("#means", htmlcheck.HasText("split between both ends")))

	blind := groupOf(itemOf(t, report, "bv3").Groups, "customers")
	if blind.LowVisibility == nil || !*blind.LowVisibility {
		t.Fatalf("the sample should have customers who cannot tell: %+v", blind)
	}
	d.shows(d.get(questionsAt(a, "/bv3")), http.StatusOK, htmlcheck.In("#spread tbody", htmlcheck.HasText("67%")))
	row := heatRowOf(t, document(t, d.get(questionsAt(a, "")).Body), questionsAt(a, "/bv3"))
	if text := htmlcheck.Text(row); !strings.Contains(text, "67%") || !strings.Contains(text, "many could not tell") {
		t.Errorf("the heat map does not say who could not tell: %q", text)
	}
}

// All answers in one option, fewer than twice the minimum: no counts, nowhere.
func TestOneOptionHasNoCounts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedQuestions(t)
	report := r.reportOf(t, a)
	channel := groupOf(itemOf(t, report, "bv4").Groups, "channel")
	if channel.Counts != nil || channel.Suppressed || *channel.N != 7 {
		t.Fatalf("the sample should keep the channel's counts back: %+v", channel)
	}
	root := document(t, r.signedIn(t, assessment.Consultant).get(questionsAt(a, "/bv4")).Body)
	for _, row := range htmlcheck.Find(root, "#spread tbody tr") {
		if !strings.Contains(htmlcheck.Text(row), "Channel partners") {
			continue
		}
		first := htmlcheck.Find(row, "td")[0]
		span, _ := htmlcheck.Attr(first, "colspan")
		if span != "5" || !strings.Contains(htmlcheck.Text(first), "too few answers for their counts") {
			t.Errorf("%q over %s columns", htmlcheck.Text(first), span)
		}
		return
	}
	t.Error("the group has no row")
}

func TestQuestionFiguresHaveTables(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedQuestions(t)
	for _, lang := range i18n.Languages() {
		d := r.signedIn(t, assessment.Consultant)
		d.cookies["readiness-language"] = lang
		for _, rest := range []string{"", "/bv2", "/bv4", "/g05"} {
			rec := d.get(questionsAt(a, rest))
			d.shows(rec, http.StatusOK, htmlcheck.Count("main h1", 1))
			noRawText(t, lang+rest, rec.Body.String())
			root := document(t, rec.Body)
			for _, figure := range htmlcheck.Find(root, "figure") {
				if len(htmlcheck.Find(figure, "svg[role=img]")) != 2 || len(htmlcheck.Find(figure, "table")) != 1 || len(htmlcheck.Find(figure, ".how p")) == 0 {
					t.Errorf("%s%s: a figure lacks a drawing, its table or how it is calculated", lang, rest)
				}
			}
			for _, table := range htmlcheck.Find(root, "table") {
				checkTable(t, lang+rest, table)
			}
			ids := map[string]bool{}
			for _, each := range htmlcheck.Find(root, "[id]") {
				id, _ := htmlcheck.Attr(each, "id")
				if ids[id] {
					t.Errorf("%s%s: id %s occurs twice", lang, rest, id)
				}
				ids[id] = true
			}
		}
	}
}

// checkTable wants a caption, headings and as many columns in every row.
func checkTable(t *testing.T, where string, table *html.Node) {
	t.Helper()
	columns := len(htmlcheck.Find(table, "thead th[scope=col]"))
	if len(htmlcheck.Find(table, "caption")) != 1 || columns == 0 {
		t.Errorf("%s: a table without caption or headings", where)
	}
	for _, row := range htmlcheck.Find(table, "tbody tr") {
		width := 0
		for cell := row.FirstChild; cell != nil; cell = cell.NextSibling {
			if cell.Type != html.ElementNode {
				continue
			}
			span, ok := htmlcheck.Attr(cell, "colspan")
			n, err := strconv.Atoi(span)
			if !ok {
				n = 1
			} else if err != nil {
				t.Fatal(err)
			}
			width += n
		}
		if width != columns {
			t.Errorf("%s: %d columns under %d headings: %q", where, width, columns, htmlcheck.Text(row))
		}
	}
}

func TestCommentsAreReleasedTogether(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedQuestions(t)
	report := r.reportOf(t, a)
	d := r.signedIn(t, assessment.Consultant)
	rec := d.get(questionsAt(a, "/bv1"))
	d.shows(rec, http.StatusOK, htmlcheck.Count("#comments .quotes li", 30), htmlcheck.In("#comments", htmlcheck.HasText("30 comments")))
	if strings.Contains(rec.Body.String(), "manager note") {
		t.Error("nine comments of a group are shown")
	}
	root := document(t, rec.Body)
	at := 0
	var stored []string
	for _, lang := range append(slices.Clone(report.Assessment.Languages), "") {
		for _, c := range report.Comments {
			if c.Item == "bv1" && c.Language == lang {
				stored = append(stored, c.Text)
			}
		}
	}
	for _, p := range htmlcheck.Find(root, "#comments .quotes li p") {
		if at >= len(stored) || htmlcheck.Text(p) != stored[at] {
			t.Fatalf("comment %d is %q: not the stored order", at, htmlcheck.Text(p))
		}
		at++
	}
	// A language that few share is neither named nor marked.
	for _, each := range htmlcheck.Find(root, "#comments [lang]") {
		if lang, _ := htmlcheck.Attr(each, "lang"); lang == i18n.Tag("zh") {
			t.Error("a language of two comments is named")
		}
	}
	whole := d.get(questionsAt(a, ""))
	d.shows(whole, http.StatusOK, htmlcheck.Count("#comments .quotes li", 24), htmlcheck.In("#comments", htmlcheck.HasText("kept as text")))
	noInjection(t, "comments on the whole", whole)
	d.shows(d.get(questionsAt(a, "/bv2")), http.StatusOK, htmlcheck.NotIn(".quotes"), htmlcheck.In("#comments", htmlcheck.HasText("at least 10")))
}

func TestManyCommentsComeInPages(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	report := &reports.Report{Assessment: reports.Overview{Languages: []string{"en"}, CommentK: 10}}
	const n = 2*commentsPerPage + 1
	for i := range n {
		report.Comments = append(report.Comments, reports.Comment{Item: "x", Group: "customers", Language: "en", Text: strconv.Itoa(i)})
	}
	v := resultsView{prioVoice{r.catalog, "en"}, &reportIndex{report}}
	seen := 0
	for page := 1; page <= 3; page++ {
		view, bad := v.comments("x", "/p", questionQuery{order: orderScore, page: page})
		if bad != nil {
			t.Fatal(bad)
		}
		for _, block := range view.Blocks {
			for _, line := range block.Lines {
				if line.Text != strconv.Itoa(seen) {
					t.Fatalf("page %d: %q, want %d", page, line.Text, seen)
				}
				seen++
			}
		}
		if (view.Pager.Newer == "") != (page == 1) || (view.Pager.Older == "") != (page == 3) || view.Pager.Place == "" || view.Count != n {
			t.Errorf("page %d: %+v", page, view)
		}
		if page == 1 && view.Pager.Older != "/p?order=score&page=2#comments" {
			t.Errorf("the next page is at %q", view.Pager.Older)
		}
	}
	if _, bad := v.comments("x", "/p", questionQuery{page: 4}); bad == nil || bad.Field != "page" {
		t.Errorf("page 4 of 3: %v", bad)
	}
	if seen != n {
		t.Errorf("%d comments of %d", seen, n)
	}
}

func TestQuestionsLeadToEachOther(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedQuestions(t)
	d := r.signedIn(t, assessment.Consultant)
	links := htmlcheck.Find(document(t, d.get(questionsAt(a, "")).Body), "#heat th a")
	var order []string
	for _, link := range links {
		href, _ := htmlcheck.Attr(link, "href")
		order = append(order, href)
	}
	before := ""
	for i, at := range order {
		rec := d.get(at)
		d.shows(rec, http.StatusOK)
		root := document(t, rec.Body)
		to := func(rel string) string {
			for _, link := range htmlcheck.Find(root, ".beside-pages a[rel="+rel+"]") {
				href, _ := htmlcheck.Attr(link, "href")
				return href
			}
			return ""
		}
		next := ""
		if i+1 < len(order) {
			next = order[i+1]
		}
		if to("prev") != before || to("next") != next {
			t.Errorf("%s leads to %q and %q", at, to("prev"), to("next"))
		}
		before = at
	}
}

func TestQuestionsRefuseWhatTheyDoNotKnow(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedQuestions(t)
	d := r.signedIn(t, assessment.Consultant)
	for rest, names := range map[string]string{
		"?order=loudest": "order:", "?order=": "order:", "?order=score&order=scale": "order:", "?page=0": "page:", "?page=2": "page:", "?page=x": "page:",
		"?page=-1": "page:", "?page=99999999999999999999": "page:", "?group=customers": "group", "/bv1?order=score": "order", "/bv1?page=7": "page:",
		"/bv1?%3Cscript%3E=1": "&lt;script&gt;", "?order=%3Cscript%3E": "&lt;script&gt;",
	} {
		rec := d.get(questionsAt(a, rest))
		d.shows(rec, http.StatusBadRequest, htmlcheck.NotIn("table"))
		if !strings.Contains(rec.Body.String(), names) || strings.Contains(rec.Body.String(), "<script>") {
			t.Errorf("%s: the answer does not name %s", rest, names)
		}
	}
	for _, rest := range []string{"/nothing", "/BV1", "/riv1", "/bv1%00", "/..%2f", "/%3Cscript%3E", "/imp_identify"} {
		d.shows(d.get(questionsAt(a, rest)), http.StatusNotFound)
	}
	d.shows(d.get(questionsAt(a, "?lang=es")), http.StatusOK)
}

func TestQuestionsBeforeClosing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.signedIn(t, assessment.Consultant)
	for _, rest := range []string{"", "/bv1"} {
		d.shows(d.get(questionsAt(a, rest)), http.StatusOK, htmlcheck.NotIn("table"), htmlcheck.NotIn("figure"),
			htmlcheck.In(".empty", htmlcheck.HasText("at least 5 answers")))
	}
}

// Every scale has its tests on the page about all questions.
func TestStatisticsOfEveryScale(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedQuestions(t)
	report := r.reportOf(t, a)
	for _, lang := range i18n.Languages() {
		d := r.signedIn(t, assessment.Consultant)
		d.cookies["readiness-language"] = lang
		rows := htmlcheck.Find(document(t, d.get(questionsAt(a, "")).Body), "#statistics tbody tr")
		want := reports.Pictures{Report: report, Words: r.catalog, Lang: lang}.Statistics()
		if len(rows) != len(want) || len(want) != len(report.Scales) {
			t.Fatalf("%s: %d rows, want %d", lang, len(rows), len(want))
		}
		for i, row := range rows {
			text := spaced(htmlcheck.Text(row))
			for _, said := range []string{want[i].Scale, want[i].Test, want[i].TestNote, want[i].Effect, want[i].Alpha, want[i].Caution, want[i].Small} {
				if !strings.Contains(text, spaced(said)) {
					t.Errorf("%s: %q lacks %q", lang, text, said)
				}
			}
		}
	}
}

func TestRivalsAndImportanceByGroup(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedQuestions(t)
	report := r.reportOf(t, a)
	d := r.signedIn(t, assessment.Consultant)
	one := func(v *float64) string { return r.catalog.Number("en", *v, 1) }
	rivals := groupOf(report.Rivals.Groups, "customers")
	stage := &report.Importance[0]
	cell := stage.Groups[slices.IndexFunc(stage.Groups, func(g reports.ImportanceGroup) bool { return g.Group == "customers" })]
	d.shows(d.get(questionsAt(a, "")), http.StatusOK,
		htmlcheck.In("#rivals tbody", htmlcheck.HasText("Customers"), htmlcheck.HasText(one(rivals.Mean)), htmlcheck.HasText(strconv.Itoa(*rivals.N))),
		htmlcheck.Count("#importance tbody tr", len(report.Importance)),
		htmlcheck.In("#importance tbody tr", htmlcheck.HasText(stage.Name.In("en")), htmlcheck.HasText(one(cell.Mean)),
			htmlcheck.HasText(fmt.Sprintf("place %d, n = %d", *cell.Order, *cell.N)), htmlcheck.HasText(one(stage.Weighted))))
	// What was not asked has no place on the page.
	plain := r.closedResults(t, func(a *assessment.Assessment) { a.Rivals, a.Importance = false, false })
	d.shows(d.get(questionsAt(plain, "")), http.StatusOK, htmlcheck.NotIn("#rivals"), htmlcheck.NotIn("#importance"), htmlcheck.In("#heat"))
}

// A reverse-keyed question is shown from low to high all the same.
func TestReverseQuestionsAreTurned(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	n, mean := 10, 75.0
	item := reports.Item{
		ID: "x", Levels: 3, Reverse: true,
		Inside: reports.ItemText{Options: []reports.Text{{"": "Always"}, {"": "Sometimes"}, {"": "Never"}}},
		Groups: []reports.ItemGroup{{Group: "managers", N: &n, Mean: &mean, Counts: []int{6, 3, 1}}},
	}
	report := &reports.Report{Groups: []reports.Group{{Group: "managers", Side: "inside", Threshold: 5}}, Items: []reports.Item{item}}
	v := resultsView{prioVoice{r.catalog, "en"}, &reportIndex{report}}
	table := v.spread(v.spreadOfItem(&item)).Table
	if table.Heads[0].Text != "1. Never" || table.Rows[0].Cells[0].Text != "1 (10%)" || table.Rows[0].Cells[2].Text != "6 (60%)" {
		t.Errorf("%+v %+v", table.Heads, table.Rows)
	}
	if item.Groups[0].Counts[0] != 6 {
		t.Error("the shared report was changed")
	}
	if voice := v.voices(&item, &assessment.Form{})[0]; voice.Options[0] != "Never" {
		t.Errorf("the options read %v", voice.Options)
	}
}

func TestGapsInWords(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	parameters := assessment.DefaultParameters()
	v := resultsView{prioVoice{r.catalog, "en"}, &reportIndex{&reports.Report{Parameters: parameters}}}
	for _, tt := range []struct {
		gap             float64
		label, evidence string
		want            string
	}{
		{3, "none", "none", "no notable difference (n = 6 and 9)"},
		{15, "notable", "indicative", "notable difference; may be chance (n = 6 and 9); rated higher than the reference does: a possible blind spot"},
		{-30, "large", "confirmed", "large difference, confirmed (n = 6 and 9); rated lower than the reference does: a possible hidden strength"},
	} {
		got := v.gapMeaning(&reports.Gap{Gap: tt.gap, N: 6, ReferenceN: 9, Label: tt.label, Evidence: tt.evidence})
		if spaced(got) != tt.want {
			t.Errorf("%+g: %q, want %q", tt.gap, got, tt.want)
		}
	}
}

// Every label and kind of evidence has its sentence in every language.
func TestEveryGapHasWords(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, lang := range i18n.Languages() {
		for _, label := range []stats.Label{stats.LabelNotable, stats.LabelLarge} {
			for _, evidence := range []stats.Evidence{stats.EvidenceIndicative, stats.EvidenceConfirmed} {
				if key := "results_gap_" + string(label) + "_" + string(evidence); !r.catalog.Has(lang, key) {
					t.Errorf("%s lacks %s", lang, key)
				}
			}
		}
		for _, order := range questionOrders() {
			if !r.catalog.Has(lang, "quest_order_"+order) {
				t.Errorf("%s lacks the order %s", lang, order)
			}
		}
	}
}

// The number in a cell can be read on each of the nine colours, in both themes
// and on paper.
func TestHeatColoursCanBeRead(t *testing.T) {
	t.Parallel()
	raw, err := fs.ReadFile(static.FS(), "questions.css")
	if err != nil {
		t.Fatal(err)
	}
	value := regexp.MustCompile(`--(b|on)([1-9]): #([0-9a-f]{3}(?:[0-9a-f]{3})?);`)
	themes := 0
	colours := map[string]string{}
	for _, m := range value.FindAllStringSubmatch(string(raw), -1) {
		colours[m[1]+m[2]] = m[3]
		if m[1]+m[2] != "on9" {
			continue
		}
		themes++
		for bin := 1; bin <= heatBins; bin++ {
			ground, text := colours["b"+strconv.Itoa(bin)], colours["on"+strconv.Itoa(bin)]
			if ratio := contrastOf(t, ground, text); ratio < 4.5 {
				t.Errorf("theme %d, bin %d: contrast %.2f of #%s on #%s", themes, bin, ratio, text, ground)
			}
		}
	}
	if themes != 3 {
		t.Errorf("%d sets of colours, want light, dark and print", themes)
	}
}

// contrastOf is the ratio of WCAG 2 between two colours.
func contrastOf(t *testing.T, a, b string) float64 {
	t.Helper()
	light := func(colour string) float64 {
		if len(colour) == 3 {
			colour = strings.Repeat(colour[:1], 2) + strings.Repeat(colour[1:2], 2) + strings.Repeat(colour[2:], 2)
		}
		sum := 0.0
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			n, err := strconv.ParseUint(colour[2*i:2*i+2], 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			c := float64(n) / 255
			if c <= 0.04045 {
				c /= 12.92
			} else {
				c = math.Pow((c+0.055)/1.055, 2.4)
			}
			sum += weight * c
		}
		return sum
	}
	x, y := light(a), light(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}
