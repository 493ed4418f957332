package assessment

import (
	"context"
	"time"

	"readiness/questionnaires"
)

// The store interfaces stand here, beside their consumer, so that the service
// can be tested with any store and storage stays a detail. Methods return
// errors that wrap ErrNotFound or ErrConflict where it says so, an Error of
// kind Unavailable when the database cannot take writes now, and otherwise
// internal errors. Writes return after their commit; notes go into the audit log
// in the same transaction.

// WaveStore keeps assessments (each is one wave), their customers and reports.
type WaveStore interface {
	// CreateAssessment stores a with its links, one a group.
	CreateAssessment(ctx context.Context, a *Assessment, links []Link) error
	// Assessment returns one assessment; ErrNotFound.
	Assessment(ctx context.Context, id ID) (*Assessment, error)
	// Standing tells where an assessment stands without reading its definition;
	// ErrNotFound.
	Standing(ctx context.Context, id ID) (Standing, error)
	// Assessments returns all, newest first.
	Assessments(ctx context.Context) ([]*Assessment, error)
	// UpdateAssessment replaces the definition of a draft and adds links for its
	// new groups; ErrConflict if it is no draft any more.
	UpdateAssessment(ctx context.Context, a *Assessment, added []Link) error
	// AmendAssessment changes what may change until the close: it reads the
	// definition, calls change and stores the result in one transaction. An error
	// of change stores nothing and is returned; ErrConflict unless draft or open.
	AmendAssessment(ctx context.Context, id ID, change func(*Assessment) error) error
	// Transition moves from one status to the next and stamps the time;
	// ErrConflict if the assessment is not in status from.
	Transition(ctx context.Context, id ID, from, to Status, at time.Time, notes ...Event) error
	// SaveSnapshot stores the next version of the report and closes the assessment,
	// in one transaction; ErrConflict if it is not closing. Of the review it stores
	// whether the comments are held.
	SaveSnapshot(ctx context.Context, s Snapshot, at time.Time, notes ...Event) error
	// Snapshot returns the newest report with the review of its comments; ErrNotFound.
	Snapshot(ctx context.Context, id ID) (*Snapshot, error)
	// Reopen opens a closed assessment again, with its new closing dates, and notes
	// it, in one transaction; ErrConflict if it is not closed or r.Version is not
	// its newest report. Reports stay as they are, drafts that were left go.
	Reopen(ctx context.Context, a *Assessment, r Reopening, notes ...Event) error
	// Closings returns the reports after which the assessment was opened again, the
	// oldest first.
	Closings(ctx context.Context, id ID) ([]Closing, error)
	// Reopenings returns who opened an assessment again and when, the oldest first.
	Reopenings(ctx context.Context, id ID) ([]Reopening, error)
	// SaveCustomers replaces the customer base of an assessment that is not closed; ErrConflict.
	SaveCustomers(ctx context.Context, id ID, c *CustomerBase) error
	// Customers returns the customer base; ErrNotFound.
	Customers(ctx context.Context, id ID) (*CustomerBase, error)
}

// QuestionnaireStore keeps own questionnaires, each version as the files it was loaded from.
type QuestionnaireStore interface {
	// AddQuestionnaire stores a version; ErrConflict if it exists with another hash,
	// nil if it exists with the same.
	AddQuestionnaire(ctx context.Context, q *questionnaires.Questionnaire, files map[string][]byte) error
	// QuestionnaireFiles returns the files of every stored version.
	QuestionnaireFiles(ctx context.Context) ([]map[string][]byte, error)
}

// LinkStore keeps group links and invitations.
type LinkStore interface {
	// Links returns an assessment's group links in group-key order.
	Links(ctx context.Context, assessment ID) ([]Link, error)
	// LinkByHash and InvitationByHash recognise a token; ErrNotFound.
	LinkByHash(ctx context.Context, hash TokenHash) (*Link, error)
	InvitationByHash(ctx context.Context, hash TokenHash) (*Invitation, error)
	// Arrive recognises the token of a shared link together with the state of its
	// assessment and what the device has saved or sent, all as of one moment;
	// ErrNotFound if no shared link has this token. Every answer comes through here.
	Arrive(ctx context.Context, token TokenHash, draft DraftKey, submission SubmissionKey) (*Arrival, error)
	// ReplaceLink stores a new generation, hash and revoked flag of a link; ErrNotFound.
	ReplaceLink(ctx context.Context, l Link, notes ...Event) error
	// AddInvitations stores all or none; ErrConflict if an address is already
	// invited in the same assessment.
	AddInvitations(ctx context.Context, invitations []Invitation) error
	// Invitations returns an assessment's invitations by group, then address.
	Invitations(ctx context.Context, assessment ID) ([]Invitation, error)
	// EachInvitation calls yield for every invitation of one group, by address.
	EachInvitation(ctx context.Context, assessment ID, group string, yield func(*Invitation) error) error
	// RevokeInvitation revokes or restores one invitation under a new generation; ErrNotFound.
	RevokeInvitation(ctx context.Context, i Invitation) error
}

