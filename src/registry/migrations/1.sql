-- The tables of a registry. A registry of this version has been given out: what changes is another file.

-- Numbers of fields in packed texts: they stay although a later selfsame knows more fields, in another order.
CREATE TABLE fields (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE runs (
    number   INTEGER PRIMARY KEY,
    run_id   TEXT NOT NULL UNIQUE,
    as_of    INTEGER NOT NULL, -- microseconds since 1970
    state    TEXT NOT NULL CHECK (state IN ('committed', 'published')),
    folder   TEXT NOT NULL,
    manifest TEXT NOT NULL, -- JSON
    counts   TEXT NOT NULL  -- JSON
) STRICT;

CREATE TABLE inputs (
    number    INTEGER PRIMARY KEY,
    digest    TEXT NOT NULL UNIQUE,
    file_name TEXT NOT NULL,
    kind      TEXT NOT NULL,
    run       INTEGER NOT NULL REFERENCES runs
) STRICT;

CREATE TABLE sources (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE
) STRICT;

-- As received. Only replaced_by is ever filled in, once.
CREATE TABLE records (
    number      INTEGER PRIMARY KEY, -- from 0, without gaps
    source      INTEGER NOT NULL REFERENCES sources,
    record_id   TEXT NOT NULL,
    kind        INTEGER NOT NULL CHECK (kind IN (0, 1)), -- birth, submission
    run         INTEGER NOT NULL REFERENCES runs,
    input       INTEGER REFERENCES inputs,
    digest      BLOB NOT NULL CHECK (length(digest) = 16),
    replaced_by INTEGER,
    text        BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX records_live ON records (record_id) WHERE replaced_by IS NULL;
CREATE INDEX records_replaced ON records (replaced_by) WHERE replaced_by IS NOT NULL;

CREATE TABLE doses (
    record INTEGER PRIMARY KEY REFERENCES records,
    doses  BLOB NOT NULL
) STRICT;

CREATE TABLE clients (
    number      INTEGER PRIMARY KEY, -- from 0, without gaps
    client_id   TEXT NOT NULL UNIQUE,
    founded_in  INTEGER NOT NULL REFERENCES runs,
    merged_into INTEGER REFERENCES clients -- null while it stands
) STRICT;
CREATE INDEX clients_merged ON clients (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE members (
    record INTEGER PRIMARY KEY REFERENCES records,
    client INTEGER NOT NULL REFERENCES clients
) STRICT;
CREATE INDEX members_client ON members (client);

-- Open ones only; the log knows the others. The smaller record first.
CREATE TABLE questions (
    a        INTEGER NOT NULL REFERENCES records,
    b        INTEGER NOT NULL REFERENCES records,
    weight   REAL NOT NULL,
    guards   TEXT NOT NULL,
    since    INTEGER NOT NULL REFERENCES runs,
    digest_a BLOB NOT NULL,
    digest_b BLOB NOT NULL,
    PRIMARY KEY (a, b),
    CHECK (a < b)
) STRICT, WITHOUT ROWID;
CREATE INDEX questions_b ON questions (b);

-- What people have said, the newest last. The smaller record first.
CREATE TABLE answers (
    number   INTEGER PRIMARY KEY, -- from 0, without gaps
    a        INTEGER NOT NULL REFERENCES records,
    b        INTEGER NOT NULL REFERENCES records,
    answer   TEXT NOT NULL CHECK (answer IN ('link', 'apart')),
    said_by  TEXT NOT NULL,
    reason   TEXT NOT NULL,
    said_at  INTEGER NOT NULL, -- microseconds since 1970
    digest_a BLOB NOT NULL,
    digest_b BLOB NOT NULL,
    CHECK (a < b)
) STRICT;
CREATE INDEX answers_a ON answers (a);
CREATE INDEX answers_b ON answers (b);

-- Models and settings; of each kind the newest is in force.
CREATE TABLE adopted (
    number INTEGER PRIMARY KEY, -- from 0, without gaps
    kind   TEXT NOT NULL CHECK (kind IN ('model', 'settings')),
    run    INTEGER REFERENCES runs, -- null before the first night
    digest TEXT NOT NULL,
    text   TEXT NOT NULL -- JSON
) STRICT;

-- What others keep here in pieces; only they know what is in them.
CREATE TABLE pages (
    kind    TEXT NOT NULL,
    number  INTEGER NOT NULL, -- from 0, without gaps, for each kind
    content BLOB NOT NULL,
    UNIQUE (kind, number)
) STRICT;

-- Every change, the newest last. hash = SHA-256 of the hash before it, the run and the event.
CREATE TABLE log (
    sequence INTEGER PRIMARY KEY, -- from 1, without gaps
    run      INTEGER REFERENCES runs, -- null outside a night
    event    TEXT NOT NULL, -- JSON
    hash     BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER log_is_not_deleted BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;

CREATE TRIGGER records_are_not_changed
BEFORE UPDATE OF number, source, record_id, kind, run, input, digest, text ON records
BEGIN SELECT RAISE(ABORT, 'a record is never changed'); END;
CREATE TRIGGER records_are_replaced_once BEFORE UPDATE OF replaced_by ON records
WHEN OLD.replaced_by IS NOT NULL OR NEW.replaced_by IS NULL OR NEW.replaced_by = OLD.number
BEGIN SELECT RAISE(ABORT, 'a record is replaced once'); END;
CREATE TRIGGER records_are_not_deleted BEFORE DELETE ON records
BEGIN SELECT RAISE(ABORT, 'a record is never deleted'); END;

CREATE TRIGGER doses_are_not_changed BEFORE UPDATE ON doses
BEGIN SELECT RAISE(ABORT, 'a record is never changed'); END;
CREATE TRIGGER doses_are_not_deleted BEFORE DELETE ON doses
BEGIN SELECT RAISE(ABORT, 'a record is never changed'); END;

CREATE TRIGGER clients_keep_their_ids
BEFORE UPDATE OF number, client_id, founded_in ON clients
BEGIN SELECT RAISE(ABORT, 'a client keeps its id'); END;
CREATE TRIGGER clients_are_not_deleted BEFORE DELETE ON clients
BEGIN SELECT RAISE(ABORT, 'a client id resolves for ever'); END;

CREATE TRIGGER answers_are_not_changed BEFORE UPDATE ON answers
BEGIN SELECT RAISE(ABORT, 'an answer is kept as given'); END;
CREATE TRIGGER answers_are_not_deleted BEFORE DELETE ON answers
BEGIN SELECT RAISE(ABORT, 'an answer is kept as given'); END;

CREATE TRIGGER adopted_is_not_changed BEFORE UPDATE ON adopted
BEGIN SELECT RAISE(ABORT, 'models and settings are kept as adopted'); END;
CREATE TRIGGER adopted_is_not_deleted BEFORE DELETE ON adopted
BEGIN SELECT RAISE(ABORT, 'models and settings are kept as adopted'); END;
