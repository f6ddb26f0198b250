-- Rows of an uploaded list that were not imported, so that whoever they name is told in another way. Row 0 holds the heads of the columns.
CREATE TABLE left_out_rows (
    id uuid NOT NULL PRIMARY KEY,
    communication_id uuid NOT NULL REFERENCES communications (id),
    row_no bigint NOT NULL,
    -- What was readable of the row and what is wrong with it, under the communication's key.
    ciphertext bytea NOT NULL,
    nonce bytea NOT NULL,
    UNIQUE (communication_id, row_no)
);
