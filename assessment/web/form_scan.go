package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// maxFields bounds a form; the longest page of a questionnaire has two fields a question.
const maxFields = 1200

// formField is one name and value of a form.
type formField struct{ name, value string }

// answersForm is a posted form in which each name occurs once.
type answersForm []formField

// get returns the value of a field, or "".
func (f answersForm) get(name string) string {
	for _, field := range f {
		if field.name == name {
			return field.value
		}
	}
	return ""
}

var (
	errFormType   = errors.New("the body is not a URL-encoded form")
	errFormEscape = errors.New("bad escape in a form")
	errFormSplit  = errors.New("semicolon in a form")
	errFormLong   = errors.New("too many fields in a form")
	errFormTwice  = errors.New("a field occurs twice in a form")
)

// readForm reads a URL-encoded body. It is stricter than url.ParseQuery (a name
// occurs once) and allocates one string: this is what every answer comes through.
func readForm(c echo.Context) (answersForm, error) {
	r := c.Request()
	contentType, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if err != nil || contentType != echo.MIMEApplicationForm {
		return nil, badForm(errFormType)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("read the form: %w", err)
	}
	fields, err := scanForm(string(body))
	if err != nil {
		return nil, badForm(err)
	}
	for i := range fields {
		for _, earlier := range fields[:i] {
			if earlier.name == fields[i].name {
				return nil, badForm(errFormTwice)
			}
		}
	}
	return fields, nil
}

func badForm(err error) error {
	return &assessment.Error{Kind: assessment.Invalid, Key: "error_request", Err: err}
}

// scanForm splits a query into its fields, in order. It takes and refuses the
// same texts as url.ParseQuery, except for the number of fields.
func scanForm(query string) (answersForm, error) {
	if query == "" {
		return nil, nil
	}
	fields := make(answersForm, 0, min(strings.Count(query, "&")+1, maxFields))
	for part := range strings.SplitSeq(query, "&") {
		if strings.Contains(part, ";") {
			return nil, errFormSplit
		}
		if part == "" {
			continue
		}
		if len(fields) == maxFields {
			return nil, errFormLong
		}
		rawName, rawValue, _ := strings.Cut(part, "=")
		name, ok := unescape(rawName)
		if !ok {
			return nil, errFormEscape
		}
		value, ok := unescape(rawValue)
		if !ok {
			return nil, errFormEscape
		}
		fields = append(fields, formField{name, value})
	}
	return fields, nil
}

// unescape decodes + and %XX; a text without either is returned as it is.
func unescape(s string) (string, bool) {
	if !strings.ContainsAny(s, "+%") {
		return s, true
	}
	const hexDigits = 2
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '+':
			out = append(out, ' ')
		case '%':
			if i+hexDigits >= len(s) {
				return "", false
			}
			high, ok := hexValue(s[i+1])
			low, ok2 := hexValue(s[i+2])
			if !ok || !ok2 {
				return "", false
			}
			out = append(out, high<<4|low)
			i += hexDigits
		default:
			out = append(out, s[i])
		}
	}
	return string(out), true
}

func hexValue(b byte) (byte, bool) {
	switch {
	case b >= '0' && b <= '9':
		return b - '0', true
	case b >= 'a' && b <= 'f':
		return b - 'a' + 10, true
	case b >= 'A' && b <= 'F':
		return b - 'A' + 10, true
	default:
		return 0, false
	}
}
