// The local endpoint while it is on: requests come in on the listener's threads, are answered on the core thread, and wait for that with a
// deadline. While it is off there is no thread, no socket and no library.
#pragma once

#include "core/endpoint/http_listener.hpp"
#include "core/endpoint/method_request.hpp"
#include "runtime/event_loop.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace asista::core {

struct EndpointLimits {
    HttpLimits http{16u << 10, max_request_bytes};
    GateLimits gate{};
    // A plugin has 5 s to answer an order, and one that is just being started the time for that before.
    int answer_ms = 15'000;
};

// [core]
class Endpoint {
  public:
    using Done = std::function<void(Answer)>; // on the core thread; at once or later, or never
    struct Parts {
        runtime::EventLoop& loop;      // outlives this
        std::filesystem::path library; // asista-http.so
        std::function<void(const MethodRequest&, Done)> call;
        // A request with the token was answered. The names are empty where its body was none.
        std::function<void(const MethodRequest&, int status)> used;
        EndpointLimits limits{};
    };

    // Listens from now on. Errc::unavailable: the library cannot be opened; busy: something else listens on that port; denied, io.
    static Result<std::unique_ptr<Endpoint>> open(Parts parts, std::uint16_t port, std::string token_hash);
    Endpoint(const Endpoint&) = delete;
    Endpoint& operator=(const Endpoint&) = delete;
    // Who waits for an answer is told that it was switched off; takes some milliseconds.
    ~Endpoint();

    void change_token(std::string token_hash);

  private:
    class Requests;
    explicit Endpoint(std::shared_ptr<Requests> requests) : requests_(std::move(requests)) {}

    std::shared_ptr<Requests> requests_; // of the listener's threads too
    std::unique_ptr<HttpListener> listener_;
};

} // namespace asista::core
