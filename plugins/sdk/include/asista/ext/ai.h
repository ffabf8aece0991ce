/* asista.ai/1: talking to the language model the user chose, or to the offline coach. Needs the permission "ai:chat".
 * Answers arrive in pieces, by callbacks, and can be stopped. */
#ifndef ASISTA_EXT_AI_H
#define ASISTA_EXT_AI_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_AI "asista.ai/1"

typedef uint32_t asista_ai_role;
enum { ASISTA_AI_SYSTEM = 0, ASISTA_AI_USER = 1, ASISTA_AI_ASSISTANT = 2 };

typedef struct asista_ai_message {
    uint32_t struct_size;
    asista_ai_role role;
    asista_string text;
} asista_ai_message;

typedef struct asista_ai_request {
    uint32_t struct_size;
    uint32_t message_count;            /* 1 to 64, 64 KiB of text together */
    const asista_ai_message* messages; /* an array, each of the struct_size of its first */
    uint32_t max_tokens;               /* of the answer; 0: 512 */
    uint32_t reserved;                 /* 0 */

    void* context; /* given to the two below */
    /* The next piece of the answer. May be NULL. [frame & !draw] */
    void (*on_text)(void* context, uint64_t stream, asista_string text);
    /* The end, exactly once for each chat that answered ASISTA_OK: ASISTA_OK, ASISTA_CANCELLED after cancel, or a failure whose
     * reason is `message`; ASISTA_DENIED also when the person wanted to see the text before it was sent, and kept it, for which it waits
     * as long as they take. `provider` says who answered, for showing: "offline coach". Never NULL. [frame & !draw] */
    void (*on_done)(void* context, uint64_t stream, asista_status status, asista_string message, asista_string provider);

    /* A name of yours for the answer, at most 64 bytes, or empty. With one, the next build of the plugin may go on with the answer when
     * it takes over before the end: see resume. Not two unfinished ones of one key. */
    asista_string key;
} asista_ai_request;

typedef struct asista_host_ai {
    uint32_t struct_size;
    uint32_t reserved;

    /* Asks. Everything is copied; `stream` receives the conversation's number. Callbacks come after this has returned.
     * ASISTA_OVER_LIMIT: message or rate caps, or more than 4 unfinished. ASISTA_UNAVAILABLE on trial. [frame & active] */
    asista_status (*chat)(const asista_host* host, const asista_ai_request* request, uint64_t* stream);

    /* Stops. on_text is not called again; on_done is called once more with ASISTA_CANCELLED, unless the end was on its way.
     * ASISTA_NOT_FOUND: no such stream, or it has ended. [frame] */
    asista_status (*cancel)(const asista_host* host, uint64_t stream);

    /* Goes on with the answer that the build before had asked for under request->key: on_text gets what came after the first `received`
     * bytes of it, then the rest; on_done gets the end. `received` is what the state that was handed over knows of it, so nothing comes
     * twice and nothing is left out; 0 brings all of it again. Of the request, messages and max_tokens are not read. Call it in activate:
     * afterwards the answer is gone. ASISTA_NOT_FOUND: there is none. ASISTA_DENIED: it was begun with permissions this build lacks.
     * [frame & active] */
    asista_status (*resume)(const asista_host* host, const asista_ai_request* request, uint64_t received, uint64_t* stream);
} asista_host_ai;

#ifdef __cplusplus
}
#endif
#endif
