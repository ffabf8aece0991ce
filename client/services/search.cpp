// Finding: words into a query, candidates in order, and what is shown of each.
#include "services/search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

namespace asista::services {
namespace {

using calls::SearchHit;
using calls::SearchKind;
using calls::SearchMark;

constexpr std::size_t most_text_bytes = 256;    // of what is looked for
constexpr std::uint32_t most_things = 2'000;    // projects, habits, goals and notifications together are hardly more
constexpr std::uint32_t caught_up_first = 2000; // changed rows before an answer; the rest follows by itself
constexpr std::size_t words_before = 4;         // of an excerpt, in front of the first hit
constexpr std::size_t excerpt_bytes = 160;

// How well a row fits, in steps: two that fit about as well are ordered by what is newer.
constexpr double steps_of_relevance = 4;

struct Candidate {
    std::int64_t id = 0;
    std::int64_t fit = 0;
    std::int64_t newness = 0; // the larger the earlier in the list
};

void put_in_order(std::vector<Candidate>& candidates, std::size_t keep) {
    std::ranges::sort(candidates, [](const Candidate& one, const Candidate& other) {
        return std::tie(one.fit, one.newness, one.id) > std::tie(other.fit, other.newness, other.id);
    });
    if (candidates.size() > keep) candidates.resize(keep);
}

std::int64_t fit_of(double relevance) { return std::llround(relevance * steps_of_relevance); }

// The columns are the row's number, its relevance and its newness.
Result<std::vector<Candidate>> candidates(store::Statement rows) {
    std::vector<Candidate> found;
    while (TRY(rows.step())) found.push_back({rows.integer(0), fit_of(rows.real(1)), rows.integer(2)});
    return found;
}

// In the order of row numbers FTS5 stops as soon as it has enough; in any other it would have to see and sort them all.
constexpr std::string_view open_tasks_sql =
    "SELECT t.id, relevance(search_open_tasks), t.updated_at FROM search_open_tasks CROSS JOIN tasks AS t "
    "ON t.id = search_open_tasks.rowid WHERE search_open_tasks MATCH ?1 AND t.user_id = ?2 AND t.status < 2 "
    "ORDER BY search_open_tasks.rowid DESC LIMIT ?3";
constexpr std::string_view done_tasks_sql =
    "SELECT t.id, relevance(search_done_tasks), t.completed_at FROM search_done_tasks CROSS JOIN tasks AS t "
    "ON t.id = search_done_tasks.rowid WHERE search_done_tasks MATCH ?1 AND t.user_id = ?2 AND t.status = 2 "
    "ORDER BY search_done_tasks.rowid DESC LIMIT ?3";
constexpr std::string_view events_sql =
    "SELECT e.id, relevance(search_events), -abs(e.starts_at - ?3) FROM search_events CROSS JOIN calendar_events AS e "
    "ON e.id = search_events.rowid WHERE search_events MATCH ?1 AND e.user_id = ?2 "
    "ORDER BY search_events.rowid DESC LIMIT ?4";
constexpr std::string_view things_sql = "SELECT rowid, relevance(search_things), rowid FROM search_things "
                                        "WHERE search_things MATCH ?1 ORDER BY rowid DESC LIMIT ?2";
constexpr std::string_view conversations_sql =
    "SELECT rowid, relevance(search_conversations), rowid FROM search_conversations WHERE search_conversations MATCH ?1 "
    "ORDER BY rowid DESC LIMIT ?2";

// What is shown of one: title, text beside it, done, day, at, beside.
constexpr std::string_view task_sql = "SELECT t.title, t.notes, t.status = 2, t.due_day, NULL, p.name FROM tasks AS t "
                                      "LEFT JOIN projects AS p ON p.id = t.project_id WHERE t.id = ?1 AND t.user_id = ?2";
constexpr std::string_view event_sql = "SELECT title, trim(place || char(10) || notes, char(10)), 0, NULL, starts_at, '' FROM "
                                       "calendar_events WHERE id = ?1 AND user_id = ?2";
// The odd ones of the index are messages, which are shown as what was said in their conversation.
constexpr std::string_view conversation_sql =
    "SELECT title, '', 0, NULL, updated_at, '', id FROM conversations WHERE id = ?1 AND user_id = ?2";
constexpr std::string_view message_sql =
    "SELECT c.title, m.text, 0, NULL, c.updated_at, '', c.id FROM conversation_messages AS m "
    "JOIN conversations AS c ON c.id = m.conversation_id WHERE m.id = ?1 AND m.user_id = ?2";
constexpr std::array<std::string_view, 6> thing_sql{
    "",
    "SELECT name, '', archived, NULL, NULL, '' FROM projects WHERE id = ?1 AND user_id = ?2",
    "SELECT name, notes, archived, NULL, NULL, '' FROM habits WHERE id = ?1 AND user_id = ?2",
    "SELECT title, unit, active = 0, due_day, NULL, '' FROM goals WHERE id = ?1 AND user_id = ?2",
    "",
    "SELECT title, body, 0, NULL, shown_at, source FROM notifications WHERE id = ?1 AND user_id = ?2",
};

// One line: a break of the line is a blank.
std::string in_one_line(std::string_view text) {
    std::string line(text);
    for (char& letter : line)
        if (static_cast<unsigned char>(letter) < 0x20) letter = ' ';
    return line;
}

} // namespace

struct Search::Wanted {
    std::vector<std::string> words; // folded
    std::string query;              // in FTS5's language: each word quoted, so that nothing in it is taken for that language
    std::uint32_t limit = most_hits;
    const store::FullText* full_text = nullptr;

