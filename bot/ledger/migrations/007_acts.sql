-- The acts that a letter to BIH lists by number, and how many facts the case was
-- made of then: an answer by number means what the letter said, or nothing.
ALTER TABLE letters ADD COLUMN acts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(acts));
ALTER TABLE letters ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
