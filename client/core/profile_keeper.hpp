// Profiles and the passphrase of the open one: binds the profiles.* and passphrase.* calls.
#pragma once

#include "core/profiles.hpp"
#include "runtime/broker.hpp"
#include "runtime/clock.hpp"
#include "runtime/event_loop.hpp"
#include "services/files/file_thread.hpp"
#include "services/sealing.hpp"
#include "store/database.hpp"

#include <functional>
#include <map>
#include <string>

namespace asista::core {

// [core]
class ProfileKeeper {
  public:
    struct Parts { // references outlive this
        runtime::EventLoop& loop;
        runtime::Broker& broker;
        store::Database& db;
        std::filesystem::path profile;
        std::function<void(std::filesystem::path)> restart; // with another profile; empty: with this one
        std::function<void()> changed;                      // profiles()
        const runtime::Clock& clock;
        store::SealEffort effort = store::SealEffort::usual;
    };
    explicit ProfileKeeper(Parts parts);
    ProfileKeeper(const ProfileKeeper&) = delete;
    ProfileKeeper& operator=(const ProfileKeeper&) = delete;

    // The first one first, then by name.
    const std::vector<calls::ProfileInfo>& profiles() const { return list_; }

    // Keeps how the window looks where it can be read while the profile is locked, should it be: a passphrase may come at any time.
    void note_appearance(const std::map<std::string, std::string>& preferences) const;

  private:
    void look_again();
    void bind_profiles();
    void bind_removal();
    void bind_passphrase();

    Parts parts_;
    Profiles folders_;
    std::vector<calls::ProfileInfo> list_;
    services::Sealing sealing_;
    services::files::FileThread thread_; // a passphrase is a second of work; last: what it posts finds the rest there
};

// Where the database and its backups are in a profile.
services::Sealing sealing_of(const std::filesystem::path& profile);

} // namespace asista::core
