#include "services/ranks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace asista::services {
namespace {

constexpr std::size_t whole_digits = 8;
constexpr int base = 36;
constexpr std::uint64_t origin = 0x80000000;

int value_of(char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; }
char digit_of(int value) { return static_cast<char>(value < 10 ? '0' + value : 'a' + value - 10); }

std::uint64_t whole_of(std::string_view rank) {
    std::uint64_t value = 0;
    const auto digits = rank.substr(0, whole_digits);
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return value;
}
std::string whole(std::uint64_t value) { return fmt::format("{:08x}", value); }

std::string_view fraction_of(std::string_view rank) {
    return rank.size() > whole_digits ? rank.substr(whole_digits) : std::string_view();
}

// A fraction between two; no `high`: one. Neither ends in 0, so there always is one, and the result does not either.
std::string fraction_between(std::string_view low, std::optional<std::string_view> high) {
    std::string result;
    while (true) {
        const int from = low.empty() ? 0 : value_of(low.front());
        const int to = high ? (high->empty() ? 0 : value_of(high->front())) : base;
        if (!low.empty()) low.remove_prefix(1);
        if (to - from > 1) return result + digit_of((from + to) / 2);
        result += digit_of(from);
        if (to == from) {
            if (high && !high->empty()) high->remove_prefix(1);
            continue;
        }
        // One apart: anything behind `low` that keeps this digit is below `high`.
        high.reset();
    }
}

void fill(const std::optional<std::string>& low, const std::optional<std::string>& high, std::size_t count,
          std::vector<std::string>& out) {
    if (count == 0) return;
    const std::string middle = rank_between(low, high);
    const std::size_t before = (count - 1) / 2;
    fill(low, middle, before, out);
    out.push_back(middle);
    fill(middle, high, count - 1 - before, out);
}

} // namespace

std::string rank_of(std::uint64_t id) { return whole(origin + id); }

std::string rank_between(const std::optional<std::string>& low, const std::optional<std::string>& high) {
    if (!low && !high) return whole(origin);
    if (!low) {
        const auto at = whole_of(*high);
        return at > 0 ? whole(at - 1) : whole(0) + fraction_between({}, fraction_of(*high));
    }
    const auto at = whole_of(*low);
    if (high && *low < *high && whole_of(*high) == at) return whole(at) + fraction_between(fraction_of(*low), fraction_of(*high));
    return whole(at) + fraction_between(fraction_of(*low), std::nullopt);
}

std::vector<std::string> ranks_between(const std::optional<std::string>& low, const std::optional<std::string>& high,
                                       std::size_t count) {
    std::vector<std::string> ranks;
    fill(low, high, count, ranks);
    return ranks;
}

Result<std::optional<std::string>> rank_behind(store::Statement& rows, std::uint64_t moved, std::uint64_t behind) {
    std::optional<std::string> low, high;
    bool found = behind == 0;
    while (TRY(rows.step())) {
        const auto each = rows.as<std::uint64_t>(0);
        if (each == moved) continue;
        if (found) {
            high = rows.text(1);
            break;
        }
        low = rows.text(1);
        found = each == behind;
    }
    if (!found) return std::nullopt;
    return rank_between(low, high);
}

} // namespace asista::services
