-- What the cases that have been erased count as: one row per intyg, without case
-- number, person or day. Random keys, so that their order says nothing of when
-- a case was erased.
CREATE TABLE figures (
	id  TEXT PRIMARY KEY DEFAULT (hex(randomblob(8))),
	row TEXT NOT NULL CHECK (json_valid(row))
) STRICT, WITHOUT ROWID;
