-- The people who alone see a case, by id between blanks; empty where everybody who may read in the organisation sees it (US21).
ALTER TABLE register_rows ADD COLUMN only_for TEXT NOT NULL DEFAULT '';
CREATE INDEX register_restricted ON register_rows (organisation_id) WHERE only_for <> '';
