package storage

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"gorm.io/gorm"

	"readiness/assessment"
)

type responseRow struct {
	AssessmentID string `gorm:"primaryKey"`
	ID           string `gorm:"primaryKey"`
	Import       int64  // number of the import, 0 for a submission
	GroupKey     string
	Location     string
	Function     string
	Language     string
	Day          string
	InvitationID *string
	Answers      []byte
	Checksum     int64
}

func (responseRow) TableName() string { return "responses" }

func newResponseRow(id assessment.ID, number int64, r *assessment.Response) responseRow {
	return responseRow{
		AssessmentID: string(id), ID: string(r.ID), Import: number, GroupKey: r.Group,
		Location: r.Location, Function: r.Function, Language: r.Language, Day: r.Day,
		InvitationID: null(r.Invitation), Answers: blob(r.Answers), Checksum: responseChecksum(id, r),
	}
}

func (r *responseRow) insert(tx *gorm.DB) error {
	_, err := direct(tx, insertResponse, r.AssessmentID, r.ID, r.Import, r.GroupKey, r.Location, r.Function, r.Language, r.Day,
		r.InvitationID, r.Answers, r.Checksum)
	return err
}

type commentRow struct {
	AssessmentID string `gorm:"primaryKey"`
	ID           string `gorm:"primaryKey"`
	Import       int64
	GroupKey     string
	Item         string
	Language     string
	Text         string
	ResponseID   *string
	Checksum     int64
}

func (commentRow) TableName() string { return "comments" }

func newCommentRow(id assessment.ID, number int64, c *assessment.Comment) commentRow {
	return commentRow{
		AssessmentID: string(id), ID: string(c.ID), Import: number, GroupKey: c.Group, Item: c.Item,
		Language: c.Language, Text: c.Text, ResponseID: null(c.Response), Checksum: commentChecksum(id, c),
	}
}

func (r *commentRow) insert(tx *gorm.DB) error {
	_, err := direct(tx, insertComment, r.AssessmentID, r.ID, r.Import, r.GroupKey, r.Item, r.Language, r.Text, r.ResponseID, r.Checksum)
	return err
}

// responseChecksum covers what a report is made from. SQLite's own checks do
// not notice a changed byte inside a value (reliability.md, finding 3).
func responseChecksum(id assessment.ID, r *assessment.Response) int64 {
	var stack [256]byte
	b := appendField(stack[:0], string(id))
	b = appendField(b, string(r.ID))
	b = appendField(b, r.Group)
	b = appendField(b, r.Location)
	b = appendField(b, r.Function)
	b = appendField(b, r.Language)
	return sum(append(b, r.Answers...))
}

func commentChecksum(id assessment.ID, c *assessment.Comment) int64 {
	var stack [512]byte
	b := appendField(stack[:0], string(id))
	b = appendField(b, string(c.ID))
	b = appendField(b, c.Group)
	b = appendField(b, c.Item)
	b = appendField(b, c.Language)
	return sum(append(b, c.Text...))
}

// appendField puts the length first, so that no two rows give the same bytes.
func appendField(b []byte, field string) []byte {
	b = binary.AppendUvarint(b, uint64(len(field)))
	return append(b, field...)
}

// sum is the first eight bytes of the SHA-256 of b.
func sum(b []byte) int64 {
	h := sha256.Sum256(b)
	return int64(binary.BigEndian.Uint64(h[:8])) //nolint:gosec // the bits are what counts
}

func checkSum(what string, id assessment.ID, stored, computed int64) error {
	if stored != computed {
		return fmt.Errorf("%w: %s %s is not what was stored", errUnsound, what, id)
	}
	return nil
}
