/* What a draw callback is told. Used by widgets and pages. */
#ifndef ASISTA_EXT_DRAW_H
#define ASISTA_EXT_DRAW_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

/* One drawing of one surface. The host has opened an ImGui window that fills the surface, with no padding, and made it current;
 * the plugin adds its widgets there. It need not restore what it pushed: the host repairs unbalanced stacks and says so in the
 * log. Sizes are physical pixels; `scale` physical pixels make one logical pixel. */
typedef struct asista_frame {
    uint32_t struct_size;
    float scale;
    float x, y; /* top left of the surface, in ImGui's coordinates */
    float width, height;
    float delta_s; /* since this plugin's previous frame; > 0 */
    bool focused;  /* the keyboard is inside this surface */
    bool hovered;  /* the pointer is over it */
    bool trial;    /* drawn hidden, to prove a new build */
    uint8_t reserved;
    asista_instant_ms now_ms; /* the client's clock, which tests may fix */
} asista_frame;

/* Draws. Not called while the surface is out of sight or nothing changed. A failure is logged, once for each different reason,
 * and what was drawn before it is shown. [frame] */
typedef asista_status (*asista_draw_fn)(void* context, const asista_frame* frame);

#ifdef __cplusplus
}
#endif
#endif
