-- What somebody typed into a page of questions and has not saved: theirs alone, no part of the record.
CREATE TABLE form_drafts (
    user_id uuid NOT NULL REFERENCES users (id),
    -- Which form of which case.
    place text NOT NULL,
    -- Names and values of its fields, as JSON.
    content text NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, place)
);

CREATE INDEX form_drafts_by_age ON form_drafts (saved_at);
