package workbook

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// finish writes the sheets into the file.
func (b *book) finish() error {
	if err := b.file.SetDefaultFont(fontFamily); err != nil {
		return err
	}
	for i, s := range b.sheets {
		if i == 0 {
			if err := b.file.SetSheetName(b.file.GetSheetName(0), s.name); err != nil {
				return err
			}
			continue
		}
		if _, err := b.file.NewSheet(s.name); err != nil {
			return err
		}
	}
	b.file.SetActiveSheet(0)
	b.file.SetZipWriter(b.completer)
	if err := b.properties(); err != nil {
		return err
	}
	for i := range b.names {
		if err := b.file.SetDefinedName(&b.names[i]); err != nil {
			return fmt.Errorf("name %s: %w", b.names[i].Name, err)
		}
	}
	for _, s := range b.sheets {
		if err := s.write(); err != nil {
			return fmt.Errorf("sheet %s: %w", s.name, err)
		}
	}
	b.markQuoted()
	return b.fillCaches()
}

// properties says what the file is and tells every program to calculate it anew.
func (b *book) properties() error {
	o := &b.report.Assessment
	recalculate := true
	if err := b.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &recalculate}); err != nil {
		return err
	}
	props := &excelize.DocProperties{
		Title:    cut(b.name(o.Title), 250),
		Subject:  b.t("doc_subject"),
		Creator:  cut("Readiness "+clean(b.report.Snapshot.Program), 250),
		Keywords: b.t("doc_keywords"),
		Language: b.lang,
		Description: cut(b.t("doc_description",
			"Assessment", clean(o.ID), "K", o.K, "Weights", b.t("weights_"+o.Weights), "Hash", b.report.Snapshot.Hash), 1000),
	}
	if len(o.Closed) == len("2006-01-02") {
		props.Created = clean(o.Closed) + "T00:00:00Z"
		props.Modified = props.Created
	}
	if err := b.file.SetDocProps(props); err != nil {
		return err
	}
	return b.file.SetAppProps(&excelize.AppProperties{Application: "Readiness", Company: cut(b.name(o.Organisation), 250)})
}

// markQuoted sets the quote prefix on the looks that need it, so that a text
// such as =1+1 stays a text when somebody edits the cell and leaves it again.
func (b *book) markQuoted() {
	yes, no := true, false
	for l, id := range b.styles {
		if !l.quoted {
			continue
		}
		xf := &b.file.Styles.CellXfs.Xf[id]
		xf.QuotePrefix = &yes
		xf.Protection.Hidden = &no
	}
}

// write writes one sheet. What surrounds the cells is set before they are
// streamed: afterwards it would be lost without a word. The page comes after the
// rules, because a filter resets it.
func (s *sheet) write() error {
	s.paginate()
	for _, step := range []func() error{s.view, s.rules, s.page, s.drawCharts, s.protect, s.printing} {
		if err := step(); err != nil {
			return err
		}
	}
	return s.stream()
}

func (s *sheet) page() error {
	f := s.book.file
	yes := true
	if err := f.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &yes, TabColorRGB: &s.tab}); err != nil {
		return err
	}
	a4, landscape, wide, high := 9, "landscape", 1, 0
	if s.onePage {
		high = 1
	}
	if err := f.SetPageLayout(s.name, &excelize.PageLayoutOptions{
		Size: &a4, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high,
	}); err != nil {
		return err
	}
	side, top, edge := 0.59, 0.59, 0.3 // inches; 0.59 is 1.5 cm
	if err := f.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &top, Bottom: &top, Header: &edge, Footer: &edge,
	}); err != nil {
		return err
	}
	o := &s.book.report.Assessment
	left := footerText(s.book.name(o.Organisation)) + " · " + footerText(s.book.name(o.Title))
	face := "&\"" + fontFamily + ",Regular\"&8"
	footer := "&L" + face + safeStart(left) + "&C" + face + s.book.t("confidential") +
		"&R" + face + s.book.t("page_of", "Page", "&P", "Pages", "&N")
	return f.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{OddFooter: footer})
}

// safeStart keeps a digit at the start of a text from being read as part of the
// font size before it.
func safeStart(text string) string {
	if text != "" && text[0] >= '0' && text[0] <= '9' {
		return " " + text
	}
	return text
}

