// The calendar as an iCalendar file, and back.
#include "services/calendar.hpp"

#include "services/day.hpp"
#include "services/ical_reader.hpp"
#include "services/ical_text.hpp"
#include "services/recurrence.hpp"
#include "services/text_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <map>
#include <set>
#include <utility>

namespace asista::services {

using calls::CalendarImport;

namespace {

constexpr std::size_t max_rows_told = 50;
// Rules of a zone that is written out reach this far beyond the last event.
constexpr InstantMs zone_reach_ms = InstantMs{5} * 366 * ms_per_day;

// Names that Windows programs write, and what they are called elsewhere (Unicode CLDR, windowsZones.xml, territory 001).
constexpr std::array<std::pair<std::string_view, std::string_view>, 36> windows_zones{{
    {"AUS Eastern Standard Time", "Australia/Sydney"},
    {"Alaskan Standard Time", "America/Anchorage"},
    {"Arab Standard Time", "Asia/Riyadh"},
    {"Arabian Standard Time", "Asia/Dubai"},
    {"Argentina Standard Time", "America/Buenos_Aires"},
    {"Atlantic Standard Time", "America/Halifax"},
    {"Cen. Australia Standard Time", "Australia/Adelaide"},
    {"Central Europe Standard Time", "Europe/Budapest"},
    {"Central European Standard Time", "Europe/Warsaw"},
    {"Central Standard Time", "America/Chicago"},
    {"China Standard Time", "Asia/Shanghai"},
    {"E. Australia Standard Time", "Australia/Brisbane"},
    {"E. Europe Standard Time", "Europe/Chisinau"},
    {"E. South America Standard Time", "America/Sao_Paulo"},
    {"Eastern Standard Time", "America/New_York"},
    {"Egypt Standard Time", "Africa/Cairo"},
    {"FLE Standard Time", "Europe/Kiev"},
    {"GMT Standard Time", "Europe/London"},
    {"GTB Standard Time", "Europe/Bucharest"},
    {"Greenwich Standard Time", "Atlantic/Reykjavik"},
    {"Hawaiian Standard Time", "Pacific/Honolulu"},
    {"India Standard Time", "Asia/Calcutta"},
    {"Israel Standard Time", "Asia/Jerusalem"},
    {"Korea Standard Time", "Asia/Seoul"},
    {"Mountain Standard Time", "America/Denver"},
    {"New Zealand Standard Time", "Pacific/Auckland"},
    {"Pacific Standard Time", "America/Los_Angeles"},
    {"Romance Standard Time", "Europe/Paris"},
    {"Russian Standard Time", "Europe/Moscow"},
    {"SE Asia Standard Time", "Asia/Bangkok"},
    {"Singapore Standard Time", "Asia/Singapore"},
    {"South Africa Standard Time", "Africa/Johannesburg"},
    {"Tokyo Standard Time", "Asia/Tokyo"},
    {"Turkey Standard Time", "Europe/Istanbul"},
    {"US Mountain Standard Time", "America/Phoenix"},
    {"W. Europe Standard Time", "Europe/Berlin"},
}};

std::string date_text(InstantMs wall) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day_of(wall, 0)}}};
    return fmt::format("{:04}{:02}{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}
std::string time_text(InstantMs wall) {
    const InstantMs second = (wall - start_of(day_of(wall, 0), 0)) / 1000;
    return fmt::format("{}T{:02}{:02}{:02}", date_text(wall), second / 3600, second / 60 % 60, second % 60);
}

// How a time is written: DTSTART;TZID=Europe/Berlin:20261124T090000.
void write_time(IcalWriter& out, const std::string& name, const StoredEvent& event, const Zone* zone, InstantMs stored) {
    if (event.all_day) return out.line(name + ";VALUE=DATE", date_text(stored));
    if (zone == nullptr) return out.line(name, time_text(stored));
    if (event.zone == "UTC") return out.line(name, time_text(stored) + "Z");
    out.line(name + ";TZID=" + event.zone, time_text(zone->wall(stored)));
}

// The rule with its end as RFC 5545 (3.3.10) wants it: a day for all-day events, else the last moment of that day, in UTC.
std::string rule_text(const StoredEvent& event, const Zone* zone) {
    constexpr std::string_view until = "UNTIL=";
    auto rule = event.recurrence;
    const auto at = rule.find(until);
    if (at == std::string::npos || event.all_day) return rule;
    const auto day = ical_time(std::string_view(rule).substr(at + until.size(), 8));
    if (!day) return rule;
    const InstantMs last = day->wall + ms_per_day - 1'000;
    rule.replace(at + until.size(), 8, zone == nullptr ? time_text(last) : time_text(zone->instant(last)) + "Z");
    return rule;
}

// A zone's turns within a time, as readers want them described: one part for each pair of offsets, with the times at which it happened.
void write_zone(IcalWriter& out, const std::string& name, const Zone& zone, InstantMs from, InstantMs to) {
    std::map<std::pair<std::int32_t, std::int32_t>, std::vector<InstantMs>> turns; // instants, by offsets before and behind
    for (const InstantMs at : zone.turns(from, to)) turns[{zone.offset_at(at - 1), zone.offset_at(at)}].push_back(at);
    const auto offset = [](std::int32_t seconds) {
        const int size = std::abs(seconds);
        auto text = fmt::format("{}{:02}{:02}", seconds < 0 ? '-' : '+', size / 3600, size / 60 % 60);
        if (size % 60 != 0) text += fmt::format("{:02}", size % 60);
        return text;
    };
    out.line("BEGIN", "VTIMEZONE");
    out.line("TZID", name);
    const auto part = [&](const char* kind, std::int32_t before, std::int32_t behind, const std::vector<InstantMs>& at) {
        out.line("BEGIN", kind);
        out.line("DTSTART", time_text(at.front() + InstantMs{before} * 1000));
        for (std::size_t i = 1; i < at.size(); ++i) out.line("RDATE", time_text(at[i] + InstantMs{before} * 1000));
        out.line("TZOFFSETFROM", offset(before));
        out.line("TZOFFSETTO", offset(behind));
        out.line("END", kind);
    };
    const auto first = zone.offset_at(from);
    part("STANDARD", first, first, {from});
    for (const auto& [offsets, at] : turns)
        part(offsets.second > offsets.first ? "DAYLIGHT" : "STANDARD", offsets.first, offsets.second, at);
    out.line("END", "VTIMEZONE");
}

// Of one from before there were UIDs: names the row and its time, so that a file finds it again here and nowhere else.
std::string old_uid(const StoredEvent& event) { return fmt::format("{}-{}@asista", event.id, event.starts_at); }

} // namespace

