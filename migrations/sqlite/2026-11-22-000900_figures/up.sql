-- What the statistics count, one row per case, written in the transaction that saves the case. The next start fills the table
-- (`app::rows`).
CREATE TABLE figures (
    case_id BLOB NOT NULL PRIMARY KEY REFERENCES cases (id),
    organisation_id BLOB NOT NULL,
    drill INTEGER NOT NULL CHECK (drill IN (0, 1)),
    -- Month in which the case was opened, in its zone: `2026-10`.
    month TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('filed', 'no', 'not_decided')),
    incident TEXT,
    cause TEXT,
    -- From the first that is known of the breach to awareness, and from there to the first decision on an authority.
    awareness_minutes INTEGER,
    decision_minutes INTEGER,
    -- Notices to authorities that were filed: by the target, after it but within the legal term, after that.
    in_time INTEGER NOT NULL,
    on_formal_count INTEGER NOT NULL,
    late INTEGER NOT NULL
) STRICT;

CREATE INDEX figures_by_month ON figures (organisation_id, drill, month);
