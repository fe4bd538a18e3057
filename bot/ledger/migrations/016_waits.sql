-- What a letter that is held waits for, beside the case being let go: consent, or
-- a human to send it. Empty when it waits for nothing of its own.
ALTER TABLE letters ADD COLUMN waits TEXT NOT NULL DEFAULT '' CHECK (waits IN ('', 'consent', 'human'));
