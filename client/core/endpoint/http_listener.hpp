// Between the endpoint and the library that speaks HTTP for it: a library of ours, asista-http.so, that brings cpp-httplib and with it
// OpenSSL, zlib and brotli. It is opened when the endpoint is switched on, so a start without the endpoint does not pay for it, and no other
// code sees cpp-httplib.
#pragma once

#include "core/endpoint/answers.hpp"
#include "core/endpoint/gate.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace asista::core {

// Who answers. Called on the listener's threads, several at once. Nothing is thrown.
class HttpRequests {
  public:
    virtual ~HttpRequests() = default;
    // Nothing: the body is read, and answer() follows unless it does not arrive.
    virtual std::optional<Answer> refusal(const RequestHead& head) = 0;
    virtual Answer answer(std::string_view body) = 0; // may wait
};

struct HttpLimits {
    std::size_t head_bytes = 16u << 10, body_bytes = 256u << 10;
    std::size_t connections = 16; // at once; more are turned away
    int read_ms = 5'000;          // from the connection to the end of the body, however slowly it comes
    int write_ms = 5'000;         // for taking the whole of the answer
    int linger_ms = 500;          // for reading what a refused request had still to say, so that its sender sees the answer
};

// A thread that listens on 127.0.0.1, and one for each connection; a connection is one request.
class HttpListener {
  public:
    // Lets nobody in any more, ends connections that have not asked yet, and joins. Who waits in answer() is waited for: whoever destroys this
    // ends that first.
    virtual ~HttpListener() = default;
};

// `requests` outlives what is returned. Null, and errno in *error, when nobody can listen there: EADDRINUSE, EACCES... [any]
using ListenForHttp = HttpListener*(std::uint16_t port, HttpRequests& requests, const HttpLimits& limits, int* error);
inline constexpr const char* listen_for_http = "asista_listen_for_http";

} // namespace asista::core
