// Calls that reach beyond the client, through it: HTTP to hosts the person agreed to, files the person picks. A plugin's process has
// no network and no files of its own.
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

struct HttpHeader {
    std::string name;
    std::string value;
    ASISTA_FIELDS(name, value)
};
struct HttpFetch { // one request, answered when its reply is complete
    ASISTA_CALL(0x0551, "http.fetch", "network", plugin, refused);
    struct Request {
        std::string method = "GET"; // GET, HEAD, POST, PUT, PATCH or DELETE
        std::string url;            // http or https; the host must be among those of the manifest
        std::vector<HttpHeader> headers;
        wire::Bytes body;
        std::uint32_t timeout_ms = 30'000; // for all of it, at most 120,000
        std::uint32_t max_bytes = 1 << 20; // of the reply's body, at most 8 MiB; a larger one is Errc::over_limit
        std::uint64_t tag = 0;             // names it for http.cancel, chosen by the host process; 0: it cannot be withdrawn
        ASISTA_FIELDS(method, url, headers, body, timeout_ms, max_bytes, tag)
    };
    struct Reply {
        std::uint32_t status = 0; // of HTTP: 404 is a reply, not an error
        std::string url;          // after redirects
        std::vector<HttpHeader> headers;
        wire::Bytes body;
        ASISTA_FIELDS(status, url, headers, body)
    };
};

struct HttpCancel { // the connection is closed; the fetch answers Errc::cancelled, unless its reply was on the way already
    ASISTA_CALL(0x0552, "http.cancel", "", plugin, refused);
    struct Request {
        std::uint64_t tag = 0;
        ASISTA_FIELDS(tag)
    };
    using Reply = Nothing; // Errc::not_found: no such fetch of this process is under way
};

// The client shows its own picker, and what the person chooses there is the grant: for this file, this once. Only within 1 s of an
// input event in this plugin, one picker at a time. Errc::cancelled when the person chose nothing.
struct FilesOpen {
    ASISTA_CALL(0x0561, "files.open", "", plugin, refused);
    struct Request {
        std::string title;                   // what the plugin wants it for, shown as its words
        std::vector<std::string> extensions; // without the dot, "csv"; empty: any file
        ASISTA_FIELDS(title, extensions)
    };
    struct Reply {
        std::string name;    // without its folder
        wire::Bytes content; // at most 8 MiB; a larger file is Errc::over_limit
        ASISTA_FIELDS(name, content)
    };
};
struct FilesSave {
    ASISTA_CALL(0x0562, "files.save", "", plugin, refused);
    struct Request {
        std::string title;
        std::string name;    // suggested
        wire::Bytes content; // at most 8 MiB
        ASISTA_FIELDS(title, name, content)
    };
    struct Reply {
        std::string name; // as the person saved it, without its folder
        ASISTA_FIELDS(name)
    };
};

} // namespace asista::calls
