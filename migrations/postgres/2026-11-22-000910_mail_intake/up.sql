-- A report may come as an e-mail.
ALTER TABLE reports DROP CONSTRAINT reports_channel_check;
ALTER TABLE reports ADD CONSTRAINT reports_channel_check CHECK (channel IN ('public', 'staff', 'api', 'email'));

-- The reports that came as an e-mail: a message that comes again is the same report.
CREATE TABLE report_mails (
    report_id uuid NOT NULL PRIMARY KEY REFERENCES reports (id),
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    -- SHA-256 of its Message-ID, of the whole message where it has none.
    message_key text NOT NULL,
    taken_at timestamptz NOT NULL,
    UNIQUE (organisation_id, message_key)
);

CREATE INDEX report_mails_by_time ON report_mails (organisation_id, taken_at);
