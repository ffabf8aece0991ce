// Taking over what a file holds: read (read_file), tried, then done as one change by author "import", which is undone as one.
//
// What a file would do is found out by doing it in a transaction that is then taken back: the answer before and the answer after are made by
// the same code.
#pragma once

#include "services/services.hpp"
#include "wire/calls/transfer.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace asista::services {

inline constexpr std::size_t most_imported = 10'000; // things at once; the log holds no more of one change

struct ImportedTask {
    std::uint32_t line = 0;
    calls::TasksCreate::Request task;
    std::string project; // by name; made when there is none
    bool done = false;
    std::size_t parent = 0; // 1 + the place of its parent in the list; 0: none
};
// A row of an export of Asista's own, as the operation log writes it.
struct ImportedRow {
    std::uint32_t line = 0;
    Entity entity = Entity::task;
    std::string json;
};

struct ImportFile {
    std::string name, format; // "Todoist", for the person
    std::vector<ImportedTask> tasks;
    std::vector<ImportedRow> rows;
    std::vector<calls::ImportNote> notes; // of what could not be read
};

// Recognises the format by the content. Errors name the line and the reason: Errc::invalid; over_limit beyond most_imported things;
// unsupported when it is none of the known formats, which the message lists.
Result<ImportFile> read_import(std::string_view name, std::string_view content);

enum class ImportMode { dry_run, for_good };
Result<calls::ImportRun::Reply> run_import(Services& services, UserId user, const ImportFile& file, ImportMode mode,
                                           InstantMs now, DayNumber today);

} // namespace asista::services
