#include "app/single_instance.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace asista::app {

Result<SingleInstance> SingleInstance::take(const std::filesystem::path& profile) {
    std::error_code error;
    std::filesystem::create_directories(profile, error);
    if (error)
        return fail(Errc::io, "the profile folder {} cannot be made: {}; choose another with --profile", profile.string(),
                    error.message());
    const auto file = profile / "lock";
    UniqueFd lock(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock) return fail_errno("the profile cannot be used: open " + file.string());
    if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        std::array<char, 32> holder{};
        const auto length = pread(lock.get(), holder.data(), holder.size() - 1, 0);
        return fail(Errc::busy, "the profile {} is open already{}{}; close that window, or choose another profile with --profile",
                    profile.string(), length > 0 ? " in process " : "", holder.data());
    }
    const auto pid = std::to_string(getpid());
    if (ftruncate(lock.get(), 0) != 0 || pwrite(lock.get(), pid.data(), pid.size(), 0) < 0) errno = 0; // the lock is what counts
    return SingleInstance(std::move(lock));
}

} // namespace asista::app
