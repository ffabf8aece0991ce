-- origin: what named a task in the file of another program that it came from, so that importing a later file of that program finds it again,
-- whatever its day is by then; '' for one that was made here. The next occurrence of a task that repeats has that of the one before.
ALTER TABLE tasks ADD COLUMN origin TEXT NOT NULL DEFAULT '';

-- What the log holds of tasks is what it would hold had they been so all along.
UPDATE operations
SET before = json_insert(json_remove(before, '$.tags'), '$.origin', '', '$.tags', json(json_extract(before, '$.tags'))),
    after = json_insert(json_remove(after, '$.tags'), '$.origin', '', '$.tags', json(json_extract(after, '$.tags')))
WHERE entity = 'task';
UPDATE operation_usage SET bytes = (
    SELECT coalesce(sum(coalesce(length(CAST(before AS BLOB)), 0) + coalesce(length(CAST(after AS BLOB)), 0)), 0)
    FROM operations WHERE operations.user_id = operation_usage.user_id);
