-- Reports, cases, what is frozen for the evidence, and reminders.

-- References without gaps: the counter moves in the transaction that uses the number.
CREATE TABLE counters (
    kind TEXT NOT NULL,
    year INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (kind, year)
) STRICT;

CREATE TABLE cases (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    reference TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
    drill INTEGER NOT NULL CHECK (drill IN (0, 1)),
    -- Counts the changes, for optimistic locking.
    revision INTEGER NOT NULL,
    opened_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    closed_at TEXT,
    next_due_at TEXT,
    risk TEXT,
    zone TEXT NOT NULL,
    -- Reference and title in lower case, for the search of the list.
    sought TEXT NOT NULL,
    -- The aggregate, as JSON.
    state TEXT NOT NULL
) STRICT;

CREATE INDEX cases_by_change ON cases (organisation_id, updated_at, id);
CREATE INDEX cases_of_status_by_change ON cases (organisation_id, status, updated_at, id);
-- Cases with nothing due come last, on both databases.
CREATE INDEX cases_by_due ON cases (organisation_id, (next_due_at IS NULL), next_due_at, id);
CREATE INDEX cases_of_status_by_due ON cases (organisation_id, status, (next_due_at IS NULL), next_due_at, id);

-- Written anew from the aggregate at each save; for lists that go over many cases.
CREATE TABLE duties (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id),
    organisation_id BLOB NOT NULL,
    -- rule/stage/controller/market/recipient
    key TEXT NOT NULL,
    rule TEXT NOT NULL,
    regime TEXT NOT NULL,
    stage TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('authority', 'people', 'other_provider', 'controller', 'contract')),
    controller TEXT NOT NULL,
    market TEXT,
    recipient_id TEXT NOT NULL,
    recipient_name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('presumed', 'due', 'not_started', 'not_required', 'filed_unproven', 'met', 'late')),
    -- The work on it: none, draft, approved, handed over …; the application's words.
    work_state TEXT NOT NULL,
    target_at TEXT,
    legal_term_at TEXT,
    zone TEXT NOT NULL,
    revision INTEGER NOT NULL,
    UNIQUE (case_id, key)
) STRICT;

CREATE INDEX duties_by_target ON duties (status, target_at);
CREATE INDEX duties_of_organisation ON duties (organisation_id, target_at, key, id);

CREATE TABLE tasks (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id),
    organisation_id BLOB NOT NULL,
    title TEXT NOT NULL,
    phase TEXT NOT NULL,
    owner_user_id BLOB,
    due_at TEXT,
    status TEXT NOT NULL CHECK (status IN ('open', 'done', 'dropped')),
    must INTEGER NOT NULL CHECK (must IN (0, 1))
) STRICT;

CREATE INDEX tasks_of_case ON tasks (case_id);
CREATE INDEX tasks_of_owner ON tasks (owner_user_id, status, (due_at IS NULL), due_at, id);

CREATE TABLE reports (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    reference TEXT NOT NULL UNIQUE,
    arrived_at TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('public', 'staff', 'api')),
    -- None for a stranger.
    reporter_user_id BLOB,
    first_noticed_at TEXT,
    -- The answers on the form, private parts marked as in events.
    answers TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('new', 'accepted', 'merged', 'rejected')),
    case_id BLOB REFERENCES cases (id),
    decided_by BLOB,
    decided_at TEXT,
    reason TEXT,
    CHECK ((status = 'new') = (decided_at IS NULL)),
    CHECK ((status IN ('accepted', 'merged')) = (case_id IS NOT NULL))
) STRICT;

CREATE INDEX reports_by_arrival ON reports (organisation_id, status, arrived_at, id);
CREATE INDEX reports_of_reporter ON reports (reporter_user_id, arrived_at, id);
CREATE INDEX reports_of_case ON reports (case_id);

CREATE TABLE attachments (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    case_id BLOB REFERENCES cases (id),
    report_id BLOB REFERENCES reports (id),
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    created_at TEXT NOT NULL,
    created_by BLOB
) STRICT;

CREATE INDEX attachments_of_case ON attachments (case_id);
CREATE INDEX attachments_of_report ON attachments (report_id);

-- Frozen bytes: what was on the screen when it was approved.
CREATE TABLE notice_versions (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id),
    notice_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    -- SHA-256 over facts, template and policy.
    digest TEXT NOT NULL,
    content TEXT NOT NULL,
    html TEXT NOT NULL,
    text TEXT NOT NULL,
    frozen_at TEXT NOT NULL,
    UNIQUE (notice_id, version)
) STRICT;

CREATE INDEX notice_versions_of_case ON notice_versions (case_id);

CREATE TRIGGER notice_versions_refuse_update BEFORE UPDATE ON notice_versions
BEGIN SELECT RAISE(ABORT, 'a frozen notice is never changed; make a new version'); END;

CREATE TABLE public_notices (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id),
    notice_version_id BLOB NOT NULL REFERENCES notice_versions (id),
    state TEXT NOT NULL CHECK (state IN ('exported', 'published', 'withdrawn')),
    exported_at TEXT NOT NULL,
    -- Where it stood, since when, and the hash of what stood there.
    address TEXT,
    sha256 TEXT,
    published_at TEXT,
    published_by BLOB,
    withdrawn_at TEXT
) STRICT;

CREATE INDEX public_notices_of_case ON public_notices (case_id);

CREATE TABLE reminders (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL,
    case_id BLOB NOT NULL REFERENCES cases (id),
    duty_id BLOB NOT NULL,
    plan_revision INTEGER NOT NULL,
    -- Such as 24h-before, or overdue-3.
    offset_label TEXT NOT NULL,
    due_at TEXT NOT NULL,
    addressee_id BLOB NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,
    fired_at TEXT,
    late_by_seconds INTEGER,
    delivery_id BLOB,
    -- The reminder in whose message this one was named (T3).
    merged_into_id BLOB,
    cancelled_at TEXT,
    acknowledged_at TEXT,
    acknowledged_by BLOB,
    UNIQUE (duty_id, plan_revision, offset_label, addressee_id)
) STRICT;

CREATE INDEX reminders_waiting ON reminders (due_at, id) WHERE fired_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX reminders_unacknowledged ON reminders (fired_at, id)
WHERE fired_at IS NOT NULL AND acknowledged_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX reminders_of_case ON reminders (case_id, due_at, id);

-- Who may act as the one of several copies (T10). Saves work; correctness never hangs on it.
CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    term INTEGER NOT NULL,
    lease_until TEXT NOT NULL
) STRICT;
