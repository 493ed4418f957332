package reports

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// bookReader takes in a workbook.
type bookReader struct {
	*attack

	t       testing.TB
	book    *bookFile
	sheet   *bookSheet
	row     int
	numbers *figures       // of any cell
	scales  map[int]string // of the columns of the table that is being read
	groups  map[int]string // likewise
	panel   int            // first column beside that table; 0 if it has none
	beside  func(from int) // reads the columns beside the table of the sheet; nil if nothing stands there
}

func (a *attack) readWorkbook(t testing.TB, body []byte) {
	t.Helper()
	b := &bookReader{attack: a, t: t, book: openBook(t, body)}
	b.numbers = bookNumbers(a.report)
	title := func(key string) string { return newReporter(t).words.T("en", "wb_sheet_"+key) }
	readers := map[string]func(){
		title("stages"): b.groupRow, title("categories"): b.groupRow, title("items"): b.itemRow, title("distributions"): b.spreadRow,
		title("locations"): b.segmentRow, title("functions"): b.segmentRow, title("gaps"): b.gapRow, title("model"): b.modelRow,
		title("data"): b.dataRow,
	}
	panels := map[string]func(from int){title("items"): b.itemPanel, title("gaps"): b.sidesPanel}
	seen := 0
	for _, sheet := range b.book.sheets {
		b.sheet, b.scales, b.groups, b.panel, b.beside = sheet, nil, nil, 0, panels[sheet.name]
		read := readers[sheet.name]
		if read != nil {
			seen++
		} else {
			read = b.anyRow
		}
		for b.row = 1; b.row <= sheet.last; b.row++ {
			if sheet.rows[b.row] != nil && !b.heading() {
				read()
			}
		}
		b.formulas()
		b.surroundings(sheet.name, sheet.rest)
	}
	if least := 6; seen < least {
		b.find("the workbook has only %d of the sheets that are read by row and column", seen)
	}
	for name, part := range b.book.parts {
		b.part(name, part)
	}
}

// heading notes what the columns of a table stand for; a row of headings holds no
// number and does not begin with a group, a scale or a question.
func (b *bookReader) heading() bool {
	scales, groups, texts := map[int]string{}, map[int]string{}, 0
	cells, panel := b.sheet.rows[b.row], 0
	for column := range cells {
		if column > 0 && cells[column] == (bookCell{}) && b.beside != nil {
			panel = column
			break
		}
		c := &cells[column]
		if c.number || c.formula != "" {
			return false
		}
		if c.text == "" {
			continue
		}
		texts++
		if id := b.scaleID(c.text); id != "" {
			scales[column] = id
		}
		if group := b.groupNamed(c.text); group != "" {
			groups[column] = group
		}
	}
	first := cells[min(1, len(cells)-1)].text
	if texts < 3 || b.groupNamed(first) != "" || b.scaleID(first) != "" || b.isItem(first) || b.segmentKey(first) != "" {
		return false
	}
	b.scales, b.groups, b.panel = scales, groups, panel
	for column := range b.table() {
		b.text(&cells[column])
	}
	b.readBeside()
	return true
}

// table is the part of a row that belongs to the table.
func (b *bookReader) table() []bookCell {
	cells := b.sheet.rows[b.row]
	if b.panel > 0 && b.panel < len(cells) {
		return cells[:b.panel]
	}
	return cells
}

// readBeside reads the rest of the row.
func (b *bookReader) readBeside() {
	if b.panel > 0 && b.panel < len(b.sheet.rows[b.row]) {
		b.beside(b.panel + 1)
	}
}

func (a *attack) groupNamed(text string) string {
	for i := range a.report.Groups {
		if a.report.Groups[i].Name.In("en") == text {
			return a.report.Groups[i].Group
		}
	}
	return ""
}

func (a *attack) scaleID(name string) string {
	for i := range a.report.Scales {
		if a.report.Scales[i].Name.In("en") == name {
			return a.report.Scales[i].ID
		}
	}
	return ""
}

