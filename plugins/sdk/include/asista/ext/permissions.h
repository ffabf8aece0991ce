/* asista.permissions/1: what the user lets the plugin do at this moment. Every call says by itself when it is refused; this is for showing
 * or hiding what depends on a permission, and for trying again once it was given. */
#ifndef ASISTA_EXT_PERMISSIONS_H
#define ASISTA_EXT_PERMISSIONS_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_PERMISSIONS "asista.permissions/1"

typedef struct asista_host_permissions {
    uint32_t struct_size;
    uint32_t reserved;

    /* Whether the plugin has the permission ("tasks:write"), without asking the client or the user. False also for an optional one
     * that the user has not decided on: the first call that needs it asks them and waits, up to half a minute. [frame] */
    bool (*granted)(const asista_host* host, asista_string permission);
} asista_host_permissions;

/* The plugin's table, from its get_extension. */
typedef struct asista_plugin_permissions {
    uint32_t struct_size;
    uint32_t reserved;
    /* The user gave or took back a permission, which holds already; `granted` tells which there are. What was under way under one
     * taken back ends by itself, with ASISTA_DENIED. [frame & !draw] */
    void (*changed)(const asista_plugin* plugin);
} asista_plugin_permissions;

#ifdef __cplusplus
}
#endif
#endif
