-- What a person decided about each permission of each plugin, how it was used, and the log of what plugins did.

-- state: 0 not decided, 1 granted, 2 denied. A permission without a row is not decided.
CREATE TABLE plugin_permissions(
    user_id       INTEGER NOT NULL,
    plugin_id     TEXT    NOT NULL,
    permission    TEXT    NOT NULL,
    state         INTEGER NOT NULL DEFAULT 0 CHECK(state BETWEEN 0 AND 2),
    answered_at   INTEGER NOT NULL DEFAULT 0,    -- when the person last decided; 0: never
    hosts         TEXT    NOT NULL DEFAULT '[]', -- of "network": a JSON array of the manifest's hosts agreed to
    own_hosts     TEXT    NOT NULL DEFAULT '[]', -- and of those the person named
    use_count     INTEGER NOT NULL DEFAULT 0 CHECK(use_count >= 0),
    refused_count INTEGER NOT NULL DEFAULT 0 CHECK(refused_count >= 0),
    last_used_at  INTEGER NOT NULL DEFAULT 0,    -- 0: never
    PRIMARY KEY(user_id, plugin_id, permission),
    FOREIGN KEY(user_id, plugin_id) REFERENCES plugin_installations(user_id, plugin_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Grants were a JSON array until now; what was not in it had never been asked about. A hand-edited file with something else grants nothing.
INSERT OR IGNORE INTO plugin_permissions(user_id, plugin_id, permission, state, answered_at)
SELECT installation.user_id, installation.plugin_id, granted.value, 1, installation.installed_at
FROM plugin_installations AS installation,
     json_each(iif(json_valid(installation.permissions), installation.permissions, '[]')) AS granted
WHERE installation.installed = 1 AND granted.type = 'text' AND json_type(granted.json) = 'array';
ALTER TABLE plugin_installations DROP COLUMN permissions;

-- One row gathers like events of a short time. outcome: 0 done, 1 denied, 2 over a limit, 3 failed, 4 decided by the person.
CREATE TABLE audit_entries(
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id   INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    plugin_id TEXT    NOT NULL,
    version   TEXT    NOT NULL,
    action    TEXT    NOT NULL, -- a call's dotted name, or a word such as "granted" or "crashed"
    subject   TEXT    NOT NULL, -- the permission, the host, the file; may be empty
    outcome   INTEGER NOT NULL CHECK(outcome BETWEEN 0 AND 4),
    count     INTEGER NOT NULL CHECK(count >= 1),
    first_at  INTEGER NOT NULL,
    last_at   INTEGER NOT NULL CHECK(last_at >= first_at)
) STRICT;
CREATE INDEX audit_entries_of_user ON audit_entries(user_id, id);
CREATE INDEX audit_entries_of_plugin ON audit_entries(user_id, plugin_id, id);
