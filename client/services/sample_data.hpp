// A believable week for a profile that has nothing in it yet: for trying the app out, for screenshots and for tests.
#pragma once

#include "services/operation_rows.hpp"
#include "store/database.hpp"
#include "wire/ids.hpp"
#include "wire/model.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace asista::services {

// Writes the tasks, habits, goals and events of `json` (assets/sample-data/person.json), whose days count from `today` in the calendar
// that is `utc_offset_s` ahead of UTC. False, and nothing written, when the user has a task, habit, goal or event already. Errors name
// the entry and the field; nothing is written then. `made` is told of each row, in the order in which they are written, for who wants the
// sample to be undone one day.
using RowMade = std::function<Result<void>(Entity entity, const std::string& key)>;
Result<bool> load_sample_data(store::Database& db, UserId user, std::string_view json, DayNumber today, std::int32_t utc_offset_s,
                              const RowMade& made = {});

} // namespace asista::services
