// How patient a client is with servers that answer chats, and by what they know it. A plain value.
#pragma once

#include "services/ai/hosted/retry_rules.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace asista::services::ai {

struct HostedOptions {
    std::chrono::milliseconds connect{15'000};
    std::chrono::milliseconds first{180'000}; // to the first event: a local server may have a model to load
    std::chrono::milliseconds silent{60'000}; // between two whole events; single bytes do not count
    std::chrono::milliseconds whole{900'000}; // of one answer
    RetryRules retry{};
    std::function<double()> jitter = {}; // 0 to 1; null: by chance
    std::string user_agent = "Asista";
    std::string certificates = {};             // file with the authorities that are trusted; empty: the system's
    std::vector<std::string> fixed_hosts = {}; // for tests: "host:port:address" answers instead of the system's resolver
};

} // namespace asista::services::ai
