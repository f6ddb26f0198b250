-- A report may come as an e-mail. SQLite changes a CHECK only by making the table anew: what refers to its rows is checked at the end.
PRAGMA defer_foreign_keys = ON;

CREATE TABLE reports_before AS SELECT * FROM reports;
DROP TABLE reports;

CREATE TABLE reports (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    reference TEXT NOT NULL UNIQUE,
    arrived_at TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('public', 'staff', 'api', 'email')),
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

INSERT INTO reports SELECT * FROM reports_before;
DROP TABLE reports_before;

CREATE INDEX reports_by_arrival ON reports (organisation_id, status, arrived_at, id);
CREATE INDEX reports_of_reporter ON reports (reporter_user_id, arrived_at, id);
CREATE INDEX reports_of_case ON reports (case_id);

-- The reports that came as an e-mail: a message that comes again is the same report.
CREATE TABLE report_mails (
    report_id BLOB NOT NULL PRIMARY KEY REFERENCES reports (id),
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    -- SHA-256 of its Message-ID, of the whole message where it has none.
    message_key TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    UNIQUE (organisation_id, message_key)
) STRICT;

CREATE INDEX report_mails_by_time ON report_mails (organisation_id, taken_at);