// ---- writing -----------------------------------------------------------------------------------------------------------------

Result<Calendar::Exported> Calendar::export_text(UserId user, InstantMs now) {
    static const std::string query =
        fmt::format("SELECT {} FROM calendar_events WHERE user_id = ?1 ORDER BY starts_at, id", event_columns);
    std::map<std::uint64_t, std::vector<StoredEvent>> changed; // by series
    std::vector<StoredEvent> events;
    {
        auto rows = TRY(db_.prepare(query));
        rows.bind(user.value);
        while (TRY(rows.step())) {
            auto event = read_event(rows);
            if (event.series)
                changed[*event.series].push_back(std::move(event));
            else
                events.push_back(std::move(event));
        }
    }
    struct Used {
        const Zone* zone;
        InstantMs from, to;
    };
    std::map<std::string, Used> zones;
    const auto use = [&](const StoredEvent& event, const Zone* zone) {
        if (zone == nullptr || event.zone == "UTC") return;
        auto& used = zones.try_emplace(event.zone, Used{zone, event.starts_at, event.ends_at}).first->second;
        used.from = std::min(used.from, event.starts_at);
        used.to = std::max({used.to, event.ends_at, event.repeats() ? now : event.ends_at});
    };
    for (const auto& event : events) use(event, TRY(zone_of(event)));
    for (const auto& [series, ones] : changed)
        for (const auto& one : ones) use(one, TRY(zone_of(one)));

    IcalWriter out;
    out.line("BEGIN", "VCALENDAR");
    out.line("VERSION", "2.0");
    out.line("PRODID", "-//Asista//Asista Desktop//EN");
    for (const auto& [name, used] : zones)
        write_zone(out, name, *used.zone, used.from - 366 * ms_per_day, std::min(used.to + zone_reach_ms, last_instant));

    Exported exported;
    const auto write = [&](const StoredEvent& event, const StoredEvent* series,
                           const std::set<DayNumber>& own_rows) -> Result<void> {
        const auto zone = TRY(zone_of(event));
        ++exported.events;
        out.line("BEGIN", "VEVENT");
        const auto& named = series != nullptr ? *series : event;
        out.text("UID", named.uid.empty() ? old_uid(named) : named.uid);
        out.line("DTSTAMP", time_text(now) + "Z");
        if (series != nullptr) {
            const auto series_zone = TRY(zone_of(*series));
            // The time that it would have been, as the series says it.
            const auto when = occurrence_on(*series, *event.occurrence, series_zone, Zone::fixed(0));
            write_time(out, "RECURRENCE-ID", *series, series_zone, when.starts_at);
        }
        write_time(out, "DTSTART", event, zone, event.starts_at);
        write_time(out, "DTEND", event, zone, event.ends_at);
        if (event.repeats()) out.line("RRULE", rule_text(event, zone));
        for (const DayNumber day : event.exceptions)
            if (!own_rows.contains(day))
                write_time(out, "EXDATE", event, zone, occurrence_on(event, day, zone, Zone::fixed(0)).starts_at);
        out.text("SUMMARY", event.title);
        out.text("DESCRIPTION", event.notes);
        out.text("LOCATION", event.place);
        if (event.color != 0) out.line("X-ASISTA-COLOR", std::to_string(event.color));
        out.line("END", "VEVENT");
        return {};
    };
    for (const auto& event : events) {
        std::set<DayNumber> days;
        const auto ones = changed.find(event.id);
        if (ones != changed.end())
            for (const auto& one : ones->second) days.insert(*one.occurrence);
        TRY(write(event, nullptr, days));
        if (ones == changed.end()) continue;
        for (const auto& one : ones->second) TRY(write(one, &event, {}));
    }
    out.line("END", "VCALENDAR");
    exported.text = out.take();
    return exported;
}

