package assessment

import (
	"context"
	"time"
)

// Action is what somebody did that has to be accounted for.
type Action string

// The actions of the audit log.
const (
	ActionOpened           Action = "opened"         // answers are taken
	ActionClosed           Action = "closed"         // Detail: version of the report
	ActionReopened         Action = "reopened"       // Detail: version of the report before
	ActionExported         Action = "exported"       // Detail: file and format
	ActionLinkRenewed      Action = "link_renewed"   // Detail: group
	ActionLinkRevoked      Action = "link_revoked"   // Detail: group
	ActionCommentHidden    Action = "comment_hidden" // Detail: key of the comment, whole or words
	ActionCommentShown     Action = "comment_shown"  // Detail: key of the comment
	ActionCommentsReleased Action = "comments_released"
)

// Actions lists the actions.
func Actions() []Action {
	return []Action{
		ActionOpened, ActionClosed, ActionReopened, ActionExported, ActionLinkRenewed, ActionLinkRevoked, ActionCommentHidden,
		ActionCommentShown, ActionCommentsReleased,
	}
}

// Event is one entry of the audit log. It holds no answer, no word of a comment,
// no token and no address of a respondent.
type Event struct {
	At         time.Time
	Account    ID // whose; "" from the command line
	Assessment ID
	Action     Action
	Detail     string // what exactly, see the actions; "" if there is nothing to add
}

// AuditEntry is a stored event. Its hash covers the event and the hash of the
// entry before, so that a change of any entry is found.
type AuditEntry struct {
	Event
	Number int64 // 1 and up, without a gap
	Hash   [32]byte
}

// AuditStore keeps the audit log. Entries are added, never changed.
type AuditStore interface {
	// Record adds an entry of its own. Methods that change something and take
	// notes add these in the same transaction.
	Record(ctx context.Context, e Event) error
	// AuditLog calls yield for every entry of an assessment ("": all), the newest
	// first.
	AuditLog(ctx context.Context, assessment ID, yield func(*AuditEntry) error) error
}

type accountKey struct{}

// WithAccount says whose account acts, for the audit log. Without it, it is the
// command line.
func WithAccount(ctx context.Context, account ID) context.Context {
	return context.WithValue(ctx, accountKey{}, account)
}

func accountOf(ctx context.Context) ID {
	account, _ := ctx.Value(accountKey{}).(ID)
	return account
}

// event is what is done now.
func (s *Service) event(ctx context.Context, id ID, action Action, detail string) Event {
	return Event{At: s.Now(), Account: accountOf(ctx), Assessment: id, Action: action, Detail: detail}
}

// Exported notes that a file ("rows csv") of an assessment is taken away. Whoever
// sends it calls this first: what cannot be noted is not sent.
func (s *Service) Exported(ctx context.Context, id ID, file string) error {
	return s.store.Record(ctx, s.event(ctx, id, ActionExported, file))
}

// AuditLog calls yield for every entry of an assessment, the newest first.
func (s *Service) AuditLog(ctx context.Context, id ID, yield func(*AuditEntry) error) error {
	return s.store.AuditLog(ctx, id, yield)
}
