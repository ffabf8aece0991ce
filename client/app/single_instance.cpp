#include "app/single_instance.hpp"

#include "core/profile_lock.hpp"

#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

namespace asista::app {

Result<SingleInstance> SingleInstance::take(const std::filesystem::path& profile) {
    std::error_code error;
    std::filesystem::create_directories(profile, error);
    if (error)
        return fail(Errc::io, "the profile folder {} cannot be made: {}; choose another with --profile", profile.string(),
                    error.message());
    auto locked = core::lock_profile(profile);
    if (!locked && locked.error().code == Errc::busy)
        return fail(Errc::busy, "{}; close that window, or choose another profile with --profile", locked.error().message);
    UniqueFd lock = TRY(std::move(locked));
    const auto pid = std::to_string(getpid());
    if (ftruncate(lock.get(), 0) != 0 || pwrite(lock.get(), pid.data(), pid.size(), 0) < 0) errno = 0; // the lock is what counts
    return SingleInstance(std::move(lock));
}

} // namespace asista::app
