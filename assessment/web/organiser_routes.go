package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/static/i18n"
)

// organiserRoutes are the pages on which assessments are made, watched and
// closed (decisions.md 45).
func (s *Server) organiserRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	const one = "/assessments/:id"
	return []route{
		{get, "/assessments/new", manages, s.showNew},
		{post, "/assessments/new", manages, s.create},
		{get, one + "/edit", manages, s.drafting(s.showDetails)},
		{post, one + "/edit", manages, s.drafting(s.saveDetails)},
		{get, one + "/edit/groups", manages, s.drafting(s.showGroups)},
		{post, one + "/edit/groups", manages, s.drafting(s.saveGroups)},
		{get, one + "/edit/check", manages, s.drafting(s.showLaunch)},
		{post, one + "/edit/check", manages, s.drafting(s.launch)},
		{get, one, signedIn, s.on(s.showBoard)},
		{get, one + "/close", manages, s.on(s.showClose)},
		{post, one + "/close", manages, s.on(s.closeNow)},
		{get, one + "/reopen", manages, s.on(s.showReopen)},
		{post, one + "/reopen", manages, s.on(s.reopenNow)},
		{get, one + "/log", manages, s.on(s.showLog)},
		{get, one + "/links", manages, s.on(s.showLinks)},
		{get, one + "/links.csv", manages, s.on(s.linksFile("csv"))},
		{get, one + "/links.xlsx", manages, s.on(s.linksFile("xlsx"))},
		{get, one + "/contacts.csv", manages, s.on(s.contactsFile("csv"))},
		{get, one + "/contacts.xlsx", manages, s.on(s.contactsFile("xlsx"))},
		{get, one + "/links/:group/qr.svg", manages, s.on(s.downloadQR)},
		{get, one + "/links/:group/qr.png", manages, s.on(s.downloadQRPicture)},
		{get, one + "/links/:group/sheet", manages, s.on(s.showSheet)},
		{post, one + "/links/:group/renew", manages, s.on(s.renewLink)},
		{post, one + "/links/:group/revoke", manages, s.on(s.revokeLink)},
		{get, one + "/people", manages, s.on(s.showPeople)},
		{post, one + "/people/import", manages, s.on(s.addPeople)},
		{get, one + "/downloads", signedIn, s.on(s.showDownloads)},
		{get, one + "/report.xlsx", signedIn, s.on(s.report("xlsx"))},
		{get, one + "/report.json", signedIn, s.on(s.report("json"))},
		{get, one + "/report.csv", signedIn, s.on(s.report("csv"))},
		{get, one + "/report.html", signedIn, s.on(s.report("html"))},
		{get, one + "/rows.xlsx", signedIn, s.on(s.rows("xlsx"))},
		{get, one + "/rows.csv", signedIn, s.on(s.rows("csv"))},
	}
}

// assessmentHandler answers for one assessment.
type assessmentHandler func(c echo.Context, a *assessment.Assessment) error

// on finds the assessment that the address names.
func (s *Server) on(next assessmentHandler) echo.HandlerFunc {
	return func(c echo.Context) error {
		a, err := s.service.Assessment(c.Request().Context(), assessment.ID(c.Param("id")))
		if err != nil {
			return err
		}
		return next(c, a)
	}
}

// drafting lets only drafts through: everything else is frozen.
func (s *Server) drafting(next assessmentHandler) echo.HandlerFunc {
	return s.on(func(c echo.Context, a *assessment.Assessment) error {
		if a.Status != assessment.StatusDraft {
			return &assessment.Error{Kind: assessment.Conflict, Key: "error_not_draft"}
		}
		return next(c, a)
	})
}

// workPage is what every page about one assessment shows at its top.
type workPage struct {
	organiserPage
	ID           string
	Heading      string // the assessment's title
	Organisation string
	Status       statusChip
	Closes       string // a sentence
	Speaks       string // names of the languages
	Tab          string // current tab
	Manages      bool   // the account may change things
	Reopened     bool   // answers are taken again after a report
}

// Tabs are the pages of an assessment that the account may open.
func (p *workPage) Tabs() []workTab {
	home := "/assessments/" + p.ID
	tabs := []workTab{{"work_tab_board", home, p.Tab == tabBoard}}
	if p.Manages {
		tabs = append(tabs, workTab{"work_tab_links", home + "/links", p.Tab == tabLinks})
	}
	return append(tabs,
		workTab{"results_tab", home + "/results", p.Tab == tabResults},
		workTab{"results_tab_priorities", home + "/priorities", p.Tab == tabPriorities},
		workTab{"results_tab_customers", home + "/customers", p.Tab == tabCustomers},
		workTab{"work_tab_downloads", home + "/downloads", p.Tab == tabDownloads})
}

type workTab struct {
	Key, Address string
	Current      bool
}

const (
	tabBoard      = "board"
	tabLinks      = "links"
	tabResults    = "results"
	tabPriorities = "priorities"
	tabCustomers  = "customers"
	tabDownloads  = "downloads"
)

