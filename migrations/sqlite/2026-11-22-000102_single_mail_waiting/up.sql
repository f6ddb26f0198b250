-- What waits beside mail-outs, in the order of its turn. In the index of all that waits, PostgreSQL cannot use the order behind
-- `communication_id IS NULL` and would sort.
CREATE INDEX deliveries_single_waiting ON deliveries (next_at, id)
WHERE communication_id IS NULL AND state IN ('queued', 'deferred');
