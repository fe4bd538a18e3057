-- What has been done with the ledger: every fact that was stored, who has looked
-- at what and why, and what was erased. Each row carries a hash over itself and
-- the one before, so that a change anywhere shows. Of a fact there is but the
-- hash of the row as it lies sealed: it tells nothing, and stays when the fact is
-- erased. Rows are only ever added.
CREATE TABLE events (
	seq     INTEGER PRIMARY KEY,
	at      INTEGER NOT NULL,
	kind    TEXT    NOT NULL,              -- fact, seen, exported, confirmed, held, let_go, proposed, approved, erased
	case_id TEXT    NOT NULL,              -- empty when it is about no case
	fact    INTEGER NOT NULL,              -- the fact that it tells of, or 0
	data    BLOB    NOT NULL,              -- hash of the fact's row; or who, what and why, sealed with the desk's key
	hash    BLOB    NOT NULL               -- SHA-256 of the hash before and of this row
) STRICT;
CREATE INDEX events_by_case ON events (case_id, kind);
CREATE INDEX events_by_fact ON events (fact);
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
