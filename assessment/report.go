package assessment

import (
	"context"

	"readiness/questionnaires"
)

// Reporter turns responses into the immutable snapshot that every page, file
// and sheet is made from. Package reports implements it; the domain keeps the
// bytes and never looks inside.
type Reporter interface {
	// Snapshot computes the report. Memory is bounded by the number of distinct
	// scale scores, not by the number of responses.
	Snapshot(ctx context.Context, in *ReportInput) ([]byte, error)
	// Counts sums up what disclosure control has to remember of a closed assessment
	// before more answers come: numbers of answers, never an answer.
	Counts(ctx context.Context, in *ReportInput) ([]byte, error)
	// Curve summarises customer values; one value a customer, any order.
	Curve(values []float64) ValueCurve
}

// ReportInput is everything a report depends on.
type ReportInput struct {
	Assessment     *Assessment
	Questionnaires []*questionnaires.Questionnaire
	Form           *Form
	Progress       *Progress
	Customers      *CustomerBase // nil: none uploaded
	Version        int           // of the snapshot, 1 and up
	Program        string        // program version, for the record
	// Responses and Comments call yield for each row, in no particular order,
	// and stop at its first error.
	Responses func(ctx context.Context, yield func(*Response) error) error
	Comments  func(ctx context.Context, yield func(*Comment) error) error
	Previous  []byte // snapshot of the wave before; nil if none
	// Before is the definition of the wave before and its responses, which may
	// have gone since; nil with Previous nil. It has nothing else.
	Before *ReportInput
	// Earlier are this assessment's reports that were followed by a re-opening, the
	// oldest first.
	Earlier []Closing
}

// Closing is a stored report after which the assessment was opened again, with
// what Reporter.Counts said at that time.
type Closing struct {
	Version int // 1 and up
	Body    []byte
	Counts  []byte
}

// Snapshot is a stored report, and what readers may see of its comments.
type Snapshot struct {
	Assessment ID
	Version    int
	Body       []byte
	Review     CommentReview
}
