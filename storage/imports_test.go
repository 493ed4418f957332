package storage

import (
	"testing"

	"readiness/assessment"
)

func importRows(n int) []assessment.ImportedResponse {
	rows := make([]assessment.ImportedResponse, n)
	for i := range rows {
		rows[i].Response = assessment.Response{ID: newID(), Group: "customers", Language: "en", Answers: []byte{1, 2, 3}}
		rows[i].Comments = []assessment.Comment{{ID: newID(), Group: "customers", Text: "t"}}
	}
	return rows
}

func TestUnfinishedImportIsRemovedAtStart(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	id := openAssessment(t, s)
	must(t, submitMany(t.Context(), s, id, 5, nil))
	unfinished, finished := newID(), newID()
	for _, importID := range []assessment.ID{unfinished, finished} {
		must(t, s.BeginImport(t.Context(), id, importID))
		must(t, s.ImportResponses(t.Context(), id, importID, "2026-11-22", importRows(discardStep+100)))
	}
	must(t, s.FinishImport(t.Context(), id, finished))

	// Another process starts while the import runs: it must leave it alone.
	beside := openTest(t, dsn)
	wantRows(t, beside, "responses", 40+2*(discardStep+100))
	closeTest(t, beside)

	closeTest(t, s)
	s = openTest(t, dsn)
	wantRows(t, s, "responses", 40+discardStep+100)
	wantRows(t, s, "comments", 40+discardStep+100)
	wantRows(t, s, "imports", 1)
	wantRows(t, s, "import_counters", 0)
	if n := countResponses(t, s, id); n != 40+discardStep+100 {
		t.Errorf("%d responses, want %d", n, 40+discardStep+100)
	}
}

// TestImportOfAKilledProcess: a lock held by a process ends with it.
func TestImportOfAKilledProcess(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	id := openAssessment(t, s)
	cmd := helper(t, "import", dsn, id)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	wantRows(t, s, "responses", 10)
	closeTest(t, openTest(t, dsn))
	wantRows(t, s, "responses", 10)
	killed(t, cmd)
	closeTest(t, openTest(t, dsn))
	wantRows(t, s, "responses", 0)
	wantRows(t, s, "imports", 0)
}

func TestDiscardedImportTakesNoRows(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	id := openAssessment(t, s)
	importID := newID()
	must(t, s.BeginImport(t.Context(), id, importID))
	rawSQL(t, dsn, "UPDATE imports SET state = 'discarded'") // as in the middle of discarding
	err := s.ImportResponses(t.Context(), id, importID, "2026-11-22", importRows(1))
	if assessment.KindOf(err) != assessment.NotFound {
		t.Errorf("error %v, want not found", err)
	}
	must(t, s.DiscardImport(t.Context(), importID))
	wantRows(t, s, "imports", 0)
}

func wantRows(t *testing.T, s *Store, table string, want int) {
	t.Helper()
	var n int
	must(t, s.reading.QueryRowContext(t.Context(), "SELECT count(*) FROM "+table).Scan(&n))
	if n != want {
		t.Errorf("%s has %d rows, want %d", table, n, want)
	}
}
