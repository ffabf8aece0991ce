// Places in a list that is ordered by hand, as texts that compare like the places. Between any two there is another one, so moving one
// thing touches one row, and undoing that brings back the very place.
//
// Eight hexadecimal digits and a fraction of any length, in digits 0 to z. What is new stands under its own id (0x80000000 + id), which
// puts it behind everything; what is moved takes the whole part of a neighbour.
#pragma once

#include "store/statement.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

// Longer ones are spread out again. It takes some two hundred moves to one and the same place.
inline constexpr std::size_t max_rank_length = 48;

std::string rank_of(std::uint64_t id);

// Between `low` and `high`, which are ranks with low < high; nullopt: the list ends there.
std::string rank_between(const std::optional<std::string>& low, const std::optional<std::string>& high);

// `count` ascending ones between them, as short as can be.
std::vector<std::string> ranks_between(const std::optional<std::string>& low, const std::optional<std::string>& high,
                                       std::size_t count);

// The rank that puts `moved` right behind `behind` (0: first). `rows` is bound and gives the list as it stands: id, rank, in order.
// nullopt: `behind` is not in that list.
Result<std::optional<std::string>> rank_behind(store::Statement& rows, std::uint64_t moved, std::uint64_t behind);

} // namespace asista::services
