// A backup of Super Productivity (github.com/johannesjo/super-productivity, models of January 2026): one JSON object, or one within "data",
// of which each part is {"ids": [...], "entities": {id: {...}}}. Taken over are
// - tasks with notes, links, project, tags, parts, estimate, the day or time they are planned for (dueDay, dueWithTime; plannedAt and the
//   planner of older versions), when they were made and done, and how long was worked on each day; archived ones (archiveYoung, archiveOld,
//   taskArchive of older versions) are done;
// - projects with colour, archived or not;
// - repetitions as rules of the tasks that are open, or of a task of their own on the next day; the steps of a rule that is not held there
//   are told;
// - counters as habits with a target, stopwatches in minutes.
// The tag "Today" and the project "Inbox" are lists that this program has of itself.
#pragma once

#include "services/import/import.hpp"

#include <nlohmann/json_fwd.hpp>

namespace asista::services {

// The object that has the parts; null when the document is none of these.
const nlohmann::json* find_super_productivity(const nlohmann::json& document);
// What is not as it should be is left out with a note; nothing of the content makes this fail.
ImportFile read_super_productivity(const nlohmann::json& data);

} // namespace asista::services
