package web

import (
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// importCustomers takes a list of customers: the form of the page, or the file
// itself as text/csv with ?basis=….
func (s *Server) importCustomers(c echo.Context, a *assessment.Assessment) error {
	body := s.patientBody(c)
	sent, err := openUpload(c, body)
	var base *assessment.CustomerBase
	if err == nil {
		base, err = s.service.ImportCustomers(c.Request().Context(), a.ID, sent.file, sent.basis)
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
	// A browser that is still sending would not read the answer. What goes wrong
	// from here on is no news: the list is refused already.
	_, _ = io.Copy(io.Discard, body)
	errs, err := s.refused(s.organiserLanguage(c), err, "basis")
	if err != nil {
		return err
	}
	for i := range errs {
		if errs[i].Field == "" {
			errs[i].Field = "file"
		}
	}
	return s.renderCustomers(c, a, http.StatusUnprocessableEntity, customersInput{basis: sent.basis, errs: errs})
}
