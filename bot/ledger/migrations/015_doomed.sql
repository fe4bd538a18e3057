-- The slots of keys that are to be destroyed: what they sealed has been removed.
-- A row goes when its key is gone for certain.
CREATE TABLE doomed (
	slot INTEGER PRIMARY KEY
) STRICT;
