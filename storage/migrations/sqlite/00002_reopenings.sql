-- +goose Up

-- An assessment that was opened again after its report of this version: when, by
-- which account ('' from the command line), and how many answers every figure of
-- that report rested on. No answer is among them. The report itself stays.

CREATE TABLE reopenings (
    assessment_id TEXT    NOT NULL,
    version       INTEGER NOT NULL CHECK (version >= 1),
    reopened      INTEGER NOT NULL,
    account       TEXT    NOT NULL,
    counts        BLOB    NOT NULL,
    PRIMARY KEY (assessment_id, version),
    FOREIGN KEY (assessment_id, version) REFERENCES snapshots (assessment_id, version) ON DELETE CASCADE
) STRICT;
