/* asista.state/1: what survives a hot reload, a restart after a crash, and the end of the app.
 * State is bytes whose meaning is the plugin's own. It is small and about the moment (what is open, what is typed); lasting data
 * belongs in asista.storage/1. */
#ifndef ASISTA_EXT_STATE_H
#define ASISTA_EXT_STATE_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_STATE "asista.state/1"

#define ASISTA_MAX_STATE_BYTES (16u << 20)

typedef struct asista_out_stream {
    void* context;
    /* Appends `size` bytes. ASISTA_OVER_LIMIT beyond ASISTA_MAX_STATE_BYTES in total; stop and return it. [frame] */
    asista_status (*write)(void* context, const void* data, size_t size);
} asista_out_stream;

typedef struct asista_in_stream {
    void* context;
    /* Reads up to `size` bytes into `data`; fewer only near the end; 0 at the end. [frame] */
    size_t (*read)(void* context, void* data, size_t size);
} asista_in_stream;

/* The plugin's table, from its get_extension. */
typedef struct asista_plugin_state {
    uint32_t struct_size;
    uint32_t version; /* of the format that save writes; handed to the load of a later build */

    /* Writes the whole state. Asked between frames: before a reload takes over, some seconds after mark_dirty, and before
     * deactivate. At most 2 s. [frame & !draw] */
    asista_status (*save)(const asista_plugin* plugin, const asista_out_stream* out);

    /* Takes over what an earlier build (any version, also a newer one) saved. Called at most once, after init, before the first
     * frame. A failure on trial keeps the old build running. [frame & !draw] */
    asista_status (*load)(const asista_plugin* plugin, const asista_in_stream* in, uint32_t version);
} asista_plugin_state;

typedef struct asista_host_state {
    uint32_t struct_size;
    uint32_t reserved;
    /* The state is worth saving. The host asks for it at most every 5 s. [any] */
    void (*mark_dirty)(const asista_host* host);
    /* One line for card and log: what of the state could not be taken over. Only inside load, which succeeds; at most 500 bytes are
     * kept. [frame & !draw] */
    void (*tell_reset)(const asista_host* host, asista_string line);
} asista_host_state;

#ifdef __cplusplus
}
#endif
#endif
