// A profile as large as one likes, quickly: rows of the real schema through prepared statements in one transaction, for benches and tests of
// size. Indexes are made and counts are taken afterwards, which is several times as fast as with each row.
#pragma once

#include "store/database.hpp"
#include "wire/ids.hpp"
#include "wire/model.hpp"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace asista::test {

struct GeneratedSize {
    std::int64_t tasks = 1'000'000;
    std::int64_t habit_completions = 100'000;
    std::int64_t events = 50'000;
    int projects = 20;
    int goals = 12;
};

namespace generated {

constexpr InstantMs day_ms = 86'400'000;

// Takes the table's indexes and triggers away while `fill` runs.
template <class Fill> Result<void> without_upkeep(store::Database& db, const std::string& table, Fill fill) {
    std::vector<std::pair<std::string, std::string>> kept; // how to drop it, and how it was made
    {
        auto rows =
            TRY(db.prepare("SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = ?1 AND type IN ('index', 'trigger') "
                           "AND sql IS NOT NULL"));
        rows.bind(table);
        while (TRY(rows.step()))
            kept.emplace_back(fmt::format("DROP {} {}", rows.text(0), rows.text(1)), std::string(rows.text(2)));
    }
    for (const auto& each : kept) TRY(db.execute(each.first));
    TRY(fill());
    for (const auto& each : kept) TRY(db.execute(each.second));
    return {};
}

inline Result<void> tasks(store::Database& db, UserId user, const GeneratedSize& size, DayNumber today, std::mt19937_64& random) {
    const auto below = [&random](std::int64_t n) { return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n)); };
    auto insert = TRY(
        db.prepare("INSERT INTO tasks(user_id, title, notes, status, energy, estimate_minutes, due_day, completed_at, "
                   "created_at, updated_at, "
                   "project_id, rank) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, printf('%08x', 2147483648 + ?11))"));
    constexpr const char* verbs[] = {"Call", "Write", "Review", "Buy", "Plan", "Fix", "Read", "Send"};
    constexpr const char* things[] = {"the landlord", "chapter",     "the invoice", "milk",
                                      "the trip",     "the bicycle", "the report",  "a letter"};
    for (std::int64_t i = 1; i <= size.tasks; ++i) {
        const bool done = below(10) < 7; // who has a million tasks has done most of them
        const DayNumber due = today - 700 + static_cast<DayNumber>(below(1'000));
        const InstantMs at = (today - below(1'000)) * day_ms + below(day_ms);
        const auto title = fmt::format("{} {} {}", verbs[below(8)], things[below(8)], i);
        TRY(insert.run(user.value, title, below(5) == 0 ? "Some notes that go with it, of a line or so." : "", done ? 2 : 0,
                       below(5), below(3) == 0 ? std::optional(15 * (1 + below(8))) : std::nullopt,
                       below(10) < 6 ? std::optional(done ? due : std::max(due, today - 3)) : std::nullopt,
                       done ? std::optional(at) : std::nullopt, at - day_ms,
                       size.projects > 0 && below(2) == 0 ? std::optional(1 + below(size.projects)) : std::nullopt, i));
    }
    return {};
}

inline Result<void> tags(store::Database& db, UserId user) {
    for (const auto& [name, every] : {std::pair{"home", 5}, std::pair{"work", 4}, std::pair{"waiting", 37}})
        TRY(db.run(
            "INSERT INTO task_tags(task_id, name, user_id, open, rank) SELECT id, ?2, user_id, status < 2, rank FROM tasks "
            "WHERE user_id = ?1 AND id % ?3 = 0",
            user.value, std::string(name), every));
    return {};
}

// Kept for as many years as it takes, most of the days; every third one counts an amount, every fourth is meant three times a week.
inline Result<void> habits(store::Database& db, UserId user, const GeneratedSize& size, DayNumber today,
                           std::mt19937_64& random) {
    if (size.habit_completions == 0) return {};
    const std::int64_t count = std::clamp<std::int64_t>(size.habit_completions / 3'000, 1, 200);
    for (std::int64_t habit = 1; habit <= count; ++habit) {
        const std::optional<double> target = habit % 3 == 0 ? std::optional(8.0) : std::nullopt;
        TRY(db.run("INSERT INTO habits(id, user_id, name, created_at, target, unit, times_per_week, color) "
                   "VALUES(?1, ?2, ?3, 0, ?4, ?5, ?6, ?7)",
                   habit, user.value, fmt::format("Habit {}", habit), target, target ? "glasses" : "", habit % 4 == 0 ? 3 : 0,
                   habit % 6));
        const std::int64_t days = size.habit_completions / count + (habit <= size.habit_completions % count ? 1 : 0);
        DayNumber day = today;
        for (std::int64_t i = 0; i < days; ++i, --day) {
            while (random() % 7 == 0) --day; // missed
            const bool skipped = random() % 50 == 0;
            const double amount = skipped ? 0 : target ? static_cast<double>(1 + random() % 10) : 1;
            TRY(db.run("INSERT INTO habit_completions(habit_id, day, user_id, done_at, amount, skipped) "
                       "VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                       habit, day, user.value, day * day_ms, amount, skipped));
        }
    }
    return {};
}

// A few that are set by hand and one that follows the habits.
inline Result<void> goals(store::Database& db, UserId user, const GeneratedSize& size, DayNumber today) {
    for (int goal = 1; goal <= size.goals; ++goal) {
        TRY(db.run("INSERT INTO goals(id, user_id, title, unit, target, current, start_day, due_day, created_at, updated_at, "
                   "current_day, follows) VALUES(?1, ?2, ?3, 'glasses', 1000, ?4, ?5, ?6, 0, 0, ?5, ?7)",
                   goal, user.value, fmt::format("Goal {}", goal), goal * 7.5, today - 300, today + 60, goal == 1));
        for (DayNumber back = 300; back >= 0; back -= 3)
            TRY(db.run("INSERT INTO goal_points(goal_id, day, user_id, value) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                       goal, today - back, user.value, (300 - back) * 0.1));
        if (goal == 1)
            TRY(db.run("INSERT INTO goal_links(goal_id, kind, item_id, user_id) SELECT ?1, 1, id, user_id FROM habits "
                       "WHERE user_id = ?2 ORDER BY id LIMIT 5",
                       goal, user.value));
    }
    return {};
}

} // namespace generated

// `user` has an empty profile. The same seed makes the same rows.
inline Result<void> generate_profile(store::Database& db, UserId user, const GeneratedSize& size, DayNumber today,
                                     std::uint64_t seed = 1) {
    using namespace generated;
    std::mt19937_64 random(seed);
    return db.transaction([&]() -> Result<void> {
        for (int i = 1; i <= size.projects; ++i)
            TRY(db.run("INSERT INTO projects(id, user_id, name, created_at, updated_at) VALUES(?1, ?2, ?3, 0, 0)", i, user.value,
                       fmt::format("Project {}", i)));
        TRY(without_upkeep(db, "tasks", [&] { return generated::tasks(db, user, size, today, random); }));
        // Search reads these bit by bit, as those that were there before it was.
        TRY(db.run("UPDATE search_unread SET below = (SELECT coalesce(max(id) + 1, 0) FROM tasks) WHERE kind = 0"));
        TRY(without_upkeep(db, "task_tags", [&] { return tags(db, user); }));
        TRY(db.run("INSERT INTO task_counts(user_id, scope, key, open, done) SELECT user_id, scope, key, sum(open), sum(done) "
                   "FROM tasks_counted WHERE user_id = ?1 GROUP BY user_id, scope, key",
                   user.value));
        TRY(db.run("INSERT INTO tag_counts(user_id, name, open, tasks) SELECT user_id, name, sum(open), count(*) FROM task_tags "
                   "WHERE user_id = ?1 GROUP BY user_id, name",
                   user.value));
        TRY(without_upkeep(db, "habit_completions", [&] { return habits(db, user, size, today, random); }));
        TRY(db.run(
            "INSERT INTO habit_counts(habit_id, user_id, recorded, changes) SELECT habit_id, user_id, sum(skipped = 0), count(*) "
            "FROM habit_completions WHERE user_id = ?1 GROUP BY habit_id, user_id",
            user.value));
        TRY(goals(db, user, size, today));
        for (std::int64_t i = 0; i < size.events; ++i) {
            const InstantMs start =
                (today - 1'500 + i * 2'000 / std::max<std::int64_t>(size.events, 1)) * day_ms + (i % 20) * 1'800'000;
            TRY(db.run("INSERT INTO calendar_events(user_id, title, starts_at, ends_at, color) VALUES(?1, ?2, ?3, ?4, ?5)",
                       user.value, fmt::format("Event {}", i), start, start + 3'600'000, i % 6));
        }
        return {};
    });
}

} // namespace asista::test
