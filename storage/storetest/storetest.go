// Package storetest is the conformance suite of assessment.Store: every method
// and every error its interface names. Each database runs the same suite. It
// imports the domain only.
package storetest

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"         //nolint:depguard // a test suite in a package of its own
	"github.com/google/go-cmp/cmp/cmpopts" //nolint:depguard // as above

	"readiness/assessment"
	"readiness/questionnaires"
)

// Run tests the stores that open returns, an empty one at each call; open
// closes them when its test ends.
func Run(t *testing.T, open func(t *testing.T) assessment.Store) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(*testing.T, *fixture)
	}{
		{"assessments", testAssessments},
		{"update", testUpdateAssessment},
		{"amend", testAmendAssessment},
		{"transitions", testTransitions},
		{"snapshots", testSnapshots},
		{"reopen", testReopen},
		{"comment review", testCommentReview},
		{"audit log", testAuditLog},
		{"customers", testCustomers},
		{"questionnaires", testQuestionnaires},
		{"links", testLinks},
		{"arrive", testArrive},
		{"invitations", testInvitations},
		{"many invitations", testManyInvitations},
		{"drafts", testDrafts},
		{"drafts after submitting", testDraftAfterSubmit},
		{"submit", testSubmit},
		{"submit refused", testSubmitRefused},
		{"submit with invitation", testSubmitInvitation},
		{"cap", testCap},
		{"parallel submissions of one key", testParallelKey},
		{"parallel submissions of one invitation", testParallelInvitation},
		{"parallel submissions up to the cap", testParallelCap},
		{"progress", testProgress},
		{"streams stop", testStreamsStop},
		{"import", testImport},
		{"import refused", testImportRefused},
		{"import discarded", testImportDiscarded},
		{"users", testUsers},
		{"one-time links", testOneTimeLinks},
		{"cancelled context", testCancelled},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, &fixture{Store: open(t)})
		})
	}
}

// fixture is a store with what most tests start from.
type fixture struct {
	assessment.Store
}

const day = "2026-11-22"

func at(seconds int) time.Time {
	return time.Date(2026, 11, 22, 9, 30, 0, 123_456_000, time.UTC).Add(time.Duration(seconds) * time.Second)
}

func newID(t *testing.T) assessment.ID {
	t.Helper()
	id, err := assessment.NewID(rand.Reader)
	must(t, err)
	return id
}

func hash(text string) assessment.TokenHash { return sha256.Sum256([]byte(text)) }

// draft stores a new assessment with two groups and returns it.
func (f *fixture) draft(t *testing.T) *assessment.Assessment {
	t.Helper()
	id := newID(t)
	closes := at(3600)
	a := &assessment.Assessment{
		ID: id, Title: assessment.Label{"en": "Readiness", "it": "Preparazione"}, Organisation: assessment.Text("Alder & Finch"),
		Languages: []string{"en", "it"}, K: 5, CommentK: 10, Target: 75,
		Targets: map[string]float64{"identify": 80}, Parameters: assessment.DefaultParameters(),
		Questionnaires: []assessment.QuestionnaireRef{{ID: "broad-view", Version: 1, Hash: "h"}},
		Groups: []assessment.Group{
			{Key: "executives", Level: 1, Side: questionnaires.Inside, Access: assessment.AccessPersonal, Anonymity: assessment.Attributed},
			{Key: "customers", Level: 2, Side: questionnaires.Outside, Access: assessment.AccessOpen, Anonymity: assessment.Anonymous, Cap: 3},
		},
		Locations: []assessment.Segment{{Key: "Milan", Name: assessment.Text("Milan")}},
		Timezone:  "Europe/Rome", Closes: &closes,
		Status: assessment.StatusDraft, Created: at(0),
	}
	links := []assessment.Link{
		{ID: newID(t), Assessment: id, Group: "executives", Generation: 1, Hash: hash("executives" + string(id))},
		{ID: newID(t), Assessment: id, Group: "customers", Generation: 1, Hash: hash("customers" + string(id))},
	}
	must(t, f.CreateAssessment(t.Context(), a, links))
	return a
}

// open is draft, opened.
func (f *fixture) open(t *testing.T) *assessment.Assessment {
	t.Helper()
	a := f.draft(t)
	must(t, f.Transition(t.Context(), a.ID, assessment.StatusDraft, assessment.StatusOpen, at(60)))
	a.Status, a.Opened = assessment.StatusOpen, at(60)
	return a
}

// closing is open, closing.
func (f *fixture) closing(t *testing.T) *assessment.Assessment {
	t.Helper()
	a := f.open(t)
	must(t, f.Transition(t.Context(), a.ID, assessment.StatusOpen, assessment.StatusClosing, at(120)))
	a.Status = assessment.StatusClosing
	return a
}

// invitation stores one.
func (f *fixture) invitation(t *testing.T, a *assessment.Assessment) assessment.Invitation {
	t.Helper()
	id := newID(t)
	i := assessment.Invitation{
		ID: id, Assessment: a.ID, Group: "executives", Email: string(id) + "@example.org", Name: "Ada", Language: "it",
		Location: "Milan", Function: "Sales", Generation: 1, Hash: hash(string(id)),
	}
	must(t, f.AddInvitations(t.Context(), []assessment.Invitation{i}))
	return i
}

// submission is an anonymous one behind the customers' link.
func submission(t *testing.T, a *assessment.Assessment) assessment.Submission {
	t.Helper()
	id := newID(t)
	return assessment.Submission{
		Key: sha256.Sum256([]byte("submission" + id)), Assessment: a.ID, Day: day,
		Draft: sha256.Sum256([]byte("draft" + id)),
		Response: assessment.Response{
			ID: id, Group: "customers", Location: "Milan", Function: "", Language: "en",
			Answers: assessment.Answers{1, 5, byte(assessment.DontKnow), 0, byte(assessment.Skipped)},
		},
		Comments: []assessment.Comment{{ID: newID(t), Group: "customers", Item: "bv1", Language: "en", Text: "Più «cura», 谢谢"}},
	}
}

func (f *fixture) submit(t *testing.T, s assessment.Submission) {
	t.Helper()
	stored, err := f.Submit(t.Context(), s)
	must(t, err)
	if !stored {
		t.Fatal("the response was not stored")
	}
}

func (f *fixture) responses(t *testing.T, id assessment.ID) []assessment.Response {
	t.Helper()
	var all []assessment.Response
	must(t, f.Responses(t.Context(), id, func(r *assessment.Response) error {
		all = append(all, *r)
		return nil
	}))
	return all
}

func (f *fixture) comments(t *testing.T, id assessment.ID) []assessment.Comment {
	t.Helper()
	var all []assessment.Comment
	must(t, f.Comments(t.Context(), id, func(c *assessment.Comment) error {
		all = append(all, *c)
		return nil
	}))
	return all
}

func (f *fixture) progress(t *testing.T, id assessment.ID) *assessment.Progress {
	t.Helper()
	p, err := f.Progress(t.Context(), id)
	must(t, err)
	return p
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantErr fails unless err wraps target, which is also of target's kind.
func wantErr(t *testing.T, what string, err error, target *assessment.Error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("%s: error %v, want %v", what, err, target)
		return
	}
	if got := assessment.KindOf(err); got != target.Kind {
		t.Errorf("%s: kind %v, want %v", what, got, target.Kind)
	}
}

// same compares values; nil and empty slices and maps are the same.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
