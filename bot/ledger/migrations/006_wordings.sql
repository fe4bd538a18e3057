-- What humans have said of forms whose wording nobody knew. A row is never
-- changed: of several with the same name the newest stands.
CREATE TABLE wordings (
	seq    INTEGER PRIMARY KEY,
	at     INTEGER NOT NULL,
	by     TEXT    NOT NULL,               -- who said so, as the channel names people; an operator is "operator"
	form   TEXT    NOT NULL,               -- what the form calls itself, with its version
	labels TEXT    NOT NULL                -- JSON: what is printed on it to the key of the field, "" for no field
) STRICT;
CREATE INDEX wordings_by_form ON wordings (form, seq);
