package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// Sessions of organisers (reliability.md S-04): the cookie lasts as long as the
// browser is open, at most half an hour without a request and twelve hours in all.
const (
	sessionCookie = "readiness-session"
	sessionIdle   = 30 * time.Minute
	sessionLife   = 12 * time.Hour
	// sessionTouch is how old the record of the last request may get: writing it
	// at every request would wait for the disk at every request.
	sessionTouch = time.Minute
)

// What a session holds.
const (
	sessionUser  = "user"  // account id
	sessionEpoch = "epoch" // SessionEpoch that it began in
	sessionBegan = "began" // time of the sign-in, Unix milliseconds
	sessionSeen  = "seen"  // time of the last request, to the minute, likewise
	sessionFlash = "flash" // a message for the next page
)

// userKey is where a request keeps the account that makes it.
const userKey = "user"

// newSessions returns the manager of sessions. The idle time and the cookie
// are this package's own; scs keeps the data and makes the 256-bit tokens, of
// which the database has only a hash.
func (s *Server) newSessions(store scs.CtxStore) *scs.SessionManager {
	return &scs.SessionManager{Store: store, Lifetime: sessionLife, Codec: scs.GobCodec{}, HashTokenInStore: true}
}

// withSession loads the session of the request before the handler. Changes are
// stored explicitly, so that a session never begins by accident. A form that
// arrives after the session has ended is kept until its sender has signed in again.
func (s *Server) withSession(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Add("Vary", "Cookie")
		token := ""
		if cookie, err := c.Cookie(s.cookieName(sessionCookie)); err == nil {
			token = cookie.Value
		}
		r := c.Request()
		ctx, err := s.sessions.Load(r.Context(), token)
		if err != nil {
			return fmt.Errorf("load the session: %w", err)
		}
		c.SetRequest(r.WithContext(ctx))
		err = next(c)
		if assessment.KindOf(err) == assessment.Unauthenticated && r.Method == http.MethodPost {
			return s.keepForm(c, err)
		}
		return err
	}
}

// currentUser returns the account that is signed in, nil for nobody. A session
// ends when it is idle or old, and when its account was disabled or got a new password.
func (s *Server) currentUser(c echo.Context) (*assessment.User, error) {
	if user, ok := c.Get(userKey).(*assessment.User); ok {
		return user, nil
	}
	ctx := c.Request().Context()
	id := s.sessions.GetString(ctx, sessionUser)
	if id == "" {
		return nil, nil
	}
	user, err := s.accounts.User(ctx, assessment.ID(id))
	if err != nil && assessment.KindOf(err) != assessment.NotFound {
		return nil, fmt.Errorf("look up the session's account: %w", err)
	}
	now := s.now()
	since := func(key string) time.Duration { return now.Sub(time.UnixMilli(s.sessions.GetInt64(ctx, key))) }
	ended := since(sessionSeen) >= sessionIdle || since(sessionBegan) >= sessionLife
	if user == nil || user.Disabled || user.SessionEpoch != s.sessions.GetInt(ctx, sessionEpoch) || ended {
		if err := s.endSession(c); err != nil {
			// The session is refused all the same.
			s.logger.WarnContext(ctx, "remove an ended session", "id", requestID(c), "error", err.Error())
		}
		return nil, nil
	}
	if since(sessionSeen) >= sessionTouch {
		s.sessions.Put(ctx, sessionSeen, now.UnixMilli())
		if err := s.saveSession(c); err != nil {
			// Reading goes on while the database takes no writes.
			s.logger.WarnContext(ctx, "note a session's last request", "id", requestID(c), "error", err.Error())
		}
	}
	c.Set(userKey, user)
	return user, nil
}

// startSession signs an account in under a new token.
func (s *Server) startSession(c echo.Context, user *assessment.User) error {
	ctx := c.Request().Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew the session: %w", err)
	}
	if err := s.sessions.Clear(ctx); err != nil {
		return fmt.Errorf("renew the session: %w", err)
	}
	now := s.now()
	s.sessions.SetDeadline(ctx, now.Add(sessionLife))
	s.sessions.Put(ctx, sessionUser, string(user.ID))
	s.sessions.Put(ctx, sessionEpoch, user.SessionEpoch)
	s.sessions.Put(ctx, sessionBegan, now.UnixMilli())
	s.sessions.Put(ctx, sessionSeen, now.UnixMilli())
	if err := s.saveSession(c); err != nil {
		return err
	}
	c.Set(userKey, user)
	return nil
}

// endSession removes the session here and on the device.
func (s *Server) endSession(c echo.Context) error {
	s.setCookie(c, sessionCookie, "", 0)
	if err := s.sessions.Destroy(c.Request().Context()); err != nil {
		return fmt.Errorf("end the session: %w", err)
	}
	return nil
}

// saveSession stores the session and sends its cookie.
func (s *Server) saveSession(c echo.Context) error {
	token, _, err := s.sessions.Commit(c.Request().Context())
	if err != nil {
		return fmt.Errorf("save the session: %w", err)
	}
	//nolint:gosec // Secure follows the scheme of the base URL
	c.SetCookie(&http.Cookie{
		Name: s.cookieName(sessionCookie), Value: token, Path: "/",
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	})
	return nil
}

// flash leaves a message for the next page, which shows it once.
func (s *Server) flash(c echo.Context, key string, args ...any) error {
	s.sessions.Put(c.Request().Context(), sessionFlash, s.catalog.T(s.organiserLanguage(c), key, args...))
	return s.saveSession(c)
}

// takeFlash returns the message of the action before, "" if there is none.
func (s *Server) takeFlash(c echo.Context) string {
	ctx := c.Request().Context()
	if !s.sessions.Exists(ctx, sessionFlash) {
		return ""
	}
	text := s.sessions.PopString(ctx, sessionFlash)
	if err := s.saveSession(c); err != nil {
		s.logger.WarnContext(ctx, "forget a message", "id", requestID(c), "error", err.Error())
	}
	return text
}
