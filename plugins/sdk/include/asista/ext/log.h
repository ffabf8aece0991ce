/* asista.log/1: lines in the plugin's log, which the developer page shows. */
#ifndef ASISTA_EXT_LOG_H
#define ASISTA_EXT_LOG_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_LOG "asista.log/1"

typedef uint32_t asista_log_level;
enum { ASISTA_LOG_DEBUG = 0, ASISTA_LOG_INFO = 1, ASISTA_LOG_WARNING = 2, ASISTA_LOG_ERROR = 3 };

typedef struct asista_host_log {
    uint32_t struct_size;
    uint32_t reserved;
    /* Writes one line; at most 4 KiB of it are kept, control characters are shown escaped. Never blocks: above 200 lines a
     * second some are dropped, and a line says how many. [any] */
    void (*write)(const asista_host* host, asista_log_level level, asista_string text);
} asista_host_log;

#ifdef __cplusplus
}
#endif
#endif
