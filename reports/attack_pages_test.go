package reports

import (
	"slices"
	"strconv"
	"strings"
)

// wording are the numbers of the pages' fixed sentences, axes and limits.
func wording() []float64 {
	return []float64{0, 0.001, 0.05, 0.1, 0.147, 0.2, 0.25, 0.33, 0.474, 0.5, 0.6, 0.7, 0.75, 1, 1.25, 1.5, 2, 2.25, 2.5, 3, 4, 5, 6, 7, 8, 9, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 95, 100}
}

// pageReader takes in one page. The report is what the page may say: the public
// one, or what it says under the weights that are tried.
type pageReader struct {
	*attack

	where string
	r     *Report
	all   *figures
	own   map[string][]float64
	pairs map[string]*figures   // differences of the two sides of a comparison, by section
	sides [2]map[string]float64 // scores of the stages of two places that are compared
}

func (a *attack) readPage(where string, body []byte, r *Report, all *figures) {
	p := &pageReader{attack: a, where: where, r: r, all: all, own: a.own, pairs: map[string]*figures{}}
	scanned := scanPage(body)
	for _, t := range scanned.tables {
		if p.table(t) {
			continue
		}
		for _, row := range t.rows {
			for _, c := range row {
				p.anywhere(t.section, c.text)
			}
		}
	}
	for _, text := range scanned.texts {
		p.anywhere(text.section, text.text)
	}
}

// anywhere takes in a text that belongs to no single figure.
func (p *pageReader) anywhere(section, text string) {
	pairs := p.pairs[section]
	for _, number := range numbersIn(text) {
		p.took(1)
		number = strings.TrimPrefix(number, "-")
		if !p.all.prints(number) && (pairs == nil || !pairs.prints(number)) {
			p.find("%s, %s: %s (%s) is no published figure", p.where, section, number, text)
		}
	}
}

// explained takes in a text whose numbers must be among a few figures.
func (p *pageReader) explained(what, text string, figure *figures) {
	for _, number := range numbersIn(text) {
		p.took(1)
		if !figure.prints(strings.TrimPrefix(number, "-")) {
			p.find("%s: %s in %q is no published figure of %s", p.where, number, text, what)
		}
	}
}

// statistic takes in the place of one cell: its own figures, or nothing but the
// least number of answers where it is hidden.
func (p *pageReader) statistic(name, group string, c *pageCell, more ...float64) {
	p.places++
	if own, shown := p.own[name]; shown {
		p.explained(name, c.text, (&figures{}).shares(own...).shares(more...))
		return
	}
	p.hidden(name, group, c)
}

func (p *pageReader) hidden(name, group string, c *pageCell) {
	p.places++
	p.hiddenPlaces++
	numbers := numbersIn(c.text)
	if len(numbers) == 0 {
		return
	}
	p.took(len(numbers))
	marked := slices.ContainsFunc(strings.Fields(c.class), func(class string) bool { return class == "hid" || class == "na" })
	for _, number := range numbers {
		if !marked || number != strconv.Itoa(p.leastShown(group)) && number != strconv.Itoa(p.r.Assessment.K) {
			p.find("%s shows %s in place of %s, which is hidden", p.where, number, name)
		}
	}
}

func (a *attack) leastShown(group string) int {
	for i := range a.report.Groups {
		if a.report.Groups[i].Group == group {
			return a.report.Groups[i].Threshold
		}
	}
	return a.report.Assessment.K
}

// table reads a table by its rows and columns; false if its section has none that
// stands for cells.
func (p *pageReader) table(t *pageTable) bool {
	switch t.section {
	case "heat":
		p.heat(t)
	case "stages", "claimed":
		p.outlines(t)
	case "compare-stage", "compare-category":
		p.compare(t)
	case "centred":
		p.centred(t)
	case "places":
		p.sideBySide(t)
	case "agendas":
		p.agendas(t)
	case "importance":
		p.importance(t)
	case "spread", "means", "gaps", "rivals":
		p.question(t)
	case "weights":
		p.changes(t)
	default:
		return false
	}
	return true
}

