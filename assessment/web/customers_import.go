package web

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// importCustomers takes a list of customers: the form of the page, or the file
// itself as text/csv with ?basis=….
func (s *Server) importCustomers(c echo.Context, a *assessment.Assessment) error {
	list, basis, err := readCustomerUpload(c)
	if err != nil {
		return err
	}
	var base *assessment.CustomerBase
	if err = readable(list); err == nil {
		base, err = s.service.ImportCustomers(c.Request().Context(), a.ID, bytes.NewReader(list), basis)
	}
	if err == nil {
		if err := s.flash(c, "prio_done_import", "Count", base.Curve.N); err != nil {
			return err
		}
		return redirect(c, "/assessments/"+string(a.ID)+"/customers")
	}
	if assessment.KindOf(err) != assessment.Invalid {
		return err
	}
	errs, err := s.refused(s.organiserLanguage(c), err, "basis")
	if err != nil {
		return err
	}
	for i := range errs {
		if errs[i].Field == "" {
			errs[i].Field = "file"
		}
	}
	return s.renderCustomers(c, a, http.StatusUnprocessableEntity, customersInput{basis: basis, errs: errs})
}

// readable finds the row at which a file is no table, and says so in words; the
// CSV reader's own are English.
func readable(list []byte) error {
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(list, []byte("\uFEFF"))))
	reader.ReuseRecord = true
	for {
		_, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if parse, ok := errors.AsType[*csv.ParseError](err); ok {
			return &assessment.Error{
				Kind: assessment.Invalid, Key: "error_import_row", Field: "file",
				Args: map[string]any{"Row": parse.StartLine, "Reason": &assessment.Error{Key: "work_error_row"}}, Err: err,
			}
		}
		if err != nil {
			return err
		}
	}
}

// readCustomerUpload returns the list and what its values are. The body is at
// most maxImportBody long.
func readCustomerUpload(c echo.Context) (list []byte, basis string, err error) {
	r := c.Request()
	kind, params, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if err != nil {
		return nil, "", badForm(errFormType)
	}
	switch kind {
	case "text/csv":
		for name := range c.QueryParams() {
			if name != "basis" && name != "lang" {
				return nil, "", unknownField(name)
			}
		}
		if list, err = io.ReadAll(r.Body); err != nil {
			return nil, "", fmt.Errorf("read a list of customers: %w", err)
		}
		return list, c.QueryParam("basis"), nil
	case echo.MIMEMultipartForm:
		return readCustomerForm(multipart.NewReader(r.Body, params["boundary"]))
	}
	return nil, "", badForm(errFormType)
}

// readCustomerForm reads the parts "file" and "basis", each once, in memory.
func readCustomerForm(parts *multipart.Reader) (list []byte, basis string, err error) {
	seen := map[string]bool{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", badPart(err)
		}
		name := part.FormName()
		if seen[name] {
			return nil, "", badForm(errFormTwice)
		}
		seen[name] = true
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, "", badPart(err)
		}
		switch name {
		case "file":
			list = content
		case "basis":
			basis = string(content)
		default:
			return nil, "", unknownField(name)
		}
	}
	return list, basis, nil
}

// badPart keeps the limit of a body apart from a form that cannot be read.
func badPart(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	return badForm(err)
}

// judgementForm takes the two indices as an opinion with its reason.
type judgementForm struct {
	Offered bool // drafts only: an open assessment's definition is frozen
	Stated  []termView
	Reason  string // as stated
	Value   judgementField
	Needs   judgementField
	Why     inputField
}

type judgementField struct {
	Name, Label, Error string
	Choices            []choice
}

type judgementInput struct{ value, needs, reason string }

// judgementLevel is one of the three answers that stand for an index
// (priorities.md 3.2).
type judgementLevel struct {
	id    string
	index float64
}

func judgementLevels() []judgementLevel {
	return []judgementLevel{{"low", 0}, {"medium", 0.5}, {"high", 1}}
}

// longestReason is the most characters of a written reason.
const longestReason = 500

func (v prioVoice) judgementForm(a *assessment.Assessment, in customersInput) judgementForm {
	form := judgementForm{Offered: a.Status == assessment.StatusDraft}
	typed := judgementInput{}
	if j := a.Situation; j != nil {
		form.Stated = []termView{{v.t("prio_judge_value"), v.levelName("value", j.ValueSkew)}, {v.t("prio_judge_needs"), v.levelName("needs", j.NeedsDiversity)}}
		form.Reason = j.Reason
		typed = judgementInput{levelOf(j.ValueSkew), levelOf(j.NeedsDiversity), j.Reason}
	}
	if in.judgement != nil {
		typed = *in.judgement
	}
	field := func(name, chosen string) judgementField {
		f := judgementField{Name: name, Label: v.t("prio_judge_" + name), Error: in.errs.of(name)}
		for _, level := range judgementLevels() {
			f.Choices = append(f.Choices, choice{
				Value: level.id, Label: v.t("prio_level_" + level.id), Note: v.t("prio_judge_" + name + "_" + level.id), Chosen: level.id == chosen,
			})
		}
		return f
	}
	form.Value, form.Needs = field("value", typed.value), field("needs", typed.needs)
	form.Why = inputField{
		Name: "reason", Label: v.t("prio_judge_reason"), Hint: v.t("prio_judge_reason_hint"), Kind: "area", Value: typed.reason, Error: in.errs.of("reason"),
	}
	return form
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

// levelName says an index in words, or prints one that was set by file.
func (v prioVoice) levelName(name string, index float64) string {
	if level := levelOf(index); level != "" {
		return v.t("prio_judge_" + name + "_" + level)
	}
	return v.two(index)
}

// saveJudgement stores the situation as the organiser sees it.
func (s *Server) saveJudgement(c echo.Context, a *assessment.Assessment) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	for _, f := range form {
		if !slices.Contains([]string{"value", "needs", "reason"}, f.name) {
			return unknownField(f.name)
		}
	}
	in := judgementInput{form.get("value"), form.get("needs"), strings.Join(strings.Fields(clean(form.get("reason"))), " ")}
	v := prioVoice{s.catalog, s.organiserLanguage(c)}
	changed := *a
	changed.Situation = &assessment.Judgement{Reason: in.reason}
	var errs inputErrors
	for _, f := range []struct {
		name, value string
		index       *float64
	}{{"value", in.value, &changed.Situation.ValueSkew}, {"needs", in.needs, &changed.Situation.NeedsDiversity}} {
		at := slices.IndexFunc(judgementLevels(), func(l judgementLevel) bool { return l.id == f.value })
		if at < 0 {
			errs.add(f.name, v.t("prio_error_judge_"+f.name))
			continue
		}
		*f.index = judgementLevels()[at].index
	}
	switch {
	case in.reason == "":
		errs.add("reason", v.t("prio_error_reason"))
	case len([]rune(in.reason)) > longestReason:
		errs.add("reason", v.t("work_error_long", "Max", longestReason))
	case strings.ContainsFunc(in.reason, func(r rune) bool { return r < ' ' || r == 0x7f }):
		errs.add("reason", v.t("work_error_control"))
	}
	if len(errs) == 0 {
		err := s.service.Update(c.Request().Context(), &changed)
		if err == nil {
			if err := s.flash(c, "prio_done_judgement"); err != nil {
				return err
			}
			return redirect(c, "/assessments/"+string(a.ID)+"/customers")
		}
		if errs, err = s.refused(v.lang, err, "value", "needs", "reason"); err != nil {
			return err
		}
	}
	return s.renderCustomers(c, a, http.StatusUnprocessableEntity, customersInput{judgement: &in, errs: errs})
}
