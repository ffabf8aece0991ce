// How much one reply of a list may hold.
#pragma once

#include <cstddef>
#include <cstdint>

namespace asista::services {

inline constexpr std::uint32_t most_listed = 1'000;
inline constexpr std::size_t max_reply_bytes = 768 * 1024; // below wire::max_message_bytes with room for the fixed fields

} // namespace asista::services
