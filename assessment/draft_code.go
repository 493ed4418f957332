package assessment

import (
	"encoding/binary"
	"encoding/json"
	"errors"
)

// A draft is read with every answer and every page and written with every
// answer, so its packed form is counts and texts with their lengths, which take
// a fifth of the time of JSON. Drafts of earlier versions are JSON and start with
// a brace.
const packedDraft = 1

var errDraftForm = errors.New("the draft is not in a form that this version reads")

func (d *Draft) pack() []byte {
	const guess = 512
	b := append(make([]byte, 0, guess), packedDraft)
	for _, texts := range []map[string]string{d.Answers, d.Comments} {
		b = binary.AppendUvarint(b, uint64(len(texts)))
		for key, value := range texts {
			b = appendText(appendText(b, key), value)
		}
	}
	b = appendText(appendText(appendText(b, d.Location), d.Function), d.Language)
	consented := byte(0)
	if d.Consented {
		consented = 1
	}
	b = append(b, consented)
	b = binary.AppendUvarint(b, uint64(len(d.Seq)))
	for key, seq := range d.Seq {
		b = binary.AppendVarint(appendText(b, key), seq)
	}
	return b
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

func unpackDraft(packed []byte) (*Draft, error) {
	d := newDraft()
	if len(packed) > 0 && packed[0] == '{' {
		return d, json.Unmarshal(packed, d)
	}
	if len(packed) == 0 || packed[0] != packedDraft {
		return nil, errDraftForm
	}
	r := draftReader{rest: string(packed[1:])} // one string; the texts are parts of it
	d.Answers, d.Comments = r.texts(), r.texts()
	d.Location, d.Function, d.Language = r.text(), r.text(), r.text()
	d.Consented = r.number() == 1
	n := r.count()
	d.Seq = make(map[string]int64, n)
	for range n {
		key := r.text()
		d.Seq[key] = r.signed()
	}
	if r.failed || r.rest != "" {
		return nil, errDraftForm
	}
	return d, nil
}

// draftReader takes a packed draft apart; after a mistake everything is empty.
type draftReader struct {
	rest   string
	failed bool
}

func (r *draftReader) fail() { r.rest, r.failed = "", true }

func (r *draftReader) number() uint64 {
	var v uint64
	for i := 0; i < len(r.rest) && i < binary.MaxVarintLen64; i++ {
		b := r.rest[i]
		v |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			r.rest = r.rest[i+1:]
			return v
		}
	}
	r.fail()
	return 0
}

// signed undoes binary.AppendVarint.
func (r *draftReader) signed() int64 {
	u := r.number()
	return int64(u>>1) ^ -int64(u&1)
}

// count is a number of things of at least one byte each.
func (r *draftReader) count() int {
	n := r.number()
	if n > uint64(len(r.rest)) {
		r.fail()
		return 0
	}
	return int(n) //nolint:gosec // at most the length
}

func (r *draftReader) text() string {
	n := r.count()
	text := r.rest[:n]
	r.rest = r.rest[n:]
	return text
}

func (r *draftReader) texts() map[string]string {
	n := r.count()
	texts := make(map[string]string, n)
	for range n {
		key := r.text()
		texts[key] = r.text()
	}
	return texts
}
