package assessment

import (
	"crypto/sha256"
	"time"
)

// TokenHash is the SHA-256 of a token: all that the database keeps of it.
type TokenHash [sha256.Size]byte

// HashToken hashes a token for look-up.
func HashToken(token string) TokenHash { return sha256.Sum256([]byte(token)) }

// TokenKind separates the purposes of derived tokens, so that none can be used for another.
type TokenKind string

const (
	// GroupToken opens a group's questionnaire.
	GroupToken TokenKind = "group"
	// PersonalToken opens one invitation.
	PersonalToken TokenKind = "personal"
)

// Tokens derives link tokens from the instance key; assessment/auth implements
// it. The same arguments always give the same token, so a link can be shown
// again without being stored, and revoking is raising the generation.
type Tokens interface {
	Token(kind TokenKind, id ID, generation int) string
	// DraftSecret derives the secret a personal link's draft is stored under.
	DraftSecret(token string) string
}

// Link is a group's shared link.
type Link struct {
	ID         ID
	Assessment ID
	Group      string
	Generation int
	Hash       TokenHash
	Revoked    bool
}

// Arrival is what the token of a shared link leads to.
type Arrival struct {
	Link   Link
	Status Status
	Closed time.Time // zero before closing
	// Draft is what the device has saved; nil if nothing.
	Draft *SealedDraft
	// Submitted: a response was stored under the device's key.
	Submitted bool
}

// Invitation is one person's link. Completed is a flag without a date.
type Invitation struct {
	ID         ID
	Assessment ID
	Group      string
	Email      string // lower case; "" once personal data has been deleted
	Name       string
	Language   string
	Location   string
	Function   string
	Generation int
	Hash       TokenHash
	Completed  bool
	Revoked    bool
}

// Contact is a person to invite.
type Contact struct {
	Email, Name, Group, Language, Location, Function string
}

// LinkAddress is a link as handed out: the group's, or one person's.
type LinkAddress struct {
	Group                 string
	Token                 string
	Email, Name, Language string // personal links only
	Revoked               bool
}

// Date is an ISO date in the assessment's time zone.
func (a *Assessment) Date(t time.Time) string {
	loc, err := time.LoadLocation(a.Timezone)
	if err != nil {
		loc = time.UTC
	}
	return t.In(loc).Format(time.DateOnly)
}
