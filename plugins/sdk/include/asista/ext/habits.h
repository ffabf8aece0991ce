/* asista.habits/1: the user's habits and the days they were done. Reading needs "habits:read", the rest "habits:write".
 * The event "habits/changed" tells of changes by anybody. */
#ifndef ASISTA_EXT_HABITS_H
#define ASISTA_EXT_HABITS_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_HABITS "asista.habits/1"

typedef struct asista_habit {
    uint32_t struct_size;
    uint32_t weekdays; /* the days it is meant for: bit 0 Monday to bit 6 Sunday */
    uint64_t id;
    asista_string name;
    const asista_day* completed_days; /* ascending, within the range asked for; borrowed like the rest */
    uint32_t completed_count;
    uint32_t streak_days; /* meant days in a row, up to today or yesterday, that were done */
    asista_instant_ms created_at;
} asista_habit;

typedef struct asista_habit_sink {
    void* context;
    void (*item)(void* context, const asista_habit* habit); /* borrowed for the call */
} asista_habit_sink;

typedef struct asista_host_habits {
    uint32_t struct_size;
    uint32_t reserved;

    /* Every habit, with its completions from `from` to `to`, both included. ASISTA_INVALID: from is after to. [frame] */
    asista_status (*list)(const asista_host* host, asista_day from, asista_day to, const asista_habit_sink* sink);

    /* Adds a habit (weekdays 0x7F: every day); `id` may be NULL. ASISTA_UNAVAILABLE on trial. [frame] */
    asista_status (*add)(const asista_host* host, asista_string name, uint32_t weekdays, uint64_t* id);

    /* Says that a habit was done on a day, or was not. ASISTA_NOT_FOUND. ASISTA_UNAVAILABLE on trial. [frame] */
    asista_status (*mark)(const asista_host* host, uint64_t id, asista_day day, bool done);

    /* Deletes a habit with its completions. ASISTA_NOT_FOUND. ASISTA_UNAVAILABLE on trial. [frame] */
    asista_status (*remove)(const asista_host* host, uint64_t id);
} asista_host_habits;

#ifdef __cplusplus
}
#endif
#endif
