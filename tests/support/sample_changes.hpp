// What was changed and by whom, as the core tells it.
#pragma once

#include "fake_ui.hpp"
#include "sample_snapshot.hpp"
#include "wire/calls/history.hpp"

#include <string>
#include <utility>

namespace asista::ui::sample {

inline calls::ChangeSummary change(std::uint64_t number, calls::Author author, InstantMs when, std::string sentence,
                                   std::string plugin = {}) {
    calls::ChangeSummary summary;
    summary.change = number;
    summary.author = author;
    summary.plugin = std::move(plugin);
    summary.at = when;
    summary.sentence = std::move(sentence);
    summary.operations = 1;
    return summary;
}

// Of today, yesterday and the day before; one was undone, by one that is there as well.
inline calls::ChangesList::Reply changes() {
    using calls::Author;
    const std::string motivation = "ai.asista.motivation", journal = "ai.asista.journal";
    calls::ChangesList::Reply reply;
    auto& all = reply.changes;
    all.push_back(change(98, Author::plugin, at(9, 12), "added \"Take a walk after lunch\"", motivation));
    all.push_back(change(97, Author::person, at(9, 5), "completed \"Book the venue\""));
    all.push_back(change(96, Author::coach, at(8, 50), "added \"Draft the agenda\""));
    all.push_back(change(95, Author::person, at(8, 41), "reopened \"Write the summary\""));
    all.back().kind = calls::ChangeKind::undo;
    all.push_back(change(94, Author::person, at(8, 40), "completed \"Write the summary\""));
    all.back().undone = true;
    all.push_back(change(93, Author::plugin, at(21, 10, -1), "changed the due day of \"Plan the week\"", journal));
    all.push_back(change(92, Author::person, at(18, 2, -1), "marked 21 Nov 2026 of a habit"));
    all.push_back(change(91, Author::import, at(12, 0, -1), "added 214 tasks and 3 habits"));
    all.back().operations = 217;
    all.push_back(change(90, Author::plugin, at(10, 30, -1), "added \"Stretch for five minutes\"", motivation));
    all.push_back(change(89, Author::person, at(16, 45, -2), "renamed \"Gym\" to \"Strength training\""));
    all.push_back(change(88, Author::plugin, at(8, 15, -2), "added \"Call a friend\"", motivation));
    all.push_back(change(87, Author::person, at(8, 10, -2), "changed \"theme\""));
    all.back().entity = "preference";
    all.push_back(change(86, Author::person, at(8, 4, -2), "installed the plugin \"ai.asista.motivation\""));
    all.back().entity = "installation";
    return reply;
}

inline std::vector<calls::HistoryEntry> history_of_goal() {
    using calls::Author;
    return {{change(92, Author::person, at(8, 20), "changed the number of \"Read 12 books\""), {{"number", "6", "7"}}},
            {change(80, Author::coach, at(19, 4, -1), "changed the target and deadline of \"Read 12 books\""),
             {{"target", "10", "12"}, {"deadline", "", "24 Dec 2026"}}},
            {change(12, Author::person, at(7, 58, -9), "added \"Read 12 books\""), {}}};
}

inline void serve_changes(RecordedCalls& calls) {
    calls.serve<calls::ChangesList>(
        [](const calls::ChangesList::Request& request) { return request.before == 0 ? changes() : calls::ChangesList::Reply{}; });
}

} // namespace asista::ui::sample
