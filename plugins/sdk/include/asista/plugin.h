/* The C interface between Asista and a plugin. A plugin is one shared library that exports one constant,
 * `asista_plugin_entry_v1`; everything else is reached through function tables. C++ authors include <asista/plugin.hpp>
 * instead, which is built on this and on nothing else.
 *
 * PROCESS. Each plugin runs alone in a process of its own, which the kernel keeps away from files, network and other programs.
 * What a plugin wants of the outside (tasks, storage, AI, notifications) it asks of the client through extensions below. A call
 * that needs a permission which the user did not grant answers ASISTA_DENIED; nothing else happens.
 *
 * THREADS. Every function pointer's comment ends with who may call it and when:
 *   [frame]   only on the plugin's frame thread: the one thread on which the host calls the plugin. Callbacks arrive there one at
 *             a time, never inside one another, except that a draw callback may call host functions like any other.
 *   [any]     on any thread.
 * and with the states in which it may be called, joined by &:
 *   registering   inside `create`, or after it: most things. Registrations are meant to be made in `create` or `init`, because
 *                 a new build on trial (hot reload) is shown and compared before it is activated.
 *   active        from the start of `activate` to the end of `deactivate`.
 *   draw, !draw   inside, or not inside, a draw callback.
 * A call from a wrong thread or in a wrong state answers ASISTA_INVALID and writes a line to the plugin's log.
 *
 * BLOCKING. Calls that return data (storage, tasks, habits, ...) wait for the client's answer, typically some tens of
 * microseconds, at most 2 s (then ASISTA_TIMED_OUT). They may be made while drawing, where they are best kept to clicks: read
 * data on events and timers, keep it, and draw what was kept. What takes long (AI) is answered by callbacks.
 *
 * MEMORY. Nothing is allocated on one side and freed on the other. Inputs are borrowed for the length of the call. Outputs come
 * through sinks: function pointers that are called before the call returns, with data borrowed for the length of that call.
 *
 * GROWTH. Every table and record starts with `struct_size`, set by whoever made it to sizeof as it knew it. New members are only
 * appended, so a reader takes a member as present when struct_size covers it, and NULL or 0 otherwise. asista_string, asista_sink
 * and asista_bytes are frozen. An extension's id carries its revision, "asista.tasks/1"; a revision never changes meaning.
 *
 * ERRORS. Functions return asista_status. No exception may leave a plugin's function.
 */
#ifndef ASISTA_PLUGIN_H
#define ASISTA_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A host runs a plugin of the same major version and of any minor version up to its own. */
#define ASISTA_ABI_MAJOR 1u
#define ASISTA_ABI_MINOR 0u

#if defined(__GNUC__)
#define ASISTA_EXPORT __attribute__((visibility("default")))
#else
#define ASISTA_EXPORT
#endif

/* ---- values --------------------------------------------------------------------------------------------------------- */

/* What became of a call. Values are never reused. */
typedef int32_t asista_status;
enum {
    ASISTA_OK = 0,
    ASISTA_INVALID = 1,      /* an argument breaks its contract, or the call came on a wrong thread or in a wrong state */
    ASISTA_NOT_FOUND = 2,    /* the thing named does not exist, for this plugin and user */
    ASISTA_DENIED = 3,       /* the user has not granted the permission; it was not tried */
    ASISTA_UNAVAILABLE = 4,  /* the service cannot answer now: offline, this build is on trial, shutting down */
    ASISTA_OVER_LIMIT = 5,   /* a quota or a size cap */
    ASISTA_BUSY = 6,         /* being done already, or too many or too fast: later it may work */
    ASISTA_TIMED_OUT = 7,    /* no answer within the deadline */
    ASISTA_CANCELLED = 8,    /* the caller asked for it to stop */
    ASISTA_IO = 9,           /* disk, socket or kernel said no */
    ASISTA_UNSUPPORTED = 10, /* this build, platform or version does not offer it */
    ASISTA_INTERNAL = 11     /* a bug of Asista's, or of the plugin's own callback */
};

/* Borrowed UTF-8. Not NUL-terminated; data may be NULL when size is 0. */
typedef struct asista_string {
    const char* data;
    size_t size;
} asista_string;

/* Makes an asista_string of a string literal. */
#ifdef __cplusplus
#define ASISTA_STR(literal) (::asista_string{"" literal, sizeof(literal) - 1})
#else
#define ASISTA_STR(literal) ((asista_string){"" literal, sizeof(literal) - 1})
#endif

/* Borrowed bytes. */
typedef struct asista_bytes {
    const void* data;
    size_t size;
} asista_bytes;

/* Takes one text out of a call. `write` is called at most once, before the call returns, and only when it succeeds. */
typedef struct asista_sink {
    void* context;
    void (*write)(void* context, asista_string text); /* `text` is borrowed for the call */
} asista_sink;

/* True when `table` (a pointer to a struct with struct_size, or NULL) is new enough to have `member`, and has it set. */
#ifdef __cplusplus
#define ASISTA_BYTES_UP_TO(table, member)                                                                                        \
    static_cast<size_t>(reinterpret_cast<const char*>(&(table)->member + 1) - reinterpret_cast<const char*>(table))
