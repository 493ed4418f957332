package storetest

import (
	"crypto/sha256"
	"testing"

	"readiness/assessment"
)

func sealed(a *assessment.Assessment, secret string, revision int64) assessment.SealedDraft {
	return assessment.SealedDraft{
		Key: sha256.Sum256([]byte("draft" + secret)), Submission: sha256.Sum256([]byte("submission" + secret)),
		Assessment: a.ID, Group: "customers", Revision: revision, Sealed: []byte{byte(revision & 0xff), 0, 255},
	}
}

func testDrafts(t *testing.T, f *fixture) {
	ctx := t.Context()
	a := f.open(t)
	d := sealed(a, "s", 1)
	_, err := f.Draft(ctx, d.Key)
	wantErr(t, "no draft", err, assessment.ErrNotFound)
	wantErr(t, "revision 2 of nothing", f.SaveDraft(ctx, sealed(a, "s", 2)), assessment.ErrConflict)
	must(t, f.SaveDraft(ctx, d))
	wantErr(t, "revision 1 twice", f.SaveDraft(ctx, d), assessment.ErrConflict)
	wantErr(t, "revision left out", f.SaveDraft(ctx, sealed(a, "s", 3)), assessment.ErrConflict)
	d = sealed(a, "s", 2)
	must(t, f.SaveDraft(ctx, d))
	wantErr(t, "revision 2 twice", f.SaveDraft(ctx, d), assessment.ErrConflict)
	got, err := f.Draft(ctx, d.Key)
	must(t, err)
	d.Submission = assessment.SubmissionKey{} // never stored
	same(t, "draft", got, &d)

	other := f.open(t)
	kept := sealed(other, "other", 1)
	must(t, f.SaveDraft(ctx, kept))
	must(t, f.DeleteDrafts(ctx, a.ID))
	_, err = f.Draft(ctx, d.Key)
	wantErr(t, "deleted draft", err, assessment.ErrNotFound)
	_, err = f.Draft(ctx, kept.Key)
	must(t, err)

	lost := sealed(a, "lost", 1)
	lost.Assessment = newID(t)
	wantErr(t, "draft of nothing", f.SaveDraft(ctx, lost), assessment.ErrNotFound)
}

func testDraftAfterSubmit(t *testing.T, f *fixture) {
	ctx := t.Context()
	a := f.open(t)
	d := sealed(a, "s", 1)
	must(t, f.SaveDraft(ctx, d))
	done, err := f.Submitted(ctx, d.Submission)
	must(t, err)
	same(t, "submitted before", done, false)
	s := submission(t, a)
	s.Key, s.Draft = d.Submission, d.Key
	f.submit(t, s)
	done, err = f.Submitted(ctx, d.Submission)
	must(t, err)
	same(t, "submitted after", done, true)
	_, err = f.Draft(ctx, d.Key)
	wantErr(t, "draft after submitting", err, assessment.ErrNotFound)
	for revision := range int64(3) {
		wantErr(t, "late autosave", f.SaveDraft(ctx, sealed(a, "s", revision+1)), assessment.ErrConflict)
	}
}
