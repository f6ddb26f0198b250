-- Mail: communications to people and their recipients, and the outbox of everything that leaves.

-- Keys of recipient lists, each wrapped by the master key, which is never in the database.
CREATE TABLE communication_keys (
    id BLOB NOT NULL PRIMARY KEY,
    wrapped BLOB,
    nonce BLOB,
    created_at TEXT NOT NULL,
    -- Crypto-erased: the list can be read by nobody any more.
    destroyed_at TEXT,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
) STRICT;

CREATE TABLE communications (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    case_id BLOB NOT NULL REFERENCES cases (id),
    notice_id BLOB,
    -- Set at approval: the version that was on the screen.
    notice_version_id BLOB REFERENCES notice_versions (id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'approved', 'running', 'paused', 'stopped', 'finished')),
    -- How many are on the list, and up to which row they stand in the outbox.
    recipients INTEGER NOT NULL,
    filled_to_row INTEGER NOT NULL,
    key_id BLOB NOT NULL REFERENCES communication_keys (id),
    pace_per_minute INTEGER,
    created_at TEXT NOT NULL,
    created_by BLOB,
    approved_at TEXT,
    approved_by BLOB,
    started_at TEXT,
    finished_at TEXT,
    revision INTEGER NOT NULL,
    CHECK (state = 'draft' OR notice_version_id IS NOT NULL)
) STRICT;

CREATE INDEX communications_of_case ON communications (case_id);
CREATE INDEX communications_of_state ON communications (state, started_at, id);

CREATE TABLE recipients (
    id BLOB NOT NULL PRIMARY KEY,
    communication_id BLOB NOT NULL REFERENCES communications (id),
    row_no INTEGER NOT NULL,
    -- Name, address and merge data, under the communication's key.
    ciphertext BLOB NOT NULL,
    nonce BLOB NOT NULL,
    -- For look-up; none for who has no e-mail address and gets a letter.
    email_hmac BLOB,
    -- For duplicates: people who share a mailbox each get a message. None where nothing tells two people apart.
    person_hmac BLOB,
    language TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('mail', 'letter', 'removed')),
    UNIQUE (communication_id, row_no),
    UNIQUE (communication_id, person_hmac)
) STRICT;

CREATE INDEX recipients_by_address ON recipients (communication_id, email_hmac);

CREATE TABLE deliveries (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('staff', 'authority', 'people', 'test')),
    organisation_id BLOB,
    case_id BLOB,
    communication_id BLOB,
    notice_version_id BLOB,
    recipient_id BLOB,
    -- R1: sending again can never add a second row.
    dedupe_key TEXT NOT NULL UNIQUE,
    -- Plain for staff and authorities; for people sealed under the communication's key.
    to_address BLOB NOT NULL,
    -- R2: fixed before the first attempt.
    message_id TEXT NOT NULL,
    -- What the same bytes are built from at each attempt.
    content TEXT NOT NULL,
    body_sha256 TEXT,
    state TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'in_flight', 'accepted', 'deferred', 'rejected', 'unknown',
        'given_up', 'held', 'simulated', 'delivered', 'bounced')),
    state_at TEXT NOT NULL,
    -- Counts the claims; together with owner and lease it fences off a sender that slept.
    attempt INTEGER NOT NULL,
    resends INTEGER NOT NULL,
    -- R6: how often an unclear outcome may be sent again without a person deciding.
    resend_limit INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    owner TEXT,
    lease_until TEXT,
    in_flight_at TEXT,
    first_attempt_at TEXT,
    accepted_at TEXT,
    reply_code INTEGER,
    reply TEXT,
    created_at TEXT NOT NULL
) STRICT;

CREATE INDEX deliveries_waiting ON deliveries (communication_id, next_at, id) WHERE state IN ('queued', 'deferred');
CREATE INDEX deliveries_leased ON deliveries (lease_until) WHERE state IN ('claimed', 'in_flight');
CREATE INDEX deliveries_unknown ON deliveries (state_at, id) WHERE state = 'unknown';
CREATE INDEX deliveries_totals ON deliveries (communication_id, state);
CREATE INDEX deliveries_of_case ON deliveries (case_id, kind, created_at);

-- What became of each attempt; never rewritten, so that a settled doubt stays visible (I3).
CREATE TABLE delivery_attempts (
    delivery_id BLOB NOT NULL REFERENCES deliveries (id),
    attempt INTEGER NOT NULL,
    state TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    code INTEGER,
    reason TEXT NOT NULL,
    PRIMARY KEY (delivery_id, attempt, state)
) STRICT, WITHOUT ROWID;

-- Messages of the transport `tray`: sent to nobody, shown on a page.
CREATE TABLE tray (
    delivery_id BLOB NOT NULL PRIMARY KEY REFERENCES deliveries (id),
    arrived_at TEXT NOT NULL,
    message BLOB NOT NULL
) STRICT;

CREATE INDEX tray_by_arrival ON tray (arrived_at, delivery_id);
