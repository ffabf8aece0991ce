/* asista.storage/1: the plugin's own keys and JSON values, kept for each user in the app's database. Nobody else can read or write
 * them. Bounded (1 MiB by default), unless the permission "storage:unlimited" is granted. */
#ifndef ASISTA_EXT_STORAGE_H
#define ASISTA_EXT_STORAGE_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_STORAGE "asista.storage/1"

#define ASISTA_MAX_STORAGE_KEY_BYTES 256u

typedef struct asista_storage_usage {
    uint32_t struct_size;
    uint32_t reserved;
    uint64_t used_bytes;  /* keys and values */
    uint64_t quota_bytes; /* 0: unlimited */
} asista_storage_usage;

typedef struct asista_host_storage {
    uint32_t struct_size;
    uint32_t reserved;

    /* The value under `key`, as JSON text. ASISTA_NOT_FOUND when there is none. [frame] */
    asista_status (*get)(const asista_host* host, asista_string key, const asista_sink* json);

    /* Keeps one valid JSON value under `key` (1 to 256 bytes), replacing what was there; it is on disk when this returns.
     * ASISTA_INVALID: not JSON. ASISTA_OVER_LIMIT: beyond the quota, or above 1 MiB; nothing is changed then. On trial the write
     * is held until the build takes over. [frame] */
    asista_status (*set)(const asista_host* host, asista_string key, asista_string json);

    /* Forgets the value; ASISTA_OK also when there was none. [frame] */
    asista_status (*remove)(const asista_host* host, asista_string key);

    /* The keys that begin with `prefix`, ascending, one call of write each. [frame] */
    asista_status (*keys)(const asista_host* host, asista_string prefix, const asista_sink* each);

    /* How much is used. Set usage->struct_size before. [frame] */
    asista_status (*usage)(const asista_host* host, asista_storage_usage* usage);
} asista_host_storage;

#ifdef __cplusplus
}
#endif
#endif
