-- What a person installed and allowed, what plugins keep, and the catalogue of what there is.

CREATE TABLE plugin_installations(
    user_id        INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    plugin_id      TEXT    NOT NULL,
    version        TEXT    NOT NULL,
    settings       TEXT    NOT NULL DEFAULT '{}', -- a JSON object
    permissions    TEXT    NOT NULL DEFAULT '[]', -- a JSON array of those granted
    installed      INTEGER NOT NULL DEFAULT 1 CHECK(installed IN (0, 1)), -- 0: removed, its settings and storage kept
    enabled        INTEGER NOT NULL DEFAULT 1 CHECK(enabled IN (0, 1)),
    why_disabled   TEXT    NOT NULL DEFAULT '',
    installed_at   INTEGER NOT NULL,
    last_loaded_at INTEGER,
    load_count     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(user_id, plugin_id)
) STRICT, WITHOUT ROWID;

-- A table with row ids and one index over the names: values may be large, and listing or finding names must not read them.
CREATE TABLE plugin_storage(
    user_id    INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    plugin_id  TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    value      TEXT    NOT NULL, -- one JSON value
    updated_at INTEGER NOT NULL,
    PRIMARY KEY(user_id, plugin_id, key)
) STRICT;

-- Bytes of key and value per plugin, kept by the triggers below, so that the quota needs no sum over all rows.
CREATE TABLE plugin_storage_usage(
    user_id   INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    plugin_id TEXT    NOT NULL,
    bytes     INTEGER NOT NULL CHECK(bytes >= 0),
    PRIMARY KEY(user_id, plugin_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER plugin_storage_added AFTER INSERT ON plugin_storage BEGIN
    INSERT INTO plugin_storage_usage(user_id, plugin_id, bytes)
    VALUES(new.user_id, new.plugin_id, length(CAST(new.key AS BLOB)) + length(CAST(new.value AS BLOB)))
    ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER plugin_storage_changed AFTER UPDATE OF value ON plugin_storage BEGIN
    UPDATE plugin_storage_usage
    SET bytes = bytes + length(CAST(new.value AS BLOB)) - length(CAST(old.value AS BLOB))
    WHERE user_id = new.user_id AND plugin_id = new.plugin_id;
END;
CREATE TRIGGER plugin_storage_removed AFTER DELETE ON plugin_storage BEGIN
    UPDATE plugin_storage_usage
    SET bytes = bytes - length(CAST(old.key AS BLOB)) - length(CAST(old.value AS BLOB))
    WHERE user_id = old.user_id AND plugin_id = old.plugin_id;
END;

-- What a plugin saved of itself for its next process: its own bytes, with its own number for their layout.
CREATE TABLE plugin_states(
    user_id   INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    plugin_id TEXT    NOT NULL,
    version   INTEGER NOT NULL,
    bytes     BLOB    NOT NULL,
    PRIMARY KEY(user_id, plugin_id)
) STRICT;

-- The catalogue is the same for everyone: the one table without an owner.
CREATE TABLE plugin_marketplace(
    id                   TEXT    NOT NULL PRIMARY KEY,
    name                 TEXT    NOT NULL,
    description          TEXT    NOT NULL,
    author               TEXT    NOT NULL,
    category             TEXT    NOT NULL,
    tags                 TEXT    NOT NULL DEFAULT '[]', -- a JSON array of words
    version              TEXT    NOT NULL,
    min_platform_version TEXT    NOT NULL DEFAULT '',
    pricing_model        TEXT    NOT NULL DEFAULT 'free' CHECK(pricing_model IN ('free', 'paid', 'freemium', 'subscription')),
    price                REAL    NOT NULL DEFAULT 0 CHECK(price >= 0),
    downloads            INTEGER NOT NULL DEFAULT 0 CHECK(downloads >= 0),
    rating               REAL    NOT NULL DEFAULT 0 CHECK(rating BETWEEN 0 AND 5),
    featured             INTEGER NOT NULL DEFAULT 0 CHECK(featured IN (0, 1)),
    icon                 TEXT    NOT NULL DEFAULT '',
    published_day        INTEGER,
    updated_day          INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX plugin_marketplace_listed ON plugin_marketplace(featured DESC, downloads DESC, name);

-- Facts about the profile itself, for example which catalogue was read last.
CREATE TABLE profile_facts(
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
