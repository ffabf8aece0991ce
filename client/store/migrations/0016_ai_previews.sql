-- Whether the text of a request is shown before it leaves, and what is left out of it.

ALTER TABLE ai_choices ADD COLUMN preview INTEGER NOT NULL DEFAULT 1 CHECK(preview BETWEEN 0 AND 2); -- 0 never, 1 the first time, 2 each time
ALTER TABLE ai_choices ADD COLUMN agreed_to TEXT NOT NULL DEFAULT '';                                 -- the origin that it was shown for
ALTER TABLE ai_choices ADD COLUMN counts_only INTEGER NOT NULL DEFAULT 0 CHECK(counts_only BETWEEN 0 AND 1);
UPDATE ai_choices SET preview = 0 WHERE plugin_id = ''; -- what the person attaches they have seen
