/* asista.ui/1: the client's look and clock: theme colours, fonts, scale, time; and asking to be drawn. A plugin writes no colour
 * and no size of its own, so that it fits light, dark, high contrast and any scale. */
#ifndef ASISTA_EXT_UI_H
#define ASISTA_EXT_UI_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_UI "asista.ui/1"

/* Colours are 0xAABBGGRR, straight alpha, as ImGui packs them (ImU32). */
typedef struct asista_theme {
    uint32_t struct_size;
    uint32_t serial; /* grows with each change */
    bool dark;
    bool reduced_motion; /* do not animate */
    bool public_screen;  /* a kiosk: anybody may be looking, so show nothing personal; false under an older client */
    uint8_t reserved;
    float scale; /* physical pixels per logical pixel */

    uint32_t background; /* the window behind the cards */
    uint32_t panel;      /* cards, inputs, menus */
    uint32_t line;       /* borders, dividers */
    uint32_t text;
    uint32_t dim;           /* a second line of text */
    uint32_t faint;         /* hints, disabled things */
    uint32_t accent;        /* the one action, selection, progress */
    uint32_t accent_soft;   /* a selected row, a tag */
    uint32_t on_accent;     /* text on accent */
    uint32_t ok, warn, bad; /* state, never decoration */
    uint32_t series_count;
    uint32_t reserved2;
    const uint32_t* series; /* for charts and calendars */
} asista_theme;

typedef uint32_t asista_font_role;
enum {
    ASISTA_FONT_TEXT = 0,
    ASISTA_FONT_MEDIUM = 1,
    ASISTA_FONT_SEMIBOLD = 2,
    ASISTA_FONT_MONO = 3,
    ASISTA_FONT_ICONS = 4, /* Phosphor, outline; text in it is icon characters of <icons/phosphor.h> */
    ASISTA_FONT_ICONS_FILL = 5
};

typedef struct asista_host_ui {
    uint32_t struct_size;
    uint32_t reserved;

    /* The theme. One record for the life of the plugin, whose content is replaced just before theme_changed is called; the series
     * colours are valid until then. [frame] */
    const asista_theme* (*theme)(const asista_host* host);

    /* Makes a font ImGui's current one, at a size of type (the em, as designers mean it) in logical pixels (0: 14). Each push
     * wants a pop before the draw callback returns. [frame & draw] */
    void (*push_font)(const asista_host* host, asista_font_role role, float size);
    void (*pop_font)(const asista_host* host);

    /* The icon character of a Phosphor name ("heart", or "heart-fill" for the filled face), as a code point; 0 when there is no
     * such icon. [any] */
    uint32_t (*icon)(const asista_host* host, asista_string name);

    /* The client's clock, UTC, and local time minus UTC in seconds. May be fixed for tests and screenshots, so use these and not
     * the system's. [any] */
    asista_instant_ms (*now_ms)(const asista_host* host);
    int32_t (*utc_offset_s)(const asista_host* host);

    /* Draw this plugin again at the window's next frame. Called while drawing: animate. [any] */
    void (*request_redraw)(const asista_host* host);

    /* Draw this plugin again in `delay_ms`, if nothing causes it earlier; the soonest wish counts, and each frame forgets it.
     * For clocks: sleep until the next visible change. [frame] */
    void (*wake_after)(const asista_host* host, uint64_t delay_ms);

    /* Asks the user, then opens an http or https address in the system's browser. ASISTA_INVALID: another scheme.
     * ASISTA_UNAVAILABLE on trial. [frame & active] */
    asista_status (*open_url)(const asista_host* host, asista_string url);
} asista_host_ui;

/* The plugin's table, from its get_extension. */
typedef struct asista_plugin_ui {
    uint32_t struct_size;
    uint32_t reserved;
    /* Colours, scale or motion changed; the next frame is drawn with them. [frame & !draw] */
    void (*theme_changed)(const asista_plugin* plugin);
} asista_plugin_ui;

#ifdef __cplusplus
}
#endif
#endif
