package storetest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"

	"readiness/assessment"
)

func cancelled(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx, cancel
}

// imported makes n rows of customers, every tenth with a comment.
func imported(t *testing.T, n int) []assessment.ImportedResponse {
	t.Helper()
	rows := make([]assessment.ImportedResponse, n)
	for i := range rows {
		rows[i].Response = assessment.Response{
			ID: newID(t), Group: "customers", Location: "Milan", Language: "it", Answers: assessment.Answers{byte(i%5 + 1), 22},
		}
		if i%10 == 0 {
			rows[i].Comments = []assessment.Comment{{ID: newID(t), Group: "customers", Language: "it", Text: fmt.Sprint("riga ", i)}}
		}
	}
	return rows
}

func testImport(t *testing.T, f *fixture) {
	ctx := t.Context()
	for _, a := range []*assessment.Assessment{f.draft(t), f.open(t)} {
		id := newID(t)
		must(t, f.BeginImport(ctx, a.ID, id))
		rows := imported(t, 1001)
		rows[0].Response.Group = "executives"
		rows[0].Day = "2026-10-01"
		rows[0].Comments[0].Group, rows[0].Comments[0].Response = "executives", rows[0].Response.ID
		must(t, f.ImportResponses(ctx, a.ID, id, day, rows[:700]))
		must(t, f.ImportResponses(ctx, a.ID, id, day, rows[700:]))
		must(t, f.ImportResponses(ctx, a.ID, id, day, nil))
		same(t, "responses before the end", len(f.responses(t, a.ID)), 0)
		same(t, "comments before the end", len(f.comments(t, a.ID)), 0)
		same(t, "completed before the end", f.progress(t, a.ID).Completed(), 0)

		must(t, f.FinishImport(ctx, a.ID, id))
		want := make([]assessment.Response, 0, len(rows))
		var comments []assessment.Comment
		for _, r := range rows {
			want = append(want, r.Response)
			comments = append(comments, r.Comments...)
		}
		slices.SortFunc(want, func(a, b assessment.Response) int { return cmp.Compare(a.ID, b.ID) })
		slices.SortFunc(comments, func(a, b assessment.Comment) int { return cmp.Compare(a.ID, b.ID) })
		same(t, "responses", f.responses(t, a.ID), want)
		same(t, "comments", f.comments(t, a.ID), comments)
		same(t, "progress", f.progress(t, a.ID), &assessment.Progress{
			Groups: []assessment.GroupProgress{
				{Group: "executives", Started: 1, Completed: 1}, {Group: "customers", Started: 1000, Completed: 1000},
			},
			ByDay: []assessment.Count{{Group: "executives", Day: "2026-10-01", N: 1}, {Group: "customers", Day: day, N: 1000}},
		})
		wantErr(t, "finish twice", f.FinishImport(ctx, a.ID, id), assessment.ErrConflict)
		wantErr(t, "rows after the end", f.ImportResponses(ctx, a.ID, id, day, imported(t, 1)), assessment.ErrConflict)
		wantErr(t, "discard after the end", f.DiscardImport(ctx, id), assessment.ErrConflict)
		same(t, "responses after all this", len(f.responses(t, a.ID)), 1001)
	}
}

func testImportRefused(t *testing.T, f *fixture) {
	ctx := t.Context()
	a := f.open(t)
	id := newID(t)
	wantErr(t, "import into nothing", f.BeginImport(ctx, newID(t), id), assessment.ErrNotFound)
	wantErr(t, "rows of no import", f.ImportResponses(ctx, a.ID, id, day, imported(t, 1)), assessment.ErrNotFound)
	wantErr(t, "finish no import", f.FinishImport(ctx, a.ID, id), assessment.ErrNotFound)
	must(t, f.BeginImport(ctx, a.ID, id))
	wantErr(t, "begin twice", f.BeginImport(ctx, a.ID, id), assessment.ErrConflict)
	wantErr(t, "import of another assessment", f.ImportResponses(ctx, f.open(t).ID, id, day, imported(t, 1)), assessment.ErrNotFound)

	rows := imported(t, 650)
	must(t, f.ImportResponses(ctx, a.ID, id, day, rows[:10]))
	rows[10].Response.ID, rows[649].Response.ID = newID(t), rows[0].Response.ID
	wantErr(t, "a row twice", f.ImportResponses(ctx, a.ID, id, day, rows[10:]), assessment.ErrConflict)

	must(t, f.Transition(ctx, a.ID, assessment.StatusOpen, assessment.StatusClosing, at(1)))
	wantErr(t, "rows while closing", f.ImportResponses(ctx, a.ID, id, day, imported(t, 1)), assessment.ErrConflict)
	wantErr(t, "finish while closing", f.FinishImport(ctx, a.ID, id), assessment.ErrConflict)
	same(t, "responses", len(f.responses(t, a.ID)), 0)
	same(t, "completed", f.progress(t, a.ID).Completed(), 0)
}

func testImportDiscarded(t *testing.T, f *fixture) {
	ctx := t.Context()
	must(t, f.DiscardImport(ctx, newID(t)))
	a := f.open(t)
	f.submit(t, submission(t, a))
	kept, gone := newID(t), newID(t)
	must(t, f.BeginImport(ctx, a.ID, kept))
	must(t, f.BeginImport(ctx, a.ID, gone))
	rows := imported(t, 40)
	must(t, f.ImportResponses(ctx, a.ID, kept, day, rows[:20]))
	must(t, f.ImportResponses(ctx, a.ID, gone, day, rows[20:]))
	must(t, f.DiscardImport(ctx, gone))
	wantErr(t, "finish after discarding", f.FinishImport(ctx, a.ID, gone), assessment.ErrNotFound)
	must(t, f.FinishImport(ctx, a.ID, kept))
	same(t, "responses", len(f.responses(t, a.ID)), 21)
	same(t, "comments", len(f.comments(t, a.ID)), 3)
	same(t, "completed", f.progress(t, a.ID).Completed(), 21)

	// The ids are free again: the file can be imported after all.
	must(t, f.BeginImport(ctx, a.ID, gone))
	must(t, f.ImportResponses(ctx, a.ID, gone, day, rows[20:]))
	must(t, f.FinishImport(ctx, a.ID, gone))
	same(t, "responses of both", len(f.responses(t, a.ID)), 41)
}
