#include "occasion.hpp"

#include "selection.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <vector>

namespace asista::motivation {
namespace {

constexpr OccasionWord known_words[] = {
    {"morning", tag::morning},   {"midday", tag::midday},       {"afternoon", tag::afternoon},
    {"evening", tag::evening},   {"night", tag::night},         {"low", tag::low},
    {"steady", tag::steady},     {"high", tag::high},           {"monday", tag::monday},
    {"midweek", tag::midweek},   {"friday", tag::friday},       {"weekend", tag::weekend},
    {"busy", tag::heavy_load},   {"free", tag::light_load},     {"back", tag::back},
    {"progress", tag::progress}, {"goal-near", tag::goal_near}, {"goal-moved", tag::goal_moved}};

constexpr std::string_view months[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view weekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

std::string lower(std::string_view text) {
    std::string result;
    for (const char character : text) result += static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
    return result;
}

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t to = std::min(text.find(by, from), text.size());
        if (to > from || by != ' ') parts.push_back(text.substr(from, to - from)); // blanks may be many
        from = to + 1;
    }
    return parts;
}

struct CronField {
    std::string_view name;
    int lowest, highest;
    std::span<const std::string_view> names; // of lowest and what follows
};

std::optional<int> cron_value(std::string_view text, const CronField& field) {
    for (std::size_t i = 0; i < field.names.size(); ++i) {
        if (text == field.names[i]) return field.lowest + static_cast<int>(i);
    }
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < field.lowest || value > field.highest) return {};
    return value;
}

// The values that one field names, a bit each; nullopt when it cannot be read.
std::optional<std::uint64_t> cron_bits(std::string_view text, const CronField& field) {
    std::uint64_t bits = 0;
    for (std::string_view part : split(text, ',')) {
        int step = 1;
        const std::size_t slash = part.find('/');
        if (slash != std::string_view::npos) {
            const auto every = cron_value(part.substr(slash + 1), {field.name, 1, field.highest, {}});
            if (!every) return {};
            step = *every;
            part = part.substr(0, slash);
        }
        int from = field.lowest, to = field.highest;
        if (part != "*") {
            const std::size_t dash = part.find('-', 1);
            const auto first = cron_value(part.substr(0, dash), field);
            if (!first) return {};
            from = *first;
            if (dash != std::string_view::npos) {
                const auto last = cron_value(part.substr(dash + 1), field);
                if (!last || *last < from) return {};
                to = *last;
            } else if (slash == std::string_view::npos) {
                to = from;
            }
        }
        for (int value = from; value <= to; value += step) bits |= std::uint64_t{1} << value;
    }
    return bits;
}

bool is_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i != 4 && i != 7 && text[i] != '.' && !std::isdigit(static_cast<unsigned char>(text[i]))) return false;
    }
    return true;
}

bool fits(std::string_view pattern, std::string_view text) {
    return std::equal(pattern.begin(), pattern.end(), text.begin(), text.end(),
                      [](char wanted, char given) { return wanted == '.' || wanted == given; });
}

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string date_text(int year, int month, int day) {
    std::string text = std::to_string(std::clamp(year, 0, 9999));
    text.insert(0, 4 - text.size(), '0');
    return text + "-" + two_digits(month) + "-" + two_digits(day);
}

// Whether any day of any year is meant: "....-02-30" is a slip that would never show.
bool can_come(std::string_view date) {
    static constexpr std::array<int, 12> lengths = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 12; ++month) {
        for (int day = 1; day <= lengths[static_cast<std::size_t>(month - 1)]; ++day) {
            if (fits(date.substr(5), date_text(2000, month, day).substr(5))) return true;
        }
    }
    return false;
}

} // namespace

struct OccasionReader {
    static ParsedOccasion fail(std::string problem) { return {std::nullopt, std::move(problem)}; }

    static ParsedOccasion date(std::string_view text) {
        if (!can_come(text))
            return fail("There is no such day: \"" + std::string(text) + "\". Write year-month-day, \"....-12-24\".");
        Occasion occasion;
        occasion.kind_ = Occasion::Kind::date;
        occasion.date_ = text;
        return {occasion, {}};
    }

