// Habits of another program, each with its days. One of the same name is the same: it is left as it is and gets the days that it lacks.
#include "services/import/fields.hpp"
#include "services/import/taking.hpp"

#include <map>
#include <optional>
#include <utility>

namespace asista::services {
namespace {

class HabitImport final : public Taking {
  public:
    explicit HabitImport(ImportParts parts) : parts_(std::move(parts)), s_(parts_.services) {}

    Result<bool> begin() override {
        const auto& user = parts_.actor.user;
        if (learned_ == 0) {
            auto rows = TRY(s_.db.prepare("SELECT id, name FROM habits WHERE user_id = ?1 ORDER BY archived, rank, id"));
            rows.bind(user.value);
            while (TRY(rows.step())) here_.emplace(lower(rows.text(1)), rows.as<std::uint64_t>(0));
        }
        // Days of a habit that is here are undone one by one, so the log must be able to hold them.
        const auto& habit = parts_.file.habits[learned_++];
        if (const auto id = find(habit)) more_ += TRY(s_.habits.days_lacking(user, *id, habit.days, parts_.today));
        if (const auto things = more_ + parts_.file.things(); more_ > 0 && things > most_imported)
            return fail(
                Errc::over_limit,
                "{} days and more of habits that are here already would be added; at most {} things are taken over at once: "
                "remove those habits here, so that they come with their days, or split the file",
                more_, most_imported);
        return learned_ == parts_.file.habits.size();
    }
    std::size_t size() const override { return parts_.file.habits.size(); }
    Result<void> take(std::size_t index) override {
        const ImportedHabit& from = parts_.file.habits[index];
        const auto here = find(from);
        const auto named = fmt::format("\"{}\"", from.habit.name.substr(0, 80));
        if (!here && from.needs_target) {
            parts_.report.skipped(
                "habits", from.line,
                fmt::format("{} counts amounts, and this file does not say how much is wanted: import Habits.csv, or "
                            "the backup, first",
                            named));
            return {};
        }
        const auto taken = here ? s_.habits.add_days(parts_.actor, *here, from.days, parts_.today, parts_.now, import_call)
                                : s_.habits.take_over(parts_.actor, from.habit, {from.archived, from.days}, parts_.today,
                                                      parts_.now, import_call);
        if (!taken) {
            if (taken.error().code == Errc::io || taken.error().code == Errc::internal) return fail(taken.error());
            parts_.report.skipped("habits", from.line, fmt::format("{}: {}", named, taken.error().message));
            return {};
        }
        here_.emplace(lower(from.habit.name), taken->id);
        if (!here)
            parts_.report.added("habits", from.habit.name);
        else if (taken->days > 0)
            ++parts_.report.of("habits").changed;
        else
            parts_.report.skipped("habits", from.line, fmt::format("{} is there already", named));
        parts_.report.of("habit days").added += taken->days;
        if (taken->out_of_range > 0)
            parts_.report.note(from.line, fmt::format("{}: left out as not come yet or more than ten years back: {}", named,
                                                      amount(taken->out_of_range, "day")));
        return {};
    }

  private:
    std::optional<std::uint64_t> find(const ImportedHabit& habit) const {
        const auto known = here_.find(lower(habit.habit.name));
        return known == here_.end() ? std::nullopt : std::optional(known->second);
    }

    ImportParts parts_;
    Services& s_;
    std::map<std::string, std::uint64_t> here_; // by name in lower case
    std::size_t learned_ = 0;                   // habits of the file that were looked for
    std::size_t more_ = 0;                      // days that those here would get
};

} // namespace

std::unique_ptr<Taking> take_habits(ImportParts parts) { return std::make_unique<HabitImport>(std::move(parts)); }

} // namespace asista::services
