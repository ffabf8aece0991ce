// Kernel calls by name, for sentences about what the sandbox refused: "tried to open a network connection (socket)".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace asista {

// "socket", for the call with this number on this processor; empty for a number that no kernel known to us has. [any]
std::string_view kernel_call_name(std::uint32_t number);

// What a program wants with it, in plain words that follow "to": "open a network connection"; empty when there are none. [any]
std::string_view kernel_call_purpose(std::uint32_t number);

// Both: "open a network connection (socket)", "make the kernel call getxattr", "make kernel call 9999".
std::string describe_kernel_call(std::uint32_t number);

} // namespace asista
