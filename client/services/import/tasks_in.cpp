// Tasks of another program: with their projects, which are found by name or made, their parts, and the time that was worked on them.
#include "services/import/fields.hpp"
#include "services/import/taking.hpp"
#include "services/day.hpp"
#include "services/recurrence.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace asista::services {
namespace {

constexpr std::uint32_t learned_at_once = 10'000;
constexpr DayNumber next_within_days = 3'660; // a rule whose next day is further away is of no use

class TaskImport final : public Taking {
  public:
    explicit TaskImport(ImportParts parts) : parts_(std::move(parts)), s_(parts_.services), clock_(s_.calendar.own_clock()) {}

    Result<bool> begin() override {
        if (ids_.empty()) {
            for (const auto& each : TRY(s_.projects.list(parts_.actor.user, {true})).projects)
                projects_[lower(each.name)] = each.id;
            for (const auto& each : parts_.file.tasks) {
                titles_.insert(each.task.title);
                if (!each.origin.empty()) origins_[each.origin] = 0;
            }
            ids_.assign(parts_.file.tasks.size(), 0);
            repeats_here_.assign(parts_.file.tasks.size(), false);
        }
        return titles_.empty() ? true : learn_tasks();
    }
    std::size_t size() const override { return parts_.file.projects.size() + parts_.file.tasks.size(); }
    Result<void> take(std::size_t index) override {
        const auto projects = parts_.file.projects.size();
        return index < projects ? take_project(parts_.file.projects[index]) : take_task(index - projects);
    }

  private:
    // What makes two tasks the same: reading a file twice must not double them.
    using Same = std::tuple<std::string, std::string, std::optional<DayNumber>>; // title, project in lower case, due day
    struct Here {
        std::uint64_t id;
        InstantMs made_at;
        std::optional<InstantMs> done_at;
    };

    // One look at all titles, a piece at a time: those of a million tasks take some 300 ms, once for a file.
    Result<bool> learn_tasks() {
        auto rows =
            TRY(s_.db.prepare("SELECT t.title, p.name, t.due_day, t.id, t.created_at, t.completed_at, t.origin FROM tasks AS t "
                              "LEFT JOIN projects AS p ON p.id = t.project_id WHERE t.user_id = ?1 AND t.id > ?2 "
                              "ORDER BY t.id LIMIT ?3"));
        rows.bind(parts_.actor.user.value, learned_, learned_at_once);
        std::uint32_t seen = 0;
        for (; TRY(rows.step()); ++seen) {
            learned_ = rows.as<std::uint64_t>(3);
            // Of the occurrences of one that repeats the last one is the newest.
            if (const auto origin = origins_.find(rows.text(6)); origin != origins_.end()) origin->second = learned_;
            if (titles_.contains(rows.text(0)))
                there_[{std::string(rows.text(0)), lower(std::string(rows.text(1))), rows.maybe<DayNumber>(2)}].push_back(
                    {learned_, rows.integer(4), rows.maybe<InstantMs>(5)});
        }
        return seen < learned_at_once;
    }
    std::uint64_t find_same(const Same& same, const ImportedTask& from) const {
        const auto known = there_.find(same);
        if (known == there_.end()) return 0;
        for (const auto& each : known->second)
            if ((!from.made_at || *from.made_at == each.made_at) && (!from.done_at || from.done_at == each.done_at))
                return each.id;
        return 0;
    }

    // One that came before, by the name that it has in its program; 0: none did.
    std::uint64_t find_origin(const ImportedTask& from) const {
        const auto known = origins_.find(from.origin);
        return known == origins_.end() ? 0 : known->second;
    }
    // Its parts are those of another occurrence, or their template: the ones that it has here stand for them.
    bool is_part_of_known_repetition(const ImportedTask& from, std::size_t index) const {
        return from.parent > 0 && from.parent <= index && repeats_here_[from.parent - 1];
    }
    Result<void> leave(std::size_t index, std::uint64_t here) {
        const ImportedTask& from = parts_.file.tasks[index];
        ids_[index] = here;
        parts_.report.skipped("tasks", from.line, fmt::format("\"{}\" is there already", from.task.title));
        return {};
    }

    Result<void> take_project(const ImportedProject& from) {
        const auto before = projects_.size();
        const auto id = project(from.name, from.color, 0);
        if (id == 0 || projects_.size() == before || !from.archived) return {};
        calls::ProjectsEdit::Request archive;
        archive.id = id;
        archive.archived = true;
        TRY(s_.projects.edit(parts_.actor, archive, parts_.now));
        return {};
    }
    std::uint64_t project(const std::string& name, std::uint32_t color, std::uint32_t line) {
        if (name.empty()) return 0;
        const auto key = lower(name);
        if (const auto known = projects_.find(key); known != projects_.end()) return known->second;
        const auto made = s_.projects.add(parts_.actor, {name, color}, parts_.now);
        if (made)
            parts_.report.added("projects", {});
        else
            parts_.report.skipped("projects", line, made.error().message);
        return projects_[key] = made ? made->id : 0; // said once
    }

