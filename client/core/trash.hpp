// The desktop's trash, as the Trash specification of freedesktop.org (version 1.0) has it: from there a file manager brings back what went.
//
//   TRASH/files/NAME             what went
//   TRASH/info/NAME.trashinfo    where it was, and when it went
#pragma once

#include "wire/model.hpp"
#include "wire/result.hpp"

#include <filesystem>

namespace asista::core {

// $XDG_DATA_HOME/Trash, or the one in the home folder; empty when there is neither.
std::filesystem::path home_trash();

// Moves a folder into `trash`, which is made where it is missing; both are absolute. `wall`: the time on the person's clock. Returns where it
// is now. After an error nothing has moved: Errc::not_found: it is gone already; Errc::unsupported: it is on another file system, so that
// it would have to be copied; Errc::denied and Errc::io with the system's reason. [any]
Result<std::filesystem::path> move_to_trash(const std::filesystem::path& folder, const std::filesystem::path& trash,
                                            InstantMs wall);

} // namespace asista::core
