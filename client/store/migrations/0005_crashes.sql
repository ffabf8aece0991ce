-- Reports of crashes and hangs, the newest of each plugin. They are about code and hold no data of the person.

CREATE TABLE plugin_crashes(
    user_id   INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    plugin_id TEXT    NOT NULL,
    id        INTEGER NOT NULL, -- ascending with time, over all plugins of the user
    at        INTEGER NOT NULL,
    version   TEXT    NOT NULL,
    sentence  TEXT    NOT NULL,
    place     TEXT    NOT NULL, -- "forecast.cpp line 88", or empty
    report    TEXT    NOT NULL,
    PRIMARY KEY(user_id, plugin_id, id)
) STRICT, WITHOUT ROWID;
