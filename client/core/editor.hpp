// Opens a file at a line in the editor that the person has chosen.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace asista::core {

// The command line for it: `editor` is $VISUAL or $EDITOR, with arguments or without. Editors that are known get the line in their own
// way; those that run in a terminal get one of their own. Anything else, and an empty `editor`, is xdg-open, which knows no lines.
// Empty for a file that is not an absolute path.
std::vector<std::string> editor_command(const std::string& editor, const std::string& file, std::uint32_t line,
                                        std::uint32_t column);

// Starts it and does not wait. [any]
void open_in_editor(const std::string& file, std::uint32_t line, std::uint32_t column);

} // namespace asista::core
