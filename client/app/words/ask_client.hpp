// Asking the client that has a profile open. It listens on PROFILE/socket (core/local_requests.hpp says what can be asked).
#pragma once

#include "wire/os.hpp"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <optional>

namespace asista::app::words {

// One question and its answer; waits for it. Nothing when no client has this profile open. Errc::unavailable when it ended meanwhile;
// the error that the client answered with.
Result<std::optional<nlohmann::json>> ask_client(const std::filesystem::path& profile, const nlohmann::json& question);

} // namespace asista::app::words
