// What the coach is told of the person's things where they want none of their names sent: how many there are, and of which kind.
#pragma once

#include "services/ai/provider.hpp"
#include "wire/calls/coach.hpp"
#include "wire/ids.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

struct Services;

// As gather_context(), without any text of the person's or of others. [core]
Result<calls::CoachContext> count_context(Services& services, UserId user, calls::CoachContextKind kind, InstantMs now,
                                          std::int32_t utc_offset_s);

// "3 tasks", and a line each: by energy, how many are overdue or due that day, how long they take together.
std::vector<std::string> count_lines(const std::vector<calls::TaskItem>& tasks, DayNumber today);

// Which data it is, for the ledger: "numbers of your tasks for today". Fields of any other form may hold names.
std::string counts_field(std::string_view of);
bool holds_names(const std::vector<std::string>& fields);

} // namespace asista::services
