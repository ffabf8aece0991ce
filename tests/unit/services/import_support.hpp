// What the tests of imports share: an import into a profile in memory, and what it told.
#pragma once

#include "services/import/import.hpp"
#include "support.hpp"

#include <algorithm>

namespace asista::test {

inline calls::ImportRun::Reply run(Profile& p, const ImportFile& file, ImportMode mode = ImportMode::for_good) {
    return must(run_import(p.s, p.ada, file, mode, now, today));
}
inline calls::TransferCount count(const calls::ImportSummary& summary, std::string_view kind) {
    for (const auto& each : summary.counts)
        if (each.kind == kind) return each;
    return {};
}
inline bool tells(const std::vector<calls::ImportNote>& notes, std::string_view words) {
    return std::ranges::any_of(notes, [&](const auto& note) { return contains(note.reason, words); });
}
inline bool tells(const calls::ImportSummary& summary, std::string_view words) { return tells(summary.notes, words); }

} // namespace asista::test
