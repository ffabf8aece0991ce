// One client per profile: an advisory lock on PROFILE/lock, of which the kernel lets go however the program ends. [any]
#pragma once

#include "wire/os.hpp"

#include <filesystem>

namespace asista::core {

// Held as long as the descriptor is open. The folder is there. Errc::busy names the process that has the profile open; others when the
// folder cannot be written.
Result<UniqueFd> lock_profile(const std::filesystem::path& profile);

} // namespace asista::core
