-- What lists over many cases show, written in the transaction that saves the case: the register, the first page's deadlines and what
-- waits for whom. Until here these lists read whole case documents. The next start fills the tables (`app::rows`).

CREATE TABLE register_rows (
    case_id BLOB NOT NULL PRIMARY KEY REFERENCES cases (id),
    organisation_id BLOB NOT NULL,
    reference TEXT NOT NULL,
    title TEXT NOT NULL,
    zone TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
    drill INTEGER NOT NULL CHECK (drill IN (0, 1)),
    opened_year INTEGER NOT NULL,
    -- Instant and reference in one: no two rows have the same, so that a page begins where the last one ended.
    by_opening TEXT NOT NULL,
    by_due TEXT NOT NULL,
    aware_at TEXT,
    -- The count of people as JSON.
    people TEXT,
    risk TEXT,
    authority TEXT NOT NULL CHECK (authority IN ('filed', 'no', 'not_decided')),
    authority_filed INTEGER NOT NULL,
    authority_owed INTEGER NOT NULL,
    authority_at TEXT,
    told TEXT NOT NULL CHECK (told IN ('filed', 'no', 'not_decided')),
    told_filed INTEGER NOT NULL,
    told_owed INTEGER NOT NULL,
    told_at TEXT,
    next_rule TEXT,
    next_stage TEXT,
    next_recipient TEXT,
    next_target_at TEXT,
    next_legal_term_at TEXT,
    -- From when on an unfiled duty is past its legal term.
    overdue_from TEXT,
    -- Counts the cases in the order in which they came; what the search finds is named by it.
    number INTEGER NOT NULL UNIQUE,
    -- What the search looks through: words in lower case without accents, each once, and where the case belongs.
    sought TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE register_words USING fts5 (
    sought, content = 'register_rows', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3'
);
-- What is taken out of the index is gone from its pages too: an erased text must not stay behind in them.
INSERT INTO register_words (register_words, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER register_words_add AFTER INSERT ON register_rows BEGIN
    INSERT INTO register_words (rowid, sought) VALUES (new.number, new.sought);
END;
CREATE TRIGGER register_words_remove AFTER DELETE ON register_rows BEGIN
    INSERT INTO register_words (register_words, rowid, sought) VALUES ('delete', old.number, old.sought);
END;
CREATE TRIGGER register_words_change AFTER UPDATE OF number, sought ON register_rows BEGIN
    INSERT INTO register_words (register_words, rowid, sought) VALUES ('delete', old.number, old.sought);
    INSERT INTO register_words (rowid, sought) VALUES (new.number, new.sought);
END;

CREATE INDEX register_by_opening ON register_rows (organisation_id, by_opening);
CREATE INDEX register_by_due ON register_rows (organisation_id, by_due);
CREATE INDEX register_of_status_by_opening ON register_rows (organisation_id, status, by_opening);
CREATE INDEX register_of_status_by_due ON register_rows (organisation_id, status, by_due);
CREATE INDEX register_of_risk_by_opening ON register_rows (organisation_id, risk, by_opening);
CREATE INDEX register_of_risk_by_due ON register_rows (organisation_id, risk, by_due);
CREATE INDEX register_of_year_by_opening ON register_rows (organisation_id, opened_year, by_opening);
CREATE INDEX register_of_year_by_due ON register_rows (organisation_id, opened_year, by_due);
CREATE INDEX register_with_term_by_opening ON register_rows (organisation_id, by_opening) WHERE overdue_from IS NOT NULL;
CREATE INDEX register_with_term_by_due ON register_rows (organisation_id, by_due) WHERE overdue_from IS NOT NULL;

-- What somebody can do now in an open case.
CREATE TABLE waiting (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id),
    organisation_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('instant', 'decision', 'review', 'afterwards', 'proof', 'task')),
    whom TEXT NOT NULL CHECK (whom IN ('approvers', 'workers', 'owner')),
    -- Name of the person, where it waits for one; empty otherwise.
    owner TEXT NOT NULL,
    -- Who must not do it, because they made it: user ids with a space before and after each.
    but_not TEXT NOT NULL,
    -- The part of the address after that of the case.
    page TEXT NOT NULL,
    -- Empty where the case itself is what is meant.
    what TEXT NOT NULL,
    -- Since when it waits; of a task the day by which it is due.
    since TEXT NOT NULL
) STRICT;

CREATE INDEX waiting_for_whom ON waiting (organisation_id, whom, owner, since, id);
CREATE INDEX waiting_of_case ON waiting (case_id);

ALTER TABLE duties ADD COLUMN started_at TEXT;
-- Whether lists over open cases follow it: what is to be filed, and what lacks its proof.
ALTER TABLE duties ADD COLUMN watch TEXT NOT NULL DEFAULT 'none' CHECK (watch IN ('none', 'unfiled', 'unproven'));
DROP INDEX duties_of_organisation;
CREATE INDEX duties_watched ON duties (organisation_id, watch, target_at, key, id);
CREATE INDEX duties_of_rule ON duties (organisation_id, rule);

-- The lists that read these are gone.
DROP INDEX cases_by_due;
DROP INDEX cases_of_status_by_due;
ALTER TABLE cases DROP COLUMN sought;
