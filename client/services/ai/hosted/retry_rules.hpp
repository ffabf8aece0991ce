// How often something is tried again, and how long it is waited in between. A plain value; see wait_before_retry().
#pragma once

#include <chrono>

namespace asista::services::ai {

struct RetryRules {
    int most = 3; // tries after the first
    std::chrono::milliseconds first{500}, longest{20'000};
};

} // namespace asista::services::ai
