-- Digest of the law that an open case was last planned with; none where that was before it was kept. A case on another law than
-- its organisation's is planned anew, one at a time, so that a rule that changed reaches all of them whatever happens in between.
ALTER TABLE cases ADD COLUMN planned_with TEXT;
CREATE INDEX cases_by_plan ON cases (organisation_id, planned_with) WHERE status = 'open';
-- Notes of what was to be planned anew; the cases say it themselves now.
DELETE FROM settings WHERE key LIKE 'replan/%';
