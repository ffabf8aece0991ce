-- A person and what they keep: tasks, habits, goals, calendar, notifications, preferences.
-- Instants are UTC milliseconds since 1970, days are days since 1970-01-01 in the person's calendar. Ids are never reused
-- (AUTOINCREMENT): a plugin holding the id of something deleted must not meet something new under it.
-- Every row belongs to a user; a child carries its owner too, and its foreign key holds both together.

CREATE TABLE users(
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    name             TEXT    NOT NULL,
    created_at       INTEGER NOT NULL,
    last_activity_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE preferences(
    user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    key     TEXT    NOT NULL,
    value   TEXT    NOT NULL, -- one JSON value
    PRIMARY KEY(user_id, key)
) STRICT, WITHOUT ROWID;

-- status: 0 open, 1 in progress, 2 done, 3 cancelled. energy: 0 XS, 1 S, 2 M, 3 L, 4 XL.
CREATE TABLE tasks(
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id          INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    title            TEXT    NOT NULL,
    notes            TEXT    NOT NULL DEFAULT '',
    status           INTEGER NOT NULL DEFAULT 0 CHECK(status BETWEEN 0 AND 3),
    energy           INTEGER NOT NULL DEFAULT 2 CHECK(energy BETWEEN 0 AND 4),
    estimate_minutes INTEGER CHECK(estimate_minutes BETWEEN 0 AND 4294967295),
    due_day          INTEGER CHECK(due_day BETWEEN -2147483648 AND 2147483647),
    completed_at     INTEGER,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    CHECK((status = 2) = (completed_at IS NOT NULL))
) STRICT;
CREATE INDEX tasks_owner ON tasks(user_id);
-- Open ones in the order they are listed: by due day, without one last.
CREATE INDEX tasks_open ON tasks(user_id, due_day IS NULL, due_day, id, energy) WHERE status < 2;
CREATE INDEX tasks_done ON tasks(user_id, completed_at, id) WHERE status = 2;

CREATE TABLE habits(
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    weekdays   INTEGER NOT NULL DEFAULT 127 CHECK(weekdays BETWEEN 1 AND 127), -- bit 0 Monday to bit 6 Sunday
    created_at INTEGER NOT NULL,
    UNIQUE(user_id, id)
) STRICT;

CREATE TABLE habit_completions(
    habit_id INTEGER NOT NULL,
    day      INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    done_at  INTEGER NOT NULL,
    PRIMARY KEY(habit_id, day),
    FOREIGN KEY(user_id, habit_id) REFERENCES habits(user_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX habit_completions_owner ON habit_completions(user_id, habit_id, day);

CREATE TABLE goals(
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    title      TEXT    NOT NULL,
    unit       TEXT    NOT NULL DEFAULT '',
    target     REAL    NOT NULL CHECK(target > 0),
    current    REAL    NOT NULL DEFAULT 0,
    start_day  INTEGER,
    due_day    INTEGER,
    active     INTEGER NOT NULL DEFAULT 1 CHECK(active IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX goals_listed ON goals(user_id, active DESC, id);

CREATE TABLE calendar_events(
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id   INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    title     TEXT    NOT NULL,
    place     TEXT    NOT NULL DEFAULT '',
    starts_at INTEGER NOT NULL,
    ends_at   INTEGER NOT NULL,
    color     INTEGER NOT NULL DEFAULT 0,
    CHECK(ends_at >= starts_at)
) STRICT;
CREATE INDEX calendar_events_by_start ON calendar_events(user_id, starts_at, id);

-- level: 0 info, 1 success, 2 warning, 3 error. source: a plugin's id, or "asista".
CREATE TABLE notifications(
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id  INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    source   TEXT    NOT NULL,
    title    TEXT    NOT NULL,
    body     TEXT    NOT NULL DEFAULT '',
    level    INTEGER NOT NULL DEFAULT 0 CHECK(level BETWEEN 0 AND 3),
    icon     TEXT    NOT NULL DEFAULT '',
    shown_at INTEGER NOT NULL,
    read     INTEGER NOT NULL DEFAULT 0 CHECK(read IN (0, 1))
) STRICT;
CREATE INDEX notifications_newest ON notifications(user_id, id);
CREATE INDEX notifications_by_source ON notifications(user_id, source, shown_at);
CREATE INDEX notifications_unread ON notifications(user_id) WHERE read = 0;
