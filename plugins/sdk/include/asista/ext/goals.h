/* asista.goals/1: the user's goals and how far they are. Reading needs "goals:read", the rest "goals:write".
 * The event "goals/changed" tells of changes by anybody. */
#ifndef ASISTA_EXT_GOALS_H
#define ASISTA_EXT_GOALS_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_GOALS "asista.goals/1"

enum { ASISTA_GOAL_HAS_START = 1u << 0, ASISTA_GOAL_HAS_DUE = 1u << 1 };

typedef struct asista_goal {
    uint32_t struct_size;
    uint32_t has; /* START, DUE */
    uint64_t id;
    asista_string title;
    asista_string unit; /* "km", "books"; may be empty */
    double target;
    double current;
    asista_day start_day;
    asista_day due_day;
    bool active;
    uint8_t reserved[7];
    asista_instant_ms updated_at;
} asista_goal;

typedef struct asista_goal_new {
    uint32_t struct_size;
    uint32_t has;        /* DUE */
    asista_string title; /* not empty */
    asista_string unit;
    double target; /* finite, not 0 */
    double current;
    asista_day due_day;
    uint32_t reserved; /* 0 */
} asista_goal_new;

typedef struct asista_goal_sink {
    void* context;
    void (*item)(void* context, const asista_goal* goal); /* borrowed for the call */
} asista_goal_sink;

typedef struct asista_host_goals {
    uint32_t struct_size;
    uint32_t reserved;

    /* The active goals, or all. [frame] */
    asista_status (*list)(const asista_host* host, bool include_inactive, const asista_goal_sink* sink);

    /* Adds a goal; `id` may be NULL. ASISTA_UNAVAILABLE on trial. [frame] */
    asista_status (*add)(const asista_host* host, const asista_goal_new* goal, uint64_t* id);

    /* Sets how far it is, in the goal's unit. ASISTA_NOT_FOUND. ASISTA_UNAVAILABLE on trial. [frame] */
    asista_status (*set_progress)(const asista_host* host, uint64_t id, double current);

    /* Deletes a goal. ASISTA_NOT_FOUND. ASISTA_UNAVAILABLE on trial. [frame] */
    asista_status (*remove)(const asista_host* host, uint64_t id);
} asista_host_goals;

#ifdef __cplusplus
}
#endif
#endif
