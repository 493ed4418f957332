package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// logPerPage bounds one page of the audit log.
const logPerPage = 100

// logPage lists what was done with an assessment, the latest first.
type logPage struct {
	workPage
	Entries []logEntry
	Pager   pager
}

type logEntry struct{ When, What, Who string }

func (s *Server) showLog(c echo.Context, a *assessment.Assessment) error {
	q, bad := readQuestionQuery(c, "page")
	if bad != nil {
		return s.refuseQuery(c, bad)
	}
	ctx := c.Request().Context()
	page := logPage{workPage: s.work(c, a, tabBoard, "audit_title")}
	names, n := map[assessment.ID]string{}, 0
	err := s.service.AuditLog(ctx, a.ID, func(e *assessment.AuditEntry) error {
		n++
		if n <= (q.page-1)*logPerPage || n > q.page*logPerPage {
			return nil
		}
		who, err := s.whoDid(ctx, page.Lang, e.Account, names)
		page.Entries = append(page.Entries, logEntry{
			When: s.moment(page.Lang, e.At.In(zone(a))), What: s.whatWasDone(page.Lang, a, e), Who: who,
		})
		return err
	})
	if err != nil {
		return err
	}
	pages := pagesOf(n, logPerPage)
	if q.page > pages {
		return s.refuseQuery(c, badValue("page", strconv.Itoa(q.page)))
	}
	v := prioVoice{s.catalog, page.Lang}
	page.Pager = v.pager(v.t("audit_title"), q.page, pages, func(n int) string {
		return addressOf(page.Path, keptField{"page", strconv.Itoa(n)})
	})
	return s.render(c, http.StatusOK, "organiser_log", &page)
}

// moment is a day and a time of it.
func (s *Server) moment(lang string, at time.Time) string {
	return s.catalog.T(lang, "audit_moment", "Date", s.catalog.Date(lang, at), "Time", at.Format("15:04"))
}

// whoDid names an account; names keeps those that were looked up.
func (s *Server) whoDid(ctx context.Context, lang string, id assessment.ID, names map[assessment.ID]string) (string, error) {
	if id == "" {
		return s.catalog.T(lang, "audit_command_line"), nil
	}
	if name, ok := names[id]; ok {
		return name, nil
	}
	user, err := s.accounts.User(ctx, id)
	switch {
	case err == nil:
		names[id] = user.Name
	case assessment.KindOf(err) == assessment.NotFound:
		names[id] = s.catalog.T(lang, "audit_account_gone")
	default:
		return "", err
	}
	return names[id], nil
}

// whatWasDone puts an entry into words.
func (s *Server) whatWasDone(lang string, a *assessment.Assessment, e *assessment.AuditEntry) string {
	key := "audit_" + string(e.Action)
	first, second, _ := strings.Cut(e.Detail, " ")
	switch e.Action {
	case assessment.ActionExported:
		return s.catalog.T(lang, key, "File", s.catalog.T(lang, "audit_file_"+first), "Format", strings.ToUpper(second))
	case assessment.ActionLinkRenewed, assessment.ActionLinkRevoked:
		name := e.Detail
		if g := a.Group(e.Detail); g != nil {
			name = s.groupName(lang, a, g)
		}
		return s.catalog.T(lang, key, "Group", name)
	case assessment.ActionCommentHidden:
		return s.catalog.T(lang, key+"_"+second, "Comment", first)
	case assessment.ActionOpened, assessment.ActionClosed, assessment.ActionReopened,
		assessment.ActionCommentShown, assessment.ActionCommentsReleased:
	}
	return s.catalog.T(lang, key, "Detail", e.Detail)
}
