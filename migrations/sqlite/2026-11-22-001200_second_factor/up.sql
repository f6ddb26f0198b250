-- The second factor of a person (RFC 6238): its secret sealed by the master key, the last time step that was used, so that no code counts
-- twice, and the recovery codes that are left, as keyed digests.
CREATE TABLE second_factors (
    user_id BLOB NOT NULL REFERENCES users (id),
    -- A secret that was shown counts only after a code made with it came back.
    state TEXT NOT NULL CHECK (state IN ('shown', 'active')),
    sealed_key BLOB NOT NULL,
    sealed_secret BLOB NOT NULL,
    last_step INTEGER NOT NULL,
    recovery TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (user_id, state)
) STRICT;

-- Whether the session began with a second factor, without one, or still waits for its code.
ALTER TABLE sessions ADD COLUMN factor TEXT NOT NULL DEFAULT 'none' CHECK (factor IN ('none', 'awaited', 'given'));
