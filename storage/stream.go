package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"readiness/assessment"
)

// counted leaves out the rows of imports that are not finished.
const counted = ` (import = 0 OR import IN (SELECT number FROM imports WHERE assessment_id = ? AND state = 'finished')) `

const selectResponses = `SELECT id, group_key, location, function, language, day, coalesce(invitation_id, ''), answers, checksum
FROM responses WHERE assessment_id = ? AND` + counted + `ORDER BY id`

const selectComments = `SELECT id, group_key, item, language, text, coalesce(response_id, ''), checksum
FROM comments WHERE assessment_id = ? AND` + counted + `ORDER BY id`

// Responses implements assessment.ResponseStore: one pass in the order of the
// key, from one snapshot of the database, with constant memory. A row whose
// checksum is wrong ends it with an error that names the row.
func (s *Store) Responses(ctx context.Context, id assessment.ID, yield func(*assessment.Response) error) error {
	var names interner
	var raw [9]sql.RawBytes
	var checksum int64
	dest := []any{&raw[0], &raw[1], &raw[2], &raw[3], &raw[4], &raw[5], &raw[6], &raw[7], &checksum}
	return s.stream(ctx, "responses", selectResponses, id, dest, func() error {
		r := &assessment.Response{
			ID: assessment.ID(raw[0]), Group: names.text(raw[1]), Location: names.text(raw[2]),
			Function: names.text(raw[3]), Language: names.text(raw[4]), Day: names.text(raw[5]),
			Invitation: assessment.ID(raw[6]), Answers: append(assessment.Answers{}, raw[7]...),
		}
		if err := checkSum("response", r.ID, checksum, responseChecksum(id, r)); err != nil {
			return err
		}
		return yield(r)
	})
}

// Comments implements assessment.ResponseStore, like Responses.
func (s *Store) Comments(ctx context.Context, id assessment.ID, yield func(*assessment.Comment) error) error {
	var names interner
	var raw [6]sql.RawBytes
	var checksum int64
	dest := []any{&raw[0], &raw[1], &raw[2], &raw[3], &raw[4], &raw[5], &checksum}
	return s.stream(ctx, "comments", selectComments, id, dest, func() error {
		c := &assessment.Comment{
			ID: assessment.ID(raw[0]), Group: names.text(raw[1]), Item: names.text(raw[2]),
			Language: names.text(raw[3]), Text: string(raw[4]), Response: assessment.ID(raw[5]),
		}
		if err := checkSum("comment", c.ID, checksum, commentChecksum(id, c)); err != nil {
			return err
		}
		return yield(c)
	})
}

// stream scans every row of query into dest and calls row, until its first error.
func (s *Store) stream(ctx context.Context, what, query string, id assessment.ID, dest []any, row func() error) (err error) {
	rows, err := s.reader.WithContext(ctx).Raw(query, string(id), string(id)).Rows()
	if err != nil {
		return wrap("read "+what, err)
	}
	defer func() {
		if closing := rows.Close(); closing != nil {
			err = errors.Join(err, fmt.Errorf("read %s: %w", what, closing))
		}
	}()
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return wrap("read "+what, err)
		}
		if err := row(); err != nil {
			return err
		}
	}
	return wrap("read "+what, rows.Err())
}

// interner keeps one string for each of the few values that repeat in a
// column: groups, locations, functions, languages, days.
type interner map[string]string

// maxNames bounds the memory an interner may take.
const maxNames = 4096

func (n *interner) text(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if text, ok := (*n)[string(b)]; ok {
		return text
	}
	text := string(b)
	if *n == nil {
		*n = interner{}
	}
	if len(*n) < maxNames {
		(*n)[text] = text
	}
	return text
}
