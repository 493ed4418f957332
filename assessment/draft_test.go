package assessment

import (
	"bytes"
	"crypto/rand"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
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

func TestDraftKeepsEverything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := newDraft()
		texts := rapid.MapOf(rapid.String(), rapid.String())
		d.Answers, d.Comments = texts.Draw(t, "answers"), texts.Draw(t, "comments")
		d.Location, d.Function, d.Language = rapid.String().Draw(t, "location"), rapid.String().Draw(t, "function"), rapid.String().Draw(t, "language")
		d.Consented = rapid.Bool().Draw(t, "consented")
		d.Seq = rapid.MapOf(rapid.String(), rapid.Int64()).Draw(t, "seq")
		packed := d.pack()
		got, err := unpackDraft(packed)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, got, cmpopts.IgnoreUnexported(Draft{})); diff != "" {
			t.Error(diff)
		}
		cut := rapid.IntRange(0, len(packed)-1).Draw(t, "cut")
		if _, err := unpackDraft(packed[:cut]); err == nil {
			t.Errorf("%d of %d bytes are read as a draft", cut, len(packed))
		}
		if _, err := unpackDraft(append(packed, 0)); err == nil {
			t.Error("a draft with a byte too many is read")
		}
	})
}

// A respondent may have begun before the program was renewed.
func TestDraftOfAnEarlierVersion(t *testing.T) {
	t.Parallel()
	got, err := unpackDraft([]byte(`{"answers":{"bv1":"4"},"comments":{"":"text"},"language":"es","consented":true,"seq":{"bv1":7}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := &Draft{
		Answers: map[string]string{"bv1": "4"}, Comments: map[string]string{"": "text"}, Language: "es", Consented: true,
		Seq: map[string]int64{"bv1": 7},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Draft{})); diff != "" {
		t.Error(diff)
	}
	for _, broken := range []string{"", "{", "\x02", "\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"} {
		if _, err := unpackDraft([]byte(broken)); err == nil {
			t.Errorf("%q is read as a draft", broken)
		}
	}
}

func FuzzUnpackDraft(f *testing.F) {
	d := newDraft()
	d.Answers["bv1"], d.Seq["bv1"] = "dk", -3
	f.Add(d.pack())
	f.Add([]byte("\x01\x05"))
	f.Fuzz(func(t *testing.T, packed []byte) {
		d, err := unpackDraft(packed)
		if err != nil || packed[0] == '{' {
			return
		}
		again, err := unpackDraft(d.pack())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, again, cmpopts.IgnoreUnexported(Draft{})); diff != "" {
			t.Error(diff)
		}
	})
}
