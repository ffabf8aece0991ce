-- Habits by the week and by amount, days off, places in the list; goals in both directions with milestones, links and a history.

-- times_per_week: 0 by its weekdays, 1 to 6 on any days of the week. target: a day's amount; NULL: yes or no.
ALTER TABLE habits ADD COLUMN times_per_week INTEGER NOT NULL DEFAULT 0 CHECK(times_per_week BETWEEN 0 AND 6);
ALTER TABLE habits ADD COLUMN target REAL CHECK(target > 0);
ALTER TABLE habits ADD COLUMN unit TEXT NOT NULL DEFAULT '';
ALTER TABLE habits ADD COLUMN notes TEXT NOT NULL DEFAULT '';
ALTER TABLE habits ADD COLUMN color INTEGER NOT NULL DEFAULT 2 CHECK(color >= 0); -- index into the theme's series colours
ALTER TABLE habits ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK(archived IN (0, 1));
ALTER TABLE habits ADD COLUMN rank TEXT NOT NULL DEFAULT ''; -- where it stands, compared as text; see services/ranks.hpp
UPDATE habits SET rank = printf('%08x', 2147483648 + id);
CREATE TRIGGER habits_ranked AFTER INSERT ON habits WHEN new.rank = '' BEGIN
    UPDATE habits SET rank = printf('%08x', 2147483648 + new.id) WHERE id = new.id;
END;
CREATE INDEX habits_listed ON habits(user_id, archived, rank, id);

-- skipped: a day off that neither counts nor breaks; its amount is 0.
ALTER TABLE habit_completions ADD COLUMN amount REAL NOT NULL DEFAULT 1 CHECK(amount >= 0);
ALTER TABLE habit_completions ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0 CHECK(skipped IN (0, 1));

-- How many days are recorded of a habit, without skipped ones, and how often its days changed: who counted something over them asks the
-- second before counting again. Kept by triggers, and kept when the habit goes: one that undo brings back goes on counting.
CREATE TABLE habit_counts(
    habit_id INTEGER PRIMARY KEY,
    user_id  INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    recorded INTEGER NOT NULL,
    changes  INTEGER NOT NULL
) STRICT;
CREATE INDEX habit_counts_of_user ON habit_counts(user_id);
INSERT INTO habit_counts(habit_id, user_id, recorded, changes)
SELECT habit_id, user_id, count(*), count(*) FROM habit_completions GROUP BY habit_id, user_id;
CREATE TRIGGER habit_completions_added AFTER INSERT ON habit_completions BEGIN
    INSERT INTO habit_counts(habit_id, user_id, recorded, changes) VALUES(new.habit_id, new.user_id, new.skipped = 0, 1)
    ON CONFLICT DO UPDATE SET recorded = recorded + excluded.recorded, changes = changes + 1;
END;
CREATE TRIGGER habit_completions_changed AFTER UPDATE OF amount, skipped ON habit_completions BEGIN
    UPDATE habit_counts SET recorded = recorded + old.skipped - new.skipped, changes = changes + 1 WHERE habit_id = new.habit_id;
END;
CREATE TRIGGER habit_completions_removed AFTER DELETE ON habit_completions BEGIN
    UPDATE habit_counts SET recorded = recorded - (old.skipped = 0), changes = changes + 1 WHERE habit_id = old.habit_id;
END;

-- Days off for all habits, both ends included.
CREATE TABLE vacations(
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id  INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    from_day INTEGER NOT NULL,
    to_day   INTEGER NOT NULL,
    CHECK(to_day >= from_day)
) STRICT;
CREATE INDEX vacations_listed ON vacations(user_id, from_day DESC);

-- A goal leads from start_value to target, up or down. follows: current is what its links say, and the column is left alone.
-- completed_at tells a completed one from an archived one, both of which are not active.
CREATE TABLE new_goals(
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id      INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    title        TEXT    NOT NULL,
    unit         TEXT    NOT NULL DEFAULT '',
    target       REAL    NOT NULL,
    current      REAL    NOT NULL DEFAULT 0,
    start_day    INTEGER,
    due_day      INTEGER,
    active       INTEGER NOT NULL DEFAULT 1 CHECK(active IN (0, 1)),
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    start_value  REAL    NOT NULL DEFAULT 0,
    notes        TEXT    NOT NULL DEFAULT '',
    color        INTEGER NOT NULL DEFAULT 2 CHECK(color >= 0),
    follows      INTEGER NOT NULL DEFAULT 0 CHECK(follows IN (0, 1)),
    completed_at INTEGER,
    current_day  INTEGER, -- on which current was set
    rank         TEXT    NOT NULL DEFAULT '',
    CHECK(target <> start_value),
    CHECK(active = 0 OR completed_at IS NULL),
    UNIQUE(user_id, id)
) STRICT;
INSERT INTO new_goals(id, user_id, title, unit, target, current, start_day, due_day, active, created_at, updated_at, rank)
SELECT id, user_id, title, unit, target, current, start_day, due_day, active, created_at, updated_at,
       printf('%08x', 2147483648 + id)
