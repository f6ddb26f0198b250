-- A name for a filter of the register or the list of cases: somebody's own, or shared with an organisation.
CREATE TABLE saved_views (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    -- With whom it is shared; none where it is its maker's alone.
    organisation_id uuid REFERENCES organisations (id),
    name text NOT NULL,
    place text NOT NULL CHECK (place IN ('cases', 'register')),
    -- The query of the address.
    query text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX saved_views_by_name ON saved_views (user_id, place, name);
CREATE INDEX saved_views_shared ON saved_views (organisation_id, place, name) WHERE organisation_id IS NOT NULL;