// DraftStore keeps sealed drafts: storage can neither read them nor tell whose they are.
type DraftStore interface {
	// Draft returns a sealed draft; ErrNotFound.
	Draft(ctx context.Context, key DraftKey) (*SealedDraft, error)
	// Submitted reports whether a response was stored under this key.
	Submitted(ctx context.Context, key SubmissionKey) (bool, error)
	// SaveDraft inserts (Revision 1) or replaces a draft whose stored revision is
	// one less; ErrConflict if somebody else saved in between or the draft was submitted.
	SaveDraft(ctx context.Context, d SealedDraft) error
	// DeleteDrafts removes what was never sent.
	DeleteDrafts(ctx context.Context, assessment ID) error
}

// ResponseStore keeps responses.
type ResponseStore interface {
	// Submit stores a response exactly once: under a submission key that was
	// used before it stores nothing and reports stored = false without error.
	// Otherwise, in one transaction: the assessment must be open (ErrConflict),
	// the invitation, if any, must not be completed (stored = false) and gets its
	// flag, a group's cap must not be reached (Gone, "error_link_full"), the
	// response and its comments are stored, the counter of group and day is
	// raised, the draft is deleted.
	Submit(ctx context.Context, s Submission) (stored bool, err error)
	// Progress counts invitations, drafts and responses by group, and responses by day.
	Progress(ctx context.Context, assessment ID) (*Progress, error)
	// Responses calls yield for every response in order of id.
	Responses(ctx context.Context, assessment ID, yield func(*Response) error) error
	// Comments calls yield for every comment in order of id.
	Comments(ctx context.Context, assessment ID, yield func(*Comment) error) error
	// BeginImport opens an import; its rows count only after FinishImport.
	BeginImport(ctx context.Context, assessment, importID ID) error
	// ImportResponses stores one batch in one transaction; ErrConflict unless the
	// assessment is draft or open.
	ImportResponses(ctx context.Context, assessment, importID ID, day string, rows []ImportedResponse) error
	// FinishImport makes all rows of the import count at once.
	FinishImport(ctx context.Context, assessment, importID ID) error
	// DiscardImport removes an unfinished import.
	DiscardImport(ctx context.Context, importID ID) error
}

// UserStore keeps accounts and one-time links.
type UserStore interface {
	// AddUser stores a new account; ErrConflict if the address is taken.
	AddUser(ctx context.Context, u User) error
	// UpdateUser replaces an account; ErrNotFound.
	UpdateUser(ctx context.Context, u User) error
	// User and UserByEmail return an account; ErrNotFound.
	User(ctx context.Context, id ID) (*User, error)
	UserByEmail(ctx context.Context, email string) (*User, error)
	// Users returns all accounts by address.
	Users(ctx context.Context) ([]User, error)
	// AddOneTimeLink stores a link; UseOneTimeLink takes it, once and before it
	// expires; ErrNotFound afterwards. OneTimeLink looks without taking.
	AddOneTimeLink(ctx context.Context, l OneTimeLink) error
	OneTimeLink(ctx context.Context, hash TokenHash, now time.Time) (*OneTimeLink, error)
	UseOneTimeLink(ctx context.Context, hash TokenHash, now time.Time) (*OneTimeLink, error)
}

// Store is everything the service needs; storage implements it for each database.
type Store interface {
	WaveStore
	QuestionnaireStore
	LinkStore
	DraftStore
	ResponseStore
	ReviewStore
	AuditStore
	UserStore
}

// Standing is where an assessment stands.
type Standing struct {
	Status   Status
	Closed   time.Time // zero: not closed
	Reopened int       // times; the definition changes with it
}

// Reopening notes that an assessment was opened again.
type Reopening struct {
	Version int       // of the report after which it was
	At      time.Time // when
	Account ID        // by whom; "" from the command line
	Counts  []byte    // of that report's answers, see Reporter.Counts; not returned by Reopenings
}

// Submission is what Submit stores.
type Submission struct {
	Key        SubmissionKey // idempotency
	Assessment ID
	Response   Response
	Comments   []Comment
	Day        string   // ISO date in the assessment's time zone, for the counter
	Invitation ID       // whose flag is set; "" behind a group link
	Generation int      // of the invitation
	Draft      DraftKey // deleted
	Cap        int      // most responses of the group; 0 = no limit
}

// ImportedResponse is one row of an import with its comments.
type ImportedResponse struct {
	Response Response
	Comments []Comment
	Day      string // ISO date for the counter; "" = the day of the import
}
