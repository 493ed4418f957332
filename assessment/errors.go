package assessment

import (
	"errors"
	"fmt"
)

// Kind says what sort of failure an Error is; adapters map it to a status or an exit code.
type Kind int

const (
	// Internal is everything that is not the caller's doing.
	Internal Kind = iota
	// Invalid is wrong input; Field names where, Key says what.
	Invalid
	// NotFound means no such thing, or not for this caller.
	NotFound
	// Conflict means the thing exists but its state forbids the action.
	Conflict
	// Forbidden is a known caller without the right.
	Forbidden
	// Unauthenticated means nobody is signed in, or the credentials are wrong.
	Unauthenticated
	// Gone is a link that was valid once (revoked, closed, already used).
	Gone
	// Unavailable means storage cannot take writes now; nothing was stored, a retry is safe.
	Unavailable
	// TooMany means too many requests.
	TooMany
)

// Error is a failure as a value: a kind, a message key that is translated when
// shown, and the arguments of that message.
type Error struct {
	Kind  Kind
	Key   string         // message key in static/i18n, e.g. "error_link_unknown"
	Args  map[string]any // placeholders of the message
	Field string         // input field the error belongs to, "" for none
	Err   error          // cause, never shown to people
}

func (e *Error) Error() string {
	text := e.Key
	if e.Field != "" {
		text = e.Field + ": " + text
	}
	if len(e.Args) > 0 {
		text += fmt.Sprint(" ", e.Args)
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the first Error in err's chain, or Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// KeyOf returns the message key of the first Error in err's chain, or "".
func KeyOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Key
	}
	return ""
}

// fail builds an Error; args alternate names and values.
func fail(kind Kind, key string, args ...any) *Error {
	e := &Error{Kind: kind, Key: key}
	for i := 0; i+1 < len(args); i += 2 {
		if e.Args == nil {
			e.Args = make(map[string]any, len(args)/2)
		}
		name, _ := args[i].(string)
		e.Args[name] = args[i+1]
	}
	return e
}

// ErrNotFound is what stores return (wrapped) when a row does not exist.
var ErrNotFound = &Error{Kind: NotFound, Key: "error_not_found"}

// ErrConflict is what stores return (wrapped) when a row's state is not the expected one.
var ErrConflict = &Error{Kind: Conflict, Key: "error_conflict"}

// Explain puts an error into words for people: one line for each problem of a
// joined error, in order. say translates a message key with its arguments. What
// is no Error and no list of problems is given as it stands.
func Explain(err error, say func(key string, args map[string]any) string) []string {
	if err == nil {
		return nil
	}
	switch e := err.(type) { //nolint:errorlint // the tree is walked one step at a time
	case *Error:
		return []string{e.message(say)}
	case interface{ Unwrap() []error }:
		var lines []string
		for _, each := range e.Unwrap() {
			lines = append(lines, Explain(each, say)...)
		}
		return lines
	}
	if next := errors.Unwrap(err); next != nil {
		if _, ok := errors.AsType[*Error](next); ok {
			return Explain(next, say)
		}
	}
	return []string{err.Error()}
}

// message translates e; an argument that is itself an Error is translated first.
func (e *Error) message(say func(key string, args map[string]any) string) string {
	args := make(map[string]any, len(e.Args))
	for name, value := range e.Args {
		if inner, ok := value.(*Error); ok {
			value = inner.message(say)
		}
		args[name] = value
	}
	return say(e.Key, args)
}
