// Which fonts a process was given, so that a replay can tell when it has others.
#pragma once

#include "runtime/recording.hpp"
#include "wire/os.hpp"

namespace asista::runtime {

// Reads them whole. fds: in the order of `files`. Errc::io.
Result<std::vector<RecordedFont>> font_prints(std::span<const calls::FontFile> files, std::span<const UniqueFd> fds);

} // namespace asista::runtime
