/* asista.http/1: HTTP and HTTPS requests. A plugin's process has no network; the client makes the request. Needs the permission
 * "network", and the host must be among those the manifest lists with it, or one that the user named for this plugin:
 *
 *     "permissions": [{"id": "network", "hosts": ["api.example.com"], "reason": "Asks for the weather."}]
 *
 * Hosts on the user's own computer or private network are reached only when the user named them. Redirects are followed, at most 5,
 * each checked like the first address. Certificates are always verified. No cookies are kept and no proxy is used. */
#ifndef ASISTA_EXT_HTTP_H
#define ASISTA_EXT_HTTP_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_HTTP "asista.http/1"

#define ASISTA_MAX_HTTP_BODY_BYTES 8388608u /* of a request, and of a reply */

typedef struct asista_http_header {
    uint32_t struct_size;
    uint32_t reserved; /* 0 */
    asista_string name;
    asista_string value;
} asista_http_header;

/* What came back. Borrowed for the length of on_done. */
typedef struct asista_http_reply {
    uint32_t struct_size;
    uint32_t http_status; /* 200, 404, ...: any of them is a reply, not a failure */
    asista_string url;    /* after redirects */
    uint32_t header_count;
    uint32_t reserved;
    const asista_http_header* headers; /* an array, each of the struct_size of its first; in the order they came */
    asista_bytes body;                 /* unpacked, if it came compressed */
} asista_http_reply;

typedef struct asista_http_request {
    uint32_t struct_size;
    uint32_t header_count;             /* at most 64, 16 KiB together */
    asista_string method;              /* "GET", "HEAD", "POST", "PUT", "PATCH" or "DELETE"; empty: GET */
    asista_string url;                 /* http:// or https://, without user and password, at most 8 KiB */
    const asista_http_header* headers; /* an array, each of the struct_size of its first; NULL for none. Those that say how the
                                          request travels (Host, Content-Length, Connection, Accept-Encoding...) are the client's */
    asista_bytes body;                 /* at most ASISTA_MAX_HTTP_BODY_BYTES; none with GET and HEAD */
    uint32_t timeout_ms;               /* for all of it, redirects too, at most 120,000; 0: 30,000 */
    uint32_t max_bytes;                /* of the reply's body, unpacked; a longer one is ASISTA_OVER_LIMIT. 0: 1 MiB; at most
                                          ASISTA_MAX_HTTP_BODY_BYTES */
    void* context;                     /* given to on_done */
    /* The end, exactly once for each fetch that answered ASISTA_OK, unless the plugin is destroyed before. `reply` is NULL unless
     * `status` is ASISTA_OK; otherwise `message` says why: ASISTA_DENIED (permission, host or address), ASISTA_UNAVAILABLE (no such
     * host, no network, nobody answers), ASISTA_TIMED_OUT, ASISTA_OVER_LIMIT (too long, or too many at once), ASISTA_CANCELLED,
     * ASISTA_INVALID (address, method or headers), ASISTA_IO (certificate, or what came was not HTTP). Never NULL. [frame & !draw] */
    void (*on_done)(void* context, uint64_t fetch, asista_status status, asista_string message, const asista_http_reply* reply);
} asista_http_request;

typedef struct asista_host_http {
    uint32_t struct_size;
    uint32_t reserved;

    /* Begins a request. Everything is copied; `fetch` receives its number. on_done comes after this has returned.
     * ASISTA_OVER_LIMIT: 4 are under way already, or the body is too long. ASISTA_INVALID: no on_done, no place for the number, or a
     * record that breaks its contract. [frame & active] */
    asista_status (*fetch)(const asista_host* host, const asista_http_request* request, uint64_t* fetch);

    /* Withdraws it: the connection is closed, and on_done is called once more with ASISTA_CANCELLED, unless the end was on its way.
     * ASISTA_NOT_FOUND: no such fetch, or it has ended. [frame] */
    asista_status (*cancel)(const asista_host* host, uint64_t fetch);
} asista_host_http;

#ifdef __cplusplus
}
#endif
#endif
