/* asista.events/1: telling others that something happened, and being told. A name is "<source>/<event>".
 * The client's own: "tasks/changed" (needs tasks:read), "habits/changed" (habits:read), "goals/changed" (goals:read) and
 * "calendar/changed" (calendar:read); their JSON is {}. A plugin's own: "<plugin id>/<name>". */
#ifndef ASISTA_EXT_EVENTS_H
#define ASISTA_EXT_EVENTS_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_EVENTS "asista.events/1"

#define ASISTA_EVENT_TASKS_CHANGED "tasks/changed"
#define ASISTA_EVENT_HABITS_CHANGED "habits/changed"
#define ASISTA_EVENT_GOALS_CHANGED "goals/changed"
#define ASISTA_EVENT_CALENDAR_CHANGED "calendar/changed"

/* An event arrived. `name` is the full name, `json` one JSON value. [frame & !draw] */
typedef void (*asista_event_fn)(void* context, asista_string name, asista_string json);

typedef struct asista_host_events {
    uint32_t struct_size;
    uint32_t reserved;

    /* Tells every subscriber of "<this plugin's id>/<name>". `name` has no slash; `json` is one JSON value, at most 64 KiB.
     * On trial it is held until the build takes over. [frame] */
    asista_status (*publish)(const asista_host* host, asista_string name, asista_string json);

    /* Wants to be told of events of a full name; a second subscription to the same name replaces the first.
     * ASISTA_DENIED: the event needs a permission. ASISTA_OVER_LIMIT: more than 64 names. [frame] */
    asista_status (*subscribe)(const asista_host* host, asista_string name, asista_event_fn on_event, void* context);

    /* No more of them. ASISTA_NOT_FOUND. [frame] */
    asista_status (*unsubscribe)(const asista_host* host, asista_string name);
} asista_host_events;

#ifdef __cplusplus
}
#endif
#endif
