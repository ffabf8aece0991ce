-- Conversations with the coach, what it asked to do in them, and an author of its own for what it then did.

-- author: 0 the person, 1 a plugin, 2 sync, 3 an import, 4 the coach. A CHECK is changed by making the table anew, and what refers to it
-- before it, so that nothing cascades when the old one goes. A number that a change once had is not given again.
CREATE TABLE new_changes(
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id   INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    author    INTEGER NOT NULL CHECK(author BETWEEN 0 AND 4),
    plugin_id TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    call      TEXT    NOT NULL,
    kind      INTEGER NOT NULL DEFAULT 0 CHECK(kind BETWEEN 0 AND 2),
    in_line   INTEGER NOT NULL DEFAULT 0,
    undone_by INTEGER,
    CHECK((author = 1) = (plugin_id <> ''))
) STRICT;
INSERT INTO sqlite_sequence(name, seq) SELECT 'new_changes', seq FROM sqlite_sequence WHERE name = 'changes';
INSERT INTO new_changes(id, user_id, author, plugin_id, at, call, kind, in_line, undone_by)
SELECT id, user_id, author, plugin_id, at, call, kind, in_line, undone_by FROM changes;

CREATE TABLE new_operations(
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    change_id  INTEGER NOT NULL REFERENCES new_changes(id) ON DELETE CASCADE,
    entity     TEXT    NOT NULL,
    entity_key TEXT    NOT NULL,
    before     TEXT,
    after      TEXT
) STRICT;
INSERT INTO new_operations(id, user_id, change_id, entity, entity_key, before, after)
SELECT id, user_id, change_id, entity, entity_key, before, after FROM operations;

CREATE TABLE new_unfinished_changes(
    change_id INTEGER NOT NULL PRIMARY KEY REFERENCES new_changes(id) ON DELETE CASCADE,
    user_id   INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE
) STRICT;
INSERT INTO new_unfinished_changes(change_id, user_id) SELECT change_id, user_id FROM unfinished_changes;

DROP TABLE unfinished_changes;
DROP TABLE operations;
DROP TABLE changes;
ALTER TABLE new_changes RENAME TO changes;
ALTER TABLE new_operations RENAME TO operations;
ALTER TABLE new_unfinished_changes RENAME TO unfinished_changes;

CREATE INDEX changes_of_user ON changes(user_id, id);
CREATE INDEX changes_of_author ON changes(user_id, author, plugin_id, id);
CREATE INDEX changes_in_line ON changes(user_id, id) WHERE in_line = 1 AND kind = 0;
CREATE INDEX changes_to_undo ON changes(user_id, id) WHERE in_line = 1 AND kind = 0 AND undone_by IS NULL;
CREATE INDEX changes_to_redo ON changes(user_id, id) WHERE kind = 1 AND undone_by IS NULL;
CREATE INDEX changes_by_undo ON changes(undone_by, id) WHERE undone_by IS NOT NULL;
CREATE INDEX operations_of_change ON operations(change_id, id);
CREATE INDEX operations_of_user ON operations(user_id, id);
CREATE INDEX operations_of_item ON operations(user_id, entity, entity_key, id);
CREATE INDEX unfinished_changes_of_user ON unfinished_changes(user_id);

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

-- Things with a text that a plugin, sync or an import wrote, for as long as they are there and longer than the log reaches back: a model
-- is told whose words they are. What the person wrote, or the coach with their consent, is not in it. The operation log fills it; a trigger
-- could not, since a schema that is not trusted may not read JSON.
CREATE TABLE text_origins(
    user_id    INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    entity     TEXT    NOT NULL,
    entity_key TEXT    NOT NULL,
    author     INTEGER NOT NULL,
    plugin_id  TEXT    NOT NULL,
    PRIMARY KEY(user_id, entity, entity_key)
) STRICT, WITHOUT ROWID;
INSERT INTO text_origins(user_id, entity, entity_key, author, plugin_id)
SELECT o.user_id, o.entity, o.entity_key, c.author, c.plugin_id
FROM operations AS o JOIN changes AS c ON c.id = o.change_id
WHERE c.author BETWEEN 1 AND 3 AND o.after IS NOT NULL AND o.entity IN ('task', 'habit', 'goal', 'event')
  AND json_extract(o.after, '$.title', '$.name', '$.notes', '$.place', '$.unit')
      IS NOT json_extract(coalesce(o.before, '{}'), '$.title', '$.name', '$.notes', '$.place', '$.unit')
ON CONFLICT DO NOTHING;

