// A file that a person picked for an import: whatever is in it, it is read or refused, and what was read is within its bounds.
#include "expect.hpp"
#include "services/import/csv.hpp"
#include "services/import/import.hpp"

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
    expect(file->tasks.size() + file->rows.size() <= most_imported, "more things than are taken over at once");
    for (std::size_t i = 0; i < file->tasks.size(); ++i)
        expect(file->tasks[i].parent <= i, "a part in front of what it is a part of");
    return 0;
}
