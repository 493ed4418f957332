package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// dictionary reads the names in the first column of a section's table.
func dictionary(t *testing.T, docs, section string) []string {
	t.Helper()
	_, text, found := strings.Cut(docs, "\n## "+section+"\n")
	text, _, _ = strings.Cut(text, "\n## ")
	if !found {
		t.Fatalf("docs/downloads.md has no section %s", section)
	}
	var names []string
	for line := range strings.Lines(text) {
		if cells := strings.Split(line, "|"); len(cells) == 4 {
			for _, name := range regexp.MustCompile("`[a-z0-9_]+`").FindAllString(cells[1], -1) {
				names = append(names, strings.Trim(name, "`"))
			}
		}
	}
	slices.Sort(names)
	return names
}

// columns are the names in the header of a CSV file, one for all questions.
func columns(file string) []string {
	header, _, _ := strings.Cut(file, "\n")
	question := regexp.MustCompile(`^(comment_|)(bv\d|g\d\d)$`)
	stage := regexp.MustCompile(`^imp_.*`)
	var names []string
	for name := range strings.SplitSeq(header, ",") {
		names = append(names, stage.ReplaceAllString(question.ReplaceAllString(name, "${1}bv1"), "imp_identify"))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// The dictionary in docs/downloads.md names every column of the files, and no other.
func TestEveryColumnIsDocumented(t *testing.T) {
	t.Parallel()
	docs, err := os.ReadFile("../../docs/downloads.md")
	if err != nil {
		t.Fatal(err)
	}
	s := newShell(t)
	id := s.must("assessment", "create", s.file("a.yaml", cliAssessment+"rivals: true\n"))
	s.must("assessment", "open", id)
	s.must("responses", "import", id, s.file("r.csv", cliResponses()))
	s.must("assessment", "close", id)
	for section, file := range map[string]string{
		"Answers": s.must("responses", "export", id), "Links": s.must("links", id, "--format", "csv"), "Contacts": s.must("contacts", "export", id),
	} {
		if diff := cmp.Diff(dictionary(t, string(docs), section), columns(file)); diff != "" {
			t.Errorf("%s (-docs +file):\n%s", section, diff)
		}
	}
}
