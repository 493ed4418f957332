package workbook

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"testing"

	"github.com/xuri/excelize/v2"
)

// BenchmarkWrite writes the workbook of a full report. The other two write the
// same cells and nothing else, so that the three can be set against each other
// in one run: what excelize costs, and what the looks, charts and rules cost.
func BenchmarkWrite(b *testing.B) {
	r, catalog := fullSurvey(b).report(b), words(b)
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		if err := Write(&out, r, catalog, "en"); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(out.Len()), "bytes")
}

// composed is a workbook whose cells are laid out but not written.
func composed(b *testing.B) *book {
	b.Helper()
	out := newBook(fullSurvey(b).report(b), words(b), "en")
	out.compose()
	return out
}

func BenchmarkBareStream(b *testing.B) {
	laid := composed(b)
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		f := excelize.NewFile()
		for _, s := range laid.sheets {
			if _, err := f.NewSheet(s.name); err != nil {
				b.Fatal(err)
			}
			w, err := f.NewStreamWriter(s.name)
			if err != nil {
				b.Fatal(err)
			}
			for i, row := range s.rows {
				values := make([]any, len(row))
				for j, c := range row {
					values[j] = excelize.Cell{Formula: c.formula, Value: c.value}
				}
				if err := w.SetRow(at(i+1, 1), values); err != nil {
					b.Fatal(err)
				}
			}
			if err := w.Flush(); err != nil {
				b.Fatal(err)
			}
		}
		if err := f.Write(&out); err != nil {
			b.Fatal(err)
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(out.Len()), "bytes")
}

func BenchmarkHandWrittenXML(b *testing.B) {
	laid := composed(b)
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		z := zip.NewWriter(&out)
		for i, s := range laid.sheets {
			part, err := z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1))
			if err != nil {
				b.Fatal(err)
			}
			if err := cellsByHand(part, s); err != nil {
				b.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(out.Len()), "bytes")
}

// cellsByHand writes the cells of a sheet as XML.
func cellsByHand(w io.Writer, s *sheet) error {
	out := bufio.NewWriter(w)
	for i, row := range s.rows {
		if _, err := fmt.Fprintf(out, `<row r="%d">`, i+1); err != nil {
			return err
		}
		for j, c := range row {
			text, kind := fmt.Sprint(c.value), ""
			if _, ok := c.value.(string); ok {
				kind = ` t="str"`
			}
			if _, err := fmt.Fprintf(out, `<c r="%s"%s><f>`, at(i+1, j+1), kind); err != nil {
				return err
			}
			if err := xml.EscapeText(out, []byte(c.formula)); err != nil {
				return err
			}
			if _, err := out.WriteString("</f><v>"); err != nil {
				return err
			}
			if err := xml.EscapeText(out, []byte(text)); err != nil {
				return err
			}
			if _, err := out.WriteString("</v></c>"); err != nil {
				return err
			}
		}
		if _, err := out.WriteString("</row>"); err != nil {
			return err
		}
	}
	return out.Flush()
}
