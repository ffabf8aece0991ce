// Notifications: what was shown to the person, by whom, and how often a plugin may.
#pragma once

#include "services/actor.hpp"
#include "store/database.hpp"
#include "wire/calls/services.hpp"

namespace asista::services {

// [core]
class Notifications {
  public:
    static constexpr std::uint32_t max_per_hour = 30; // of one plugin
    static constexpr std::uint32_t kept = 1000;       // newest of each user

    explicit Notifications(store::Database& db) : db_(db) {}

    // Records it and returns it as it is to be shown. Errc::over_limit beyond max_per_hour for a plugin; nothing is recorded then.
    Result<Notification> show(const Actor& actor, const calls::NotificationsShow::Request& request, InstantMs now);
    // Newest first.
    Result<std::vector<Notification>> recent(UserId user, std::uint32_t limit);
    // id 0: all.
    Result<void> mark_read(UserId user, std::uint64_t id);

  private:
    store::Database& db_;
};

} // namespace asista::services
