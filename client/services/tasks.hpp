// Tasks: what there is to do, how much energy each takes, and what was done when.
#pragma once

#include "services/operations.hpp"
#include "wire/calls.hpp"

namespace asista::services {

// [core]
class Tasks {
  public:
    Tasks(store::Database& db, Operations& log) : db_(db), log_(log) {}

    // In the order wire/calls.hpp promises; fewer than asked for when the reply would not fit a message. Cancelled ones are not listed.
    Result<calls::TasksList::Reply> list(UserId user, const calls::TasksList::Request& request);
    Result<Task> find(UserId user, std::uint64_t id);

    Result<calls::TasksAdd::Reply> add(const Actor& actor, const calls::TasksAdd::Request& request, InstantMs now);
    // A task that becomes done is completed at `now`; one that is opened again is not completed any more.
    Result<void> update(const Actor& actor, const calls::TasksUpdate::Request& request, InstantMs now);
    Result<void> remove(const Actor& actor, std::uint64_t id, InstantMs now);

    Result<std::uint32_t> count_open(UserId user);
    // Open tasks by energy, XS to XL.
    Result<std::array<std::uint32_t, 5>> count_open_by_energy(UserId user);
    Result<std::uint32_t> count_done(UserId user, InstantMs since);
    // Tasks completed since, by energy.
    Result<std::array<std::uint32_t, 5>> finished_since(UserId user, InstantMs since);

  private:
    store::Database& db_;
    Operations& log_;
};

} // namespace asista::services
