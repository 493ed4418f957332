package storetest

import (
	"sync"
	"sync/atomic"
	"testing"

	"readiness/assessment"
)

func testUsers(t *testing.T, f *fixture) {
	ctx := t.Context()
	user := func(email string) assessment.User {
		return assessment.User{
			ID: newID(t), Email: email, Name: "Name", Role: assessment.Executive, PasswordHash: "$argon2id$", Language: "es",
			Created: at(0), SessionEpoch: 1,
		}
	}
	b, a := user("b@example.org"), user("a@example.org")
	must(t, f.AddUser(ctx, b))
	must(t, f.AddUser(ctx, a))
	wantErr(t, "address that is taken", f.AddUser(ctx, user("a@example.org")), assessment.ErrConflict)
	users, err := f.Users(ctx)
	must(t, err)
	same(t, "accounts by address", users, []assessment.User{a, b})

	a.Name, a.Role, a.PasswordHash, a.Language, a.Disabled, a.SessionEpoch = "Other", assessment.Admin, "", "zh", true, 2
	a.Email = "c@example.org"
	must(t, f.UpdateUser(ctx, a))
	got, err := f.User(ctx, a.ID)
	must(t, err)
	same(t, "changed account", got, &a)
	got, err = f.UserByEmail(ctx, "c@example.org")
	must(t, err)
	same(t, "account by address", got, &a)
	_, err = f.UserByEmail(ctx, "a@example.org")
	wantErr(t, "address of before", err, assessment.ErrNotFound)
	_, err = f.User(ctx, newID(t))
	wantErr(t, "unknown account", err, assessment.ErrNotFound)
	wantErr(t, "update of nothing", f.UpdateUser(ctx, user("d@example.org")), assessment.ErrNotFound)
	a.Email = b.Email
	wantErr(t, "update to an address that is taken", f.UpdateUser(ctx, a), assessment.ErrConflict)
}

func testOneTimeLinks(t *testing.T, f *fixture) {
	ctx := t.Context()
	u := assessment.User{ID: newID(t), Email: "u@example.org", Role: assessment.Admin, Created: at(0)}
	must(t, f.AddUser(ctx, u))
	first := assessment.OneTimeLink{Hash: hash("first"), Expires: at(100)}
	link := assessment.OneTimeLink{Hash: hash("link"), User: u.ID, SignIn: true, Expires: at(100)}
	must(t, f.AddOneTimeLink(ctx, first))
	must(t, f.AddOneTimeLink(ctx, link))
	wantErr(t, "link of nobody", f.AddOneTimeLink(ctx, assessment.OneTimeLink{Hash: hash("x"), User: newID(t), Expires: at(1)}), assessment.ErrNotFound)
	for _, l := range []assessment.OneTimeLink{first, link} {
		got, err := f.OneTimeLink(ctx, l.Hash, at(99))
		must(t, err)
		same(t, "link", got, &l)
		_, err = f.OneTimeLink(ctx, l.Hash, at(100))
		wantErr(t, "look at an expired link", err, assessment.ErrNotFound)
		_, err = f.UseOneTimeLink(ctx, l.Hash, at(100))
		wantErr(t, "use an expired link", err, assessment.ErrNotFound)
	}
	var wins atomic.Int32
	var wg sync.WaitGroup
	for range parallel {
		wg.Go(func() {
			got, err := f.UseOneTimeLink(ctx, link.Hash, at(99))
			if err == nil {
				wins.Add(1)
				same(t, "used link", got, &link)
			} else {
				wantErr(t, "used link", err, assessment.ErrNotFound)
			}
		})
	}
	wg.Wait()
	same(t, "uses of one link", wins.Load(), int32(1))
	_, err := f.OneTimeLink(ctx, link.Hash, at(50))
	wantErr(t, "look at a used link", err, assessment.ErrNotFound)
	_, err = f.UseOneTimeLink(ctx, hash("unknown"), at(50))
	wantErr(t, "unknown link", err, assessment.ErrNotFound)
	_, err = f.UseOneTimeLink(ctx, first.Hash, at(50))
	must(t, err)
}
