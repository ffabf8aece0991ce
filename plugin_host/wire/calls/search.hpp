// Full-text search over everything a person keeps, for every key press.
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

enum class SearchKind : std::uint8_t {
    task = 0,
    project = 1,
    habit = 2,
    goal = 3,
    event = 4,
    notification = 5,
    conversation = 6
};
constexpr bool is_known(SearchKind value) { return value <= SearchKind::conversation; }

struct SearchMark { // bytes [begin, end) of a text, which are what was looked for
    std::uint32_t begin = 0, end = 0;
    ASISTA_FIELDS(begin, end)
};
struct SearchHit {
    SearchKind kind = SearchKind::task;
    std::uint64_t id = 0;
    std::string title;
    std::vector<SearchMark> title_marks; // ascending
    std::string excerpt;                 // one line of the notes, the place or the text, where something was found there; else ""
    std::vector<SearchMark> excerpt_marks;
    std::string beside;           // a task's project, a notification's source; may be empty
    bool done = false;            // a task that is done, a goal or a project that is put away
    std::optional<DayNumber> day; // a task's or a goal's due day
    std::optional<InstantMs> at;  // an event's start, when a notification was shown or a conversation went on
    ASISTA_FIELDS(kind, id, title, title_marks, excerpt, excerpt_marks, beside, done, day, at)
};

struct SearchFind {
    ASISTA_CALL(0x0490, "search.find", "", user, now);
    struct Request {
        // Every word must be there, as the beginning of a word, whatever its case and accents. Anything but letters and digits parts words.
        std::string text;
        std::uint32_t limit = 20; // of each kind, at most 20
        ASISTA_FIELDS(text, limit)
    };
    struct Reply {
        std::vector<SearchHit>
            hits; // kind by kind, each with the best first: open before done, then by how well it fits, then newest
        std::uint32_t read_percent = 100; // of the tasks: what was there before there was a search is read bit by bit
        ASISTA_FIELDS(hits, read_percent)
    };
};

} // namespace asista::calls
