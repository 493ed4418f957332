package web

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/reports"
)

// judgementForm takes the two indices as an opinion with its reason, until the
// assessment is closed.
type judgementForm struct {
	Stated   []termView
	Reason   string // as stated
	Value    judgementField
	Needs    judgementField
	Why      inputField
	Override *overrideField // where a list gives a value skew of its own
}

type judgementField struct {
	Name, Label, Error string
	Choices            []choice
	Exact              *inputField // figure of one's own
}

type overrideField struct {
	Label, Error string
	Ticked       bool
}

// offerView offers to count the value as very unequal (priorities.md 3.7).
type offerView struct{ Text, Needs, NeedsExact, Reason string }

// indexInput is how an index was judged: an answer, and the figure of "exact".
type indexInput struct{ level, exact string }

type judgementInput struct {
	value, needs indexInput
	reason       string
	override     bool
}

// Answers that stand for no figure, or for one of the person's own.
const (
	levelOpen  = "none"
	levelExact = "exact"
)

// judgementLevel is one of the three answers that stand for an index
// (priorities.md 3.2).
type judgementLevel struct {
	id    string
	index float64
}

func judgementLevels() []judgementLevel {
	return []judgementLevel{{"low", 0}, {"medium", 0.5}, {"high", 1}}
}

func (v prioVoice) judgementForm(a *assessment.Assessment, situation *reports.Situation, in customersInput) judgementForm {
	var form judgementForm
	typed := v.judged(a.Situation)
	if j := a.Situation; j != nil {
		for _, index := range []struct {
			name, id string
			value    float64
		}{{"value", assessment.IndexValueSkew, j.ValueSkew}, {"needs", assessment.IndexNeedsDiversity, j.NeedsDiversity}} {
			if j.Judges(index.id) {
				form.Stated = append(form.Stated, termView{v.t("prio_judge_" + index.name), v.levelName(index.name, index.value)})
			}
		}
		form.Reason = j.Reason
	}
	if in.judgement != nil {
		typed = *in.judgement
	}
	form.Value = v.judgementField("value", assessment.IndexValueSkew, typed.value, in.errs)
	form.Needs = v.judgementField("needs", assessment.IndexNeedsDiversity, typed.needs, in.errs)
	form.Why = inputField{
		Name: "reason", Label: v.t("prio_judge_reason"), Hint: v.t("prio_judge_reason_hint"), Kind: "area", Value: typed.reason, Error: in.errs.of("reason"),
	}
	measured := situation.MeasuredSkew
	if situation.SkewSource == "customers" {
		measured = &situation.ValueSkew
	}
	if measured != nil {
		form.Override = &overrideField{Label: v.t("prio_judge_override", "Measured", v.two(*measured)), Ticked: typed.override}
	}
	return form
}

func (v prioVoice) judgementField(name, id string, typed indexInput, errs inputErrors) judgementField {
	f := judgementField{Name: id, Label: v.t("prio_judge_" + name), Error: errs.of(id)}
	add := func(value, label, note string) {
		f.Choices = append(f.Choices, choice{Value: value, Label: label, Note: note, Chosen: value == typed.level})
	}
	for _, level := range judgementLevels() {
		add(level.id, v.t("prio_level_"+level.id), v.t("prio_judge_"+name+"_"+level.id))
	}
	add(levelOpen, v.t("prio_judge_open"), v.t("prio_judge_open_note"))
	add(levelExact, v.t("prio_judge_exact"), v.t("prio_judge_exact_hint"))
	f.Exact = &inputField{Name: id + "_exact", Label: v.t("prio_judge_exact_input"), Value: typed.exact, Error: errs.of(id + "_exact")}
	return f
}

// judged is a stated judgement as the form would have taken it.
func (v prioVoice) judged(j *assessment.Judgement) judgementInput {
	if j == nil {
		return judgementInput{}
	}
	one := func(id string, index float64) indexInput {
		switch level := levelOf(index); {
		case !j.Judges(id):
			return indexInput{level: levelOpen}
		case level != "":
			return indexInput{level: level}
		}
		return indexInput{levelExact, v.catalog.Number(v.lang, index, decimals(index))}
	}
	return judgementInput{
		value: one(assessment.IndexValueSkew, j.ValueSkew), needs: one(assessment.IndexNeedsDiversity, j.NeedsDiversity),
		reason: j.Reason, override: j.Override,
	}
}

