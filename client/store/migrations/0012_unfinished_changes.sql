-- Changes that are made in several transactions, with others' changes in between, and are not whole yet. Undo refuses them and the log's
-- bounds leave them; one that is still here when a profile is opened was cut short, and is taken back.
CREATE TABLE unfinished_changes(
    change_id INTEGER NOT NULL PRIMARY KEY REFERENCES changes(id) ON DELETE CASCADE,
    user_id   INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE
) STRICT;
CREATE INDEX unfinished_changes_of_user ON unfinished_changes(user_id);
