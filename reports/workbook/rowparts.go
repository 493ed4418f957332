package workbook

import (
	"fmt"
	"strings"
	"time"
)

// Names of the file format.
const (
	xmlStart      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace     = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relationSpace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageSpace  = "http://schemas.openxmlformats.org/package/2006/"
	sheetType     = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// rowAbout is what a file of rows says about itself.
type rowAbout struct {
	sheet                                    string // name; further sheets are numbered
	title, subject, company, creator, remark string
	lang                                     string
	created                                  time.Time // zero for none
}

type rowPart struct{ name, body string }

// surroundings are the parts beside the sheets.
func (f *rowFile) surroundings() []rowPart {
	return []rowPart{
		{"[Content_Types].xml", f.contentTypes()},
		{"_rels/.rels", relations(
			[2]string{relationSpace + "/officeDocument", "xl/workbook.xml"},
			[2]string{packageSpace + "relationships/metadata/core-properties", "docProps/core.xml"},
			[2]string{relationSpace + "/extended-properties", "docProps/app.xml"})},
		{"docProps/core.xml", f.core()},
		{"docProps/app.xml", xmlStart + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">` +
			`<Application>Readiness</Application><Company>` + escaped(f.about.company, 250) + `</Company></Properties>`},
		{"xl/workbook.xml", f.workbook()},
		{"xl/_rels/workbook.xml.rels", f.workbookRelations()},
		{"xl/styles.xml", rowStyles()},
	}
}

// escaped is a text for an element or attribute, of at most limit units.
func escaped(text string, limit int) string {
	return string(appendXML(nil, cut(clean(text), limit)))
}

// appendXML escapes a cleaned text for XML alone.
func appendXML(out []byte, text string) []byte {
	return append(out, strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#10;", "\t", "&#9;").Replace(text)...)
}

func (f *rowFile) contentTypes() string {
	var out strings.Builder
	out.WriteString(xmlStart + `<Types xmlns="` + packageSpace + `content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>`)
	override := func(part, kind string) {
		fmt.Fprintf(&out, `<Override PartName="/%s" ContentType="%s"/>`, part, kind)
	}
	override("xl/workbook.xml", sheetType+"sheet.main+xml")
	override("xl/styles.xml", sheetType+"styles+xml")
	for i := range f.last {
		override(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), sheetType+"worksheet+xml")
	}
	override("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
	override("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml")
	out.WriteString(`</Types>`)
	return out.String()
}

// relations lists types and targets; they are numbered from rId1.
func relations(entries ...[2]string) string {
	var out strings.Builder
	out.WriteString(xmlStart + `<Relationships xmlns="` + packageSpace + `relationships">`)
	for i, e := range entries {
		fmt.Fprintf(&out, `<Relationship Id="rId%d" Type="%s" Target="%s"/>`, i+1, e[0], e[1])
	}
	out.WriteString(`</Relationships>`)
	return out.String()
}

func (f *rowFile) workbookRelations() string {
	var entries [][2]string
	for i := range f.last {
		entries = append(entries, [2]string{relationSpace + "/worksheet", fmt.Sprintf("worksheets/sheet%d.xml", i+1)})
	}
	return relations(append(entries, [2]string{relationSpace + "/styles", "styles.xml"})...)
}

// sheetName is the name of a sheet, numbered from the second on.
func (f *rowFile) sheetName(i int) string {
	name := plainSheet(f.about.sheet)
	if i == 0 {
		return name
	}
	number := " " + digits(i+1)
	for units16(name)+len(number) > 31 {
		name = name[:strings.LastIndexFunc(name, func(rune) bool { return true })]
	}
	return name + number
}

func (f *rowFile) workbook() string {
	var out strings.Builder
	out.WriteString(xmlStart + `<workbook xmlns="` + mainSpace + `" xmlns:r="` + relationSpace + `">` +
		`<bookViews><workbookView activeTab="0"/></bookViews><sheets>`)
	for i := range f.last {
		fmt.Fprintf(&out, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escaped(f.sheetName(i), 31), i+1, i+1)
	}
	out.WriteString(`</sheets><definedNames>`)
	for i, last := range f.last {
		fmt.Fprintf(&out, `<definedName name="_xlnm._FilterDatabase" localSheetId="%d" hidden="1">'%s'!$A$1:%s</definedName>`,
			i, escaped(f.sheetName(i), 31), fixed(last, len(f.columns)))
	}
	for i := range f.last {
		fmt.Fprintf(&out, `<definedName name="_xlnm.Print_Titles" localSheetId="%d">'%s'!$1:$1</definedName>`, i, escaped(f.sheetName(i), 31))
	}
	out.WriteString(`</definedNames></workbook>`)
	return out.String()
}

func (f *rowFile) core() string {
	a := &f.about
	var out strings.Builder
	out.WriteString(xmlStart + `<cp:coreProperties xmlns:cp="` + packageSpace + `metadata/core-properties"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"` +
		` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	for _, e := range []struct{ name, text string }{
		{"dc:title", a.title},
		{"dc:subject", a.subject},
		{"dc:creator", a.creator},
		{"dc:description", a.remark},
		{"dc:language", a.lang},
	} {
		if e.text != "" {
			fmt.Fprintf(&out, "<%[1]s>%[2]s</%[1]s>", e.name, escaped(e.text, 1000))
		}
	}
	if !a.created.IsZero() {
		day := a.created.UTC().Format(time.RFC3339)
		fmt.Fprintf(&out, `<dcterms:created xsi:type="dcterms:W3CDTF">%[1]s</dcterms:created>`+
			`<dcterms:modified xsi:type="dcterms:W3CDTF">%[1]s</dcterms:modified>`, day)
	}
	out.WriteString(`</cp:coreProperties>`)
	return out.String()
}

// rowStyles are the looks of plainStyle, headStyle, quotedStyle, dayStyle and
// quotedTitle.
func rowStyles() string {
	font := func(inner string) string {
		return `<font>` + inner + `<name val="` + fontFamily + `"/><family val="2"/></font>`
	}
	return xmlStart + `<styleSheet xmlns="` + mainSpace + `">` +
		`<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts>` +
		`<fonts count="2">` + font(`<sz val="10"/>`) + font(`<b/><sz val="10"/><color rgb="FF`+onAccent+`"/>`) + `</fonts>` +
		`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
		`<fill><patternFill patternType="solid"><fgColor rgb="FF` + accent + `"/></patternFill></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>` +
		`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>` +
		`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" quotePrefix="1" applyFont="1" applyFill="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
}
