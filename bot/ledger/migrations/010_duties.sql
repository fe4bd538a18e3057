-- What is owed in a case now: rewritten with every fact, so that what is to be
-- sent can be held against it without reading the case.
CREATE TABLE duties (
	case_id TEXT NOT NULL REFERENCES cases (id),
	name    TEXT NOT NULL,
	owner   TEXT NOT NULL CHECK (owner IN ('PVR', 'BIH', 'HTJ')),
	unit    TEXT NOT NULL,                 -- the owner's line of the contact lists; empty when nobody knows
	due     TEXT NOT NULL,                 -- empty when it cannot be known yet
	quiet   TEXT NOT NULL,                 -- nobody is told of it before that day; empty when it is not put off
	PRIMARY KEY (case_id, name, owner)
) STRICT, WITHOUT ROWID;
CREATE INDEX duties_by_unit ON duties (unit, due) WHERE due <> '';

-- Every reminder there has been. What must never happen twice cannot: a second
-- one with the same key takes its fact and its letters with it.
CREATE TABLE reminders (
	case_id   TEXT    NOT NULL REFERENCES cases (id),
	round     INTEGER NOT NULL,
	rule      TEXT    NOT NULL,            -- duty, who owes it, and the rung that is told
	day       TEXT    NOT NULL,            -- which of the rule's days
	due       TEXT    NOT NULL,
	recipient TEXT    NOT NULL,
	PRIMARY KEY (case_id, round, rule, day, due, recipient)
) STRICT, WITHOUT ROWID;

-- The duty a letter reminds of, by which it is stopped when that is done.
ALTER TABLE letters ADD COLUMN debt   TEXT NOT NULL DEFAULT '';
ALTER TABLE letters ADD COLUMN owes   TEXT NOT NULL DEFAULT '';
ALTER TABLE letters ADD COLUMN due    TEXT NOT NULL DEFAULT '';
ALTER TABLE letters ADD COLUMN brief  TEXT NOT NULL DEFAULT ''; -- what it says, for a letter that gathers several
ALTER TABLE letters ADD COLUMN bundle TEXT;                     -- the letter that it is sent within
CREATE INDEX letters_by_bundle ON letters (bundle) WHERE bundle IS NOT NULL;

-- What the desk looks for in all cases at once: those that count on an utförare,
-- and those that somebody has.
ALTER TABLE cases ADD COLUMN served TEXT; -- the utförare that a case counts on
ALTER TABLE cases ADD COLUMN owner  TEXT; -- who at BIH has it, while it is open
CREATE INDEX cases_by_served ON cases (served) WHERE served IS NOT NULL;
CREATE INDEX cases_by_owner ON cases (owner) WHERE owner IS NOT NULL;

-- Who at BIH is known to be away.
CREATE TABLE away (
	person TEXT PRIMARY KEY,               -- mail address
	noted  TEXT NOT NULL,                  -- the day it became known
	until  TEXT NOT NULL                   -- the last day
) STRICT, WITHOUT ROWID;
