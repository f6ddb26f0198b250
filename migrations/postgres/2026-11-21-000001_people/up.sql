-- Organisations, the people who work in them, and how they get in.
-- Kept beside its twin of the same name for SQLite; a test compares the two.

CREATE TABLE organisations (
    id uuid NOT NULL PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    name text NOT NULL,
    country text NOT NULL,
    zone text NOT NULL,
    -- Controllers, markets, DPO in three channels, mandates: a JSON document of the domain.
    settings text NOT NULL,
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE users (
    id uuid NOT NULL PRIMARY KEY,
    name text NOT NULL,
    -- In lower case.
    email text NOT NULL UNIQUE,
    password_hash text,
    language text NOT NULL,
    status text NOT NULL CHECK (status IN ('invited', 'active', 'disabled')),
    failed_sign_ins bigint NOT NULL,
    failed_since_at timestamptz,
    last_sign_in_at timestamptz,
    created_at timestamptz NOT NULL
);

CREATE TABLE memberships (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    role text NOT NULL CHECK (role IN ('reporter', 'handler', 'dpo', 'controller', 'auditor', 'admin')),
    status text NOT NULL CHECK (status IN ('invited', 'active', 'suspended', 'removed')),
    -- The user whom this one stands in for.
    deputy_of uuid REFERENCES users (id),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (user_id, organisation_id, role)
);

CREATE INDEX memberships_by_organisation ON memberships (organisation_id, status, role);

CREATE TABLE sessions (
    id uuid NOT NULL PRIMARY KEY,
    -- SHA-256 of the cookie's token; the token itself is kept nowhere.
    token_hash bytea NOT NULL UNIQUE,
    user_id uuid NOT NULL REFERENCES users (id),
    csrf_token text NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    reauthenticated_at timestamptz NOT NULL,
    -- The absolute limit; the idle limit counts from seen_at.
    expires_at timestamptz NOT NULL,
    ended_at timestamptz
);

CREATE INDEX sessions_of_user ON sessions (user_id);

CREATE TABLE one_time_links (
    id uuid NOT NULL PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('set_up', 'invitation', 'password_reset')),
    token_hash bytea NOT NULL UNIQUE,
    -- None for the set-up link: nobody exists yet.
    user_id uuid REFERENCES users (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE INDEX one_time_links_of_user ON one_time_links (user_id, purpose);

CREATE TABLE api_tokens (
    id uuid NOT NULL PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    name text NOT NULL,
    scope text NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    ended_at timestamptz
);

CREATE INDEX api_tokens_of_organisation ON api_tokens (organisation_id);

-- A repeated POST with the same token answers the first result.
CREATE TABLE form_tokens (
    token text NOT NULL PRIMARY KEY,
    -- The session it was issued in; none for the public form.
    session_id uuid,
    created_at timestamptz NOT NULL,
    used_at timestamptz,
    location text
);

CREATE INDEX form_tokens_by_age ON form_tokens (created_at);

CREATE TABLE settings (
    key text NOT NULL PRIMARY KEY,
    value text NOT NULL,
    updated_at timestamptz NOT NULL
);
