#include "services/zones.hpp"

#include "services/day.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <set>

namespace asista::services {
namespace {

constexpr std::size_t max_file_bytes = 256 * 1024; // the largest has 4 KiB
constexpr std::size_t max_name_bytes = 64;
constexpr std::size_t max_turns = 10'000;
// A file ends with a rule for all years behind its table. It is written out up to here; later years keep the last offset.
constexpr int last_year = 2200;

tl::unexpected<Error> broken(std::string_view why) { return fail(Errc::invalid, "this is no file of a time zone: {}", why); }

// ---- the table: big-endian numbers (RFC 8536, 3.1 and 3.2) ---------------------------------------------------------------------

class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}
    Result<std::string_view> take(std::size_t bytes) {
        if (bytes > rest_.size()) return broken("it ends too early");
        const auto taken = rest_.substr(0, bytes);
        rest_.remove_prefix(bytes);
        return taken;
    }
    Result<std::int64_t> number(std::size_t bytes) {
        const auto taken = TRY(take(bytes));
        std::uint64_t value = (static_cast<unsigned char>(taken[0]) & 0x80) != 0 ? ~std::uint64_t{0} : 0;
        for (const char byte : taken) value = value << 8 | static_cast<unsigned char>(byte);
        return static_cast<std::int64_t>(value);
    }
    std::string_view rest() const { return rest_; }

  private:
    std::string_view rest_;
};

struct Header {
    char version = 0;
    std::size_t utc_flags = 0, standard_flags = 0, leaps = 0, turns = 0, types = 0, letters = 0;

    std::size_t body(std::size_t time_bytes) const {
        return turns * (time_bytes + 1) + types * 6 + letters + leaps * (time_bytes + 4) + standard_flags + utc_flags;
    }
};

Result<Header> read_header(Reader& in) {
    const auto magic = TRY(in.take(4));
    if (magic != "TZif") return broken("it does not begin with \"TZif\"");
    const auto version = TRY(in.take(16));
    Header header;
    header.version = version[0];
    for (auto* count :
         {&header.utc_flags, &header.standard_flags, &header.leaps, &header.turns, &header.types, &header.letters}) {
        const auto value = TRY(in.number(4));
        if (value < 0 || value > static_cast<std::int64_t>(max_turns)) return broken("a table of it is too long");
        *count = static_cast<std::size_t>(value);
    }
    if (header.types == 0) return broken("it has no offset");
    return header;
}

// ---- the rule behind it: a POSIX TZ string ("CET-1CEST,M3.5.0,M10.5.0/3") -------------------------------------------------------

struct YearlyTurn {
    enum class Kind { month_week, julian, day_of_year } kind = Kind::month_week;
    int month = 0, week = 0, weekday = 0; // weekday: 0 Sunday
    int day = 0;
    int time_s = 2 * 3600; // by the clock before the turn

    // The wall time of it, in seconds.
    std::int64_t in_year(int year) const {
        using namespace std::chrono;
        const auto first = sys_days{std::chrono::year(year) / January / 1};
        sys_days date = first;
        switch (kind) {
        case Kind::month_week: {
            const auto named = std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month));
            const auto day_name = std::chrono::weekday(static_cast<unsigned>(weekday));
            date = week == 5 ? sys_days{named / day_name[last]} : sys_days{named / day_name[static_cast<unsigned>(week)]};
            break;
        }
        case Kind::julian: { // 1 to 365; 29 February is never counted
            const bool behind_leap_day = std::chrono::year(year).is_leap() && day >= 60;
            date = first + days{day - 1 + (behind_leap_day ? 1 : 0)};
            break;
        }
        case Kind::day_of_year: date = first + days{day}; break;
        }
        return std::int64_t{date.time_since_epoch().count()} * 86'400 + time_s;
    }
};

class RuleReader {
  public:
    explicit RuleReader(std::string_view text) : rest_(text) {}

