#include "everyday.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <future>
#include <locale>
#include <mutex>
#include <random>
#include <regex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace hostile {

namespace {
bool eight_threads() {
    std::atomic<int> sum = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&sum] {
            const std::string block(4u << 20, 'x');
            sum += static_cast<int>(block.size() >> 20);
        });
    for (auto& thread : threads) thread.join();
    return sum == 32;
}
bool exceptions_cross_threads() {
    auto failing = std::async(std::launch::async, []() -> int { throw std::runtime_error("meant"); });
    try {
        return failing.get() != 0;
    } catch (const std::runtime_error&) {
        return true;
    }
}
bool condition_with_timeout() {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    return never.wait_for(lock, std::chrono::milliseconds(2)) == std::cv_status::timeout;
}
bool clocks_run() {
    const auto before = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return std::chrono::steady_clock::now() > before && std::time(nullptr) > 1'600'000'000;
}
bool random_numbers() {
    std::random_device device;
    return device() != device() || device() != device();
}
bool local_time() {
    const std::time_t now = 0;
    std::tm broken{};
    char text[32];
    return ::localtime_r(&now, &broken) != nullptr && std::strftime(text, sizeof text, "%Y-%m-%d", &broken) == 10;
}
bool regular_expressions() { return std::regex_search("a plugin of 3 lines", std::regex("[0-9]+ lines")); }
bool much_memory() { return std::string(64u << 20, 'x').back() == 'x'; }
bool classic_locale() { return std::locale::classic().name() == "C"; }
} // namespace

nlohmann::json everyday_things() {
    return {{"eight threads", eight_threads()},
            {"exceptions", exceptions_cross_threads()},
            {"condition variables", condition_with_timeout()},
            {"clocks", clocks_run()},
            {"random numbers", random_numbers()},
            {"local time", local_time()},
            {"regular expressions", regular_expressions()},
            {"64 MB", much_memory()},
            {"locale", classic_locale()}};
}

} // namespace hostile
