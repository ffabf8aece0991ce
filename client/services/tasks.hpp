// Tasks: what there is to do, how much energy each takes, when, how often, and what was done when.
//
// A task may have parts (subtasks), which have none themselves. What is done to a task is done to its parts where it could not be
// otherwise: they are completed, cancelled, removed and moved to a project with it, as one change. Completing every part does not complete
// the task. One that repeats and is completed makes its next occurrence, which takes over the rule.
#pragma once

#include "services/operations.hpp"
#include "services/task_rows.hpp"
#include "wire/calls/data.hpp"
#include "wire/calls/tasks.hpp"

namespace asista::services {

// [core]
class Tasks {
  public:
    Tasks(store::Database& db, Operations& log) : db_(db), log_(log) {}

    // ---- for plugins and pages ----
    // In the order wire/calls.hpp promises; fewer than asked for when the reply would not fit a message. Cancelled ones are not listed.
    Result<calls::TasksList::Reply> list(UserId user, const calls::TasksList::Request& request);
    Result<Task> find(UserId user, std::uint64_t id);
    Result<calls::TasksAdd::Reply> add(const Actor& actor, const calls::TasksAdd::Request& request, InstantMs now);
    // A task that becomes done is completed at `now`; one that is opened again is not completed any more. `today`: from which the next
    // occurrence of one that repeats is looked for; nullopt: the day that it is in UTC.
    Result<void> update(const Actor& actor, const calls::TasksUpdate::Request& request, InstantMs now,
                        std::optional<DayNumber> today = {});
    Result<void> remove(const Actor& actor, std::uint64_t id, InstantMs now);

    // ---- for pages ----
    Result<calls::TaskItem> get(UserId user, std::uint64_t id);
    Result<calls::TasksPage::Reply> page(UserId user, const calls::TasksPage::Request& request, DayNumber today);
    Result<calls::TasksIds::Reply> ids(UserId user, const calls::TasksIds::Request& request, DayNumber today);
    Result<calls::TasksDays::Reply> days(UserId user, const calls::TasksDays::Request& request, DayNumber today);
    Result<calls::TasksCounts::Reply> counts(UserId user, DayNumber today);
    // One from elsewhere has a past: it was made then, and done then, and had a name there.
    struct Past {
        std::optional<InstantMs> made_at, done_at;
        std::string origin;
    };
    Result<calls::TasksCreate::Reply> create(const Actor& actor, const calls::TasksCreate::Request& request, InstantMs now,
                                             const Past& past = {});
    Result<calls::Changed> edit(const Actor& actor, const calls::TasksEdit::Request& request, InstantMs now, DayNumber today);
    Result<calls::Changed> erase(const Actor& actor, const calls::TasksErase::Request& request, InstantMs now);
    Result<calls::Changed> move(const Actor& actor, const calls::TasksMove::Request& request, InstantMs now);

    // ---- counts, as cheap for a million tasks as for ten ----
    Result<std::uint32_t> count_open(UserId user);
    // Open tasks by energy, XS to XL.
    Result<std::array<std::uint32_t, 5>> count_open_by_energy(UserId user);

    Result<std::uint32_t> count_done(UserId user, InstantMs since);
    // Tasks completed since, by energy.
    Result<std::array<std::uint32_t, 5>> finished_since(UserId user, InstantMs since);

  private:
    struct Edit; // one call's edit, under way

    Result<std::uint64_t> create_one(const Actor& actor, const StoredTask& task, InstantMs now, std::string_view call);
    Result<bool> edit_one(const Edit& edit, std::uint64_t id);
    Result<void> apply(const Edit& edit, StoredTask& task);
    Result<void> check(UserId user, const StoredTask& task);
    Result<void> store(const Edit& edit, const StoredTask& task);
    Result<void> follow_with_subtasks(const Edit& edit, const StoredTask& before, const StoredTask& after);
    Result<void> make_next(const Edit& edit, const StoredTask& completed, const std::string& rule);
    Result<void> stop_tracking(const Edit& edit, std::uint64_t id);
    Result<bool> remove_one(const Actor& actor, std::uint64_t id, InstantMs now, std::string_view call);
    Result<bool> move_one(const Actor& actor, const calls::TasksMove::Request& request, InstantMs now);
    Result<std::string> place(const Actor& actor, const StoredTask& task, const StoredTask& anchor, bool behind, InstantMs now);
    Result<std::optional<StoredTask>> neighbour(UserId user, const StoredTask& of, std::uint64_t besides, bool behind);
    Result<void> spread(const Actor& actor, const StoredTask& around, std::uint64_t besides, InstantMs now);

    store::Database& db_;
    Operations& log_;
};

} // namespace asista::services
