package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"readiness/assessment"
	"readiness/static/i18n"
)

// shell runs commands against one database as a person at a terminal would.
type shell struct {
	t   *testing.T
	dir string
}

func newShell(t *testing.T) *shell {
	t.Helper()
	return &shell{t: t, dir: t.TempDir()}
}

func (s *shell) file(name, content string) string {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// try runs a command and returns its exit code, output and errors.
func (s *shell) try(args ...string) (code int, out, errs string) {
	s.t.Helper()
	var stdout, stderr bytes.Buffer
	all := append([]string{"--db", "sqlite:" + filepath.Join(s.dir, "data", "r.db"), "--log", "error"}, args...)
	code = run(s.t.Context(), all, terminal{in: strings.NewReader("blue whales hum quietly\n"), out: &stdout, err: &stderr})
	return code, stdout.String(), stderr.String()
}

// must runs a command that has to succeed and returns its output.
func (s *shell) must(args ...string) string {
	s.t.Helper()
	code, out, errs := s.try(args...)
	if code != exitOK {
		s.t.Fatalf("%v: exit %d: %s", args, code, errs)
	}
	return strings.TrimRight(out, "\n")
}

const cliAssessment = `
title: Customer readiness 2026
organisation: Alder & Finch
languages: [en, es]
groups:
  - {key: executives, access: group, expected: 8}
  - {key: customers, expected: 20}
locations: [Milan, Madrid]
privacy: {controller: Alder & Finch, contact: privacy@example.org, basis: legitimate interest}
`

func cliResponses() string {
	var file strings.Builder
	file.WriteString("group,location,bv1,bv2,bv3,bv4,g01\n")
	for i := range 6 {
		fmt.Fprintf(&file, "executives,Milan,%d,4,4,5,4\n", 3+i%3)
		fmt.Fprintf(&file, "customers,Madrid,%d,2,dk,1,2\n", 1+i%3)
	}
	return file.String()
}

func TestMainJobFromTheCommandLine(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	id := s.must("assessment", "create", s.file("a.yaml", cliAssessment))
	if len(id) != 26 || strings.ContainsAny(id, " \n") {
		t.Fatalf("id %q", id)
	}
	if code, _, errs := s.try("report", id, "--format", "json"); code != exitFail || errs == "" || strings.Count(errs, "\n") != 1 {
		t.Errorf("report of a draft: exit %d, %q", code, errs)
	}
	s.must("assessment", "open", id)
	links := strings.Split(s.must("links", id, "--base-url", "https://r.example.org/"), "\n")
	if len(links) != 2 || !strings.HasPrefix(links[0], "executives\thttps://r.example.org/s/") {
		t.Errorf("links: %q", links)
	}
	if got := s.must("responses", "import", id, s.file("r.csv", cliResponses())); got != "12" {
		t.Errorf("imported %q", got)
	}
	if got := s.must("customers", "import", id, s.file("c.csv", "customer,value,segment\nA,400,gifts\nB,10,office\n")); got != "2" {
		t.Errorf("imported %q customers", got)
	}
	if got := s.must("assessment", "list"); got != id+"\topen\t12\tCustomer readiness 2026" {
		t.Errorf("list: %q", got)
	}
	s.must("assessment", "close", id)

	var report struct {
		Assessment struct {
			ID     string
			Closed string
		}
		Scales []struct {
			ID     string
			Groups []struct {
				Group string
				N     *int
				Mean  *float64
			}
		}
	}
	if err := json.Unmarshal([]byte(s.must("report", id, "--format", "json")), &report); err != nil {
		t.Fatal(err)
	}
	if report.Assessment.ID != id || len(report.Scales) != 11 || report.Scales[0].ID != "identify" || *report.Scales[0].Groups[0].Mean != 75 {
		t.Errorf("report: %+v", report)
	}
	workbook := filepath.Join(s.dir, "gap.xlsx")
	s.must("report", id, "--format", "xlsx", "--lang", "es", "--out", workbook)
	file, err := excelize.OpenFile(workbook)
	if err != nil {
		t.Fatal(err)
	}
	if sheets := file.GetSheetList(); len(sheets) < 7 {
		t.Errorf("sheets: %v", sheets)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	rows := filepath.Join(s.dir, "rows.xlsx")
	s.must("responses", "export", id, "--format", "xlsx", "--out", rows)
	if got := cells(t, rows); len(got) != 13 || !slices.Contains(got[0], "bv1") {
		t.Errorf("%d rows, header %q", len(got), got[0])
	}
	handedOut := filepath.Join(s.dir, "links.xlsx")
	s.must("links", id, "--format", "xlsx", "--out", handedOut, "--base-url", "https://r.example.org")
	if got := cells(t, handedOut); len(got) != 3 || !strings.HasPrefix(got[1][len(got[1])-1], "https://r.example.org/s/") {
		t.Errorf("links: %q", got)
	}
	if got := s.must("links", id, "--format", "csv"); strings.Count(got, "\n") != 2 {
		t.Errorf("links as CSV: %q", got)
	}
	if got := s.must("contacts", "export", id); got != "email,name,group,language,location,function" {
		t.Errorf("contacts of nobody: %q", got)
	}
	if got := s.must("report", id, "--format", "csv"); !strings.HasPrefix(got, "dimension,value,scale,item,group,statistic,number,suppressed\n") {
		t.Errorf("CSV: %.80q", got)
	}
	if got := s.must("report", id, "--format", "html", "--lang", "zh"); !strings.Contains(got, `lang="zh-Hans"`) || strings.Contains(got, "<script") {
		t.Errorf("HTML: %.200q", got)
	}
}

// cells reads the first sheet of a workbook.
func cells(t *testing.T, path string) [][]string {
	t.Helper()
	file, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := file.GetRows(file.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return rows
}

// Importing an export and reporting again gives the same figures where nothing
// had to be withheld (interfaces.md).
func TestExportComesBackTheSame(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	report := func(rows string) (exported string, scales any) {
		id := s.must("assessment", "create", s.file("a.yaml", strings.Replace(cliAssessment, "locations: [Milan, Madrid]\n", "", 1)))
		s.must("assessment", "open", id)
		s.must("responses", "import", id, rows)
		s.must("assessment", "close", id)
		var parsed map[string]any
		if err := json.Unmarshal([]byte(s.must("report", id, "--format", "json")), &parsed); err != nil {
			t.Fatal(err)
		}
		return s.must("responses", "export", id) + "\n", parsed["scales"]
	}
	records, err := csv.NewReader(strings.NewReader(cliResponses())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var plain bytes.Buffer
	w := csv.NewWriter(&plain)
	for _, r := range records {
		if err := w.Write(slices.Delete(r, 1, 2)); err != nil { // without the location
			t.Fatal(err)
		}
	}
	w.Flush()
	exported, first := report(s.file("r.csv", plain.String()))
	_, second := report(s.file("again.csv", exported))
	if fmt.Sprint(first) != fmt.Sprint(second) {
		t.Errorf("the report of the export differs:\n%v\n%v", first, second)
	}
}

// A comment that looks like a formula, guarded or not, comes back as it was.
func TestExportedTextsComeBackTheSame(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	want := []string{"=1+1", "'=1", "''=1", "-", "+two\nlines", "@", "＝1", "'", "'tis", `"quoted", "`, "plain"}
	slices.Sort(want)
	rows := [][]string{{"group", "bv1", "comment"}}
	for _, text := range want {
		rows = append(rows, []string{"executives", "3", assessment.GuardCell(text)})
	}
	for pass := range 2 {
		var file bytes.Buffer
		if err := csv.NewWriter(&file).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		id := s.must("assessment", "create", s.file("a.yaml", strings.Replace(cliAssessment, "access: group,", "access: group, anonymity: attributed,", 1)))
		s.must("assessment", "open", id)
		s.must("responses", "import", id, s.file("r.csv", file.String()))
		s.must("assessment", "close", id)
		var err error
		if rows, err = csv.NewReader(strings.NewReader(s.must("responses", "export", id))).ReadAll(); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range rows[1:] {
			comment := row[len(row)-1]
			if assessment.Formula(comment) {
				t.Errorf("%q is not guarded", comment)
			}
			got = append(got, assessment.UnguardCell(comment))
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("pass %d (-want +got):\n%s", pass, diff)
		}
	}
}

func TestImportErrorsNameRowAndColumnInWords(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	id := s.must("assessment", "create", s.file("a.yaml", cliAssessment))
	code, out, errs := s.try("responses", "import", id, s.file("bad.csv", "group,bv1\ncustomers,3\ncustomers,9\n"))
	if code != exitFail || out != "" {
		t.Errorf("exit %d, output %q", code, out)
	}
	for _, want := range []string{"3", "bv1", "9"} {
		if !strings.Contains(errs, want) {
			t.Errorf("%q does not name %s", errs, want)
		}
	}
	if strings.Contains(errs, "[error") || strings.Contains(errs, "error_") {
		t.Errorf("a message key is shown: %q", errs)
	}
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	tests := []struct {
		name string
		args []string
		want int
	}{
		{"help", []string{"--help"}, exitOK},
		{"help of a command", []string{"report", "--help"}, exitOK},
		{"version", []string{"version"}, exitOK},
		{"no command", nil, exitUsage},
		{"unknown command", []string{"assess"}, exitUsage},
		{"unknown flag", []string{"version", "--loud"}, exitUsage},
		{"missing argument", []string{"links"}, exitUsage},
		{"unknown format", []string{"report", "x", "--format", "pdf"}, exitUsage},
		{"unknown assessment", []string{"links", "x"}, exitFail},
		{"missing file", []string{"assessment", "create", "no-such.yaml"}, exitFail},
		{"missing folder", []string{"questionnaire", "check", "no-such"}, exitFail},
		{"unknown database", []string{"--db", "mysql://x", "assessment", "list"}, exitFail},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, _, errs := s.try(tt.args...)
			if code != tt.want {
				t.Errorf("exit %d, want %d: %s", code, tt.want, errs)
			}
			if code != exitOK && errs == "" {
				t.Error("no word about what went wrong")
			}
		})
	}
}

func TestEveryCommandHasHelpWithAnExample(t *testing.T) {
	t.Parallel()
	var cli CLI
	parser, err := kong.New(&cli)
	if err != nil {
		t.Fatal(err)
	}
	commands := 0
	for _, leaf := range parser.Model.Leaves(true) {
		commands++
		if leaf.Help == "" || !strings.Contains(leaf.Detail, "Example:") {
			t.Errorf("%s: help %q, detail %q", leaf.FullPath(), leaf.Help, leaf.Detail)
		}
	}
	if commands < 20 {
		t.Errorf("only %d commands", commands)
	}
}

func TestOwnQuestionnaire(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	folder := filepath.Join(s.dir, "service-climate")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	s.file("service-climate/structure.yaml", `
id: service-climate
version: 1
levels: 6
scales:
  - {id: care, kind: category}
questions:
  - {id: q1, scale: care, reverse: true}
`)
	s.file("service-climate/en.yaml", `
title: Service climate
intro: Five minutes about how we look after customers.
scales: {care: Care}
levels: [Never, Rarely, Sometimes, Often, Very often, Always]
questions:
  q1: {inside: "Do we keep customers waiting?", outside: "Does this company keep you waiting?", low: "Never", high: "Always"}
`)
	s.must("questionnaire", "check", folder)
	if got := s.must("questionnaire", "add", folder); got != "service-climate" {
		t.Errorf("add printed %q", got)
	}
	if got := s.must("questionnaire", "list"); !strings.Contains(got, "service-climate\t1\t1\t[en]\tService climate") {
		t.Errorf("list: %q", got)
	}
	s.file("service-climate/structure.yaml", strings.Replace(`
id: service-climate
version: 1
levels: 6
scales:
  - {id: care, kind: category}
questions:
  - {id: q1, scale: care}
`, "\n", "", 1))
	if code, _, errs := s.try("questionnaire", "add", folder); code != exitFail || !strings.Contains(errs, "version") {
		t.Errorf("a changed version was taken: exit %d, %s", code, errs)
	}
	id := s.must("assessment", "create", s.file("own.yaml", "title: T\norganisation: O\nquestionnaires: [service-climate]\ngroups: [{key: frontline}]\n"))
	s.must("responses", "import", id, s.file("q.csv", "group,q1\n"+strings.Repeat("frontline,2\n", 5)))
	s.must("assessment", "open", id)
	s.must("assessment", "close", id)
	if got := s.must("report", id, "--format", "json"); !strings.Contains(got, `"mean":80`) && !strings.Contains(got, `"mean": 80`) {
		t.Errorf("level 2 of 6, reversed, is 80: %.400s", got)
	}
}

func TestAccountsFromTheCommandLine(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("user", "add", "--email", "Ana@example.org", "--role", "consultant", "--password-stdin")
	link := s.must("user", "add", "--email", "bo@example.org", "--role", "executive")
	if !strings.HasPrefix(link, "http://127.0.0.1:8080/setup/") {
		t.Errorf("link: %q", link)
	}
	want := "ana@example.org\tconsultant\tactive\nbo@example.org\texecutive\tno password yet"
	if got := s.must("user", "list"); got != want {
		t.Errorf("list: %q", got)
	}
	if code, _, _ := s.try("user", "add", "--email", "ana@example.org", "--role", "admin", "--password-stdin"); code != exitFail {
		t.Errorf("the address was taken twice: exit %d", code)
	}
	s.must("user", "reset", "--email", "ana@example.org")
	if code, _, _ := s.try("user", "reset", "--email", "nobody@example.org"); code != exitFail {
		t.Error("a link for nobody")
	}
}

func TestBackupHoldsEverything(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	id := s.must("assessment", "create", s.file("a.yaml", cliAssessment))
	s.must("responses", "import", id, s.file("r.csv", cliResponses()))
	backup := filepath.Join(s.dir, "backup.db")
	s.must("backup", "--out", backup)
	if code, _, _ := s.try("backup", "--out", backup); code != exitFail {
		t.Error("an existing file was overwritten")
	}
	key := filepath.Join(s.dir, "data", "r.db.key")
	got := s.must("--db", "sqlite:"+backup, "--key-file", key, "assessment", "list")
	if got != id+"\tdraft\t12\tCustomer readiness 2026" {
		t.Errorf("list of the backup: %q", got)
	}
	if code, _, errs := s.try("--db", "sqlite:"+backup, "--key-file", filepath.Join(s.dir, "other.key"), "assessment", "list"); code != exitFail || !strings.Contains(errs, "key") {
		t.Errorf("another instance key: exit %d, %s", code, errs)
	}
	if status := s.must("migrate", "status"); !strings.Contains(status, "program\t") {
		t.Errorf("status: %q", status)
	}
}

// What the command line leaves behind can be read by its owner only, and holds no link.
func TestDataFolderIsPrivateAndHoldsNoToken(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	id := s.must("assessment", "create", s.file("a.yaml", cliAssessment))
	s.must("assessment", "open", id)
	var tokens []string
	for line := range strings.Lines(s.must("links", id)) {
		_, token, _ := strings.Cut(strings.TrimSpace(line), "/s/")
		tokens = append(tokens, token)
	}
	found := 0
	err := filepath.WalkDir(filepath.Join(s.dir, "data"), func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", entry.Name(), info.Mode())
		}
		if entry.IsDir() {
			return nil
		}
		found++
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, token := range tokens {
			if bytes.Contains(data, []byte(token)) {
				t.Errorf("%s holds a link's token", entry.Name())
			}
		}
		return nil
	})
	if err != nil || found < 2 || len(tokens) != 2 {
		t.Fatalf("%d files, %d tokens, %v", found, len(tokens), err)
	}
}

