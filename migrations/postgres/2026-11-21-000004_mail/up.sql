-- Mail: communications to people and their recipients, and the outbox of everything that leaves.

-- Keys of recipient lists, each wrapped by the master key, which is never in the database.
CREATE TABLE communication_keys (
    id uuid NOT NULL PRIMARY KEY,
    wrapped bytea,
    nonce bytea,
    created_at timestamptz NOT NULL,
    -- Crypto-erased: the list can be read by nobody any more.
    destroyed_at timestamptz,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);

CREATE TABLE communications (
    id uuid NOT NULL PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    case_id uuid NOT NULL REFERENCES cases (id),
    notice_id uuid,
    -- Set at approval: the version that was on the screen.
    notice_version_id uuid REFERENCES notice_versions (id),
    state text NOT NULL CHECK (state IN ('draft', 'approved', 'running', 'paused', 'stopped', 'finished')),
    -- How many are on the list, and up to which row they stand in the outbox.
    recipients bigint NOT NULL,
    filled_to_row bigint NOT NULL,
    key_id uuid NOT NULL REFERENCES communication_keys (id),
    pace_per_minute bigint,
    created_at timestamptz NOT NULL,
    created_by uuid,
    approved_at timestamptz,
    approved_by uuid,
    started_at timestamptz,
    finished_at timestamptz,
    revision bigint NOT NULL,
    CHECK (state = 'draft' OR notice_version_id IS NOT NULL)
);

CREATE INDEX communications_of_case ON communications (case_id);
CREATE INDEX communications_of_state ON communications (state, started_at, id);

CREATE TABLE recipients (
    id uuid NOT NULL PRIMARY KEY,
    communication_id uuid NOT NULL REFERENCES communications (id),
    row_no bigint NOT NULL,
    -- Name, address and merge data, under the communication's key.
    ciphertext bytea NOT NULL,
    nonce bytea NOT NULL,
    -- For look-up; none for who has no e-mail address and gets a letter.
    email_hmac bytea,
    -- For duplicates: people who share a mailbox each get a message. None where nothing tells two people apart.
    person_hmac bytea,
    language text NOT NULL,
    state text NOT NULL CHECK (state IN ('mail', 'letter', 'removed')),
    UNIQUE (communication_id, row_no),
    UNIQUE (communication_id, person_hmac)
);

CREATE INDEX recipients_by_address ON recipients (communication_id, email_hmac);

CREATE TABLE deliveries (
    id uuid NOT NULL PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('staff', 'authority', 'people', 'test')),
    organisation_id uuid,
    case_id uuid,
    communication_id uuid,
    notice_version_id uuid,
    recipient_id uuid,
    -- R1: sending again can never add a second row.
    dedupe_key text NOT NULL UNIQUE,
    -- Plain for staff and authorities; for people sealed under the communication's key.
    to_address bytea NOT NULL,
    -- R2: fixed before the first attempt.
    message_id text NOT NULL,
    -- What the same bytes are built from at each attempt.
    content text NOT NULL,
    body_sha256 text,
    state text NOT NULL CHECK (state IN ('queued', 'claimed', 'in_flight', 'accepted', 'deferred', 'rejected', 'unknown',
        'given_up', 'held', 'simulated', 'delivered', 'bounced')),
    state_at timestamptz NOT NULL,
    -- Counts the claims; together with owner and lease it fences off a sender that slept.
    attempt bigint NOT NULL,
    resends bigint NOT NULL,
    -- R6: how often an unclear outcome may be sent again without a person deciding.
    resend_limit bigint NOT NULL,
    next_at timestamptz NOT NULL,
    owner text,
    lease_until timestamptz,
    in_flight_at timestamptz,
    first_attempt_at timestamptz,
    accepted_at timestamptz,
    reply_code bigint,
    reply text,
    created_at timestamptz NOT NULL
);

CREATE INDEX deliveries_waiting ON deliveries (communication_id, next_at, id) WHERE state IN ('queued', 'deferred');
CREATE INDEX deliveries_leased ON deliveries (lease_until) WHERE state IN ('claimed', 'in_flight');
CREATE INDEX deliveries_unknown ON deliveries (state_at, id) WHERE state = 'unknown';
CREATE INDEX deliveries_totals ON deliveries (communication_id, state);
CREATE INDEX deliveries_of_case ON deliveries (case_id, kind, created_at);

-- What became of each attempt; never rewritten, so that a settled doubt stays visible (I3).
CREATE TABLE delivery_attempts (
    delivery_id uuid NOT NULL REFERENCES deliveries (id),
    attempt bigint NOT NULL,
    state text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    code bigint,
    reason text NOT NULL,
    PRIMARY KEY (delivery_id, attempt, state)
);

-- Messages of the transport `tray`: sent to nobody, shown on a page.
CREATE TABLE tray (
    delivery_id uuid NOT NULL PRIMARY KEY REFERENCES deliveries (id),
    arrived_at timestamptz NOT NULL,
    message bytea NOT NULL
);

CREATE INDEX tray_by_arrival ON tray (arrived_at, delivery_id);
