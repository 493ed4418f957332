package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"readiness/assessment"
)

const (
	keyBytes   = 32      // least length of an instance key, 256 bits
	tokenBytes = 16      // 128 bits, 22 characters in base64url
	maxKeyFile = 4 << 10 // bytes; a longer file is not a key
	redacted   = "[instance key]"
)

// Purposes of the key beside the kinds of tokens; no TokenKind has such a name.
const (
	draftPurpose       = "draft secret"
	fingerprintPurpose = "fingerprint"
)

// Key is the instance key. Whoever has it can make every link of the
// installation, so it is never printed: all ways of formatting are redacted.
type Key struct{ secret []byte }

// Key derives the links' tokens for the domain.
var _ assessment.Tokens = (*Key)(nil)

// LoadKey reads the key file at path. A missing file is created with a new
// random key (folder 0700, file 0600); one that other users can read is refused.
func LoadKey(path string) (*Key, error) {
	key, err := readKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := createKey(path); err != nil {
		return nil, fmt.Errorf("create the key file %s: %w", path, err)
	}
	// Another process may have been faster: what is in the file counts.
	return readKey(path)
}

func readKey(path string) (*Key, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	switch {
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("key file %s: is not a file", path)
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("key file %s: other users may read it (mode %04o); run: chmod 600 %s", path, info.Mode().Perm(), path)
	case info.Size() > maxKeyFile:
		return nil, fmt.Errorf("key file %s: has %d bytes, which is no key", path, info.Size())
	}
	raw, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	key, err := ParseKey(string(raw))
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	return key, nil
}

// createKey writes a new key beside path and links it into place, so that no
// process ever reads half a key and the first of several wins.
func createKey(path string) (err error) {
	const ownerOnly = 0o700
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, ownerOnly); err != nil {
		return err
	}
	var secret [keyBytes]byte
	if _, err := rand.Read(secret[:]); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(file.Name())) }()
	_, err = file.WriteString(base64.StdEncoding.EncodeToString(secret[:]) + "\n")
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(dir)
}

// syncFolder makes a new name in a folder survive a power cut.
func syncFolder(dir string) error {
	folder, err := os.Open(filepath.Clean(dir))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// ParseKey reads a key written in hexadecimal or base64 (with or without
// padding, either alphabet) of at least 32 bytes. What can be read as
// hexadecimal is hexadecimal.
func ParseKey(text string) (*Key, error) {
	text = strings.TrimSpace(text)
	secret, err := hex.DecodeString(text)
	if err != nil {
		standard := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
		if secret, err = base64.RawStdEncoding.DecodeString(standard); err != nil {
			// The cause would quote the key.
			return nil, errors.New("the instance key is neither base64 nor hexadecimal")
		}
	}
	if len(secret) < keyBytes {
		return nil, fmt.Errorf("the instance key has %d bytes, needs at least %d", len(secret), keyBytes)
	}
	return &Key{secret: secret}, nil
}

// Fingerprint recognises the key without giving it away: 32 bytes, kept in the
// database (decisions.md 50).
func (k *Key) Fingerprint() []byte { return k.derive(fingerprintPurpose) }

// Token derives the token of a link, 22 base64url characters. The same
// arguments always give the same token; raising the generation revokes it.
func (k *Key) Token(kind assessment.TokenKind, id assessment.ID, generation int) string {
	sum := k.derive(string(kind), string(id), strconv.Itoa(generation))
	return base64.RawURLEncoding.EncodeToString(sum[:tokenBytes])
}

// DraftSecret derives the secret that a personal link's draft is stored under
// and sealed with.
func (k *Key) DraftSecret(token string) string {
	return base64.RawURLEncoding.EncodeToString(k.derive(draftPurpose, token))
}

// derive is the HMAC-SHA256 of a purpose and its fields. Each is preceded by
// its length, so that no two lists give the same input.
func (k *Key) derive(purpose string, fields ...string) []byte {
	mac := hmac.New(sha256.New, k.secret)
	for _, field := range append([]string{purpose}, fields...) {
		mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(field))))
		mac.Write([]byte(field))
	}
	return mac.Sum(nil)
}

// String hides the key.
func (k *Key) String() string { return redacted }

// Format hides the key under every verb of fmt.
func (k *Key) Format(f fmt.State, _ rune) {
	_, _ = f.Write([]byte(redacted))
}

// LogValue hides the key in logs.
func (k *Key) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the key in JSON and the like.
func (k *Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }
