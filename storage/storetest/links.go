package storetest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"

	"readiness/assessment"
)

func testLinks(t *testing.T, f *fixture) {
	ctx := t.Context()
	a, other := f.draft(t), f.draft(t)
	links, err := f.Links(ctx, a.ID)
	must(t, err)
	if len(links) != 2 || links[0].Group != "customers" || links[1].Group != "executives" {
		t.Fatalf("links %v, want customers, then executives", links)
	}
	got, err := f.LinkByHash(ctx, links[0].Hash)
	must(t, err)
	same(t, "link by hash", got, &links[0])
	_, err = f.LinkByHash(ctx, hash("unknown"))
	wantErr(t, "unknown token", err, assessment.ErrNotFound)
	_, err = f.InvitationByHash(ctx, links[0].Hash)
	wantErr(t, "group token as a personal one", err, assessment.ErrNotFound)

	old := links[0].Hash
	links[0].Generation, links[0].Hash, links[0].Revoked = 2, hash("second generation"), true
	must(t, f.ReplaceLink(ctx, links[0]))
	got, err = f.LinkByHash(ctx, links[0].Hash)
	must(t, err)
	same(t, "replaced link", got, &links[0])
	_, err = f.LinkByHash(ctx, old)
	wantErr(t, "token of the generation before", err, assessment.ErrNotFound)
	wantErr(t, "replace nothing", f.ReplaceLink(ctx, assessment.Link{ID: newID(t), Assessment: other.ID}), assessment.ErrNotFound)

	id := newID(t)
	twice := []assessment.Link{
		{ID: newID(t), Assessment: id, Group: "x", Hash: hash("x1")}, {ID: newID(t), Assessment: id, Group: "x", Hash: hash("x2")},
	}
	b := *a
	b.ID = id
	wantErr(t, "two links of one group", f.CreateAssessment(ctx, &b, twice), assessment.ErrConflict)
	_, err = f.Assessment(ctx, id)
	wantErr(t, "assessment of a failed creation", err, assessment.ErrNotFound)
}

// One look-up must say what the single ones do.
func testArrive(t *testing.T, f *fixture) {
	ctx := t.Context()
	a := f.open(t)
	links, err := f.Links(ctx, a.ID)
	must(t, err)
	draft, submission := assessment.DraftKey(hash("draft")), assessment.SubmissionKey(hash("submission"))
	want := &assessment.Arrival{Link: links[0], Status: assessment.StatusOpen}
	check := func(what string) {
		t.Helper()
		got, err := f.Arrive(ctx, want.Link.Hash, draft, submission)
		must(t, err)
		same(t, what, got, want)
	}
	check("nothing saved")
	_, err = f.Arrive(ctx, hash("unknown"), draft, submission)
	wantErr(t, "unknown token", err, assessment.ErrNotFound)

	sealed := assessment.SealedDraft{Key: draft, Assessment: a.ID, Group: links[0].Group, Revision: 1, Sealed: []byte("sealed")}
	saved := sealed
	saved.Submission = submission
	must(t, f.SaveDraft(ctx, saved))
	want.Draft = &sealed
	check("a draft")

	sub := assessment.Submission{
		Key: submission, Assessment: a.ID, Draft: draft, Day: "2026-11-22",
		Response: assessment.Response{ID: newID(t), Group: links[0].Group, Language: "en", Answers: assessment.Answers{3}},
	}
	stored, err := f.Submit(ctx, sub)
	must(t, err)
	if !stored {
		t.Error("the response was not stored")
	}
	want.Draft, want.Submitted = nil, true
	check("sent")

	old := want.Link.Hash
	want.Link.Generation, want.Link.Hash, want.Link.Revoked = 2, hash("second generation"), true
	must(t, f.ReplaceLink(ctx, want.Link))
	check("revoked")
	_, err = f.Arrive(ctx, old, draft, submission)
	wantErr(t, "token of the generation before", err, assessment.ErrNotFound)

	must(t, f.Transition(ctx, a.ID, assessment.StatusOpen, assessment.StatusClosing, at(120)))
	must(t, f.SaveSnapshot(ctx, assessment.Snapshot{Assessment: a.ID, Version: 1, Body: []byte("{}")}, at(120)))
	closed, err := f.Assessment(ctx, a.ID)
	must(t, err)
	want.Status, want.Closed = closed.Status, closed.Closed
	check("closed")
	stored, err = f.Submit(ctx, sub)
	must(t, err)
	if stored {
		t.Error("a response was stored twice")
	}
}

