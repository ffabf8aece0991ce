-- Full-text search over what a person keeps. Four indexes, each of a title and a text beside it; they hold words, not the texts.
-- Open and done tasks have one each, so that what is still to be done is found first however much has been done.
-- The row id in search_things is id * 8 + kind; kinds: 0 task, 1 project, 2 habit, 3 goal, 4 event, 5 notification.

CREATE VIRTUAL TABLE search_open_tasks USING fts5(title, text, content='', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3');
CREATE VIRTUAL TABLE search_done_tasks USING fts5(title, text, content='', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3');
CREATE VIRTUAL TABLE search_events USING fts5(title, text, content='', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3');
CREATE VIRTUAL TABLE search_things USING fts5(title, text, content='', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3');

-- Rows with an id below this one are not in the index yet: those that were there before it was. They are read bit by bit, newest first,
-- while the client runs, since reading a million takes half a minute.
CREATE TABLE search_unread(
    kind  INTEGER NOT NULL PRIMARY KEY,
    below INTEGER NOT NULL
) STRICT;
INSERT INTO search_unread(kind, below)
SELECT 0, coalesce(max(id) + 1, 0) FROM tasks UNION ALL SELECT 1, coalesce(max(id) + 1, 0) FROM projects
UNION ALL SELECT 2, coalesce(max(id) + 1, 0) FROM habits UNION ALL SELECT 3, coalesce(max(id) + 1, 0) FROM goals
UNION ALL SELECT 4, coalesce(max(id) + 1, 0) FROM calendar_events UNION ALL SELECT 5, coalesce(max(id) + 1, 0) FROM notifications;

-- Rows that changed since the index took note of them, with what it holds of each: part 0 nothing, 1 in its index, 2 among the done
-- tasks. Triggers fill it, whoever changes a row; they must not write to the indexes themselves, which a schema that is not trusted
-- may not. What is in it is taken over before the next search.
CREATE TABLE search_changes(
    kind  INTEGER NOT NULL,
    id    INTEGER NOT NULL,
    part  INTEGER NOT NULL CHECK(part BETWEEN 0 AND 2),
    title TEXT    NOT NULL,
    text  TEXT    NOT NULL,
    PRIMARY KEY(kind, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tasks_search_added AFTER INSERT ON tasks WHEN new.id >= (SELECT below FROM search_unread WHERE kind = 0) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text) VALUES(0, new.id, 0, '', '') ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER tasks_search_changed AFTER UPDATE OF title, notes, status ON tasks
WHEN (old.title <> new.title OR old.notes <> new.notes OR (old.status < 2) <> (new.status < 2) OR (old.status = 2) <> (new.status = 2))
     AND old.id >= (SELECT below FROM search_unread WHERE kind = 0) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text)
    VALUES(0, old.id, CASE WHEN old.status < 2 THEN 1 WHEN old.status = 2 THEN 2 ELSE 0 END, old.title, old.notes) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER tasks_search_removed AFTER DELETE ON tasks WHEN old.id >= (SELECT below FROM search_unread WHERE kind = 0) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text)
    VALUES(0, old.id, CASE WHEN old.status < 2 THEN 1 WHEN old.status = 2 THEN 2 ELSE 0 END, old.title, old.notes) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER projects_search_added AFTER INSERT ON projects WHEN new.id >= (SELECT below FROM search_unread WHERE kind = 1) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text) VALUES(1, new.id, 0, '', '') ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER projects_search_changed AFTER UPDATE OF name ON projects
WHEN (old.name <> new.name)
     AND old.id >= (SELECT below FROM search_unread WHERE kind = 1) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text)
    VALUES(1, old.id, 1, old.name, '') ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER projects_search_removed AFTER DELETE ON projects WHEN old.id >= (SELECT below FROM search_unread WHERE kind = 1) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text)
    VALUES(1, old.id, 1, old.name, '') ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER habits_search_added AFTER INSERT ON habits WHEN new.id >= (SELECT below FROM search_unread WHERE kind = 2) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text) VALUES(2, new.id, 0, '', '') ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER habits_search_changed AFTER UPDATE OF name, notes ON habits
WHEN (old.name <> new.name OR old.notes <> new.notes)
     AND old.id >= (SELECT below FROM search_unread WHERE kind = 2) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text)
    VALUES(2, old.id, 1, old.name, old.notes) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER habits_search_removed AFTER DELETE ON habits WHEN old.id >= (SELECT below FROM search_unread WHERE kind = 2) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text)
    VALUES(2, old.id, 1, old.name, old.notes) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER goals_search_added AFTER INSERT ON goals WHEN new.id >= (SELECT below FROM search_unread WHERE kind = 3) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text) VALUES(3, new.id, 0, '', '') ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER goals_search_changed AFTER UPDATE OF title, unit ON goals
WHEN (old.title <> new.title OR old.unit <> new.unit)
     AND old.id >= (SELECT below FROM search_unread WHERE kind = 3) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text)
    VALUES(3, old.id, 1, old.title, old.unit) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER goals_search_removed AFTER DELETE ON goals WHEN old.id >= (SELECT below FROM search_unread WHERE kind = 3) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text)
    VALUES(3, old.id, 1, old.title, old.unit) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER calendar_events_search_added AFTER INSERT ON calendar_events WHEN new.id >= (SELECT below FROM search_unread WHERE kind = 4) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text) VALUES(4, new.id, 0, '', '') ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER calendar_events_search_changed AFTER UPDATE OF title, place, notes ON calendar_events
WHEN (old.title <> new.title OR old.place <> new.place OR old.notes <> new.notes)
     AND old.id >= (SELECT below FROM search_unread WHERE kind = 4) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text)
    VALUES(4, old.id, 1, old.title, trim(old.place || char(10) || old.notes, char(10))) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER calendar_events_search_removed AFTER DELETE ON calendar_events WHEN old.id >= (SELECT below FROM search_unread WHERE kind = 4) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text)
    VALUES(4, old.id, 1, old.title, trim(old.place || char(10) || old.notes, char(10))) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER notifications_search_added AFTER INSERT ON notifications WHEN new.id >= (SELECT below FROM search_unread WHERE kind = 5) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text) VALUES(5, new.id, 0, '', '') ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER notifications_search_changed AFTER UPDATE OF title, body ON notifications
WHEN (old.title <> new.title OR old.body <> new.body)
     AND old.id >= (SELECT below FROM search_unread WHERE kind = 5) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text)
    VALUES(5, old.id, 1, old.title, old.body) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER notifications_search_removed AFTER DELETE ON notifications WHEN old.id >= (SELECT below FROM search_unread WHERE kind = 5) BEGIN
    INSERT INTO search_changes(kind, id, part, title, text)
    VALUES(5, old.id, 1, old.title, old.body) ON CONFLICT DO NOTHING;
END;
