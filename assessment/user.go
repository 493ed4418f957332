package assessment

import "time"

// Role is what an account may do.
type Role string

const (
	// Admin manages accounts and everything else.
	Admin Role = "admin"
	// Executive creates and runs assessments.
	Executive Role = "executive"
	// Consultant reads reports and downloads workbooks.
	Consultant Role = "consultant"
)

// Roles lists the roles.
func Roles() []Role { return []Role{Admin, Executive, Consultant} }

// Manages reports whether the role may create, open and close assessments.
func (r Role) Manages() bool { return r == Admin || r == Executive }

// User is an account.
type User struct {
	ID           ID
	Email        string // lower case, unique
	Name         string
	Role         Role
	PasswordHash string // argon2id PHC string; "" until a password is set
	Language     string
	Disabled     bool
	Created      time.Time
	// SessionEpoch is raised when all of the user's sessions must end
	// (password changed, account disabled); sessions carry the epoch they began in.
	SessionEpoch int
}

// OneTimeLink lets somebody set a password or sign in once.
type OneTimeLink struct {
	Hash    TokenHash
	User    ID   // "" for the first account of an empty installation
	SignIn  bool // signs in directly (demo) rather than asking for a new password
	Expires time.Time
}
