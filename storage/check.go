package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"github.com/mattn/go-sqlite3"

	"readiness/assessment"
)

// errUnsound marks what the program's own checks found wrong with a file.
var errUnsound = errors.New("the file is not sound")

// refuse says what to do about a file that cannot be trusted; other errors
// pass with their kind.
func refuse(path string, err error) error {
	if err == nil {
		return nil
	}
	se, ok := errors.AsType[sqlite3.Error](err)
	if errors.Is(err, errUnsound) || ok && (se.Code == sqlite3.ErrCorrupt || se.Code == sqlite3.ErrNotADB) {
		return fmt.Errorf("the database %s is damaged and was left as it is: keep a copy of it and bring the last backup back with \"readiness restore\": %w", path, err)
	}
	return fmt.Errorf("open the database %s: %w", path, translate(err))
}

// querier is a handle, a connection or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// quickCheck asks SQLite whether the file's structure is sound.
func quickCheck(ctx context.Context, q querier) error {
	var verdict string
	if err := q.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return fmt.Errorf("check the file: %w", err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", errUnsound, verdict)
	}
	return nil
}

// countMismatches compares the responses of every assessment with the sum of
// its counters, which are raised in the same transaction: a difference means
// that rows were lost or added behind the program's back.
const countMismatches = `
SELECT a.id, coalesce(r.n, 0), coalesce(c.n, 0) FROM assessments AS a
LEFT JOIN (
    SELECT assessment_id, count(*) AS n FROM responses AS r
    WHERE import = 0 OR import IN (SELECT number FROM imports AS i WHERE i.assessment_id = r.assessment_id AND state = 'finished')
    GROUP BY assessment_id
) AS r ON r.assessment_id = a.id
LEFT JOIN (SELECT assessment_id, sum(n) AS n FROM counters GROUP BY assessment_id) AS c ON c.assessment_id = a.id
WHERE coalesce(r.n, 0) <> coalesce(c.n, 0)`

// checkCounts returns an error that names every assessment whose number of
// responses is not what its counters say.
func checkCounts(ctx context.Context, q querier) (err error) {
	rows, err := q.QueryContext(ctx, countMismatches)
	if err != nil {
		return fmt.Errorf("compare the counts: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var problems []error
	for rows.Next() {
		var id string
		var responses, counted int64
		if err := rows.Scan(&id, &responses, &counted); err != nil {
			return fmt.Errorf("compare the counts: %w", err)
		}
		problems = append(problems, fmt.Errorf("%w: assessment %s has %d responses, %d were counted", errUnsound, id, responses, counted))
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("compare the counts: %w", err)
	}
	return errors.Join(problems...)
}

// Schema versions that brought what Check looks at.
const (
	reopeningsSince = 2
	auditLogSince   = 3
)

// unnotedReports finds reports that are not the last and that nobody notes to have
// opened again afterwards: without its counts the next report would not know what
// they showed.
const unnotedReports = `
SELECT 'report ' || s.version || ' of assessment ' || a.id || ' has no note of the re-opening after it'
FROM snapshots AS s JOIN assessments AS a ON a.id = s.assessment_id
WHERE (a.status <> 'closed' OR s.version < (SELECT max(version) FROM snapshots AS l WHERE l.assessment_id = a.id))
    AND NOT EXISTS (SELECT 1 FROM reopenings AS r WHERE r.assessment_id = s.assessment_id AND r.version = s.version)
LIMIT 20`

// Check verifies the database named dsn as far as SQLite and the program can:
// structure, indexes, references, counts, the notes of re-openings, the chain of the
// audit log and the checksum of every response and comment. The error says what is wrong; nil means nothing was found. Other
// processes may use the database meanwhile.
func Check(ctx context.Context, dsn string) (err error) {
	path, err := parseDSN(dsn)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	db, err := openHandle(ctx, path, false, 1, nil)
	if err != nil {
		return refuse(path, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	queries := []string{
		"SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok' LIMIT 20",
		`SELECT "table" || ' refers to nothing in ' || parent FROM pragma_foreign_key_check LIMIT 20`,
	}
	version, err := schemaVersion(ctx, db)
	if err != nil {
		return refuse(path, err)
	}
	if version >= reopeningsSince {
		queries = append(queries, unnotedReports)
	}
	for _, query := range queries {
		if err := findings(ctx, db, query); err != nil {
			return refuse(path, err)
		}
	}
	if version >= auditLogSince {
		if err := checkAudit(ctx, db); err != nil {
			return refuse(path, err)
		}
	}
	if err := checkCounts(ctx, db); err != nil {
		return refuse(path, err)
	}
	return refuse(path, checkSums(ctx, db))
}

// findings turns every row of query, one text each, into an error.
func findings(ctx context.Context, db *sql.DB, query string) (err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return fmt.Errorf("check the file: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var problems []error
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return fmt.Errorf("check the file: %w", err)
		}
		problems = append(problems, fmt.Errorf("%w: %s", errUnsound, text))
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("check the file: %w", err)
	}
	return errors.Join(problems...)
}

// checkSums reads every response and comment.
func checkSums(ctx context.Context, db *sql.DB) error {
	reader, err := openGorm(db, false)
	if err != nil {
		return err
	}
	var ids []string
	if err := reader.WithContext(ctx).Model(&assessmentRow{}).Order("id").Pluck("id", &ids).Error; err != nil {
		return fmt.Errorf("list assessments: %w", err)
	}
	s := &Store{reader: reader}
	var problems []error
	for _, id := range ids {
		problems = append(problems,
			s.Responses(ctx, assessment.ID(id), func(*assessment.Response) error { return nil }),
			s.Comments(ctx, assessment.ID(id), func(*assessment.Comment) error { return nil }))
	}
	return errors.Join(problems...)
}
