// The plugin's shared library: looked at as a file before any of its code runs, then opened for the life of the process.
#pragma once

#include "wire/os.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace asista::host {

// What is wrong with this file as a plugin library, judged without running it: not an ELF library for this processor, cut off in the
// middle of a write, without the entry symbol, or with a copy of Dear ImGui of its own. Errc::invalid, with the remedy.
Result<void> check_library(std::span<const std::byte> file);

// Opens the sealed library behind `fd` (after lock_down()) and compares its ImGui key with `imgui_key` before anything but its
// static constructors ran. Returns the address of its entry (asista_plugin_entry); the library is never closed.
// Errc::invalid or Errc::unsupported, with a sentence for the plugin's card.
Result<const void*> open_library(UniqueFd fd, std::string_view imgui_key);

} // namespace asista::host
