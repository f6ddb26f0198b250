-- The record: events that nobody can change, and beside them the private texts that can be erased.

-- Every event is here once, numbered without gaps. Streams are a case, or (case_id null) everything outside cases.
CREATE TABLE events (
    log_seq INTEGER NOT NULL PRIMARY KEY CHECK (log_seq > 0),
    case_id BLOB,
    case_seq INTEGER,
    organisation_id BLOB,
    occurred_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'system', 'public', 'api')),
    actor_id BLOB,
    actor_role TEXT,
    -- Commitment of the name of a person or token.
    actor_name TEXT,
    kind TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    -- Canonical JSON, private texts as commitments.
    payload TEXT NOT NULL,
    policy_digest TEXT NOT NULL,
    -- Hash of the event before this one in the same stream; empty for its first.
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    CHECK ((case_id IS NULL) = (case_seq IS NULL)),
    UNIQUE (case_id, case_seq)
) STRICT;

CREATE INDEX events_of_stream ON events (case_id, log_seq);
CREATE INDEX events_of_organisation ON events (organisation_id, log_seq) WHERE case_id IS NULL;

-- One row, locked by whoever appends: gives the numbers out and carries the digest over all events so far.
CREATE TABLE event_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    log_seq INTEGER NOT NULL,
    digest TEXT NOT NULL
) STRICT;

INSERT INTO event_head (id, log_seq, digest)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- Values behind the commitments. Erasing empties salt and value and says under what; the row stays (E3).
CREATE TABLE private_texts (
    commitment TEXT NOT NULL PRIMARY KEY,
    log_seq INTEGER NOT NULL REFERENCES events (log_seq),
    case_id BLOB,
    salt BLOB,
    value TEXT,
    erased_at TEXT,
    erased_under TEXT,
    CHECK ((salt IS NULL) = (erased_at IS NOT NULL)),
    CHECK ((value IS NULL) = (erased_at IS NOT NULL)),
    CHECK ((erased_under IS NULL) = (erased_at IS NULL))
) STRICT;

CREATE INDEX private_texts_of_event ON private_texts (log_seq);
CREATE INDEX private_texts_of_case ON private_texts (case_id);

-- E5: the database itself refuses.
-- INSERT OR REPLACE would delete without asking the trigger below.
CREATE TRIGGER events_refuse_replace BEFORE INSERT ON events
WHEN NEW.log_seq <= (SELECT max(log_seq) FROM events)
BEGIN SELECT RAISE(ABORT, 'events are never changed; record a correction'); END;

CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed; record a correction'); END;

CREATE TRIGGER events_refuse_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;

CREATE TRIGGER event_head_refuse_delete BEFORE DELETE ON event_head
BEGIN SELECT RAISE(ABORT, 'the head of the log is never deleted'); END;

CREATE TRIGGER event_head_refuse_going_back BEFORE UPDATE ON event_head
WHEN NEW.log_seq < OLD.log_seq
BEGIN SELECT RAISE(ABORT, 'the log never gets shorter'); END;

CREATE TRIGGER private_texts_refuse_delete BEFORE DELETE ON private_texts
BEGIN SELECT RAISE(ABORT, 'private texts are erased, never deleted'); END;

CREATE TRIGGER private_texts_refuse_update BEFORE UPDATE ON private_texts
WHEN OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL
    OR NEW.commitment <> OLD.commitment OR NEW.log_seq <> OLD.log_seq OR NEW.case_id IS NOT OLD.case_id
BEGIN SELECT RAISE(ABORT, 'private texts are erased once, never changed'); END;
