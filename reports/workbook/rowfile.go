package workbook

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// What a sheet holds at most.
const (
	maxRows    = 1 << 20
	maxColumns = 1 << 14
)

// rowBuffer is how many bytes of a sheet are collected before they are packed.
const rowBuffer = 1 << 16

// columnKind says how the fields of a column are typed.
type columnKind int

const (
	textColumn  columnKind = iota
	levelColumn            // whole numbers become numbers, all else is text
	dayColumn              // ISO dates become dates, all else is text
)

// rowColumn is a column of a file of rows.
type rowColumn struct {
	title string
	kind  columnKind
	width float64
}

// Cell styles of a file of rows, in the order of rowStyles.
const (
	plainStyle = iota
	headStyle
	quotedStyle
	dayStyle
	// quotedTitle is a column's title that starts like a formula.
	quotedTitle
)

// rowFile writes rows straight into a zip, cell by cell; it holds one buffer
// and no row. After the last row that a sheet takes it goes on with the next.
type rowFile struct {
	about   rowAbout
	columns []rowColumn
	names   []string // of the columns: A, B, …
	limit   int      // rows of a sheet, the header included
	zip     *zip.Writer
	part    io.Writer
	buffer  []byte
	row     int    // in this sheet
	number  []byte // row, in digits
	last    []int  // last row of each finished sheet
}

// newRowFile starts a workbook with one row of titles on each sheet.
func newRowFile(w io.Writer, about rowAbout) *rowFile {
	f := &rowFile{about: about, limit: maxRows, zip: zip.NewWriter(w), buffer: make([]byte, 0, 2*rowBuffer)}
	// Level 1 takes a third of the usual level's time for half as many bytes again.
	f.zip.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestSpeed)
	})
	return f
}

// head fixes the columns and begins the first sheet.
func (f *rowFile) head(columns []rowColumn) error {
	if len(columns) == 0 || len(columns) > maxColumns {
		return fmt.Errorf("%d columns do not fit into a sheet: between 1 and %d", len(columns), maxColumns)
	}
	f.columns = columns
	for i := range columns {
		f.names = append(f.names, letters(i+1))
	}
	return f.begin()
}

// begin opens the next sheet and writes its titles.
func (f *rowFile) begin() error {
	part, err := f.create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(f.last)+1))
	if err != nil {
		return err
	}
	f.part, f.row = part, 0
	f.add(xmlStart + `<worksheet xmlns="` + mainSpace + `"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>` +
		`<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
		`<sheetFormatPr defaultRowHeight="15"/><cols>`)
	for i, c := range f.columns {
		f.add(fmt.Sprintf(`<col min="%d" max="%d" width="%g" customWidth="1"/>`, i+1, i+1, c.width))
	}
	f.add(`</cols><sheetData>`)
	f.beginRow()
	for i := range f.columns {
		style := headStyle
		if risky(f.columns[i].title) {
			style = quotedTitle
		}
		f.at(i)
		f.text(f.columns[i].title, style)
	}
	return f.endRow()
}

// create opens a part of the file, dated like the report so that equal reports
// make equal files.
func (f *rowFile) create(name string) (io.Writer, error) {
	return f.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: f.about.created})
}

// write adds one row; fields are in the order of the columns, empty ones leave
// no cell.
func (f *rowFile) write(fields [][]byte) error {
	if f.columns == nil {
		return errors.New("rows come after the titles")
	}
	if len(fields) > len(f.columns) {
		return fmt.Errorf("row %d has %d fields, the header has %d", f.row+1, len(fields), len(f.columns))
	}
	if f.row == f.limit {
		if err := f.end(); err != nil {
			return err
		}
		if err := f.begin(); err != nil {
			return err
		}
	}
	f.beginRow()
	for i, field := range fields {
		if len(field) > 0 {
			f.cell(i, field)
		}
	}
	return f.endRow()
}

func (f *rowFile) beginRow() {
	f.row++
	f.number = strconv.AppendInt(f.number[:0], int64(f.row), 10)
	f.buffer = append(f.buffer, `<row r="`...)
	f.buffer = append(f.buffer, f.number...)
	f.buffer = append(f.buffer, `">`...)
}

func (f *rowFile) endRow() error {
	f.buffer = append(f.buffer, `</row>`...)
	if len(f.buffer) < rowBuffer {
		return nil
	}
	return f.flush()
}

func (f *rowFile) flush() error {
	_, err := f.part.Write(f.buffer)
	f.buffer = f.buffer[:0]
	return err
}

func (f *rowFile) add(text string) { f.buffer = append(f.buffer, text...) }

