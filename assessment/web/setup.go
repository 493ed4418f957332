package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/assessment/auth"
)

// passwordPage creates the first account, or sets a new password.
type passwordPage struct {
	organiserPage
	First       bool
	Name, Email string
	Min, Max    int // length of a password
}

func (s *Server) showSetup(c echo.Context) error {
	link, err := s.setupLink(c)
	if err != nil {
		return err
	}
	page := s.passwordForm(c, link)
	return s.render(c, http.StatusOK, "organiser_setup", &page)
}

// setupLink looks at the link without using it up.
func (s *Server) setupLink(c echo.Context) (*auth.OneTimeLink, error) {
	link, err := s.accounts.Link(c.Request().Context(), c.Param("token"))
	if err != nil {
		return nil, err
	}
	if link.Purpose == auth.SignIn {
		return nil, &assessment.Error{Kind: assessment.Gone, Key: "error_one_time_link"}
	}
	return link, nil
}

func (s *Server) passwordForm(c echo.Context, link *auth.OneTimeLink) passwordPage {
	page := passwordPage{First: link.Purpose == auth.Setup, Min: auth.MinPassword, Max: auth.MaxPassword}
	if page.First {
		page.organiserPage = s.organiser(c, "setup_title")
		return page
	}
	page.organiserPage = s.organiser(c, "reset_title")
	page.Name, page.Email = link.User.Name, link.User.Email
	return page
}

func (s *Server) setUp(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	link, err := s.setupLink(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	user, err := s.accounts.UseLink(ctx, c.Param("token"), form.get("name"), form.get("email"), form.get("password"))
	if correctable(err) {
		page := s.passwordForm(c, link)
		if page.First {
			page.Name, page.Email = form.get("name"), form.get("email")
		}
		s.refuse(&page.organiserPage, err)
		return s.render(c, http.StatusUnprocessableEntity, "organiser_setup", &page)
	}
	if err != nil {
		return err
	}
	if link.Purpose == auth.Setup {
		lang := s.organiserLanguage(c)
		if err := s.accounts.SetLanguage(ctx, user.ID, lang); err != nil {
			return err
		}
		user.Language = lang
	}
	if err := s.startSession(c, user); err != nil {
		return err
	}
	return redirect(c, "/")
}