-- named: 1, its title is the person's; 0, it is the beginning of their first message. leaf: the message that ends the branch on the screen.
-- kept_context: bits of calls::CoachContextKind that go along with each message.
CREATE TABLE conversations(
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id      INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    title        TEXT    NOT NULL,
    named        INTEGER NOT NULL DEFAULT 0 CHECK(named IN (0, 1)),
    leaf         INTEGER,
    kept_context INTEGER NOT NULL DEFAULT 0,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX conversations_of_user ON conversations(user_id, updated_at, id);

-- A tree: a message that is edited or answered again has a sibling. parent_id is no foreign key, since a cascade along a long branch
-- is deeper than SQLite goes; messages go with their conversation alone.
-- role: 0 the person, 1 the coach. state: 0 being written, 1 complete, 2 stopped, 3 failed, and then `problem` says why.
-- context: a JSON array of what was attached. untrusted: 1, text from elsewhere is in what was attached.
CREATE TABLE conversation_messages(
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id         INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    conversation_id INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    parent_id       INTEGER,
    role            INTEGER NOT NULL CHECK(role IN (0, 1)),
    state           INTEGER NOT NULL CHECK(state BETWEEN 0 AND 3),
    text            TEXT    NOT NULL,
    problem         TEXT    NOT NULL DEFAULT '',
    note            TEXT    NOT NULL DEFAULT '',
    provider        TEXT    NOT NULL DEFAULT '',
    input_tokens    INTEGER,
    output_tokens   INTEGER,
    context         TEXT    NOT NULL DEFAULT '[]',
    untrusted       INTEGER NOT NULL DEFAULT 0 CHECK(untrusted IN (0, 1)),
    created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX conversation_messages_of ON conversation_messages(conversation_id, id);
CREATE INDEX conversation_messages_of_user ON conversation_messages(user_id);
CREATE INDEX conversation_messages_unfinished ON conversation_messages(id) WHERE state = 0;

-- What the coach asked for, in the order of its message. state: 0 proposed, 1 declined, 2 done, 3 failed. words: what it would do.
-- outcome: a sentence for the person; result: JSON for the model. untrusted: the result holds text from elsewhere. fields: a JSON array of
-- what of the person's data is in the result.
CREATE TABLE conversation_tool_calls(
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    message_id INTEGER NOT NULL REFERENCES conversation_messages(id) ON DELETE CASCADE,
    call_id    TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    arguments  TEXT    NOT NULL,
    words      TEXT    NOT NULL,
    state      INTEGER NOT NULL CHECK(state BETWEEN 0 AND 3),
    outcome    TEXT    NOT NULL DEFAULT '',
    result     TEXT    NOT NULL DEFAULT '',
    change_id  INTEGER,
    untrusted  INTEGER NOT NULL DEFAULT 0 CHECK(untrusted IN (0, 1)),
    fields     TEXT    NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX conversation_tool_calls_of ON conversation_tool_calls(message_id, id);
CREATE INDEX conversation_tool_calls_of_user ON conversation_tool_calls(user_id);

-- Their words, as in 0011. Kinds: 6 a conversation's title, 7 a message. The row id is id * 2, and one more for a message.
CREATE VIRTUAL TABLE search_conversations USING fts5(title, text, content='', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3');
INSERT INTO search_unread(kind, below) VALUES(6, 0), (7, 0);

CREATE TRIGGER conversations_search_added AFTER INSERT ON conversations BEGIN
    INSERT INTO search_changes(kind, id, part, title, text) VALUES(6, new.id, 0, '', '') ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER conversations_search_changed AFTER UPDATE OF title ON conversations
WHEN old.title <> new.title AND old.id >= (SELECT below FROM search_unread WHERE kind = 6) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text) VALUES(6, old.id, 1, old.title, '') ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER conversations_search_removed AFTER DELETE ON conversations
WHEN old.id >= (SELECT below FROM search_unread WHERE kind = 6) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text) VALUES(6, old.id, 1, old.title, '') ON CONFLICT DO NOTHING;
END;

-- An answer is written many times while it grows; it is read once it is whole.
CREATE TRIGGER conversation_messages_search_added AFTER INSERT ON conversation_messages WHEN new.state <> 0 BEGIN
    INSERT INTO search_changes(kind, id, part, title, text) VALUES(7, new.id, 0, '', '') ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER conversation_messages_search_finished AFTER UPDATE OF state ON conversation_messages
WHEN old.state = 0 AND new.state <> 0 AND old.id >= (SELECT below FROM search_unread WHERE kind = 7) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text) VALUES(7, new.id, 0, '', '') ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER conversation_messages_search_removed AFTER DELETE ON conversation_messages
WHEN old.state <> 0 AND old.id >= (SELECT below FROM search_unread WHERE kind = 7) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text) VALUES(7, old.id, 1, '', old.text) ON CONFLICT DO NOTHING;
END;
