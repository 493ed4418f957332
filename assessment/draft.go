package assessment

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
)

// DraftKey is where a draft is stored: a hash of its secret.
type DraftKey [sha256.Size]byte

// SubmissionKey makes a submission idempotent: another hash of the same secret,
// so that neither leads to the other without the secret.
type SubmissionKey [sha256.Size]byte

// SealedDraft is a draft as stored: readable only with its secret, which is
// never stored. Assessment and Group count who has started.
type SealedDraft struct {
	Key        DraftKey
	Assessment ID
	Group      string
	Revision   int64 // 1 and up
	Sealed     []byte
	// Submission is checked when the draft is saved, never stored: what was
	// submitted takes no more drafts.
	Submission SubmissionKey
}

// Draft is what a respondent has answered so far.
type Draft struct {
	Answers  map[string]string `json:"answers"`  // item id → "1"…, "dk", "na"
	Comments map[string]string `json:"comments"` // item id → text; "" = on the whole
	Location string            `json:"location,omitempty"`
	Function string            `json:"function,omitempty"`
	Language string            `json:"language,omitempty"`
	// Consented: every consent that the organiser asks for was given.
	Consented bool `json:"consented,omitempty"`
	// Seq holds the newest client sequence number seen for each field, so that a
	// late autosave never overwrites a newer one.
	Seq map[string]int64 `json:"seq,omitempty"`

	revision int64
}

// newDraft is an empty draft.
func newDraft() *Draft {
	return &Draft{Answers: map[string]string{}, Comments: map[string]string{}, Seq: map[string]int64{}}
}

// Started reports whether anything has been answered.
func (d *Draft) Started() bool { return len(d.Answers) > 0 || len(d.Comments) > 0 }

// deriveKey gives each purpose of a draft secret a key of its own.
func deriveKey(secret, purpose string) [sha256.Size]byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(purpose))
	return [sha256.Size]byte(mac.Sum(nil))
}

func draftKey(secret string) DraftKey           { return deriveKey(secret, "draft") }
func submissionKey(secret string) SubmissionKey { return deriveKey(secret, "submission") }

// draftCipher returns AES-256-GCM under the secret's sealing key.
func draftCipher(secret string) (cipher.AEAD, error) {
	key := deriveKey(secret, "seal")
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func (d *Draft) seal(secret string, random io.Reader) ([]byte, error) {
	plain := d.pack()
	aead, err := draftCipher(secret)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, err
	}
	return aead.Seal(nonce, nonce, plain, nil), nil
}

func openDraft(sealed *SealedDraft, secret string) (*Draft, error) {
	aead, err := draftCipher(secret)
	if err != nil {
		return nil, err
	}
	if len(sealed.Sealed) < aead.NonceSize() {
		return nil, fmt.Errorf("open draft: %d bytes is too short", len(sealed.Sealed))
	}
	nonce, body := sealed.Sealed[:aead.NonceSize()], sealed.Sealed[aead.NonceSize():]
	plain, err := aead.Open(nil, nonce, body, nil)
	if err != nil {
		return nil, fmt.Errorf("open draft: %w", err)
	}
	d, err := unpackDraft(plain)
	if err != nil {
		return nil, fmt.Errorf("open draft: %w", err)
	}
	d.revision = sealed.Revision
	return d, nil
}