// groupIn finds the group whose name begins a heading.
func (a *attack) groupIn(text string) string {
	found, length := "", 0
	for i := range a.report.Groups {
		name := a.report.Groups[i].Name.In("en")
		if strings.HasPrefix(text, name) && len(name) > length {
			found, length = a.report.Groups[i].Group, len(name)
		}
	}
	return found
}

func (p *pageReader) scaleNamed(name, kind string) *Scale {
	for i := range p.r.Scales {
		if s := &p.r.Scales[i]; s.Name.In("en") == name && (kind == "" || s.Kind == kind) {
			return s
		}
	}
	p.find("%s: a row is about %q, which is no scale", p.where, name)
	return nil
}

// cells checks that a row has as many cells as its table has columns.
func (p *pageReader) cells(t *pageTable, row []pageCell) bool {
	n := 0
	for _, c := range row {
		n += max(1, c.span)
	}
	if n != len(t.rows[0]) {
		p.find("%s, %s: a row of %d cells in a table of %d", p.where, t.section, n, len(t.rows[0]))
	}
	return n == len(t.rows[0])
}

// heat reads the table of questions × groups.
func (p *pageReader) heat(t *pageTable) {
	groups := p.r.Groups
	for g := range groups {
		if p.groupIn(t.rows[0][1+g].text) != groups[g].Group {
			p.find("%s: column %d of the heat map is %q", p.where, 1+g, t.rows[0][1+g].text)
			return
		}
		p.explained("the answers of "+groups[g].Group, strings.TrimPrefix(t.rows[0][1+g].text, groups[g].Name.In("en")), p.answersOf(g))
	}
	items := 0
	for _, row := range t.rows[1:] {
		if !p.cells(t, row) {
			continue
		}
		if len(row) == 1 {
			p.anywhere(t.section, row[0].text)
			continue
		}
		fields := strings.Fields(row[0].text)
		item := p.itemOf(fields[len(fields)-1])
		if item == nil {
			continue
		}
		items++
		for g := range groups {
			p.statistic(key("item", groups[g].Group, item.ID), groups[g].Group, &row[1+g])
		}
		whole := (&figures{}).shares(figuresOf(*item)...)
		for i := range p.r.Scales {
			if s := &p.r.Scales[i]; s.ID == item.Scale && item.WeightedMean != nil {
				whole.add(s.Target - *item.WeightedMean)
			}
		}
		for _, c := range row[1+len(groups):] {
			p.explained(item.ID, c.text, whole)
		}
	}
	if items != len(p.r.Items) {
		p.find("%s: the heat map has %d questions of %d", p.where, items, len(p.r.Items))
	}
}

// answersOf are the numbers of answers of a group that may head its column.
func (p *pageReader) answersOf(g int) *figures {
	f := (&figures{}).add(float64(p.r.Groups[g].Threshold))
	for i := range p.r.Items {
		for j := range p.r.Items[i].Groups {
			if c := &p.r.Items[i].Groups[j]; c.Group == p.r.Groups[g].Group && c.N != nil {
				f.add(float64(*c.N))
			}
		}
	}
	return f
}

func (p *pageReader) itemOf(id string) *Item {
	for i := range p.r.Items {
		if p.r.Items[i].ID == id {
			return &p.r.Items[i]
		}
	}
	p.find("%s: a row is about %q, which is no question", p.where, id)
	return nil
}

// outlines reads a table with one row a stage and nothing of single groups.
func (p *pageReader) outlines(t *pageTable) {
	for _, row := range t.rows[1:] {
		s := p.scaleNamed(row[0].text, "stage")
		if s == nil || !p.cells(t, row) {
			continue
		}
		own := (&figures{}).shares(outline(s)...)
		for i := range p.r.Practices {
			if x := &p.r.Practices[i]; x.ID == s.ID {
				own.add(figuresOf(x.Claimed, x.Practised, x.Difference)...)
			}
		}
		for _, c := range row[1:] {
			p.explained(s.ID, c.text, own)
		}
	}
}

