/* asista.calendar/1: the user's calendar. Reading needs "calendar:read", the rest "calendar:write".
 * The event "calendar/changed" tells of changes by anybody. */
#ifndef ASISTA_EXT_CALENDAR_H
#define ASISTA_EXT_CALENDAR_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_CALENDAR "asista.calendar/1"

/* An entry of the calendar; also what a new one is made of (id is ignored then). */
typedef struct asista_calendar_event {
    uint32_t struct_size;
    uint32_t color; /* index into the theme's series colours */
    uint64_t id;
    asista_string title;
    asista_string place; /* may be empty */
    asista_instant_ms starts_at;
    asista_instant_ms ends_at; /* not before starts_at */
} asista_calendar_event;

typedef struct asista_calendar_sink {
    void* context;
    void (*item)(void* context, const asista_calendar_event* event); /* borrowed for the call */
} asista_calendar_sink;

typedef struct asista_host_calendar {
    uint32_t struct_size;
    uint32_t reserved;

    /* Entries that overlap [from, to), by start, at most `limit` (0: 200). [frame] */
    asista_status (*list)(const asista_host* host, asista_instant_ms from, asista_instant_ms to, uint32_t limit,
                          const asista_calendar_sink* sink);

    /* Adds an entry; `id` may be NULL. ASISTA_UNAVAILABLE on trial. [frame] */
    asista_status (*add)(const asista_host* host, const asista_calendar_event* event, uint64_t* id);

    /* Deletes an entry. ASISTA_NOT_FOUND. ASISTA_UNAVAILABLE on trial. [frame] */
    asista_status (*remove)(const asista_host* host, uint64_t id);
} asista_host_calendar;

#ifdef __cplusplus
}
#endif
#endif
