-- Every address a unit has had in the contact lists in use, as a fingerprint. One
-- that nobody has answered for gets no order.
CREATE TABLE addresses (
	unit   TEXT    NOT NULL,
	reach  TEXT    NOT NULL,               -- fingerprint of where the unit is reached and what may be sent there
	seen   INTEGER NOT NULL,               -- when the lists first said so
	proven INTEGER,                        -- when somebody answered for it; null until then
	by     TEXT,                           -- who that was
	PRIMARY KEY (unit, reach)
) STRICT, WITHOUT ROWID;

-- The desk itself, for letters that are about no case. It is in no list of cases.
INSERT INTO cases (id, step, closed, rev) VALUES ('', 1, 1, 0);
