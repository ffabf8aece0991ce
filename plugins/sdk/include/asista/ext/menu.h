/* asista.menu/1: entries in the sidebar's plugin section, each running a command of this plugin. */
#ifndef ASISTA_EXT_MENU_H
#define ASISTA_EXT_MENU_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_MENU "asista.menu/1"

typedef struct asista_menu_item {
    uint32_t struct_size;
    uint32_t reserved;     /* 0 */
    asista_string id;      /* 1 to 64 of a-z 0-9 - _ . */
    asista_string title;   /* 1 to 80 bytes */
    asista_string icon;    /* Phosphor name, may be empty */
    asista_string command; /* id of a command added before */
} asista_menu_item;

typedef struct asista_host_menu {
    uint32_t struct_size;
    uint32_t reserved;
    /* Adds an entry. Everything is copied. ASISTA_BUSY: the id is taken. ASISTA_NOT_FOUND: no such command.
     * ASISTA_OVER_LIMIT: more than 16. [frame & !draw] */
    asista_status (*add)(const asista_host* host, const asista_menu_item* item);
    /* Takes it away. ASISTA_NOT_FOUND. [frame & !draw] */
    asista_status (*remove)(const asista_host* host, asista_string id);
} asista_host_menu;

#ifdef __cplusplus
}
#endif
#endif
