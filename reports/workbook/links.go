package workbook

import (
	"encoding/csv"
	"fmt"
	"io"

	"readiness/assessment"
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

// Each calls yield for one line after the other and stops at its first error.
type Each[T any] func(yield func(*T) error) error

// Links writes links as a workbook with one sheet, its header in one language.
// Links are text: a spreadsheet that is opened makes no request. Lines are packed
// while they come in; it fails where each or w does.
func Links(w io.Writer, catalog *i18n.Catalog, lang string, each Each[Link]) error {
	b := &book{words: catalog, lang: i18n.Supported(lang)}
	columns := []rowColumn{
		{b.t("group"), textColumn, 24},
		{b.t("email"), textColumn, 34},
		{b.t("person"), textColumn, 28},
		{b.t("language"), textColumn, 12},
		{b.t("link"), textColumn, 80},
	}
	return b.list(w, "links", columns, func(yield func([]string) error) error {
		return each(func(l *Link) error { return yield(l.fields()) })
	})
}

// LinksCSV writes the same as CSV with the column names of a contacts file,
// equal in every language (assessment.GuardCell guards the fields).
func LinksCSV(w io.Writer, each Each[Link]) error {
	return listCSV(w, []string{"group", "email", "name", "language", "link"}, func(yield func([]string) error) error {
		return each(func(l *Link) error { return yield(l.fields()) })
	})
}

// contactColumns are the columns of a contacts file, which ReadContacts reads.
func contactColumns() []rowColumn {
	return []rowColumn{
		{"email", textColumn, 34},
		{"name", textColumn, 28},
		{"group", textColumn, 18},
		{"language", textColumn, 12},
		{"location", textColumn, 18},
		{"function", textColumn, 18},
	}
}

func contactFields(c *assessment.Contact) []string {
	return []string{c.Email, c.Name, c.Group, c.Language, c.Location, c.Function}
}

// Contacts writes contacts as a workbook with one sheet and the columns and keys
// of a contacts file, so that its rows can be copied into one.
func Contacts(w io.Writer, catalog *i18n.Catalog, lang string, each Each[assessment.Contact]) error {
	b := &book{words: catalog, lang: i18n.Supported(lang)}
	return b.list(w, "contacts", contactColumns(), func(yield func([]string) error) error {
		return each(func(c *assessment.Contact) error { return yield(contactFields(c)) })
	})
}

// ContactsCSV writes a contacts file, which can be imported as it is.
func ContactsCSV(w io.Writer, each Each[assessment.Contact]) error {
	var header []string
	for _, c := range contactColumns() {
		header = append(header, c.title)
	}
	return listCSV(w, header, func(yield func([]string) error) error {
		return each(func(c *assessment.Contact) error { return yield(contactFields(c)) })
	})
}

// list writes lines of text as a workbook; what is the key of its texts.
func (b *book) list(w io.Writer, what string, columns []rowColumn, lines func(yield func([]string) error) error) error {
	name := b.t("sheet_" + what)
	f := newRowFile(w, rowAbout{sheet: name, title: name, subject: b.t(what + "_subject"), creator: "Readiness", lang: b.lang})
	err := f.head(columns)
	if err == nil {
		row := make([][]byte, len(columns))
		err = lines(func(fields []string) error {
			for i, field := range fields {
				row[i] = append(row[i][:0], field...)
			}
			return f.write(row)
		})
	}
	if err == nil {
		err = f.close()
	}
	if err != nil {
		return fmt.Errorf("write the %s as a workbook: %w", what, err)
	}
	return nil
}

// listCSV writes lines of text as CSV.
func listCSV(w io.Writer, header []string, lines func(yield func([]string) error) error) error {
	out := csv.NewWriter(w)
	err := out.Write(header)
	if err == nil {
		err = lines(func(fields []string) error {
			for i := range fields {
				fields[i] = assessment.GuardCell(fields[i])
			}
			return out.Write(fields)
		})
	}
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	if err != nil {
		return fmt.Errorf("write a list as CSV: %w", err)
	}
	return nil
}
