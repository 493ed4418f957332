package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/questionnaires"
)

// Limits of the second step; the domain has the same.
const (
	leastK      = 3
	mostK       = 1000
	mostPeople  = 100_000_000
	mostEntries = 1000
)

// groupsInput is the second step as typed.
type groupsInput struct {
	questionnaires map[string]bool
	groups         map[string]groupInput
	k              string
	locations      string
	functions      string
}

type groupInput struct {
	chosen   bool
	expected string
	access   assessment.Access
}

// groupRow is a group that can be chosen.
type groupRow struct {
	Key, Name, Who string
	Mark           int
	Chosen         bool
	Expected       string
	Error          string
	Access         []choice
}

// groupsPage is the second step.
type groupsPage struct {
	setupPage
	Questionnaires []choice
	Groups         []groupRow
	K              inputField
	More           []inputField
	Open           bool // the optional part is unfolded
}

func (s *Server) showGroups(c echo.Context, a *assessment.Assessment) error {
	in := groupsInput{
		questionnaires: map[string]bool{}, groups: map[string]groupInput{}, k: strconv.Itoa(a.K),
		locations: segmentLines(a, a.Locations), functions: segmentLines(a, a.Functions),
	}
	for _, ref := range a.Questionnaires {
		in.questionnaires[ref.ID] = true
	}
	for _, g := range offeredGroups(a) {
		expected := ""
		if g.Expected > 0 {
			expected = strconv.Itoa(g.Expected)
		}
		in.groups[g.Key] = groupInput{chosen: a.Group(g.Key) != nil, expected: expected, access: g.Access}
	}
	return s.renderGroups(c, a, http.StatusOK, in, nil)
}

// offeredGroups are the assessment's own groups and the six presets, from the
// top of the hierarchy down.
func offeredGroups(a *assessment.Assessment) []assessment.Group {
	offered := slices.Clone(a.Groups)
	var ids []string
	for _, ref := range a.Questionnaires {
		ids = append(ids, ref.ID)
	}
	for _, preset := range assessment.PresetGroups(ids) {
		if a.Group(preset.Key) == nil {
			offered = append(offered, preset)
		}
	}
	slices.SortStableFunc(offered, func(x, y assessment.Group) int { return cmp.Compare(x.Level, y.Level) })
	return offered
}

func segmentLines(a *assessment.Assessment, list []assessment.Segment) string {
	var text strings.Builder
	for _, segment := range list {
		text.WriteString(segment.Name.In(a.DefaultLanguage(), a.Languages...) + "\n")
	}
	return text.String()
}

func (s *Server) renderGroups(c echo.Context, a *assessment.Assessment, status int, in groupsInput, errs inputErrors) error {
	base := s.setup(c, a, 2, errs)
	t := func(key string, args ...any) string { return s.catalog.T(base.Lang, key, args...) }
	page := groupsPage{
		setupPage: base,
		K:         inputField{Name: "k", Label: t("work_k"), Hint: t("work_k_hint"), Value: in.k, Kind: "number", Least: leastK, Error: errs.of("k")},
		More: []inputField{
			{Name: "locations", Label: t("work_locations"), Hint: t("work_lines_hint"), Value: in.locations, Kind: "area", Optional: true, Error: errs.of("locations")},
			{Name: "functions", Label: t("work_functions"), Hint: t("work_functions_hint"), Value: in.functions, Kind: "area", Optional: true, Error: errs.of("functions")},
		},
		Open: in.locations != "" || in.functions != "" || errs.of("locations") != "" || errs.of("functions") != "",
	}
	available, err := s.questionnaireChoices(c.Request().Context())
	if err != nil {
		return err
	}
	for _, q := range available {
		count, err := minutesFor(a, q)
		if err != nil {
			return err
		}
		page.Questionnaires = append(page.Questionnaires, choice{
			Name: "q_" + q.ID, Value: "on", Label: q.Title(base.Lang), Chosen: in.questionnaires[q.ID],
			Note: t("work_questionnaire_time", "Count", count, "Questions", len(q.Questions)),
		})
	}
	for _, g := range offeredGroups(a) {
		page.Groups = append(page.Groups, s.groupRow(base.Lang, a, &g, in.groups[g.Key], errs))
	}
	return s.render(c, status, "organiser_new_groups", &page)
}

