-- A calendar for a week: notes, time zones, all-day events, repetition with exceptions and occurrences that were changed by themselves.

-- zone: an IANA name. '': the event is at that time wherever the person is; then starts_at and ends_at are what a clock shows, as if it
-- were UTC. So they are for all-day events, which end when their last day does.
ALTER TABLE calendar_events ADD COLUMN notes TEXT NOT NULL DEFAULT '';
ALTER TABLE calendar_events ADD COLUMN zone TEXT NOT NULL DEFAULT 'UTC';
ALTER TABLE calendar_events ADD COLUMN all_day INTEGER NOT NULL DEFAULT 0 CHECK(all_day IN (0, 1));
-- recurrence: an RRULE of RFC 5545 without its name; '' for none. The event itself is the first occurrence.
ALTER TABLE calendar_events ADD COLUMN recurrence TEXT NOT NULL DEFAULT '';
-- Of a series: days that the rule has and the series has not, ascending, with spaces between them.
ALTER TABLE calendar_events ADD COLUMN exceptions TEXT NOT NULL DEFAULT '';
-- Of a series: by when its last occurrence has ended; one without an end ends with the year 9999.
ALTER TABLE calendar_events ADD COLUMN until_at INTEGER;
-- Of an occurrence that was changed by itself: the series, and the day on which the rule has it, which is among the series' exceptions.
ALTER TABLE calendar_events ADD COLUMN series INTEGER REFERENCES calendar_events(id);
ALTER TABLE calendar_events ADD COLUMN occurrence INTEGER;
-- What names it in iCalendar files; '' for events from before there were any.
ALTER TABLE calendar_events ADD COLUMN uid TEXT NOT NULL DEFAULT '';

-- A range is read from three places, each a short stretch of an index: what lasts at most two days and begins within them before the range,
-- the few that last longer, and the series that have not ended by then. The filters stand in the queries word by word.
CREATE INDEX calendar_events_short ON calendar_events(user_id, starts_at, id, ends_at)
    WHERE recurrence = '' AND ends_at - starts_at <= 172800000;
CREATE INDEX calendar_events_long ON calendar_events(user_id, starts_at, id, ends_at)
    WHERE recurrence = '' AND ends_at - starts_at > 172800000;
CREATE INDEX calendar_events_series ON calendar_events(user_id, until_at, starts_at) WHERE recurrence <> '';
CREATE INDEX calendar_events_of_series ON calendar_events(series, occurrence) WHERE series IS NOT NULL;
CREATE INDEX calendar_events_by_uid ON calendar_events(user_id, uid) WHERE uid <> '';

-- Tasks on the timeline: by the day on which they are due, or else start, whether open or done.
CREATE INDEX tasks_on_timeline ON tasks(user_id, coalesce(due_day, start_day), id)
    WHERE status <> 3 AND coalesce(due_day, start_day) IS NOT NULL;

-- What the log holds of events is what it would hold had they been so all along.
UPDATE operations
SET before = json_insert(before, '$.notes', '', '$.zone', 'UTC', '$.all_day', 0, '$.recurrence', '', '$.exceptions', '', '$.until_at', NULL,
                         '$.series', NULL, '$.occurrence', NULL, '$.uid', ''),
    after = json_insert(after, '$.notes', '', '$.zone', 'UTC', '$.all_day', 0, '$.recurrence', '', '$.exceptions', '', '$.until_at', NULL,
                        '$.series', NULL, '$.occurrence', NULL, '$.uid', '')
WHERE entity = 'event';
UPDATE operation_usage SET bytes = (
    SELECT coalesce(sum(coalesce(length(CAST(before AS BLOB)), 0) + coalesce(length(CAST(after AS BLOB)), 0)), 0)
    FROM operations WHERE operations.user_id = operation_usage.user_id);
