// What a plugin keeps for itself: JSON values by key, one space per user and plugin, bounded by a quota. These values are the plugin's
// own, so they are not in the operation log: a copy there would double every write and let a plugin fill the disk behind its quota.
#pragma once

#include "services/actor.hpp"
#include "store/database.hpp"
#include "wire/calls/inspect.hpp"

namespace asista::services {

// [core]
class PluginStorage {
  public:
    static constexpr std::uint64_t default_quota_bytes = 1u << 20; // counted as bytes of key plus bytes of value
    static constexpr std::uint64_t unlimited = 0;

    explicit PluginStorage(store::Database& db) : db_(db) {}

    Result<std::string> get(UserId user, std::string_view plugin, std::string_view key);
    // Errc::over_limit when usage would grow beyond `quota_bytes`; nothing is changed then. A plugin that is over already, because its
    // quota was lowered, may still replace a value by a smaller one.
    Result<void> set(UserId user, std::string_view plugin, std::string_view key, std::string_view json, std::uint64_t quota_bytes,
                     InstantMs now);
    Result<void> remove(UserId user, std::string_view plugin, std::string_view key);
    // Ascending by bytes. Errc::over_limit when they would not fit a message: ask for a longer prefix.
    Result<std::vector<std::string>> keys(UserId user, std::string_view plugin, std::string_view prefix);
    struct Listing {
        std::vector<calls::StoredValue> values; // ascending by key, at most max_listed
        bool more = false;                      // there are keys behind the last one
    };
    static constexpr std::size_t max_listed = 1'000;
    // What there is, without the values themselves: those with keys behind `after`.
    Result<Listing> listing(UserId user, std::string_view plugin, std::string_view after);
    Result<std::uint64_t> used_bytes(UserId user, std::string_view plugin);
    Result<void> clear(UserId user, std::string_view plugin);

    // From now on, changes can be taken back; an older mark is replaced. Costs nothing but with the first change of each value.
    Result<void> mark(UserId user, std::string_view plugin);
    // All values are what they were at the mark, which is gone then. Without a mark nothing happens.
    Result<void> restore(UserId user, std::string_view plugin);
    Result<void> drop_mark(UserId user, std::string_view plugin);

  private:
    store::Database& db_;
};

} // namespace asista::services
