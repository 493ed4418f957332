package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// extra is a conditional format that excelize cannot stream: of a data bar with
// an axis it keeps the part of 2007 only, and its icon sets have thresholds of
// their own.
type extra struct {
	area string
	bar  float64   // data bars reach from minus this value to this value; 0 for icons
	icon string    // name of the icon set
	bare bool      // icons without their values
	from []float64 // least value of each icon but the first
	over int       // so many of these first thresholds have to be passed, not reached
}

// bars draws data bars to either side of zero: orange to the right where the
// group rates higher, blue to the left where it rates lower.
func (s *sheet) bars(area string, reach float64) {
	s.extras = append(s.extras, extra{area: area, bar: reach})
}

// arrows shows the direction and size of the gaps in an area as grey arrows; a
// gap of exactly a threshold has the label of that threshold.
func (s *sheet) arrows(area string, notable, large float64) {
	s.extras = append(s.extras, extra{area: area, icon: "5ArrowsGray", bare: true, from: []float64{-large, -notable, notable, large}, over: 2})
}

// met puts a tick before 1 and a cross before 0.
func (s *sheet) met(area string) {
	s.extras = append(s.extras, extra{area: area, icon: "3Symbols2", from: []float64{0.5, 1}})
}

// The names of Excel's extensions for conditional formats, and their addresses.
const (
	extendedRule    = "{B025F937-C7B1-47D3-B67F-A62EFF666E3E}"
	extendedFormats = "{78C0D931-6437-407d-A8EE-F0AAD7539E65}"
	spaceX14        = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
	spaceXM         = "http://schemas.microsoft.com/office/excel/2006/main"
)

// The colours of data bars.
const (
	barHigher = "FFE9B48C"
	barLower  = "FF9DBEDF"
	barAxis   = "FF465467"
)

// rule is the format as every version of Excel reads it; id links it to its
// extension.
func (x extra) rule(priority int, id string) string {
	var out strings.Builder
	fmt.Fprintf(&out, `<conditionalFormatting sqref="%s">`, x.area)
	if x.bar > 0 {
		fmt.Fprintf(&out, `<cfRule type="dataBar" priority="%d"><dataBar><cfvo type="num" val="%g"/><cfvo type="num" val="%g"/><color rgb="%s"/></dataBar>`+
			`<extLst><ext xmlns:x14="%s" uri="%s"><x14:id>%s</x14:id></ext></extLst></cfRule>`,
			priority, -x.bar, x.bar, barHigher, spaceX14, extendedRule, id)
	} else {
		shown := ""
		if x.bare {
			shown = ` showValue="0"`
		}
		fmt.Fprintf(&out, `<cfRule type="iconSet" priority="%d"><iconSet iconSet="%s"%s><cfvo type="percent" val="0"/>`, priority, x.icon, shown)
		for i, v := range x.from {
			reached := ""
			if i < x.over {
				reached = ` gte="0"`
			}
			fmt.Fprintf(&out, `<cfvo type="num" val="%g"%s/>`, v, reached)
		}
		out.WriteString(`</iconSet></cfRule>`)
	}
	out.WriteString(`</conditionalFormatting>`)
	return out.String()
}

// extension adds what Excel 2010 and later know of a data bar: bounds, the axis
// and the colour of negative values.
func (x extra) extension(id string) string {
	return fmt.Sprintf(`<x14:conditionalFormatting xmlns:xm="%s"><x14:cfRule type="dataBar" id="%s">`+
		`<x14:dataBar minLength="0" maxLength="100" gradient="0" axisPosition="middle">`+
		`<x14:cfvo type="num"><xm:f>%g</xm:f></x14:cfvo><x14:cfvo type="num"><xm:f>%g</xm:f></x14:cfvo>`+
		`<x14:fillColor rgb="%s"/><x14:negativeFillColor rgb="%s"/><x14:axisColor rgb="%s"/>`+
		`</x14:dataBar></x14:cfRule><xm:sqref>%s</xm:sqref></x14:conditionalFormatting>`,
		spaceXM, id, -x.bar, x.bar, barHigher, barLower, barAxis, x.area)
}

// completed adds the sheet's extras to its XML: rules stand before data
// validation and page margins, extensions at the very end.
func (s *sheet) completed(place int, raw []byte) ([]byte, error) {
	data := bytes.LastIndex(raw, []byte("</sheetData>"))
	end := bytes.LastIndex(raw, []byte("</worksheet>"))
	if data < 0 || end < data {
		return nil, errors.New("the sheet has no end")
	}
	at := end
	for _, follower := range []string{"<conditionalFormatting", "<dataValidations", "<pageMargins"} {
		if i := bytes.Index(raw[data:end], []byte(follower)); i >= 0 {
			at = min(at, data+i)
		}
	}
	var rules, extensions strings.Builder
	for i, x := range s.extras {
		id := fmt.Sprintf("{%08X-0000-4000-8000-%012X}", place, i+1)
		rules.WriteString(x.rule(len(s.conditions)+i+1, id))
		if x.bar > 0 {
			extensions.WriteString(x.extension(id))
		}
	}
	out := bytes.NewBuffer(make([]byte, 0, len(raw)+rules.Len()+extensions.Len()+512))
	out.Write(raw[:at])
	out.WriteString(rules.String())
	out.Write(raw[at:end])
	if extensions.Len() > 0 {
		fmt.Fprintf(out, `<extLst><ext xmlns:x14="%s" uri="%s"><x14:conditionalFormattings>%s</x14:conditionalFormattings></ext></extLst>`,
			spaceX14, extendedFormats, extensions.String())
	}
	out.Write(raw[end:])
	return out.Bytes(), nil
}

// completer is the archive that the workbook is written to. It completes the
// sheets that have extras on their way: excelize drops the end of a streamed
// sheet.
type completer struct {
	*zip.Writer
	sheets map[string]func([]byte) ([]byte, error) // by the path of their part
	path   string                                  // of the part that is collected, "" for none
	part   bytes.Buffer
}

func (b *book) completer(w io.Writer) excelize.ZipWriter {
	c := &completer{Writer: zip.NewWriter(w), sheets: map[string]func([]byte) ([]byte, error){}}
	for i, s := range b.sheets {
		if len(s.extras) > 0 {
			c.sheets[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = func(raw []byte) ([]byte, error) { return s.completed(i+1, raw) }
		}
	}
	return c
}

// Create begins a part.
func (c *completer) Create(name string) (io.Writer, error) {
	if err := c.pass(); err != nil {
		return nil, err
	}
	if c.sheets[name] == nil {
		return c.Writer.Create(name)
	}
	c.path = name
	return &c.part, nil
}

// Close ends the archive.
func (c *completer) Close() error {
	if err := c.pass(); err != nil {
		return err
	}
	return c.Writer.Close()
}

// pass writes the part that was collected.
func (c *completer) pass() error {
	if c.path == "" {
		return nil
	}
	body, err := c.sheets[c.path](c.part.Bytes())
	if err != nil {
		return fmt.Errorf("complete %s: %w", c.path, err)
	}
	w, err := c.Writer.Create(c.path)
	if err != nil {
		return err
	}
	c.path = ""
	c.part.Reset()
	_, err = w.Write(body)
	return err
}
