// Ids that more than one module passes around, as types, so that a user is never taken for an instance.
#pragma once

#include <compare>
#include <cstdint>

namespace asista {

// A row of the users table. Every row of every other table belongs to one.
struct UserId {
    std::int64_t value = 0;
    friend constexpr auto operator<=>(UserId, UserId) = default;
};

// One process of one plugin: never reused while the client runs, so that an answer, a texture or a frame of a former process cannot be
// taken for one of the present. 0 is none.
using InstanceId = std::uint64_t;

} // namespace asista
