-- Tasks for a week: projects, tags, start and due with a time of day, repetition, subtasks, an order by hand, time tracking, and counts
-- that cost the same however many tasks there are.

-- rank: where it stands, compared as text; see services/ranks.hpp.
CREATE TABLE projects(
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    name       TEXT    NOT NULL COLLATE NOCASE,
    color      INTEGER NOT NULL DEFAULT 0 CHECK(color >= 0), -- index into the theme's series colours
    rank       TEXT    NOT NULL DEFAULT '',
    archived   INTEGER NOT NULL DEFAULT 0 CHECK(archived IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE(user_id, name)
) STRICT;
CREATE INDEX projects_listed ON projects(user_id, archived, rank, id);
CREATE TRIGGER projects_ranked AFTER INSERT ON projects WHEN new.rank = '' BEGIN
    UPDATE projects SET rank = printf('%08x', 2147483648 + new.id) WHERE id = new.id;
END;

-- Minutes are of the day, beside the day they belong to. recurrence: an RRULE of RFC 5545 without its name; '' for none.
-- Neither a project nor a parent takes its tasks along when it goes: the services do that, so that it is in the operation log.
ALTER TABLE tasks ADD COLUMN start_day INTEGER CHECK(start_day BETWEEN -2147483648 AND 2147483647);
ALTER TABLE tasks ADD COLUMN start_minute INTEGER CHECK(start_minute BETWEEN 0 AND 1439);
ALTER TABLE tasks ADD COLUMN due_minute INTEGER CHECK(due_minute BETWEEN 0 AND 1439);
ALTER TABLE tasks ADD COLUMN recurrence TEXT NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN project_id INTEGER REFERENCES projects(id);
ALTER TABLE tasks ADD COLUMN parent_id INTEGER REFERENCES tasks(id);
ALTER TABLE tasks ADD COLUMN rank TEXT NOT NULL DEFAULT '';
-- The day from which it is in the list of today: its start or when it is due, whichever comes first.
ALTER TABLE tasks ADD COLUMN day INTEGER GENERATED ALWAYS AS
    (min(coalesce(start_day, due_day), coalesce(due_day, start_day))) VIRTUAL;
UPDATE tasks SET rank = printf('%08x', 2147483648 + id);
CREATE TRIGGER tasks_ranked AFTER INSERT ON tasks WHEN new.rank = '' BEGIN
    UPDATE tasks SET rank = printf('%08x', 2147483648 + new.id) WHERE id = new.id;
END;

CREATE INDEX tasks_by_rank ON tasks(user_id, rank, id) WHERE status < 2 AND parent_id IS NULL;
CREATE INDEX tasks_by_day ON tasks(user_id, day, rank, id) WHERE status < 2 AND day IS NOT NULL;
CREATE INDEX tasks_in_project ON tasks(user_id, project_id, rank, id) WHERE status < 2 AND parent_id IS NULL AND project_id IS NOT NULL;
CREATE INDEX tasks_of_project ON tasks(project_id, id) WHERE project_id IS NOT NULL;
CREATE INDEX tasks_in_parent ON tasks(parent_id, rank, id) WHERE parent_id IS NOT NULL;

-- open and rank are the task's, kept by the trigger below, so that a list of one tag needs no look at each of its tasks.
CREATE TABLE task_tags(
    task_id INTEGER NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
    name    TEXT    NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    open    INTEGER NOT NULL,
    rank    TEXT    NOT NULL,
    PRIMARY KEY(task_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_tags_by_name ON task_tags(user_id, name, rank, task_id) WHERE open = 1;
CREATE INDEX task_tags_of_user ON task_tags(user_id);
CREATE TRIGGER tasks_tags_follow AFTER UPDATE OF status, rank ON tasks
WHEN old.status <> new.status OR old.rank <> new.rank BEGIN
    UPDATE task_tags SET open = new.status < 2, rank = new.rank WHERE task_id = new.id;
END;

CREATE TABLE time_entries(
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    task_id    INTEGER NOT NULL REFERENCES tasks(id),
    started_at INTEGER NOT NULL,
    ended_at   INTEGER CHECK(ended_at >= started_at) -- NULL: it runs
) STRICT;
CREATE INDEX time_entries_of_task ON time_entries(task_id, started_at, id);
CREATE INDEX time_entries_of_user ON time_entries(user_id, started_at);
CREATE UNIQUE INDEX time_entries_running ON time_entries(user_id) WHERE ended_at IS NULL;

-- When the client was last alive while time was being tracked: what is known of a time that runs on after the client was killed.
CREATE TABLE tracking_seen(
    user_id INTEGER NOT NULL PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    seen_at INTEGER NOT NULL
) STRICT;

-- How many tasks there are, kept by triggers. scope 0: without a parent (key 0); 1: by energy; 2: by day; 3: of a project, without a parent.
CREATE TABLE task_counts(
    user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    scope   INTEGER NOT NULL,
    key     INTEGER NOT NULL,
    open    INTEGER NOT NULL CHECK(open >= 0),
    done    INTEGER NOT NULL CHECK(done >= 0),
    PRIMARY KEY(user_id, scope, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE tag_counts(
    user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    name    TEXT    NOT NULL,
    open    INTEGER NOT NULL CHECK(open >= 0),
    tasks   INTEGER NOT NULL CHECK(tasks >= 0),
    PRIMARY KEY(user_id, name)
) STRICT, WITHOUT ROWID;

-- What each task counts as. Cancelled ones count nowhere.
CREATE VIEW tasks_counted AS
SELECT id, user_id, 0 AS scope, 0 AS key, status < 2 AS open, status = 2 AS done FROM tasks WHERE status <> 3 AND parent_id IS NULL
UNION ALL SELECT id, user_id, 1, energy, status < 2, status = 2 FROM tasks WHERE status <> 3
UNION ALL SELECT id, user_id, 2, day, status < 2, status = 2 FROM tasks WHERE status <> 3 AND day IS NOT NULL
UNION ALL SELECT id, user_id, 3, project_id, status < 2, status = 2 FROM tasks
          WHERE status <> 3 AND project_id IS NOT NULL AND parent_id IS NULL;
INSERT INTO task_counts(user_id, scope, key, open, done)
SELECT user_id, scope, key, sum(open), sum(done) FROM tasks_counted GROUP BY user_id, scope, key;

CREATE TRIGGER tasks_count_added AFTER INSERT ON tasks BEGIN
    INSERT INTO task_counts(user_id, scope, key, open, done)
    SELECT user_id, scope, key, open, done FROM tasks_counted WHERE id = new.id
    ON CONFLICT DO UPDATE SET open = open + excluded.open, done = done + excluded.done;
END;
CREATE TRIGGER tasks_count_leaves BEFORE UPDATE OF status, energy, due_day, start_day, project_id, parent_id ON tasks
WHEN old.status <> new.status OR old.energy <> new.energy OR old.due_day IS NOT new.due_day OR old.start_day IS NOT new.start_day
     OR old.project_id IS NOT new.project_id OR old.parent_id IS NOT new.parent_id BEGIN
    UPDATE task_counts SET open = task_counts.open - gone.open, done = task_counts.done - gone.done
    FROM tasks_counted AS gone WHERE gone.id = old.id AND task_counts.user_id = gone.user_id
                                 AND task_counts.scope = gone.scope AND task_counts.key = gone.key;
    DELETE FROM task_counts WHERE user_id = old.user_id AND scope = 2 AND key = old.day AND open = 0 AND done = 0;
END;
CREATE TRIGGER tasks_count_arrives AFTER UPDATE OF status, energy, due_day, start_day, project_id, parent_id ON tasks
WHEN old.status <> new.status OR old.energy <> new.energy OR old.due_day IS NOT new.due_day OR old.start_day IS NOT new.start_day
     OR old.project_id IS NOT new.project_id OR old.parent_id IS NOT new.parent_id BEGIN
    INSERT INTO task_counts(user_id, scope, key, open, done)
    SELECT user_id, scope, key, open, done FROM tasks_counted WHERE id = new.id
    ON CONFLICT DO UPDATE SET open = open + excluded.open, done = done + excluded.done;
END;
CREATE TRIGGER tasks_count_removed BEFORE DELETE ON tasks BEGIN
    UPDATE task_counts SET open = task_counts.open - gone.open, done = task_counts.done - gone.done
    FROM tasks_counted AS gone WHERE gone.id = old.id AND task_counts.user_id = gone.user_id
                                 AND task_counts.scope = gone.scope AND task_counts.key = gone.key;
    DELETE FROM task_counts WHERE user_id = old.user_id AND scope = 2 AND key = old.day AND open = 0 AND done = 0;
END;
CREATE TRIGGER projects_count_removed AFTER DELETE ON projects BEGIN
    DELETE FROM task_counts WHERE user_id = old.user_id AND scope = 3 AND key = old.id;
END;

CREATE TRIGGER task_tags_count_added AFTER INSERT ON task_tags BEGIN
    INSERT INTO tag_counts(user_id, name, open, tasks) VALUES(new.user_id, new.name, new.open, 1)
    ON CONFLICT DO UPDATE SET open = open + excluded.open, tasks = tasks + 1;
END;
CREATE TRIGGER task_tags_count_changed AFTER UPDATE OF open ON task_tags WHEN old.open <> new.open BEGIN
    UPDATE tag_counts SET open = open + new.open - old.open WHERE user_id = new.user_id AND name = new.name;
END;
CREATE TRIGGER task_tags_count_removed AFTER DELETE ON task_tags BEGIN
    UPDATE tag_counts SET open = open - old.open, tasks = tasks - 1 WHERE user_id = old.user_id AND name = old.name;
    DELETE FROM tag_counts WHERE user_id = old.user_id AND name = old.name AND tasks = 0;
END;

-- What the log holds of tasks is what it would hold had they been so all along.
UPDATE operations
SET before = json_insert(before, '$.start_day', NULL, '$.start_minute', NULL, '$.due_minute', NULL, '$.recurrence', '', '$.project_id', NULL,
                         '$.parent_id', NULL, '$.rank', printf('%08x', 2147483648 + CAST(entity_key AS INTEGER)), '$.tags', json('[]')),
    after = json_insert(after, '$.start_day', NULL, '$.start_minute', NULL, '$.due_minute', NULL, '$.recurrence', '', '$.project_id', NULL,
                        '$.parent_id', NULL, '$.rank', printf('%08x', 2147483648 + CAST(entity_key AS INTEGER)), '$.tags', json('[]'))
WHERE entity = 'task';
UPDATE operation_usage SET bytes = (
    SELECT coalesce(sum(coalesce(length(CAST(before AS BLOB)), 0) + coalesce(length(CAST(after AS BLOB)), 0)), 0)
    FROM operations WHERE operations.user_id = operation_usage.user_id);
