package reports

import (
	"encoding/json"
	"html"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"readiness/assessment"
)

// readJSON takes in the public report file.
func (a *attack) readJSON(t testing.TB, body []byte) *Report {
	t.Helper()
	r := &Report{}
	if err := json.Unmarshal(body, r); err != nil {
		t.Fatal(err)
	}
	for i := range r.Scales {
		s := &r.Scales[i]
		for j := range s.Groups {
			a.scaleGroup(key("scale", s.Groups[j].Group, s.ID), &s.Groups[j])
		}
	}
	for i := range r.Practices {
		p := &r.Practices[i]
		for j := range p.Groups {
			a.scaleGroup(key("practice", p.Groups[j].Group, p.ID), &p.Groups[j])
		}
	}
	for i := range r.Items {
		a.itemGroups(r.Items[i].ID, r.Items[i].Groups)
	}
	if r.Rivals != nil {
		a.itemGroups(r.Rivals.ID, r.Rivals.Groups)
	}
	for i := range r.Importance {
		for _, c := range r.Importance[i].Groups {
			a.plainCell(key("item", c.Group, assessment.ImportancePrefix+r.Importance[i].Stage), c.Suppressed, c.N, c.Mean)
		}
	}
	for i := range r.Segments {
		s := &r.Segments[i]
		for j := range s.Scales {
			for _, c := range s.Scales[j].Cells {
				a.plainCell(key(s.Dimension, c.Group, s.Scales[j].ID, s.Value), c.Suppressed, c.N, c.Mean)
			}
		}
	}
	a.aggregates(r)
	return r
}

func (a *attack) plainCell(name string, suppressed bool, n *int, mean *float64) {
	switch {
	case suppressed && (n != nil || mean != nil):
		a.find("%s is hidden and has figures", name)
	case !suppressed && mean != nil:
		a.cell(name, *mean)
	}
}

func (a *attack) scaleGroup(name string, g *ScaleGroup) {
	if g.Suppressed && (g.SD != nil || g.SE != nil || g.CILow != nil || g.Median != nil || g.Min != nil || g.Max != nil || g.TopBox != nil || g.BottomBox != nil || g.RWGJ != nil) {
		a.find("%s is hidden and has figures", name)
	}
	a.plainCell(name, g.Suppressed, g.N, g.Mean)
}

func (a *attack) itemGroups(item string, groups []ItemGroup) {
	for _, g := range groups {
		name := key("item", g.Group, item)
		if g.Suppressed && (g.SD != nil || g.DKRate != nil || g.NARate != nil || g.SkippedRate != nil || g.AWG != nil || g.RWG != nil || g.Polarisation != nil || g.Counts != nil) {
			a.find("%s is hidden and has figures", name)
		}
		a.plainCell(name, g.Suppressed, g.N, g.Mean)
	}
}

// aggregates takes in the numbers that are made from several cells.
func (a *attack) aggregates(r *Report) {
	weights, equal := a.w.weights, make([]float64, len(a.w.weights))
	sides := map[string][]float64{"inside": make([]float64, len(weights)), "outside": make([]float64, len(weights))}
	for g := range equal {
		equal[g] = 1
		sides[string(a.w.l.groups[g].Side)][g] = weights[g]
	}
	cellOf := func(parts func(group string) string) func(g int) string {
		return func(g int) string { return parts(a.w.l.groups[g].Key) }
	}
	for i := range r.Scales {
		s := &r.Scales[i]
		of := cellOf(func(group string) string { return key("scale", group, s.ID) })
		a.aggregate(s.ID, s.Weighted.Mean, weights, of)
		a.aggregate(s.ID+" with equal weights", s.EqualWeightMean, equal, of)
		a.aggregate(s.ID+" inside", s.Inside, sides["inside"], of)
		a.aggregate(s.ID+" outside", s.Outside, sides["outside"], of)
		a.gaps(s)
	}
	for i := range r.Practices {
		p := &r.Practices[i]
		a.aggregate("practices of "+p.ID, p.Weighted.Mean, weights, cellOf(func(group string) string { return key("practice", group, p.ID) }))
		a.claims(p)
	}
	for i := range r.Items {
		item := &r.Items[i]
		of := cellOf(func(group string) string { return key("item", group, item.ID) })
		a.aggregate(item.ID, item.WeightedMean, weights, of)
		for _, gap := range item.PerceptionGaps {
			a.difference(item.ID, gap.Gap, key("item", gap.Group, item.ID), key("item", gap.Reference, item.ID))
		}
	}
	for i := range r.Importance {
		id := assessment.ImportancePrefix + r.Importance[i].Stage
		a.aggregate(id, r.Importance[i].Weighted, weights, cellOf(func(group string) string { return key("item", group, id) }))
	}
	for i := range r.Segments {
		s := &r.Segments[i]
		for j := range s.Scales {
			of := cellOf(func(group string) string { return key(s.Dimension, group, s.Scales[j].ID, s.Value) })
			a.aggregate(s.Value+" "+s.Scales[j].ID, s.Scales[j].Mean, weights, of)
		}
	}
}

