-- +goose Up

-- What readers may see of an assessment's comments. No text stands here: a comment
-- is known by a hash of what it says, a hidden part by its place.

CREATE TABLE comment_reviews (
    assessment_id TEXT    NOT NULL PRIMARY KEY REFERENCES assessments (id) ON DELETE CASCADE,
    held          INTEGER NOT NULL CHECK (held IN (0, 1)),
    revision      INTEGER NOT NULL CHECK (revision >= 1)
) STRICT, WITHOUT ROWID;

-- parts is a list of places, [] for the whole comment.
CREATE TABLE redactions (
    assessment_id TEXT NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
    comment       BLOB NOT NULL,
    parts         TEXT NOT NULL CHECK (json_valid(parts)),
    PRIMARY KEY (assessment_id, comment)
) STRICT, WITHOUT ROWID;
