-- What the digest of a frozen notice binds beside its bytes, so that the check of the record can compute it again: JSON with the
-- digests of facts, template and policy. None for versions frozen before this column.
ALTER TABLE notice_versions ADD COLUMN binding TEXT;