func (a *attack) isItem(id string) bool {
	return slices.ContainsFunc(a.report.Items, func(item Item) bool { return item.ID == id })
}

// segmentKey is the dimension and the key of a place by its name.
func (a *attack) segmentKey(name string) string {
	for i := range a.report.Segments {
		if s := &a.report.Segments[i]; s.Name.In("en") == name {
			return key(s.Dimension, s.Value)
		}
	}
	return ""
}

func (b *bookReader) where(column int) string {
	return b.sheet.name + "!" + string(rune('A'+(column-1)%26)) + strconv.Itoa(b.row)
}

// text takes in the numbers of a sentence or a name.
func (b *bookReader) text(c *bookCell) {
	if c.number {
		return
	}
	b.sentence(b.sheet.name, c.text)
}

func (b *bookReader) sentence(where, text string) {
	text = b.withoutHashes(text)
	for _, number := range numbersIn(text) {
		b.took(1)
		if !b.all.prints(strings.TrimPrefix(number, "-")) {
			b.find("workbook, %s: %s (%.200s) is no published figure", where, number, text)
		}
	}
}

// withoutHashes takes out what names versions.
func (b *bookReader) withoutHashes(text string) string {
	if len(text) < 64 {
		return text
	}
	text = strings.ReplaceAll(text, b.report.Snapshot.Hash, "")
	for _, q := range b.report.Assessment.Questionnaires {
		text = strings.ReplaceAll(text, q.Hash, "")
	}
	return text
}

// anyCell takes in a cell that stands for nothing in particular.
func (b *bookReader) anyCell(column int) {
	b.among(column, b.numbers, "")
}

// among takes in a cell that may hold some figures only.
func (b *bookReader) among(column int, figure *figures, what string) {
	c := b.sheet.at(b.row, column)
	if !c.number {
		b.text(c)
		return
	}
	b.took(1)
	if !figure.exactly(c.value()) {
		b.find("workbook, %s: %s is no published figure %s", b.where(column), c.text, what)
	}
}

func (b *bookReader) anyRow() {
	for column := range b.table() {
		b.anyCell(column)
	}
	b.readBeside()
}

// statistic takes in the cell of one statistic: its own figures, or nothing but
// the least number of answers where it is hidden.
func (b *bookReader) statistic(name, group string, column int, more ...float64) {
	c := b.sheet.at(b.row, column)
	if *c == (bookCell{}) {
		return
	}
	b.places++
	if own, shown := b.own[name]; shown {
		b.among(column, (&figures{}).add(own...).add(more...), "of "+name)
		return
	}
	b.hiddenPlaces++
	numbers := numbersIn(c.text)
	b.took(len(numbers))
	for _, number := range numbers {
		if c.number || number != strconv.Itoa(b.leastShown(group)) && number != strconv.Itoa(b.report.Assessment.K) {
			b.find("workbook, %s shows %s in place of %s, which is hidden", b.where(column), number, name)
		}
	}
}

// groupRow reads groups × scales, and the comparison with others below.
func (b *bookReader) groupRow() {
	group := b.groupNamed(b.sheet.at(b.row, 1).text)
	for column := range b.sheet.rows[b.row] {
		switch scale := b.scales[column]; {
		case group != "" && scale != "":
			b.statistic(key("scale", group, scale), group, column)
		case group != "" && len(b.scales) == 0 && b.report.Rivals != nil && column > 2:
			b.statistic(key("item", group, b.report.Rivals.ID), group, column, b.rivalShares(group)...)
		default:
			b.anyCell(column)
		}
	}
}

func (b *bookReader) rivalShares(group string) []float64 {
	for i := range b.report.Rivals.Groups {
		if g := &b.report.Rivals.Groups[i]; g.Group == group {
			return spreadOf(g)
		}
	}
	return nil
}

