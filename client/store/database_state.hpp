// What a Database holds. Private to store.
#pragma once

#include "store/clean_mark.hpp"
#include "store/database.hpp"

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

namespace asista::store {

// Before any file is opened: from then on whoever opens a sealed one without its key gets SQLITE_AUTH_USER, instead of pages that look damaged
// (sealed_files.cpp). Looking at a file in another way would take the locks of this process's connections to it away.
Result<void> watch_for_sealed_files();
// Whether what the connection has open is sealed (sealed_files.cpp).
bool is_sealed(sqlite3* connection);

struct Database::State {
    struct TextHash { // finds a std::string key by string_view without making a string
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    sqlite3* db = nullptr;
    std::unordered_map<std::string, detail::Prepared, TextHash, std::equal_to<>>
        cache; // nodes do not move: Statements point at them
    std::filesystem::path file;
    std::string journal_mode;
    std::string notice;
    int schema_version = 0;
    int depth = 0;         // of open transactions
    CleanMark mark;        // what is left beside the file when it is closed,
    bool may_mark = false; // once it is open for good

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State();

    Result<detail::Prepared> compile(std::string_view sql, unsigned flags);
    Result<void> set_up(Database& self, const OpenOptions& options, const std::optional<CleanMark>& left, bool& damaged);
};

} // namespace asista::store
