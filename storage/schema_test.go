package storage

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type schemaColumn struct{ table, name, kind string }

// readSchema returns the columns of every table and the flags of the tables.
func readSchema(t *testing.T, s *Store) (columns []schemaColumn, strict, withoutRowid map[string]bool) {
	t.Helper()
	strict, withoutRowid = map[string]bool{}, map[string]bool{}
	rows, err := s.reading.QueryContext(t.Context(), `SELECT t.name, t.strict, t.wr, c.name, c.type
		FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c
		WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%'`)
	must(t, err)
	defer func() { must(t, rows.Close()) }()
	for rows.Next() {
		var c schemaColumn
		var isStrict, isWithout bool
		must(t, rows.Scan(&c.table, &isStrict, &isWithout, &c.name, &c.kind))
		columns = append(columns, c)
		strict[c.table], withoutRowid[c.table] = isStrict, isWithout
	}
	must(t, rows.Err())
	return columns, strict, withoutRowid
}

func TestSchema(t *testing.T) {
	t.Parallel()
	s := openTest(t, testDSN(t))
	columns, strict, withoutRowid := readSchema(t, s)
	if len(strict) < 15 {
		t.Fatalf("only %d tables found", len(strict))
	}
	for table, ok := range strict {
		if !ok && table != "goose_db_version" {
			t.Errorf("table %s is not STRICT", table)
		}
	}
	// A rowid would be the order of arrival.
	for _, table := range []string{"responses", "comments", "submission_keys", "drafts", "invitations", "counters", "links", "sessions"} {
		if !withoutRowid[table] {
			t.Errorf("table %s has a rowid", table)
		}
	}
	names := map[string][]string{}
	for _, c := range columns {
		names[c.table] = append(names[c.table], c.name)
		if c.table != "goose_db_version" && !slices.Contains([]string{"TEXT", "INTEGER", "BLOB"}, c.kind) {
			t.Errorf("%s.%s has type %s", c.table, c.name, c.kind)
		}
	}
	// Whoever adds a column to these tables has to think about anonymity first.
	for table, want := range map[string][]string{
		"responses":       {"assessment_id", "id", "import", "group_key", "location", "function", "language", "day", "invitation_id", "answers", "checksum"},
		"comments":        {"assessment_id", "id", "import", "group_key", "item", "language", "text", "response_id", "checksum"},
		"submission_keys": {"key", "assessment_id"},
		"drafts":          {"key", "assessment_id", "group_key", "revision", "sealed"},
		"invitations": {
			"id", "assessment_id", "group_key", "email", "name", "language", "location", "function", "generation",
			"hash", "completed", "revoked",
		},
		"counters": {"assessment_id", "group_key", "day", "n"},
	} {
		if diff := cmp.Diff(want, names[table]); diff != "" {
			t.Errorf("columns of %s (-want +got):\n%s", table, diff)
		}
	}
}

// TestSchemaJoins: only the column of attributed groups leads from a response
// to an invitation.
func TestSchemaJoins(t *testing.T) {
	t.Parallel()
	s := openTest(t, testDSN(t))
	rows, err := s.reading.QueryContext(t.Context(), `SELECT t.name, f."table", f."from", f.on_delete
		FROM pragma_table_list AS t JOIN pragma_foreign_key_list(t.name) AS f WHERE t.schema = 'main'`)
	must(t, err)
	defer func() { must(t, rows.Close()) }()
	found := 0
	for rows.Next() {
		var from, to, column, onDelete string
		must(t, rows.Scan(&from, &to, &column, &onDelete))
		found++
		if onDelete == "NO ACTION" {
			t.Errorf("%s.%s does not say what happens when its parent is deleted", from, column)
		}
		if to == "invitations" && from+"."+column != "responses.invitation_id" {
			t.Errorf("%s.%s leads to invitations", from, column)
		}
		if from == "invitations" && to != "assessments" {
			t.Errorf("invitations.%s leads to %s", column, to)
		}
	}
	must(t, rows.Err())
	if found < 10 {
		t.Errorf("only %d foreign keys found", found)
	}
}

// TestSchemaUnique: NULLs never conflict, so a unique column must not be one.
func TestSchemaUnique(t *testing.T) {
	t.Parallel()
	s := openTest(t, testDSN(t))
	rows, err := s.reading.QueryContext(t.Context(), `SELECT t.name, i.name, x.name, c."notnull"
		FROM pragma_table_list AS t
		JOIN pragma_index_list(t.name) AS i
		JOIN pragma_index_info(i.name) AS x
		JOIN pragma_table_info(t.name) AS c ON c.name = x.name
		WHERE t.schema = 'main' AND i."unique" AND t.name <> 'goose_db_version' AND t.name NOT LIKE 'sqlite_%'`)
	must(t, err)
	defer func() { must(t, rows.Close()) }()
	seen := map[string]bool{}
	for rows.Next() {
		var table, index, column string
		var notNull bool
		must(t, rows.Scan(&table, &index, &column, &notNull))
		seen[table+"."+column] = true
		if !notNull {
			t.Errorf("unique column %s.%s may be NULL (%s)", table, column, index)
		}
	}
	must(t, rows.Err())
	for _, column := range []string{"submission_keys.key", "invitations.email", "invitations.hash", "links.hash", "users.email", "responses.id"} {
		if !seen[column] {
			t.Errorf("%s is not unique", column)
		}
	}
}

// TestSubmitLooksUpByIndex: no statement of a submission or of recognising a
// link goes through a whole table.
func TestSubmitLooksUpByIndex(t *testing.T) {
	t.Parallel()
	s := openTest(t, testDSN(t))
	for _, query := range []string{
		"SELECT 1 FROM submission_keys WHERE key = ?1",
		"SELECT * FROM links WHERE hash = ?1",
		"SELECT * FROM invitations WHERE hash = ?1",
		"SELECT sum(n) FROM counters WHERE assessment_id = ?1 AND group_key = ?1",
		"DELETE FROM drafts WHERE key = ?1",
		"SELECT group_key, count(*) FROM drafts WHERE assessment_id = ?1 GROUP BY group_key",
		"SELECT 1 FROM responses WHERE invitation_id = ?1",
		"SELECT 1 FROM comments WHERE assessment_id = ?1 AND response_id = ?1",
	} {
		for _, step := range queryPlan(t, s, query) {
			if strings.HasPrefix(step, "SCAN") && step != "SCAN CONSTANT ROW" {
				t.Errorf("%s: %s", query, step)
			}
		}
	}
}

func queryPlan(t *testing.T, s *Store, query string) (steps []string) {
	t.Helper()
	rows, err := s.reading.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, "x")
	must(t, err)
	defer func() { must(t, rows.Close()) }()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		must(t, rows.Scan(&id, &parent, &unused, &detail))
		steps = append(steps, detail)
	}
	must(t, rows.Err())
	if len(steps) == 0 {
		t.Errorf("%s: no plan", query)
	}
	return steps
}
