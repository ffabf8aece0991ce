#include "services/coach/counts.hpp"

#include "services/coach/plain_words.hpp"
#include "services/day.hpp"
#include "services/services.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace asista::services {
namespace {

using calls::CoachContext;
using calls::CoachContextKind;

constexpr std::string_view field_prefix = "numbers of your ";

struct Asked {
    Services& services;
    UserId user;
    DayNumber today;
};

CoachContext context_of(CoachContextKind kind, std::string_view heading, const std::vector<std::string>& lines,
                        std::string_view of, std::size_t count) {
    CoachContext context;
    context.kind = kind;
    context.own = fmt::format("{} (numbers alone; I keep the names to myself):", heading);
    for (const auto& line : lines) context.own += fmt::format("\n- {}", line);
    if (count > 0) context.fields = {counts_field(of)};
    return context;
}

Result<CoachContext> tasks_of_today(const Asked& asked) {
    calls::TasksPage::Request request{.view = calls::TaskView::today};
    request.brief = true;
    const auto tasks = TRY(asked.services.tasks.page(asked.user, request, asked.today)).tasks;
    return context_of(CoachContextKind::tasks, fmt::format("My tasks for today, {}", long_day(asked.today, asked.today)),
                      count_lines(tasks, asked.today), "tasks for today", tasks.size());
}

Result<CoachContext> habits(const Asked& asked) {
    const auto all = TRY(asked.services.habits.items(asked.user, {asked.today, asked.today, false}, asked.today)).habits;
    std::size_t done = 0, skipped = 0, open = 0;
    std::uint32_t longest = 0;
    for (const auto& habit : all) {
        const auto mark = std::ranges::find(habit.days, asked.today, &calls::HabitDay::day);
        const bool meant = ((habit.weekdays >> weekday_of(asked.today)) & 1) != 0;
        if (mark != habit.days.end() && mark->mark == calls::HabitMark::done)
            ++done;
        else if (mark != habit.days.end() && mark->mark == calls::HabitMark::skipped)
            ++skipped;
        else if (meant)
            ++open;
        if (habit.times_per_week == 0) longest = std::max(longest, static_cast<std::uint32_t>(habit.streak));
    }
    std::vector<std::string> lines{counted(all.size(), "habit", "habits"),
                                   fmt::format("today: {} done, {} not done yet, {} skipped", done, open, skipped)};
    if (longest > 0) lines.push_back(fmt::format("the longest run is {}", counted(longest, "day", "days")));
    return context_of(CoachContextKind::habits, "My habits", lines, "habits", all.size());
}

Result<CoachContext> goals(const Asked& asked) {
    const auto all = TRY(asked.services.goals.items(asked.user, {false}, asked.today)).goals;
    constexpr std::array paces{std::pair{calls::GoalPace::ahead, "ahead of plan"},
                               std::pair{calls::GoalPace::on_track, "on track"}, std::pair{calls::GoalPace::behind, "behind"},
                               std::pair{calls::GoalPace::reached, "reached"},
                               std::pair{calls::GoalPace::no_plan, "without a date"}};
    std::vector<std::string> lines{counted(all.size(), "goal", "goals")};
    for (const auto& [pace, words] : paces)
        if (const auto many = std::ranges::count(all, pace, &calls::GoalItem::pace); many > 0)
            lines.push_back(fmt::format("{} {}", many, words));
    return context_of(CoachContextKind::goals, "My goals", lines, "goals", all.size());
}

Result<CoachContext> week(const Asked& asked) {
    constexpr DayNumber days = 7;
    const auto range = TRY(asked.services.calendar.range(asked.user, {asked.today, asked.today + days}));
    std::vector<std::string> lines;
    for (DayNumber day = asked.today; day < asked.today + days; ++day) {
        const auto events = std::ranges::count_if(
            range.events, [&](const auto& event) { return event.times.start_day <= day && day <= event.times.end_day; });
        const auto tasks = std::ranges::count_if(
            range.tasks, [&](const auto& item) { return item.day == day && item.task.status != TaskStatus::done; });
        if (events + tasks == 0) continue;
        lines.push_back(fmt::format("{}: {}, {}", long_day(day, asked.today),
                                    counted(static_cast<std::size_t>(events), "event", "events"),
                                    counted(static_cast<std::size_t>(tasks), "task", "tasks")));
    }
    const auto busy = lines.size();
    if (lines.empty()) lines.emplace_back("nothing");
    return context_of(
        CoachContextKind::week,
        fmt::format("My week from {} to {}", long_day(asked.today, asked.today), long_day(asked.today + days - 1, asked.today)),
        lines, "week", busy);
}

} // namespace

std::string counts_field(std::string_view of) { return fmt::format("{}{}", field_prefix, of); }

bool holds_names(const std::vector<std::string>& fields) {
    return std::ranges::any_of(fields, [](const auto& field) { return !field.starts_with(field_prefix); });
}

std::vector<std::string> count_lines(const std::vector<calls::TaskItem>& tasks, DayNumber today) {
    std::vector<std::string> lines{counted(tasks.size(), "task", "tasks")};
    std::string energies;
    for (const auto energy : {Energy::xs, Energy::s, Energy::m, Energy::l, Energy::xl})
        if (const auto many = std::ranges::count_if(tasks, [&](const auto& item) { return item.task.energy == energy; });
            many > 0)
            energies += fmt::format("{}{} {}", energies.empty() ? "" : ", ", many, energy_words(energy));
    if (!energies.empty()) lines.push_back(fmt::format("by energy: {}", energies));
    std::size_t overdue = 0, due = 0, estimated = 0;
    std::uint64_t minutes = 0;
    for (const auto& item : tasks) {
        if (item.task.due_day) ++(*item.task.due_day < today ? overdue : due);
        if (!item.task.estimate_minutes) continue;
        ++estimated;
        minutes += static_cast<std::uint64_t>(*item.task.estimate_minutes);
    }
    if (overdue + due > 0) lines.push_back(fmt::format("{} overdue, {} due later or today", overdue, due));
    if (estimated > 0) lines.push_back(fmt::format("about {} min together, of the {} with an estimate", minutes, estimated));
    return lines;
}

Result<CoachContext> count_context(Services& services, UserId user, CoachContextKind kind, InstantMs now,
                                   std::int32_t utc_offset_s) {
    const Asked asked{services, user, day_of(now, utc_offset_s)};
    switch (kind) {
    case CoachContextKind::tasks: return tasks_of_today(asked);
    case CoachContextKind::habits: return habits(asked);
    case CoachContextKind::goals: return goals(asked);
    case CoachContextKind::week: break;
    }
    return week(asked);
}

} // namespace asista::services