// gaps takes in differences between groups; over common items they are new
// equations.
func (a *attack) gaps(s *Scale) {
	for _, gap := range s.PerceptionGaps {
		if len(gap.CommonItems) == 0 {
			a.difference(s.ID, gap.Gap, key("scale", gap.Group, s.ID), key("scale", gap.Reference, s.ID))
			continue
		}
		a.took(1)
		var items []int
		for i := range a.w.items {
			if slices.Contains(gap.CommonItems, a.w.items[i].id) {
				items = append(items, i)
			}
		}
		f, ok := a.common(s.ID, &gap, items)
		if !ok {
			a.find("%s: the gap of %s over common items is %v, their answers give %v", s.ID, gap.Group, gap.Gap, a.w.value(f))
		}
		a.learn(f)
	}
	if g := s.LargestGap; g != nil {
		a.difference(s.ID, g.Gap, key("scale", g.Higher, s.ID), key("scale", g.Lower, s.ID))
	}
}

// common is the difference over common items. A group that answered no others is
// taken with its score on the scale.
func (a *attack) common(scale string, gap *Gap, items []int) (f functional, ok bool) {
	sides := func(group string) []functional {
		over, _ := a.w.mean(items, func(p *person) bool { return p.group == a.w.l.groupAt[group] })
		return []functional{over, a.w.cells[key("scale", group, scale)].mean}
	}
	for _, mine := range sides(gap.Group) {
		for _, other := range sides(gap.Reference) {
			f = functional{}.plus(mine, 1, 1).plus(other, prime-1, -1)
			if a.w.near(f, gap.Gap) {
				return f, true
			}
		}
	}
	return f, false
}

func (a *attack) difference(what string, gap float64, first, second string) {
	a.took(1)
	one, ok := a.published[first]
	two, both := a.published[second]
	if !ok || !both || math.Abs(one-two-gap) > tolerance {
		a.find("%s: the gap %v between %s and %s is not that of shown cells", what, gap, first, second)
	}
}

// claims compares claimed and practised over the groups shown in both.
func (a *attack) claims(p *Practice) {
	both := make([]float64, len(a.w.weights))
	for g := range both {
		group := a.w.l.groups[g].Key
		_, claimed := a.published[key("scale", group, p.ID)]
		_, practised := a.published[key("practice", group, p.ID)]
		if claimed && practised {
			both[g] = a.w.weights[g]
		}
	}
	a.aggregate("claimed "+p.ID, p.Claimed, both, func(g int) string { return key("scale", a.w.l.groups[g].Key, p.ID) })
	a.aggregate("practised "+p.ID, p.Practised, both, func(g int) string { return key("practice", a.w.l.groups[g].Key, p.ID) })
}

