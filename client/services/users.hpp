// Who uses this profile, and when they were last seen.
#pragma once

#include "store/database.hpp"
#include "wire/ids.hpp"
#include "wire/model.hpp"

#include <map>

namespace asista::services {

struct User {
    UserId id;
    std::string name;
};

// [core]
class Users {
  public:
    explicit Users(store::Database& db) : db_(db) {}

    // The profile's first user; made with `name` when there is none yet.
    Result<User> first(const std::string& name, InstantMs now);
    Result<User> add(const std::string& name, InstantMs now);

  private:
    store::Database& db_;
};

// When the person last touched the app or finished something: for gentle reminders. Kept in memory, and written at most once a
// minute, since every key press counts.
class Activity {
  public:
    static constexpr InstantMs write_every_ms = 60'000;

    explicit Activity(store::Database& db) : db_(db) {}

    Result<void> touch(UserId user, InstantMs now);
    // 0 when never.
    Result<InstantMs> last(UserId user);
    // Writes what is only in memory; for the end of the program.
    Result<void> flush();

  private:
    struct Seen {
        InstantMs at = 0;
        InstantMs written = 0;
    };
    Result<Seen*> seen(UserId user);
    Result<void> write(UserId user, Seen& seen);

    store::Database& db_;
    std::map<UserId, Seen> seen_;
};

} // namespace asista::services
