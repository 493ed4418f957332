package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const attributedAssessment = `
title: Customer readiness 2026
organisation: Alder & Finch
languages: [en]
k: 3
comment_k: 5
groups:
  - {key: executives, access: personal, anonymity: attributed}
  - {key: customers}
privacy: {controller: Alder & Finch, contact: privacy@example.org, basis: legitimate interest}
`

// commentedResponses has six comments of customers, who are anonymous, and one of
// an executive, who is not: it stands in the rows only.
func commentedResponses() string {
	var file strings.Builder
	file.WriteString("group,bv1,bv2,bv3,bv4,comment_bv1,comment\n")
	for i := range 6 {
		fmt.Fprintf(&file, "customers,%d,4,4,5,\"Remark%d says: ask Maria Keller, not Zoran.\",\n", 1+i%5, i)
	}
	for i := range 4 {
		comment := ""
		if i == 0 {
			comment = "Zoran wrote this"
		}
		fmt.Fprintf(&file, "executives,%d,2,4,1,,%s\n", 1+i, comment)
	}
	return file.String()
}

// everything is all that can be had of a closed assessment, unpacked, by file.
func (s *shell) everything(id string) map[string]string {
	s.t.Helper()
	out := map[string]string{}
	for _, format := range []string{"json", "csv", "html", "xlsx"} {
		path := filepath.Join(s.dir, "report."+format)
		s.must("report", id, "--format", format, "--out", path)
		out["report."+format] = unpacked(s.t, path)
	}
	for _, format := range []string{"csv", "xlsx"} {
		path := filepath.Join(s.dir, "rows."+format)
		s.must("responses", "export", id, "--format", format, "--out", path)
		out["rows."+format] = unpacked(s.t, path)
	}
	return out
}

// unpacked is the text of a file, of a workbook that of all its parts.
func unpacked(t *testing.T, path string) string {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(path) != ".xlsx" {
		return string(body)
	}
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range archive.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, part); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// says tells which files hold a text.
func says(files map[string]string, text string) []string {
	var with []string
	for name, content := range files {
		if strings.Contains(content, text) {
			with = append(with, name)
		}
	}
	return with
}

type shownReview struct {
	Comments []struct{ Text string }
	Review   *struct {
		Held              bool
		Hidden, Shortened int
	} `json:"comment_review"`
}

func (s *shell) shown(id string) shownReview {
	s.t.Helper()
	var report shownReview
	if err := json.Unmarshal([]byte(s.must("report", id, "--format", "json")), &report); err != nil {
		s.t.Fatal(err)
	}
	return report
}

func TestCommentsAreReadForNamesBeforeTheirRelease(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	id := s.must("assessment", "create", s.file("a.yaml", attributedAssessment))
	s.must("assessment", "open", id)
	s.must("responses", "import", id, s.file("r.csv", commentedResponses()))
	if code, _, errs := s.try("comments", "list", id); code != exitFail || errs == "" {
		t.Errorf("comments of an open assessment: %d %q", code, errs)
	}
	s.must("assessment", "close", id, "--hold-comments")

	// Held back: nobody reads any, but for the reviewer.
	for _, text := range []string{"Remark", "Zoran", "Maria"} {
		if with := says(s.everything(id), text); len(with) > 0 {
			t.Errorf("held back, %s stands in %v", text, with)
		}
	}
	if r := s.shown(id); r.Review == nil || !r.Review.Held || len(r.Comments) != 0 {
		t.Errorf("held back: %+v", r)
	}
	rows, err := csv.NewReader(strings.NewReader(s.must("comments", "list", id))).ReadAll()
	if err != nil || len(rows) != 8 {
		t.Fatalf("listed %d rows, %v", len(rows), err)
	}
	keys := map[string]string{}
	for _, row := range rows[1:] {
		keys[row[5]] = row[0]
	}

	// Names go, one comment goes, the rest is released.
	if got := s.must("comments", "hide", id, "--words", "maria keller", "--words", "Zoran"); got != "7" {
		t.Errorf("hidden in %s comments", got)
	}
	s.must("comments", "hide", id, keys["Remark3 says: ask Maria Keller, not Zoran."])
	s.must("comments", "release", id)
	files := s.everything(id)
	for _, text := range []string{"Maria", "Keller", "Zoran", "Remark3"} {
		if with := says(files, text); len(with) > 0 {
			t.Errorf("hidden, %s stands in %v", text, with)
		}
	}
	r := s.shown(id)
	if r.Review == nil || r.Review.Held || r.Review.Hidden != 1 || r.Review.Shortened != 6 || len(r.Comments) != 6 {
		t.Errorf("released: %+v", r)
	}
	for _, c := range r.Comments {
		if !strings.HasSuffix(c.Text, " says: ask […], not […].") && c.Text != "[…] wrote this" {
			t.Errorf("shown %q", c.Text)
		}
	}
	for file, text := range map[string]string{
		"report.html": "Remark4 says: ask […], not […].", "report.xlsx": "Remark4 says: ask […], not […].", "report.csv": "comments_hidden,1",
		"rows.csv": "[…] wrote this", "rows.xlsx": "[…] wrote this",
	} {
		if !strings.Contains(files[file], text) {
			t.Errorf("%s does not say %q", file, text)
		}
	}

	// It can be undone, since nothing was edited.
	s.must("comments", "show", id, keys["Remark3 says: ask Maria Keller, not Zoran."])
	if with := says(s.everything(id), "Remark3 says: ask Maria Keller, not Zoran."); len(with) != 3 {
		t.Errorf("shown again in %v", with)
	}

	log := s.must("audit", id)
	for action, n := range map[string]int{"\topened\t": 1, "\tclosed\t1": 1, "\tcomment_hidden\t": 8, "\tcomments_released\t": 1, "\tcomment_shown\t": 1} {
		if strings.Count(log, action) != n {
			t.Errorf("%q stands %d times in the log, want %d:\n%s", action, strings.Count(log, action), n, log)
		}
	}
	for _, text := range []string{"Maria", "Zoran", "Remark"} {
		if strings.Contains(log, text) {
			t.Errorf("%s stands in the audit log", text)
		}
	}
	s.must("check")
}

func TestCommentsCommandsSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	id := s.must("assessment", "create", s.file("a.yaml", attributedAssessment))
	s.must("assessment", "open", id)
	s.must("responses", "import", id, s.file("r.csv", commentedResponses()))
	s.must("assessment", "close", id)
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"comments", "hide", id}, exitUsage, "--words"},
		{[]string{"comments", "hide", id, "beef"}, exitFail, "no comment beef"},
		{[]string{"comments", "show", id, "beef"}, exitFail, "no comment beef"},
		{[]string{"comments", "hide", id, "--words", "Nobody"}, exitFail, "no comment says Nobody"},
		{[]string{"comments", "release", id}, exitFail, "not held back"},
		{[]string{"comments", "list", "nowhere"}, exitFail, "assessment nowhere: not found"},
	} {
		code, _, errs := s.try(tt.args...)
		if code != tt.code || !strings.Contains(errs, tt.want) {
			t.Errorf("%v: exit %d, %q", tt.args, code, errs)
		}
	}
	if r := s.shown(id); r.Review != nil || len(r.Comments) != 7 {
		t.Errorf("nothing reviewed: %+v", r)
	}
}
