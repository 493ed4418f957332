package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// need is what a route asks of the person who calls it.
type need int

const (
	// public routes are for everybody.
	public need = iota
	// respondent routes are for whoever holds a link: the cookie is checked by
	// the handler, because every state of a link has a page of its own.
	respondent
	// signedIn routes are for every account.
	signedIn
	// manages routes are for accounts that create and run assessments.
	manages
	// admin routes are for accounts that manage accounts.
	admin
)

// route is one row of the table that every route is registered from.
type route struct {
	method, path string
	needs        need
	handler      echo.HandlerFunc
}

// routes is the table of all routes. Each GET route answers HEAD too.
func (s *Server) routes() []route {
	return slices.Concat(s.systemRoutes(), s.respondentRoutes(), s.accountRoutes(), s.organiserRoutes(), s.resultsRoutes(), s.prioritiesRoutes(), s.questionsRoutes(), s.reviewRoutes())
}

func (s *Server) systemRoutes() []route {
	return []route{
		{http.MethodGet, "/healthz", public, s.healthy},
		{http.MethodGet, "/readyz", public, s.readiness},
		{http.MethodGet, staticPrefix + ":name", public, s.serveAsset},
	}
}

// guarded puts the check of a route's need before its handler. Pages with an
// account run inside a session; respondents and system routes have none.
func (s *Server) guarded(r route) echo.HandlerFunc {
	if s.sessionless(r) {
		return r.handler
	}
	return s.withSession(func(c echo.Context) error {
		if r.needs == public {
			return r.handler(c)
		}
		user, err := s.currentUser(c)
		if err != nil {
			return err
		}
		if err := allowed(user, r.needs); err != nil {
			return err
		}
		c.SetRequest(c.Request().WithContext(assessment.WithAccount(c.Request().Context(), user.ID)))
		return r.handler(c)
	})
}

func (s *Server) sessionless(r route) bool {
	if r.needs == respondent {
		return true
	}
	return slices.ContainsFunc(s.systemRoutes(), func(system route) bool { return system.path == r.path })
}

// allowed tells whether user (nil: nobody is signed in) meets the need.
func allowed(user *assessment.User, n need) error {
	if n == public || n == respondent {
		return nil
	}
	if user == nil {
		return &assessment.Error{Kind: assessment.Unauthenticated, Key: "error_sign_in"}
	}
	if n == admin && user.Role != assessment.Admin || n == manages && !user.Role.Manages() {
		return &assessment.Error{Kind: assessment.Forbidden, Key: "error_forbidden"}
	}
	return nil
}
