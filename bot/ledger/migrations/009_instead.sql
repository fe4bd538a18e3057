-- What a letter meant for chat says when it has to go by mail.
ALTER TABLE letters ADD COLUMN instead TEXT NOT NULL DEFAULT '';
