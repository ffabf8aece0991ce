/* asista.pages/1: whole pages, reached from the sidebar, the command palette or `open`. */
#ifndef ASISTA_EXT_PAGES_H
#define ASISTA_EXT_PAGES_H
#include "draw.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_PAGES "asista.pages/1"

typedef struct asista_page {
    uint32_t struct_size;
    uint32_t reserved;   /* 0 */
    asista_string id;    /* 1 to 64 of a-z 0-9 - _ . */
    asista_string title; /* 1 to 80 bytes */
    asista_string icon;  /* Phosphor name, may be empty */
    void* context;       /* given to draw */
    asista_draw_fn draw; /* never NULL; the surface is the page below the client's title line */
} asista_page;

typedef struct asista_host_pages {
    uint32_t struct_size;
    uint32_t reserved;

    /* Adds a page. Everything is copied. ASISTA_BUSY: the id is taken. ASISTA_OVER_LIMIT: more than 16 widgets and pages.
     * [frame & !draw] */
    asista_status (*add)(const asista_host* host, const asista_page* page);

    /* Takes it away; draw is not called again. ASISTA_NOT_FOUND. [frame & !draw] */
    asista_status (*remove)(const asista_host* host, asista_string id);

    /* Shows the page. Only within 1 s of something the user did in this plugin, else ASISTA_DENIED. [frame & active] */
    asista_status (*open)(const asista_host* host, asista_string id);
} asista_host_pages;

#ifdef __cplusplus
}
#endif
#endif
