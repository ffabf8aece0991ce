// Projects: what tasks belong together, in an order by hand.
#pragma once

#include "services/operations.hpp"
#include "wire/calls/tasks.hpp"

namespace asista::services {

// [core]
class Projects {
  public:
    static constexpr std::uint32_t max_projects = 500;
    static constexpr std::size_t max_name_bytes = 100;

    Projects(store::Database& db, Operations& log) : db_(db), log_(log) {}

    Result<calls::ProjectsList::Reply> list(UserId user, const calls::ProjectsList::Request& request);
    // Errc::busy when there is one of that name.
    Result<calls::ProjectsAdd::Reply> add(const Actor& actor, const calls::ProjectsAdd::Request& request, InstantMs now);
    Result<calls::Changed> edit(const Actor& actor, const calls::ProjectsEdit::Request& request, InstantMs now);
    // Its tasks stay, without a project; with more than 5,000 of them it is refused, since undoing it would not fit the log.
    Result<calls::Changed> remove(const Actor& actor, std::uint64_t id, InstantMs now);

  private:
    Result<std::string> checked_name(UserId user, std::string_view name, std::uint64_t besides);
    Result<std::string> place(UserId user, std::uint64_t id, std::uint64_t behind);

    store::Database& db_;
    Operations& log_;
};

} // namespace asista::services
