package assessment

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// Reopen takes answers again after closing, up to and including lastDay (ISO date
// in the assessment's time zone; "": until it is closed). Dates of groups that have
// passed are dropped; nothing else changes, the least number of answers shown
// included. The report stays stored, and closing again makes the next version, which
// shows no more than goes together with the ones before (statistics.md 2.10, rule
// 6).
func (s *Service) Reopen(ctx context.Context, id ID, lastDay string) error {
	a, err := s.store.Assessment(ctx, id)
	if err != nil {
		return err
	}
	if a.Status != StatusClosed {
		return fail(Conflict, "error_reopen_not_closed")
	}
	changed, err := a.reopened(lastDay, s.Now())
	if err != nil {
		return err
	}
	in, err := s.reportInput(ctx, a)
	if err != nil {
		return fmt.Errorf("reopen: %w", err)
	}
	counts, err := s.reporter.Counts(ctx, in)
	if err != nil {
		return fmt.Errorf("reopen: %w", err)
	}
	note := s.event(ctx, id, ActionReopened, strconv.Itoa(in.Version))
	err = s.store.Reopen(ctx, changed, Reopening{Version: in.Version, At: note.At, Account: note.Account, Counts: counts}, note)
	return statusError(err, "error_reopen_not_closed")
}

// reopened is the assessment with its new dates.
func (a *Assessment) reopened(lastDay string, now time.Time) (*Assessment, error) {
	changed := a.clone()
	if day, err := time.Parse(time.DateOnly, lastDay); lastDay != "" && (err != nil || day.Year() > 9999) {
		return nil, invalid("closes", "error_date_invalid", "Value", lastDay)
	}
	changed.ClosesOn(lastDay)
	if changed.Closes != nil && !now.Before(*changed.Closes) {
		return nil, invalid("closes", "error_closes_past", "Date", lastDay)
	}
	for i := range changed.Groups {
		if g := &changed.Groups[i]; g.Closes != nil && !now.Before(*g.Closes) {
			g.Closes = nil
		}
	}
	return changed, nil
}

// Reopenings tells who opened an assessment again and when, the oldest first.
func (s *Service) Reopenings(ctx context.Context, id ID) ([]Reopening, error) {
	return s.store.Reopenings(ctx, id)
}

// EarlierReports are the reports after which an assessment was opened again, the
// oldest first.
func (s *Service) EarlierReports(ctx context.Context, id ID) ([]Closing, error) {
	return s.store.Closings(ctx, id)
}
