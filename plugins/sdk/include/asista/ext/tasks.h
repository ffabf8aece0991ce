/* asista.tasks/1: the user's tasks. Reading needs the permission "tasks:read", the rest "tasks:write".
 * The event "tasks/changed" (asista.events/1) tells of changes by anybody. */
#ifndef ASISTA_EXT_TASKS_H
#define ASISTA_EXT_TASKS_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_TASKS "asista.tasks/1"

/* The effort a task takes. */
typedef uint32_t asista_energy;
enum { ASISTA_ENERGY_XS = 0, ASISTA_ENERGY_S = 1, ASISTA_ENERGY_M = 2, ASISTA_ENERGY_L = 3, ASISTA_ENERGY_XL = 4 };

typedef uint32_t asista_task_status;
enum { ASISTA_TASK_OPEN = 0, ASISTA_TASK_IN_PROGRESS = 1, ASISTA_TASK_DONE = 2, ASISTA_TASK_CANCELLED = 3 };

/* Bits of `has`: which members mean something. Those without a bit always do, except in asista_task_change. */
enum {
    ASISTA_TASK_HAS_TITLE = 1u << 0,
    ASISTA_TASK_HAS_NOTES = 1u << 1,
    ASISTA_TASK_HAS_STATUS = 1u << 2,
    ASISTA_TASK_HAS_ENERGY = 1u << 3,
    ASISTA_TASK_HAS_ESTIMATE = 1u << 4,
    ASISTA_TASK_HAS_DUE = 1u << 5,
    ASISTA_TASK_HAS_COMPLETED = 1u << 6
};

typedef struct asista_task {
    uint32_t struct_size;
    uint32_t has; /* ESTIMATE, DUE, COMPLETED */
    uint64_t id;
    asista_string title;
    asista_string notes;
    asista_task_status status;
    asista_energy energy;
    uint32_t estimate_minutes;
    asista_day due_day;
    asista_instant_ms completed_at;
    asista_instant_ms created_at;
    asista_instant_ms updated_at;
} asista_task;

/* Which tasks to list. All zero but struct_size: up to 200 that are not done. */
typedef struct asista_task_filter {
    uint32_t struct_size;
    uint32_t limit;    /* at most 1,000; 0: 200 */
    bool include_done; /* done and cancelled ones as well */
    bool has_done_since;
    bool has_due_until;
    uint8_t reserved[5];          /* 0 */
    asista_instant_ms done_since; /* with include_done: only those completed since */
    asista_day due_until;         /* only those due by then */
    uint32_t reserved2;           /* 0 */
} asista_task_filter;

typedef struct asista_task_sink {
    void* context;
    void (*item)(void* context, const asista_task* task); /* borrowed for the call */
} asista_task_sink;

/* A new task. `has`: ESTIMATE, DUE, ENERGY (else M). */
typedef struct asista_task_new {
    uint32_t struct_size;
    uint32_t has;
    asista_string title; /* not empty */
    asista_string notes;
    asista_energy energy;
    uint32_t estimate_minutes;
    asista_day due_day;
    uint32_t reserved; /* 0 */
} asista_task_new;

/* Changes to one task: only the members whose bit is in `has`. */
typedef struct asista_task_change {
    uint32_t struct_size;
    uint32_t has; /* TITLE, NOTES, STATUS, ENERGY, ESTIMATE, DUE */
    uint64_t id;
    asista_string title;
    asista_string notes;
    asista_task_status status;
    asista_energy energy;
    uint32_t estimate_minutes;
    asista_day due_day;
} asista_task_change;

typedef struct asista_host_tasks {
    uint32_t struct_size;
    uint32_t reserved;

    /* Open ones by due day then id, then done ones, newest completion first. `total` (may be NULL) receives how many match, also
     * beyond the limit. [frame] */
    asista_status (*list)(const asista_host* host, const asista_task_filter* filter, const asista_task_sink* sink,
                          uint32_t* total);

    /* Adds a task; `id` (may be NULL) receives its number. ASISTA_UNAVAILABLE on trial. [frame] */
    asista_status (*add)(const asista_host* host, const asista_task_new* task, uint64_t* id);

    /* Changes a task. ASISTA_NOT_FOUND. ASISTA_UNAVAILABLE on trial. [frame] */
    asista_status (*update)(const asista_host* host, const asista_task_change* change);

    /* Deletes a task; the user can undo it. ASISTA_NOT_FOUND. ASISTA_UNAVAILABLE on trial. [frame] */
    asista_status (*remove)(const asista_host* host, uint64_t id);
} asista_host_tasks;

#ifdef __cplusplus
}
#endif
#endif
