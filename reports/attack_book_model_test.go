package reports

import (
	"html"
	"math"
	"strconv"
	"strings"
)

// Columns of the blocks on Model, one row a group: what is the same whether the
// group is shown or not, its flags, and what must be 0 if it is not.
const (
	modelAsked   = 3
	modelShown   = 4
	modelWeight  = 5
	modelInclude = 6
	modelOutside = 8
	modelFirst   = 9  // answers
	modelLast    = 15 // the Satterthwaite term
	modelPooled  = 17
)

// modelRow reads the sheet that calculates: results by scale, ranks, and the
// blocks of groups behind each scale.
func (b *bookReader) modelRow() {
	name, group := b.sheet.at(b.row, 1).text, b.groupNamed(b.sheet.at(b.row, 2).text)
	if group == "" {
		b.resultRow(b.scaleID(name))
		return
	}
	cell, groups := b.blockOf(name, group)
	if cell == "" {
		b.find("workbook, %s: a block about %q", b.where(1), name)
		return
	}
	own, shown := b.own[cell]
	flags := (&figures{}).add(0, 1)
	for i := range b.report.Groups {
		if b.report.Groups[i].Group == group {
			flags.add(b.report.Groups[i].Weight)
		}
	}
	for column := modelAsked; column <= modelOutside; column++ {
		if column == modelWeight {
			b.among(column, flags, "of the weight of "+group)
			continue
		}
		b.among(column, (&figures{}).add(0, 1), "of a flag")
	}
	b.places += modelLast - modelFirst + 1
	if !shown {
		b.hiddenPlaces += modelLast - modelFirst + 1
		for column := modelFirst; column <= modelLast; column++ {
			b.among(column, (&figures{}).add(0), "of "+cell+", which is hidden")
		}
		for _, column := range []int{modelShown, modelInclude} {
			b.among(column, (&figures{}).add(0), "of the flag of a hidden group")
		}
	} else {
		helper := (&figures{}).add(0).add(own...)
		pooled := pooledOf(groups)
		for _, g := range groups {
			if g.group == group {
				helper.add(g.helpers(pooled, b.weightOf(group))...)
			}
		}
		for column := modelFirst; column <= modelLast; column++ {
			b.among(column, helper, "of "+cell)
		}
	}
	pooled := pooledOf(groups)
	for column := modelLast + 1; column <= modelPooled; column++ {
		b.among(column, (&figures{}).add(pooled[:]...), "pooled over the groups that are shown")
	}
}

func (b *bookReader) weightOf(group string) float64 {
	for i := range b.report.Groups {
		if b.report.Groups[i].Group == group {
			return b.report.Groups[i].Weight
		}
	}
	return 0
}

// blockGroup are the published figures of a group in a block.
type blockGroup struct {
	group    string
	n        int
	mean, sd float64
}

// helpers are the helper figures of the group (statistics.md 2.5, decisions.md 32).
func (g *blockGroup) helpers(pooled [2]float64, weight float64) []float64 {
	n, variance, df := float64(g.n), g.sd*g.sd, float64(g.n-1)
	own := variance
	if g.n == 1 {
		variance, df = pooled[1], pooled[0]
	}
	term := weight * weight * variance / n
	out := []float64{own, n - 1, variance / n, 1 / n}
	if df > 0 {
		out = append(out, term*term/df)
	}
	return out
}

// pooledOf are the degrees of freedom and the variance over all shown groups.
func pooledOf(groups []blockGroup) [2]float64 {
	df, squares := 0.0, 0.0
	for _, g := range groups {
		if g.n > 1 {
			df += float64(g.n - 1)
			squares += float64(g.n-1) * g.sd * g.sd
		}
	}
	if df == 0 {
		return [2]float64{}
	}
	return [2]float64{df, squares / df}
}

