-- Times are milliseconds since 1970 UTC; days are text, 2026-12-01.
-- A released migration is never edited: what is stored was stored under it.

CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every message that has come in, as it came. Stored before anybody tries to
-- understand it; what became of it is noted in the transaction that acts on it.
CREATE TABLE messages (
	channel  TEXT    NOT NULL,
	id       TEXT    NOT NULL,             -- unique for ever within the channel
	received INTEGER NOT NULL,             -- when it reached the server
	raw      BLOB    NOT NULL,
	sha256   TEXT,                         -- of raw; null when there is none
	state    TEXT    NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'ours', 'not_ours')),
	case_id  TEXT,
	role     TEXT,                         -- the party it came from
	receipt  TEXT,                         -- how a message of ours refers to it
	say      TEXT,                         -- what the sender was told at once
	PRIMARY KEY (channel, id)
) STRICT;
CREATE INDEX messages_by_content ON messages (channel, sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX messages_by_case ON messages (case_id) WHERE case_id IS NOT NULL;

-- One row per case: what is needed to find it. All else is in its facts.
CREATE TABLE cases (
	id     TEXT PRIMARY KEY,
	person TEXT,                           -- keyed hash of the personnummer
	step   INTEGER NOT NULL CHECK (step BETWEEN 1 AND 6),
	closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
	rev    INTEGER NOT NULL,               -- how many facts it has
	wake   TEXT                            -- the next day on which a reminder may be due
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_by_person ON cases (person) WHERE person IS NOT NULL;
CREATE INDEX cases_by_wake ON cases (wake) WHERE wake IS NOT NULL;

-- One row per thing that happened. Never updated; deleted only by gallring.
CREATE TABLE facts (
	seq     INTEGER PRIMARY KEY,
	case_id TEXT    NOT NULL REFERENCES cases (id),
	at      INTEGER NOT NULL,
	by      TEXT    NOT NULL,              -- who made it happen, as the channel names them
	kind    TEXT    NOT NULL,
	data    TEXT    NOT NULL CHECK (json_valid(data)),
	step    INTEGER NOT NULL CHECK (step BETWEEN 1 AND 6), -- the step it led to, under the model of that day
	closed  INTEGER NOT NULL CHECK (closed IN (0, 1))
) STRICT;
CREATE INDEX facts_by_case ON facts (case_id, seq);

-- Files, each once however often it is sent.
CREATE TABLE documents (
	sha256 TEXT PRIMARY KEY,
	type   TEXT NOT NULL,
	data   BLOB NOT NULL
) STRICT;

-- Files that belong to a case, and as what.
CREATE TABLE case_documents (
	case_id TEXT NOT NULL REFERENCES cases (id),
	seq     INTEGER NOT NULL REFERENCES facts (seq),
	place   INTEGER NOT NULL,
	kind    TEXT NOT NULL,                 -- intyg, underlag
	name    TEXT NOT NULL,                 -- a neutral file name
	sha256  TEXT NOT NULL REFERENCES documents (sha256),
	PRIMARY KEY (case_id, seq, place)
) STRICT, WITHOUT ROWID;

-- What is to be said. A letter is written in the same transaction as the fact
-- that calls for it, and is kept after it has been sent.
CREATE TABLE letters (
	key      TEXT PRIMARY KEY,             -- case, fact and place in the row: the same at every attempt
	token    TEXT NOT NULL UNIQUE,         -- unguessable; message ids are made of it
	case_id  TEXT NOT NULL REFERENCES cases (id),
	role     TEXT NOT NULL,
	template TEXT NOT NULL,
	question TEXT NOT NULL,                -- the template whose answer it expects; mostly its own
	meeting  TEXT NOT NULL,                -- the kind of meeting it is about, or empty
	slots    TEXT NOT NULL CHECK (json_valid(slots)), -- the times it offers
	channel  TEXT NOT NULL,
	address  TEXT NOT NULL,
	unit     TEXT NOT NULL,                -- the line of the contact lists the address came from
	answers  TEXT NOT NULL CHECK (json_valid(answers)), -- receipts in the same thread, the oldest first
	subject  TEXT NOT NULL,
	text     TEXT NOT NULL,
	invite   BLOB,
	written  INTEGER NOT NULL,
	state    TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'unknown', 'held')),
	next_try INTEGER,                      -- null unless queued or unknown
	tries    INTEGER NOT NULL DEFAULT 0,
	receipt  TEXT,                         -- null until sent
	problem  TEXT,                         -- the last error, in full
	doubted  INTEGER                       -- since when nobody knows whether it was sent
) STRICT;
CREATE INDEX letters_due ON letters (next_try) WHERE next_try IS NOT NULL;
CREATE INDEX letters_by_case ON letters (case_id);
CREATE INDEX letters_by_receipt ON letters (receipt) WHERE receipt IS NOT NULL;

CREATE TABLE letter_files (
	letter TEXT NOT NULL REFERENCES letters (key),
	place  INTEGER NOT NULL,
	name   TEXT NOT NULL,
	sha256 TEXT NOT NULL REFERENCES documents (sha256),
	PRIMARY KEY (letter, place)
) STRICT, WITHOUT ROWID;

-- The card of a case on a board: which revision is in view, and which should be.
CREATE TABLE cards (
	case_id  TEXT NOT NULL REFERENCES cases (id),
	channel  TEXT NOT NULL,
	address  TEXT NOT NULL,
	unit     TEXT NOT NULL,
	token    TEXT NOT NULL,
	wanted   INTEGER NOT NULL,             -- the revision to show
	shown    INTEGER NOT NULL DEFAULT 0,   -- the revision in view
	receipt  TEXT,                         -- of the card in view
	next_try INTEGER NOT NULL,
	tries    INTEGER NOT NULL DEFAULT 0,
	sending  INTEGER NOT NULL DEFAULT 0 CHECK (sending IN (0, 1)), -- a first post whose outcome is not noted
	PRIMARY KEY (case_id, channel)
) STRICT, WITHOUT ROWID;

-- Cards that have been replaced: answers in their threads still find the case.
CREATE TABLE old_cards (
	channel TEXT NOT NULL,
	receipt TEXT NOT NULL,
	case_id TEXT NOT NULL REFERENCES cases (id),
	PRIMARY KEY (channel, receipt)
) STRICT, WITHOUT ROWID;
