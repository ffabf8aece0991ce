// Loop Habit Tracker (github.com/iSoron/uhabits, read 2026-11): its backup, a SQLite file of the tables Habits and Repetitions as its
// migrations up to 25 make them, and of its CSV export the two files Habits.csv and Checkmarks.csv (of all habits, or of one).
//
// Taken over are name, question and description as notes, colour, how often, target and unit, archived or not, and each day that was done
// or skipped. A day's value is 2 for done by hand, 3 for skipped, and of a measurable habit a thousand times the amount; others say that
// nothing was done, or that nothing had to be. "Every n days" is so many times a week, which is told where it is not the same.
#pragma once

#include "services/import/csv.hpp"
#include "services/import/import.hpp"

#include <optional>
#include <string_view>

namespace asista::services {

Result<ImportFile> read_loop_backup(std::string_view content);

enum class LoopCsv { habits, checkmarks, checkmarks_of_one };
// By the first two lines; nothing when it is none of them.
std::optional<LoopCsv> loop_csv(const std::vector<CsvRow>& rows);
Result<ImportFile> read_loop_csv(LoopCsv kind, const std::vector<CsvRow>& rows);

} // namespace asista::services
