// One client per profile: two would write one database and start every plugin twice.
#pragma once

#include "wire/os.hpp"

#include <filesystem>

namespace asista::app {

// Holds an advisory lock on PROFILE/lock for its life; the kernel lets go of it however the program ends.
class SingleInstance {
  public:
    // Makes the profile folder when it is missing. Errc::busy names the process that has the profile open; Errc::denied, ::io and
    // ::over_limit when the folder cannot be made or written.
    static Result<SingleInstance> take(const std::filesystem::path& profile);

  private:
    explicit SingleInstance(UniqueFd lock) : lock_(std::move(lock)) {}
    UniqueFd lock_;
};

} // namespace asista::app