// blockOf finds the cell that a row of a block is about, and all shown groups of
// the block.
func (b *bookReader) blockOf(name, group string) (cell string, groups []blockGroup) {
	add := func(group string, n *int, mean, sd *float64) {
		if n == nil || mean == nil {
			return
		}
		g := blockGroup{group: group, n: *n, mean: *mean}
		if sd != nil {
			g.sd = *sd
		}
		groups = append(groups, g)
	}
	for i := range b.report.Scales {
		if s := &b.report.Scales[i]; s.Name.In("en") == name {
			for j := range s.Groups {
				add(s.Groups[j].Group, s.Groups[j].N, s.Groups[j].Mean, s.Groups[j].SD)
			}
			return key("scale", group, s.ID), groups
		}
	}
	for i := range b.report.Importance {
		if m := &b.report.Importance[i]; strings.Contains(name, m.Name.In("en")) {
			for _, g := range m.Groups {
				add(g.Group, g.N, g.Mean, g.SD)
			}
			return key("item", group, "imp_"+m.Stage), groups
		}
	}
	return "", nil
}

// resultRow reads what a scale says over all groups, or its priority.
func (b *bookReader) resultRow(scale string) {
	for column := range b.sheet.rows[b.row] {
		c := b.sheet.at(b.row, column)
		if c.number || scale == "" {
			b.anyCell(column)
			continue
		}
		for _, number := range numbersIn(c.text) { // how many groups are left out
			b.took(1)
			if v, err := strconv.Atoi(number); err != nil || v > len(b.report.Groups) {
				b.find("workbook, %s: %s", b.where(column), c.text)
			}
		}
	}
}

// formulas takes in the numbers that stand in formulas.
func (b *bookReader) formulas() {
	settled := (&figures{}).add(1e-6, 1e-8, 1e-9, 1e-11, 1e6, b.answersInAll())
	if b.sheet.name == newReporter(b.t).words.T("en", "wb_sheet_actions") {
		for place := range b.sheet.last { // parts ties
			settled.add(float64(place))
		}
	}
	for row, cells := range b.sheet.rows {
		for column := range cells {
			if cells[column].formula == "" {
				continue
			}
			numbers, texts := literals(cells[column].formula)
			for _, number := range numbers {
				b.took(1)
				v, err := strconv.ParseFloat(number, 64)
				if err != nil || !settled.exactly(v) && !b.numbers.exactly(v) {
					b.find("workbook, %s: %s in row %d, the formula %s", b.sheet.name, number, row, cells[column].formula)
				}
			}
			for _, text := range texts {
				b.sentence(b.sheet.name, text)
			}
		}
	}
}

// answersInAll is the number of answers behind all shown scores, which a check in
// the workbook adds up.
func (b *bookReader) answersInAll() float64 {
	n := 0
	for i := range b.report.Scales {
		for j := range b.report.Scales[i].Groups {
			if g := &b.report.Scales[i].Groups[j]; g.N != nil && g.Mean != nil {
				n += *g.N
			}
		}
	}
	return float64(n)
}

// surroundings takes in what stands around cells: limits and messages of inputs,
// limits of colours, headers and footers.
func (b *bookReader) surroundings(name, xml string) {
	for _, mark := range [][2]string{{"<formula>", "</formula>"}, {"<formula1>", "</formula1>"}, {"<formula2>", "</formula2>"}} {
		for _, text := range between(xml, mark[0], mark[1]) {
			numbers, _ := literals(html.UnescapeString(text))
			for _, number := range numbers {
				b.took(1)
				if v, err := strconv.ParseFloat(number, 64); err != nil || v != 1e6 && !b.numbers.exactly(v) {
					b.find("workbook, %s: %s in a rule", name, number)
				}
			}
		}
	}
	for _, tag := range between(xml, "<cfvo ", ">") {
		b.sentence(name, attribute(" "+tag, "val"))
	}
	for _, tag := range between(xml, "<dataValidation ", ">") {
		b.sentence(name, html.UnescapeString(attribute(" "+tag, "error")+" "+attribute(" "+tag, "prompt")))
	}
	for _, text := range between(xml, "<oddFooter>", "</oddFooter>") {
		b.sentence(name, strings.ReplaceAll(html.UnescapeString(text), "&8", ""))
	}
}

