// A file that a person picked for an import: whatever is in it, it is read or refused, and what was read is within its bounds.
#include "expect.hpp"
#include "services/import/csv.hpp"
#include "services/import/import.hpp"

#include <cmath>
#include <set>

using namespace asista;
using namespace asista::services;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto rows = read_csv(text)) {
        std::uint32_t line = 0;
        for (const auto& row : *rows) {
            expect(row.line > line, "rows whose lines do not ascend");
            expect(!row.fields.empty() && row.fields.size() <= most_csv_fields, "a row of too many fields");
            line = row.line;
        }
    } else {
        expect(rows.error().message.starts_with("line "), "an error without its line");
    }
    const auto file = read_import("file", text);
    if (!file) {
        expect(!file.error().message.empty(), "a refusal without a reason");
        return 0;
    }
    expect(file->things() <= most_imported, "more things than are taken over at once");
    for (const auto& habit : file->habits) {
        expect(!habit.habit.name.empty(), "a habit without a name");
        expect(habit.habit.times_per_week <= 7, "a week of more than seven days");
        std::set<DayNumber> days;
        for (const auto& day : habit.days) {
            expect(std::isfinite(day.amount) && day.amount >= 0, "an amount that is no number");
            expect(days.insert(day.day).second, "a day that is there twice");
        }
    }
    for (std::size_t i = 0; i < file->tasks.size(); ++i)
        expect(file->tasks[i].parent <= i, "a part in front of what it is a part of");
    return 0;
}
