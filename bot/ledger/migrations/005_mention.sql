-- Whose turn it is, of those at BIH who read a letter: a mail address, or empty.
ALTER TABLE letters ADD COLUMN mention TEXT NOT NULL DEFAULT '';
