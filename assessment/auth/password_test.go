package auth

import (
	"testing"

	"github.com/alexedwards/argon2id"
	"github.com/google/go-cmp/cmp"
)

// Where there is no account, the comparison must cost what it costs elsewhere.
func TestDummyCostsTheSame(t *testing.T) {
	t.Parallel()
	for _, params := range []argon2id.Params{
		DefaultParams(),
		{Memory: 64, Iterations: 2, Parallelism: 1, SaltLength: 8, KeyLength: 16},
	} {
		got, _, _, err := argon2id.DecodeHash(newPasswords(params).dummy)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&params, got); diff != "" {
			t.Errorf("the dummy has other parameters:\n%s", diff)
		}
	}
}

func TestDamagedHashIsAnError(t *testing.T) {
	t.Parallel()
	p := newPasswords(argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	for _, hashed := range []string{"x", "$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=64,t=1,p=1$!$AAAA"} {
		if match, _, err := p.matches(t.Context(), "a field of grey horses", hashed); err == nil || match {
			t.Errorf("%s: match %v, error %v", hashed, match, err)
		}
	}
}

func TestSmallestUnit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "a": "a", "aaaa": "a", "abab": "ab", "ababa": "ab", "abcabd": "abcabd", "山水山水": "山水", "abca": "abca",
	} {
		if got := smallestUnit(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
