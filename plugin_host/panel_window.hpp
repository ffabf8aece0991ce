// How the ImGui window of a panel is named, which is also how it is told from the plugin's own windows.
#pragma once

#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <string_view>

namespace asista::host {

inline constexpr std::string_view panel_window_prefix = "##asista panel ";

inline std::string panel_window_name(std::uint32_t surface) { return fmt::format("{}{}", panel_window_prefix, surface); }

} // namespace asista::host
