// What is remembered about a user's plugins between runs of the client. An interface: the supervisor knows no database; client/core
// implements it over the services. All of it is one user's: the one the implementation was made for.
#pragma once

#include "runtime/grants.hpp"
#include "wire/bytes.hpp"
#include "wire/model.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::runtime {

struct Installation {
    std::string plugin;  // id
    std::string version; // of the manifest when it was installed or last loaded
    bool enabled = true;
    Grants grants;                    // what the person decided, and how it was used
    std::string settings_json = "{}"; // an object with what the user changed; defaults come from the manifest
    std::string why_disabled;         // whole sentences; empty while nothing is wrong
    InstantMs last_loaded_at = 0;     // 0: never
    std::uint32_t load_count = 0;
};

// What a plugin saved of itself, for the next process of it.
struct SavedState {
    std::uint32_t version = 0; // the plugin's own number for the layout of the bytes
    wire::Bytes bytes;         // at most 16 MiB
};

// [core] Every function works at once on the database; errors are told to the user and change nothing in memory.
class Installations {
  public:
    virtual ~Installations() = default;

    virtual Result<std::vector<Installation>> list() = 0;
    // Inserts, or replaces version, enabled, grants, settings_json and why_disabled. Load time and count are record_load's.
    virtual Result<void> save(const Installation& installation) = 0;
    // A process of it became active: last loaded, load count + 1, version.
    virtual Result<void> record_load(std::string_view plugin, std::string_view version, InstantMs at) = 0;
    // keep_data: settings, storage and saved state stay for a later installation; otherwise they are removed too.
    virtual Result<void> remove(std::string_view plugin, bool keep_data) = 0;

    // Counts and last uses of permissions alone, now and then.
    virtual Result<void> save_uses(std::string_view plugin, const Grants& grants) = 0;

    virtual Result<void> save_state(std::string_view plugin, const SavedState& state) = 0;
    virtual Result<std::optional<SavedState>> load_state(std::string_view plugin) = 0;
    // Settings kept from an earlier installation that was removed with keep_data; "{}" when there are none.
    virtual Result<std::string> kept_settings(std::string_view plugin) = 0;
};

} // namespace asista::runtime
