/* asista.files/1: files of the user's, one at a time. A plugin's process sees no file system; the client shows its own dialog, and what
 * the user chooses there is the permission: for this file, this once. Only bytes and the file's name come across, never its folder.
 * Needs no permission in the manifest. */
#ifndef ASISTA_EXT_FILES_H
#define ASISTA_EXT_FILES_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_FILES "asista.files/1"

#define ASISTA_MAX_FILE_BYTES 8388608u

typedef struct asista_file_open {
    uint32_t struct_size;
    uint32_t extension_count;        /* at most 16; 0: any file may be chosen */
    asista_string title;             /* what the plugin wants it for, shown as its words: "Import tasks"; 1 to 80 bytes */
    const asista_string* extensions; /* without the dot: "csv" */
    void* context;                   /* given to on_done */
    /* The end, exactly once for each question that answered ASISTA_OK, unless the plugin is destroyed before; it may take as long as
     * the user likes. ASISTA_OK: `name` without its folder, and all of its `content`, both borrowed for the call. ASISTA_CANCELLED:
     * the user chose nothing. Never NULL. [frame & !draw] */
    void (*on_done)(void* context, asista_status status, asista_string message, asista_string name, asista_bytes content);
} asista_file_open;

typedef struct asista_file_save {
    uint32_t struct_size;
    uint32_t reserved;    /* 0 */
    asista_string title;  /* as above: "Export tasks" */
    asista_string name;   /* suggested: "tasks.csv"; the user may change it */
    asista_bytes content; /* at most ASISTA_MAX_FILE_BYTES; copied before save returns */
    void* context;
    /* As above; `name` is the one under which the user saved it. The file is there whole, or not at all. [frame & !draw] */
    void (*on_done)(void* context, asista_status status, asista_string message, asista_string name);
} asista_file_save;

typedef struct asista_host_files {
    uint32_t struct_size;
    uint32_t reserved;

    /* Asks the user for a file to read, or for a place to write one. Only within a second of the user's own input in this plugin (a
     * click on its button), else on_done gets ASISTA_DENIED. ASISTA_BUSY: a question of this plugin is open already.
     * ASISTA_INVALID: a record that breaks its contract. ASISTA_OVER_LIMIT: the content is too long. [frame & active] */
    asista_status (*open)(const asista_host* host, const asista_file_open* question);
    asista_status (*save)(const asista_host* host, const asista_file_save* question);
} asista_host_files;

#ifdef __cplusplus
}
#endif
#endif
