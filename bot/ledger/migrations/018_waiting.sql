-- What has been written and has not left: few letters, of the many that a case has
-- had. Each fact asks for those of its case, and the desk for all when it opens.
CREATE INDEX letters_waiting ON letters (case_id) WHERE state IN ('queued', 'held', 'sending');
