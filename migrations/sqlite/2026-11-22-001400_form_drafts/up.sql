-- What somebody typed into a page of questions and has not saved: theirs alone, no part of the record.
CREATE TABLE form_drafts (
    user_id BLOB NOT NULL REFERENCES users (id),
    -- Which form of which case.
    place TEXT NOT NULL,
    -- Names and values of its fields, as JSON.
    content TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    PRIMARY KEY (user_id, place)
) STRICT;

CREATE INDEX form_drafts_by_age ON form_drafts (saved_at);
