/* asista.commands/1: things the user can run from the command palette (Ctrl K) and, when asked, from the card's menu. */
#ifndef ASISTA_EXT_COMMANDS_H
#define ASISTA_EXT_COMMANDS_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_COMMANDS "asista.commands/1"

typedef struct asista_command {
    uint32_t struct_size;
    bool in_menu;        /* also an entry of the menu of the plugin's cards */
    uint8_t reserved[3]; /* 0 */
    asista_string id;    /* 1 to 64 of a-z 0-9 - _ . */
    asista_string title; /* as the palette shows it: "New quote"; 1 to 80 bytes */
    asista_string icon;  /* Phosphor name, may be empty */
    void* context;       /* given to run */
    /* Does it. Failures are shown to the user with the explained reason. [frame & active & !draw] */
    asista_status (*run)(void* context);
} asista_command;

typedef struct asista_host_commands {
    uint32_t struct_size;
    uint32_t reserved;
    /* Adds a command. Everything is copied. ASISTA_BUSY: the id is taken. ASISTA_OVER_LIMIT: more than 64. [frame & !draw] */
    asista_status (*add)(const asista_host* host, const asista_command* command);
    /* Takes it away, with the menu items that name it. ASISTA_NOT_FOUND. [frame & !draw] */
    asista_status (*remove)(const asista_host* host, asista_string id);
} asista_host_commands;

#ifdef __cplusplus
}
#endif
#endif
