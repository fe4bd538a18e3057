-- Every attempt to send a letter to a party, for the limit on how much anybody
-- may be sent in an hour, whatever happens. Rows older than that are deleted.
CREATE TABLE sendings (
	seq     INTEGER PRIMARY KEY,
	at      INTEGER NOT NULL,
	channel TEXT    NOT NULL,
	address TEXT    NOT NULL,
	case_id TEXT    NOT NULL
) STRICT;
CREATE INDEX sendings_by_address ON sendings (channel, address);
