// The calendar: events with a beginning and an end.
#pragma once

#include "services/operations.hpp"
#include "wire/calls/data.hpp"

namespace asista::services {

// [core]
class Calendar {
  public:
    // Bounds how far before a range an event may begin and still reach into it, so that a range is one stretch of the index.
    static constexpr InstantMs max_event_ms = InstantMs{366} * 86'400'000;

    Calendar(store::Database& db, Operations& log) : db_(db), log_(log) {}

    // Events that overlap [from, to), by start; at most 1,000.
    Result<calls::CalendarList::Reply> list(UserId user, const calls::CalendarList::Request& request);
    Result<calls::CalendarAdd::Reply> add(const Actor& actor, const calls::CalendarAdd::Request& request, InstantMs now);
    Result<void> remove(const Actor& actor, std::uint64_t id, InstantMs now);

  private:
    store::Database& db_;
    Operations& log_;
};

} // namespace asista::services
