/* asista.timers/1: being called later, once or again and again. Timers run while the plugin is active; one started before that
 * begins to count when the plugin is activated. They run in the plugin's process and wake nothing else. */
#ifndef ASISTA_EXT_TIMERS_H
#define ASISTA_EXT_TIMERS_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_TIMERS "asista.timers/1"

typedef struct asista_host_timers {
    uint32_t struct_size;
    uint32_t reserved;

    /* Calls run(context, id) `delay_ms` from now and then, unless repeat_ms is 0, every repeat_ms (at least 10). A timer that is
     * late (the machine slept, a callback was long) runs once, not once for each time it missed. `id` receives its number, never
     * 0. ASISTA_OVER_LIMIT: more than 64. [frame] */
    asista_status (*start)(const asista_host* host, uint64_t delay_ms, uint64_t repeat_ms,
                           void (*run)(void* context, uint64_t id), void* context, uint64_t* id);

    /* Ends it; run is not called again. ASISTA_NOT_FOUND: it has ended. [frame] */
    asista_status (*stop)(const asista_host* host, uint64_t id);
} asista_host_timers;

#ifdef __cplusplus
}
#endif
#endif
