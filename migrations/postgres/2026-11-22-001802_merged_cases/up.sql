-- The reference of the case into which one was merged; empty for the others. Such a case is counted where it went.
ALTER TABLE register_rows ADD COLUMN merged_into text NOT NULL DEFAULT '';
ALTER TABLE figures ADD COLUMN merged boolean NOT NULL DEFAULT FALSE;
