-- A later list of the case that has this row in it, corrected: the person is told by that one, and no longer from here.
ALTER TABLE left_out_rows ADD COLUMN brought_in_by BLOB REFERENCES communications (id);
