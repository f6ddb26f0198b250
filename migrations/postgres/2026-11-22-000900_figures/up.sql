-- What the statistics count, one row per case, written in the transaction that saves the case. The next start fills the table
-- (`app::rows`).
CREATE TABLE figures (
    case_id uuid NOT NULL PRIMARY KEY REFERENCES cases (id),
    organisation_id uuid NOT NULL,
    drill boolean NOT NULL,
    -- Month in which the case was opened, in its zone: `2026-10`.
    month text COLLATE "C" NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('filed', 'no', 'not_decided')),
    incident text,
    cause text,
    -- From the first that is known of the breach to awareness, and from there to the first decision on an authority.
    awareness_minutes bigint,
    decision_minutes bigint,
    -- Notices to authorities that were filed: by the target, after it but within the legal term, after that.
    in_time bigint NOT NULL,
    on_formal_count bigint NOT NULL,
    late bigint NOT NULL
);

CREATE INDEX figures_by_month ON figures (organisation_id, drill, month);
