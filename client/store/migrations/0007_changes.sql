-- What one call changed is one change, of any number of operations that are undone and redone together. Author, time and call are
-- the change's; an operation keeps the row before and after.

-- author: 0 the person, 1 a plugin, 2 sync, 3 an import. kind: 0 a change, 1 an undo, 2 a redo.
CREATE TABLE changes(
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id   INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    author    INTEGER NOT NULL CHECK(author BETWEEN 0 AND 3),
    plugin_id TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    call      TEXT    NOT NULL,           -- "tasks.update"
    kind      INTEGER NOT NULL DEFAULT 0 CHECK(kind BETWEEN 0 AND 2),
    in_line   INTEGER NOT NULL DEFAULT 0, -- 1: "undo" without naming a change may come to it
    undone_by INTEGER,                    -- the undo that took it back; NULL: in effect
    CHECK((author = 1) = (plugin_id <> ''))
) STRICT;

-- An older log: each operation was a change of its own. Which undo took back which is not known from it (-1), so none is redone.
INSERT INTO changes(id, user_id, author, plugin_id, at, call, kind, in_line, undone_by)
SELECT id, user_id, plugin_id <> '', plugin_id, at, call, iif(call = 'operations.undo', 2, 0),
       plugin_id = '' AND call <> 'operations.undo' AND entity NOT IN ('preference', 'installation'),
       iif(undone_at IS NULL, NULL, -1)
FROM operations;

CREATE TABLE new_operations(
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    change_id  INTEGER NOT NULL REFERENCES changes(id) ON DELETE CASCADE,
    entity     TEXT    NOT NULL, -- "task"
    entity_key TEXT    NOT NULL, -- its id within the entity
    before     TEXT,             -- JSON object; NULL: it did not exist
    after      TEXT              -- JSON object; NULL: it is gone
) STRICT;
INSERT INTO new_operations(id, user_id, change_id, entity, entity_key, before, after)
SELECT id, user_id, id, entity, entity_key, before, after FROM operations;
DROP TABLE operations;
ALTER TABLE new_operations RENAME TO operations;

CREATE INDEX changes_of_user ON changes(user_id, id);
CREATE INDEX changes_of_author ON changes(user_id, author, plugin_id, id);
CREATE INDEX changes_in_line ON changes(user_id, id) WHERE in_line = 1 AND kind = 0;
CREATE INDEX changes_to_undo ON changes(user_id, id) WHERE in_line = 1 AND kind = 0 AND undone_by IS NULL;
CREATE INDEX changes_to_redo ON changes(user_id, id) WHERE kind = 1 AND undone_by IS NULL;
CREATE INDEX changes_by_undo ON changes(undone_by, id) WHERE undone_by IS NOT NULL;
CREATE INDEX operations_of_change ON operations(change_id, id);
CREATE INDEX operations_of_user ON operations(user_id, id);
CREATE INDEX operations_of_item ON operations(user_id, entity, entity_key, id);

-- How much of the log there is, kept by the triggers, so that its bounds need no sum over all rows.
CREATE TABLE operation_usage(
    user_id    INTEGER NOT NULL PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    operations INTEGER NOT NULL,
    bytes      INTEGER NOT NULL -- of the rows before and after
) STRICT;
INSERT INTO operation_usage(user_id, operations, bytes)
SELECT user_id, count(*), sum(coalesce(length(CAST(before AS BLOB)), 0) + coalesce(length(CAST(after AS BLOB)), 0))
FROM operations GROUP BY user_id;

CREATE TRIGGER operations_added AFTER INSERT ON operations BEGIN
    INSERT INTO operation_usage(user_id, operations, bytes)
    VALUES(new.user_id, 1, coalesce(length(CAST(new.before AS BLOB)), 0) + coalesce(length(CAST(new.after AS BLOB)), 0))
    ON CONFLICT DO UPDATE SET operations = operations + 1, bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER operations_merged AFTER UPDATE OF before ON operations BEGIN
    UPDATE operation_usage
    SET bytes = bytes + coalesce(length(CAST(new.before AS BLOB)), 0) - coalesce(length(CAST(old.before AS BLOB)), 0)
    WHERE user_id = old.user_id;
END;
CREATE TRIGGER operations_dropped AFTER DELETE ON operations BEGIN
    UPDATE operation_usage
    SET operations = operations - 1,
        bytes = bytes - coalesce(length(CAST(old.before AS BLOB)), 0) - coalesce(length(CAST(old.after AS BLOB)), 0)
    WHERE user_id = old.user_id;
END;
