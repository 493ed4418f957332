package assessment

import (
	"bytes"
	"crypto/rand"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestDraftIsReadableWithItsSecretOnly(t *testing.T) {
	t.Parallel()
	d := newDraft()
	d.Answers["bv1"] = "4"
	d.Comments[""] = "a text nobody may find"
	d.Seq["bv1"] = 7
	sealed, err := d.seal("secret", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("nobody")) {
		t.Error("the sealed draft can be read")
	}
	got, err := openDraft(&SealedDraft{Sealed: sealed, Revision: 3}, "secret")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, got, cmpopts.IgnoreUnexported(Draft{})); diff != "" || got.revision != 3 {
		t.Error(diff, got.revision)
	}
	if _, err := openDraft(&SealedDraft{Sealed: sealed}, "another"); err == nil {
		t.Error("another secret opens the draft")
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := openDraft(&SealedDraft{Sealed: sealed}, "secret"); err == nil {
		t.Error("a changed draft opens")
	}
	if _, err := openDraft(&SealedDraft{Sealed: sealed[:4]}, "secret"); err == nil {
		t.Error("a cut draft opens")
	}
	if draftKey("secret") == DraftKey(submissionKey("secret")) {
		t.Error("draft and submission share a key")
	}
}

func FuzzParseAnswer(f *testing.F) {
	for _, seed := range []string{"", "1", "11", "dk", "na", "+3", "03", "٣", "3 "} {
		f.Add(seed, 5)
	}
	f.Fuzz(func(t *testing.T, s string, levels int) {
		if levels < 2 || levels > MaxLevels {
			t.Skip("no question has so many levels, or so few")
		}
		a, err := ParseAnswer(s, levels)
		if err != nil {
			return
		}
		if a.String() != s || a.Level() > levels {
			t.Errorf("%q with %d levels reads as %v", s, levels, a)
		}
	})
}
