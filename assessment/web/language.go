package web

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/language"

	"readiness/static/i18n"
)

// languageCookie remembers the language that somebody chose on this device.
const languageCookie = "readiness-language"

const languageCookieLife = 365 * 24 * time.Hour

// language picks one of the offered languages (the first is the default): what
// the address asks for, what was chosen before on this device, what the browser
// prefers.
func (s *Server) language(c echo.Context, offered []string) string {
	if lang, ok := s.chosenLanguage(c, offered); ok {
		return lang
	}
	return preferredLanguage(c.Request().Header.Get("Accept-Language"), offered)
}

// chosenLanguage is the language that the person picked, if it is offered: with
// ?lang= now, or by cookie earlier.
func (s *Server) chosenLanguage(c echo.Context, offered []string) (string, bool) {
	if c.QueryParams().Has("lang") {
		if lang := c.QueryParam("lang"); slices.Contains(offered, lang) {
			s.rememberLanguage(c, lang)
			return lang, true
		}
	}
	if cookie, err := c.Cookie(s.cookieName(languageCookie)); err == nil && slices.Contains(offered, cookie.Value) {
		return cookie.Value, true
	}
	return "", false
}

// preferredLanguage matches an Accept-Language header against the offered languages.
func preferredLanguage(header string, offered []string) string {
	const longest = 200 // browsers send a few dozen bytes
	if header == "" || len(header) > longest {
		return offered[0]
	}
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(wanted) == 0 {
		return offered[0]
	}
	tags := make([]language.Tag, len(offered))
	for i, lang := range offered {
		tags[i] = language.Make(i18n.Tag(lang))
	}
	_, index, confidence := language.NewMatcher(tags).Match(wanted...)
	if confidence == language.No {
		return offered[0]
	}
	return offered[index]
}

func (s *Server) rememberLanguage(c echo.Context, lang string) {
	s.setCookie(c, languageCookie, lang, languageCookieLife)
}

// cookieName prefixes a name where the base URL is https: browsers then refuse
// such a cookie from anywhere else (decisions.md 46).
func (s *Server) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

// setCookie sets a cookie that scripts cannot read; life 0 deletes it.
func (s *Server) setCookie(c echo.Context, name, value string, life time.Duration) {
	cookie := &http.Cookie{ //nolint:gosec // Secure follows the base URL (decisions.md 46)
		Name: s.cookieName(name), Value: value, Path: "/",
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode, MaxAge: int(life / time.Second),
	}
	if life <= 0 {
		cookie.MaxAge = -1
	}
	c.SetCookie(cookie)
}
