-- The status stands in the index, not in its condition: a prepared statement that is told the status later cannot use an index with
-- a condition on it.
DROP INDEX cases_by_plan;
CREATE INDEX cases_by_plan ON cases (organisation_id, status, planned_with);
