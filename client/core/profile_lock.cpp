#include "core/profile_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>

namespace asista::core {

Result<UniqueFd> lock_profile(const std::filesystem::path& profile) {
    const auto file = profile / "lock";
    UniqueFd lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock) return fail_errno("the profile cannot be used: open " + file.string());
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
    std::array<char, 32> holder{};
    const auto length = ::pread(lock.get(), holder.data(), holder.size() - 1, 0);
    return fail(Errc::busy, "the profile {} is open already{}{}", profile.string(), length > 0 ? " in process " : "",
                holder.data());
}

} // namespace asista::core