// cell types one field by the kind of its column.
func (f *rowFile) cell(column int, field []byte) {
	f.at(column)
	switch f.columns[column].kind {
	case levelColumn:
		if isCount(field) {
			f.buffer = append(f.buffer, `><v>`...)
			f.buffer = append(f.buffer, field...)
			f.buffer = append(f.buffer, `</v></c>`...)
			return
		}
	case dayColumn:
		if day, err := time.Parse(time.DateOnly, string(field)); err == nil && day.Year() > 1900 {
			f.add(` s="` + strconv.Itoa(dayStyle) + `"><v>`)
			f.buffer = strconv.AppendInt(f.buffer, int64(day.Sub(dayZero())/(24*time.Hour)), 10)
			f.add(`</v></c>`)
			return
		}
	case textColumn:
	}
	if harmless(field) { // most texts: nothing to look for, nothing to copy
		f.buffer = append(f.buffer, ` t="inlineStr"><is><t>`...)
		f.buffer = append(f.buffer, field...)
		f.buffer = append(f.buffer, `</t></is></c>`...)
		return
	}
	text, style := string(field), plainStyle
	if risky(text) {
		style = quotedStyle
	}
	f.text(text, style)
}

// harmless tells a short text of letters, digits and some punctuation that
// stands in the file as it is.
func harmless(field []byte) bool {
	if len(field) > 256 || field[0] <= ' ' || field[0] == '+' || field[0] == '-' || field[len(field)-1] == ' ' {
		return false
	}
	for _, c := range field {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c >= 'A' && c <= 'Z':
		case c == ' ', c == '.', c == ',', c == '-', c == ':', c == ';', c == '+', c == '/', c == '(', c == ')', c == '!', c == '?':
		default:
			return false
		}
	}
	return true
}

// dayZero is the day that spreadsheets count from; it holds for days after
// February 1900.
func dayZero() time.Time { return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC) }

// isCount tells a whole number that reads back as it was written.
func isCount(field []byte) bool {
	if len(field) > 9 || field[0] == '0' && len(field) > 1 {
		return false
	}
	for _, c := range field {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// at begins a cell.
func (f *rowFile) at(column int) {
	f.buffer = append(f.buffer, `<c r="`...)
	f.buffer = append(f.buffer, f.names[column]...)
	f.buffer = append(f.buffer, f.number...)
	f.buffer = append(f.buffer, '"')
}

// text goes on with a typed string, whatever it starts with.
func (f *rowFile) text(text string, style int) {
	if style != plainStyle {
		f.buffer = append(f.buffer, ` s="`...)
		f.buffer = strconv.AppendInt(f.buffer, int64(style), 10)
		f.buffer = append(f.buffer, '"')
	}
	f.buffer = append(f.buffer, ` t="inlineStr"><is><t`...)
	if spaced(text) {
		f.buffer = append(f.buffer, ` xml:space="preserve"`...)
	}
	f.buffer = append(f.buffer, '>')
	f.buffer = appendText(f.buffer, text)
	f.buffer = append(f.buffer, `</t></is></c>`...)
}

// spaced tells a text whose white space a reader might drop.
func spaced(text string) bool {
	return text != "" && (text[0] <= ' ' || text[len(text)-1] <= ' ' || strings.ContainsAny(text, "\t\r\n"))
}

// appendText escapes a text for XML and for spreadsheets, which read _xHHHH_ as
// a character.
func appendText(out []byte, text string) []byte {
	text = clean(text)
	for i := range len(text) {
		switch c := text[i]; {
		case c == '&':
			out = append(out, "&amp;"...)
		case c == '<':
			out = append(out, "&lt;"...)
		case c == '>':
			out = append(out, "&gt;"...)
		case c == '"':
			out = append(out, "&quot;"...)
		case c == '_' && isEscape(text[i:]):
			out = append(out, "_x005F_"...)
		default:
			out = append(out, c)
		}
	}
	return out
}

// isEscape tells whether a text begins with _xHHHH_.
func isEscape(text string) bool {
	if len(text) < 7 || text[1] != 'x' || text[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(text[2:6], 16, 16)
	return err == nil
}

// end closes a sheet.
func (f *rowFile) end() error {
	f.add(`</sheetData><autoFilter ref="` + f.used() + `"/>` +
		`<pageMargins left="0.59" right="0.59" top="0.59" bottom="0.59" header="0.3" footer="0.3"/>` +
		`<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>`)
	f.last = append(f.last, f.row)
	return f.flush()
}

// used is the part of the sheet in use.
func (f *rowFile) used() string { return "A1:" + f.names[len(f.names)-1] + digits(f.row) }

// close ends the last sheet and writes what surrounds the sheets. Nothing else
// may be written to the file afterwards.
func (f *rowFile) close() error {
	if f.columns == nil {
		return errors.New("there is no header")
	}
	if err := f.end(); err != nil {
		return err
	}
	for _, part := range f.surroundings() {
		out, err := f.create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, part.body); err != nil {
			return err
		}
	}
	return f.zip.Close()
}
