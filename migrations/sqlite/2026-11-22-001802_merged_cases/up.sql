-- The reference of the case into which one was merged; empty for the others. Such a case is counted where it went.
ALTER TABLE register_rows ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';
ALTER TABLE figures ADD COLUMN merged INTEGER NOT NULL DEFAULT 0 CHECK (merged IN (0, 1));
