#include "services/coach/plain_words.hpp"

#include "services/day.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace asista::services {

std::string long_day(DayNumber day, DayNumber today) {
    constexpr std::array weekdays{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                                "July",    "August",   "September", "October", "November", "December"};
    const auto date_of = [](DayNumber number) {
        return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{number}}};
    };
    const auto date = date_of(day);
    auto words = fmt::format("{}, {} {}", weekdays[static_cast<std::size_t>(weekday_of(day))], static_cast<unsigned>(date.day()),
                             months[static_cast<unsigned>(date.month()) - 1]);
    if (date.year() != date_of(today).year()) words += fmt::format(" {}", static_cast<int>(date.year()));
    return words;
}

std::string clock_words(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

std::string number_words(double number) {
    auto words = fmt::format("{:.6f}", number);
    words.erase(words.find_last_not_of('0') + 1);
    if (words.ends_with('.')) words.pop_back();
    return words == "-0" ? "0" : words;
}

std::string energy_words(Energy energy) {
    constexpr std::array names{"XS", "S", "M", "L", "XL"};
    return names[static_cast<std::size_t>(energy)];
}

std::string counted(std::size_t count, const char* one, const char* many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

} // namespace asista::services
