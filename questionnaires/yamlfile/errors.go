package yamlfile

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Error is one problem in a file. Line counts from 1; it is 0 where the problem
// is the whole file.
type Error struct {
	File   string
	Line   int
	Reason string
}

// Error gives "file:line: reason".
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Reason
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason)
}

// Problems lists the problems that a loading error holds, in order of file and
// line; nil for an error of another kind.
func Problems(err error) []*Error {
	var list interface{ Unwrap() []error }
	if errors.As(err, &list) {
		var found []*Error
		for _, each := range list.Unwrap() {
			found = append(found, Problems(each)...)
		}
		return found
	}
	var one *Error
	if errors.As(err, &one) {
		return []*Error{one}
	}
	return nil
}

// Join makes one error of a list of problems, nil for an empty one. Problems of
// a file stand in the order of their lines; files keep theirs.
func Join(problems []*Error) error {
	order := map[string]int{}
	for _, p := range problems {
		if _, ok := order[p.File]; !ok {
			order[p.File] = len(order)
		}
	}
	slices.SortStableFunc(problems, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(order[a.File], order[b.File]), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Reason, b.Reason))
	})
	problems = slices.CompactFunc(problems, func(a, b *Error) bool { return *a == *b })
	list := make([]error, len(problems))
	for i, p := range problems {
		list[i] = p
	}
	return errors.Join(list...)
}
