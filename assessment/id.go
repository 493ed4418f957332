package assessment

import (
	"encoding/base32"
	"io"
)

// ID is a random 128-bit identifier: 26 lower-case base32 letters, no padding.
type ID string

var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

const idBytes = 16

// NewID reads 128 bits from random and encodes them.
func NewID(random io.Reader) (ID, error) {
	var raw [idBytes]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", err
	}
	return ID(idEncoding.EncodeToString(raw[:])), nil
}
