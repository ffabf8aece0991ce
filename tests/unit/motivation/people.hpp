// People to test with: moments, tasks, habits and goals in a few words.
#pragma once

#include "stats.hpp"

namespace asista::motivation::test {

inline constexpr DayNumber sunday = 20779; // 22 November 2026

inline Moment at(DayNumber day, int hour, int minute = 0, std::int32_t utc_offset_s = 0) {
    const InstantMs local = InstantMs{day} * ms_per_day + hour * ms_per_hour + minute * ms_per_minute;
    return moment_at(local - InstantMs{utc_offset_s} * 1000, utc_offset_s);
}

inline TaskFact done_task(DayNumber day, int hour, Level effort) { return {"done", effort, at(day, hour).at_ms, {}}; }
inline TaskFact open_task(std::string title, Level effort, std::optional<DayNumber> due = {}) {
    return {std::move(title), effort, {}, due};
}

// Somebody who shares everything and has nothing yet.
inline Facts empty_facts() {
    Facts facts;
    facts.open_tasks.emplace();
    facts.done_tasks.emplace();
    facts.habits.emplace();
    facts.goals.emplace();
    return facts;
}

// Finishes one M task at 10:00 on each of the ten days before `today`.
inline Facts steady_facts(DayNumber today) {
    Facts facts = empty_facts();
    for (DayNumber day = today - 10; day < today; ++day) facts.done_tasks->push_back(done_task(day, 10, Level::m));
    return facts;
}

} // namespace asista::motivation::test