func (s *Server) groupRow(lang string, a *assessment.Assessment, g *assessment.Group, in groupInput, errs inputErrors) groupRow {
	row := groupRow{
		Key: g.Key, Name: s.groupName(lang, a, g), Mark: groupMark(g.Key),
		Chosen: in.chosen, Expected: in.expected, Error: errs.of("expected_" + g.Key),
	}
	if key := "group_" + g.Key + "_who"; s.catalog.Has(lang, key) {
		row.Who = s.catalog.T(lang, key)
	}
	for _, access := range accesses() {
		row.Access = append(row.Access, choice{
			Value: string(access), Label: s.catalog.T(lang, "work_access_"+string(access)), Chosen: in.access == access,
		})
	}
	return row
}

func accesses() []assessment.Access {
	return []assessment.Access{assessment.AccessPersonal, assessment.AccessGroup, assessment.AccessOpen}
}

// questionnaireChoices are the newest versions, the shipped ones first.
func (s *Server) questionnaireChoices(ctx context.Context) ([]*questionnaires.Questionnaire, error) {
	all, err := s.service.Questionnaires(ctx)
	if err != nil {
		return nil, err
	}
	newest := map[string]*questionnaires.Questionnaire{}
	for _, q := range all {
		if known, ok := newest[q.ID]; !ok || known.Version < q.Version {
			newest[q.ID] = q
		}
	}
	order := questionnaires.ShippedIDs()
	list := make([]*questionnaires.Questionnaire, 0, len(newest))
	for _, q := range newest {
		list = append(list, q)
	}
	rank := func(q *questionnaires.Questionnaire) int {
		if i := slices.Index(order, q.ID); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortFunc(list, func(x, y *questionnaires.Questionnaire) int {
		return cmp.Or(cmp.Compare(rank(x), rank(y)), cmp.Compare(x.ID, y.ID))
	})
	return list, nil
}

// minutesFor estimates how long one questionnaire takes somebody inside.
func minutesFor(a *assessment.Assessment, q *questionnaires.Questionnaire) (int, error) {
	form, err := assessment.NewForm(&assessment.Assessment{Importance: a.Importance}, []*questionnaires.Questionnaire{q})
	if err != nil {
		return 0, err
	}
	visit := assessment.Visit{
		Assessment: a, Form: form,
		Group: &assessment.Group{Key: "executives", Side: questionnaires.Inside, Questionnaires: []string{q.ID}},
	}
	return minutes(visit.Duration()), nil
}

func (s *Server) saveGroups(c echo.Context, a *assessment.Assessment) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	available, err := s.questionnaireChoices(c.Request().Context())
	if err != nil {
		return err
	}
	in, err := readGroups(form, a, available)
	if err != nil {
		return err
	}
	lang := s.organiserLanguage(c)
	changed := *a
	errs := s.applyGroups(lang, &changed, in, available)
	if len(errs) == 0 {
		if err := s.service.Update(c.Request().Context(), &changed); err != nil {
			if errs, err = s.refused(lang, err, "questionnaires", "groups", "k", "locations", "functions"); err != nil {
				return err
			}
		}
	}
	if len(errs) > 0 {
		return s.renderGroups(c, a, http.StatusUnprocessableEntity, in, errs)
	}
	if form.get("go") == stepDetails {
		return redirect(c, "/assessments/"+string(a.ID)+"/edit")
	}
	return redirect(c, "/assessments/"+string(a.ID)+"/edit/check")
}

func readGroups(form answersForm, a *assessment.Assessment, available []*questionnaires.Questionnaire) (groupsInput, error) {
	in := groupsInput{questionnaires: map[string]bool{}, groups: map[string]groupInput{}}
	for _, g := range offeredGroups(a) {
		in.groups[g.Key] = groupInput{access: g.Access}
	}
	for _, f := range form {
		prefix, key, _ := strings.Cut(f.name, "_")
		group, known := in.groups[key]
		switch {
		case f.name == "k":
			in.k = clean(f.value)
		case f.name == "locations":
			in.locations = clean(f.value)
		case f.name == "functions":
			in.functions = clean(f.value)
		case f.name == "go":
		case prefix == "q" && slices.ContainsFunc(available, func(q *questionnaires.Questionnaire) bool { return q.ID == key }):
			in.questionnaires[key] = true
		case prefix == "group" && known:
			group.chosen = true
			in.groups[key] = group
		case prefix == "expected" && known:
			group.expected = clean(f.value)
			in.groups[key] = group
		case prefix == "access" && known:
			if !slices.Contains(accesses(), assessment.Access(f.value)) {
				return in, &assessment.Error{Kind: assessment.Invalid, Key: "error_value_unknown", Args: map[string]any{"Value": f.value}, Field: f.name}
			}
			group.access = assessment.Access(f.value)
			in.groups[key] = group
		default:
			return in, unknownField(f.name)
		}
	}
	return in, nil
}