// part takes in the numbers of the other parts of the file. What only says how
// things look or hang together is left out.
func (b *bookReader) part(name, xml string) {
	switch {
	case strings.HasPrefix(name, "xl/charts/"):
		b.chart(name, xml)
	case strings.HasPrefix(name, "xl/drawings/drawing"):
		for _, tag := range between(xml, "<xdr:cNvPr ", ">") {
			b.sentence(name, html.UnescapeString(attribute(" "+tag, "name")+" "+attribute(" "+tag, "descr")))
		}
	case strings.HasPrefix(name, "docProps/"):
		b.sentence(name, visible(strings.TrimPrefix(xml, `<?xml version="1.0" encoding="UTF-8"?>`)))
	case name == "xl/workbook.xml":
		for _, text := range between(xml, "<definedName ", "</definedName>") {
			_, text, _ = strings.Cut(text, ">")
			numbers, texts := literals(html.UnescapeString(text))
			b.took(len(numbers))
			for _, number := range append(numbers, texts...) {
				b.find("workbook, %s in a defined name: %s", number, text)
			}
		}
	case strings.HasPrefix(name, "xl/tables/"):
		for _, tag := range between(xml, "<tableColumn ", ">") {
			b.sentence(name, html.UnescapeString(attribute(" "+tag, "name")))
		}
	case strings.HasPrefix(name, "xl/styles"), strings.HasPrefix(name, "xl/theme/"), strings.HasSuffix(name, ".rels"), name == "[Content_Types].xml",
		name == "xl/sharedStrings.xml": // by the cells that show them
	default:
		b.find("workbook: a part called %s", name)
	}
}

// chart compares what a chart stores with the cells that it draws, and takes in
// its texts and the ends of its axes.
func (b *bookReader) chart(name, xml string) {
	for _, kind := range []string{"num", "str"} {
		for _, drawn := range between(xml, "<"+kind+"Ref>", "</"+kind+"Ref>") {
			reference, cache, _ := strings.Cut(drawn, "</f>")
			cells, err := b.book.behind(html.UnescapeString(strings.TrimPrefix(reference, "<f>")))
			if err != nil {
				b.find("workbook, %s: %v", name, err)
				continue
			}
			for _, point := range between(cache, "<pt ", "</pt>") {
				b.point(name, point, cells)
			}
		}
	}
	for _, text := range between(xml, "<a:t>", "</a:t>") {
		b.sentence(name, html.UnescapeString(text))
	}
	edges := (&figures{}).add(frameNumbers(&b.report.IPA)...).add(wording()...)
	for _, mark := range []string{"<max ", "<min ", "<majorUnit ", "<minorUnit "} {
		for _, tag := range between(xml, mark, ">") {
			b.took(1)
			if v, err := strconv.ParseFloat(attribute(" "+tag, "val"), 64); err != nil || !edges.exactly(math.Abs(v)) {
				b.find("workbook, %s: an axis ends at %s", name, tag)
			}
		}
	}
}

func (b *bookReader) point(name, point string, cells []*bookCell) {
	b.took(1)
	at, err := strconv.Atoi(attribute(" "+point, "idx"))
	value := html.UnescapeString(strings.Join(between(point, "<v>", "</v>"), ""))
	switch {
	case err != nil || at < 0 || at >= len(cells):
		b.find("workbook, %s: a chart stores %s for no cell", name, value)
	case cells[at].text == value:
	default: // a number may be written in another way
		v, err := strconv.ParseFloat(value, 64)
		if err != nil || !cells[at].number || cells[at].value() != v {
			b.find("workbook, %s: a chart stores %s, its cell holds %q", name, value, cells[at].text)
		}
	}
}