func (s *sheet) view() error {
	f := s.book.file
	no := false
	if err := f.SetSheetView(s.name, 0, &excelize.ViewOptions{ShowGridLines: &no}); err != nil {
		return err
	}
	// Excel wants the columns in order.
	for _, column := range slices.Sorted(maps.Keys(s.widths)) {
		if err := f.SetColWidth(s.name, letters(column), letters(column), s.widths[column]); err != nil {
			return err
		}
	}
	rows, columns := s.frozen[0], s.frozen[1]
	if rows == 0 && columns == 0 {
		return nil
	}
	pane := "bottomRight"
	switch {
	case columns == 0:
		pane = "bottomLeft"
	case rows == 0:
		pane = "topRight"
	}
	return f.SetPanes(s.name, &excelize.Panes{
		Freeze: true, XSplit: columns, YSplit: rows, TopLeftCell: at(rows+1, columns+1), ActivePane: pane,
	})
}

// rules adds conditional formats, data validation and the filter.
func (s *sheet) rules() error {
	f := s.book.file
	for _, c := range s.conditions {
		if err := f.SetConditionalFormat(s.name, c.area, c.options); err != nil {
			return err
		}
	}
	for _, check := range s.checks {
		if err := f.AddDataValidation(s.name, check); err != nil {
			return err
		}
	}
	for _, row := range s.breaks {
		if err := f.InsertPageBreak(s.name, at(row, 1)); err != nil {
			return err
		}
	}
	if s.filter == "" {
		return nil
	}
	return f.AutoFilter(s.name, s.filter, nil)
}

// protect keeps formulas from being overwritten by accident; there is no
// password, and filters, sorting and column widths still work.
func (s *sheet) protect() error {
	if s.open {
		return nil
	}
	return s.book.file.ProtectSheet(s.name, &excelize.SheetProtectionOptions{
		AutoFilter: true, Sort: true, FormatColumns: true, FormatRows: true, FormatCells: true,
		SelectLockedCells: true, SelectUnlockedCells: true,
	})
}

func (s *sheet) printing() error {
	row, column := s.last()
	areas := append([]string{s.area(1, 1, row, column)}, s.panels...)
	names := []excelize.DefinedName{{Name: "_xlnm.Print_Area", RefersTo: strings.Join(areas, ","), Scope: s.name}}
	if repeated := s.repeated; repeated > 0 {
		names = append(names, excelize.DefinedName{
			Name: "_xlnm.Print_Titles", Scope: s.name,
			RefersTo: fmt.Sprintf("'%s'!$%d:$%d", s.name, repeated, repeated),
		})
	}
	for i := range names {
		if err := s.book.file.SetDefinedName(&names[i]); err != nil {
			return err
		}
	}
	return nil
}

// stream writes the cells.
func (s *sheet) stream() error {
	w, err := s.book.file.NewStreamWriter(s.name)
	if err != nil {
		return err
	}
	for i, row := range s.rows {
		values := make([]any, len(row))
		for j, c := range row {
			if !c.set {
				continue
			}
			id, err := s.book.styleID(c.look)
			if err != nil {
				return err
			}
			values[j] = excelize.Cell{StyleID: id, Formula: c.formula, Value: c.value}
		}
		if err := w.SetRow(at(i+1, 1), values, excelize.RowOpts{Height: s.height(i + 1)}); err != nil {
			return err
		}
	}
	for _, m := range s.merges {
		if err := w.MergeCell(m[0], m[1]); err != nil {
			return err
		}
	}
	if s.table != "" {
		stripes := true
		if err := w.AddTable(&excelize.Table{
			Range: s.table, Name: "tblCells", StyleName: "TableStyleLight1", ShowRowStripes: &stripes,
		}); err != nil {
			return err
		}
	}
	return w.Flush()
}

// splitRef reads 'Sheet'!$A$1:$B$2 as it is written by area and ref.
func splitRef(ref string) (name, from, to string) {
	at := strings.LastIndex(ref, "!")
	if at < 0 {
		return "", "", ""
	}
	name = strings.Trim(ref[:at], "'")
	from, to, found := strings.Cut(strings.ReplaceAll(ref[at+1:], "$", ""), ":")
	if !found {
		to = from
	}
	return name, from, to
}
