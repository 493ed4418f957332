package web

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
	"readiness/reports"
	"readiness/static/i18n"
)

// answered is an open assessment with answers and stated conditions.
func (r *rig) answered(t *testing.T) *assessment.Assessment {
	t.Helper()
	a := r.opened(t, func(a *assessment.Assessment) {
		a.Functions = append(a.Functions, assessment.Segment{Key: "Service", Name: assessment.Text("Service")})
		a.Conditions = &assessment.Conditions{Sponsor: "yes", Funds: "pilot", ITCapacity: "none", CustomerOwner: "no", Areas: []string{"shops"}}
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
	return a
}

// closedWithCustomers is closedResults with a list of customers uploaded in time.
func (r *rig) closedWithCustomers(t *testing.T, list string) *assessment.Assessment {
	t.Helper()
	a := r.answered(t)
	if _, err := r.service.ImportCustomers(t.Context(), a.ID, strings.NewReader(list), "margin"); err != nil {
		t.Fatal(err)
	}
	if err := r.service.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	return r.stored(t, a.ID)
}

// steepCustomers are 40 customers of which one brings most of the value, in
// four segments of equal size.
func steepCustomers() string {
	var list strings.Builder
	list.WriteString("customer,value,segment\n")
	for i := range 40 {
		value := 10
		if i == 0 {
			value = 1000
		}
		fmt.Fprintf(&list, "C%d,%d,need %d\n", i, value, i%4)
	}
	return list.String()
}

func prioritiesAt(a *assessment.Assessment, query string) string {
	return "/assessments/" + string(a.ID) + "/priorities" + query
}

func texts(root *html.Node, selector string) []string {
	var out []string
	for _, n := range htmlcheck.Find(root, selector) {
		out = append(out, htmlcheck.Text(n))
	}
	return out
}

// withoutDrawings is a page without its SVG, whose titles are not the page's.
func withoutDrawings(body []byte) []byte {
	return regexp.MustCompile(`(?s)<svg.*?</svg>`).ReplaceAll(body, nil)
}

// speaks checks that a page has all its texts and figures.
func (d *device) speaks(name, body string) {
	d.t.Helper()
	for _, mark := range []string{"[prio_", "[report_", "[wb_", "[work_", "[results_", "[when_", "[area_", "[blocked_", "<no value>", "NaN", "+Inf", "%!", "&lt;nil"} {
		if at := strings.Index(body, mark); at >= 0 {
			d.t.Errorf("%s shows %q: …%s…", name, mark, body[max(0, at-60):min(len(body), at+60)])
		}
	}
}

func TestPrioritiesInEveryLanguage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedWithCustomers(t, steepCustomers())
	report := r.reportOf(t, a)
	for _, lang := range i18n.Languages() {
		d := r.signedIn(t, assessment.Consultant)
		rec := d.get(prioritiesAt(a, "?lang="+lang))
		d.shows(rec, http.StatusOK,
			htmlcheck.In("html", htmlcheck.HasAttr("lang", i18n.Tag(lang))),
			htmlcheck.In("main .prio-verdict h2", htmlcheck.HasText(report.ReadyToday.Sentence[0].In(r.catalog, lang))),
			htmlcheck.In(".prio-verdict", htmlcheck.HasText(r.catalog.T(lang, "blocked_it_capacity_none"))),
			htmlcheck.Count(".prio-order li", len(report.StartOrder)),
			htmlcheck.Count(".prio-explain tbody tr", len(report.Priorities)),
			htmlcheck.Count(".prio-explain tbody td", 5*len(report.Priorities)),
			htmlcheck.Count(".prio-fall", len(report.Priorities)),
			htmlcheck.In(".prio-levers", htmlcheck.HasText(report.Situation.Advice[0].In(r.catalog, lang))),
			htmlcheck.In("nav.tabs a[aria-current=page]", htmlcheck.HasText(r.catalog.T(lang, "prio_title"))))
		d.speaks("priorities in "+lang, rec.Body.String())
		d.sound(lang, "priorities in "+lang, withoutDrawings(rec.Body.Bytes()))
	}
}

// Every drawing has a table and a calculation; every table a caption and heads.
func TestEveryFigureOfThePrioritiesHasItsTable(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedWithCustomers(t, steepCustomers())
	d := r.signedIn(t, assessment.Executive)
	for _, page := range []string{"/priorities", "/customers"} {
		rec := d.get("/assessments/" + string(a.ID) + page)
		root := document(t, rec.Body)
		sections := 0
		for _, section := range htmlcheck.Find(root, "section.card") {
			drawings := len(htmlcheck.Find(section, "svg[role=img]"))
			if drawings == 0 {
				continue
			}
			sections++
			if len(htmlcheck.Find(section, "details table")) == 0 {
				t.Errorf("%s: a section with %d drawings has no table: %.80s", page, drawings, htmlcheck.Text(section))
			}
			if !strings.Contains(htmlcheck.Text(section), r.catalog.T("en", "prio_how")) {
				t.Errorf("%s: a section does not say how it is calculated: %.80s", page, htmlcheck.Text(section))
			}
		}
		if sections == 0 {
			t.Errorf("%s has no drawings", page)
		}
		for _, table := range htmlcheck.Find(root, "main table") {
			if len(htmlcheck.Find(table, "caption")) != 1 || len(htmlcheck.Find(table, "th[scope=col]")) == 0 || len(htmlcheck.Find(table, "th[scope=row]")) == 0 {
				t.Errorf("%s: a table lacks its caption or heads: %.80s", page, htmlcheck.Text(table))
			}
		}
		for _, region := range htmlcheck.Find(root, ".scroll") {
			if focus, _ := htmlcheck.Attr(region, "tabindex"); focus != "0" {
				t.Errorf("%s: a region that scrolls cannot be reached by keyboard", page)
			}
		}
		ids := map[string]bool{}
		for _, n := range htmlcheck.Find(root, "[id]") {
			id, _ := htmlcheck.Attr(n, "id")
			if ids[id] {
				t.Errorf("%s: the id %s occurs twice", page, id)
			}
			ids[id] = true
		}
	}
}

// The points of a stage add up exactly to its priority, and the page prints
// what the report says.
func TestPointsAddUp(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedWithCustomers(t, steepCustomers())
	report := r.reportOf(t, a)
	v := prioVoice{r.catalog, "en"}
	stages := v.stages(&reportIndex{report})
	if len(stages) != 4 {
		t.Fatalf("%d stages", len(stages))
	}
	for i, stage := range stages {
		sum := 0.0
		for _, step := range stage.Steps {
			sum += step.Value
			printed := strings.NewReplacer("+", "", "−", "-").Replace(step.Points)
			var value float64
			if _, err := fmt.Sscan(printed, &value); err != nil || math.Abs(value-step.Value) > 0.05+1e-9 {
				t.Errorf("%s: %s is printed for %v", stage.ID, step.Points, step.Value)
			}
		}
		if math.Abs(sum-stage.raw.Score) > 1e-9 {
			t.Errorf("%s: points add up to %v, priority is %v", stage.ID, sum, stage.raw.Score)
		}
		if i > 0 && *stages[i-1].raw.Rank >= *stage.raw.Rank {
			t.Errorf("%s stands below a worse rank", stage.ID)
		}
	}
	root := document(t, r.signedIn(t, assessment.Admin).get(prioritiesAt(a, "")).Body)
	if got := texts(root, "#points"); len(got) != 1 || !strings.Contains(got[0], stages[0].Name) {
		t.Errorf("the heading of the points is %q", got)
	}
	firm := strings.Join(texts(root, "section[aria-labelledby=firm] td"), "|")
	for _, stage := range stages {
		if !strings.Contains(firm, stage.Stability) {
			t.Errorf("stability %q is not shown in %q", stage.Stability, firm)
		}
	}
}

func TestExplainsEachAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	v := prioVoice{r.catalog, "en"}
	fifty, thirty, eighty := 50.0, 30.0, 80.0
	d := &reportIndex{&reports.Report{
		Scales: []reports.Scale{
			{ID: "identify", Name: reports.Text{"": "Identify"}, Target: 75, Weighted: reports.Weighted{Mean: &thirty}},
			{ID: "differentiate", Name: reports.Text{"": "Differentiate"}, Target: 75, Weighted: reports.Weighted{Mean: &eighty}, Inside: &fifty, Outside: &eighty},
		},
		Situation:  reports.Situation{NeedsDiversity: 0.8, SkewSource: "judgement", DiversitySource: "judgement"},
		Parameters: assessment.DefaultParameters(),
		Importance: []reports.Importance{{Stage: "differentiate", Weighted: &eighty}},
	}}
	tests := []struct {
		name string
		p    reports.Priority
		want [5]string // a part of each sentence
		sign [5]string
	}{
		{
			"first stage, behind, one side hidden",
			reports.Priority{Stage: "identify", Shortfall: 45, ShortfallPoints: 31.5, FitPoints: -6.3, Fit: .8, ImportanceFactor: 1, Gate: 1},
			[5]string{"45.0 to go", "Cannot be told", "less pressing (×0.800)", "Not known", "Nothing has to be in place"},
			[5]string{"↑", "–", "↓", "–", "–"},
		},
		{
			"on target, outside rates it higher, gate closed",
			reports.Priority{Stage: "differentiate", Fit: 1.2, FitPoints: 2, ImportancePoints: 1, ImportanceFactor: 1.1, Gate: .875, GatePoints: -1},
			[5]string{"reached", "No: people outside", "(a flatter value curve and diverse needs) favours this stage (×1.200)", "more than the average of the stages: importance 80.0", "Identify is at 30.0, below the 40 that the ranking asks for (×0.875)"},
			[5]string{"–", "–", "↑", "↑", "↓"},
		},
		{
			"a blind spot that is confirmed",
			reports.Priority{Stage: "differentiate", BlindSpot: 20, BlindSpotPoints: 6, Evidence: "confirmed", Fit: 1, ImportanceFactor: .9, ImportancePoints: -.6, Gate: 1},
			[5]string{"reached", "20.0 higher than people outside; the gap is confirmed", "no difference", "Less than the average of the stages", "at 40 or more"},
			[5]string{"–", "↑", "–", "↓", "–"},
		},
	}
	// On target an importance moves no points, but it is not the average for that.
	tests = append(tests, tests[1])
	last := &tests[len(tests)-1]
	last.name, last.p.ImportancePoints, last.sign[3] = "on target, important", 0, "–"
	for _, tt := range tests {
		scale := d.scale(tt.p.Stage)
		for i, step := range v.steps(d, &tt.p, scale) {
			if !strings.Contains(step.Sentence, tt.want[i]) || step.Arrow != tt.sign[i] {
				t.Errorf("%s, question %d: %s %q, want %s …%q…", tt.name, i+1, step.Arrow, step.Sentence, tt.sign[i], tt.want[i])
			}
		}
	}
}

