-- The record: events that nobody can change, and beside them the private texts that can be erased.

-- Every event is here once, numbered without gaps. Streams are a case, or (case_id null) everything outside cases.
CREATE TABLE events (
    log_seq bigint NOT NULL PRIMARY KEY CHECK (log_seq > 0),
    case_id uuid,
    case_seq bigint,
    organisation_id uuid,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'system', 'public', 'api')),
    actor_id uuid,
    actor_role text,
    -- Commitment of the name of a person or token.
    actor_name text,
    kind text NOT NULL,
    schema_version bigint NOT NULL,
    -- Canonical JSON, private texts as commitments.
    payload text NOT NULL,
    policy_digest text NOT NULL,
    -- Hash of the event before this one in the same stream; empty for its first.
    prev_hash text NOT NULL,
    hash text NOT NULL,
    CHECK ((case_id IS NULL) = (case_seq IS NULL)),
    UNIQUE (case_id, case_seq)
);

CREATE INDEX events_of_stream ON events (case_id, log_seq);
CREATE INDEX events_of_organisation ON events (organisation_id, log_seq) WHERE case_id IS NULL;

-- One row, locked by whoever appends: gives the numbers out and carries the digest over all events so far.
CREATE TABLE event_head (
    id bigint NOT NULL PRIMARY KEY CHECK (id = 1),
    log_seq bigint NOT NULL,
    digest text NOT NULL
);

INSERT INTO event_head (id, log_seq, digest)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- Values behind the commitments. Erasing empties salt and value and says under what; the row stays (E3).
CREATE TABLE private_texts (
    commitment text NOT NULL PRIMARY KEY,
    log_seq bigint NOT NULL REFERENCES events (log_seq),
    case_id uuid,
    salt bytea,
    value text,
    erased_at timestamptz,
    erased_under text,
    CHECK ((salt IS NULL) = (erased_at IS NOT NULL)),
    CHECK ((value IS NULL) = (erased_at IS NOT NULL)),
    CHECK ((erased_under IS NULL) = (erased_at IS NULL))
);

CREATE INDEX private_texts_of_event ON private_texts (log_seq);
CREATE INDEX private_texts_of_case ON private_texts (case_id);

-- E5: the database itself refuses.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;

CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events
FOR EACH ROW EXECUTE FUNCTION refuse('events are never changed; record a correction');

CREATE TRIGGER events_refuse_delete BEFORE DELETE ON events
FOR EACH ROW EXECUTE FUNCTION refuse('events are never deleted');

CREATE TRIGGER events_refuse_truncate BEFORE TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION refuse('events are never deleted');

CREATE TRIGGER event_head_refuse_delete BEFORE DELETE ON event_head
FOR EACH ROW EXECUTE FUNCTION refuse('the head of the log is never deleted');

CREATE TRIGGER event_head_refuse_going_back BEFORE UPDATE ON event_head
FOR EACH ROW WHEN (NEW.log_seq < OLD.log_seq) EXECUTE FUNCTION refuse('the log never gets shorter');

CREATE TRIGGER private_texts_refuse_delete BEFORE DELETE ON private_texts
FOR EACH ROW EXECUTE FUNCTION refuse('private texts are erased, never deleted');

CREATE TRIGGER private_texts_refuse_truncate BEFORE TRUNCATE ON private_texts
FOR EACH STATEMENT EXECUTE FUNCTION refuse('private texts are erased, never deleted');

CREATE TRIGGER private_texts_refuse_update BEFORE UPDATE ON private_texts
FOR EACH ROW WHEN (
    OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL
    OR NEW.commitment <> OLD.commitment OR NEW.log_seq <> OLD.log_seq OR NEW.case_id IS DISTINCT FROM OLD.case_id
) EXECUTE FUNCTION refuse('private texts are erased once, never changed');