// agendas reads groups × stages; the last row is about all groups.
func (p *pageReader) agendas(t *pageTable) {
	for _, row := range t.rows[1:] {
		if !p.cells(t, row) {
			continue
		}
		group := p.groupIn(row[0].text)
		for i := range p.r.Importance {
			stage := &p.r.Importance[i]
			if group == "" {
				p.explained(stage.Stage, row[1+i].text, (&figures{}).add(figuresOf(stage.Weighted)...))
				continue
			}
			p.statistic(key("item", group, "imp_"+stage.Stage), group, &row[1+i])
		}
	}
}

// importance reads stages × groups.
func (p *pageReader) importance(t *pageTable) {
	for i, row := range t.rows[1:] {
		if !p.cells(t, row) || i >= len(p.r.Importance) {
			continue
		}
		stage, last := &p.r.Importance[i], 0
		for c := range row[1:] {
			if group := p.groupIn(t.rows[0][1+c].text); group != "" {
				p.statistic(key("item", group, "imp_"+stage.Stage), group, &row[1+c])
				last = c + 1
			}
		}
		if last != len(p.r.Groups) {
			p.find("%s: importance of %d groups", p.where, last)
		}
		for _, c := range row[1+last:] {
			p.explained(stage.Stage, c.text, (&figures{}).add(figuresOf(stage.Weighted, stage.LargestGap)...))
		}
	}
}

// question reads the tables about one question, one row a group.
func (p *pageReader) question(t *pageTable) {
	var groups []ItemGroup
	var id string
	var gaps []Gap
	weighted := &figures{}
	if t.section == "rivals" {
		if p.r.Rivals == nil {
			p.find("%s compares with others, which nobody was asked", p.where)
			return
		}
		id, groups = p.r.Rivals.ID, p.r.Rivals.Groups
	} else {
		item := p.itemOf(p.where[strings.LastIndex(p.where, "/")+1:])
		if item == nil {
			return
		}
		id, groups, gaps = item.ID, item.Groups, item.PerceptionGaps
		weighted.add(figuresOf(item.WeightedMean)...)
	}
	for _, row := range t.rows[1:] {
		if !p.cells(t, row) {
			continue
		}
		group := p.groupIn(row[0].text)
		at := slices.IndexFunc(groups, func(g ItemGroup) bool { return g.Group == group })
		for i := range row[1:] {
			c := &row[1+i]
			switch {
			case group == "":
				p.explained(id, c.text, weighted)
			case t.section == "gaps":
				p.gapCell(id, group, gaps, c)
			case at < 0:
				p.find("%s: a row is about %s, which was not asked", p.where, group)
			case len(groups[at].Counts) == 0 && c.span > 1 && !groups[at].Suppressed:
				p.hidden(id, group, c) // all answers are in one option (decisions.md 13)
			default:
				p.statistic(key("item", group, id), group, c, spreadOf(&groups[at])...)
			}
		}
	}
}

// spreadOf is what follows from the figures of one question in one group.
func spreadOf(g *ItemGroup) []float64 {
	out := interval(g)
	total := 0
	for _, n := range g.Counts {
		total += n
	}
	for _, n := range g.Counts {
		out = append(out, float64(n)/float64(max(1, total)))
	}
	return out
}

// gapCell reads one difference from the reference group.
func (p *pageReader) gapCell(id, group string, gaps []Gap, c *pageCell) {
	own := &figures{}
	for i := range gaps {
		if gaps[i].Group != group {
			continue
		}
		own.add(figuresOf(gaps[i])...)
		if q := gaps[i].Q; q != nil && *q < .001 && strings.HasPrefix(c.text, "<\u00a0") {
			own.add(.001)
		}
	}
	p.places++
	p.explained("the gap of "+group+" on "+id, c.text, own)
}

func (p *pageReader) pair(section string) *figures {
	if p.pairs[section] == nil {
		p.pairs[section] = &figures{}
	}
	return p.pairs[section]
}
