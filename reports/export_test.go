package reports

import (
	"testing"

	"readiness/assessment"
	"readiness/questionnaires"
)

// Closed is a closed assessment as the store keeps it.
type Closed struct {
	Assessment *assessment.Assessment
	Snapshot   []byte
	Progress   *assessment.Progress
}

// Renderer makes the outputs that other packages write, in English; one
// goroutine at a time.
type Renderer interface {
	// Show is the assessment that the pages are about from now on.
	Show(c *Closed)
	// Page gets a page; the address begins behind the assessment's own.
	Page(t testing.TB, address string) (status int, body []byte)
	// Workbook writes the workbook of a report.
	Workbook(t testing.TB, report *Report) []byte
}

// NewRenderer makes a Renderer that knows the shipped questionnaires and others.
type NewRenderer func(t testing.TB, own ...*questionnaires.Questionnaire) Renderer