func TestTiesAreNamed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	one, two, three := 1, 2, 3
	stage := func(id string, rank *int, score float64, first, same int, tied ...string) reports.Priority {
		return reports.Priority{Stage: id, Name: reports.Text{"": id}, Rank: rank, Score: score, TiedWith: tied, Stability: reports.Stability{Same: same, First: first, Of: 10}}
	}
	d := &reportIndex{&reports.Report{Priorities: []reports.Priority{
		stage("B", &two, 33.3, 5, 5, "A"), stage("A", &one, 33.6, 5, 5, "B"), stage("C", &three, 20, 0, 9),
	}}}
	got := prioVoice{r.catalog, "en"}.ties(d)
	want := "A and B are practically tied (33.6 and 33.3): first in 5 and 5 of 10 scenarios."
	if len(got) != 1 || got[0] != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s := prioVoice{r.catalog, "en"}.stability(&reports.Priority{Stability: reports.Stability{Same: 5, Of: 10, OtherRanks: []int{1, 3}}})
	if s != "same rank in 5 of 10 scenarios; also seen: 1 and 3" {
		t.Error(s)
	}
}

// The plan holds every action once: now, next, later or left out with a reason.
func TestPlanHoldsEveryAction(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedWithCustomers(t, steepCustomers())
	report := r.reportOf(t, a)
	d := r.signedIn(t, assessment.Consultant)
	root := document(t, d.get(prioritiesAt(a, "?lang=en")).Body)
	cards, left := len(htmlcheck.Find(root, ".prio-action")), len(htmlcheck.Find(root, ".prio-left-out li"))
	if cards == 0 || left == 0 || cards+left != len(report.Actions) {
		t.Errorf("%d cards and %d left out for %d actions", cards, left, len(report.Actions))
	}
	for _, text := range texts(root, ".prio-left-out li") {
		if !strings.Contains(text, "Left out: ") {
			t.Errorf("no reason in %q", text)
		}
	}
	all := strings.Join(texts(root, ".prio-action"), "\n")
	for _, want := range []string{"Area", "Rhythm", "Effort", "Why", "Measure of success", "Steps", "Blocked by", "Outside the areas chosen for the programme"} {
		if !strings.Contains(all, want) {
			t.Errorf("no card shows %q", want)
		}
	}

	// A filter has its address, keeps what matches and says so in the form.
	filtered := document(t, d.get(prioritiesAt(a, "?stage=interact&area=shops&lang=en")).Body)
	want := 0
	for i := range report.Actions {
		action := &report.Actions[i]
		if action.When != "" && action.Stage == "interact" && slices.Contains(action.Area, "shops") {
			want++
		}
	}
	if got := len(htmlcheck.Find(filtered, ".prio-action")); got != want || want == 0 || want == cards {
		t.Errorf("%d cards for a stage and an area, want %d", got, want)
	}
	for id, value := range map[string]string{"stage": "interact", "area": "shops"} {
		found := false
		for _, option := range htmlcheck.Find(filtered, "select#"+id+" option[selected]") {
			chosen, _ := htmlcheck.Attr(option, "value")
			found = chosen == value
		}
		if !found {
			t.Errorf("the form does not show %s=%s", id, value)
		}
	}
}

