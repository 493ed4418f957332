package workbook

import (
	"encoding/csv"
	"fmt"
	"io"

	"readiness/static/i18n"
)

// Link is one line of a spreadsheet of links: a group's link, or the personal
// link of a contact with what is known of the person.
type Link struct {
	Group    string // as the reader knows it
	Email    string // personal links only
	Name     string
	Language string // code
	URL      string
}

func (l *Link) fields() []string { return []string{l.Group, l.Email, l.Name, l.Language, l.URL} }

// Links writes contacts and links as a workbook with one sheet, its header in
// one language. Links are text: a spreadsheet that is opened makes no request.
func Links(w io.Writer, catalog *i18n.Catalog, lang string, rows []Link) error {
	b := &book{words: catalog, lang: i18n.Supported(lang)}
	f := newRowFile(w, rowAbout{sheet: b.t("sheet_links"), title: b.t("sheet_links"), subject: b.t("links_subject"), creator: "Readiness", lang: b.lang})
	if err := f.links(b, rows); err != nil {
		return fmt.Errorf("write the links as a workbook: %w", err)
	}
	return nil
}

func (f *rowFile) links(b *book, rows []Link) error {
	if err := f.head([]rowColumn{
		{b.t("group"), textColumn, 24},
		{b.t("email"), textColumn, 34},
		{b.t("person"), textColumn, 28},
		{b.t("language"), textColumn, 12},
		{b.t("link"), textColumn, 80},
	}); err != nil {
		return err
	}
	for i := range rows {
		var fields [][]byte
		for _, field := range rows[i].fields() {
			fields = append(fields, []byte(field))
		}
		if err := f.write(fields); err != nil {
			return err
		}
	}
	return f.close()
}

// LinksCSV writes the same as CSV with the column names of a contacts file,
// equal in every language. A text that starts like a formula gets an
// apostrophe before it.
func LinksCSV(w io.Writer, rows []Link) error {
	out := csv.NewWriter(w)
	err := out.Write([]string{"group", "email", "name", "language", "link"})
	for i := 0; i < len(rows) && err == nil; i++ {
		fields := rows[i].fields()
		for j, field := range fields {
			if risky(field) {
				fields[j] = "'" + field
			}
		}
		err = out.Write(fields)
	}
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	if err != nil {
		return fmt.Errorf("write the links: %w", err)
	}
	return nil
}
