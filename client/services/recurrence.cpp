#include "services/recurrence.hpp"

#include "wire/late_library.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <functional>
#include <limits>
#include <memory>

namespace asista::services {
namespace {

#define ASISTA_ICAL_FUNCTIONS(each)                                                                                              \
    each(ical, recurrencetype_from_string) each(ical, recur_iterator_new) each(ical, recur_iterator_next)                        \
        each(ical, recur_iterator_free) each(ical, error_set_errors_are_fatal)
ASISTA_LATE_LIBRARY(IcalLibrary, ASISTA_ICAL_FUNCTIONS)

constexpr std::size_t max_rule_bytes = 300;
constexpr int max_interval = 1'000, max_count = 10'000;
// A rule is followed no further than this: the next occurrence of any sensible one is near, and a wild one must not keep us.
constexpr int max_steps = 20'000;
constexpr int last_year = 2500;

const Result<IcalLibrary>& ical() {
    static const auto library = []() -> Result<IcalLibrary> {
        auto opened = TRY(IcalLibrary::open(ASISTA_ICAL_FILE, "libical3"));
        opened.error_set_errors_are_fatal(0); // by default a rule it does not like ends the program
        return opened;
    }();
    return library;
}

tl::unexpected<Error> bad(std::string_view rule, std::string_view why) {
    return fail(Errc::invalid, "the repetition \"{}\" cannot be used: {}", rule.substr(0, 80), why);
}

icaltimetype date_of(DayNumber day) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    icaltimetype time{};
    time.year = static_cast<int>(date.year());
    time.month = static_cast<int>(static_cast<unsigned>(date.month()));
    time.day = static_cast<int>(static_cast<unsigned>(date.day()));
    time.is_date = 1;
    return time;
}

std::optional<DayNumber> day_of_date(const icaltimetype& time) {
    const std::chrono::year_month_day date{std::chrono::year(time.year), std::chrono::month(static_cast<unsigned>(time.month)),
                                           std::chrono::day(static_cast<unsigned>(time.day))};
    if (time.year == 0 || !date.ok()) return std::nullopt; // the null time: there are no more
    return static_cast<DayNumber>(std::chrono::sys_days{date}.time_since_epoch().count());
}

// Calls `visit` with each occurrence until it says false.
Result<void> follow(const std::string& rule, DayNumber start, const std::function<bool(DayNumber)>& visit) {
    const auto& library = ical();
    if (!library) return fail(library.error());
    const auto parsed = library->recurrencetype_from_string(rule.c_str());
    if (parsed.freq == ICAL_NO_RECURRENCE) return bad(rule, "it is no rule of RFC 5545");
    const auto done = [&library](icalrecur_iterator* iterator) { library->recur_iterator_free(iterator); };
    const std::unique_ptr<icalrecur_iterator, decltype(done)> iterator(library->recur_iterator_new(parsed, date_of(start)), done);
    if (!iterator) return bad(rule, "its parts do not fit each other");
    for (int step = 0; step < max_steps; ++step) {
        const auto time = library->recur_iterator_next(iterator.get());
        const auto day = day_of_date(time);
        if (!day || time.year > last_year || !visit(*day)) return {};
    }
    return {};
}

// ---- reading a rule ----------------------------------------------------------------------------------------------------------

std::optional<int> number(std::string_view text) {
    int value = 0;
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_weekday(std::string_view text) {
    constexpr std::array<std::string_view, 7> names{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    return std::ranges::find(names, text) != names.end();
}

bool is_nth_weekday(std::string_view text) {
    if (text.size() < 2 || !is_weekday(text.substr(text.size() - 2))) return false;
    const auto nth = text.substr(0, text.size() - 2);
    if (nth.empty()) return true;
    const auto value = number(nth);
    return value && *value != 0 && *value >= -53 && *value <= 53;
}

template <class Check> bool each_of_list(std::string_view list, Check check) {
    std::size_t count = 0;
    while (true) {
        const auto comma = list.find(',');
        if (!check(list.substr(0, comma)) || ++count > 31) return false;
        if (comma == std::string_view::npos) return true;
        list.remove_prefix(comma + 1);
    }
}

bool numbers_within(std::string_view list, int most, bool negative) {
    return each_of_list(list, [&](std::string_view one) {
        const auto value = number(one);
        return value && *value != 0 && *value <= most && *value >= (negative ? -most : 1);
    });
}

// "20261224", with or without a time behind it, which days have no use for.
std::optional<std::string> date_text(std::string_view text) {
    if (text.size() != 8 && !(text.size() > 8 && text[8] == 'T')) return std::nullopt;
    text = text.substr(0, 8);
    if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(number(text.substr(0, 4)).value_or(0)),
                                           std::chrono::month(static_cast<unsigned>(number(text.substr(4, 2)).value_or(0))),
                                           std::chrono::day(static_cast<unsigned>(number(text.substr(6, 2)).value_or(0)))};
    return date.ok() ? std::optional(std::string(text)) : std::nullopt;
}

struct Part {
    std::string_view name;
    bool (*fits)(std::string_view value);
};
constexpr std::array parts{
    Part{"FREQ", [](std::string_view v) { return v == "DAILY" || v == "WEEKLY" || v == "MONTHLY" || v == "YEARLY"; }},
    Part{"INTERVAL", [](std::string_view v) { return number(v).value_or(0) >= 1 && number(v).value_or(0) <= max_interval; }},
    Part{"COUNT", [](std::string_view v) { return number(v).value_or(0) >= 1 && number(v).value_or(0) <= max_count; }},
    Part{"UNTIL", [](std::string_view v) { return date_text(v).has_value(); }},
    Part{"BYMONTH", [](std::string_view v) { return numbers_within(v, 12, false); }},
    Part{"BYWEEKNO", [](std::string_view v) { return numbers_within(v, 53, true); }},
    Part{"BYYEARDAY", [](std::string_view v) { return numbers_within(v, 366, true); }},
    Part{"BYMONTHDAY", [](std::string_view v) { return numbers_within(v, 31, true); }},
    Part{"BYDAY", [](std::string_view v) { return each_of_list(v, is_nth_weekday); }},
    Part{"BYSETPOS", [](std::string_view v) { return numbers_within(v, 366, true); }},
    Part{"WKST", is_weekday},
};
using Values = std::array<std::string, parts.size()>; // by part; "" for none

constexpr std::size_t index_of(std::string_view name) {
    std::size_t index = 0;
    while (index < parts.size() && parts[index].name != name) ++index;
    return index;
}

Result<Values> read_parts(std::string_view rule) {
    Values values;
    for (std::string_view rest = rule; !rest.empty();) {
        const auto one = rest.substr(0, rest.find(';'));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        if (one.empty()) continue;
        const auto equals = one.find('=');
        const auto part = index_of(one.substr(0, equals));
        if (part == parts.size() || equals == std::string_view::npos)
            return bad(rule, fmt::format("\"{}\" is not a part of a rule for days", one));
        const auto value = one.substr(equals + 1);
        if (!values[part].empty()) return bad(rule, fmt::format("{} is there twice", parts[part].name));
        if (value.empty() || !parts[part].fits(value)) return bad(rule, fmt::format("\"{}\" is out of range", one));
        values[part] = parts[part].name == "UNTIL" ? date_text(value).value_or("") : std::string(value);
    }
    if (values[index_of("FREQ")].empty()) return bad(rule, "it has no FREQ");
    if (!values[index_of("COUNT")].empty() && !values[index_of("UNTIL")].empty()) return bad(rule, "it has both COUNT and UNTIL");
    return values;
}

std::string joined(const Values& values) {
    std::string rule;
    for (std::size_t part = 0; part < parts.size(); ++part)
        if (!values[part].empty()) rule += fmt::format("{}{}={}", rule.empty() ? "" : ";", parts[part].name, values[part]);
    return rule;
}

} // namespace

Result<std::string> checked_recurrence(std::string_view text) {
    if (text.size() > max_rule_bytes) return bad(text, "it is longer than 300 characters");
    std::string upper(text);
    std::ranges::transform(upper, upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    const std::string_view rule(upper);
    const auto values = TRY(read_parts(rule.starts_with("RRULE:") ? rule.substr(6) : rule));
    auto canonical = joined(values);
    // Beginning long before any UNTIL: what never happens then (30 February) never does.
    bool happens = false;
    TRY(follow(canonical, 0, [&](DayNumber) { return !(happens = true); }));
    if (!happens) return bad(text, "it never happens");
    return canonical;
}

Result<std::vector<DayNumber>> occurrences(const std::string& rule, DayNumber start, DayNumber from, DayNumber to,
                                           std::uint32_t limit) {
    std::vector<DayNumber> days;
    if (limit == 0) return days;
    TRY(follow(rule, start, [&](DayNumber day) {
        if (day > to) return false;
        if (day >= from) days.push_back(day);
        return days.size() < limit;
    }));
    return days;
}

Result<std::optional<NextOccurrence>> next_occurrence(const std::string& rule, DayNumber start, DayNumber behind) {
    Values values = TRY(read_parts(rule));
    int passed = 0;
    std::optional<NextOccurrence> next;
    TRY(follow(rule, start, [&](DayNumber day) {
        if (day > std::max(start, behind)) {
            next = NextOccurrence{day, rule};
            return false;
        }
        ++passed;
        return true;
    }));
    auto& count = values[index_of("COUNT")];
    if (next && !count.empty()) {
        count = std::to_string(number(count).value_or(1) - passed);
        next->rule = joined(values);
    }
    return next;
}

} // namespace asista::services
