// Full-text search over everything a person keeps.
//
// The indexes hold words and row numbers. Triggers note which rows changed, whoever changed them; catch_up() takes that over, and find()
// does so first. What is shown is read from the tables themselves, so a hit is never of something that is gone.
//
// However common a word is, find() looks at a bounded number of rows: those with the highest numbers, which are the newest, among the open
// tasks, and only where these do not fill the list among the done ones; likewise of the events. These candidates are put in order.
//
// The check of a start does not look into the indexes' own structure. Where it turns out to be damaged, they are made again.
#pragma once

#include "store/database.hpp"
#include "store/full_text.hpp"
#include "wire/calls/search.hpp"
#include "wire/ids.hpp"

#include <optional>

namespace asista::services {

// [core]
class Search {
  public:
    static constexpr std::uint32_t most_hits = 20; // of a kind
    static constexpr std::uint32_t most_candidates =
        100; // of open tasks, of done ones, of events, of conversations' messages; of the rest, which are few, 2,000
    static constexpr std::size_t most_words = 8; // looked for; what is typed beyond changes nothing

    explicit Search(store::Database& db) : db_(db) {}

    // `now`: events near it come first.
    Result<calls::SearchFind::Reply> find(UserId user, const calls::SearchFind::Request& request, InstantMs now);

    // Brings the indexes nearer to the tables, by at most `rows`: what changed, then what was there before the indexes were. Returns whether
    // something is left.
    Result<bool> catch_up(std::uint32_t rows);

  private:
    struct Wanted; // the words looked for
    struct Change;

    Result<Wanted> wanted(std::string_view text);
    Result<calls::SearchFind::Reply> find_in_indexes(UserId user, const Wanted& wanted, InstantMs now);
    Result<void> find_tasks(UserId user, const Wanted& wanted, std::vector<calls::SearchHit>& hits);
    Result<void> find_events(UserId user, const Wanted& wanted, InstantMs now, std::vector<calls::SearchHit>& hits);
    Result<void> find_things(UserId user, const Wanted& wanted, std::vector<calls::SearchHit>& hits);
    Result<void> find_conversations(UserId user, const Wanted& wanted, std::vector<calls::SearchHit>& hits);
    void emphasise(const Wanted& wanted, std::string_view text, calls::SearchHit& hit) const;
    Result<std::uint32_t> read_percent();

    Result<bool> catch_up_once(std::uint32_t rows);
    // Indexes whose bytes are damaged hold nothing that the tables do not: they are emptied, and read from those again bit by bit. Once in the
    // life of this; true when it was done.
    bool begin_anew_after(const Error& failure);
    Result<void> begin_anew();
    Result<std::uint32_t> take_over_changes(std::uint32_t rows);
    Result<std::uint32_t> read_older(std::uint32_t rows);
    Result<void> forget(const Change& change);
    Result<void> note(int kind, std::int64_t id, const store::Statement& row, int first_column);

    store::Database& db_;
    std::optional<store::FullText> full_text_; // from the first search on: it costs a little
    bool begun_anew_ = false;
};

} // namespace asista::services