// numbersIn lists the numbers in a text, sign included.
func numbersIn(text string) []string {
	var out []string
	for from := 0; from < len(text); {
		if c := text[from]; c < '0' || c > '9' {
			from++
			continue
		}
		to := from
		for to < len(text) && strings.IndexByte("0123456789.eE", text[to]) >= 0 ||
			to < len(text) && (text[to] == '-' || text[to] == '+') && (text[to-1] == 'e' || text[to-1] == 'E') {
			to++
		}
		if from > 0 && text[from-1] == '-' {
			from--
		}
		out = append(out, strings.TrimRight(text[from:to], ".eE+-"))
		from = to
	}
	return out
}

// numbersOf lists the numbers of a JSON file, sentences included.
func numbersOf(body []byte) map[float64]bool {
	out := map[float64]bool{}
	for _, text := range numbersIn(string(body)) {
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			out[v] = true
		}
	}
	return out
}

// readCSV takes in the CSV report; a number that the JSON does not have is a
// finding.
func (a *attack) readCSV(t testing.TB, body []byte, known map[float64]bool) {
	t.Helper()
	for _, row := range csvRows(t, body)[1:] {
		if row[6] == "" {
			continue
		}
		v, err := strconv.ParseFloat(row[6], 64)
		if err != nil {
			t.Fatal(err)
		}
		a.took(1)
		if !known[v] {
			a.find("the CSV holds %v (%s), the JSON does not", v, strings.Join(row[:6], ","))
		}
		if row[4] == "" || row[5] != "mean" {
			continue
		}
		switch {
		case row[0] == "practices":
			a.cell(key("practice", row[4], row[1]), v)
		case row[0] != "all":
			a.cell(key(row[0], row[4], row[2], row[1]), v)
		case row[3] != "":
			a.cell(key("item", row[4], row[3]), v)
		default:
			a.cell(key("scale", row[4], row[2]), v)
		}
	}
}

var htmlCell = regexp.MustCompile(`<t[dh]([^>]*)>([^<]*)`)

// readHTML takes in the print view: a number in its tables or sentences that the
// JSON does not have, at the printed precision, is a finding.
func (a *attack) readHTML(body []byte, known map[float64]bool, heading string) {
	text := html.UnescapeString(string(body))
	text = text[strings.Index(text, "<main>"):strings.Index(text, "<footer>")]
	plain := (&figures{}).add(95, 100) // of the method's wording
	for v := range known {
		plain.shares(v) // per cent
	}
	drawn := (&figures{}).add(derivedOf(a.report)...)
	check := func(part string, drawing bool) {
		for tag := range strings.SplitSeq(part, "<") {
			name, tag, _ := strings.Cut(tag, ">")
			if axisMark.MatchString(name) {
				continue
			}
			for _, number := range numbersIn(tag) {
				a.took(1)
				if number = strings.TrimPrefix(number, "-"); !plain.prints(number) && (!drawing || !drawn.prints(number)) {
					a.find("the page holds %s (%s), the JSON does not", number, tag)
				}
			}
		}
	}
	for _, figure := range drawings.FindAllString(text, -1) {
		check(figure, true)
	}
	check(drawings.ReplaceAllString(text, ""), false)
	// The heat map prints one cell a question and group.
	_, section, _ := strings.Cut(string(body), "<h2>"+heading+"</h2>")
	_, table, _ := strings.Cut(section, `<table class="heat">`)
	a.heatMap(table)
}

// drawings are the pictures with their titles.
var drawings = regexp.MustCompile(`(?s)<figure>.*?</figure>`)

// axisMark is a round number on the axis of a drawing.
var axisMark = regexp.MustCompile(`^text .*class="c-3"`)