// work starts a page about a.
func (s *Server) work(c echo.Context, a *assessment.Assessment, tab, titleKey string) workPage {
	lang := s.organiserLanguage(c)
	heading := a.Title.In(lang, a.Languages...)
	p := workPage{
		organiserPage: s.organiser(c, "work_page_title", "Page", s.catalog.T(lang, titleKey), "Assessment", heading),
		ID:            string(a.ID), Heading: heading, Organisation: a.Organisation.In(lang, a.Languages...),
		Status: s.statusOf(lang, a), Closes: s.closing(lang, a), Tab: tab,
	}
	p.Reopened = a.Reopened > 0 && a.Status != assessment.StatusClosed
	p.Manages = p.User != nil && p.User.Role.Manages()
	names := make([]string, len(a.Languages))
	for i, lang := range a.Languages {
		names[i] = i18n.Name(lang)
	}
	p.Speaks = s.catalog.Join(p.Lang, names)
	return p
}

// zone is the assessment's time zone.
func zone(a *assessment.Assessment) *time.Location {
	loc, err := time.LoadLocation(a.Timezone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// closing says when an assessment stops, or stopped, taking answers.
func (s *Server) closing(lang string, a *assessment.Assessment) string {
	t := func(key string, args ...any) string { return s.catalog.T(lang, key, args...) }
	if !a.Closed.IsZero() {
		return t("work_closed_on", "Date", s.catalog.Date(lang, a.Closed.In(zone(a))))
	}
	if a.Closes == nil {
		return t("work_closes_by_hand")
	}
	last := s.catalog.Date(lang, a.Closes.Add(-time.Second).In(zone(a)))
	switch {
	case !s.now().Before(*a.Closes):
		return t("work_closes_passed", "Date", last)
	case a.Status == assessment.StatusDraft:
		return t("work_closes_draft", "Date", last)
	}
	days := daysBetween(s.now().In(zone(a)), a.Closes.Add(-time.Second).In(zone(a)))
	if days == 0 {
		return t("work_closes_today")
	}
	return t("work_closes_in", "Date", last, "Count", days)
}

// daysBetween counts calendar days.
func daysBetween(from, to time.Time) int {
	const day = 24 * time.Hour
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(midnight(to).Sub(midnight(from)) / day)
}

// groupMark is the number of a group's colour and shape (ux.md 3); 0 for groups
// that are not among the six.
func groupMark(key string) int {
	return slices.Index([]string{"initiative", "executives", "managers", "frontline", "channel", "customers"}, key) + 1
}

// inputField is one field of a form, with what was typed and what is wrong with it.
type inputField struct {
	Name     string // also its id; the error and the hint are named after it
	Label    string
	Hint     string
	Value    string
	Error    string
	Kind     string // "text", "date", "number", "area"
	Optional bool
	Choices  []string // suggestions
	Most     int      // characters
	Least    int      // of a number
}

// DescribedBy lists the ids that explain the field.
func (f inputField) DescribedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.Name+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.Name+"-error")
	}
	return strings.Join(ids, " ")
}

// inputErrors are what is wrong with a form, in the order of its fields.
type inputErrors []fieldError

func (e *inputErrors) add(field, message string) {
	*e = append(*e, fieldError{field, message})
}

// of returns the first message for a field, "" if nothing is wrong with it.
func (e inputErrors) of(field string) string {
	for _, each := range e {
		if each.Field == field {
			return each.Text
		}
	}
	return ""
}

// refused turns the domain's refusal of a form into messages beside its fields;
// any other error is returned. The first part of a path ("groups.2.min_n")
// names the field if it is one of fields.
func (s *Server) refused(lang string, err error, fields ...string) (inputErrors, error) {
	kind := assessment.KindOf(err)
	if kind != assessment.Invalid && kind != assessment.Conflict {
		return nil, err
	}
	var list inputErrors
	for _, e := range domainErrors(err, nil) {
		field, _, _ := strings.Cut(e.Field, ".")
		if !slices.Contains(fields, field) {
			field = ""
		}
		list.add(field, s.message(lang, e))
	}
	return list, nil
}

// longestText is the most characters of a name (the domain's own limit).
const longestText = 200

// textProblem says what is wrong with a line of text; required refuses an empty one.
func (s *Server) textProblem(lang, text, requiredKey string) string {
	switch {
	case text == "" && requiredKey != "":
		return s.catalog.T(lang, requiredKey)
	case len([]rune(text)) > longestText:
		return s.catalog.T(lang, "work_error_long", "Max", longestText)
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return s.catalog.T(lang, "work_error_control")
	}
	return ""
}

// relabel keeps a label's translations unless the text shown was changed.
func relabel(old assessment.Label, lang, text string) assessment.Label {
	if len(old) > 0 && old.In(lang) == text {
		return old
	}
	return assessment.Text(text)
}

// lines splits a text box into its lines, without blanks and repetitions.
func lines(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		line = strings.Join(strings.Fields(line), " ")
		if line != "" && !slices.Contains(list, line) {
			list = append(list, line)
		}
	}
	return list
}

// clean trims a field and makes it valid text.
func clean(value string) string {
	return strings.TrimSpace(strings.ToValidUTF8(value, "\uFFFD"))
}