    Result<void> take_task(std::size_t index) {
        const ImportedTask& from = parts_.file.tasks[index];
        if (const auto id = find_origin(from); id != 0) {
            repeats_here_[index] = !from.task.recurrence.empty();
            return leave(index, id);
        }
        if (is_part_of_known_repetition(from, index)) return leave(index, 0);
        auto request = from.task;
        if (from.due_at) {
            const InstantMs wall = clock_.wall(*from.due_at);
            request.due_day = day_of(wall, 0);
            request.due_minute = static_cast<std::uint16_t>((wall - start_of(*request.due_day, 0)) / 60'000);
        }
        if (from.repeats_behind && !TRY(find_next(from, request))) return {};
        const Same same{from.task.title, lower(from.project), request.due_day};
        if (const auto id = find_same(same, from); id != 0) return leave(index, id);
        if (from.parent > 0 && from.parent <= index) request.parent = ids_[from.parent - 1];
        if (request.parent == 0) request.project = project(from.project, 0, from.line);
        const Tasks::Past past{from.made_at, from.done ? std::optional(from.done_at.value_or(parts_.now)) : std::nullopt,
                               from.origin};
        const auto made = s_.tasks.create(parts_.actor, request, parts_.now, past);
        if (!made) {
            if (made.error().code == Errc::io || made.error().code == Errc::internal) return fail(made.error());
            const auto named = from.task.title.empty() ? std::string() : fmt::format("\"{}\": ", from.task.title.substr(0, 80));
            parts_.report.skipped("tasks", from.line, named + made.error().message);
            return {};
        }
        ids_[index] = made->id;
        if (!from.origin.empty()) origins_[from.origin] = made->id;
        there_[same].push_back({made->id, from.made_at.value_or(parts_.now), past.done_at}); // twice in the file is once
        for (const auto& each : from.tracked) TRY(take_time(made->id, each));
        parts_.report.added("tasks", from.task.title);
        return {};
    }

    // Puts a repeating task that is not there yet on its next day; false: there is none.
    Result<bool> find_next(const ImportedTask& from, calls::TasksCreate::Request& request) {
        const auto start = request.due_day.value_or(parts_.today);
        const auto first = std::max({start, *from.repeats_behind + 1, parts_.today});
        auto rule = checked_recurrence(request.recurrence);
        auto days = rule ? occurrences(*rule, start, first, first + next_within_days, 1)
                         : Result<std::vector<DayNumber>>(fail(rule.error()));
        if (days && !days->empty()) {
            request.due_day = days->front();
            return true;
        }
        parts_.report.skipped("tasks", from.line,
                              fmt::format("\"{}\" repeats, and {}", from.task.title.substr(0, 80),
                                          days ? std::string("has no day to come") : days.error().message));
        return false;
    }

    // What is known is the day and how long: it stands from noon on, or from as early as it must to be on that day, and is over by now.
    Result<void> take_time(std::uint64_t task, const ImportedTime& time) {
        const InstantMs lasted = std::min(time.lasted_ms, ms_per_day);
        const InstantMs wall = start_of(time.day, 0) + std::min(ms_per_day / 2, ms_per_day - lasted);
        InstantMs from = clock_.instant(wall);
        if (time.day == parts_.today) from = std::min(from, parts_.now - lasted);
        TRY(s_.tracking.add_past(parts_.actor, {0, task, from, from + lasted}, parts_.now, import_call));
        ++parts_.report.of("tracked times").added;
        return {};
    }

    ImportParts parts_;
    Services& s_;
    const Zone clock_;
    std::map<std::string, std::uint64_t> projects_;             // by name in lower case
    std::set<std::string_view> titles_;                         // in the file
    std::map<std::string, std::uint64_t, std::less<>> origins_; // in the file; the task here that came from it, or 0
    std::vector<bool> repeats_here_;                            // of the file's tasks: one that repeats and came before
    std::uint64_t learned_ = 0;                                 // up to this id
    std::map<Same, std::vector<Here>> there_;
    std::vector<std::uint64_t> ids_; // of the file's tasks here; 0: not taken
};

} // namespace

std::unique_ptr<Taking> take_tasks(ImportParts parts) { return std::make_unique<TaskImport>(std::move(parts)); }

} // namespace asista::services
