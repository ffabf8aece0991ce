/* asista.settings/1: the settings the manifest defines. The client shows and stores them; the plugin reads them and may set them. */
#ifndef ASISTA_EXT_SETTINGS_H
#define ASISTA_EXT_SETTINGS_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_SETTINGS "asista.settings/1"

typedef struct asista_host_settings {
    uint32_t struct_size;
    uint32_t reserved;

    /* A JSON object with a value for every setting of the manifest, without asking the client (the host is kept up to date).
     * [frame] */
    asista_status (*get)(const asista_host* host, const asista_sink* json);

    /* Changes the settings named in a JSON object; the others stay. ASISTA_INVALID: a name or type the manifest does not have;
     * nothing is changed then. `changed` is called afterwards. On trial the change is held until the build takes over. [frame] */
    asista_status (*set)(const asista_host* host, asista_string json);
} asista_host_settings;

/* The plugin's table, from its get_extension. */
typedef struct asista_plugin_settings {
    uint32_t struct_size;
    uint32_t reserved;
    /* Some setting changed, by the user or by `set`; `json` is what get would give. [frame & !draw] */
    void (*changed)(const asista_plugin* plugin, asista_string json);
} asista_plugin_settings;

#ifdef __cplusplus
}
#endif
#endif