#else
#define ASISTA_BYTES_UP_TO(table, member) ((size_t)((const char*)(&(table)->member + 1) - (const char*)(table)))
#endif
#define ASISTA_HAS(table, member)                                                                                                \
    ((table) != NULL && (table)->struct_size >= ASISTA_BYTES_UP_TO(table, member) && (table)->member)

/* Instants are UTC milliseconds since 1970-01-01T00:00Z. */
typedef int64_t asista_instant_ms;
/* Days are whole days since 1970-01-01 in the user's local calendar. */
typedef int32_t asista_day;

/* ---- host ----------------------------------------------------------------------------------------------------------- */

/* What the host gives to the plugin. Valid from `create` until `destroy` returns; pass the same pointer back as `host`. */
typedef struct asista_host {
    uint32_t struct_size;
    uint32_t abi_major, abi_minor; /* the host's own */
    uint32_t cpu_count;            /* processors that threads of the plugin may run on; the sandbox hides the system's number */
    void* host_data;               /* the host's; do not touch */

    asista_string plugin_id; /* from the manifest; these three live as long as the host table */
    asista_string plugin_name;
    asista_string plugin_version;

    /* The table of an extension, such as `const asista_host_tasks*` for ASISTA_EXT_TASKS, or NULL when this host has none of that
     * id. The table lives as long as the host table. `id` ends with NUL. [any] */
    const void* (*get_extension)(const struct asista_host* host, const char* id);

    /* The sentence that goes with the newest failure answered to this plugin, in lower case, naming thing and reason. Valid until
     * the next host call. Empty when none failed yet. [frame] */
    asista_string (*last_error)(const struct asista_host* host);

    /* Says why the plugin's function that is running now will return a failure. The sentence is shown to the user (card, plugin
     * page) and logged. At most 512 bytes are kept. [frame] */
    void (*explain)(const struct asista_host* host, asista_string why);

    /* Runs `call(context)` on the frame thread, soon, between frames: how a thread of the plugin hands back its result.
     * `call` is not run after `deactivate` has returned. ASISTA_OVER_LIMIT with 4,096 waiting. [any] */
    asista_status (*post)(const struct asista_host* host, void (*call)(void* context), void* context);
} asista_host;

/* ---- plugin --------------------------------------------------------------------------------------------------------- */

/* What the plugin gives to the host. Owned by the plugin; valid from the return of `create` until `destroy`.
 * The order of calls: create, init, [state.load], {draw callbacks}, activate, {everything}, deactivate, destroy. A build on trial
 * may be destroyed without ever being activated. When the process is killed or crashes, nothing more is called. */
typedef struct asista_plugin {
    uint32_t struct_size;
    uint32_t reserved; /* 0 */
    void* plugin_data; /* the plugin's */

    /* Registers what the plugin offers, unless create did. A failure ends the process; the card shows the explained reason.
     * [frame] */
    asista_status (*init)(const struct asista_plugin* plugin);

    /* The plugin goes live: timers begin to run, side effects (notifications, writes) may start. [frame] */
    asista_status (*activate)(const struct asista_plugin* plugin);

    /* The plugin is being disabled, removed (`uninstalling`: its data may go too), replaced or closed with the app. Timers have
     * stopped; storage still answers. At most 2 s. Only called after activate. [frame] */
    void (*deactivate)(const struct asista_plugin* plugin, bool uninstalling);

    /* Frees everything and joins the plugin's threads. The last call. May be NULL. [frame] */
    void (*destroy)(const struct asista_plugin* plugin);

    /* The plugin's own table of an extension (asista_plugin_state, ...), or NULL. Asked once after init. May be NULL. [frame] */
    const void* (*get_extension)(const struct asista_plugin* plugin, const char* id);
} asista_plugin;

/* ---- entry ---------------------------------------------------------------------------------------------------------- */

typedef struct asista_plugin_entry {
    uint32_t struct_size;
    uint32_t abi_major, abi_minor; /* ASISTA_ABI_MAJOR, ASISTA_ABI_MINOR as compiled */
    uint32_t reserved;             /* 0 */

    /* The build of Dear ImGui the plugin was compiled against: asista::imgui_key() of <asista/imgui_key.hpp>. Compared with the
     * host's before any function of the plugin is called. "" for a plugin that does not use ImGui; never NULL. */
    const char* imgui_key;

    /* Makes the plugin. `host` stays valid until destroy. NULL: failed; the explained reason is shown. The first function of the
     * plugin that is called, but for the constructors of its static objects. [frame] */
    const asista_plugin* (*create)(const asista_host* host);
} asista_plugin_entry;

/* The one symbol a plugin exports: ASISTA_EXPORT const asista_plugin_entry asista_plugin_entry_v1 = {...}; */
#define ASISTA_PLUGIN_ENTRY_SYMBOL "asista_plugin_entry_v1"
extern ASISTA_EXPORT const asista_plugin_entry asista_plugin_entry_v1;

#ifdef __cplusplus
}
#endif
#endif
