package storetest

import (
	"errors"
	"testing"

	"readiness/assessment"
)

// reviewed is a closed assessment with a report whose comments are held back or not.
func (f *fixture) reviewed(t *testing.T, held bool) *assessment.Assessment {
	t.Helper()
	a := f.closing(t)
	s := assessment.Snapshot{Assessment: a.ID, Version: 1, Body: []byte("{}"), Review: assessment.CommentReview{Held: held}}
	must(t, f.SaveSnapshot(t.Context(), s, at(100)))
	return a
}

func testCommentReview(t *testing.T, f *fixture) {
	ctx := t.Context()
	a, other := f.reviewed(t, true), f.reviewed(t, false)
	ana, ben := assessment.KeyOfComment("bv1", "managers", "Ask Ana."), assessment.KeyOfComment("bv1", "managers", "Ask Ben.")
	review := func(id assessment.ID) *assessment.CommentReview {
		t.Helper()
		r, err := f.CommentReview(ctx, id)
		must(t, err)
		s, err := f.Snapshot(ctx, id)
		must(t, err)
		same(t, "review beside the report", &s.Review, r)
		return r
	}
	same(t, "nothing reviewed", review(other.ID), &assessment.CommentReview{})
	first := review(a.ID)
	same(t, "held back", first.Held, true)

	must(t, f.Redact(ctx, a.ID, []assessment.Redaction{{Comment: ana, Parts: []assessment.Span{{From: 4, To: 7}}}, {Comment: ben}}))
	second := review(a.ID)
	same(t, "hidden", second.Hidden, map[assessment.CommentKey][]assessment.Span{ana: {{From: 4, To: 7}}, ben: {}})
	must(t, f.Redact(ctx, a.ID, []assessment.Redaction{{Comment: ana}}))
	must(t, f.Unredact(ctx, a.ID, ben))
	third := review(a.ID)
	same(t, "hidden otherwise", third.Hidden, map[assessment.CommentKey][]assessment.Span{ana: {}})
	wantErr(t, "show what is shown", f.Unredact(ctx, a.ID, ben), assessment.ErrNotFound)
	must(t, f.ReleaseComments(ctx, a.ID))
	last := review(a.ID)
	same(t, "released", last.Held, false)
	if first.Revision >= second.Revision || second.Revision >= third.Revision || third.Revision >= last.Revision {
		t.Errorf("revisions %d, %d, %d, %d do not rise", first.Revision, second.Revision, third.Revision, last.Revision)
	}
	wantErr(t, "release again", f.ReleaseComments(ctx, a.ID), assessment.ErrConflict)
	wantErr(t, "release what was never held", f.ReleaseComments(ctx, other.ID), assessment.ErrConflict)
	same(t, "the other assessment", len(review(other.ID).Hidden), 0)

	// What is hidden stays hidden in the next report; it is held back as its closing says.
	must(t, f.Reopen(ctx, a, assessment.Reopening{Version: 1, At: at(101), Counts: []byte("{}")}))
	for name, err := range map[string]error{
		"hide":    f.Redact(ctx, a.ID, []assessment.Redaction{{Comment: ben}}),
		"show":    f.Unredact(ctx, a.ID, ana),
		"release": f.ReleaseComments(ctx, a.ID),
	} {
		wantErr(t, name+" while open again", err, assessment.ErrConflict)
	}
	must(t, f.Transition(ctx, a.ID, assessment.StatusOpen, assessment.StatusClosing, at(102)))
	again := assessment.Snapshot{Assessment: a.ID, Version: 2, Body: []byte("{}"), Review: assessment.CommentReview{Held: true}}
	must(t, f.SaveSnapshot(ctx, again, at(103)))
	same(t, "after closing again", review(a.ID).Hidden, third.Hidden)
	same(t, "held back again", review(a.ID).Held, true)
	wantErr(t, "hide in nothing", f.Redact(ctx, newID(t), []assessment.Redaction{{Comment: ben}}), assessment.ErrNotFound)
}

func testAuditLog(t *testing.T, f *fixture) {
	ctx := t.Context()
	entries := func(id assessment.ID) []assessment.AuditEntry {
		t.Helper()
		var list []assessment.AuditEntry
		must(t, f.AuditLog(ctx, id, func(e *assessment.AuditEntry) error {
			list = append(list, *e)
			return nil
		}))
		return list
	}
	same(t, "entries of an empty store", len(entries("")), 0)
	a, other := f.reviewed(t, true), f.reviewed(t, true)
	note := func(id assessment.ID, action assessment.Action, second int) assessment.Event {
		return assessment.Event{At: at(second), Account: "ana", Assessment: id, Action: action, Detail: "x\ty"}
	}
	exported, released := note(a.ID, assessment.ActionExported, 1), note(a.ID, assessment.ActionCommentsReleased, 2)
	must(t, f.Record(ctx, exported))
	must(t, f.Record(ctx, note(other.ID, assessment.ActionExported, 1)))
	must(t, f.ReleaseComments(ctx, a.ID, released))
	// What does not happen is not noted.
	wantErr(t, "release again", f.ReleaseComments(ctx, a.ID, released), assessment.ErrConflict)

	got := entries(a.ID)
	if len(got) != 2 || len(entries("")) != 3 {
		t.Fatalf("%d entries of the assessment, %d in all", len(got), len(entries("")))
	}
	same(t, "newest", got[0].Event, released)
	same(t, "first", got[1].Event, exported)
	same(t, "numbers", []int64{got[0].Number, got[1].Number}, []int64{3, 1})
	if got[0].Hash == got[1].Hash || got[0].Hash == [32]byte{} {
		t.Error("entries without a hash of their own")
	}
	stop := errors.New("stop")
	if err := f.AuditLog(ctx, "", func(*assessment.AuditEntry) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("stopped reading: %v", err)
	}
}
