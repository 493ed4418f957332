package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/static/i18n"
)

// saveProblem tells the script why an answer was not stored; without Retry it
// drops the answer, since repeating it cannot help.
type saveProblem struct {
	Error string `json:"error"`
	Retry bool   `json:"retry"`
}

// saveOne stores one answer as it is given: field, value and sequence number.
// 204 is sent after the commit and only then.
func (s *Server) saveOne(c echo.Context) error {
	err := s.storeOne(c)
	if err == nil {
		return c.NoContent(http.StatusNoContent)
	}
	p := problemOf(err)
	if p.status == http.StatusInternalServerError {
		s.logger.ErrorContext(c.Request().Context(), "internal error", "id", requestID(c), "path", c.Path(), "error", err.Error())
		p.messages = []*assessment.Error{{Key: "error_internal", Args: map[string]any{"Reference": requestID(c)}}}
	}
	retry := p.status >= http.StatusInternalServerError || p.status == http.StatusTooManyRequests
	if retry {
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfterSeconds)
	}
	lang := s.language(c, i18n.Languages())
	return c.JSON(p.status, saveProblem{Error: s.message(lang, p.messages[0]), Retry: retry})
}

func (s *Server) storeOne(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	for _, field := range form {
		switch field.name {
		case "field", "value", "seq":
		default:
			return unknownField(field.name)
		}
	}
	seq, err := sequence(form.get("seq"))
	if err != nil {
		return err
	}
	v, err := s.visitor(c)
	if err != nil {
		return err
	}
	changes := []assessment.Change{{Field: form.get("field"), Value: oneLineBreak(form.get("value")), Seq: seq}}
	if v.Draft.Language == "" {
		changes = append(changes, assessment.Change{Field: "language", Value: v.lang})
	}
	return s.service.Save(c.Request().Context(), v.Visit, changes)
}