// ---- reading -----------------------------------------------------------------------------------------------------------------

struct Calendar::Incoming {
    Actor actor;
    InstantMs now;
    CalendarImport::Reply reply;
    std::map<std::string, IcalEvent> events;                              // by UID
    std::map<std::string, std::vector<IcalEvent>> changed;                // by UID: single occurrences
    std::map<std::string, std::optional<std::string>, std::less<>> zones; // what the file calls them -> ours; nothing: not known

    void leave_out(std::uint32_t line, const std::string& why) {
        ++reply.left_out;
        if (reply.notes.size() < max_ical_notes) reply.notes.push_back({line, why});
    }
};

namespace {

constexpr std::string_view import_call = CalendarImport::name;

// The name here for what a file calls a zone; programs put their own in front of the IANA name, or use that of Windows.
std::optional<std::string> zone_named(Zones& zones, std::string_view name) {
    for (const auto& [windows, ours] : windows_zones)
        if (windows == name && zones.find(ours)) return std::string(ours);
    for (std::string_view rest = name; !rest.empty();) {
        if (zones.find(rest)) return std::string(rest);
        const auto slash = rest.find('/');
        if (slash == std::string_view::npos) break;
        rest.remove_prefix(slash + 1);
    }
    return std::nullopt;
}

// An end by a moment becomes an end by a day: the last one on which the event, at its time of day, has not passed it.
std::string until_by_day(std::string rule, InstantMs wall_start, const Zone* zone) {
    std::ranges::transform(rule, rule.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    const auto at = rule.find("UNTIL=");
    if (at == std::string::npos) return rule;
    const auto length = std::min(rule.find(';', at), rule.size()) - at - 6;
    const auto until = ical_time(std::string_view(rule).substr(at + 6, length));
    if (!until || until->kind == IcalTime::Kind::date) return rule;
    const InstantMs wall = until->kind == IcalTime::Kind::utc && zone != nullptr ? zone->wall(until->wall) : until->wall;
    const InstantMs time = wall_start - start_of(day_of(wall_start, 0), 0);
    return rule.replace(at + 6, length, date_text(start_of(day_of(wall - time, 0), 0)));
}

bool same_but_row(StoredEvent a, const StoredEvent& b) {
    a.id = b.id;
    a.uid = b.uid;
    return a == b;
}

} // namespace

Result<bool> Calendar::take_in(Incoming& in, const std::function<bool()>& enough) {
    // `time` as it is stored in an event with that zone.
    const auto stored_time = [&](const IcalTime& time, const Zone* zone) -> Result<InstantMs> {
        switch (time.kind) {
        case IcalTime::Kind::date:
        case IcalTime::Kind::floating: return zone != nullptr ? zone->instant(time.wall) : time.wall;
        case IcalTime::Kind::utc: return zone != nullptr ? time.wall : own_.wall(time.wall);
        case IcalTime::Kind::zoned: break;
        }
        auto known = in.zones.find(time.zone);
        if (known == in.zones.end()) known = in.zones.emplace(time.zone, zone_named(zones_, time.zone)).first;
        if (!known->second) return fail(Errc::invalid, "the time zone \"{}\" is not known", time.zone.substr(0, 80));
        const auto instant = TRY(zones_.find(*known->second))->instant(time.wall);
        return zone != nullptr ? instant : own_.wall(instant);
    };
    const auto event_of = [&](const IcalEvent& from) -> Result<StoredEvent> {
        StoredEvent event;
        event.title = TRY(needed_line("an event needs a title", "the title", from.title));
        event.notes = TRY(many_lines("the notes", from.notes));
        event.place = TRY(one_line("the place", from.place, max_place_bytes));
        event.color = from.color;
        event.uid = from.uid;
        event.all_day = from.start.kind == IcalTime::Kind::date;
        if (from.start.kind == IcalTime::Kind::utc) event.zone = "UTC";
        if (from.start.kind == IcalTime::Kind::zoned) {
            TRY(stored_time(from.start, nullptr));
            event.zone = *in.zones.find(from.start.zone)->second;
        }
        const auto zone = TRY(zone_of(event));
        event.starts_at = TRY(stored_time(from.start, zone));
        event.ends_at = event.starts_at + (event.all_day ? ms_per_day : 0); // RFC 5545, 3.6.1
        if (from.end) event.ends_at = TRY(stored_time(*from.end, zone));
        if (from.lasts) event.ends_at = event.starts_at + *from.lasts;
        if (event.all_day) event.ends_at = std::max(start_of(day_of(event.ends_at, 0), 0), event.starts_at + ms_per_day);
        TRY(check_times(event.starts_at, event.ends_at));
        if (!from.rule.empty()) event.recurrence = until_by_day(from.rule, wall_start(event, zone), zone);
        TRY(settle(event));
        for (const auto& each : from.left_out) {
            const InstantMs at = TRY(stored_time(each, zone));
            // A day alone leaves out whatever is on it; in the event's own days either way.
            event.exceptions.push_back(
                day_of(each.kind == IcalTime::Kind::date || zone == nullptr ? each.wall : zone->wall(at), 0));
        }
        return event;
    };
    const auto day_named = [&](const IcalTime& time, const StoredEvent& series) -> Result<DayNumber> {
        const auto zone = TRY(zone_of(series));
        if (time.kind == IcalTime::Kind::date || zone == nullptr) return day_of(time.wall, 0);
        return day_of(zone->wall(TRY(stored_time(time, zone))), 0);
    };
    const auto existing = [&](const std::string& uid) -> Result<std::optional<StoredEvent>> {
        static const std::string query =
            fmt::format("SELECT {} FROM calendar_events WHERE user_id = ?1 AND uid <> '' AND uid = ?2 AND series IS NULL LIMIT 1",
                        event_columns);
        {
            auto row = TRY(db_.prepare(query));
            row.bind(in.actor.user.value, uid);
            if (TRY(row.step())) return std::optional(read_event(row));
        }
        std::uint64_t id = 0;
        const auto parsed = std::from_chars(uid.data(), uid.data() + uid.size(), id);
        if (parsed.ec != std::errc{} || !uid.ends_with("@asista")) return std::optional<StoredEvent>();
        auto old = stored(in.actor.user, id);
        if (!old || !old->uid.empty() || old_uid(*old) != uid) return std::optional<StoredEvent>();
        return std::optional(std::move(*old));
    };
    const auto told = [&](CalendarImport::Row::Fate fate, const StoredEvent& event) -> Result<void> {
        switch (fate) {
        case CalendarImport::Row::Fate::added: ++in.reply.added; break;
        case CalendarImport::Row::Fate::updated: ++in.reply.updated; break;
        case CalendarImport::Row::Fate::same: ++in.reply.same; break;
        }
        if (in.reply.rows.size() >= max_rows_told) return {};
        const auto zone = TRY(zone_of(event));
        auto when = event.repeats() ? occurrence_on(event, first_day(event, zone), zone, own_) : only_occurrence(event, own_);
        in.reply.rows.push_back({fate, item_of(event, when)});
        return {};
    };
    using Fate = CalendarImport::Row::Fate;
    const auto put = [&](StoredEvent& event, const std::optional<StoredEvent>& before) -> Result<Fate> {
        if (!before) {
            event.id = TRY(insert(in.actor, event, in.now, import_call));
            return Fate::added;
        }
        event.id = before->id;
        if (same_but_row(event, *before)) return Fate::same;
        TRY(update(in.actor, event, in.now, import_call));
        return Fate::updated;
    };

    // At least one of them each time, or it might never end.
    auto stop = [&enough, first = true]() mutable { return !std::exchange(first, false) && enough(); };
    while (!in.events.empty()) {
        if (stop()) return false;
        const auto taken = in.events.extract(in.events.begin());
        const auto& uid = taken.key();
        const auto& from = taken.mapped();
        auto event = event_of(from);
        if (!event) {
            in.leave_out(from.line, event.error().message);
            continue;
        }
        const auto before = TRY(existing(uid));
        std::vector<std::pair<DayNumber, StoredEvent>> ones;
        std::set<DayNumber> out(event->exceptions.begin(), event->exceptions.end());
        if (const auto changed = in.changed.find(uid); changed != in.changed.end() && event->repeats()) {
            for (const auto& each : changed->second) {
                const auto day = day_named(*each.instance, *event);
                auto one = each.cancelled ? Result<StoredEvent>(*event) : event_of(each);
                if (!day || !one || (!each.cancelled && one->repeats()) || out.contains(day ? *day : 0)) {
                    in.leave_out(each.line, !day   ? day.error().message
                                            : !one ? one.error().message
                                                   : std::string("it is no change of one occurrence that is there"));
                    continue;
                }
                out.insert(*day);
                one->exceptions.clear();
                one->uid = uid;
                if (!each.cancelled) ones.emplace_back(*day, std::move(*one));
            }
            in.changed.erase(changed);
        }
        if (!event->repeats()) out.clear();
        if (out.size() > max_exceptions) {
            in.leave_out(from.line, fmt::format("more than {} of its occurrences were changed or left out", max_exceptions));
            continue;
        }
        event->exceptions.assign(out.begin(), out.end());
        std::map<DayNumber, StoredEvent> ones_before;
        if (before)
            for (auto& each : TRY(changed_ones(in.actor.user, before->id)))
                ones_before.emplace(*each.occurrence, std::move(each));
        bool changed = false;
        const auto gone = [&](DayNumber day) {
            return std::ranges::none_of(ones, [day](const auto& one) { return one.first == day; });
        };
        for (const auto& [day, each] : ones_before)
            if (gone(day)) {
                TRY(remove_row(in.actor, each.id, in.now, import_call));
                changed = true;
            }
        Fate fate = TRY(put(*event, before));
        for (auto& [day, one] : ones) {
            one.series = event->id;
            one.occurrence = day;
            const auto known = ones_before.find(day);
            const auto one_fate =
                TRY(put(one, known == ones_before.end() ? std::optional<StoredEvent>() : std::optional(known->second)));
            changed = changed || one_fate != Fate::same;
        }
        if (fate == Fate::same && changed) fate = Fate::updated;
        TRY(told(fate, *event));
    }
    // Changes of occurrences whose series is not in the file: events of their own.
    while (!in.changed.empty()) {
        if (stop()) return false;
        const auto taken = in.changed.extract(in.changed.begin());
        const auto& uid = taken.key();
        for (const auto& each : taken.mapped()) {
            if (each.cancelled) continue;
            auto event = event_of(each);
            if (!event || event->repeats()) {
                in.leave_out(each.line, event ? "it is a change of one occurrence, and repeats" : event.error().message);
                continue;
            }
            event->uid = fmt::format("{}#{}", uid, date_text(each.instance->wall));
            const auto before = TRY(existing(event->uid));
            const auto fate = TRY(put(*event, before));
            TRY(told(fate, *event));
        }
    }
    return true;
}

Calendar::Import::Import(Calendar& calendar, const Actor& actor, IcalFile file, InstantMs now)
    : calendar_(calendar), change_{Actor{actor.user, {}, Author::import}, now, import_call},
      incoming_(std::make_unique<Incoming>(Incoming{change_.actor, now, {}, {}, {}, {}})) {
    Incoming& in = *incoming_;
    in.reply.left_out = file.left_out;
    in.reply.notes = std::move(file.notes);
    for (auto& event : file.events) {
        if (event.uid.empty()) event.uid = fmt::format("{}-{:x}@import", event.start.wall, std::hash<std::string>{}(event.title));
        const auto line = event.line;
        if (event.instance)
            in.changed[event.uid].push_back(std::move(event));
        else if (event.cancelled)
            in.leave_out(line, "it was cancelled");
        else if (auto uid = event.uid; !in.events.emplace(std::move(uid), std::move(event)).second)
            in.leave_out(line, "another event in this file has the same UID");
    }
}

Calendar::Import::~Import() = default;

Result<bool> Calendar::Import::go_on(const std::function<bool()>& enough) {
    auto done = calendar_.log_.go_on(change_, [&]() -> Result<bool> {
        if (!TRY(calendar_.take_in(*incoming_, enough))) return false;
        TRY(calendar_.log_.finish());
        return true;
    });
    incoming_->reply.change = static_cast<std::uint64_t>(change_.id);
    return done;
}

Result<bool> Calendar::Import::take_back() {
    constexpr std::size_t at_once = 100; // some ten milliseconds
    return calendar_.log_.take_back(change_.actor.user, change_.id, at_once);
}

const CalendarImport::Reply& Calendar::Import::reply() const { return incoming_->reply; }

std::unique_ptr<Calendar::Import> Calendar::begin_import(const Actor& actor, IcalFile file, InstantMs now) {
    return std::make_unique<Import>(*this, actor, std::move(file), now);
}

Result<CalendarImport::Reply> Calendar::import_text(const Actor& actor, std::string_view text, bool dry_run, InstantMs now) {
    const auto import = begin_import(actor, TRY(read_ical(text, max_import)), now);
    // A dry run does the very same and takes it back, so that it cannot promise something else.
    const auto done = db_.transaction([&]() -> Result<void> {
        TRY(import->go_on([] { return false; }));
        if (dry_run) return fail(Errc::cancelled, "only tried");
        return {};
    });
    if (!done && !(dry_run && done.error().code == Errc::cancelled)) return fail(done.error());
    auto reply = import->reply();
    if (dry_run) reply.change = 0;
    return reply;
}

} // namespace asista::services