// A long import by the command line and answers through the server go on side
// by side: two processes' worth of handles on one file.
func TestImportWhileAnswersArrive(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	id := s.must("assessment", "create", s.file("a.yaml", cliAssessment))
	s.must("assessment", "open", id)
	catalog, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	server, err := Open(t.Context(), Config{DB: "sqlite:" + filepath.Join(s.dir, "data", "r.db")}, catalog, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	addresses, err := server.Service.Addresses(t.Context(), assessment.ID(id))
	if err != nil {
		t.Fatal(err)
	}
	const rows = 25_000
	var file strings.Builder
	file.WriteString("group,bv1,bv2,bv3,bv4,g01\n")
	for i := range rows {
		fmt.Fprintf(&file, "customers,%d,2,3,dk,4\n", 1+i%5)
	}
	path := s.file("big.csv", file.String())
	imported := make(chan string, 1)
	go func() {
		_, out, errs := s.try("responses", "import", id, path)
		imported <- out + errs
	}()
	sent := 0
	for done := false; !done; {
		select {
		case got := <-imported:
			if got != fmt.Sprintf("%d\n", rows) {
				t.Errorf("import: %q", got)
			}
			done = true
		default:
		}
		secret, err := server.Service.NewSecret()
		if err != nil {
			t.Fatal(err)
		}
		visit, err := server.Service.Enter(t.Context(), addresses[1].Token, secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := server.Service.Save(t.Context(), visit, []assessment.Change{{Field: "bv1", Value: "3"}}); err != nil {
			t.Fatal(err)
		}
		if err := server.Service.Submit(t.Context(), visit); err != nil {
			t.Fatal(err)
		}
		sent++
	}
	a, err := server.Service.Assessment(t.Context(), assessment.ID(id))
	if err != nil {
		t.Fatal(err)
	}
	progress, err := server.Service.Progress(t.Context(), a)
	if err != nil || progress.Completed() != rows+sent {
		t.Errorf("%d responses, want %d + %d, %v", progress.Completed(), rows, sent, err)
	}
	if sent < 3 {
		t.Errorf("only %d answers got through while the import ran", sent)
	}
}

func TestRestoreAndCheck(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	id := s.must("assessment", "create", s.file("a.yaml", cliAssessment))
	s.must("responses", "import", id, s.file("r.csv", cliResponses()))
	backup := filepath.Join(s.dir, "backup.db")
	s.must("backup", "--out", backup)
	s.must("responses", "import", id, s.file("r.csv", cliResponses()))
	s.must("restore", backup)
	if got := s.must("assessment", "list"); !strings.Contains(got, "\t12\t") {
		t.Errorf("after restoring: %q", got)
	}
	s.must("check")
	if code, _, errs := s.try("restore", s.file("no.db", "not a database")); code != exitFail || errs == "" {
		t.Errorf("a file that is no backup: exit %d, %q", code, errs)
	}
}
