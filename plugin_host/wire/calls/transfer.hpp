// All that a person keeps as one file, and files of other programs read into it: looked at first, then taken over as one change.
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

struct TransferCount {
    std::string kind; // "tasks"
    std::uint32_t added = 0, changed = 0, skipped = 0;
    ASISTA_FIELDS(kind, added, changed, skipped)
};

struct DataExport { // into a new file; Errc::busy when it exists
    ASISTA_CALL(0x0495, "data.export", "", user, refused);
    struct Request {
        std::string path; // absolute
        ASISTA_FIELDS(path)
    };
    struct Reply {
        std::uint64_t bytes = 0;
        std::uint64_t things = 0;
        ASISTA_FIELDS(bytes, things)
    };
};

struct ImportNote {         // something that is not taken over
    std::uint32_t line = 0; // of the file; 0: it is not of one line
    std::string reason;
    ASISTA_FIELDS(line, reason)
};
struct ImportSummary {
    std::string file, format;
    std::vector<TransferCount> counts;
    std::vector<std::string> first; // titles of what comes first
    std::vector<ImportNote> notes;  // at most 50
    std::uint32_t more_notes = 0;
    ASISTA_FIELDS(file, format, counts, first, notes, more_notes)
};
// Has the person pick a file and says what taking it over would do; nothing is changed. Errc::cancelled: none was picked.
struct ImportLook {
    ASISTA_CALL(0x0496, "import.look", "", user, refused);
    using Request = Nothing;
    using Reply = ImportSummary;
};
struct ImportRun { // takes over the file that was looked at last
    ASISTA_CALL(0x0497, "import.run", "", user, refused);
    using Request = Nothing;
    struct Reply {
        ImportSummary done;
        std::uint64_t change = 0; // for operations.undo; 0: nothing is different
        ASISTA_FIELDS(done, change)
    };
};

} // namespace asista::calls
