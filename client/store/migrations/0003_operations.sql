-- The operation log: who changed what and when, with the row before and after. The row before is the inverse of the change, so
-- a change can be undone, alone or with all others by the same author.

CREATE TABLE operations(
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    plugin_id  TEXT    NOT NULL DEFAULT '', -- '' when the person did it
    at         INTEGER NOT NULL,
    call       TEXT    NOT NULL,            -- "tasks.update"
    entity     TEXT    NOT NULL,            -- "task"
    entity_key TEXT    NOT NULL,            -- its id within the entity
    before     TEXT,                        -- JSON object; NULL: it did not exist
    after      TEXT,                        -- JSON object; NULL: it is gone
    undone_at  INTEGER
) STRICT;
CREATE INDEX operations_of_user ON operations(user_id, id);
CREATE INDEX operations_of_author ON operations(user_id, plugin_id, id);
