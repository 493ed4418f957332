-- +goose Up

-- What people did, in the order in which they did it. Entries outlive what they
-- speak of. Each holds a hash over itself and the hash of the entry before, so that
-- a changed or missing entry is found.

CREATE TABLE audit_log (
    number        INTEGER NOT NULL PRIMARY KEY,
    at            INTEGER NOT NULL,
    account       TEXT    NOT NULL,
    assessment_id TEXT    NOT NULL,
    action        TEXT    NOT NULL,
    detail        TEXT    NOT NULL,
    hash          BLOB    NOT NULL
) STRICT;

CREATE INDEX audit_log_assessment ON audit_log (assessment_id, number);

-- +goose StatementBegin
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log BEGIN
    SELECT RAISE(ABORT, 'the audit log is only added to');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log BEGIN
    SELECT RAISE(ABORT, 'the audit log is only added to');
END;
-- +goose StatementEnd
