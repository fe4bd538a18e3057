-- Room for what is sealed beside what stood in the clear. What was there is
-- sealed next, and the clear is dropped with 013.
ALTER TABLE cases ADD COLUMN slot INTEGER;    -- of its key; see package seal
ALTER TABLE cases ADD COLUMN about BLOB;      -- the person it is about; sealed
ALTER TABLE messages ADD COLUMN slot INTEGER; -- of its own key; null when nothing is kept of it
ALTER TABLE messages ADD COLUMN note BLOB;    -- its id, its receipt and what the sender was told; sealed
ALTER TABLE facts ADD COLUMN sealed BLOB;     -- what happened and who made it happen
ALTER TABLE letters ADD COLUMN sealed BLOB;   -- address, mention, subject, text, invitation …
ALTER TABLE letters ADD COLUMN error BLOB;    -- the last error, in full; sealed
ALTER TABLE letters ADD COLUMN invited TEXT;  -- hash of the identity of its invitation

-- Files, each once in a case however often it is sent; what is the same for
-- everybody belongs to no case.
CREATE TABLE documents_sealed (
	id      TEXT PRIMARY KEY,              -- hash of case and content
	case_id TEXT NOT NULL REFERENCES cases (id),
	content TEXT NOT NULL,                 -- hash of the content, the same in every case
	type    TEXT NOT NULL,
	data    BLOB NOT NULL                  -- sealed
) STRICT;
CREATE INDEX documents_by_content ON documents_sealed (content);
CREATE INDEX documents_by_case ON documents_sealed (case_id);

CREATE TABLE case_documents_sealed (
	case_id  TEXT NOT NULL REFERENCES cases (id),
	seq      INTEGER NOT NULL REFERENCES facts (seq),
	place    INTEGER NOT NULL,
	kind     TEXT NOT NULL,                -- intyg, underlag
	name     TEXT NOT NULL,                -- a neutral file name
	document TEXT NOT NULL REFERENCES documents_sealed (id),
	PRIMARY KEY (case_id, seq, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_documents_by_document ON case_documents_sealed (document);

CREATE TABLE letter_files_sealed (
	letter   TEXT NOT NULL REFERENCES letters (key),
	place    INTEGER NOT NULL,
	name     TEXT NOT NULL,
	document TEXT NOT NULL REFERENCES documents_sealed (id),
	PRIMARY KEY (letter, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_files_by_document ON letter_files_sealed (document);
