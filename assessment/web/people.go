package web

import (
	"bytes"
	"encoding/csv"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// peoplePage takes the addresses of people who get a link each.
type peoplePage struct {
	workPage
	Groups []choice
	People inputField
	Keys   string // what a file may name as groups
}

func (s *Server) showPeople(c echo.Context, a *assessment.Assessment) error {
	return s.renderPeople(c, a, http.StatusOK, c.QueryParam("group"), "", nil)
}

func (s *Server) renderPeople(c echo.Context, a *assessment.Assessment, status int, group, text string, errs inputErrors) error {
	base := s.work(c, a, tabLinks, "work_people_heading")
	base.Path = "/assessments/" + base.ID + "/people" // a form that came back has an address that takes no GET
	s.faulty(&base.organiserPage, errs)
	page := peoplePage{workPage: base, People: inputField{
		Name: "people", Label: s.catalog.T(base.Lang, "work_people_list"), Hint: s.catalog.T(base.Lang, "work_people_hint"),
		Value: text, Kind: "area", Error: errs.of("people"),
	}}
	// Groups with personal links come first: they are why people are added.
	for _, personal := range []bool{true, false} {
		for i := range a.Groups {
			g := &a.Groups[i]
			if (g.Access == assessment.AccessPersonal) == personal {
				page.Groups = append(page.Groups, choice{Value: g.Key, Label: s.groupName(base.Lang, a, g), Chosen: g.Key == group})
			}
		}
	}
	keys := make([]string, len(a.Groups))
	for i := range a.Groups {
		keys[i] = a.Groups[i].Key
	}
	page.Keys = strings.Join(keys, ", ")
	return s.render(c, status, "organiser_people", &page)
}

// addPeople invites everybody on the list or nobody.
func (s *Server) addPeople(c echo.Context, a *assessment.Assessment) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	for _, f := range form {
		if f.name != "group" && f.name != "people" {
			return unknownField(f.name)
		}
	}
	group, text := form.get("group"), strings.ToValidUTF8(form.get("people"), "\uFFFD")
	if a.Group(group) == nil {
		return &assessment.Error{Kind: assessment.Invalid, Key: "error_group_unknown", Args: map[string]any{"Group": group}, Field: "group"}
	}
	invited := 0
	list, err := readPeople(text, group)
	if err == nil {
		invited, err = s.service.Invite(c.Request().Context(), a.ID, list.contacts)
	}
	if err == nil {
		if err := s.flash(c, "work_done_people", "Count", invited); err != nil {
			return err
		}
		return redirect(c, "/assessments/"+string(a.ID)+"/links#group-"+group)
	}
	lang := s.organiserLanguage(c)
	errs, err := s.refused(lang, list.renumber(err))
	if err != nil {
		return err
	}
	for i := range errs {
		errs[i].Field = "people"
	}
	return s.renderPeople(c, a, http.StatusUnprocessableEntity, group, text, errs)
}

// peopleList is a list of contacts with the line each was read from, 1 and up.
type peopleList struct {
	contacts []assessment.Contact
	rows     []int
}

// readPeople reads one address a line, "ana@example.org" or "Ana Ruiz
// <ana@example.org>", all of one group; or, where the first line names columns,
// a table separated by commas, semicolons or tabs.
func readPeople(text, group string) (peopleList, error) {
	var list peopleList
	text = strings.TrimPrefix(text, "\uFEFF")
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	if comma, ok := headerComma(first); ok {
		return readTable(strings.TrimLeft(text, "\r\n"), comma, group)
	}
	row := 0
	for line := range strings.Lines(text) {
		row++
		if address := strings.TrimSpace(line); address != "" {
			list.contacts = append(list.contacts, assessment.Contact{Email: address, Group: group})
			list.rows = append(list.rows, row)
		}
	}
	if len(list.contacts) == 0 {
		return list, &assessment.Error{Kind: assessment.Invalid, Key: "work_error_people_missing", Field: "people"}
	}
	return list, nil
}

// headerComma recognises a line of column names by the column email, and what
// separates them.
func headerComma(line string) (rune, bool) {
	for _, comma := range ",;\t" {
		for name := range strings.SplitSeq(line, string(comma)) {
			if strings.EqualFold(strings.Trim(strings.TrimSpace(name), `"`), "email") {
				return comma, true
			}
		}
	}
	return 0, false
}

// readTable hands a table to the domain as it takes it: separated by commas,
// with a group in each row.
func readTable(text string, comma rune, group string) (peopleList, error) {
	var list peopleList
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma = comma
	records, err := reader.ReadAll()
	if err != nil {
		row := 1
		if parse, ok := errors.AsType[*csv.ParseError](err); ok {
			row = parse.StartLine
		}
		return list, &assessment.Error{
			Kind: assessment.Invalid, Key: "error_import_row", Field: "people",
			Args: map[string]any{"Row": row, "Reason": &assessment.Error{Key: "work_error_row"}}, Err: err,
		}
	}
	for i := range records[0] {
		records[0][i] = strings.ToLower(strings.TrimSpace(records[0][i]))
	}
	if !slices.Contains(records[0], "group") {
		for i := range records {
			records[i] = append(records[i], group)
		}
		records[0][len(records[0])-1] = "group"
	}
	var plain bytes.Buffer
	if err := csv.NewWriter(&plain).WriteAll(records); err != nil {
		return list, err
	}
	if list.contacts, err = assessment.ReadContacts(&plain); err != nil {
		return list, err
	}
	for i := range list.contacts {
		list.rows = append(list.rows, i+2) // the header is row 1
	}
	return list, nil
}

// renumber turns the domain's count of contacts into the lines of the text.
func (l *peopleList) renumber(err error) error {
	all := domainErrors(err, nil)
	if len(all) == 0 {
		return err
	}
	renumbered := make([]error, len(all))
	for i, e := range all {
		renumbered[i] = e
		if n, ok := e.Args["Row"].(int); ok && n >= 1 && n <= len(l.rows) {
			changed := *e
			changed.Args = maps.Clone(e.Args)
			changed.Args["Row"] = l.rows[n-1]
			renumbered[i] = &changed
		}
	}
	return errors.Join(renumbered...)
}
