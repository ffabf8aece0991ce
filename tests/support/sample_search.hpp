// What search finds for "re" among the sample data, as the core answers it.
#pragma once

#include "sample_snapshot.hpp"
#include "wire/calls/search.hpp"

namespace asista::ui::sample {

inline calls::SearchHit hit(calls::SearchKind kind, std::uint64_t id, std::string title, std::vector<calls::SearchMark> marks) {
    calls::SearchHit hit;
    hit.kind = kind;
    hit.id = id;
    hit.title = std::move(title);
    hit.title_marks = std::move(marks);
    return hit;
}

inline calls::SearchFind::Reply found() {
    using calls::SearchKind;
    calls::SearchFind::Reply reply;
    auto task = hit(SearchKind::task, 3, "Review the report on heat pumps", {{0, 6}, {11, 17}});
    task.beside = "House";
    task.day = today + 1;
    reply.hits.push_back(task);
    task = hit(SearchKind::task, 5, "Call landlord", {});
    task.excerpt = "\u2026ask whether he has read the letter about the radiator, and remind him of\u2026";
    task.excerpt_marks = {{22, 26}, {62, 68}};
    task.day = today;
    reply.hits.push_back(task);
    task = hit(SearchKind::task, 9,
               "Return library books that were due on the fourteenth of the month before last, or pay for them", {{0, 6}});
    task.done = true;
    task.beside = "Errands in the old town";
    reply.hits.push_back(task);
    reply.hits.push_back(hit(SearchKind::habit, 2, "Read 20 minutes", {{0, 4}}));
    reply.hits.push_back(hit(SearchKind::goal, 1, "Reach 10 km without a break", {{0, 5}}));
    auto event = hit(SearchKind::event, 4, "Design review", {{7, 13}});
    event.at = now + 3 * 3'600'000;
    reply.hits.push_back(event);
    auto note = hit(SearchKind::notification, 8, "Reminder", {{0, 8}});
    note.excerpt = "Stretch for a minute, then return";
    note.excerpt_marks = {{27, 33}};
    note.at = now - 7'200'000;
    reply.hits.push_back(note);
    reply.read_percent = 34;
    return reply;
}

} // namespace asista::ui::sample
