package questionnaires

import (
	"errors"

	"readiness/questionnaires/yamlfile"
)

// ErrPublished is returned by Catalog.Add for an id and version that exist with
// other content: a published version never changes.
var ErrPublished = errors.New("this version is already published with other content; raise its version number")

// FileError is one problem in a questionnaire's files, with file, line and reason.
type FileError = yamlfile.Error
