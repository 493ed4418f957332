package storetest

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"readiness/assessment"
)

func testSubmit(t *testing.T, f *fixture) {
	ctx := t.Context()
	a, other := f.open(t), f.open(t)
	var want []assessment.Response
	var wantComments []assessment.Comment
	for range 20 {
		s := submission(t, a)
		f.submit(t, s)
		want = append(want, s.Response)
		wantComments = append(wantComments, s.Comments...)
		again, err := f.Submit(ctx, s)
		must(t, err)
		same(t, "stored again", again, false)
	}
	f.submit(t, submission(t, other))
	slices.SortFunc(want, func(a, b assessment.Response) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(wantComments, func(a, b assessment.Comment) int { return cmp.Compare(a.ID, b.ID) })
	same(t, "responses by id", f.responses(t, a.ID), want)
	same(t, "comments by id", f.comments(t, a.ID), wantComments)
	same(t, "responses elsewhere", len(f.responses(t, other.ID)), 1)

	changed := submission(t, a)
	f.submit(t, changed)
	changed.Response.ID, changed.Response.Answers, changed.Comments = newID(t), assessment.Answers{2}, nil
	stored, err := f.Submit(ctx, changed)
	must(t, err)
	same(t, "another body under a used key", stored, false)
	same(t, "responses", len(f.responses(t, a.ID)), 21)

	empty := submission(t, a)
	empty.Response = assessment.Response{ID: newID(t), Group: "customers"}
	empty.Comments = nil
	f.submit(t, empty)
	same(t, "responses with an empty one", len(f.responses(t, a.ID)), 22)
}

func testSubmitRefused(t *testing.T, f *fixture) {
	ctx := t.Context()
	closed := f.closing(t)
	must(t, f.SaveSnapshot(ctx, assessment.Snapshot{Assessment: closed.ID, Version: 1, Body: []byte("{}")}, at(9)))
	for _, a := range []*assessment.Assessment{f.draft(t), f.closing(t), closed} {
		s := submission(t, a)
		stored, err := f.Submit(ctx, s)
		wantErr(t, "submission to an assessment that is not open", err, assessment.ErrConflict)
		same(t, "stored", stored, false)
		same(t, "responses", len(f.responses(t, a.ID)), 0)
		done, err := f.Submitted(ctx, s.Key)
		must(t, err)
		same(t, "key of a refused submission", done, false)
	}
	s := submission(t, closed)
	s.Assessment = newID(t)
	_, err := f.Submit(ctx, s)
	wantErr(t, "submission to nothing", err, assessment.ErrNotFound)

	// A failing part undoes the whole, key included.
	a := f.open(t)
	first := submission(t, a)
	f.submit(t, first)
	second := submission(t, a)
	second.Comments[0].ID = first.Comments[0].ID
	_, err = f.Submit(ctx, second)
	wantErr(t, "comment id that is taken", err, assessment.ErrConflict)
	same(t, "responses", len(f.responses(t, a.ID)), 1)
	second.Comments[0].ID = newID(t)
	f.submit(t, second)
}

// attributed is a submission by invitation.
func attributed(t *testing.T, a *assessment.Assessment, i assessment.Invitation) assessment.Submission {
	t.Helper()
	s := submission(t, a)
	s.Invitation, s.Generation = i.ID, i.Generation
	s.Response.Group, s.Response.Invitation, s.Response.Day = i.Group, i.ID, day
	s.Comments[0].Group, s.Comments[0].Response = i.Group, s.Response.ID
	return s
}

func testSubmitInvitation(t *testing.T, f *fixture) {
	ctx := t.Context()
	a := f.open(t)
	i := f.invitation(t, a)
	s := attributed(t, a, i)
	f.submit(t, s)
	same(t, "attributed response", f.responses(t, a.ID), []assessment.Response{s.Response})
	same(t, "attributed comment", f.comments(t, a.ID), s.Comments)
	got, err := f.InvitationByHash(ctx, i.Hash)
	must(t, err)
	i.Completed = true
	same(t, "completed invitation", got, &i)

	again := attributed(t, a, i)
	stored, err := f.Submit(ctx, again)
	must(t, err)
	same(t, "second response of one person", stored, false)
	same(t, "responses", len(f.responses(t, a.ID)), 1)

	revoked := f.invitation(t, a)
	late := attributed(t, a, revoked)
	revoked.Generation, revoked.Hash, revoked.Revoked = 2, hash("new"), true
	must(t, f.RevokeInvitation(ctx, revoked))
	_, err = f.Submit(ctx, late)
	same(t, "kind behind a revoked link", assessment.KindOf(err), assessment.Gone)
	revoked.Revoked = false
	must(t, f.RevokeInvitation(ctx, revoked))
	_, err = f.Submit(ctx, late)
	same(t, "kind behind a replaced link", assessment.KindOf(err), assessment.Gone)
	late.Generation = 2
	f.submit(t, late)

	lost := attributed(t, a, i)
	lost.Invitation = newID(t)
	_, err = f.Submit(ctx, lost)
	wantErr(t, "unknown invitation", err, assessment.ErrNotFound)
}

func testCap(t *testing.T, f *fixture) {
	ctx := t.Context()
	a := f.open(t)
	for i := range 3 {
		s := submission(t, a)
		s.Cap = 3
		s.Day = fmt.Sprintf("2026-11-%02d", i+1)
		f.submit(t, s)
	}
	s := submission(t, a)
	s.Cap = 3
	stored, err := f.Submit(ctx, s)
	same(t, "stored beyond the cap", stored, false)
	same(t, "kind beyond the cap", assessment.KindOf(err), assessment.Gone)
	same(t, "key beyond the cap", assessment.KeyOf(err), "error_link_full")
	s.Cap = 4
	f.submit(t, s)
	i := f.invitation(t, a)
	elsewhere := attributed(t, a, i)
	elsewhere.Cap = 1
	f.submit(t, elsewhere)
}

// race submits all at once and returns how many were stored.
func (f *fixture) race(t *testing.T, all []assessment.Submission) (stored int) {
	t.Helper()
	var wg sync.WaitGroup
	var mu sync.Mutex
	start := make(chan struct{})
	for _, s := range all {
		wg.Go(func() {
			<-start
			ok, err := f.Submit(t.Context(), s)
			mu.Lock()
			defer mu.Unlock()
			if err != nil && assessment.KindOf(err) != assessment.Gone {
				t.Error(err)
			}
			if ok {
				stored++
			}
		})
	}
	close(start)
	wg.Wait()
	return stored
}

const parallel = 100

func testParallelKey(t *testing.T, f *fixture) {
	a := f.open(t)
	key := assessment.SubmissionKey(sha256.Sum256([]byte("one")))
	all := make([]assessment.Submission, parallel)
	for i := range all {
		all[i] = submission(t, a)
		all[i].Key = key
	}
	same(t, "stored", f.race(t, all), 1)
	same(t, "responses", len(f.responses(t, a.ID)), 1)
	same(t, "completed", f.progress(t, a.ID).Completed(), 1)
}

func testParallelInvitation(t *testing.T, f *fixture) {
	a := f.open(t)
	i := f.invitation(t, a)
	all := make([]assessment.Submission, parallel)
	for n := range all {
		all[n] = attributed(t, a, i)
	}
	same(t, "stored", f.race(t, all), 1)
	same(t, "responses", len(f.responses(t, a.ID)), 1)
}

func testParallelCap(t *testing.T, f *fixture) {
	a := f.open(t)
	all := make([]assessment.Submission, parallel)
	for n := range all {
		all[n] = submission(t, a)
		all[n].Cap = 37
	}
	same(t, "stored", f.race(t, all), 37)
	same(t, "responses", len(f.responses(t, a.ID)), 37)
}

func testProgress(t *testing.T, f *fixture) {
	ctx := t.Context()
	_, err := f.Progress(ctx, newID(t))
	wantErr(t, "progress of nothing", err, assessment.ErrNotFound)
	a := f.open(t)
	same(t, "nothing yet", f.progress(t, a.ID), &assessment.Progress{
		Groups: []assessment.GroupProgress{{Group: "executives"}, {Group: "customers"}},
	})
	first, revoked := f.invitation(t, a), f.invitation(t, a)
	f.invitation(t, a)
	revoked.Generation, revoked.Hash, revoked.Revoked = 2, hash("r"), true
	must(t, f.RevokeInvitation(ctx, revoked))
	f.submit(t, attributed(t, a, first))
	for i := range 3 {
		s := submission(t, a)
		if i == 2 {
			s.Day = "2026-11-21"
		}
		f.submit(t, s)
	}
	must(t, f.SaveDraft(ctx, sealed(a, "one", 1)))
	must(t, f.SaveDraft(ctx, sealed(a, "two", 1)))
	same(t, "progress", f.progress(t, a.ID), &assessment.Progress{
		Groups: []assessment.GroupProgress{
			{Group: "executives", Invited: 2, Started: 1, Completed: 1},
			{Group: "customers", Started: 5, Completed: 3},
		},
		ByDay: []assessment.Count{
			{Group: "customers", Day: "2026-11-21", N: 1}, {Group: "executives", Day: day, N: 1}, {Group: "customers", Day: day, N: 2},
		},
	})
}

func testStreamsStop(t *testing.T, f *fixture) {
	a := f.open(t)
	for range 3 {
		f.submit(t, submission(t, a))
	}
	enough := errors.New("enough")
	calls := 0
	err := f.Responses(t.Context(), a.ID, func(*assessment.Response) error { calls++; return enough })
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("responses: error %v after %d calls, want %v after 1", err, calls, enough)
	}
	calls = 0
	err = f.Comments(t.Context(), a.ID, func(*assessment.Comment) error { calls++; return enough })
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("comments: error %v after %d calls, want %v after 1", err, calls, enough)
	}
	// A stream is one snapshot, and the store can be used while it runs.
	seen := 0
	must(t, f.Responses(t.Context(), a.ID, func(*assessment.Response) error {
		seen++
		f.submit(t, submission(t, a))
		return nil
	}))
	same(t, "responses of the snapshot", seen, 3)
	same(t, "responses afterwards", len(f.responses(t, a.ID)), 6)
}

func testCancelled(t *testing.T, f *fixture) {
	a := f.open(t)
	ctx, cancel := cancelled(t)
	defer cancel()
	if _, err := f.Submit(ctx, submission(t, a)); err == nil {
		t.Error("a submission with a cancelled context was acknowledged")
	}
	if err := f.Responses(ctx, a.ID, func(*assessment.Response) error { return nil }); err == nil {
		t.Error("responses were read with a cancelled context")
	}
	same(t, "responses", len(f.responses(t, a.ID)), 0)
}
