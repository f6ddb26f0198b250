-- What lists over many cases show, written in the transaction that saves the case: the register, the first page's deadlines and what
-- waits for whom. Until here these lists read whole case documents. The next start fills the tables (`app::rows`).

CREATE TABLE register_rows (
    case_id uuid NOT NULL PRIMARY KEY REFERENCES cases (id),
    organisation_id uuid NOT NULL,
    reference text NOT NULL,
    title text NOT NULL,
    zone text NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'closed')),
    drill boolean NOT NULL,
    opened_year bigint NOT NULL,
    -- Instant and reference in one: no two rows have the same, so that a page begins where the last one ended.
    by_opening text COLLATE "C" NOT NULL,
    by_due text COLLATE "C" NOT NULL,
    aware_at timestamptz,
    -- The count of people as JSON.
    people text,
    risk text,
    authority text NOT NULL CHECK (authority IN ('filed', 'no', 'not_decided')),
    authority_filed bigint NOT NULL,
    authority_owed bigint NOT NULL,
    authority_at timestamptz,
    told text NOT NULL CHECK (told IN ('filed', 'no', 'not_decided')),
    told_filed bigint NOT NULL,
    told_owed bigint NOT NULL,
    told_at timestamptz,
    next_rule text,
    next_stage text,
    next_recipient text,
    next_target_at timestamptz,
    next_legal_term_at timestamptz,
    -- From when on an unfiled duty is past its legal term.
    overdue_from timestamptz,
    -- Counts the cases in the order in which they came; what the search finds is named by it.
    number bigint NOT NULL UNIQUE,
    -- What the search looks through: words in lower case without accents, each once, and where the case belongs.
    sought text NOT NULL
);

CREATE INDEX register_words ON register_rows USING gin (array_to_tsvector(string_to_array(sought, ' ')));

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
    id uuid NOT NULL PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    organisation_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('instant', 'decision', 'review', 'afterwards', 'proof', 'task')),
    whom text NOT NULL CHECK (whom IN ('approvers', 'workers', 'owner')),
    -- Name of the person, where it waits for one; empty otherwise.
    owner text NOT NULL,
    -- Who must not do it, because they made it: user ids with a space before and after each.
    but_not text NOT NULL,
    -- The part of the address after that of the case.
    page text NOT NULL,
    -- Empty where the case itself is what is meant.
    what text NOT NULL,
    -- Since when it waits; of a task the day by which it is due.
    since timestamptz NOT NULL
);

CREATE INDEX waiting_for_whom ON waiting (organisation_id, whom, owner, since, id);
CREATE INDEX waiting_of_case ON waiting (case_id);

ALTER TABLE duties ADD COLUMN started_at timestamptz;
-- Whether lists over open cases follow it: what is to be filed, and what lacks its proof.
ALTER TABLE duties ADD COLUMN watch text NOT NULL DEFAULT 'none' CHECK (watch IN ('none', 'unfiled', 'unproven'));
DROP INDEX duties_of_organisation;
CREATE INDEX duties_watched ON duties (organisation_id, watch, target_at, key, id);
CREATE INDEX duties_of_rule ON duties (organisation_id, rule);

-- The lists that read these are gone.
DROP INDEX cases_by_due;
DROP INDEX cases_of_status_by_due;
ALTER TABLE cases DROP COLUMN sought;
