package workbook

import (
	"fmt"
	"io"
	"strings"
	"time"

	"readiness/assessment"
	"readiness/reports"
	"readiness/static/i18n"
)

// Columns of a responses file that are neither answers nor comments.
const (
	groupHead     = "group"
	locationHead  = "location"
	functionHead  = "function"
	languageHead  = "language"
	submittedHead = "submitted"
	commentHead   = "comment"
)

// Rows writes the row-level export of a report's assessment as a workbook with
// one sheet for each 1,048,575 rows. export writes the rows as CSV, header first
// (reports.Reporter.ExportRows); what it leaves out or blanks is therefore the
// same in both formats. Answers become numbers, days dates, all else text that
// no spreadsheet reads as a formula. Rows are packed while they come in: memory
// does not grow with them. It fails where export or w does, and on rows wider
// than the header.
func Rows(w io.Writer, r *reports.Report, catalog *i18n.Catalog, lang string, export func(csv io.Writer) error) error {
	f := newRowFile(w, aboutRows(r, catalog, i18n.Supported(lang)))
	if err := f.fill(export); err != nil {
		return fmt.Errorf("write the rows as a workbook: %w", err)
	}
	return nil
}

// fill writes CSV into the file and closes it.
func (f *rowFile) fill(export func(csv io.Writer) error) error {
	rows := &csvRows{yield: f.take}
	if err := export(rows); err != nil {
		return err
	}
	if err := rows.close(); err != nil {
		return err
	}
	return f.close()
}

// take takes the header first, then row after row.
func (f *rowFile) take(fields [][]byte) error {
	// Typed strings need no guard: formulas among them get the quote prefix.
	for i, field := range fields {
		if len(field) > 1 && field[0] == '\'' {
			fields[i] = field[len(field)-len(assessment.UnguardCell(string(field))):]
		}
	}
	if f.columns != nil {
		return f.write(fields)
	}
	columns := make([]rowColumn, 0, len(fields))
	for _, field := range fields {
		columns = append(columns, columnOf(string(field)))
	}
	return f.head(columns)
}

// columnOf is a column of a responses file by its name.
func columnOf(title string) rowColumn {
	switch {
	case title == submittedHead:
		return rowColumn{title, dayColumn, 12}
	case title == languageHead:
		return rowColumn{title, textColumn, 10}
	case title == groupHead, title == locationHead, title == functionHead:
		return rowColumn{title, textColumn, 18}
	case title == commentHead, strings.HasPrefix(title, commentHead+"_"):
		return rowColumn{title, textColumn, 50}
	}
	return rowColumn{title, levelColumn, max(9, min(40, 3+textWidth(clean(title))))}
}

// aboutRows is what the file says about itself; it is made from the report
// alone.
func aboutRows(r *reports.Report, catalog *i18n.Catalog, lang string) rowAbout {
	b := &book{report: r, words: catalog, lang: lang}
	o := &r.Assessment
	about := rowAbout{
		sheet: b.t("sheet_rows"), title: b.name(o.Title), subject: b.t("rows_subject"), company: b.name(o.Organisation),
		creator: "Readiness " + clean(r.Snapshot.Program), lang: lang,
		remark: b.t("rows_description", "Assessment", clean(o.ID), "K", o.K, "Hash", clean(r.Snapshot.Hash)),
	}
	if day, err := time.Parse(time.DateOnly, o.Closed); err == nil {
		about.created = day
	}
	return about
}
