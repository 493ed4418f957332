package reports

import (
	"html"
	"strconv"
	"strings"
)

// page is what a page says: its tables, and every other text with the section
// that it stands in.
type page struct {
	tables []*pageTable
	texts  []pageText
}

type pageText struct{ section, text string }

type pageTable struct {
	section string
	rows    [][]pageCell // headings included
}

type pageCell struct {
	text, class string
	span        int
}

// pageScan walks over the tags of a page, which templates and drawings write
// without shortcuts.
type pageScan struct {
	page

	sections []string
	table    *pageTable
	row      []pageCell
	inCell   bool
	silent   string // element whose text nobody reads
}

func scanPage(body []byte) *page {
	s := &pageScan{sections: []string{""}}
	rest := string(body)
	for {
		text, after, found := strings.Cut(rest, "<")
		s.text(text)
		if !found {
			return &s.page
		}
		tag, behind, _ := strings.Cut(after, ">")
		s.tag(tag)
		rest = behind
	}
}

func (s *pageScan) section() string { return s.sections[len(s.sections)-1] }

func (s *pageScan) text(text string) {
	text = strings.TrimSpace(text)
	if text == "" || s.silent != "" {
		return
	}
	text = html.UnescapeString(text)
	if s.inCell {
		last := &s.row[len(s.row)-1]
		last.text = strings.TrimSpace(last.text + " " + text)
		return
	}
	s.texts = append(s.texts, pageText{s.section(), text})
}

func (s *pageScan) tag(tag string) {
	name, _, _ := strings.Cut(tag, " ")
	switch name {
	case "script", "style":
		s.silent = name
	case "/script", "/style":
		s.silent = ""
	case "section":
		id := attribute(tag, "id")
		if id == "" {
			id = s.section()
		}
		s.sections = append(s.sections, id)
	case "/section":
		s.sections = s.sections[:len(s.sections)-1]
	case "table":
		s.table = &pageTable{section: s.section()}
	case "/table":
		s.tables, s.table = append(s.tables, s.table), nil
	case "tr":
		s.row = nil
	case "/tr":
		s.table.rows = append(s.table.rows, s.row)
	case "td", "th":
		span, err := strconv.Atoi(attribute(tag, "colspan"))
		if err != nil {
			span = 1
		}
		s.row, s.inCell = append(s.row, pageCell{class: attribute(tag, "class"), span: span}), true
	case "/td", "/th":
		s.inCell = false
	}
	s.attributes(tag)
}

// attributes are texts too where they say or send something. What only places or
// names an element is left out.
func (s *pageScan) attributes(tag string) {
	for at := strings.Index(tag, `="`); at >= 0; at = strings.Index(tag, `="`) {
		name := tag[strings.LastIndexAny(tag[:at], " \n\t")+1 : at]
		value, rest, _ := strings.Cut(tag[at+2:], `"`)
		tag = rest
		switch {
		case !strings.ContainsAny(value, "0123456789"):
		case name == "value", name == "title", name == "alt", name == "content", name == "placeholder", name == "datetime", name == "label",
			name == "aria-label", name == "aria-valuenow", name == "aria-valuetext", name == "aria-description", strings.HasPrefix(name, "data-"):
			s.text(value)
		}
	}
}

func attribute(tag, name string) string {
	_, after, found := strings.Cut(tag, " "+name+`="`)
	if !found {
		return ""
	}
	value, _, _ := strings.Cut(after, `"`)
	return value
}
