/* asista.ai/1: talking to the language model the user chose, or to the offline coach: chats, with the permission "ai:chat", and answers
 * as JSON of a given form, with "ai:analyze". They arrive later, by callbacks, and can be stopped. */
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

typedef struct asista_ai_analysis {
    uint32_t struct_size;
    uint32_t max_tokens; /* of the answer; 0: 1024, more than 4096 is cut to that */

    /* What to look for in the data, in words; at most 16 KiB, never empty. */
    asista_string prompt;
    /* JSON, at most 256 KiB and 64 levels deep, or empty. The model gets it fenced off as material: text in it that reads like an
     * instruction is not one. It leaves the computer when the user's provider does, so send what is needed and no more. */
    asista_string data;
    /* A JSON schema of an object, at most 32 KiB, as text: {"type":"object", ...}. Of draft 2020-12: type, enum, const, properties,
     * required, additionalProperties, propertyNames, items, prefixItems, contains, allOf, anyOf, oneOf, not, if, then, else, the bounds
     * (min..., max..., exclusive..., multipleOf, uniqueItems), and "$ref" to a place within ("#/$defs/entry"). Titles, descriptions and
     * formats are told to the model and not checked; any other keyword is refused. */
    asista_string schema;

    void* context; /* given to on_done */
    /* The end, exactly once for each analysis that answered ASISTA_OK. ASISTA_OK: `json` is an object that holds to the schema.
     * Otherwise `json` is empty and `message` is why: ASISTA_INVALID: what came did not hold to the schema, nor did a second answer that
     * was asked for with what was wrong, and the message names the place; ASISTA_UNAVAILABLE: the provider cannot be reached, or there is
     * only the offline coach, which answers in words alone: fall back to something of your own; ASISTA_OVER_LIMIT: the user's limit is
     * used up, or the answer was cut at max_tokens; ASISTA_DENIED: the model declined; ASISTA_CANCELLED after cancel.
     * `provider` says who answered, for showing. Never NULL. [frame & !draw] */
    void (*on_done)(void* context, uint64_t stream, asista_status status, asista_string message, asista_string json,
                    asista_string provider);

    /* As of asista_ai_request: see resume_analysis. */
    asista_string key;
} asista_ai_analysis;

typedef struct asista_host_ai {
    uint32_t struct_size;
    uint32_t reserved;

    /* Asks. Everything is copied; `stream` receives the conversation's number. Callbacks come after this has returned.
     * ASISTA_OVER_LIMIT: message or rate caps, or more than 4 unfinished. ASISTA_UNAVAILABLE on trial. [frame & active] */
    asista_status (*chat)(const asista_host* host, const asista_ai_request* request, uint64_t* stream);

    /* Stops a chat or an analysis. on_text is not called again; on_done is called once more with ASISTA_CANCELLED, unless the end was on its way.
     * ASISTA_NOT_FOUND: no such stream, or it has ended. [frame] */
    asista_status (*cancel)(const asista_host* host, uint64_t stream);

    /* Goes on with the answer that the build before had asked for under request->key: on_text gets what came after the first `received`
     * bytes of it, then the rest; on_done gets the end. `received` is what the state that was handed over knows of it, so nothing comes
     * twice and nothing is left out; 0 brings all of it again. Of the request, messages and max_tokens are not read. Call it in activate:
     * afterwards the answer is gone. ASISTA_NOT_FOUND: there is none. ASISTA_DENIED: it was begun with permissions this build lacks.
     * [frame & active] */
    asista_status (*resume)(const asista_host* host, const asista_ai_request* request, uint64_t received, uint64_t* stream);

    /* Asks for JSON that holds to a schema. Everything is copied; `stream` receives a number for cancel. on_done comes after this has
     * returned. ASISTA_INVALID: the prompt, the data or the schema, with the place in last_error. ASISTA_UNSUPPORTED: a keyword of the
     * schema. ASISTA_OVER_LIMIT, ASISTA_BUSY: sizes, rates, or more than 4 unfinished, chats among them. ASISTA_UNAVAILABLE on trial.
     * [frame & active] */
    asista_status (*analyze)(const asista_host* host, const asista_ai_analysis* analysis, uint64_t* stream);

    /* Goes on waiting for what the build before had asked for under analysis->key; it comes whole. Prompt, data, schema and max_tokens are
     * not read. When and with which errors: see resume. [frame & active] */
    asista_status (*resume_analysis)(const asista_host* host, const asista_ai_analysis* analysis, uint64_t* stream);
} asista_host_ai;

#ifdef __cplusplus
}
#endif
#endif
