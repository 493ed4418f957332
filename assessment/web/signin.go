package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/assessment/auth"
)

func (s *Server) accountRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/sign-in", public, s.showSignIn},
		{post, "/sign-in", public, s.signIn},
		{get, "/sign-in/:token", public, s.showSignInLink},
		{post, "/sign-in/:token", public, s.useSignInLink},
		{post, "/sign-out", public, s.signOut},
		{get, "/setup/:token", public, s.showSetup},
		{post, "/setup/:token", public, s.setUp},
		{get, "/", signedIn, s.showStart},
		{get, "/assessments", signedIn, s.showAssessments},
	}
}

// signInPage asks for address and password.
type signInPage struct {
	organiserPage
	Email    string
	Next     string // where to go afterwards
	Returned bool   // came here from another page
	Kept     keptForm
	// TooLong: the form that was sent is too long to be kept.
	TooLong bool
}

// keptForm is a form that arrived when its session had ended. It travels in
// hidden inputs and is offered again after the sign-in.
type keptForm struct {
	Path string // of the form's action; "" = none
	Body string // URL-encoded
}

// maxKept bounds a kept form: encoded once more, it must fit into a body.
const maxKept = maxBody / 4

func (s *Server) showSignIn(c echo.Context) error {
	next := localPath(c.QueryParam("next"))
	user, err := s.currentUser(c)
	if err != nil {
		return err
	}
	if user != nil {
		return redirect(c, next)
	}
	page := signInPage{organiserPage: s.organiser(c, "sign_in_title"), Next: next, Returned: next != "/"}
	return s.render(c, http.StatusOK, "organiser_sign_in", &page)
}

// keepForm asks to sign in again without losing the form that was sent.
func (s *Server) keepForm(c echo.Context, cause error) error {
	page := signInPage{organiserPage: s.organiser(c, "sign_in_title"), Next: "/", Returned: true}
	page.Path = "/sign-in" // this page's own address takes no GET
	form, err := readForm(c)
	if err != nil {
		// What cannot be kept is not mentioned; signing in comes first.
		return cause
	}
	kept := form.encode()
	path := localPath(c.Request().URL.Path)
	if len(kept) > maxKept {
		page.TooLong = true
	} else {
		page.Kept = keptForm{Path: path, Body: kept}
	}
	return s.render(c, http.StatusUnauthorized, "organiser_sign_in", &page)
}

func (s *Server) signIn(c echo.Context) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	user, err := s.checkSignIn(c, form)
	if err != nil {
		switch assessment.KindOf(err) {
		case assessment.Unauthenticated, assessment.TooMany:
			return s.refuseSignIn(c, form, err)
		default:
			return err
		}
	}
	if err := s.startSession(c, user); err != nil {
		return err
	}
	if kept := keptOf(form); kept.Path != "" {
		return s.offerForm(c, kept)
	}
	return redirect(c, localPath(form.get("next")))
}

// checkSignIn limits attempts by the device's network before the password is
// looked at, since each costs memory and time.
func (s *Server) checkSignIn(c echo.Context, form answersForm) (*assessment.User, error) {
	if !s.signIns.allow(c.RealIP()) {
		return nil, &assessment.Error{Kind: assessment.TooMany, Key: "error_too_many"}
	}
	return s.accounts.SignIn(c.Request().Context(), form.get("email"), form.get("password"))
}

func (s *Server) refuseSignIn(c echo.Context, form answersForm, err error) error {
	next := localPath(form.get("next"))
	page := signInPage{
		organiserPage: s.organiser(c, "sign_in_title"), Email: form.get("email"),
		Next: next, Kept: keptOf(form),
	}
	s.refuse(&page.organiserPage, err)
	if next != "/" {
		page.Query = []keptField{{"next", next}}
	}
	status := http.StatusUnauthorized
	if assessment.KindOf(err) == assessment.TooMany {
		status = http.StatusTooManyRequests
		c.Response().Header().Set(echo.HeaderRetryAfter, "60")
	}
	return s.render(c, status, "organiser_sign_in", &page)
}

func keptOf(form answersForm) keptForm {
	path := localPath(form.get("kept_path"))
	if path == "/" {
		return keptForm{}
	}
	return keptForm{Path: path, Body: form.get("kept_body")}
}

// resumePage offers a kept form again.
type resumePage struct {
	organiserPage
	Action string
	Fields []keptField
}

// offerForm shows a button that sends the kept form once more. It is not sent
// by itself: whoever has signed in may be somebody else.
func (s *Server) offerForm(c echo.Context, kept keptForm) error {
	fields, err := scanForm(kept.Body)
	if err != nil {
		return badForm(err)
	}
	page := resumePage{organiserPage: s.organiser(c, "resume_title"), Action: kept.Path}
	page.Path = "/"
	for _, f := range fields {
		page.Fields = append(page.Fields, keptField{f.name, f.value})
	}
	return s.render(c, http.StatusOK, "organiser_resume", &page)
}

// encode writes the form as it was sent.
func (f answersForm) encode() string {
	var b strings.Builder
	for i, field := range f {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(field.name) + "=" + url.QueryEscape(field.value))
	}
	return b.String()
}

// signOut ends the session. Only the cache is cleared on the device: its other
// data may belong to somebody who answers a questionnaire there.
func (s *Server) signOut(c echo.Context) error {
	if err := s.endSession(c); err != nil {
		return err
	}
	c.Response().Header().Set("Clear-Site-Data", `"cache"`)
	return redirect(c, "/sign-in")
}

// signInLinkPage has one button, because programs that read mails open links
// without being asked.
type signInLinkPage struct {
	organiserPage
	Name string
}

func (s *Server) showSignInLink(c echo.Context) error {
	link, err := s.signInLink(c)
	if err != nil {
		return err
	}
	page := signInLinkPage{organiserPage: s.organiser(c, "sign_in_title"), Name: displayName(link.User)}
	return s.render(c, http.StatusOK, "organiser_sign_in_link", &page)
}

func (s *Server) signInLink(c echo.Context) (*auth.OneTimeLink, error) {
	link, err := s.accounts.Link(c.Request().Context(), c.Param("token"))
	if err != nil {
		return nil, err
	}
	if link.Purpose != auth.SignIn {
		return nil, &assessment.Error{Kind: assessment.Gone, Key: "error_one_time_link"}
	}
	return link, nil
}

func (s *Server) useSignInLink(c echo.Context) error {
	user, err := s.accounts.UseSignInLink(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	if err := s.startSession(c, user); err != nil {
		return err
	}
	return redirect(c, "/")
}

// displayName is how an account is addressed.
func displayName(u *assessment.User) string {
	if u.Name != "" {
		return u.Name
	}
	return u.Email
}
