-- Since when nobody knows whether the first post of a card has arrived.
ALTER TABLE cards ADD COLUMN doubted INTEGER;
