-- The second factor of a person (RFC 6238): its secret sealed by the master key, the last time step that was used, so that no code counts
-- twice, and the recovery codes that are left, as keyed digests.
CREATE TABLE second_factors (
    user_id uuid NOT NULL REFERENCES users (id),
    -- A secret that was shown counts only after a code made with it came back.
    state text NOT NULL CHECK (state IN ('shown', 'active')),
    sealed_key bytea NOT NULL,
    sealed_secret bytea NOT NULL,
    last_step bigint NOT NULL,
    recovery text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, state)
);

-- Whether the session began with a second factor, without one, or still waits for its code.
ALTER TABLE sessions ADD COLUMN factor text NOT NULL DEFAULT 'none' CHECK (factor IN ('none', 'awaited', 'given'));