    bool done() const { return rest_.empty(); }
    bool skip(char letter) {
        if (rest_.empty() || rest_.front() != letter) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool name() { // "CET" or "<+0330>"
        std::size_t length = 0;
        if (skip('<')) {
            length = rest_.find('>');
            if (length == std::string_view::npos) return false;
            rest_.remove_prefix(length + 1);
            return true;
        }
        while (length < rest_.size() && ((rest_[length] | 0x20) >= 'a' && (rest_[length] | 0x20) <= 'z')) ++length;
        rest_.remove_prefix(length);
        return length >= 3;
    }
    std::optional<int> number(int most) {
        int value = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        if (error != std::errc{} || value < 0 || value > most) return std::nullopt;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return value;
    }
    std::optional<int> seconds() { // "2", "-1:30", "26:00:00"
        const bool negative = skip('-');
        if (!negative) skip('+');
        auto value = number(167);
        if (!value) return std::nullopt;
        *value *= 3600;
        for (const int unit : {60, 1}) {
            if (!skip(':')) break;
            const auto part = number(59);
            if (!part) return std::nullopt;
            *value += *part * unit;
        }
        return negative ? -*value : *value;
    }
    std::optional<YearlyTurn> turn() {
        YearlyTurn turn;
        if (skip('M')) {
            const auto month = number(12);
            if (!month || *month == 0 || !skip('.')) return std::nullopt;
            const auto week = number(5);
            if (!week || *week == 0 || !skip('.')) return std::nullopt;
            const auto weekday = number(6);
            if (!weekday) return std::nullopt;
            turn.month = *month;
            turn.week = *week;
            turn.weekday = *weekday;
        } else {
            const bool julian = skip('J');
            turn.kind = julian ? YearlyTurn::Kind::julian : YearlyTurn::Kind::day_of_year;
            const auto day = number(365);
            if (!day || (julian && *day == 0)) return std::nullopt;
            turn.day = *day;
        }
        if (skip('/')) {
            const auto time = seconds();
            if (!time) return std::nullopt;
            turn.time_s = *time;
        }
        return turn;
    }

  private:
    std::string_view rest_;
};

struct Rule {
    std::int32_t standard_s = 0, summer_s = 0;               // east of UTC
    std::optional<std::pair<YearlyTurn, YearlyTurn>> summer; // begins, ends
};

std::optional<Rule> read_rule(std::string_view text) {
    RuleReader in(text);
    Rule rule;
    if (!in.name()) return std::nullopt;
    const auto standard = in.seconds();
    if (!standard) return std::nullopt;
    rule.standard_s = -*standard; // POSIX counts westward
    if (in.done()) return rule;
    if (!in.name()) return std::nullopt;
    rule.summer_s = rule.standard_s + 3600;
    if (!in.skip(',')) {
        const auto summer = in.seconds();
        if (!summer || !in.skip(',')) return std::nullopt;
        rule.summer_s = -*summer;
    }
    const auto begins = in.turn();
    if (!begins || !in.skip(',')) return std::nullopt;
    const auto ends = in.turn();
    if (!ends || !in.done()) return std::nullopt;
    rule.summer = {*begins, *ends};
    return rule;
}

bool is_name(std::string_view name) {
    if (name.empty() || name.size() > max_name_bytes || name.front() == '/' || name.find("..") != std::string_view::npos)
        return false;
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-' ||
               c == '+';
    });
}

} // namespace

Zone Zone::fixed(std::int32_t offset_s) {
    Zone zone;
    zone.first_offset_s_ = offset_s;
    return zone;
}

