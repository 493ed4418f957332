package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// tokenRoute is where links lead. It only sets the cookie and redirects, so
// that the token leaves the address at once (reliability.md L-07).
const tokenRoute = "/s/:token"

func (s *Server) respondentRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, tokenRoute, respondent, s.enter},
		{get, "/s", respondent, s.visiting(s.showIntro)},
		{post, "/s/start", respondent, s.answering(s.start)},
		{get, "/s/p/:page", respondent, s.answering(s.showQuestions)},
		{post, "/s/p/:page", respondent, s.answering(s.saveQuestions)},
		{get, "/s/check", respondent, s.answering(s.showCheck)},
		{post, "/s/submit", respondent, s.visiting(s.submit)},
		{get, "/s/done", respondent, s.visiting(s.showDone)},
		{get, "/s/later", respondent, s.answering(s.showLater)},
		{post, "/s/save", respondent, s.saveOne},
		{post, "/s/new", respondent, s.visiting(s.startAnew)},
	}
}

// visitor is a respondent with a recognised link.
type visitor struct {
	*assessment.Visit
	key    linkKey
	lang   string
	survey *survey
}

// visitHandler answers a visitor.
type visitHandler func(c echo.Context, v *visitor) error

// visiting recognises the device's link before the handler.
func (s *Server) visiting(next visitHandler) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, err := s.visitor(c)
		if err != nil {
			return err
		}
		return next(c, v)
	}
}

// answering lets only those through who can still answer; everybody else sees
// why not.
func (s *Server) answering(next visitHandler) echo.HandlerFunc {
	return s.visiting(func(c echo.Context, v *visitor) error {
		switch {
		case v.State != nil:
			return s.showState(c, v)
		case v.Submitted, v.NeedsConsent() && c.Path() != "/s/start":
			return redirect(c, "/s")
		default:
			return next(c, v)
		}
	})
}

// visitor finds out who is at the door from the cookie.
func (s *Server) visitor(c echo.Context) (*visitor, error) {
	keys := s.linkKeys(c)
	if len(keys) == 0 {
		return nil, &assessment.Error{Kind: assessment.NotFound, Key: "error_link_needed"}
	}
	visit, err := s.service.Enter(c.Request().Context(), keys[0].token, keys[0].secret)
	if err != nil {
		return nil, s.refuseLink(c, err)
	}
	v := &visitor{Visit: visit, key: keys[0], lang: s.visitLanguage(c, visit)}
	v.survey = s.survey(visit, v.lang)
	return v, nil
}

// visitLanguage is the language chosen on this device, else that of the draft
// or invitation, else the browser's, among those of the assessment.
func (s *Server) visitLanguage(c echo.Context, v *assessment.Visit) string {
	offered := v.Assessment.Languages
	if lang, ok := s.chosenLanguage(c, offered); ok {
		return lang
	}
	if v.Draft.Language != "" {
		return v.Assessment.Language(v.Draft.Language)
	}
	return preferredLanguage(c.Request().Header.Get("Accept-Language"), offered)
}

// enter takes a link: it remembers it on the device and goes to the survey.
// Nothing is used up, however often scanners of mails fetch it.
func (s *Server) enter(c echo.Context) error {
	key, ok := parseLinkKey(c.Param("token"))
	if !ok {
		return s.refuseLink(c, &assessment.Error{Kind: assessment.NotFound, Key: "error_link_unknown"})
	}
	keys := s.linkKeys(c)
	if key.secret == "" {
		key.secret = secretFor(keys, key.token)
	}
	visit, err := s.service.Enter(c.Request().Context(), key.token, key.secret)
	if err != nil {
		return s.refuseLink(c, err)
	}
	switch {
	case visit.Personal:
		key.secret = ""
	case key.secret == "":
		if key.secret, err = s.service.NewSecret(); err != nil {
			return err
		}
	}
	s.keepLink(c, visit, keys, key)
	s.chosenLanguage(c, visit.Assessment.Languages) // ?lang= of a printed code
	return redirect(c, "/s")
}

// refuseLink counts unknown links, so that guessing gets slow for whoever does
// it; links that exist are never limited.
func (s *Server) refuseLink(c echo.Context, err error) error {
	if assessment.KindOf(err) == assessment.NotFound && !s.unknownTokens.allow(c.RealIP()) {
		return &assessment.Error{Kind: assessment.TooMany, Key: "error_too_many", Err: err}
	}
	return err
}

// linkCookie holds the links opened on this device, the newest first, each with
// the secret of its draft if the link is shared.
const linkCookie = "readiness-survey"

const (
	linkCookieLife = 180 * 24 * time.Hour
	maxLinks       = 5
	maxTokenLength = 128
	minTokenLength = 16
)

// linkKey opens one draft: the link's token, and for shared links the secret
// that only this device has.
type linkKey struct{ token, secret string }

func (k linkKey) String() string {
	if k.secret == "" {
		return k.token
	}
	return k.token + "." + k.secret
}

// local names the draft in the browser's own storage; it leads to nothing else.
func (k linkKey) local() string {
	const length = 8
	sum := sha256.Sum256([]byte("local draft\x00" + k.String()))
	return hex.EncodeToString(sum[:length])
}

// parseLinkKey reads "token" or "token.secret".
func parseLinkKey(text string) (linkKey, bool) {
	token, secret, shared := strings.Cut(text, ".")
	if !tokenShaped(token) || shared && !tokenShaped(secret) {
		return linkKey{}, false
	}
	return linkKey{token, secret}, true
}

func tokenShaped(s string) bool {
	if len(s) < minTokenLength || len(s) > maxTokenLength {
		return false
	}
	for i := range len(s) {
		switch b := s[i]; {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', b == '-', b == '_':
		default:
			return false
		}
	}
	return true
}

// linkKeys reads the cookie; what is not well-formed is left out.
func (s *Server) linkKeys(c echo.Context) []linkKey {
	cookie, err := c.Cookie(s.cookieName(linkCookie))
	if err != nil {
		return nil
	}
	var keys []linkKey
	for part := range strings.SplitSeq(cookie.Value, "~") {
		if key, ok := parseLinkKey(part); ok && len(keys) < maxLinks {
			keys = append(keys, key)
		}
	}
	return keys
}

func secretFor(keys []linkKey, token string) string {
	for _, key := range keys {
		if key.token == token {
			return key.secret
		}
	}
	return ""
}

// keepLink puts key first among the device's links, for half a year or until
// the survey closes.
func (s *Server) keepLink(c echo.Context, v *assessment.Visit, keys []linkKey, key linkKey) {
	texts := []string{key.String()}
	for _, other := range keys {
		if other.token != key.token && len(texts) < maxLinks {
			texts = append(texts, other.String())
		}
	}
	life := linkCookieLife
	if closes := lastInstant(v); !closes.IsZero() {
		const grace = 24 * time.Hour
		life = min(life, max(closes.Sub(s.now()), 0)+grace)
	}
	s.setCookie(c, linkCookie, strings.Join(texts, "~"), life)
}

// lastInstant is when the survey stops taking this group's answers; zero if
// that is not settled.
func lastInstant(v *assessment.Visit) time.Time {
	var last time.Time
	for _, t := range []*time.Time{v.Assessment.Closes, v.Group.Closes} {
		if t != nil && (last.IsZero() || t.Before(last)) {
			last = *t
		}
	}
	return last
}
