-- Where a public notice stands, since when, and the hash of what stood there are kept in the record of its case
-- (`notice_published`); this table was never written.
DROP TABLE public_notices;
