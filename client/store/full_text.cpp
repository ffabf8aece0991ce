#include "store/full_text.hpp"

#include "store/database.hpp"
#include "store/database_state.hpp"
#include "store/sqlite_error.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <utility>

namespace asista::store {
namespace {

// FTS5 hands out its interface through a pointer bound to a statement (sqlite.org/fts5.html, section 7).
fts5_api* interface_of(sqlite3* db) {
    fts5_api* api = nullptr;
    sqlite3_stmt* ask = nullptr;
    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &ask, nullptr) == SQLITE_OK) {
        sqlite3_bind_pointer(ask, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
        sqlite3_step(ask);
    }
    sqlite3_finalize(ask);
    return api;
}

constexpr std::size_t most_phrases = 16;

// BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009, section 3.5) with FTS5's own k1 and b.
void relevance(const Fts5ExtensionApi* api, Fts5Context* index, sqlite3_context* context, int, sqlite3_value**) {
    constexpr double k1 = 1.2, b = 0.75;
    sqlite3_int64 rows = 0, words = 0;
    int here = 0, hits = 0;
    int code = api->xRowCount(index, &rows);
    if (code == SQLITE_OK) code = api->xColumnTotalSize(index, -1, &words);
    if (code == SQLITE_OK) code = api->xColumnSize(index, -1, &here);
    if (code == SQLITE_OK) code = api->xInstCount(index, &hits);
    std::array<double, most_phrases> frequency{};
    for (int hit = 0; code == SQLITE_OK && hit < hits; ++hit) {
        int phrase = 0, column = 0, offset = 0;
        code = api->xInst(index, hit, &phrase, &column, &offset);
        if (phrase < static_cast<int>(most_phrases))
            frequency[static_cast<std::size_t>(phrase)] += column == 0 ? FullText::first_column_weight : 1;
    }
    if (code != SQLITE_OK) return sqlite3_result_error_code(context, code);
    const double average = rows > 0 && words > 0 ? static_cast<double>(words) / static_cast<double>(rows) : 1;
    double score = 0;
    for (const double count : frequency) score += count * (k1 + 1) / (count + k1 * (1 - b + b * here / average));
    sqlite3_result_double(context, score);
}

int take_word(void* take, int, const char* word, int bytes, int begin, int end) {
    const auto& function = *static_cast<const FullText::Take*>(take);
    const bool more =
        function({word, static_cast<std::size_t>(bytes)}, static_cast<std::size_t>(begin), static_cast<std::size_t>(end));
    return more ? SQLITE_OK : SQLITE_DONE;
}

} // namespace

struct FullText::State {
    fts5_tokenizer functions{};
    Fts5Tokenizer* tokenizer = nullptr;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (tokenizer != nullptr) functions.xDelete(tokenizer);
    }
};

FullText::FullText(std::unique_ptr<State> state) : state_(std::move(state)) {}
FullText::FullText(FullText&&) noexcept = default;
FullText::~FullText() = default;

Result<FullText> FullText::open(Database& db) {
    sqlite3* const handle = db.state_->db;
    fts5_api* const api = interface_of(handle);
    if (api == nullptr) return fail(Errc::unsupported, "full-text search: this SQLite was built without FTS5");
    auto state = std::make_unique<State>();
    void* made_by = nullptr;
    int code = api->xFindTokenizer(api, "unicode61", &made_by, &state->functions);
    std::array<const char*, 2> options{"remove_diacritics", "2"};
    if (code == SQLITE_OK)
        code = state->functions.xCreate(made_by, options.data(), static_cast<int>(options.size()), &state->tokenizer);
    if (code == SQLITE_OK) code = api->xCreateFunction(api, "relevance", nullptr, relevance, nullptr);
    if (code != SQLITE_OK) return sqlite_failure(handle, code, "full-text search");
    return FullText(std::move(state));
}

// A table whose structure record is damaged cannot even be dropped, as that begins by opening it. So it is given the records of an empty one
// (sqlite.org/fts5.html, section 9: 1 the averages, 10 the structure), which the schema's protection of such tables forbids otherwise, and
// FTS5 then drops it and makes it itself.
Result<void> FullText::make_anew(Database& db, std::string_view index) {
    sqlite3* const handle = db.state_->db;
    std::string made_by;
    {
        auto row = TRY(db.prepare("SELECT sql FROM sqlite_schema WHERE name = ?1 AND sql LIKE 'CREATE VIRTUAL TABLE%'"));
        row.bind(index);
        if (!TRY(row.step())) return fail(Errc::internal, "there is no index {}", index);
        made_by = row.text(0);
    }
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
    const auto emptied = db.execute(fmt::format("DELETE FROM {0}_data; DELETE FROM {0}_idx; DELETE FROM {0}_docsize; "
                                                "INSERT INTO {0}_data(id, block) VALUES(1, x''), (10, x'00000000000000')",
                                                index));
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    if (!emptied) return emptied;
    TRY(db.execute(fmt::format("DROP TABLE {}", index)));
    return db.execute(made_by);
}

void FullText::each_word(std::string_view text, const Take& take) const {
    constexpr std::size_t most = 1u << 20; // far above any text that a service takes
    Take copy = take;                      // FTS5 wants a pointer that is not const
    state_->functions.xTokenize(state_->tokenizer, &copy, FTS5_TOKENIZE_DOCUMENT, text.data(),
                                static_cast<int>(std::min(text.size(), most)), take_word);
}

} // namespace asista::store