// applyGroups writes the second step into a, as far as it is right.
func (s *Server) applyGroups(lang string, a *assessment.Assessment, in groupsInput, available []*questionnaires.Questionnaire) inputErrors {
	var errs inputErrors
	t := func(key string, args ...any) string { return s.catalog.T(lang, key, args...) }
	before := a.Questionnaires
	a.Questionnaires = nil
	for _, q := range available {
		if in.questionnaires[q.ID] {
			a.Questionnaires = append(a.Questionnaires, assessment.QuestionnaireRef{ID: q.ID})
		}
	}
	if len(a.Questionnaires) == 0 {
		errs.add("questionnaires", t("work_error_questionnaires_missing"))
	}
	var groups []assessment.Group
	for _, g := range offeredGroups(a) {
		typed := in.groups[g.Key]
		expected, ok := wholeNumber(typed.expected, 0, mostPeople)
		if !ok && typed.chosen {
			errs.add("expected_"+g.Key, t("work_error_expected", "Group", s.groupName(lang, a, &g)))
		}
		if !typed.chosen {
			continue
		}
		g.Expected, g.Access = expected, typed.access
		g.Questionnaires = reassign(g.Questionnaires, before, a.Questionnaires)
		groups = append(groups, g)
	}
	if a.Groups = groups; len(groups) == 0 {
		errs.add("groups", t("work_error_groups_missing"))
	}
	k, ok := wholeNumber(in.k, leastK, mostK)
	if !ok || in.k == "" {
		errs.add("k", t("work_error_k", "Min", leastK, "Max", mostK))
	} else {
		a.K, a.CommentK = k, max(a.CommentK, k)
	}
	a.Locations = s.applySegments(lang, a, "locations", a.Locations, in.locations, &errs)
	a.Functions = s.applySegments(lang, a, "functions", a.Functions, in.functions, &errs)
	return errs
}

// reassign gives a group the questionnaires it had, without those dropped and
// with those added to the assessment.
func reassign(had []string, before, after []assessment.QuestionnaireRef) []string {
	var ids []string
	for _, ref := range after {
		isNew := !slices.ContainsFunc(before, func(old assessment.QuestionnaireRef) bool { return old.ID == ref.ID })
		if isNew || slices.Contains(had, ref.ID) {
			ids = append(ids, ref.ID)
		}
	}
	return ids
}

// applySegments reads one name a line; a name that was there keeps its translations.
func (s *Server) applySegments(
	lang string, a *assessment.Assessment, field string, had []assessment.Segment, text string, errs *inputErrors,
) []assessment.Segment {
	var list []assessment.Segment
	for i, name := range lines(text) {
		if problem := s.textProblem(lang, name, ""); problem != "" {
			errs.add(field, s.catalog.T(lang, "work_error_line", "Line", i+1, "Reason", problem))
			return had
		}
		at := slices.IndexFunc(had, func(old assessment.Segment) bool { return old.Name.In(a.DefaultLanguage(), a.Languages...) == name })
		if at >= 0 {
			list = append(list, had[at])
			continue
		}
		list = append(list, assessment.Segment{Key: name, Name: assessment.Text(name)})
	}
	if len(list) > mostEntries {
		errs.add(field, s.catalog.T(lang, "work_error_many", "Max", mostEntries))
		return had
	}
	return list
}

// wholeNumber reads an integer from low to high; an empty text is 0.
func wholeNumber(text string, low, high int) (int, bool) {
	if text == "" {
		return 0, true
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		return 0, false
	}
	return n, true
}
