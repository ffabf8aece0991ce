-- The build of each plugin that ran well last, and what became of the one after it. Builds are named by hashes of their content; the
-- library itself is a file beside the database.

CREATE TABLE plugin_builds(
    user_id          INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    plugin_id        TEXT    NOT NULL,
    good_library     INTEGER NOT NULL,
    good_manifest    INTEGER NOT NULL,
    manifest         TEXT    NOT NULL, -- of the good build, as it was written
    state_version    INTEGER NOT NULL,
    state            BLOB,             -- what the good build had saved when it was replaced; NULL: nothing
    tried_library    INTEGER NOT NULL, -- the build in its first minutes; 0: none
    tried_manifest   INTEGER NOT NULL,
    refused_library  INTEGER NOT NULL, -- the build that failed in them; 0: none
    refused_manifest INTEGER NOT NULL,
    why              TEXT    NOT NULL,
    PRIMARY KEY(user_id, plugin_id)
) STRICT;

-- While a plugin has a row here, the first change of each value that it stored keeps the value before, so that all can be put back. It
-- costs nothing to begin, however much there is.
CREATE TABLE plugin_storage_marks(
    user_id   INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    plugin_id TEXT    NOT NULL,
    PRIMARY KEY(user_id, plugin_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE plugin_storage_before(
    user_id    INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    plugin_id  TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    value      TEXT,   -- NULL: there was none
    updated_at INTEGER NOT NULL,
    PRIMARY KEY(user_id, plugin_id, key)
) STRICT;

CREATE TRIGGER plugin_storage_before_added AFTER INSERT ON plugin_storage
WHEN EXISTS(SELECT 1 FROM plugin_storage_marks WHERE user_id = new.user_id AND plugin_id = new.plugin_id) BEGIN
    INSERT INTO plugin_storage_before(user_id, plugin_id, key, value, updated_at)
    VALUES(new.user_id, new.plugin_id, new.key, NULL, 0) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER plugin_storage_before_changed AFTER UPDATE OF value ON plugin_storage
WHEN EXISTS(SELECT 1 FROM plugin_storage_marks WHERE user_id = old.user_id AND plugin_id = old.plugin_id) BEGIN
    INSERT INTO plugin_storage_before(user_id, plugin_id, key, value, updated_at)
    VALUES(old.user_id, old.plugin_id, old.key, old.value, old.updated_at) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER plugin_storage_before_removed AFTER DELETE ON plugin_storage
WHEN EXISTS(SELECT 1 FROM plugin_storage_marks WHERE user_id = old.user_id AND plugin_id = old.plugin_id) BEGIN
    INSERT INTO plugin_storage_before(user_id, plugin_id, key, value, updated_at)
    VALUES(old.user_id, old.plugin_id, old.key, old.value, old.updated_at) ON CONFLICT DO NOTHING;
    -- One that came after the mark and went again is as if it had never been: who adds and removes for ever fills nothing.
    DELETE FROM plugin_storage_before
    WHERE user_id = old.user_id AND plugin_id = old.plugin_id AND key = old.key AND value IS NULL;
END;
