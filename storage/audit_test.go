package storage

import (
	"strings"
	"testing"
	"time"

	"readiness/assessment"
)

// TestAuditLogCannotBeChangedUnseen: the database refuses to change the log, and
// whoever gets round that is found.
func TestAuditLogCannotBeChangedUnseen(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ statement, want string }{
		"as written":        {"", ""},
		"another account":   {"UPDATE audit_log SET account = 'ben' WHERE number = 2", "entry 2 of the audit log was changed"},
		"another time":      {"UPDATE audit_log SET at = at + 1 WHERE number = 3", "entry 3 of the audit log was changed"},
		"fields shifted":    {"UPDATE audit_log SET action = 'exporte', detail = 'drows csv' WHERE number = 1", "entry 1 of the audit log was changed"},
		"one removed":       {"DELETE FROM audit_log WHERE number = 2", "entry 2 of the audit log is missing"},
		"the first removed": {"DELETE FROM audit_log WHERE number = 1", "entry 1 of the audit log is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := testDSN(t)
			s := openTest(t, dsn)
			for second := range 3 {
				must(t, s.Record(t.Context(), assessment.Event{
					At: time.Unix(int64(second), 0).UTC(), Account: "ana", Assessment: "a", Action: assessment.ActionExported, Detail: "rows csv",
				}))
			}
			must(t, s.Close(t.Context()))
			if tt.statement != "" {
				if err := changeFile(t, dsn, tt.statement); err == nil || !strings.Contains(err.Error(), "only added to") {
					t.Errorf("the log was changed: %v", err)
				}
				must(t, changeFile(t, dsn, "DROP TRIGGER audit_log_no_update"))
				must(t, changeFile(t, dsn, "DROP TRIGGER audit_log_no_delete"))
				must(t, changeFile(t, dsn, tt.statement))
			}
			err := Check(t.Context(), dsn)
			if tt.want == "" {
				must(t, err)
			} else if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("check says %v, want %q", err, tt.want)
			}
		})
	}
}

// changeFile changes the file behind the program's back.
func changeFile(t *testing.T, dsn, statement string) error {
	t.Helper()
	path, err := parseDSN(dsn)
	must(t, err)
	db, err := openHandle(t.Context(), path, false, 1, nil)
	must(t, err)
	_, failed := db.ExecContext(t.Context(), statement)
	must(t, db.Close())
	return failed
}