    bool is_one(std::string_view word) const {
        return std::ranges::any_of(words, [word](const std::string& each) { return word.starts_with(each); });
    }
};

Result<Search::Wanted> Search::wanted(std::string_view text) {
    if (!full_text_) full_text_.emplace(TRY(store::FullText::open(db_)));
    Wanted wanted;
    wanted.full_text = &*full_text_;
    full_text_->each_word(text.substr(0, most_text_bytes), [&](std::string_view word, std::size_t, std::size_t) {
        std::string quoted = "\"";
        for (const char letter : word) {
            if (letter == '"') quoted += '"';
            quoted += letter;
        }
        wanted.words.emplace_back(word);
        wanted.query += fmt::format("{}{}\"*", wanted.query.empty() ? "" : " ", quoted);
        return wanted.words.size() < most_words;
    });
    return wanted;
}

Result<calls::SearchFind::Reply> Search::find(UserId user, const calls::SearchFind::Request& request, InstantMs now) {
    auto wanted = TRY(this->wanted(request.text));
    if (wanted.words.empty()) return calls::SearchFind::Reply{};
    wanted.limit = std::clamp(request.limit, 1u, most_hits);
    auto found = find_in_indexes(user, wanted, now);
    if (!found && begin_anew_after(found.error())) found = find_in_indexes(user, wanted, now);
    return found;
}

Result<calls::SearchFind::Reply> Search::find_in_indexes(UserId user, const Wanted& wanted, InstantMs now) {
    calls::SearchFind::Reply reply;
    // On a full disk nothing can be taken over, but what is in the indexes can be found.
    static_cast<void>(take_over_changes(caught_up_first).has_value());
    TRY(find_tasks(user, wanted, reply.hits));
    TRY(find_things(user, wanted, reply.hits));
    TRY(find_events(user, wanted, now, reply.hits));
    TRY(find_conversations(user, wanted, reply.hits));
    std::ranges::stable_sort(reply.hits, [](const SearchHit& one, const SearchHit& other) {
        return std::tie(one.kind, one.done) < std::tie(other.kind, other.done);
    });
    reply.read_percent = TRY(read_percent());
    return reply;
}

namespace {

// Reads what is shown of a candidate; nothing when it is somebody else's, or gone.
Result<std::optional<std::pair<SearchHit, std::string>>> read_hit(store::Database& db, std::string_view sql, SearchKind kind,
                                                                  std::int64_t id, UserId user) {
    auto row = TRY(db.prepare(sql));
    row.bind(id, user.value);
    if (!TRY(row.step())) return std::nullopt;
    SearchHit hit;
    hit.kind = kind;
    hit.id = static_cast<std::uint64_t>(id);
    hit.title = row.text(0);
    hit.done = row.as<bool>(2);
    hit.day = row.maybe<DayNumber>(3);
    hit.at = row.maybe<InstantMs>(4);
    hit.beside = row.text(5);
    return std::pair{std::move(hit), std::string(row.text(1))};
}

} // namespace

Result<void> Search::find_tasks(UserId user, const Wanted& wanted, std::vector<SearchHit>& hits) {
    std::size_t shown = 0;
    for (const auto sql : {open_tasks_sql, done_tasks_sql}) {
        if (shown >= wanted.limit) break;
        auto rows = TRY(db_.prepare(sql));
        rows.bind(wanted.query, user.value, most_candidates);
        auto found = TRY(candidates(std::move(rows)));
        put_in_order(found, wanted.limit - shown);
        for (const auto& each : found) {
            auto hit = TRY(read_hit(db_, task_sql, SearchKind::task, each.id, user));
            if (!hit) continue;
            emphasise(wanted, hit->second, hit->first);
            hits.push_back(std::move(hit->first));
            ++shown;
        }
    }
    return {};
}

Result<void> Search::find_events(UserId user, const Wanted& wanted, InstantMs now, std::vector<SearchHit>& hits) {
    auto rows = TRY(db_.prepare(events_sql));
    rows.bind(wanted.query, user.value, now, most_candidates);
    auto found = TRY(candidates(std::move(rows)));
    put_in_order(found, wanted.limit);
    for (const auto& each : found) {
        auto hit = TRY(read_hit(db_, event_sql, SearchKind::event, each.id, user));
        if (!hit) continue;
        emphasise(wanted, hit->second, hit->first);
        hits.push_back(std::move(hit->first));
    }
    return {};
}

Result<void> Search::find_things(UserId user, const Wanted& wanted, std::vector<SearchHit>& hits) {
    auto rows = TRY(db_.prepare(things_sql));
    rows.bind(wanted.query, most_things);
    auto found = TRY(candidates(std::move(rows)));
    put_in_order(found, most_things);
    std::array<std::uint32_t, thing_sql.size()> shown{};
    for (const auto& each : found) {
        const auto kind = static_cast<std::size_t>(each.id % 8);
        if (kind >= thing_sql.size() || thing_sql[kind].empty() || shown[kind] >= wanted.limit) continue;
        auto hit = TRY(read_hit(db_, thing_sql[kind], static_cast<SearchKind>(kind), each.id / 8, user));
        if (!hit) continue;
        ++shown[kind];
        emphasise(wanted, hit->second, hit->first);
        hits.push_back(std::move(hit->first));
    }
    return {};
}

// Each conversation once: by its title, or by the best of its messages.
Result<void> Search::find_conversations(UserId user, const Wanted& wanted, std::vector<SearchHit>& hits) {
    auto rows = TRY(db_.prepare(conversations_sql));
    rows.bind(wanted.query, most_candidates);
    auto found = TRY(candidates(std::move(rows)));
    put_in_order(found, most_candidates);
    std::vector<std::int64_t> shown;
    for (const auto& each : found) {
        if (shown.size() >= wanted.limit) break;
        auto row = TRY(db_.prepare(each.id % 2 == 0 ? conversation_sql : message_sql));
        row.bind(each.id / 2, user.value);
        if (!TRY(row.step()) || std::ranges::find(shown, row.integer(6)) != shown.end()) continue;
        shown.push_back(row.integer(6));
        SearchHit hit;
        hit.kind = SearchKind::conversation;
        hit.id = static_cast<std::uint64_t>(row.integer(6));
        hit.title = row.text(0);
        hit.at = row.maybe<InstantMs>(4);
        emphasise(wanted, row.text(1), hit);
        hits.push_back(std::move(hit));
    }
    return {};
}

// Marks in the title, and an excerpt of the text where something of it is there.
void Search::emphasise(const Wanted& wanted, std::string_view text, SearchHit& hit) const {
    const auto marks_of = [&wanted](std::string_view line) {
        std::vector<SearchMark> marks;
        wanted.full_text->each_word(line, [&](std::string_view word, std::size_t begin, std::size_t end) {
            if (wanted.is_one(word)) marks.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
            return true;
        });
        return marks;
    };
    hit.title_marks = marks_of(hit.title);

    std::array<std::size_t, words_before> starts{}; // of the words in front, in turn
    std::size_t words = 0, begin = 0, end = 0;
    bool found = false;
    wanted.full_text->each_word(text, [&](std::string_view word, std::size_t first, std::size_t last) {
        if (!found && wanted.is_one(word)) {
            found = true;
            begin = words < words_before ? 0 : starts[words % words_before];
            end = last;
        }
        starts[words++ % words_before] = first;
        if (found && last - begin <= excerpt_bytes) end = last;
        return !found || last - begin < excerpt_bytes;
    });
    if (!found) return;
    if (text.size() - end < 8) end = text.size(); // a full stop is no reason for an ellipsis
    hit.excerpt = in_one_line(text.substr(begin, end - begin));
    if (begin > 0) hit.excerpt.insert(0, "\u2026");
    if (end < text.size()) hit.excerpt += "\u2026";
    hit.excerpt_marks = marks_of(hit.excerpt);
}

Result<std::uint32_t> Search::read_percent() {
    auto row = TRY(db_.prepare("SELECT below, (SELECT max(id) FROM tasks) FROM search_unread WHERE kind = 0"));
    if (!TRY(row.step()) || row.integer(0) <= 0) return 100;
    const auto all = std::max<std::int64_t>(row.integer(1) + 1, row.integer(0));
    return static_cast<std::uint32_t>(std::min<std::int64_t>(100 * (all - row.integer(0)) / all, 99));
}

} // namespace asista::services
