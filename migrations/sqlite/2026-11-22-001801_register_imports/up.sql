-- A file of an earlier register that was accepted, and how far it has come in: rows are stored a few at a time, and an import that was
-- cut short is known as such until it is finished or left.
CREATE TABLE register_imports (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    file_sha256 TEXT NOT NULL,
    -- What its columns mean, as somebody chose them.
    meanings TEXT NOT NULL,
    -- Good rows of the file, how many of them are cases by now, and the number in the file of the last of these.
    row_count INTEGER NOT NULL,
    stored INTEGER NOT NULL,
    last_row INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'left')),
    user_id BLOB NOT NULL REFERENCES users (id),
    started_at TEXT NOT NULL,
    ended_at TEXT
) STRICT;

CREATE INDEX register_imports_of_file ON register_imports (organisation_id, file_sha256, started_at);
CREATE UNIQUE INDEX register_imports_running ON register_imports (organisation_id, file_sha256) WHERE state = 'running';
CREATE INDEX register_imports_unfinished ON register_imports (organisation_id, state, started_at);

-- The digest of the file from which a case was taken over; empty for those of this desk.
ALTER TABLE register_rows ADD COLUMN imported TEXT NOT NULL DEFAULT '';
