// Who is let in, told by the head of a request alone, before a byte of its body is read: no web page (Host and Origin), only who has the
// token, not too often, and only what the endpoint is for.
#pragma once

#include "core/endpoint/answers.hpp"
#include "runtime/limits.hpp"

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asista::core {

// The first line and the fields of a request, as they came.
struct RequestHead {
    std::string method, target;
    std::vector<std::pair<std::string, std::string>> fields;
};

struct GateLimits {
    double per_s = 20, burst = 40;               // requests with the token, all programs together
    double failed_per_s = 0.5, failed_burst = 5; // those without: told why that often, then only that they are too many
};

// [any]: several threads ask at once.
class Gate {
  public:
    static constexpr std::string_view path = "/plugin-api";

    // port: that it listens on, which Host must name. token_hash: token_hash() of the token.
    Gate(std::uint16_t port, std::string token_hash, std::int64_t now_us, const GateLimits& limits = {});

    // Nothing: its body may be read. Else the answer; 401, 403, 404, 405, 400, 411, 413, 415 or 429.
    std::optional<Answer> refusal(const RequestHead& head, std::int64_t now_us);
    // From now on another token is asked for.
    void change_token(std::string token_hash);

  private:
    std::optional<Answer> wrong_place(const RequestHead& head) const;
    std::optional<Answer> wrong_token(const RequestHead& head, std::int64_t now_us);

    const std::uint16_t port_;
    std::mutex mutex_; // guards the rest
    std::string token_hash_;
    runtime::TokenBucket requests_, failures_;
};

} // namespace asista::core
