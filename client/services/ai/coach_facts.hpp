// The numbers an answer may be built from: a person's own, counted at the moment of the question, and only the kinds that whoever
// asks may read. A plain value, so that a provider on another thread needs no database.
#pragma once

#include "services/goals.hpp"
#include "services/quick_add.hpp"
#include "wire/clock.hpp"
#include "wire/model.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace asista::services {
struct Services;
}

namespace asista::services::ai {

struct TaskFacts {
    std::array<std::uint32_t, 5> open_by_energy{}; // XS to XL
    std::uint32_t open = 0;
    std::uint32_t due_today = 0; // open, due today or earlier
    std::uint32_t done_today = 0;
    std::uint32_t done_this_week = 0; // seven days with today
    std::uint32_t effort_today = 0;   // of the done ones: XS 1, S 2, M 3, L 5, XL 8
    std::string smallest;             // title of the open task that asks least, of those due first; "" when there is none
    Energy smallest_energy = Energy::m;
};

struct HabitFacts {
    std::uint32_t done_today = 0;
    std::uint32_t left_today = 0; // meant for today and not done yet
    std::string longest;          // name of the habit kept longest
    std::uint32_t longest_days = 0;
};

struct GoalFact {
    std::string title, unit;
    double current = 0, target = 1;
    Pace pace = Pace::no_plan;
    bool moved_this_week = false;
};

struct EventFact {
    std::string title;
    int start_minute = 0; // of the day
};

// What a request to do something is read with: "add task call landlord tomorrow 9am", "I ran 3 km".
struct ToolFacts {
    DayNumber today = 0;
    std::vector<QuickProject> projects;
    struct CountedHabit {
        std::string name;
        bool has_target = false;
    };
    std::vector<CountedHabit> habits;
    struct CountedGoal { // that goes upwards and is set by hand
        std::string title, unit;
    };
    std::vector<CountedGoal> goals;
};

struct CoachFacts {
    std::string user_name;
    int minute_of_day = 0; // 0 to 1439, local
    HourStyle hours = HourStyle::hours_24;
    std::optional<TaskFacts> tasks; // nullopt: not to be read by whoever asks
    std::optional<HabitFacts> habits;
    std::optional<std::vector<GoalFact>> goals; // active ones
    bool may_see_calendar = false;
    std::optional<EventFact> next_event; // the next one to begin today
    // A guess from the hour and, where it may be known, the effort spent today. It is called a guess wherever it is shown.
    Energy energy_guess = Energy::m;
    std::optional<ToolFacts> tools{}; // only where tools are given along
};

struct FactScope {
    bool tasks = false, habits = false, goals = false, calendar = false;
    static constexpr FactScope everything() { return {true, true, true, true}; }
};

// [core]
Result<CoachFacts> gather_facts(Services& services, UserId user, const std::string& user_name, InstantMs now,
                                std::int32_t utc_offset_s, FactScope scope);

Result<ToolFacts> gather_tool_facts(Services& services, UserId user, DayNumber today);

// XS late at night, L in the late morning, one step less after a day's worth of effort.
Energy guess_energy(int minute_of_day, std::uint32_t effort_today);

} // namespace asista::services::ai
