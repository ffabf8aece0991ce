/* asista.widgets/1: cards on the dashboard. The client draws the card, its title and its header actions, and places it where the
 * user put it; the plugin draws the content. */
#ifndef ASISTA_EXT_WIDGETS_H
#define ASISTA_EXT_WIDGETS_H
#include "draw.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_WIDGETS "asista.widgets/1"

/* A button in the card's header. */
typedef struct asista_widget_action {
    uint32_t struct_size;
    bool active;           /* drawn filled: a saved heart, a running timer */
    uint8_t reserved[3];   /* 0 */
    asista_string id;      /* within the widget; given back to on_action */
    asista_string icon;    /* Phosphor name: "heart", "arrows-clockwise" */
    asista_string tooltip; /* also what a screen reader says; not empty */
} asista_widget_action;

typedef struct asista_widget {
    uint32_t struct_size;
    uint32_t columns;                    /* wanted width in grid columns, 1 to 3 */
    asista_string id;                    /* 1 to 64 of a-z 0-9 - _ . ; keep it: the user's layout is stored under it */
    asista_string title;                 /* 1 to 80 bytes */
    asista_string icon;                  /* Phosphor name, may be empty */
    float height;                        /* wanted height of the content in logical pixels; 0: the client's default */
    bool highlight;                      /* the highlighted style; the client grants it to one card a page */
    uint8_t reserved[3];                 /* 0 */
    const asista_widget_action* actions; /* an array of action_count, each of the struct_size of its first */
    uint32_t action_count;               /* at most 4 */
    uint32_t reserved2;                  /* 0 */

    void* context;       /* given to the two below */
    asista_draw_fn draw; /* never NULL */
    /* The user pressed a header action. May be NULL without actions. [frame & !draw] */
    asista_status (*on_action)(void* context, asista_string action);
} asista_widget;

typedef struct asista_host_widgets {
    uint32_t struct_size;
    uint32_t reserved;

    /* Adds a card. Everything is copied. ASISTA_BUSY: the id is taken. ASISTA_OVER_LIMIT: more than 16 widgets and pages.
     * [frame & !draw] */
    asista_status (*add)(const asista_host* host, const asista_widget* widget);

    /* Takes it away; its callbacks are not called again. ASISTA_NOT_FOUND. [frame & !draw] */
    asista_status (*remove)(const asista_host* host, asista_string id);

    /* Replaces the header actions. ASISTA_NOT_FOUND; ASISTA_OVER_LIMIT beyond 4. [frame] */
    asista_status (*set_actions)(const asista_host* host, asista_string id, const asista_widget_action* actions, uint32_t count);
} asista_host_widgets;

#ifdef __cplusplus
}
#endif
#endif
