package assessment

import (
	"errors"
	"io"
	"slices"
	"strings"
)

// ReadContacts reads a contacts file: a header with email, group and, if
// wanted, name, language, location, function, in any order. Row 1 is the header.
func ReadContacts(r io.Reader) ([]Contact, error) {
	reader := newCSVReader(r)
	reader.ReuseRecord = false
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, fail(Invalid, "error_import_empty")
	}
	if err != nil {
		return nil, csvError(err, 1)
	}
	for i := range header {
		header[i] = strings.TrimSpace(header[i])
		switch {
		case slices.Index(header, header[i]) < i:
			return nil, fail(Invalid, "error_import_column_twice", "Column", header[i])
		case !slices.Contains([]string{"email", "name", "group", "language", "location", "function"}, header[i]):
			return nil, fail(Invalid, "error_import_header", "Column", header[i])
		}
	}
	for _, needed := range []string{"email", "group"} {
		if !slices.Contains(header, needed) {
			return nil, fail(Invalid, "error_import_column_missing", "Column", needed)
		}
	}
	var contacts []Contact
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, csvError(err, len(contacts)+2)
		}
		contacts = append(contacts, contact(header, record))
	}
	if len(contacts) == 0 {
		return nil, fail(Invalid, "error_import_empty")
	}
	return contacts, nil
}

func contact(header, record []string) Contact {
	var c Contact
	fields := map[string]*string{
		"email": &c.Email, "name": &c.Name, "group": &c.Group,
		"language": &c.Language, "location": &c.Location, "function": &c.Function,
	}
	for i, name := range header {
		*fields[name] = cellText(record[i])
	}
	return c
}