FROM goals;
-- Ids of goals that are gone are not used again.
DELETE FROM sqlite_sequence WHERE name = 'new_goals';
INSERT INTO sqlite_sequence(name, seq) SELECT 'new_goals', seq FROM sqlite_sequence WHERE name = 'goals';
DROP TABLE goals;
ALTER TABLE new_goals RENAME TO goals;
CREATE TRIGGER goals_ranked AFTER INSERT ON goals WHEN new.rank = '' BEGIN
    UPDATE goals SET rank = printf('%08x', 2147483648 + new.id) WHERE id = new.id;
END;
CREATE INDEX goals_listed ON goals(user_id, active DESC, rank, id);

-- value: reached when the goal's number is. done_at: of one that is ticked by hand.
CREATE TABLE milestones(
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    goal_id INTEGER NOT NULL,
    title   TEXT    NOT NULL,
    value   REAL,
    done_at INTEGER,
    CHECK(value IS NULL OR done_at IS NULL),
    FOREIGN KEY(user_id, goal_id) REFERENCES goals(user_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX milestones_of_goal ON milestones(user_id, goal_id, id);

-- kind: 0 a task, 1 a habit. Of a thing that is gone the link stays, unseen, so that undo finds it as it was.
CREATE TABLE goal_links(
    goal_id INTEGER NOT NULL,
    kind    INTEGER NOT NULL CHECK(kind IN (0, 1)),
    item_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    PRIMARY KEY(goal_id, kind, item_id),
    FOREIGN KEY(user_id, goal_id) REFERENCES goals(user_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX goal_links_owner ON goal_links(user_id, goal_id);

-- How a goal's number went: the last one of each day on which it was set, up to current_day, kept by triggers from the goal's row. So
-- undo, which puts the row back, puts this back too: a number of a later day is one that was taken back.
CREATE TABLE goal_points(
    goal_id INTEGER NOT NULL,
    day     INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    value   REAL    NOT NULL,
    PRIMARY KEY(goal_id, day),
    FOREIGN KEY(user_id, goal_id) REFERENCES goals(user_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX goal_points_owner ON goal_points(user_id, goal_id);
CREATE TRIGGER goals_point_first AFTER INSERT ON goals WHEN new.current_day IS NOT NULL BEGIN
    INSERT INTO goal_points(goal_id, day, user_id, value) VALUES(new.id, new.current_day, new.user_id, new.current)
    ON CONFLICT DO UPDATE SET value = excluded.value;
END;
CREATE TRIGGER goals_point_next AFTER UPDATE OF current, current_day ON goals
WHEN old.current <> new.current OR old.current_day IS NOT new.current_day BEGIN
    DELETE FROM goal_points WHERE goal_id = new.id AND (day > new.current_day OR new.current_day IS NULL);
    INSERT INTO goal_points(goal_id, day, user_id, value)
    SELECT new.id, new.current_day, new.user_id, new.current WHERE new.current_day IS NOT NULL
    ON CONFLICT DO UPDATE SET value = excluded.value;
END;

-- What the log holds is what it would hold had they been so all along.
UPDATE operations
SET before = json_insert(before, '$.times_per_week', 0, '$.target', NULL, '$.unit', '', '$.notes', '', '$.color', 2, '$.archived', 0,
                         '$.rank', printf('%08x', 2147483648 + CAST(entity_key AS INTEGER))),
    after = json_insert(after, '$.times_per_week', 0, '$.target', NULL, '$.unit', '', '$.notes', '', '$.color', 2, '$.archived', 0,
                        '$.rank', printf('%08x', 2147483648 + CAST(entity_key AS INTEGER)))
WHERE entity = 'habit';
UPDATE operations
SET before = json_insert(before, '$.amount', json('1.0'), '$.skipped', 0), after = json_insert(after, '$.amount', json('1.0'), '$.skipped', 0)
WHERE entity = 'habit_day';
UPDATE operations
SET before = json_insert(before, '$.start_value', json('0.0'), '$.notes', '', '$.color', 2, '$.follows', 0, '$.completed_at', NULL, '$.current_day', NULL,
                         '$.rank', printf('%08x', 2147483648 + CAST(entity_key AS INTEGER))),
    after = json_insert(after, '$.start_value', json('0.0'), '$.notes', '', '$.color', 2, '$.follows', 0, '$.completed_at', NULL, '$.current_day', NULL,
                        '$.rank', printf('%08x', 2147483648 + CAST(entity_key AS INTEGER)))
WHERE entity = 'goal';
UPDATE operation_usage SET bytes = (
    SELECT coalesce(sum(coalesce(length(CAST(before AS BLOB)), 0) + coalesce(length(CAST(after AS BLOB)), 0)), 0)
    FROM operations WHERE operations.user_id = operation_usage.user_id);
