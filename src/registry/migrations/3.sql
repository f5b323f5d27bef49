-- People who sign in, and what they can say beside the same and different.

CREATE TABLE users (
    number   INTEGER PRIMARY KEY, -- from 0, without gaps
    name     TEXT NOT NULL UNIQUE,
    role     TEXT NOT NULL CHECK (role IN ('viewer', 'reviewer', 'supervisor', 'administrator')),
    password TEXT NOT NULL, -- argon2id, as PHC string
    is_open  INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1))
) STRICT;

-- Of programs that ask in a person's name. Only the digest is kept.
CREATE TABLE tokens (
    number  INTEGER PRIMARY KEY, -- from 0, without gaps
    user    INTEGER NOT NULL REFERENCES users,
    label   TEXT NOT NULL,
    digest  BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    is_open INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1))
) STRICT;

-- What was asked when the answer came, null where nothing was; and what the two are to each other beyond the answer.
ALTER TABLE answers ADD COLUMN weight REAL;
ALTER TABLE answers ADD COLUMN guards TEXT;
ALTER TABLE answers ADD COLUMN since INTEGER;
ALTER TABLE answers ADD COLUMN relation TEXT CHECK (relation IN ('twins_or_siblings', 'one_birth'));

-- Answers that are taken back.
CREATE TABLE undone (
    answer  INTEGER PRIMARY KEY REFERENCES answers,
    said_by TEXT NOT NULL,
    reason  TEXT NOT NULL,
    said_at INTEGER NOT NULL -- microseconds since 1970
) STRICT;

-- Open questions that were put aside, the newest last: it counts. The smaller record first.
CREATE TABLE asides (
    number  INTEGER PRIMARY KEY, -- from 0, without gaps
    a       INTEGER NOT NULL REFERENCES records,
    b       INTEGER NOT NULL REFERENCES records,
    place   TEXT NOT NULL CHECK (place IN ('queue', 'cannot_tell', 'supervisor', 'provider')),
    said_by TEXT NOT NULL,
    reason  TEXT NOT NULL,
    said_at INTEGER NOT NULL, -- microseconds since 1970
    CHECK (a < b)
) STRICT;
CREATE INDEX asides_pair ON asides (a, b);

-- What somebody has told staff of the sharing of their data, the newest last: it stands before what the record
-- itself says, and goes with the record wherever it goes.
CREATE TABLE wishes (
    number  INTEGER PRIMARY KEY, -- from 0, without gaps
    record  INTEGER NOT NULL REFERENCES records,
    wish    TEXT NOT NULL CHECK (wish IN ('yes', 'no')),
    said_by TEXT NOT NULL,
    note    TEXT NOT NULL,
    said_at INTEGER NOT NULL -- microseconds since 1970
) STRICT;
CREATE INDEX wishes_record ON wishes (record);

-- Pairs drawn to measure how often the machine is right, and what readers who saw no score say of them.
CREATE TABLE samples (
    number   INTEGER PRIMARY KEY, -- from 0, without gaps
    seed     INTEGER NOT NULL,
    said_by  TEXT NOT NULL,
    drawn_at INTEGER NOT NULL -- microseconds since 1970
) STRICT;
CREATE TABLE sample_pairs (
    sample  INTEGER NOT NULL REFERENCES samples,
    place   INTEGER NOT NULL, -- from 0, without gaps
    a       INTEGER NOT NULL REFERENCES records,
    b       INTEGER NOT NULL REFERENCES records,
    stratum TEXT NOT NULL, -- what the machine decided: link, review, apart
    pairs   INTEGER NOT NULL, -- of the stratum in all
    readers INTEGER NOT NULL CHECK (readers IN (1, 2)),
    PRIMARY KEY (sample, place),
    CHECK (a < b)
) STRICT, WITHOUT ROWID;
CREATE TABLE labels (
    number  INTEGER PRIMARY KEY, -- from 0, without gaps
    sample  INTEGER NOT NULL,
    place   INTEGER NOT NULL,
    label   TEXT NOT NULL CHECK (label IN ('same', 'different', 'cannot_tell')),
    said_by TEXT NOT NULL,
    said_at INTEGER NOT NULL, -- microseconds since 1970
    UNIQUE (sample, place, said_by),
    FOREIGN KEY (sample, place) REFERENCES sample_pairs
) STRICT;

CREATE TRIGGER sample_pairs_are_not_changed BEFORE UPDATE ON sample_pairs
BEGIN SELECT RAISE(ABORT, 'a sample is kept as drawn'); END;
CREATE TRIGGER labels_are_not_changed BEFORE UPDATE ON labels
BEGIN SELECT RAISE(ABORT, 'a label is kept as given'); END;
CREATE TRIGGER labels_are_not_deleted BEFORE DELETE ON labels
BEGIN SELECT RAISE(ABORT, 'a label is kept as given'); END;
CREATE TRIGGER wishes_are_not_changed BEFORE UPDATE ON wishes
BEGIN SELECT RAISE(ABORT, 'what was said is kept'); END;
CREATE TRIGGER wishes_are_not_deleted BEFORE DELETE ON wishes
BEGIN SELECT RAISE(ABORT, 'what was said is kept'); END;
CREATE TRIGGER users_are_not_deleted BEFORE DELETE ON users
BEGIN SELECT RAISE(ABORT, 'a user stands in the log'); END;
CREATE TRIGGER users_keep_their_names BEFORE UPDATE OF number, name ON users
BEGIN SELECT RAISE(ABORT, 'a user keeps the name'); END;
CREATE TRIGGER undone_is_not_changed BEFORE UPDATE ON undone
BEGIN SELECT RAISE(ABORT, 'what was undone is kept'); END;
CREATE TRIGGER undone_is_not_deleted BEFORE DELETE ON undone
BEGIN SELECT RAISE(ABORT, 'what was undone is kept'); END;
CREATE TRIGGER asides_are_not_changed BEFORE UPDATE ON asides
BEGIN SELECT RAISE(ABORT, 'what was said is kept'); END;
CREATE TRIGGER asides_are_not_deleted BEFORE DELETE ON asides
BEGIN SELECT RAISE(ABORT, 'what was said is kept'); END;