// decimals is how many decimals, at most six, a figure of one's own needs.
func decimals(x float64) int {
	const most = 6
	for n := range most {
		if nearWhole(x * math.Pow10(n)) {
			return n
		}
	}
	return most
}

// levelOf is the answer that stands for an index, "" if none does.
func levelOf(index float64) string {
	for _, level := range judgementLevels() {
		if math.Abs(index-level.index) < 1e-9 {
			return level.id
		}
	}
	return ""
}

// levelName says an index in words, or prints one that is no level.
func (v prioVoice) levelName(name string, index float64) string {
	if level := levelOf(index); level != "" {
		return v.t("prio_judge_" + name + "_" + level)
	}
	return v.two(index)
}

// offer proposes a value skew of 1 where few customers bring half of the value;
// nil where there is nothing to propose. What is judged of the needs stays.
func (v prioVoice) offer(a *assessment.Assessment, s *reports.Situation) *offerView {
	if s.SuggestedSkew == nil {
		return nil
	}
	stated := v.judged(a.Situation)
	out := &offerView{
		Text: v.t("prio_offer_what_open"), Needs: stated.needs.level, NeedsExact: stated.needs.exact,
		Reason: v.t("prio_offer_reason", "Count", *s.Count50),
	}
	if s.SkewSource == "customers" {
		out.Text = v.t("prio_offer_what", "V", v.two(s.ValueSkew))
	}
	if out.Needs == "" {
		out.Needs = levelOpen
	}
	if stated.reason != "" {
		out.Reason = stated.reason + " " + out.Reason
	}
	return out
}

// saveJudgement stores the situation as the organiser sees it, or takes it back.
func (s *Server) saveJudgement(c echo.Context, a *assessment.Assessment) error {
	const value, needs = assessment.IndexValueSkew, assessment.IndexNeedsDiversity
	form, err := readFields(c, value, value+"_exact", needs, needs+"_exact", "reason", "override", "remove")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	back := "/assessments/" + string(a.ID) + "/customers"
	if form.get("remove") != "" {
		if err := s.service.SetJudgement(ctx, a.ID, nil); err != nil {
			return err
		}
		return s.done(c, "prio_done_unjudged", back)
	}
	in := judgementInput{
		value: indexInput{form.get(value), clean(form.get(value + "_exact"))}, needs: indexInput{form.get(needs), clean(form.get(needs + "_exact"))},
		reason: clean(form.get("reason")), override: form.get("override") != "",
	}
	v := prioVoice{s.catalog, s.organiserLanguage(c)}
	j, errs := v.readJudgement(in)
	// The reason is checked whatever else is wrong, so that all errors show at once.
	err = assessment.CheckReason(in.reason)
	if err == nil && len(errs) == 0 {
		if err = s.service.SetJudgement(ctx, a.ID, j); err == nil {
			return s.done(c, "prio_done_judgement", back)
		}
	}
	if assessment.KindOf(err) != assessment.Invalid && err != nil {
		return err
	}
	more, err := s.refused(v.lang, err, value, needs, "reason")
	if err != nil {
		return err
	}
	return s.renderCustomers(c, a, http.StatusUnprocessableEntity, customersInput{judgement: &in, errs: append(errs, more...)})
}

