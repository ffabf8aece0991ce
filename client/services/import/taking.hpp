// How each kind of things of a file is taken over: one after the other, into a report of what was. Private to the import.
#pragma once

#include "services/import/import.hpp"

#include <memory>
#include <string>
#include <utility>

namespace asista::services {

inline constexpr std::string_view import_call = "import.run";

// What is counted and said while a file is taken over.
class ImportReport {
  public:
    static constexpr std::size_t most_first = 8, most_notes = 50;

    explicit ImportReport(const ImportFile& file) {
        summary.file = file.name;
        summary.format = file.format;
        for (const auto& each : file.notes) note(each.line, each.reason);
    }
    void note(std::uint32_t line, std::string reason) {
        if (summary.notes.size() < most_notes)
            summary.notes.push_back({line, std::move(reason)});
        else
            ++summary.more_notes;
    }
    calls::TransferCount& of(std::string_view kind) {
        for (auto& each : summary.counts)
            if (each.kind == kind) return each;
        summary.counts.push_back({std::string(kind), 0, 0, 0});
        return summary.counts.back();
    }
    void added(std::string_view kind, const std::string& title) {
        ++of(kind).added;
        if (summary.first.size() < most_first && !title.empty()) summary.first.push_back(title);
    }
    void skipped(std::string_view kind, std::uint32_t line, std::string reason) {
        ++of(kind).skipped;
        note(line, std::move(reason));
    }
    calls::ImportSummary summary;
};

// What all of them work with; outlives them.
struct ImportParts {
    Services& services;
    Actor actor;
    const ImportFile& file;
    InstantMs now;
    DayNumber today;
    ImportReport& report;
};

class Taking {
  public:
    virtual ~Taking() = default;
    // Before the first of them: looks at the next piece of what is here already; true: that was all. An error is one of the whole import.
    virtual Result<bool> begin() = 0;
    virtual std::size_t size() const = 0;
    // What does not fit is said in the report, and is no error.
    virtual Result<void> take(std::size_t index) = 0;
};

std::unique_ptr<Taking> take_tasks(ImportParts parts); // with their projects and tracked times
std::unique_ptr<Taking> take_habits(ImportParts parts);
std::unique_ptr<Taking> take_rows(ImportParts parts);
std::unique_ptr<Taking> take_conversations(ImportParts parts);

} // namespace asista::services
