// The client's own settings of a person: theme, scale, layout. One JSON value a key.
#pragma once

#include "services/operations.hpp"
#include "wire/calls/user.hpp"

#include <map>

namespace asista::services {

// [core]
class Preferences {
  public:
    static constexpr std::size_t max_value_bytes = 64 * 1024;
    static constexpr std::uint32_t max_keys = 1000;

    Preferences(store::Database& db, Operations& log) : db_(db), log_(log) {}

    Result<std::map<std::string, std::string>> all(UserId user);
    // JSON null removes the key, back to its default.
    Result<void> set(const Actor& actor, const calls::PreferencesSet::Request& request, InstantMs now);

  private:
    store::Database& db_;
    Operations& log_;
};

} // namespace asista::services
