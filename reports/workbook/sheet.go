package workbook

import (
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// cell is one typed cell; formula, if any, goes with the value it has in the
// report.
type cell struct {
	value   any // string, float64, int; nil for a cell that only has a look
	formula string
	look    look
	set     bool
}

// sheet is a grid of cells with what surrounds it. Rows and columns count from 1.
type sheet struct {
	book       *book
	key        string
	name       string
	tab        string
	rows       [][]cell
	heights    map[int]float64
	widths     map[int]float64
	merges     [][2]string
	frozen     [2]int // rows and columns that stay in view
	repeated   int    // header row that printed pages repeat, 0 for none
	headedTo   int    // last row of the table under that header
	filter     string
	table      string // range of tblCells
	charts     []*placed
	conditions []condition
	extras     []extra // formats that are added to the written part
	checks     []*excelize.DataValidation
	breaks     []int    // rows that begin a page
	together   [][2]int // rows that stay on one page
	onePage    bool
	titles     int      // columns that the title covers
	printed    int      // columns that are printed, 0 for all
	panels     []string // ranges beside the table that are printed on pages of their own
	open       bool     // not protected
}

type condition struct {
	area    string
	options []excelize.ConditionalFormatOptions
}

// sheet adds a sheet whose name and title are in the catalogue.
func (b *book) sheet(key, tab string) *sheet {
	s := &sheet{
		book: b, key: key, name: plainSheet(b.t("sheet_" + key)), tab: tab,
		heights: map[int]float64{}, widths: map[int]float64{},
	}
	b.sheets = append(b.sheets, s)
	return s
}

// put places a cell.
func (s *sheet) put(row, column int, c cell) {
	for len(s.rows) < row {
		s.rows = append(s.rows, nil)
	}
	for len(s.rows[row-1]) < column {
		s.rows[row-1] = append(s.rows[row-1], cell{})
	}
	c.set = true
	s.rows[row-1][column-1] = c
}

// text places a text; it is a typed string whatever it starts with.
func (s *sheet) text(row, column int, text string, l look) {
	text = clean(text)
	l.quoted = risky(text)
	s.put(row, column, cell{value: text, look: l})
}

// texts places a row of texts.
func (s *sheet) texts(row, column int, l look, texts ...string) {
	for i, text := range texts {
		s.text(row, column+i, text, l)
	}
}

// num places a number.
func (s *sheet) num(row, column int, v float64, l look) {
	s.put(row, column, cell{value: v, look: l})
}

// maybe places a number, or an empty cell for none.
func (s *sheet) maybe(row, column int, v *float64, l look) {
	if v == nil {
		s.put(row, column, cell{look: l})
		return
	}
	s.num(row, column, *v, l)
}

// count places a whole number, or an empty cell for none.
func (s *sheet) count(row, column int, v *int, l look) {
	if v == nil {
		s.put(row, column, cell{look: l})
		return
	}
	s.put(row, column, cell{value: *v, look: l})
}

// live places a formula with its value in the report; no value is an empty text.
func (s *sheet) live(row, column int, formula string, v *float64, l look) {
	var value any = ""
	if v != nil {
		value = *v
	}
	s.put(row, column, cell{value: value, formula: formula, look: l})
}

// says places a formula whose value is a text.
func (s *sheet) says(row, column int, formula, value string, l look) {
	s.put(row, column, cell{value: value, formula: formula, look: l})
}

// block merges cells of one row and fills them with a wrapped text; the row
// grows with it.
func (s *sheet) block(row, from, to int, text string, l look) {
	l.wrap = true
	s.text(row, from, text, l)
	for c := from + 1; c <= to; c++ {
		s.put(row, c, cell{look: l})
	}
	if to > from {
		s.merges = append(s.merges, [2]string{at(row, from), at(row, to)})
	}
	width := 0.0
	for c := from; c <= to; c++ {
		width += s.width(c)
	}
	s.grow(row, text, width, l)
}

// grow makes a row high enough for a wrapped text in a column of this width.
func (s *sheet) grow(row int, text string, width float64, l look) {
	size := l.size
	if size == 0 {
		size = 10
	}
	lines := 0.0
	for part := range strings.SplitSeq(text, "\n") {
		lines += math.Max(1, math.Ceil(textWidth(part)*size/10/math.Max(1, width-1.5)))
	}
	leading := 1.3
	if strings.ContainsFunc(text, wide) {
		leading = 1.5
	}
	s.atLeast(row, lines*size*leading+3.5)
}

// textWidth estimates the width of a text in columns' units at 10 points.
func textWidth(text string) float64 {
	var width float64
	for _, r := range text {
		switch {
		case wide(r):
			width += 1.95
		case strings.ContainsRune("iljtf.,:;'|! ", r):
			width += 0.6
		case r >= 'A' && r <= 'Z', r == 'm', r == 'w':
			width += 1.35
		default:
			width += 1.1
		}
	}
	return width
}

// wide tells Chinese characters, which take two columns' units.
func wide(r rune) bool { return r >= 0x2E80 }

func (s *sheet) width(column int) float64 {
	if w, ok := s.widths[column]; ok {
		return w
	}
	return 10
}

// sized sets the widths of columns from the first on.
func (s *sheet) sized(widths ...float64) {
	for i, w := range widths {
		s.widths[i+1] = w
	}
}

// headed places a header row and makes it high enough.
func (s *sheet) headed(row, column int, texts ...string) {
	for i, text := range texts {
		s.text(row, column+i, text, header())
		s.heads(row, text, s.width(column+i))
	}
}

// heads grows a header row; words are not broken, so the longest counts.
func (s *sheet) heads(row int, text string, width float64) {
	lines, used := 1.0, 0.0
	room := math.Max(1, width-1)
	for word := range strings.SplitSeq(text, " ") {
		w := textWidth(word) * 1.1
		if used > 0 && used+w > room {
			lines++
			used = 0
		}
		lines += math.Max(0, math.Ceil(w/room)-1)
		used += w + 0.6
	}
	leading := 13.5
	if strings.ContainsFunc(text, wide) {
		leading = 15.5
	}
	s.atLeast(row, lines*leading+5)
}

// atLeast makes a row this high, in points, up to the most that a row can have.
func (s *sheet) atLeast(row int, height float64) {
	s.heights[row] = math.Min(409, math.Max(s.heights[row], height))
}

// titled writes the first rows of a sheet: its title, what it is about, and how
// to read it. It returns the next free row.
func (s *sheet) titled(columns int) int {
	s.text(1, 1, s.book.t("title_"+s.key), heading())
	s.heights[1] = 28
	s.text(2, 1, s.book.subject(), subtitle())
	s.block(3, 1, columns, s.book.t("note_"+s.key), note())
	s.titles = columns
	return 5
}

// legend explains, under the title, the mark of cells that are hidden to protect
// others.
func (s *sheet) legend() {
	if s.get(4, 1).set {
		return
	}
	s.block(4, 1, s.titles, s.book.t("also_hidden_means"), note())
}

// last is the last row in use and the widest column.
func (s *sheet) last() (row, column int) {
	for _, r := range s.rows {
		column = max(column, len(r))
	}
	row = len(s.rows)
	for _, c := range s.charts {
		row, column = max(row, c.toRow), max(column, c.toColumn)
	}
	if s.printed > 0 {
		column = s.printed
	}
	return max(row, 1), max(column, 1)
}

// panel prints what stands beside the table apart from it: below the table, its
// repeated header would stand over what it does not head.
func (s *sheet) panel(row, column, toRow, toColumn int) {
	s.panels = append(s.panels, s.area(row, column, toRow, toColumn))
}

// height is the height of a row in points.
func (s *sheet) height(row int) float64 {
	if h, ok := s.heights[row]; ok {
		return h
	}
	return rowHeight
}

// get returns a cell; the zero cell where there is none.
func (s *sheet) get(row, column int) cell {
	if row < 1 || row > len(s.rows) || column < 1 || column > len(s.rows[row-1]) {
		return cell{}
	}
	return s.rows[row-1][column-1]
}

// at is the name of a cell, such as B7.
func at(row, column int) string { return letters(column) + digits(row) }

// fixed is the name of a cell that does not move, such as $B$7.
func fixed(row, column int) string { return "$" + letters(column) + "$" + digits(row) }

// ref points at a cell from another sheet.
func (s *sheet) ref(row, column int) string { return "'" + s.name + "'!" + fixed(row, column) }

// area points at a rectangle from another sheet.
func (s *sheet) area(row, column, toRow, toColumn int) string {
	return s.ref(row, column) + ":" + fixed(toRow, toColumn)
}

// span names a rectangle of the same sheet.
func span(row, column, toRow, toColumn int) string {
	return at(row, column) + ":" + at(toRow, toColumn)
}

func letters(column int) string {
	name := ""
	for ; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

func digits(n int) string { return strconv.Itoa(n) }