func TestPrioritiesRefuseOddQueries(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedResults(t, nil)
	d := r.signedIn(t, assessment.Consultant)
	for query, field := range map[string]string{
		"?stage=sell": "stage", "?area=moon": "area", "?stage=identify&stage=interact": "stage", "?colour=red": "colour", "?stage=%3Cb%3E": "stage",
	} {
		d.shows(d.get(prioritiesAt(a, query)), http.StatusBadRequest, htmlcheck.In("main", htmlcheck.HasText(field)), htmlcheck.NotIn("main b"))
	}
	d.shows(d.get(prioritiesAt(a, "?stage=&area=")), http.StatusOK, htmlcheck.In(".prio-explain"))
}

func TestPrioritiesBeforeClosing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	for _, lang := range i18n.Languages() {
		d := r.signedIn(t, assessment.Consultant)
		rec := d.get(prioritiesAt(a, "?lang="+lang))
		d.shows(rec, http.StatusOK, htmlcheck.In(".empty", htmlcheck.HasText(r.catalog.T(lang, "results_none"))), htmlcheck.NotIn("table"), htmlcheck.NotIn(".prio-action"))
		d.speaks("empty in "+lang, rec.Body.String())
	}
}

// A group that is too small never shows a figure of its own, and n counts the
// shown groups only.
func TestPrioritiesCountShownGroupsOnly(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedResults(t, nil)
	report := r.reportOf(t, a)
	for i := range report.Scales {
		scale := &report.Scales[i]
		shown := 0
		for _, g := range scale.Groups {
			if !g.Suppressed {
				shown += *g.N
			}
		}
		if shown == 0 || scale.Answers() != shown {
			t.Errorf("%s: n is %d, want %d", scale.ID, scale.Answers(), shown)
		}
	}
	body := r.signedIn(t, assessment.Consultant).get(prioritiesAt(a, "")).Body.String()
	printed := regexp.MustCompile(`n\x{a0}=\x{a0}(\d+)`).FindAllStringSubmatch(body, -1)
	if len(printed) == 0 {
		t.Error("the page prints no n")
	}
	for _, n := range printed {
		if n[1] == "100" || len(n[1]) < 2 {
			t.Errorf("n = %s", n[1])
		}
	}
}

// Nobody was asked anything that can be ranked: the page still says so.
func TestPrioritiesWithoutScores(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	if err := r.service.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{"/priorities", "/customers"} {
		d := r.signedIn(t, assessment.Consultant)
		rec := d.get("/assessments/" + string(a.ID) + page)
		d.shows(rec, http.StatusOK, htmlcheck.In("main h1"))
		d.speaks("no answers"+page, rec.Body.String())
	}
	d := r.signedIn(t, assessment.Consultant)
	d.shows(d.get(prioritiesAt(a, "?lang=it")), http.StatusOK,
		htmlcheck.In(".prio-verdict", htmlcheck.HasText(r.catalog.T("it", "prio_unranked"))),
		htmlcheck.Count("h2#plan", 0),
		htmlcheck.Count("h2#explain", 0),
		htmlcheck.Count("main nav.contents", 0))
}
