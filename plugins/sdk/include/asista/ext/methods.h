/* asista.methods/1: functions of the plugin that others may call with JSON: the developer page's form, the command line. */
#ifndef ASISTA_EXT_METHODS_H
#define ASISTA_EXT_METHODS_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_METHODS "asista.methods/1"

typedef struct asista_method {
    uint32_t struct_size;
    uint32_t reserved;         /* 0 */
    asista_string name;        /* 1 to 64 of a-z A-Z 0-9 - _ . */
    asista_string description; /* one sentence */
    asista_string example;     /* JSON arguments for the form; may be empty */
    void* context;             /* given to call */
    /* Does it. `json` is one JSON value; the answer is one JSON value written to `result` (nothing written: null). A failure
     * carries the explained reason to the caller. At most 2 s. [frame & active & !draw] */
    asista_status (*call)(void* context, asista_string json, const asista_sink* result);
} asista_method;

typedef struct asista_host_methods {
    uint32_t struct_size;
    uint32_t reserved;
    /* Adds a method for as long as the plugin runs. Everything is copied. ASISTA_BUSY: the name is taken. ASISTA_OVER_LIMIT: more
     * than 64. [frame & !draw] */
    asista_status (*add)(const asista_host* host, const asista_method* method);
} asista_host_methods;

#ifdef __cplusplus
}
#endif
#endif
