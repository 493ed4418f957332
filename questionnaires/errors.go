package questionnaires

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// ErrPublished is returned by Catalog.Add for an id and version that exist with
// other content: a published version never changes.
var ErrPublished = errors.New("this version is already published with other content; raise its version number")

// FileError is one problem in a questionnaire's files. Line counts from 1; it is
// 0 where the problem is the whole file.
type FileError struct {
	File   string
	Line   int
	Reason string
}

// Error gives "file:line: reason".
func (e *FileError) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Reason
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason)
}

// FileErrors lists the problems that a loading error holds, in order of file and
// line; nil for an error of another kind.
func FileErrors(err error) []*FileError {
	var list interface{ Unwrap() []error }
	if errors.As(err, &list) {
		var found []*FileError
		for _, each := range list.Unwrap() {
			found = append(found, FileErrors(each)...)
		}
		return found
	}
	var one *FileError
	if errors.As(err, &one) {
		return []*FileError{one}
	}
	return nil
}

// join makes one error of a list of problems, nil for an empty one. Problems of
// a file stand in the order of their lines; files keep theirs.
func join(problems []*FileError) error {
	order := map[string]int{}
	for _, p := range problems {
		if _, ok := order[p.File]; !ok {
			order[p.File] = len(order)
		}
	}
	slices.SortStableFunc(problems, func(a, b *FileError) int {
		return cmp.Or(cmp.Compare(order[a.File], order[b.File]), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Reason, b.Reason))
	})
	problems = slices.CompactFunc(problems, func(a, b *FileError) bool { return *a == *b })
	list := make([]error, len(problems))
	for i, p := range problems {
		list[i] = p
	}
	return errors.Join(list...)
}
