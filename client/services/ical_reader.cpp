#include "services/ical_reader.hpp"

#include "services/day.hpp"
#include "services/ical_text.hpp"
#include "services/text_rules.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace asista::services {
namespace {

constexpr std::size_t max_depth = 8;
constexpr std::size_t max_left_out = 1'000; // days of one event
constexpr std::size_t max_uid_bytes = 500;
constexpr std::size_t max_place = 200;

std::optional<int> digits(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
    return value;
}

// At most `bytes` of it, whole characters, without spaces around it.
std::string cut(std::string text, std::size_t bytes) {
    if (text.size() > bytes) {
        while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
        text.resize(bytes);
    }
    const auto first = text.find_first_not_of(" \n");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \n") - first + 1);
}

std::string one_line_of(std::string_view value, std::size_t bytes) {
    auto text = unescaped(value);
    std::ranges::replace(text, '\n', ' ');
    return cut(std::move(text), bytes);
}

class Reader {
  public:
    Reader(std::string_view text, std::uint32_t most) : lines_(text), most_(most) {}

    Result<IcalFile> read() {
        while (true) {
            auto line = lines_.next();
            if (!line) {
                // A line that is none within an event spoils the event; elsewhere, the file.
                if (!event_ || line.error().code != Errc::invalid) return fail(line.error());
                spoil(line.error().message);
                continue;
            }
            if (!*line) break;
            TRY(take(**line));
        }
        if (!seen_calendar_) return fail(Errc::invalid, "this is no iCalendar file: it does not begin with BEGIN:VCALENDAR");
        if (!open_.empty())
            return fail(Errc::invalid, "the file ends within {}, which began in line {}", open_.back().name, open_.back().line);
        return std::move(file_);
    }

  private:
    struct Open {
        std::string name;
        std::uint32_t line = 0;
    };

    Result<void> take(const IcalLine& line) {
        if (line.name == "BEGIN") return begin(line);
        if (line.name == "END") return end(line);
        if (open_.empty()) return fail(Errc::invalid, "line {} is outside of any calendar", line.number);
        // An alarm within an event is not the event.
        if (event_ && open_.back().name == "VEVENT" && problem_.empty()) property(line);
        return {};
    }

    Result<void> begin(const IcalLine& line) {
        if (!seen_calendar_ && line.value != "VCALENDAR")
            return fail(Errc::invalid, "this is no iCalendar file: it does not begin with BEGIN:VCALENDAR");
        seen_calendar_ = true;
        if (open_.size() >= max_depth)
            return fail(Errc::over_limit, "line {}: more than {} parts within each other", line.number, max_depth);
        open_.push_back({line.value.substr(0, 100), line.number});
        if (line.value == "VEVENT" && !event_) {
            if (file_.events.size() + file_.left_out >= most_)
                return fail(Errc::over_limit, "line {}: there are more than {} events in this file", line.number, most_);
            event_.emplace();
            event_->line = line.number;
            seen_start_ = false;
            problem_.clear();
        }
        return {};
    }

    Result<void> end(const IcalLine& line) {
        if (open_.empty() || open_.back().name != line.value)
            return fail(Errc::invalid, "line {} ends {}, which is not open", line.number, line.value.substr(0, 40));
        open_.pop_back();
        const bool within = std::ranges::any_of(open_, [](const Open& each) { return each.name == "VEVENT"; });
        if (line.value == "VEVENT" && !within) finish();
        return {};
    }

    void finish() {
        if (problem_.empty() && !seen_start_) spoil("it does not say when it begins");
        if (problem_.empty()) {
            if (event_->title.empty()) event_->title = "Untitled";
            file_.events.push_back(std::move(*event_));
        } else {
            ++file_.left_out;
            note(event_->line, problem_);
        }
        event_.reset();
    }

    void note(std::uint32_t line, const std::string& text) {
        if (file_.notes.size() < max_ical_notes) file_.notes.push_back({line, text});
    }
    void spoil(std::string why) {
        if (problem_.empty()) problem_ = std::move(why);
    }

    std::optional<IcalTime> time_of(const IcalLine& line, std::string_view text) {
        auto time = ical_time(text);
        if (!time) {
            spoil(fmt::format("line {}: \"{}\" is no date or time", line.number, text.substr(0, 40)));
            return time;
        }
        const auto zone = line.parameter("TZID");
        if (time->kind == IcalTime::Kind::floating && !zone.empty()) {
            time->kind = IcalTime::Kind::zoned;
            time->zone = zone.substr(0, 200);
        }
        return time;
    }

