#include "services/change_words.hpp"

#include "services/calendar_words.hpp"
#include "services/day.hpp"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace asista::services {
namespace {

using nlohmann::json;

enum class Kind { text, status, energy, minutes, day, minute_of_day, instant, flag, number, weekdays, words, day_list };

struct Field {
    std::string_view column, label;
    Kind kind = Kind::text;
};

// Columns that are not here are the log's own affair: ids, times of creation and of the last change.
constexpr std::array fields{
    Field{"title", "title"},
    Field{"name", "name"},
    Field{"notes", "notes"},
    Field{"status", "status", Kind::status},
    Field{"energy", "energy", Kind::energy},
    Field{"estimate_minutes", "estimate", Kind::minutes},
    Field{"due_day", "due day", Kind::day},
    Field{"due_minute", "due time", Kind::minute_of_day},
    Field{"start_day", "start day", Kind::day},
    Field{"start_minute", "start time", Kind::minute_of_day},
    Field{"recurrence", "repetition"},
    Field{"tags", "tags", Kind::words},
    Field{"unit", "unit"},
    Field{"target", "target", Kind::number},
    Field{"current", "progress", Kind::number},
    Field{"start_value", "start", Kind::number},
    Field{"active", "active", Kind::flag},
    Field{"follows", "following of its links", Kind::flag},
    Field{"from_day", "first day", Kind::day},
    Field{"to_day", "last day", Kind::day},
    Field{"times_per_week", "times a week", Kind::number},
    Field{"amount", "amount", Kind::number},
    Field{"skipped", "day off", Kind::flag},
    Field{"done_at", "done", Kind::instant},
    Field{"weekdays", "days of the week", Kind::weekdays},
    Field{"day", "day", Kind::day},
    Field{"place", "place"},
    Field{"starts_at", "start", Kind::instant},
    Field{"ends_at", "end", Kind::instant},
    Field{"started_at", "start", Kind::instant},
    Field{"ended_at", "end", Kind::instant},
    Field{"zone", "time zone"},
    Field{"all_day", "all day", Kind::flag},
    Field{"exceptions", "days left out", Kind::day_list},
    Field{"color", "colour", Kind::number},
    Field{"value", "value"},
    Field{"version", "version"},
    Field{"enabled", "switched on", Kind::flag},
    Field{"project_id", "project"},
    Field{"parent_id", "parent"},
    Field{"rank", "place in the list"},
    Field{"archived", "archived", Kind::flag},
};

json parsed(const Row& row) { return row ? json::parse(*row, nullptr, false) : json(); }

std::string day_words(std::int64_t day) {
    constexpr std::array names{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    return fmt::format("{} {} {}", static_cast<unsigned>(date.day()), names[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()));
}

std::string time_words(std::int64_t minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

template <std::size_t N> std::string one_of(const std::array<const char*, N>& names, std::int64_t index) {
    return index >= 0 && static_cast<std::size_t>(index) < N ? names[static_cast<std::size_t>(index)] : std::string();
}

std::string weekday_words(std::int64_t days) {
    constexpr std::array names{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    if ((days & 0x7F) == 0x7F) return "every day";
    std::vector<std::string> found;
    for (std::size_t day = 0; day < names.size(); ++day)
        if ((days >> day) & 1) found.emplace_back(names[day]);
    return fmt::format("{}", fmt::join(found, ", "));
}

std::string day_list_words(std::string_view list) {
    std::string all;
    while (!list.empty()) {
        std::int64_t day = 0;
        const auto [end, error] = std::from_chars(list.data(), list.data() + list.size(), day);
        if (error != std::errc{}) break;
        all += (all.empty() ? "" : ", ") + day_words(day);
        list.remove_prefix(std::min(list.size(), static_cast<std::size_t>(end - list.data()) + 1));
    }
    return all;
}

std::string number_words(Kind kind, std::int64_t value, std::int32_t utc_offset_s) {
    switch (kind) {
    case Kind::status: return one_of(std::array{"open", "in progress", "done", "cancelled"}, value);
    case Kind::energy: return one_of(std::array{"XS", "S", "M", "L", "XL"}, value);
    case Kind::minutes: return fmt::format("{} min", value);
    case Kind::day: return day_words(value);
    case Kind::minute_of_day: return time_words(value);
    case Kind::instant: {
        const DayNumber day = day_of(value, utc_offset_s);
        return day_words(day) + ", " + time_words((value - start_of(day, utc_offset_s)) / 60'000);
    }
    case Kind::flag: return value != 0 ? "yes" : "no";
    case Kind::weekdays: return weekday_words(value);
    case Kind::text:
    case Kind::number:
    case Kind::words:
    case Kind::day_list: break;
    }
    return std::to_string(value);
}

std::string value_words(Kind kind, const json& value, std::int32_t utc_offset_s) {
    if (kind == Kind::day_list && value.is_string()) return day_list_words(value.get<std::string>());
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_integer()) return number_words(kind, value.get<std::int64_t>(), utc_offset_s);
    if (value.is_number()) return fmt::format("{:.6g}", value.get<double>());
    if (!value.is_array()) return {};
    std::vector<std::string> words;
    for (const auto& each : value)
        if (each.is_string()) words.push_back(each.get<std::string>());
    return fmt::format("{}", fmt::join(words, ", "));
}

std::string noun(Entity entity, bool many) {
    switch (entity) {
    case Entity::task: return many ? "tasks" : "task";
    case Entity::habit: return many ? "habits" : "habit";
    case Entity::habit_day: return many ? "days of habits" : "day of a habit";
    case Entity::goal: return many ? "goals" : "goal";
    case Entity::event: return many ? "events" : "event";
    case Entity::preference: return many ? "settings" : "setting";
    case Entity::installation: return many ? "plugins" : "plugin";
    case Entity::project: return many ? "projects" : "project";
    case Entity::time_entry: return many ? "tracked times" : "tracked time";
    case Entity::vacation: return many ? "vacations" : "vacation";
    case Entity::milestone: return many ? "milestones" : "milestone";
    case Entity::goal_link: return many ? "links of goals" : "link of a goal";
    }
    return {};
}

std::string text_of(const json& row, const char* field) {
    const auto found = row.is_object() ? row.find(field) : row.end();
    return row.is_object() && found != row.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// What a person calls it: the title, or nothing when a row has none.
std::string name_of(const Operation& operation) {
    for (const Row& row : {operation.after, operation.before}) {
        const json fields_of = parsed(row);
        for (const char* field : {"title", "name", "key", "plugin_id"})
            if (auto text = text_of(fields_of, field); !text.empty()) return text;
    }
    return {};
}

std::string quoted(const Operation& operation) {
    const auto name = name_of(operation);
    return name.empty() ? "a " + noun(operation.entity, false) : fmt::format("\"{}\"", name);
}

struct Deed {
    std::string verb; // "completed"
    std::string what; // after the verb when it happened to one thing; "" for its name alone
    friend bool operator==(const Deed& a, const Deed& b) { return a.verb == b.verb; }
};

// "21 Nov 2026 of a habit"
std::string day_of_habit(const json& row) { return day_words(row.value("day", 0)) + " of a habit"; }

// What else than its name tells the thing apart.
std::string told_apart(const Operation& operation) {
    const json row = parsed(operation.after ? operation.after : operation.before);
    if (!row.is_object()) return {};
    if (operation.entity == Entity::habit_day) return day_of_habit(row);
    if (operation.entity == Entity::milestone) return "the milestone " + quoted(operation);
    if (operation.entity == Entity::installation) return "the plugin " + quoted(operation);
    if (operation.entity == Entity::vacation)
        return fmt::format("a vacation from {} to {}", day_words(row.value("from_day", 0)), day_words(row.value("to_day", 0)));
    if (operation.entity == Entity::goal_link) return row.value("kind", 0) == 0 ? "a task of a goal" : "a habit of a goal";
    return {};
}

Deed deed_of_update(const Operation& operation) {
    const json before = parsed(operation.before), after = parsed(operation.after);
    const auto changed = [&](const char* field) {
        return before.is_object() && after.is_object() && before.value(field, json()) != after.value(field, json());
    };
    if (operation.entity == Entity::task && changed("status")) {
        const auto status = after.value("status", json(0));
        if (status == 2) return {"completed", {}};
        if (status == 3) return {"cancelled", {}};
        if (status == 1) return {"began", {}};
        return {"reopened", {}};
    }
    if (operation.entity == Entity::habit_day)
        return {after.value("skipped", 0) != 0 ? "skipped" : "marked", day_of_habit(after)};
    if (operation.entity == Entity::goal && (changed("active") || changed("completed_at"))) {
        if (after.value("active", 1) != 0) return {"took up", {}};
        return {after.value("completed_at", json()).is_null() ? "archived" : "completed", {}};
    }
    if (operation.entity == Entity::habit && changed("archived"))
        return {after.value("archived", 0) != 0 ? "archived" : "took up", {}};
    if (operation.entity == Entity::milestone && changed("done_at"))
        return {after.value("done_at", json()).is_null() ? "reopened" : "reached", "the milestone " + quoted(operation)};
    std::vector<std::string> labels;
    for (const Field& field : fields)
        if (changed(std::string(field.column).c_str())) labels.emplace_back(field.label);
    if (labels.size() == 1 && (changed("title") || changed("name")))
        return {"renamed", fmt::format("\"{}\" to \"{}\"", text_of(before, changed("title") ? "title" : "name"),
                                       text_of(after, changed("title") ? "title" : "name"))};
    if (labels.size() == 1 && changed("rank")) return {"moved", {}};
    if (labels.empty() || labels.size() > 2) return {"changed", {}};
    return {"changed", fmt::format("the {} of {}", fmt::join(labels, " and "), quoted(operation))};
}

Deed deed_of(const Operation& operation) {
    const bool day = operation.entity == Entity::habit_day, link = operation.entity == Entity::goal_link;
    const std::string what = told_apart(operation);
    if (!operation.before) {
        const json row = parsed(operation.after);
        if (day && row.is_object() && row.value("skipped", 0) != 0) return {"skipped", what};
        return {day ? "marked" : link ? "linked" : operation.entity == Entity::installation ? "installed" : "added", what};
    }
    if (!operation.after) return {day ? "cleared" : link ? "unlinked" : "removed", what};
    return deed_of_update(operation);
}

// Whether it is the same deed, done to things of one kind. Those that only came or went are not looked into, of which there may be thousands.
bool is_alike(const Operation& one, const Operation& other) {
    const bool came = !one.before && !other.before, went = !one.after && !other.after;
    if ((came || went) && one.entity != Entity::habit_day) return true;
    return deed_of(one) == deed_of(other);
}

} // namespace

std::string item_words(const Operation& operation) {
    const auto name = name_of(operation);
    return name.empty() ? noun(operation.entity, false) : fmt::format("{} \"{}\"", noun(operation.entity, false), name);
}

std::string author_words(const Change& change) {
    switch (change.author) {
    case Author::person: return "you";
    case Author::plugin: return "the plugin " + change.plugin;
    case Author::sync: return "sync";
    case Author::import: return "an import";
    case Author::coach: return "the coach";
    }
    return {};
}

std::string change_words(const std::vector<Operation>& operations) {
    if (auto of_series = series_words(operations); of_series && !operations.empty()) return *of_series;
    ChangeWords words;
    for (const Operation& each : operations) words.add(each);
    return words.words();
}

void ChangeWords::add(const Operation& next) {
    if (count_++ < kept) first_.push_back(next);
    const Operation& first = first_.front();
    same_kind_ = same_kind_ && next.entity == first.entity;
    alike_ = alike_ && same_kind_ && is_alike(next, first);
}

std::string ChangeWords::words() const {
    if (count_ == 0) return "changed nothing";
    if (count_ == first_.size())
        if (auto of_series = series_words(first_)) return *of_series;
    const Operation& first = first_.front();
    const Deed deed = deed_of(first);
    const std::string one = deed.verb + ' ' + (deed.what.empty() ? quoted(first) : deed.what);
    if (count_ == 1) return one;
    // A task that repeats leaves its next occurrence behind it.
    if (deed.verb == "completed" && !first_[1].before && name_of(first_[1]) == name_of(first)) return one + ", which comes again";
    if (alike_) return fmt::format("{} {} {}", deed.verb, count_, noun(first.entity, true));
    const auto more = count_ - 1;
    if (same_kind_) return fmt::format("{}, and changed {} more", one, more == 1 ? "one" : std::to_string(more));
    return fmt::format("{}, and what belongs to it", one);
}

std::vector<calls::FieldChange> field_changes(const Operation& operation, std::int32_t utc_offset_s) {
    const json before = parsed(operation.before), after = parsed(operation.after);
    std::vector<calls::FieldChange> changes;
    for (const Field& field : fields) {
        const std::string column(field.column);
        const json was = before.is_object() ? before.value(column, json()) : json();
        const json is = after.is_object() ? after.value(column, json()) : json();
        if (was == is) continue;
        calls::FieldChange change{std::string(field.label), value_words(field.kind, was, utc_offset_s),
                                  value_words(field.kind, is, utc_offset_s)};
        if (change.before != change.after) changes.push_back(std::move(change));
    }
    return changes;
}

} // namespace asista::services
