// Taking over what a file holds: read (read_file), tried, then done as one change by author "import", which is undone as one.
//
// What a file would do is found out by doing it: in a copy of the data that is thrown away, or in a transaction that is taken back. The
// answer before and the answer after are made by the same code.
#pragma once

#include "services/services.hpp"
#include "wire/calls/transfer.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

inline constexpr std::size_t most_imported = 10'000; // things at once; the log holds no more of one change

struct ImportedTime { // worked on a task on that day, at no known hour
    DayNumber day = 0;
    InstantMs lasted_ms = 0;
};
struct ImportedTask {
    std::uint32_t line = 0;
    calls::TasksCreate::Request task;
    std::string project; // by name; made when there is none
    bool done = false;
    std::size_t parent = 0; // 1 + the place of its parent in the list; 0: none
    // Where the file knows them. Two tasks with the same title, project and day that were made or done at other times are two.
    std::optional<InstantMs> made_at, done_at;
    std::optional<InstantMs> due_at; // an instant, which is a day and a time by the person's clock
    // It is not there yet: its day is the first one of its rule, which counts from due_day, behind this one and not before today.
    std::optional<DayNumber> repeats_behind;
    std::vector<ImportedTime> tracked;
    // What names it for that program, in all of its files: one that came before is found by it, however it was changed since. One that
    // repeats is named by its repetition, whichever occurrence of it is in the file. "": found by title, project and day alone.
    std::string origin;
};
struct ImportedProject {
    std::string name;
    std::uint32_t color = 0;
    bool archived = false;
};
struct ImportedHabit {
    std::uint32_t line = 0;
    calls::HabitsCreate::Request habit;
    bool archived = false;
    bool needs_target =
        false; // its days are amounts, of which the file does not say how much is wanted: for a habit that is here
    std::vector<calls::HabitDay> days; // each once
};
// A row of an export of Asista's own, as the operation log writes it.
struct ImportedRow {
    std::uint32_t line = 0;
    Entity entity = Entity::task;
    std::string json;
};

struct ImportFile {
    std::string name, format; // "Todoist", for the person
    std::vector<ImportedProject> projects;
    std::vector<ImportedTask> tasks;
    std::vector<ImportedHabit> habits;
    std::vector<ImportedRow> rows;
    std::vector<std::string> conversations; // with the coach, of an export of Asista's own: JSON objects
    std::vector<calls::ImportNote> notes;   // of what could not be read, or has no place here

    // Of which there may be most_imported: what the log keeps one by one. A habit comes with its days as one.
    std::size_t things() const;
};

// Recognises the format by the content. Errors name the line and the reason: Errc::invalid; over_limit beyond most_imported things;
// unsupported when it is none of the known formats, which the message lists. [any]
Result<ImportFile> read_import(std::string_view name, std::string_view content);

class Taking;
class ImportReport;

// A file on its way in, bit by bit, so that whoever shares the thread gets their turn in between. All of it is one change, which is noted
// as unfinished until it is whole: a client that ends in the middle takes it back at its next start. [core]
class ImportUnderWay {
  public:
    ImportUnderWay(Services& services, UserId user, ImportFile file, InstantMs now, DayNumber today);
    ~ImportUnderWay();

    // Takes over the next things in one transaction, until there are none left, which is true, or `enough` says that this was enough. It
    // is asked after each thing. After an error nothing of this bit is there, and take_back() removes the bits before.
    Result<bool> go_on(const std::function<bool()>& enough);
    // Removes the next piece of what was taken over; true: nothing is left of it.
    Result<bool> take_back();

    // What was done so far.
    calls::ImportRun::Reply reply() const;

  private:
    Services& services_;
    ImportFile file_; // what is below refers to it
    LongChange change_;
    std::unique_ptr<ImportReport> report_;
    std::vector<std::unique_ptr<Taking>> takings_;
    std::size_t taking_ = 0, next_ = 0; // what comes next: that thing of that kind
    bool begun_ = false;                // that kind
};

enum class ImportMode { dry_run, for_good };
// All of it at once. After an error, and after a dry run, nothing is different.
Result<calls::ImportRun::Reply> run_import(Services& services, UserId user, const ImportFile& file, ImportMode mode,
                                           InstantMs now, DayNumber today);

} // namespace asista::services