    void property(const IcalLine& line) {
        IcalEvent& event = *event_;
        if (line.name == "UID") {
            event.uid = one_line_of(line.value, max_uid_bytes);
        } else if (line.name == "SUMMARY") {
            event.title = one_line_of(line.value, max_title_bytes);
        } else if (line.name == "DESCRIPTION") {
            event.notes = cut(unescaped(line.value), max_notes_bytes);
        } else if (line.name == "LOCATION") {
            event.place = one_line_of(line.value, max_place);
        } else if (line.name == "X-ASISTA-COLOR") {
            event.color = static_cast<std::uint32_t>(std::min(digits(line.value.empty() ? "0" : line.value).value_or(0), 63));
        } else if (line.name == "STATUS") {
            event.cancelled = line.value == "CANCELLED";
        } else if (line.name == "DTSTART") {
            if (auto time = time_of(line, line.value)) {
                event.start = std::move(*time);
                seen_start_ = true;
            }
        } else if (line.name == "DTEND") {
            event.end = time_of(line, line.value);
        } else if (line.name == "DURATION") {
            event.lasts = ical_duration(line.value);
            if (!event.lasts || *event.lasts < 0)
                spoil(fmt::format("line {}: \"{}\" is no duration", line.number, line.value.substr(0, 40)));
        } else if (line.name == "RECURRENCE-ID") {
            event.instance = time_of(line, line.value);
            if (!line.parameter("RANGE").empty())
                spoil(fmt::format("line {}: a change of all that follows (RANGE) is not understood", line.number));
        } else {
            repetition(line);
        }
    }

    void repetition(const IcalLine& line) {
        IcalEvent& event = *event_;
        if (line.name == "RRULE") {
            if (!event.rule.empty()) spoil(fmt::format("line {}: it has more than one rule of repetition", line.number));
            event.rule = line.value.substr(0, 1'000);
        } else if (line.name == "RDATE" || line.name == "EXRULE") {
            spoil(fmt::format("line {}: {} is not understood", line.number, line.name));
        } else if (line.name == "EXDATE") {
            for (std::string_view rest(line.value); !rest.empty();) {
                const auto one = rest.substr(0, rest.find(','));
                rest.remove_prefix(std::min(rest.size(), one.size() + 1));
                if (event.left_out.size() >= max_left_out)
                    return spoil(fmt::format("line {}: more than {} days are left out", line.number, max_left_out));
                if (auto time = time_of(line, one)) event.left_out.push_back(std::move(*time));
            }
        }
    }

    IcalLines lines_;
    std::uint32_t most_;
    IcalFile file_;
    std::vector<Open> open_;
    std::optional<IcalEvent> event_;
    bool seen_calendar_ = false, seen_start_ = false;
    std::string problem_; // of the event being read; "": none yet
};

} // namespace

std::optional<IcalTime> ical_time(std::string_view text) {
    if (text.size() < 8) return std::nullopt;
    for (std::size_t i = 0; i < 8; ++i)
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(digits(text.substr(0, 4)).value_or(0)),
                                           std::chrono::month(static_cast<unsigned>(digits(text.substr(4, 2)).value_or(0))),
                                           std::chrono::day(static_cast<unsigned>(digits(text.substr(6, 2)).value_or(0)))};
    if (!date.ok() || static_cast<int>(date.year()) < 1) return std::nullopt;
    IcalTime time;
    time.wall = InstantMs{std::chrono::sys_days{date}.time_since_epoch().count()} * ms_per_day;
    if (text.size() == 8) return time;
    const bool utc = text.size() == 16 && (text[15] == 'Z' || text[15] == 'z');
    if ((text.size() != 15 && !utc) || text[8] != 'T') return std::nullopt;
    const auto hour = digits(text.substr(9, 2)), minute = digits(text.substr(11, 2)), second = digits(text.substr(13, 2));
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    time.kind = utc ? IcalTime::Kind::utc : IcalTime::Kind::floating;
    time.wall += ((*hour * 60 + *minute) * InstantMs{60} + std::min(*second, 59)) * 1000;
    return time;
}

std::optional<InstantMs> ical_duration(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (!text.starts_with('P')) return std::nullopt;
    text.remove_prefix(1);
    InstantMs sum = 0;
    bool time = false, any = false;
    while (!text.empty()) {
        if (text.front() == 'T' && !time) {
            time = true;
            text.remove_prefix(1);
            continue;
        }
        const auto length = text.find_first_not_of("0123456789");
        if (length == 0 || length == std::string_view::npos || length > 8) return std::nullopt;
        const InstantMs amount = digits(text.substr(0, length)).value_or(0);
        InstantMs unit = 0;
        switch (text[length]) {
        case 'W': unit = time ? 0 : 7 * ms_per_day; break;
        case 'D': unit = time ? 0 : ms_per_day; break;
        case 'H': unit = time ? 3'600'000 : 0; break;
        case 'M': unit = time ? 60'000 : 0; break;
        case 'S': unit = time ? 1'000 : 0; break;
        default: break;
        }
        if (unit == 0) return std::nullopt;
        sum += amount * unit;
        any = true;
        text.remove_prefix(length + 1);
    }
    if (!any) return std::nullopt;
    return negative ? -sum : sum;
}

Result<IcalFile> read_ical(std::string_view text, std::uint32_t most) { return Reader(text, most).read(); }

} // namespace asista::services
