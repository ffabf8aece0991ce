/* asista.voice/1: phrases the user may say (or type into the command palette), and speaking back. Registering needs the permission
 * "voice:commands", speaking "voice:synthesis". */
#ifndef ASISTA_EXT_VOICE_H
#define ASISTA_EXT_VOICE_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_VOICE "asista.voice/1"

typedef struct asista_voice_command {
    uint32_t struct_size;
    uint32_t phrase_count;        /* 1 to 16 */
    asista_string id;             /* 1 to 64 of a-z 0-9 - _ . */
    const asista_string* phrases; /* what a person says, lower case: "motivate me" */
    asista_string description;    /* what it does, for the list of commands */
    void* context;                /* given to run */
    /* The user said (or typed) `phrase`, one of the above. [frame & active & !draw] */
    asista_status (*run)(void* context, asista_string phrase);
} asista_voice_command;

typedef struct asista_host_voice {
    uint32_t struct_size;
    uint32_t reserved;
    /* Adds a command. Everything is copied. ASISTA_BUSY: the id is taken. ASISTA_OVER_LIMIT: more than 32. [frame & !draw] */
    asista_status (*add)(const asista_host* host, const asista_voice_command* command);
    /* Takes it away. ASISTA_NOT_FOUND. [frame & !draw] */
    asista_status (*remove)(const asista_host* host, asista_string id);
    /* Says `text` (at most 1,000 bytes); shown instead while there is no sound. Returns at once; on trial it is held until the
     * build takes over. [frame] */
    asista_status (*speak)(const asista_host* host, asista_string text);
} asista_host_voice;

#ifdef __cplusplus
}
#endif
#endif