func testInvitations(t *testing.T, f *fixture) {
	ctx := t.Context()
	a, other := f.draft(t), f.draft(t)
	person := func(group, email string) assessment.Invitation {
		id := newID(t)
		return assessment.Invitation{
			ID: id, Assessment: a.ID, Group: group, Email: email, Name: "N", Language: "en", Location: "Milan",
			Function: "Sales", Generation: 1, Hash: hash(string(id)),
		}
	}
	invitations := []assessment.Invitation{
		person("executives", "b@example.org"), person("executives", "a@example.org"), person("customers", "c@example.org"),
	}
	must(t, f.AddInvitations(ctx, invitations))
	must(t, f.AddInvitations(ctx, nil))
	got, err := f.Invitations(ctx, a.ID)
	must(t, err)
	same(t, "by group, then address", got, []assessment.Invitation{invitations[2], invitations[1], invitations[0]})

	var one []assessment.Invitation
	keep := func(i *assessment.Invitation) error {
		one = append(one, *i)
		return nil
	}
	must(t, f.EachInvitation(ctx, a.ID, "executives", keep))
	same(t, "of one group by address", one, []assessment.Invitation{invitations[1], invitations[0]})
	must(t, f.EachInvitation(ctx, other.ID, "executives", keep))
	must(t, f.EachInvitation(ctx, a.ID, "channel", keep))
	same(t, "of nobody", len(one), 2)
	enough := errors.New("enough")
	if err := f.EachInvitation(ctx, a.ID, "executives", func(*assessment.Invitation) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("a reader that has enough: %v", err)
	}

	again := []assessment.Invitation{person("executives", "d@example.org"), person("customers", "a@example.org")}
	wantErr(t, "address invited twice", f.AddInvitations(ctx, again), assessment.ErrConflict)
	got, err = f.Invitations(ctx, a.ID)
	must(t, err)
	same(t, "invitations after a refused list", len(got), 3)

	elsewhere := person("executives", "a@example.org")
	elsewhere.Assessment = other.ID
	must(t, f.AddInvitations(ctx, []assessment.Invitation{elsewhere}))
	must(t, f.AddInvitations(ctx, []assessment.Invitation{person("executives", ""), person("executives", "")}))

	i := invitations[0]
	found, err := f.InvitationByHash(ctx, i.Hash)
	must(t, err)
	same(t, "invitation by hash", found, &i)
	_, err = f.InvitationByHash(ctx, hash("unknown"))
	wantErr(t, "unknown token", err, assessment.ErrNotFound)

	old := i.Hash
	i.Generation, i.Hash, i.Revoked = 2, hash("next"), true
	must(t, f.RevokeInvitation(ctx, i))
	found, err = f.InvitationByHash(ctx, i.Hash)
	must(t, err)
	same(t, "revoked invitation", found, &i)
	_, err = f.InvitationByHash(ctx, old)
	wantErr(t, "token of the generation before", err, assessment.ErrNotFound)
	i.Generation, i.Hash, i.Revoked = 3, hash("third"), false
	must(t, f.RevokeInvitation(ctx, i))
	found, err = f.InvitationByHash(ctx, i.Hash)
	must(t, err)
	same(t, "restored invitation", found, &i)
	wantErr(t, "revoke nothing", f.RevokeInvitation(ctx, person("executives", "z@example.org")), assessment.ErrNotFound)

	lost := person("executives", "e@example.org")
	lost.Assessment = newID(t)
	wantErr(t, "invitation into nothing", f.AddInvitations(ctx, []assessment.Invitation{lost}), assessment.ErrNotFound)
}

// testManyInvitations stores more than one statement takes.
func testManyInvitations(t *testing.T, f *fixture) {
	ctx := t.Context()
	a := f.draft(t)
	const n = 1501
	many := make([]assessment.Invitation, n)
	for i := range many {
		id := newID(t)
		many[i] = assessment.Invitation{
			ID: id, Assessment: a.ID, Group: "executives", Email: fmt.Sprintf("%04d@example.org", i), Generation: 1, Hash: hash(string(id)),
		}
	}
	last := many[n-1]
	many[n-1].Email = many[0].Email
	wantErr(t, "last address twice", f.AddInvitations(ctx, many), assessment.ErrConflict)
	got, err := f.Invitations(ctx, a.ID)
	must(t, err)
	same(t, "all or none", len(got), 0)
	many[n-1] = last
	must(t, f.AddInvitations(ctx, many))
	got, err = f.Invitations(ctx, a.ID)
	must(t, err)
	slices.SortFunc(many, func(a, b assessment.Invitation) int { return cmp.Compare(a.Email, b.Email) })
	same(t, "invitations", got, many)
}
