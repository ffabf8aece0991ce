#include "services/sample_data.hpp"

#include "services/day.hpp"
#include "services/json_fields.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace asista::services {
namespace {

// Days of the file as days and instants of the person's calendar.
struct Week {
    DayNumber today;
    std::int32_t utc_offset_s;
    const RowMade& made;

    Result<void> tell(Entity entity, std::string key) const { return made ? made(entity, key) : Result<void>(); }

    Result<DayNumber> day(const JsonFields& fields, const char* field) const {
        const auto offset = TRY(fields.integer(field));
        if (offset < -10'000 || offset > 10'000)
            return fail(Errc::invalid, "{}: \"{}\" is too far from today", fields.what(), field);
        return today + static_cast<DayNumber>(offset);
    }
    Result<std::optional<DayNumber>> maybe_day(const JsonFields& fields, const char* field) const {
        if (!fields.has(field)) return std::optional<DayNumber>();
        return std::optional(TRY(day(fields, field)));
    }
    // `field` holds a time of day like "08:20".
    Result<InstantMs> instant(const JsonFields& fields, DayNumber on, const char* field) const {
        const std::string text = TRY(fields.text(field));
        int hour = 0, minute = 0;
        char rest = 0;
        if (std::sscanf(text.c_str(), "%2d:%2d%c", &hour, &minute, &rest) != 2 || hour < 0 || hour > 23 || minute < 0 ||
            minute > 59)
            return fail(Errc::invalid, "{}: \"{}\" must be a time like 08:20", fields.what(), field);
        return start_of(on, utc_offset_s) + (InstantMs{hour} * 60 + minute) * 60'000;
    }
    // Some moment of the morning, for things whose time does not matter.
    InstantMs morning(DayNumber on) const { return start_of(on, utc_offset_s) + InstantMs{9} * 3'600'000; }
};

Result<Energy> energy_of(const JsonFields& fields) {
    constexpr std::array<std::string_view, 5> names{"XS", "S", "M", "L", "XL"};
    const std::string text = TRY(fields.text("energy"));
    const auto found = std::ranges::find(names, text);
    if (found == names.end()) return fail(Errc::invalid, "{}: \"energy\" must be XS, S, M, L or XL", fields.what());
    return static_cast<Energy>(found - names.begin());
}

Result<void> add_task(store::Database& db, UserId user, const JsonFields& fields, const Week& week) {
    const auto title = TRY(fields.text("title"));
    const auto notes = TRY(fields.text_or("notes", ""));
    const auto energy = TRY(energy_of(fields));
    const auto estimate = TRY(fields.maybe_integer("estimate"));
    const auto created = week.morning(TRY(week.day(fields, "created")));
    const auto due = TRY(week.maybe_day(fields, "due"));
    const auto done = TRY(week.maybe_day(fields, "done"));
    const auto status_text = TRY(fields.text_or("status", "open"));
    std::optional<InstantMs> completed;
    if (done) completed = TRY(week.instant(fields, *done, "at"));
    const auto status = completed ? TaskStatus::done : status_text == "in progress" ? TaskStatus::in_progress : TaskStatus::open;
    TRY(db.run("INSERT INTO tasks(user_id, title, notes, status, energy, estimate_minutes, due_day, completed_at, created_at, "
               "updated_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
               user.value, title, notes, status, energy, estimate, due, completed, created, completed.value_or(created)));
    return week.tell(Entity::task, std::to_string(db.last_row()));
}

Result<void> add_habit(store::Database& db, UserId user, const JsonFields& fields, const Week& week) {
    const auto name = TRY(fields.text("name"));
    const auto days = TRY(fields.text("days"));
    const auto created = week.morning(TRY(week.day(fields, "created")));
    TRY(db.run("INSERT INTO habits(user_id, name, created_at) VALUES(?1, ?2, ?3)", user.value, name, created));
    const auto habit = db.last_row();
    TRY(week.tell(Entity::habit, std::to_string(habit)));
    DayNumber day = week.today - static_cast<DayNumber>(days.size()) + 1;
    for (const char mark : days) {
        if (mark == '1') {
            TRY(db.run("INSERT INTO habit_completions(habit_id, day, user_id, done_at) VALUES(?1, ?2, ?3, ?4)", habit, day,
                       user.value, week.morning(day)));
            TRY(week.tell(Entity::habit_day, fmt::format("{}/{}", habit, day)));
        }
        ++day;
    }
    return {};
}

Result<void> add_goal(store::Database& db, UserId user, const JsonFields& fields, const Week& week) {
    const auto title = TRY(fields.text("title"));
    const auto unit = TRY(fields.text_or("unit", ""));
    const auto target = TRY(fields.number("target"));
    const auto current = TRY(fields.number("current"));
    const auto start = TRY(week.day(fields, "start"));
    const auto due = TRY(week.maybe_day(fields, "due"));
    const auto updated = TRY(week.day(fields, "updated"));
    TRY(db.run("INSERT INTO goals(user_id, title, unit, target, current, start_day, due_day, created_at, updated_at) "
               "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
               user.value, title, unit, target, current, start, due, week.morning(start), week.morning(updated)));
    return week.tell(Entity::goal, std::to_string(db.last_row()));
}

Result<void> add_event(store::Database& db, UserId user, const JsonFields& fields, const Week& week) {
    const auto title = TRY(fields.text("title"));
    const auto place = TRY(fields.text_or("place", ""));
    const auto day = TRY(week.day(fields, "day"));
    const auto from = TRY(week.instant(fields, day, "from"));
    const auto to = TRY(week.instant(fields, day, "to"));
    const auto color = TRY(fields.maybe_integer("color"));
    TRY(db.run(
        "INSERT INTO calendar_events(user_id, title, place, starts_at, ends_at, color, uid) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        user.value, title, place, from, to, color.value_or(0), fmt::format("{}-{}@sample.asista", title, from)));
    return week.tell(Entity::event, std::to_string(db.last_row()));
}

using AddOne = Result<void> (*)(store::Database&, UserId, const JsonFields&, const Week&);
struct List {
    const char* field;
    const char* one;
    AddOne add;
};
constexpr List lists[] = {
    {"tasks", "task", add_task}, {"habits", "habit", add_habit}, {"goals", "goal", add_goal}, {"events", "event", add_event}};

Result<bool> is_empty(store::Database& db, UserId user) {
    auto row = TRY(db.prepare(
        "SELECT EXISTS(SELECT 1 FROM tasks WHERE user_id = ?1) OR EXISTS(SELECT 1 FROM habits WHERE user_id = ?1) "
        "OR EXISTS(SELECT 1 FROM goals WHERE user_id = ?1) OR EXISTS(SELECT 1 FROM calendar_events WHERE user_id = ?1)"));
    row.bind(user.value);
    TRY(row.step());
    return !row.as<bool>(0);
}

} // namespace

Result<bool> load_sample_data(store::Database& db, UserId user, std::string_view json, DayNumber today, std::int32_t utc_offset_s,
                              const RowMade& made) {
    const bool empty = TRY(is_empty(db, user));
    if (!empty) return false;
    const auto root = TRY(parse_json("sample data", json));
    const JsonFields fields(root, "sample data");
    const Week week{today, utc_offset_s, made};
    return db.transaction([&]() -> Result<bool> {
        for (const List& list : lists) {
            const auto entries = TRY(fields.list(list.field));
            for (std::size_t i = 0; i < entries.size(); ++i)
                TRY(list.add(db, user, JsonFields(entries[i], fmt::format("sample data, {} {}", list.one, i + 1)), week));
        }
        return true;
    });
}

} // namespace asista::services
