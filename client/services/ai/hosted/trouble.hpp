// Why a server did not answer: the sentence that the person reads, and whether another try is worth it.
#pragma once

#include "services/ai/hosted/retry_rules.hpp"
#include "wire/result.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace asista::services::ai {

struct Endpoint;

struct Trouble {
    Error error;
    bool again = false;                                 // overload, rate limit, a connection that broke: another try may succeed
    std::optional<std::chrono::milliseconds> wait = {}; // not before, by the server's own account
};

// What headers say about another try; "" without them.
struct RetryHeaders {
    std::string after = {};  // "retry-after"
    std::string should = {}; // "x-should-retry", of both protocols: "false" for what another try will not cure
};
// An answer with a status that is not 2xx. The body may be anything; of the server's words at most a line is quoted, and never the key.
Trouble trouble_of_status(const Endpoint& endpoint, int status, const RetryHeaders& headers, std::string_view body);
// An error inside a stream that began well: `type` is the protocol's word for it, and its code where there is one.
Trouble trouble_of_event(const Endpoint& endpoint, std::string_view type, std::string_view message);

// Seconds as "retry-after" has them, or a date (RFC 9110, 10.2.3) against `now`; nullopt for anything else.
std::optional<std::chrono::milliseconds> read_retry_after(std::string_view value, std::chrono::system_clock::time_point now);

// A line of somebody else's words fit for a sentence: printable, short, and without the endpoint's key.
std::string quoted(const Endpoint& endpoint, std::string_view words);

// How long to wait before a try: doubling from half a second, up to half as much again by chance (`jitter`, 0 to 1), and not before the
// server wants to be asked. nullopt: not worth waiting for, or no tries left.
std::optional<std::chrono::milliseconds> wait_before_retry(const RetryRules& rules, int retries_so_far, const Trouble& trouble,
                                                           double jitter);

} // namespace asista::services::ai
