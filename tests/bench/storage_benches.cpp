// A plugin's storage: the round trip as the plugin sees it, and SQLite without anything around it.
#include "bench.hpp"
#include "bench_host.hpp"

#include "services/services.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

namespace asista::bench {

namespace {
struct CloseDatabase {
    void operator()(sqlite3* db) const { sqlite3_close(db); }
};
struct EndStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

// The client's own table in a file of its own, used with two prepared statements and nothing else.
class RawStorage {
  public:
    static Result<RawStorage> open(const std::filesystem::path& file) {
        {
            services::ServicesOptions options;
            options.database = file;
            TRY(services::Services::open(options)); // makes the schema
        }
        RawStorage raw;
        sqlite3* db = nullptr;
        if (sqlite3_open(file.c_str(), &db) != SQLITE_OK) return fail(Errc::io, "{} cannot be opened", file.string());
        raw.db_.reset(db);
        sqlite3_exec(db, "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY", nullptr, nullptr,
                     nullptr);
        raw.get_ = TRY(
            raw.prepare("SELECT value FROM plugin_storage WHERE user_id = 1 AND plugin_id = 'test.bench.panel' AND key = ?1"));
        raw.set_ = TRY(raw.prepare("INSERT INTO plugin_storage(user_id, plugin_id, key, value, updated_at) "
                                   "VALUES(1, 'test.bench.panel', ?1, ?2, 0) ON CONFLICT(user_id, plugin_id, key) "
                                   "DO UPDATE SET value = excluded.value"));
        return raw;
    }

    Result<double> set_us(const std::string& json) { return run(set_.get(), &json); }
    Result<double> get_us() { return run(get_.get(), nullptr); }

  private:
    using StatementPtr = std::unique_ptr<sqlite3_stmt, EndStatement>;
    Result<StatementPtr> prepare(const char* sql) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v3(db_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
            return fail(Errc::io, "{}", sqlite3_errmsg(db_.get()));
        return StatementPtr(statement);
    }
    Result<double> run(sqlite3_stmt* statement, const std::string* json) {
        static constexpr std::string_view key = "bench/value";
        const double began = now_us();
        sqlite3_bind_text(statement, 1, key.data(), static_cast<int>(key.size()), SQLITE_STATIC);
        if (json != nullptr) sqlite3_bind_text(statement, 2, json->data(), static_cast<int>(json->size()), SQLITE_STATIC);
        const int code = sqlite3_step(statement);
        if (code == SQLITE_ROW)
            value_.assign(static_cast<const char*>(static_cast<const void*>(sqlite3_column_text(statement, 0))));
        sqlite3_reset(statement);
        const double took = now_us() - began;
        if (code != (json != nullptr ? SQLITE_DONE : SQLITE_ROW)) return fail(Errc::io, "{}", sqlite3_errmsg(db_.get()));
        return took;
    }

    std::unique_ptr<sqlite3, CloseDatabase> db_;
    StatementPtr get_, set_; // destroyed before the database
    std::string value_;
};

// Turn by turn, 50 round trips of the plugin and 50 of the floor.
Result<Figure> storage(const std::string& op, double goal_us) {
    constexpr int turns = 60, calls = 50; // together fewer than the broker's burst
    const auto desk = TRY(Desk::open());
    const auto host = TRY(Host::run(*desk, "test.bench.panel"));
    auto raw = TRY(RawStorage::open(desk->folder() / "floor.db"));
    TRY(host->call("storage", R"({"op":"set","count":20})"));
    nlohmann::json value{{"serial", 0}, {"title", "A morning without meetings"}, {"tags", {"calm", "focus"}}, {"score", 7.25}};
    for (int i = 0; i < 20; ++i) TRY(raw.set_us(value.dump()));

    std::vector<double> ours, floor;
    for (int turn = 0; turn < turns; ++turn) {
        const auto answer = TRY(host->call("storage", fmt::format(R"({{"op":"{}","count":{}}})", op, calls)));
        const auto times = nlohmann::json::parse(answer, nullptr, false);
        if (!times.is_array()) return fail(Errc::invalid, "the plugin answered {}", answer);
        for (const auto& time : times) ours.push_back(time.get<double>());
        for (int i = 0; i < calls; ++i) {
            value["serial"] = turn * calls + i;
            floor.push_back(op == "set" ? TRY(raw.set_us(value.dump())) : TRY(raw.get_us()));
        }
    }
    const double p50 = median(ours);
    return figure(
        ours, floor,
        fmt::format("in the plugin: call, broker, SQLite, reply, JSON; floor: one prepared statement in process, WAL and NORMAL "
                    "in both; goal <= {} us {}",
                    goal_us, p50 <= goal_us ? "met" : "missed"));
}
} // namespace

void add_storage_benches(std::vector<Bench>& all) {
    all.push_back({"storage-get", "us", [] { return storage("get", 40); }});
    all.push_back({"storage-set", "us", [] { return storage("set", 80); }});
}

} // namespace asista::bench
