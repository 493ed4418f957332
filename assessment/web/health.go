package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// healthy says that the process is up.
func (s *Server) healthy(c echo.Context) error {
	return c.String(http.StatusOK, "ok\n")
}

// readiness says whether answers can be taken now. Reasons go to the log, not to the caller.
func (s *Server) readiness(c echo.Context) error {
	if err := s.ready(c.Request().Context()); err != nil {
		s.logger.WarnContext(c.Request().Context(), "not ready", "error", err.Error())
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfterSeconds)
		return c.String(http.StatusServiceUnavailable, "not ready\n")
	}
	return c.String(http.StatusOK, "ready\n")
}
