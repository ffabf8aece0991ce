#include "runtime/clock.hpp"

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string_view>

namespace asista::runtime {

namespace {
std::int64_t read_us(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1'000;
}

// "/usr/share/zoneinfo/Europe/Berlin" -> "Europe/Berlin"; "" when it leads elsewhere.
std::string zone_in(std::string_view path) {
    constexpr std::string_view folder = "zoneinfo/";
    const auto at = path.rfind(folder);
    return at == std::string_view::npos ? std::string() : std::string(path.substr(at + folder.size()));
}
} // namespace

// Zones of whole hours have names, of which the sign is the other way round: Etc/GMT-2 is two hours east of UTC.
std::string Clock::zone() const {
    const std::int32_t hours = utc_offset_s() / 3600;
    if (utc_offset_s() % 3600 != 0 || hours < -12 || hours > 14) return {};
    if (hours == 0) return "UTC";
    return "Etc/GMT" + std::string(hours > 0 ? "-" : "+") + std::to_string(std::abs(hours));
}

InstantMs SystemClock::now_ms() const { return read_us(CLOCK_REALTIME) / 1000; }

std::int32_t SystemClock::utc_offset_s() const {
    const std::time_t now = static_cast<std::time_t>(now_ms() / 1000);
    std::tm local{};
    ::localtime_r(&now, &local);
    return static_cast<std::int32_t>(local.tm_gmtoff);
}

std::string SystemClock::zone() const {
    if (const char* const set = std::getenv("TZ"); set != nullptr && *set != '\0') {
        const std::string_view name(*set == ':' ? set + 1 : set);
        if (name.starts_with('/')) return zone_in(name);
        // "CET-1CEST" is no name but a rule of its own.
        return name.find_first_of(",<") == std::string_view::npos ? std::string(name) : std::string();
    }
    std::error_code error;
    const auto target = std::filesystem::read_symlink("/etc/localtime", error);
    auto name = error ? std::string() : zone_in(target.string());
    return name.empty() ? Clock::zone() : name;
}

std::int64_t SystemClock::monotonic_us() const { return read_us(CLOCK_MONOTONIC); }

} // namespace asista::runtime
