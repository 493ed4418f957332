package assessment_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"readiness/assessment"
)

const dated = smallFile + "closes: 2026-11-21\n"

// closed is open, closed on the day after the last.
func (f *fixture) closed(t *testing.T, file string) *assessment.Assessment {
	t.Helper()
	a := f.open(t, file)
	f.now = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	if err := f.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	return a
}

func (f *fixture) answer(t *testing.T, token, secret string) error {
	t.Helper()
	v := f.enter(t, token, secret)
	if v.State != nil {
		return v.State
	}
	if err := f.Save(t.Context(), v, []assessment.Change{{Field: "bv1", Value: "3"}}); err != nil {
		return err
	}
	return f.Submit(t.Context(), v)
}

func TestReopenTakesAnswersAgain(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.open(t, strings.Replace(dated, "{key: executives,", "{key: executives, closes: 2026-11-21,", 1))
	executives, customers := f.token(t, a.ID, "executives"), f.token(t, a.ID, "customers")
	if err := f.answer(t, customers, "first"); err != nil {
		t.Fatal(err)
	}
	if v := f.enter(t, customers, "late"); v.State != nil {
		t.Fatal(v.State)
	} else if err := f.Save(t.Context(), v, []assessment.Change{{Field: "bv1", Value: "3"}}); err != nil {
		t.Fatal(err)
	}
	f.now = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	if err := f.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	if err := f.answer(t, customers, "second"); assessment.KeyOf(err) != "error_survey_closed" {
		t.Errorf("answer while closed: %v", err)
	}
	before, err := f.Assessment(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	account, err := assessment.NewID(strings.NewReader(strings.Repeat("x", 64)))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Reopen(assessment.WithAccount(t.Context(), account), a.ID, "2026-12-01"); err != nil {
		t.Fatal(err)
	}
	after, err := f.Assessment(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	// Nothing but the dates is another.
	until := time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC)
	before.Status, before.Closed, before.Closes, before.Groups[0].Closes, before.Reopened = assessment.StatusOpen, time.Time{}, &until, nil, 1
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("reopened (-want +got):\n%s", diff)
	}
	if _, err := f.Report(t.Context(), a.ID); assessment.KeyOf(err) != "error_not_closed" {
		t.Errorf("report while open again: %v", err)
	}
	for secret, token := range map[string]string{"second": customers, "an executive": executives} {
		if err := f.answer(t, token, secret); err != nil {
			t.Errorf("%s: %v", secret, err)
		}
	}
	if v := f.enter(t, customers, "first"); !v.Submitted {
		t.Error("a device that has answered may answer again")
	}
	if v := f.enter(t, customers, "late"); v.Submitted || v.Draft.Started() {
		t.Error("a draft that was not sent before closing is still there")
	}
	if err := f.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	report, err := f.Report(t.Context(), a.ID)
	if err != nil || report.Version != 2 || string(report.Body) == `{"responses":1}` {
		t.Errorf("second report %+v, %v", report, err)
	}
	earlier, err := f.EarlierReports(t.Context(), a.ID)
	if err != nil || len(earlier) != 1 || earlier[0].Version != 1 || string(earlier[0].Body) != `{"responses":1}` {
		t.Errorf("first report %+v, %v", earlier, err)
	}
	noted, err := f.Reopenings(t.Context(), a.ID)
	want := []assessment.Reopening{{Version: 1, At: f.now, Account: account}}
	if diff := cmp.Diff(want, noted); err != nil || diff != "" {
		t.Errorf("reopenings, %v (-want +got):\n%s", err, diff)
	}
}

func TestReopenRefuses(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	draft, open := f.create(t, smallFile), f.open(t, smallFile)
	closed := f.closed(t, dated)
	for _, tt := range []struct {
		name string
		id   assessment.ID
		day  string
		want string
	}{
		{"draft", draft.ID, "", "error_reopen_not_closed"},
		{"open", open.ID, "", "error_reopen_not_closed"},
		{"unknown", "nothing", "", "error_not_found"},
		{"no date", closed.ID, "soon", "error_date_invalid"},
		{"a day that has passed", closed.ID, "2026-11-21", "error_closes_past"},
		{"today", closed.ID, "2026-11-22", ""},
		{"twice", closed.ID, "2026-11-30", "error_reopen_not_closed"},
	} {
		if err := f.Reopen(t.Context(), tt.id, tt.day); assessment.KeyOf(err) != tt.want {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

// TestReopenIsSeenByOthers: a server that knows the assessment from before, here
// another service on the same store, takes its new last day.
func TestReopenIsSeenByOthers(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.open(t, dated)
	token := f.token(t, a.ID, "customers")
	if v := f.enter(t, token, "x"); v.State != nil {
		t.Fatal(v.State)
	}
	f.now = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	other := newServiceOn(t, f)
	if err := other.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	if v := f.enter(t, token, "x"); assessment.KeyOf(v.State) != "error_survey_closed" {
		t.Errorf("closed elsewhere: %v", v.State)
	}
	if err := other.Reopen(t.Context(), a.ID, ""); err != nil {
		t.Fatal(err)
	}
	if err := f.answer(t, token, "x"); err != nil {
		t.Errorf("opened again elsewhere: %v", err)
	}
}

func TestImportAfterReopening(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.closed(t, dated)
	rows := importer("group,bv1\ncustomers,3\n")
	if _, err := f.ImportResponses(t.Context(), a.ID, rows, nil); assessment.KeyOf(err) != "error_survey_closed" {
		t.Errorf("import while closed: %v", err)
	}
	if err := f.Reopen(t.Context(), a.ID, ""); err != nil {
		t.Fatal(err)
	}
	if n, err := f.ImportResponses(t.Context(), a.ID, rows, nil); err != nil || n != 1 {
		t.Errorf("import after re-opening: %d, %v", n, err)
	}
}
