-- +goose Up

-- Times are INTEGER microseconds since 1970 in UTC, identifiers TEXT, hashes
-- and packed answers BLOB. A table with a rowid would tell the order in which
-- its rows arrived, so there is none where that could point to a respondent:
-- responses, comments, submission keys, drafts, invitations and counters are
-- kept in the order of random keys.

CREATE TABLE instance (
    id              INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    key_fingerprint BLOB    NOT NULL,
    created         INTEGER NOT NULL,
    probed          INTEGER NOT NULL
) STRICT;

CREATE TABLE assessments (
    id         TEXT    NOT NULL PRIMARY KEY,
    status     TEXT    NOT NULL CHECK (status IN ('draft', 'open', 'closing', 'closed')),
    definition TEXT    NOT NULL CHECK (json_valid(definition)),
    created    INTEGER NOT NULL,
    opened     INTEGER,
    closed     INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshots (
    assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
    version       INTEGER NOT NULL CHECK (version >= 1),
    body          BLOB    NOT NULL,
    PRIMARY KEY (assessment_id, version)
) STRICT;

CREATE TABLE customer_bases (
    assessment_id TEXT NOT NULL PRIMARY KEY REFERENCES assessments (id) ON DELETE CASCADE,
    definition    TEXT NOT NULL CHECK (json_valid(definition))
) STRICT, WITHOUT ROWID;

CREATE TABLE questionnaires (
    id      TEXT    NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    hash    TEXT    NOT NULL,
    PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE questionnaire_files (
    questionnaire_id TEXT    NOT NULL,
    version          INTEGER NOT NULL,
    name             TEXT    NOT NULL,
    content          BLOB    NOT NULL,
    PRIMARY KEY (questionnaire_id, version, name),
    FOREIGN KEY (questionnaire_id, version) REFERENCES questionnaires (id, version) ON DELETE CASCADE
) STRICT;

CREATE TABLE links (
    id            TEXT    NOT NULL PRIMARY KEY,
    assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
    group_key     TEXT    NOT NULL,
    generation    INTEGER NOT NULL,
    hash          BLOB    NOT NULL UNIQUE,
    revoked       INTEGER NOT NULL CHECK (revoked IN (0, 1)),
    UNIQUE (assessment_id, group_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitations (
    id            TEXT    NOT NULL PRIMARY KEY,
    assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
    group_key     TEXT    NOT NULL,
    email         TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    language      TEXT    NOT NULL,
    location      TEXT    NOT NULL,
    function      TEXT    NOT NULL,
    generation    INTEGER NOT NULL,
    hash          BLOB    NOT NULL UNIQUE,
    completed     INTEGER NOT NULL CHECK (completed IN (0, 1)),
    revoked       INTEGER NOT NULL CHECK (revoked IN (0, 1))
) STRICT, WITHOUT ROWID;

-- An address that has been deleted is '' and does not stand in anybody's way.
CREATE UNIQUE INDEX invitations_email ON invitations (assessment_id, email) WHERE email <> '';
CREATE INDEX invitations_group ON invitations (assessment_id, group_key, revoked);

CREATE TABLE drafts (
    key           BLOB    NOT NULL PRIMARY KEY,
    assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
    group_key     TEXT    NOT NULL,
    revision      INTEGER NOT NULL CHECK (revision >= 1),
    sealed        BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX drafts_group ON drafts (assessment_id, group_key);

CREATE TABLE submission_keys (
    key           BLOB NOT NULL PRIMARY KEY,
    assessment_id TEXT NOT NULL REFERENCES assessments (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- invitation_id and day are filled for attributed groups only. import is the
-- number of the import a row came with, 0 for a submission: a row counts once
-- its import is finished.
CREATE TABLE responses (
    assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
    id            TEXT    NOT NULL,
    import        INTEGER NOT NULL,
    group_key     TEXT    NOT NULL,
    location      TEXT    NOT NULL,
    function      TEXT    NOT NULL,
    language      TEXT    NOT NULL,
    day           TEXT    NOT NULL,
    invitation_id TEXT    REFERENCES invitations (id) ON DELETE SET NULL,
    answers       BLOB    NOT NULL,
    checksum      INTEGER NOT NULL,
    PRIMARY KEY (assessment_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX responses_invitation ON responses (invitation_id) WHERE invitation_id IS NOT NULL;

-- response_id is filled for attributed groups only.
CREATE TABLE comments (
    assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
    id            TEXT    NOT NULL,
    import        INTEGER NOT NULL,
    group_key     TEXT    NOT NULL,
    item          TEXT    NOT NULL,
    language      TEXT    NOT NULL,
    text          TEXT    NOT NULL,
    response_id   TEXT,
    checksum      INTEGER NOT NULL,
    PRIMARY KEY (assessment_id, id),
    FOREIGN KEY (assessment_id, response_id) REFERENCES responses (assessment_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX comments_response ON comments (assessment_id, response_id) WHERE response_id IS NOT NULL;

-- How many responses a group gave on a day; the day is no column of an
-- anonymous response.
CREATE TABLE counters (
    assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
    group_key     TEXT    NOT NULL,
    day           TEXT    NOT NULL,
    n             INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (assessment_id, group_key, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE imports (
    id            TEXT    NOT NULL PRIMARY KEY,
    assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
    number        INTEGER NOT NULL CHECK (number >= 1),
    state         TEXT    NOT NULL CHECK (state IN ('running', 'finished', 'discarded')),
    UNIQUE (assessment_id, number)
) STRICT, WITHOUT ROWID;

-- The counters of an import that is not finished yet.
CREATE TABLE import_counters (
    import_id TEXT    NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    group_key TEXT    NOT NULL,
    day       TEXT    NOT NULL,
    n         INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (import_id, group_key, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
    id            TEXT    NOT NULL PRIMARY KEY,
    email         TEXT    NOT NULL UNIQUE,
    name          TEXT    NOT NULL,
    role          TEXT    NOT NULL CHECK (role IN ('admin', 'executive', 'consultant')),
    password_hash TEXT    NOT NULL,
    language      TEXT    NOT NULL,
    disabled      INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    created       INTEGER NOT NULL,
    session_epoch INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- user_id is NULL for the link that creates the first account.
CREATE TABLE one_time_links (
    hash    BLOB    NOT NULL PRIMARY KEY,
    user_id TEXT    REFERENCES users (id) ON DELETE CASCADE,
    sign_in INTEGER NOT NULL CHECK (sign_in IN (0, 1)),
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX one_time_links_user ON one_time_links (user_id) WHERE user_id IS NOT NULL;

CREATE TABLE sessions (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    data       BLOB    NOT NULL,
    expires    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_expires ON sessions (expires);
