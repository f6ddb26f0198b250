-- The references of the cases that belong to one, with spaces between, for a line of the register.
ALTER TABLE register_rows ADD COLUMN linked text NOT NULL DEFAULT '';
