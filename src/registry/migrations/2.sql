-- Where a record stands in the file that it is from. Of those that an earlier version has stored nobody knows.

ALTER TABLE records ADD COLUMN row INTEGER; -- from 1

DROP TRIGGER records_are_not_changed;
CREATE TRIGGER records_are_not_changed
BEFORE UPDATE OF number, source, record_id, kind, run, input, row, digest, text ON records
BEGIN SELECT RAISE(ABORT, 'a record is never changed'); END;