// heatMap checks that every hidden cell of the table of questions is printed as
// such.
func (a *attack) heatMap(table string) {
	head, table, _ := strings.Cut(table, "</thead>")
	table, _, _ = strings.Cut(table, "</table>")
	rows := strings.Split(table, "<tr>")[1:]
	if strings.Count(head, `scope="col"`) != 2+len(a.w.l.groups) || len(rows) != len(a.w.l.items) {
		a.find("the page has no table of questions by group")
		return
	}
	for at, i := range a.heatOrder() {
		cells := htmlCell.FindAllStringSubmatch(rows[at], -1)
		for g := range a.w.l.groups {
			_, shown := a.published[key("item", a.w.l.groups[g].Key, a.w.items[i].id)]
			cell := cells[1+g]
			if hidden := strings.Contains(cell[1], "hidden") || strings.Contains(cell[1], "unasked"); hidden == shown {
				a.find("the page shows %s of %s as %q", a.w.items[i].id, a.w.l.groups[g].Key, cell[0])
			}
		}
	}
}

// heatOrder lists the questions as the table does: scale by scale, then those of
// none.
func (a *attack) heatOrder() []int {
	var out []int
	for _, def := range a.w.l.scales {
		for i := range a.w.l.items {
			if a.w.l.items[i].question.Scale == def.id && !slices.Contains(out, i) {
				out = append(out, i)
			}
		}
	}
	for i := range a.w.l.items {
		if !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out
}

// readRows takes in the row-level export.
func (a *attack) readRows(t testing.TB, body []byte) {
	t.Helper()
	rows := csvRows(t, body)
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	byGroup := map[string][][]string{}
	for _, row := range rows[1:] {
		byGroup[row[columnGroup]] = append(byGroup[row[columnGroup]], row)
	}
	for g := range a.w.l.groups {
		if group := &a.w.l.groups[g]; group.Anonymity != assessment.Attributed && len(byGroup[group.Key]) > 0 {
			a.rowsOf(g, byGroup[group.Key], column)
		}
	}
}

// rowsOf takes in the rows of one anonymous group. Their order is random and
// nothing tells who gave them, so an attacker has the sums over every set of rows
// that location and function tell apart.
func (a *attack) rowsOf(g int, rows [][]string, column map[string]int) {
	group := a.w.l.groups[g].Key
	var kept [dimensions]bool
	classes := map[[dimensions]string][][]string{}
	for _, row := range rows {
		at := [dimensions]string{row[columnLocation], row[columnFunction]}
		classes[at] = append(classes[at], row)
		kept[byLocation], kept[byFunction] = kept[byLocation] || at[byLocation] != "", kept[byFunction] || at[byFunction] != ""
		if row[columnLanguage] != "" || row[columnSubmitted] != "" {
			a.find("a row of %s holds a language or a day", group)
		}
	}
	answered := func(i int, rows [][]string) bool {
		return slices.ContainsFunc(rows, func(row []string) bool { return row[column[a.w.items[i].id]] != "" })
	}
	for at, class := range classes {
		if len(class) < a.w.l.threshold(g) {
			a.find("%d rows of %s stand alone at %v", len(class), group, at)
		}
		in := func(p *person) bool {
			if p.group != g {
				return false
			}
			for d := range at {
				segment := ""
				if p.at[d] < len(a.w.l.segments[d]) {
					segment = a.w.l.segments[d][p.at[d]].Key
				}
				if kept[d] && segment != at[d] {
					return false
				}
			}
			return true
		}
		for i := range a.w.items {
			if answered(i, class) {
				a.took(len(class))
				f, _ := a.w.mean([]int{i}, in)
				a.learn(f)
			}
		}
		for _, defs := range [][]setDef{a.w.l.scales, a.w.l.practices} {
			for _, def := range defs {
				a.rowScores(def.items, in, func(i int) bool { return answered(i, rows) })
			}
		}
	}
}

// rowScores learns the mean score over rows that show all items anybody answered.
func (a *attack) rowScores(items []int, in func(p *person) bool, visible func(i int) bool) {
	for _, i := range items {
		for at := range a.w.people {
			if in(&a.w.people[at]) && a.w.unknown[at][i] >= 0 && !visible(i) {
				return
			}
		}
	}
	if f, n := a.w.mean(items, in); n > 0 {
		a.learn(f)
	}
}
