package assessment

// Response is one respondent's submitted answers.
type Response struct {
	ID         ID
	Group      string // group key
	Location   string // segment key; "" = none given
	Function   string
	Language   string
	Day        string // ISO date, attributed groups and imports into them only
	Invitation ID     // attributed groups only
	Answers    Answers
}

// Comment is one free text. In anonymous groups nothing joins it to a response.
type Comment struct {
	ID       ID
	Group    string
	Item     string // question id; "" for the comment on the whole
	Language string
	Text     string
	Response ID // attributed groups only
}

// MaxComment is the longest comment taken, in characters.
const MaxComment = 2000

// Count is the number of responses of one group on one day.
type Count struct {
	Group string
	Day   string // ISO date in the assessment's time zone
	N     int
}

// GroupProgress is where one group stands.
type GroupProgress struct {
	Group     string
	Invited   int // invitations, not revoked
	Started   int // drafts not yet sent plus completed
	Completed int
}

// Progress is where an assessment stands while it is open, and what the report
// says about response rates afterwards.
type Progress struct {
	Groups []GroupProgress // in the assessment's group order
	ByDay  []Count
}

// Of returns the progress of one group.
func (p *Progress) Of(group string) GroupProgress {
	for _, g := range p.Groups {
		if g.Group == group {
			return g
		}
	}
	return GroupProgress{Group: group}
}

// Completed is the number of responses over all groups.
func (p *Progress) Completed() int {
	n := 0
	for _, g := range p.Groups {
		n += g.Completed
	}
	return n
}
