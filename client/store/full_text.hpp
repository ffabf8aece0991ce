// Full-text search as SQLite's FTS5 does it, beside the tables themselves: how a text falls into words, and how well a row fits.
#pragma once

#include "wire/result.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace asista::store {

class Database;

// [core]. Must not outlive its Database.
class FullText {
  public:
    // The weights of an index's columns in relevance(): what stands in the first counts as much as four times in the others.
    static constexpr double first_column_weight = 4;

    // Also makes the SQL function relevance(<index>) known to `db`: BM25 as FTS5's own bm25() has it (the larger the better fitting),
    // without its factor for how rare a word is. That one counts every row with the word before it answers, which takes 100 ms for a
    // common one among a million; and since a row must have all the words, it weighs them all but alike. Errc::unsupported: an SQLite
    // without FTS5.
    static Result<FullText> open(Database& db);
    FullText(FullText&&) noexcept;
    ~FullText();

    // Makes the FTS5 table `index` of the schema once more, empty, even when what is in it cannot be read. In the transaction of the caller.
    static Result<void> make_anew(Database& db, std::string_view index);

    // Calls `take` with each word of `text` as indexes with "unicode61 remove_diacritics 2" hold it (lower case, without accents), and
    // with the bytes [begin, end) of `text` that it is from; `take` returns whether to go on.
    using Take = std::function<bool(std::string_view word, std::size_t begin, std::size_t end)>;
    void each_word(std::string_view text, const Take& take) const;

  private:
    struct State;
    explicit FullText(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace asista::store
