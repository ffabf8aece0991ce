// Time tracking: how long a person worked on which task, one at a time.
//
// A time that runs stays in the database, so a client that is killed loses none of it. Once a minute the client notes that it is there;
// after a gap, left_at() says when it was last, so that a time that ran on through a night need not be kept as such.
#pragma once

#include "services/operations.hpp"
#include "wire/calls/tasks.hpp"

namespace asista::services {

// [core]
class Tracking {
  public:
    static constexpr InstantMs noted_every_ms = 60'000;
    static constexpr InstantMs gap_ms = 5 * noted_every_ms; // without a note, the client was not there

    Tracking(store::Database& db, Operations& log) : db_(db), log_(log) {}

    // What runs is stopped first, in the same change. Nothing changes when it is this task that runs.
    Result<calls::Changed> start(const Actor& actor, std::uint64_t task, InstantMs now);
    // `at`: when it really ended; Errc::invalid outside of [its start, now]. Nothing changes when nothing runs.
    Result<calls::Changed> stop(const Actor& actor, std::optional<InstantMs> at, InstantMs now);
    // One that is over, as an import finds it. Call inside its transaction.
    Result<void> add_past(const Actor& actor, const calls::TimeEntry& entry, InstantMs now, std::string_view call);
    Result<std::optional<calls::TimeEntry>> running(UserId user);
    Result<calls::TrackingList::Reply> list(UserId user, const calls::TrackingList::Request& request);

    // The client is there; may be called as often as one likes, and writes only while a time runs. After a gap while a time ran, the instant before the gap is kept until
    // that time is stopped.
    Result<void> note_alive(UserId user, InstantMs now);
    // When the client was last there before a gap in the time that runs now; nullopt: there was no gap.
    std::optional<InstantMs> left_at() const { return left_at_; }

  private:
    Result<void> end(const Actor& actor, const calls::TimeEntry& entry, InstantMs at, InstantMs now, std::string_view call);

    store::Database& db_;
    Operations& log_;
    std::optional<InstantMs> noted_at_; // by this process
    std::optional<InstantMs> left_at_;
};

} // namespace asista::services