    static ParsedOccasion cron(const std::vector<std::string_view>& parts) {
        static constexpr CronField fields[] = {{"minute", 0, 59, {}},
                                               {"hour", 0, 23, {}},
                                               {"day", 1, 31, {}},
                                               {"month", 1, 12, months},
                                               {"weekday", 0, 7, weekdays}};
        std::array<std::uint64_t, 5> bits{};
        for (std::size_t i = 0; i < bits.size(); ++i) {
            const auto read = cron_bits(parts[i], fields[i]);
            if (!read)
                return fail("\"" + std::string(parts[i]) + "\" is no " + std::string(fields[i].name) +
                            ": write *, or values from " + std::to_string(fields[i].lowest) + " to " +
                            std::to_string(fields[i].highest) + " as in 1,3-5 or */2.");
            bits[i] = *read;
        }
        Occasion occasion;
        occasion.kind_ = Occasion::Kind::cron;
        Occasion::Cron& cron = occasion.cron_;
        cron.minutes = bits[0];
        cron.hours = static_cast<std::uint32_t>(bits[1]);
        cron.days = static_cast<std::uint32_t>(bits[2]);
        cron.months = static_cast<std::uint32_t>(bits[3]);
        // Sunday is 0 and 7 there, and the last day of the week here.
        for (unsigned day = 0; day <= 7; ++day) {
            if ((bits[4] >> day & 1u) != 0) cron.weekdays |= 1u << ((day + 6) % 7);
        }
        cron.any_day = parts[2] == "*";
        cron.any_weekday = parts[4] == "*";
        return {occasion, {}};
    }

    static ParsedOccasion words(const std::vector<std::string_view>& parts) {
        Occasion occasion;
        occasion.kind_ = Occasion::Kind::words;
        for (const std::string_view part : parts) {
            const auto found = std::find_if(std::begin(known_words), std::end(known_words),
                                            [part](const OccasionWord& known) { return known.word == part; });
            if (found == std::end(known_words))
                return fail("\"" + std::string(part) +
                            "\" is not known. Write words like \"morning low\", a date like \"....-12-24\", or five "
                            "fields of cron like \"0 9 * * mon\".");
            occasion.words_ |= found->tags;
        }
        return {occasion, {}};
    }
};

ParsedOccasion parse_occasion(std::string_view text) {
    if (text.size() > max_occasion_bytes)
        return OccasionReader::fail("This is too long: 64 characters are enough for every rule.");
    const std::string plain = lower(text);
    const std::vector<std::string_view> parts = split(plain, ' ');
    if (parts.empty()) return {Occasion{}, {}};
    if (parts.size() == 1 && is_date(parts[0])) return OccasionReader::date(parts[0]);
    const bool looks_like_cron = parts.size() == 5 && std::any_of(parts.begin(), parts.end(), [](std::string_view part) {
                                     return part[0] == '*' || std::isdigit(static_cast<unsigned char>(part[0]));
                                 });
    return looks_like_cron ? OccasionReader::cron(parts) : OccasionReader::words(parts);
}

std::span<const OccasionWord> occasion_words() { return known_words; }

bool Occasion::holds(const Moment& now, Tags moment) const {
    switch (kind_) {
    case Kind::always: return true;
    case Kind::words: return suits(words_, moment);
    case Kind::date: return fits(date_, date_text(now.year, now.month, now.day_of_month));
    case Kind::cron: return cron_holds(now);
    }
    return false;
}

bool Occasion::cron_holds(const Moment& now) const {
    const auto has = [](std::uint64_t bits, int value) { return (bits >> value & 1u) != 0; };
    if (!has(cron_.minutes, now.minute_of_day % 60) || !has(cron_.hours, now.minute_of_day / 60) || !has(cron_.months, now.month))
        return false;
    const bool day = has(cron_.days, now.day_of_month), weekday = has(cron_.weekdays, now.weekday);
    if (cron_.any_day || cron_.any_weekday) return day && weekday;
    return day || weekday;
}

} // namespace asista::motivation
