package auth_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"readiness/assessment"
	"readiness/assessment/auth"
)

// countingKey is the key 00 01 … 1f that the vectors were computed with.
func countingKey(t *testing.T) *auth.Key {
	t.Helper()
	key, err := auth.ParseKey("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// The vectors come from an implementation in another language: a change here
// would break every link that was ever sent.
func TestTokenVectors(t *testing.T) {
	t.Parallel()
	key := countingKey(t)
	for _, tt := range []struct{ name, got, want string }{
		{"group", key.Token(assessment.GroupToken, "abc", 1), "9Ky-LchUQbjwNk2syjI3TQ"},
		{"personal", key.Token(assessment.PersonalToken, "abc", 1), "NaHQwHLkDiEvVUc2XP1E1w"},
		{"next generation", key.Token(assessment.GroupToken, "abc", 2), "1LadTGTSiBwcMRaWLoQhaA"},
		{"draft", key.DraftSecret("tok"), "fd9-ZVQSe0GyUtCdO9oY4YPer_iJaYWj0hIOvc7NUNs"},
		{"fingerprint", hex.EncodeToString(key.Fingerprint()), "e4928179ceba4bb15f323db20fe80201999d3ab690986638daaf69791d5c0681"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, tt.got, tt.want)
		}
	}
}

var tokenForm = regexp.MustCompile(`^[A-Za-z0-9_-]{22}$`)

func TestTokensDifferInEveryArgument(t *testing.T) {
	t.Parallel()
	key := countingKey(t)
	type arguments struct {
		kind       assessment.TokenKind
		id         assessment.ID
		generation int
	}
	seen := map[string]arguments{}
	rapid.Check(t, func(t *rapid.T) {
		a := arguments{
			rapid.SampledFrom([]assessment.TokenKind{assessment.GroupToken, assessment.PersonalToken}).Draw(t, "kind"),
			// Short ids of few letters and digits: without the lengths, "a1"+"1" and "a"+"11" would collide.
			assessment.ID(rapid.StringMatching(`[a1]{1,4}`).Draw(t, "id")),
			rapid.IntRange(1, 111).Draw(t, "generation"),
		}
		token := key.Token(a.kind, a.id, a.generation)
		if !tokenForm.MatchString(token) {
			t.Fatalf("token %q is not 22 base64url characters", token)
		}
		if again := key.Token(a.kind, a.id, a.generation); again != token {
			t.Fatalf("%v gave %s, then %s", a, token, again)
		}
		if other, ok := seen[token]; ok && other != a {
			t.Fatalf("%v and %v have the same token", a, other)
		}
		if secret := key.DraftSecret(token); strings.HasPrefix(secret, token[:8]) {
			t.Fatalf("the draft's secret %s tells the token %s", secret, token)
		}
		seen[token] = a
	})
}

func TestOtherKeysGiveOtherTokens(t *testing.T) {
	t.Parallel()
	other, err := auth.ParseKey(strings.Repeat("ff", 32))
	if err != nil {
		t.Fatal(err)
	}
	key := countingKey(t)
	if key.Token(assessment.GroupToken, "abc", 1) == other.Token(assessment.GroupToken, "abc", 1) {
		t.Error("two keys give the same token")
	}
	if bytes.Equal(key.Fingerprint(), other.Fingerprint()) {
		t.Error("two keys have the same fingerprint")
	}
}

func TestParseKey(t *testing.T) {
	t.Parallel()
	raw := bytes.Repeat([]byte{0xfb, 0xff, 0x01}, 11) // 33 bytes with + and / in base64
	want := func() string {
		k, err := auth.ParseKey(hex.EncodeToString(raw))
		if err != nil {
			t.Fatal(err)
		}
		return k.DraftSecret("x")
	}()
	for name, text := range map[string]string{
		"base64":            base64.StdEncoding.EncodeToString(raw),
		"base64 raw":        base64.RawStdEncoding.EncodeToString(raw),
		"base64url":         base64.URLEncoding.EncodeToString(raw),
		"with a line break": base64.RawURLEncoding.EncodeToString(raw) + "\n",
		"upper-case hex":    strings.ToUpper(hex.EncodeToString(raw)),
	} {
		k, err := auth.ParseKey(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if k.DraftSecret("x") != want {
			t.Errorf("%s: read as another key", name)
		}
	}
	for name, text := range map[string]string{
		"empty": "", "short hex": strings.Repeat("ab", 31), "short base64": base64.StdEncoding.EncodeToString(raw[:31]),
		"neither": strings.Repeat("secret words ", 5),
	} {
		_, err := auth.ParseKey(text)
		if err == nil {
			t.Errorf("%s: accepted", name)
		} else if text != "" && strings.Contains(err.Error(), strings.TrimSpace(text)) {
			t.Errorf("%s: the error quotes the key: %v", name, err)
		}
	}
}

func TestLoadKeyCreatesOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data", "readiness.db.key")
	const processes = 8
	secrets := make([]string, processes)
	var wg sync.WaitGroup
	for i := range processes {
		wg.Go(func() {
			key, err := auth.LoadKey(path)
			if err != nil {
				t.Error(err)
				return
			}
			secrets[i] = key.DraftSecret("x")
		})
	}
	wg.Wait()
	for _, s := range secrets {
		if s != secrets[0] || s == "" {
			t.Fatalf("starting at once gave different keys: %v", secrets)
		}
	}
	for name, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %04o, want %04o", filepath.Base(name), got, want)
		}
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 1 {
		t.Errorf("the folder holds %d files, want the key alone", len(left))
	}
}

func TestLoadKeyRefuses(t *testing.T) {
	t.Parallel()
	good := strings.Repeat("ab", 32)
	for _, tt := range []struct {
		name, content string
		mode          os.FileMode
		want          string
	}{
		{"others may read", good, 0o644, "chmod 600"},
		{"group may write", good, 0o620, "chmod 600"},
		{"empty", "", 0o600, "32"},
		{"short", "abcd", 0o600, "32"},
		{"not a key", "hello world, this is no key", 0o600, "neither"},
		{"huge", strings.Repeat("ab", 5000), 0o600, "no key"},
	} {
		path := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, tt.mode); err != nil {
			t.Fatal(err)
		}
		_, err := auth.LoadKey(path)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v, want an error with %q and the path", tt.name, err, tt.want)
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != tt.content {
			t.Errorf("%s: the file was changed (%v)", tt.name, err)
		}
	}
	if _, err := auth.LoadKey(t.TempDir()); err == nil {
		t.Error("a folder was accepted as a key file")
	}
}

func TestKeyIsNeverPrinted(t *testing.T) {
	t.Parallel()
	key := countingKey(t)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "key", key, "wrapped", struct{ K *auth.Key }{key})
	encoded, err := json.Marshal(key)
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{log.String(), key.String(), string(encoded)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		texts = append(texts, fmt.Sprintf(verb, key), fmt.Sprintf(verb, struct{ K *auth.Key }{key}))
	}
	leak := regexp.MustCompile(`(?i)0001020304|0 1 2 3 4|0x0, 0x1|\\x00\\x01|AAECAwQF`)
	for _, text := range texts {
		if leak.MatchString(text) {
			t.Errorf("the key is printed: %s", text)
		}
	}
	if !leak.MatchString(hex.EncodeToString([]byte{0, 1, 2, 3, 4})) {
		t.Error("the check would not find a leak")
	}
}
