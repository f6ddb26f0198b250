-- Organisations, the people who work in them, and how they get in.
-- Kept beside its twin of the same name for PostgreSQL; a test compares the two.

CREATE TABLE organisations (
    id BLOB NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    zone TEXT NOT NULL,
    -- Controllers, markets, DPO in three channels, mandates: a JSON document of the domain.
    settings TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE users (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- In lower case.
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    language TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('invited', 'active', 'disabled')),
    failed_sign_ins INTEGER NOT NULL,
    failed_since_at TEXT,
    last_sign_in_at TEXT,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE memberships (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    role TEXT NOT NULL CHECK (role IN ('reporter', 'handler', 'dpo', 'controller', 'auditor', 'admin')),
    status TEXT NOT NULL CHECK (status IN ('invited', 'active', 'suspended', 'removed')),
    -- The user whom this one stands in for.
    deputy_of BLOB REFERENCES users (id),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (user_id, organisation_id, role)
) STRICT;

CREATE INDEX memberships_by_organisation ON memberships (organisation_id, status, role);

CREATE TABLE sessions (
    id BLOB NOT NULL PRIMARY KEY,
    -- SHA-256 of the cookie's token; the token itself is kept nowhere.
    token_hash BLOB NOT NULL UNIQUE,
    user_id BLOB NOT NULL REFERENCES users (id),
    csrf_token TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    reauthenticated_at TEXT NOT NULL,
    -- The absolute limit; the idle limit counts from seen_at.
    expires_at TEXT NOT NULL,
    ended_at TEXT
) STRICT;

CREATE INDEX sessions_of_user ON sessions (user_id);

CREATE TABLE one_time_links (
    id BLOB NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('set_up', 'invitation', 'password_reset')),
    token_hash BLOB NOT NULL UNIQUE,
    -- None for the set-up link: nobody exists yet.
    user_id BLOB REFERENCES users (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;

CREATE INDEX one_time_links_of_user ON one_time_links (user_id, purpose);

CREATE TABLE api_tokens (
    id BLOB NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    created_at TEXT NOT NULL,
    last_used_at TEXT,
    ended_at TEXT
) STRICT;

CREATE INDEX api_tokens_of_organisation ON api_tokens (organisation_id);

-- A repeated POST with the same token answers the first result.
CREATE TABLE form_tokens (
    token TEXT NOT NULL PRIMARY KEY,
    -- The session it was issued in; none for the public form.
    session_id BLOB,
    created_at TEXT NOT NULL,
    used_at TEXT,
    location TEXT
) STRICT;

CREATE INDEX form_tokens_by_age ON form_tokens (created_at);

CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
