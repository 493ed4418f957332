package reports

import (
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"readiness/questionnaires"
	"readiness/reports/activities"
)

// seenPage is a page of a closed assessment as an organiser gets it. Weights are
// those that its address tries.
type seenPage struct {
	address string
	weights map[string]float64
	body    []byte
}

// mostQuestions is how many pages of single questions are visited of a survey
// that has more of them; other surveys draw other ones.
const mostQuestions = 3

// tour lists pages of an assessment: all kinds, with views and weights that the
// seed draws.
func tour(report *Report, seed uint64) []seenPage {
	random := rand.New(rand.NewPCG(seed, 77))
	at := func(address string, values url.Values) seenPage {
		if len(values) > 0 {
			address += "?" + values.Encode()
		}
		return seenPage{address: address}
	}
	ways := []string{"group"}
	for i := range report.Segments {
		if dimension := report.Segments[i].Dimension; !slices.Contains(ways, dimension) {
			ways = append(ways, dimension)
		}
	}
	orders := []string{"scale", "score", "difference", "unknown"}
	pages := []seenPage{
		at("", nil), at("/results", url.Values{"by": {ways[random.IntN(len(ways))]}}),
		at("/questions", url.Values{"order": {orders[random.IntN(len(orders))]}}),
		at("/priorities", planFilter(random)), at("/customers", nil), at("/conditions", nil), at("/downloads", nil),
	}
	for _, weights := range triedWeights(report, random) {
		values := url.Values{"w": {"custom"}, "by": {ways[random.IntN(len(ways))]}}
		if n := len(report.Groups); n > 1 && values.Get("by") == "group" {
			pair := random.Perm(n)[:2]
			values.Set("a", report.Groups[pair[0]].Group)
			values.Set("b", report.Groups[pair[1]].Group)
		}
		for group, weight := range weights {
			values.Set("w_"+group, strconv.FormatFloat(weight, 'f', -1, 64))
		}
		page := at("/results", values)
		page.weights = weights
		pages = append(pages, page)
		plan := planFilter(random)
		for name, value := range values {
			if strings.HasPrefix(name, "w") {
				plan[name] = value
			}
		}
		page = at("/priorities", plan)
		page.weights = weights
		pages = append(pages, page)
	}
	items := random.Perm(len(report.Items))
	for _, i := range items[:min(len(items), mostQuestions)] {
		pages = append(pages, at("/questions/"+report.Items[i].ID, nil))
	}
	return pages
}

// planFilter narrows the plan to a stage, an area, both or neither.
func planFilter(random *rand.Rand) url.Values {
	stages, areas := questionnaires.Stages(), activities.Areas()
	filter := url.Values{"stage": {stages[random.IntN(len(stages))]}, "area": {areas[random.IntN(len(areas))]}}
	for _, name := range []string{"stage", "area"} {
		if random.IntN(2) == 0 {
			filter.Del(name)
		}
	}
	return filter
}

// triedWeights are those that an attacker would try: some of everybody, and a
// single group, a hidden one where there is one.
func triedWeights(report *Report, random *rand.Rand) []map[string]float64 {
	mixed, alone := map[string]float64{}, map[string]float64{}
	for i := range report.Groups {
		mixed[report.Groups[i].Group], alone[report.Groups[i].Group] = float64(1+random.IntN(40))/4, 0
	}
	keys := slices.Sorted(maps.Keys(alone))
	single := keys[random.IntN(len(keys))]
	for i := range report.Scales {
		for j := range report.Scales[i].Groups {
			if g := &report.Scales[i].Groups[j]; g.Suppressed {
				single = g.Group
			}
		}
	}
	alone[single] = 1
	return []map[string]float64{mixed, alone}
}

// seePages visits the pages that a snapshot gives; report is what it holds.
func seePages(t testing.TB, s *survey, r Renderer, snapshot []byte, report *Report, seed uint64) []seenPage {
	t.Helper()
	r.Show(&Closed{Assessment: s.a, Snapshot: snapshot, Progress: s.input().Progress})
	pages := tour(report, seed)
	for i := range pages {
		status, body := r.Page(t, pages[i].address)
		if status != 200 && status != 400 { // hidden groups are refused
			t.Fatalf("%s: %d", pages[i].address, status)
		}
		pages[i].body = body
	}
	return pages
}

// readPages takes in the pages.
func (a *attack) readPages(t testing.TB, pages []seenPage) {
	t.Helper()
	for i := range pages {
		page := &pages[i]
		report, known := a.report, a.all
		if page.weights != nil {
			report, known = a.reweighed(t, page.weights)
		}
		if page.address == "/downloads" {
			known = (&figures{}).add(a.all.list...).add(exportedRows(report))
		}
		a.readPage(page.address, page.body, report, known)
	}
}

// exportedRows is how many rows the export has: those of the groups with enough
// answers.
func exportedRows(r *Report) float64 {
	rows := 0
	for i := range r.Groups {
		if g := &r.Groups[i]; g.Completed >= g.Threshold {
			rows += g.Completed
		}
	}
	return float64(rows)
}

// explaining are the figures that a sentence may hold.
func explaining(r *Report, known map[float64]bool) *figures {
	f := (&figures{}).add(wording()...).shares(workedOut(r)...)
	for v := range known {
		f.shares(v)
	}
	spread := func(groups []ItemGroup) {
		for i := range groups {
			f.add(interval(&groups[i])...).shares(spreadOf(&groups[i])...)
		}
	}
	for i := range r.Items {
		spread(r.Items[i].Groups)
	}
	if r.Rivals != nil {
		spread(r.Rivals.Groups)
	}
	return f
}

// reweighed is what anybody who has the public report can work out about other
// weights.
func (a *attack) reweighed(t testing.TB, weights map[string]float64) (*Report, *figures) {
	t.Helper()
	report, err := Reweigh(a.report, "custom", weights)
	if err != nil {
		t.Fatal(err)
	}
	f := (&figures{}).add(a.all.list...).shares(workedOut(report)...)
	for v := range numbersOf(publicJSON(t, report)) {
		f.shares(v)
	}
	for _, weight := range weights {
		f.add(weight)
	}
	return report, f
}