// itemRow reads questions × groups.
func (b *bookReader) itemRow() {
	id := b.sheet.at(b.row, 1).text
	if !b.isItem(id) {
		b.anyRow()
		return
	}
	b.readBeside()
	item := &b.report.Items[slices.IndexFunc(b.report.Items, func(item Item) bool { return item.ID == id })]
	whole := (&figures{}).add(figuresOf(item.WeightedMean, item.LargestGap)...).add(b.itemTotals(item)...)
	for column := range b.table() {
		if group := b.groups[column]; group != "" {
			b.statistic(key("item", group, id), group, column)
			continue
		}
		b.among(column, whole, "of "+id)
	}
}

// spreadRow reads one question in one group.
func (b *bookReader) spreadRow() {
	id, group := b.sheet.at(b.row, 1).text, b.groupNamed(b.sheet.at(b.row, 3).text)
	if group == "" || !b.isItem(id) {
		b.anyRow()
		return
	}
	item := &b.report.Items[slices.IndexFunc(b.report.Items, func(item Item) bool { return item.ID == id })]
	var more []float64
	for i := range item.Groups {
		if g := &item.Groups[i]; g.Group == group {
			more = spreadOf(g)
			if g.AWG != nil {
				more = append(more, max(0, *g.AWG))
			}
		}
	}
	for column := 4; column < len(b.sheet.rows[b.row]); column++ {
		b.statistic(key("item", group, id), group, column, more...)
	}
}

// segmentRow reads places × scales, and below place and group × scales.
func (b *bookReader) segmentRow() {
	place, group := b.segmentKey(b.sheet.at(b.row, 1).text), b.groupNamed(b.sheet.at(b.row, 2).text)
	dimension, value, _ := strings.Cut(place, "/")
	for column := range b.sheet.rows[b.row] {
		scale := b.scales[column]
		switch {
		case place == "" || scale == "":
			b.anyCell(column)
		case group != "":
			b.statistic(key(dimension, group, scale, value), group, column)
		default:
			b.slice(dimension, value, scale, column)
		}
	}
}

// slice reads the score of a place over the groups that are shown there.
func (b *bookReader) slice(dimension, value, scale string, column int) {
	cell := b.report.SegmentScaleOf(dimension, value, scale)
	if cell != nil && cell.Mean != nil {
		b.places++
		b.among(column, (&figures{}).add(*cell.Mean), "of "+key(dimension, value, scale))
		return
	}
	b.statistic("a hidden score at "+key(dimension, value, scale), "", column)
}

// gapRow reads the difference of a group from the reference.
func (b *bookReader) gapRow() {
	scale, group, reference := b.scaleID(b.sheet.at(b.row, 1).text), b.groupNamed(b.sheet.at(b.row, 2).text), b.groupNamed(b.sheet.at(b.row, 4).text)
	if scale == "" || group == "" {
		b.anyRow()
		return
	}
	own := (&figures{}).add(b.own[key("scale", group, scale)]...).add(b.own[key("scale", reference, scale)]...)
	for i := range b.report.Scales {
		if b.report.Scales[i].ID == scale {
			own.add(figuresOf(b.report.Scales[i].GapOf(group))...)
		}
	}
	b.readBeside()
	for column := range b.table() {
		b.places++
		b.among(column, own, "of the gap of "+group+" on "+scale)
	}
}

// dataRow reads the long table, one published cell a row.
func (b *bookReader) dataRow() {
	const id, dimension, part, group, n, mean, deviation = 4, 5, 6, 7, 8, 9, 10
	text := func(column int) string { return b.sheet.at(b.row, column).text }
	if !b.sheet.at(b.row, mean).number {
		b.anyRow()
		return
	}
	name := key(text(dimension), text(group), text(id), text(part))
	switch {
	case text(dimension) == "practices":
		name = key("practice", text(group), text(id))
	case text(dimension) == "all" && b.reportScale(text(id)):
		name = key("scale", text(group), text(id))
	case text(dimension) == "all":
		name = key("item", text(group), text(id))
	}
	b.cell(name, b.sheet.at(b.row, mean).value())
	for _, column := range []int{n, mean, deviation} {
		b.statistic(name, text(group), column)
	}
}

func (a *attack) reportScale(id string) bool {
	return slices.ContainsFunc(a.report.Scales, func(s Scale) bool { return s.ID == id })
}