// readJudgement turns answers into indices; the errors name the fields.
func (v prioVoice) readJudgement(in judgementInput) (*assessment.Judgement, inputErrors) {
	j := &assessment.Judgement{Reason: in.reason, Override: in.override}
	var errs inputErrors
	open := 0
	for _, f := range []struct {
		id    string
		typed indexInput
		index *float64
	}{{assessment.IndexValueSkew, in.value, &j.ValueSkew}, {assessment.IndexNeedsDiversity, in.needs, &j.NeedsDiversity}} {
		level := f.typed.level
		if level == "" && f.typed.exact != "" {
			level = levelExact
		}
		at := slices.IndexFunc(judgementLevels(), func(l judgementLevel) bool { return l.id == level })
		switch {
		case at >= 0:
			*f.index = judgementLevels()[at].index
		case level == levelExact:
			figure, ok := readFigure(f.typed.exact)
			if !ok || !(figure >= 0 && figure <= 1) {
				errs.add(f.id+"_exact", v.t("error_index_range"))
			}
			*f.index = figure
		case level == levelOpen || level == "":
			j.Missing = f.id
			open++
		default:
			errs.add(f.id, v.t("error_value_unknown", "Value", level))
		}
	}
	const indices = 2
	if open == indices {
		errs.add(assessment.IndexValueSkew, v.t("prio_error_judge_value"))
	}
	return j, errs
}

// readFigure reads a number with a point or a comma as its decimal sign.
func readFigure(text string) (float64, bool) {
	figure, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	return figure, err == nil
}

// anchorsForm changes the ends of the value scale (priorities.md 3.1).
type anchorsForm struct {
	Fields []inputField
	Open   bool
}

type anchorsInput struct{ steep, shallow, reason string }

func (v prioVoice) anchorsForm(p assessment.Parameters, in customersInput) anchorsForm {
	typed := anchorsInput{v.plain(p.SteepShare), v.plain(p.ShallowShare), p.AnchorsReason}
	if in.anchors != nil {
		typed = *in.anchors
	}
	return anchorsForm{Open: in.anchors != nil, Fields: []inputField{
		{Name: "steep_share", Label: v.t("prio_anchors_steep"), Kind: "number", Value: typed.steep, Error: in.errs.of("steep_share")},
		{Name: "shallow_share", Label: v.t("prio_anchors_shallow"), Kind: "number", Value: typed.shallow, Error: in.errs.of("shallow_share")},
		{Name: "anchors_reason", Label: v.t("prio_judge_reason"), Hint: v.t("prio_anchors_reason_hint"), Kind: "text", Value: typed.reason, Error: in.errs.of("anchors_reason")},
	}}
}

// saveAnchors stores the ends of the value scale.
func (s *Server) saveAnchors(c echo.Context, a *assessment.Assessment) error {
	form, err := readFields(c, "steep_share", "shallow_share", "anchors_reason")
	if err != nil {
		return err
	}
	in := anchorsInput{clean(form.get("steep_share")), clean(form.get("shallow_share")), clean(form.get("anchors_reason"))}
	lang := s.organiserLanguage(c)
	var errs inputErrors
	figures := map[string]float64{}
	for _, f := range []struct{ name, text string }{{"steep_share", in.steep}, {"shallow_share", in.shallow}} {
		figure, ok := readFigure(f.text)
		if !ok {
			errs.add(f.name, s.catalog.T(lang, "error_share_range"))
		}
		figures[f.name] = figure
	}
	if len(errs) == 0 {
		err := s.service.SetAnchors(c.Request().Context(), a.ID, figures["steep_share"], figures["shallow_share"], in.reason)
		if err == nil {
			return s.done(c, "prio_done_anchors", "/assessments/"+string(a.ID)+"/customers")
		}
		if assessment.KindOf(err) != assessment.Invalid {
			return err
		}
		if errs, err = s.refused(lang, err, "steep_share", "shallow_share", "reason"); err != nil {
			return err
		}
		for i := range errs {
			if errs[i].Field == "reason" {
				errs[i].Field = "anchors_reason"
			}
		}
	}
	return s.renderCustomers(c, a, http.StatusUnprocessableEntity, customersInput{anchors: &in, errs: errs})
}

// done leaves a message and goes on to a page.
func (s *Server) done(c echo.Context, key, to string) error {
	if err := s.flash(c, key); err != nil {
		return err
	}
	return redirect(c, to)
}

// readFields reads a form that may have these fields and no others.
func readFields(c echo.Context, names ...string) (answersForm, error) {
	form, err := readForm(c)
	if err != nil {
		return nil, err
	}
	for _, f := range form {
		if !slices.Contains(names, f.name) {
			return nil, unknownField(f.name)
		}
	}
	return form, nil
}
