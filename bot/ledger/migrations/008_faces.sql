-- A case may have more than one card: BIH's, and a reduced one for each party
-- that is reached in chat. face tells them apart: the party's line of the contact
-- lists, or empty for BIH's, whichever line that is.
CREATE TABLE cards_with_faces (
	case_id  TEXT NOT NULL REFERENCES cases (id),
	channel  TEXT NOT NULL,
	face     TEXT NOT NULL,
	role     TEXT NOT NULL,
	address  TEXT NOT NULL,
	unit     TEXT NOT NULL,
	token    TEXT NOT NULL,
	wanted   INTEGER NOT NULL,             -- the revision to show
	shown    INTEGER NOT NULL DEFAULT 0,   -- the revision in view
	receipt  TEXT,                         -- of the card in view
	next_try INTEGER NOT NULL,
	tries    INTEGER NOT NULL DEFAULT 0,
	sending  INTEGER NOT NULL DEFAULT 0 CHECK (sending IN (0, 1)), -- a first post whose outcome is not noted
	PRIMARY KEY (case_id, channel, face)
) STRICT, WITHOUT ROWID;
INSERT INTO cards_with_faces (case_id, channel, face, role, address, unit, token, wanted, shown, receipt, next_try, tries, sending)
	SELECT case_id, channel, '', 'BIH', address, unit, token, wanted, shown, receipt, next_try, tries, sending FROM cards;
DROP TABLE cards;
ALTER TABLE cards_with_faces RENAME TO cards;

ALTER TABLE old_cards ADD COLUMN face TEXT NOT NULL DEFAULT '';
ALTER TABLE old_cards ADD COLUMN role TEXT NOT NULL DEFAULT 'BIH';
