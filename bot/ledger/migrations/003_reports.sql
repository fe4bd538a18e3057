-- How the channels fare: each report stands until the next of its kind.
CREATE TABLE reports (
	seq     INTEGER PRIMARY KEY,
	at      INTEGER NOT NULL,
	channel TEXT    NOT NULL,
	what    TEXT    NOT NULL,              -- reconciled, gap, log on …
	alarm   INTEGER NOT NULL CHECK (alarm IN (0, 1)),
	count   INTEGER NOT NULL,              -- of messages, where it is about messages
	text    TEXT    NOT NULL               -- for an operator; nobody's name
) STRICT;
CREATE INDEX reports_by_kind ON reports (channel, what, seq);
