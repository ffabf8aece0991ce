// What the person can attach to a message: today's tasks, habits, goals, this week. Each is the very text that is sent, apart by whose words
// it is: what came from plugins, imports and sync is wrapped as data and names its sources.
#pragma once

#include "wire/calls/coach.hpp"
#include "wire/ids.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::store {
class Database;
}

namespace asista::services {

struct Services;

// Whose words the text of a thing is, when they are not the person's: "the plugin ai.asista.focus", "an import". `entity` as the log
// names it: "task", "habit", "goal", "event".
Result<std::optional<std::string>> origin_of(store::Database& db, UserId user, std::string_view entity, std::uint64_t id);

// Lines from elsewhere as a model gets them: marked line by line, so that nothing in one can end the marks.
std::string wrapped_as_data(const std::vector<std::string>& lines, const std::vector<std::string>& sources);

inline constexpr std::size_t max_context_lines = 50;

// [core]
Result<calls::CoachContext> gather_context(Services& services, UserId user, calls::CoachContextKind kind, InstantMs now,
                                           std::int32_t utc_offset_s);

} // namespace asista::services