Result<Zone> Zone::parse(std::string_view content) {
    Reader in(content);
    Header header = TRY(read_header(in));
    // The first block has 32 bits to a time, for readers of the last century; the second one has 64.
    if (header.version < '2') return broken("it is of version 1, which ends in 2037");
    TRY(in.take(header.body(4)));
    header = TRY(read_header(in));

    Zone zone;
    std::vector<InstantMs> at(header.turns);
    for (auto& each : at) {
        const auto seconds = TRY(in.number(8));
        each = std::clamp(seconds, std::int64_t{-100'000'000'000}, std::int64_t{1'000'000'000'000}) * 1000;
    }
    const auto types = TRY(in.take(header.turns));
    std::vector<std::int32_t> offsets(header.types);
    for (auto& each : offsets) {
        const auto seconds = TRY(in.number(4));
        if (seconds < -100'000 || seconds > 100'000) return broken("an offset is out of range");
        each = static_cast<std::int32_t>(seconds);
        TRY(in.take(2));
    }
    TRY(in.take(header.body(8) - header.turns * 9 - header.types * 6));
    zone.first_offset_s_ = offsets[0];
    for (std::size_t i = 0; i < at.size(); ++i) {
        const auto type = static_cast<unsigned char>(types[i]);
        if (type >= offsets.size() || (i > 0 && at[i] < at[i - 1])) return broken("its table is damaged");
        zone.turns_.push_back({at[i], offsets[type]});
    }

    auto footer = in.rest();
    if (footer.size() < 2 || footer.front() != '\n') return zone;
    footer = footer.substr(1, footer.find('\n', 1) - 1);
    const auto rule = read_rule(footer);
    if (!rule) return zone;
    if (!rule->summer) {
        if (zone.turns_.empty()) zone.first_offset_s_ = rule->standard_s;
        return zone;
    }
    const InstantMs behind = zone.turns_.empty() ? std::numeric_limits<InstantMs>::min() : zone.turns_.back().at;
    int year = 1970;
    if (!zone.turns_.empty())
        year = static_cast<int>(std::chrono::year_month_day{
            std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{
                behind}})}.year());
    for (; year <= last_year; ++year) {
        std::array<Turn, 2> both{
            Turn{(rule->summer->first.in_year(year) - rule->standard_s) * 1000, rule->summer_s},
            Turn{(rule->summer->second.in_year(year) - rule->summer_s) * 1000, rule->standard_s},
        };
        if (both[1].at < both[0].at) std::swap(both[0], both[1]); // south of the equator
        for (const Turn& turn : both)
            if (turn.at > behind) zone.turns_.push_back(turn);
    }
    return zone;
}

std::int32_t Zone::offset_at(InstantMs instant) const {
    const auto next = std::ranges::upper_bound(turns_, instant, {}, &Turn::at);
    return next == turns_.begin() ? first_offset_s_ : std::prev(next)->offset_s;
}

InstantMs Zone::instant(InstantMs wall) const {
    // No turn moves clocks by more than a day, and none is within a day of the next.
    const std::int32_t before = offset_at(wall - ms_per_day), after = offset_at(wall + ms_per_day);
    const InstantMs by_before = wall - InstantMs{before} * 1000, by_after = wall - InstantMs{after} * 1000;
    if (offset_at(by_before) == before) return by_before;
    if (offset_at(by_after) == after) return by_after;
    return by_before;
}

std::vector<InstantMs> Zone::turns(InstantMs from, InstantMs to) const {
    std::vector<InstantMs> found;
    std::int32_t offset_s = offset_at(from);
    for (auto turn = std::ranges::upper_bound(turns_, from, {}, &Turn::at); turn != turns_.end() && turn->at < to; ++turn) {
        if (turn->offset_s != offset_s) found.push_back(turn->at);
        offset_s = turn->offset_s;
    }
    return found;
}

Result<const Zone*> Zones::find(std::string_view name) {
    const auto known = known_.find(name);
    if (known != known_.end()) return &known->second;
    const auto unknown = [name] {
        return fail(Errc::not_found, "there is no time zone \"{}\" on this computer", name.substr(0, 80));
    };
    if (!is_name(name)) return unknown();
    auto zone = [&]() -> Result<Zone> {
        const auto file = folder_ / name;
        if (std::error_code error; !std::filesystem::is_regular_file(file, error)) return unknown();
        std::ifstream in(file, std::ios::binary);
        std::string content(max_file_bytes, '\0');
        in.read(content.data(), static_cast<std::streamsize>(content.size()));
        content.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
        return Zone::parse(content);
    }();
    if (!zone && name == "UTC") zone = Zone::fixed(0); // where there is no database at all
    if (!zone) return unknown();
    return &known_.emplace(name, std::move(*zone)).first->second;
}

Result<std::vector<std::string>> Zones::names() const {
    std::set<std::string> names{"UTC"};
    // A line: countries, coordinates, name; with comments after "#".
    std::ifstream in(folder_ / "zone.tab");
    for (std::string line; std::getline(in, line) && names.size() < 2'000;) {
        if (line.empty() || line.front() == '#') continue;
        auto tab = line.find('\t');
        if (tab != std::string::npos) tab = line.find('\t', tab + 1);
        if (tab == std::string::npos) continue;
        auto name = line.substr(tab + 1);
        name.resize(std::min(name.size(), name.find('\t')));
        if (is_name(name)) names.insert(std::move(name));
    }
    return std::vector<std::string>(names.begin(), names.end());
}

} // namespace asista::services
