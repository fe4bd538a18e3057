-- Everything has been sealed (sealing.go, after 012): away with what
-- stands in the clear. ids of messages, addresses, mentions, owners and who is
-- away have become keyed hashes where they stand.
DROP TABLE letter_files;
DROP TABLE case_documents;
DROP TABLE documents;
ALTER TABLE documents_sealed RENAME TO documents;
ALTER TABLE case_documents_sealed RENAME TO case_documents;
ALTER TABLE letter_files_sealed RENAME TO letter_files;

ALTER TABLE messages DROP COLUMN receipt;
ALTER TABLE messages DROP COLUMN say;
ALTER TABLE facts DROP COLUMN data;
ALTER TABLE facts DROP COLUMN by;
ALTER TABLE letters DROP COLUMN answers;
ALTER TABLE letters DROP COLUMN subject;
ALTER TABLE letters DROP COLUMN text;
ALTER TABLE letters DROP COLUMN invite;
ALTER TABLE letters DROP COLUMN instead;
ALTER TABLE letters DROP COLUMN brief;
CREATE INDEX letters_by_invitation ON letters (invited) WHERE invited IS NOT NULL;

DROP INDEX cases_by_person;
ALTER TABLE cases DROP COLUMN person;

DELETE FROM meta WHERE key = 'pepper';
INSERT INTO meta (key, value) VALUES ('scrub', 'due'); -- what was dropped still lies in free pages
