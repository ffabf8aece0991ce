/* asista.activity/1: when the user was last active, for gentle reminders. Needs the permission "tasks:read". */
#ifndef ASISTA_EXT_ACTIVITY_H
#define ASISTA_EXT_ACTIVITY_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_ACTIVITY "asista.activity/1"

typedef struct asista_host_activity {
    uint32_t struct_size;
    uint32_t reserved;
    /* The last time the user touched the app or finished something; 0: never. [frame] */
    asista_status (*last)(const asista_host* host, asista_instant_ms* at);
} asista_host_activity;

#ifdef __cplusplus
}
#endif
#endif
