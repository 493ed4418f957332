package reports

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// bookFile is a workbook as a program without knowledge of its making reads it:
// its cells, and the other texts of its parts.
type bookFile struct {
	sheets []*bookSheet
	parts  map[string]string // XML by name
}

type bookSheet struct {
	name string
	rows map[int][]bookCell // cells by column, from 1; 0 is empty
	last int
	rest string // XML around the cells
}

// bookCell is a cell: a text, or a number; with a formula, its stored value.
type bookCell struct {
	text, formula string
	number        bool
}

func (c *bookCell) value() float64 {
	v, err := strconv.ParseFloat(c.text, 64)
	if err != nil {
		return 0
	}
	return v
}

// at is a cell of a row; an empty one where there is none.
func (s *bookSheet) at(row, column int) *bookCell {
	if cells := s.rows[row]; column < len(cells) {
		return &cells[column]
	}
	return &bookCell{}
}

// openBook unpacks a workbook.
func openBook(t testing.TB, body []byte) *bookFile {
	t.Helper()
	b := &bookFile{parts: partsOf(t, body)}
	shared := between(b.parts["xl/sharedStrings.xml"], "<si>", "</si>")
	targets := map[string]string{}
	for _, relation := range between(b.parts["xl/_rels/workbook.xml.rels"], "<Relationship ", ">") {
		targets[attribute(" "+relation, "Id")] = attribute(" "+relation, "Target")
	}
	for _, tag := range between(b.parts["xl/workbook.xml"], "<sheet ", ">") {
		target := "xl/" + strings.TrimPrefix(targets[attribute(" "+tag, "r:id")], "/xl/")
		xml, ok := b.parts[target]
		if !ok {
			t.Fatalf("no sheet %s", target)
		}
		delete(b.parts, target)
		b.sheets = append(b.sheets, scanSheet(html.UnescapeString(attribute(" "+tag, "name")), xml, shared))
	}
	return b
}

// partsOf are the parts of a workbook by name.
func partsOf(t testing.TB, body []byte) map[string]string {
	t.Helper()
	packed, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, file := range packed.File {
		parts[file.Name] = unpack(t, file)
	}
	return parts
}

func unpack(t testing.TB, file *zip.File) string {
	t.Helper()
	r, err := file.Open()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	out.Grow(int(file.UncompressedSize64))
	if _, err := io.Copy(&out, r); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// between lists what stands between each pair of marks.
func between(text, from, to string) []string {
	var out []string
	for {
		_, after, found := strings.Cut(text, from)
		if !found {
			return out
		}
		inner, rest, _ := strings.Cut(after, to)
		out, text = append(out, inner), rest
	}
}

func scanSheet(name, xml string, shared []string) *bookSheet {
	s := &bookSheet{name: name, rows: map[int][]bookCell{}}
	before, after, _ := strings.Cut(xml, "<sheetData>")
	data, behind, _ := strings.Cut(after, "</sheetData>")
	s.rest = before + behind
	for {
		_, rest, found := strings.Cut(data, "<c ")
		if !found {
			return s
		}
		tag, rest, _ := strings.Cut(rest, ">")
		if strings.HasSuffix(tag, "/") {
			data = rest
			continue
		}
		inner, rest, _ := strings.Cut(rest, "</c>")
		data = rest
		if inner == "" {
			continue
		}
		row, column := cellAt(attribute(" "+tag, "r"))
		for len(s.rows[row]) <= column {
			s.rows[row] = append(s.rows[row], bookCell{})
		}
		s.rows[row][column] = scanCell(attribute(" "+tag, "t"), inner, shared)
		s.last = max(s.last, row)
	}
}

func scanCell(kind, inner string, shared []string) bookCell {
	c := bookCell{number: kind == "" || kind == "n"}
	if list := between(inner, "<f>", "</f>"); len(list) > 0 {
		c.formula = html.UnescapeString(list[0])
	}
	if list := between(inner, "<v>", "</v>"); len(list) > 0 {
		c.text = html.UnescapeString(list[0])
	}
	if at, err := strconv.Atoi(c.text); kind == "s" && err == nil {
		c.text = visible(shared[at])
	}
	if kind == "inlineStr" {
		c.text = visible(inner)
	}
	c.number = c.number && c.text != ""
	return c
}

// visible is the text outside of tags.
func visible(xml string) string {
	var out strings.Builder
	for part := range strings.SplitSeq(xml, "<") {
		if _, text, ok := strings.Cut(part, ">"); ok {
			out.WriteString(text)
		}
	}
	return html.UnescapeString(out.String())
}

// cellAt reads a name such as B7.
func cellAt(name string) (row, column int) {
	name = strings.ReplaceAll(name, "$", "")
	at := strings.IndexAny(name, "0123456789")
	if at < 1 {
		return 0, 0
	}
	for _, letter := range name[:at] {
		column = 26*column + int(letter-'A') + 1
	}
	row, err := strconv.Atoi(name[at:])
	if err != nil {
		return 0, 0
	}
	return row, column
}

// behind lists the cells of a reference such as 'Items'!$B$2:$B$5.
func (b *bookFile) behind(reference string) ([]*bookCell, error) {
	name, area, ok := strings.Cut(strings.TrimPrefix(reference, "'"), "'!")
	at := slices.IndexFunc(b.sheets, func(s *bookSheet) bool { return s.name == name })
	if !ok || at < 0 {
		return nil, fmt.Errorf("reference %s", reference)
	}
	from, to, wide := strings.Cut(area, ":")
	if !wide {
		to = from
	}
	top, left := cellAt(from)
	bottom, right := cellAt(to)
	var out []*bookCell
	for row := top; row <= bottom; row++ {
		for column := left; column <= right; column++ {
			out = append(out, b.sheets[at].at(row, column))
		}
	}
	return out, nil
}

// literals lists the numbers and the texts in a formula.
func literals(formula string) (numbers, texts []string) {
	for at := 0; at < len(formula); {
		switch c := formula[at]; {
		case c == '"' || c == '\'':
			end := strings.IndexByte(formula[at+1:], c)
			if end < 0 {
				return numbers, append(texts, formula[at:])
			}
			if c == '"' {
				texts = append(texts, formula[at+1:at+1+end])
			}
			at += end + 2
		case c >= '0' && c <= '9':
			end := at + 1
			for end < len(formula) && strings.IndexByte("0123456789.Ee", formula[end]) >= 0 || end < len(formula) && formula[end] == '-' && formula[end-1] == 'E' {
				end++
			}
			numbers = append(numbers, formula[at:end])
			at = end
		case c == '$' || c == '_' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z':
			for at < len(formula) && isName(formula[at]) {
				at++
			}
		default:
			at++
		}
	}
	return numbers, texts
}

func isName(c byte) bool {
	return c == '$' || c == '_' || c == '.' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
