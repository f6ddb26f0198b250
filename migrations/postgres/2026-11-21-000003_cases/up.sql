-- Reports, cases, what is frozen for the evidence, and reminders.

-- References without gaps: the counter moves in the transaction that uses the number.
CREATE TABLE counters (
    kind text NOT NULL,
    year bigint NOT NULL,
    value bigint NOT NULL,
    PRIMARY KEY (kind, year)
);

CREATE TABLE cases (
    id uuid NOT NULL PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    reference text NOT NULL UNIQUE,
    title text NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'closed')),
    drill boolean NOT NULL,
    -- Counts the changes, for optimistic locking.
    revision bigint NOT NULL,
    opened_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    closed_at timestamptz,
    next_due_at timestamptz,
    risk text,
    zone text NOT NULL,
    -- Reference and title in lower case, for the search of the list.
    sought text NOT NULL,
    -- The aggregate, as JSON.
    state text NOT NULL
);

CREATE INDEX cases_by_change ON cases (organisation_id, updated_at, id);
CREATE INDEX cases_of_status_by_change ON cases (organisation_id, status, updated_at, id);
-- Cases with nothing due come last, on both databases.
CREATE INDEX cases_by_due ON cases (organisation_id, (next_due_at IS NULL), next_due_at, id);
CREATE INDEX cases_of_status_by_due ON cases (organisation_id, status, (next_due_at IS NULL), next_due_at, id);

-- Written anew from the aggregate at each save; for lists that go over many cases.
CREATE TABLE duties (
    id uuid NOT NULL PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    organisation_id uuid NOT NULL,
    -- rule/stage/controller/market/recipient
    key text NOT NULL,
    rule text NOT NULL,
    regime text NOT NULL,
    stage text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('authority', 'people', 'other_provider', 'controller', 'contract')),
    controller text NOT NULL,
    market text,
    recipient_id text NOT NULL,
    recipient_name text NOT NULL,
    status text NOT NULL CHECK (status IN ('presumed', 'due', 'not_started', 'not_required', 'filed_unproven', 'met', 'late')),
    -- The work on it: none, draft, approved, handed over …; the application's words.
    work_state text NOT NULL,
    target_at timestamptz,
    legal_term_at timestamptz,
    zone text NOT NULL,
    revision bigint NOT NULL,
    UNIQUE (case_id, key)
);

CREATE INDEX duties_by_target ON duties (status, target_at);
CREATE INDEX duties_of_organisation ON duties (organisation_id, target_at, key, id);

CREATE TABLE tasks (
    id uuid NOT NULL PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    organisation_id uuid NOT NULL,
    title text NOT NULL,
    phase text NOT NULL,
    owner_user_id uuid,
    due_at timestamptz,
    status text NOT NULL CHECK (status IN ('open', 'done', 'dropped')),
    must boolean NOT NULL
);

CREATE INDEX tasks_of_case ON tasks (case_id);
CREATE INDEX tasks_of_owner ON tasks (owner_user_id, status, (due_at IS NULL), due_at, id);

CREATE TABLE reports (
    id uuid NOT NULL PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    reference text NOT NULL UNIQUE,
    arrived_at timestamptz NOT NULL,
    channel text NOT NULL CHECK (channel IN ('public', 'staff', 'api')),
    -- None for a stranger.
    reporter_user_id uuid,
    first_noticed_at timestamptz,
    -- The answers on the form, private parts marked as in events.
    answers text NOT NULL,
    status text NOT NULL CHECK (status IN ('new', 'accepted', 'merged', 'rejected')),
    case_id uuid REFERENCES cases (id),
    decided_by uuid,
    decided_at timestamptz,
    reason text,
    CHECK ((status = 'new') = (decided_at IS NULL)),
    CHECK ((status IN ('accepted', 'merged')) = (case_id IS NOT NULL))
);

CREATE INDEX reports_by_arrival ON reports (organisation_id, status, arrived_at, id);
CREATE INDEX reports_of_reporter ON reports (reporter_user_id, arrived_at, id);
CREATE INDEX reports_of_case ON reports (case_id);

CREATE TABLE attachments (
    id uuid NOT NULL PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    case_id uuid REFERENCES cases (id),
    report_id uuid REFERENCES reports (id),
    sha256 text NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    bytes bytea NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid
);

CREATE INDEX attachments_of_case ON attachments (case_id);
CREATE INDEX attachments_of_report ON attachments (report_id);

-- Frozen bytes: what was on the screen when it was approved.
CREATE TABLE notice_versions (
    id uuid NOT NULL PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    notice_id uuid NOT NULL,
    version bigint NOT NULL,
    -- SHA-256 over facts, template and policy.
    digest text NOT NULL,
    content text NOT NULL,
    html text NOT NULL,
    text text NOT NULL,
    frozen_at timestamptz NOT NULL,
    UNIQUE (notice_id, version)
);

CREATE INDEX notice_versions_of_case ON notice_versions (case_id);

CREATE TRIGGER notice_versions_refuse_update BEFORE UPDATE ON notice_versions
FOR EACH ROW EXECUTE FUNCTION refuse('a frozen notice is never changed; make a new version');

CREATE TABLE public_notices (
    id uuid NOT NULL PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    notice_version_id uuid NOT NULL REFERENCES notice_versions (id),
    state text NOT NULL CHECK (state IN ('exported', 'published', 'withdrawn')),
    exported_at timestamptz NOT NULL,
    -- Where it stood, since when, and the hash of what stood there.
    address text,
    sha256 text,
    published_at timestamptz,
    published_by uuid,
    withdrawn_at timestamptz
);

CREATE INDEX public_notices_of_case ON public_notices (case_id);

CREATE TABLE reminders (
    id uuid NOT NULL PRIMARY KEY,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL REFERENCES cases (id),
    duty_id uuid NOT NULL,
    plan_revision bigint NOT NULL,
    -- Such as 24h-before, or overdue-3.
    offset_label text NOT NULL,
    due_at timestamptz NOT NULL,
    addressee_id uuid NOT NULL REFERENCES users (id),
    created_at timestamptz NOT NULL,
    fired_at timestamptz,
    late_by_seconds bigint,
    delivery_id uuid,
    -- The reminder in whose message this one was named (T3).
    merged_into_id uuid,
    cancelled_at timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    UNIQUE (duty_id, plan_revision, offset_label, addressee_id)
);

CREATE INDEX reminders_waiting ON reminders (due_at, id) WHERE fired_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX reminders_unacknowledged ON reminders (fired_at, id)
WHERE fired_at IS NOT NULL AND acknowledged_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX reminders_of_case ON reminders (case_id, due_at, id);

-- Who may act as the one of several copies (T10). Saves work; correctness never hangs on it.
CREATE TABLE leases (
    name text NOT NULL PRIMARY KEY,
    holder text NOT NULL,
    term bigint NOT NULL,
    lease_until timestamptz NOT NULL
);
