// What a passphrase costs once it was typed: the same database with and without encryption, turn by turn.
#include "bench.hpp"
#include "bench_files.hpp"

#include "store/database.hpp"

#include <fmt/format.h>

#include <memory>

namespace asista::bench {
namespace {

using store::Database;
constexpr const char* file_name = "asista.db";

struct NoSeal { // the process reads plain files again
    ~NoSeal() { static_cast<void>(store::use_seal(nullptr)); }
};

Result<void> fill(const std::filesystem::path& file) {
    auto db = TRY(Database::open(file));
    return db.transaction([&]() -> Result<void> {
        for (int i = 0; i < 20'000; ++i)
            TRY(db.run("INSERT INTO users(name, created_at) VALUES(?1, ?2)", std::string(900, 'x'), i));
        return {};
    });
}

// One database of each kind, of some 20 MB, made in folders of their own.
struct Pair {
    TempFolder plain, sealed;
    NoSeal at_end = {};
};
Result<std::unique_ptr<Pair>> make_pair() {
    auto plain = TRY(TempFolder::make());
    auto sealed = TRY(TempFolder::make());
    TRY(fill(plain / file_name));
    const auto key = TRY(store::SealKey::make("correct horse", store::SealEffort::least));
    TRY(store::use_seal(key));
    TRY(fill(sealed / file_name));
    return std::make_unique<Pair>(std::move(plain), std::move(sealed));
}

template <class Work> Result<double> took_us(Work work) {
    const double began = now_us();
    TRY(work());
    return now_us() - began;
}

Result<Figure> commits() {
    const auto pair = TRY(make_pair());
    auto sealed = TRY(Database::open(pair->sealed / file_name)), plain = TRY(Database::open(pair->plain / file_name));
    std::vector<double> ours, floor;
    for (int turn = 0; turn < 3'000; ++turn) {
        const auto write = [turn](Database& db) {
            return db.run("UPDATE users SET created_at = ?2 WHERE id = ?1", 1 + turn * 7 % 20'000, turn);
        };
        ours.push_back(TRY(took_us([&] { return write(sealed); })));
        floor.push_back(TRY(took_us([&] { return write(plain); })));
    }
    return figure(ours, floor, "a committed change of one row of 20,000, WAL and NORMAL in both");
}

// A connection's first look at everything: no page is in its memory, the file is in the system's.
Result<Figure> reads() {
    const auto pair = TRY(make_pair());
    std::vector<double> ours, floor;
    for (int turn = 0; turn < 20; ++turn) {
        for (auto* const times : {&ours, &floor}) {
            auto db = TRY(Database::open_read_only((times == &ours ? pair->sealed : pair->plain) / file_name));
            times->push_back(TRY(took_us([&] { return db.run("SELECT count(*) FROM users WHERE created_at < 0"); })) / 1000);
        }
    }
    return figure(ours, floor, "a scan of 20 MB with nothing in SQLite's own cache");
}

} // namespace

void add_seal_benches(std::vector<Bench>& all) {
    all.push_back({"sealed-commit", "us", commits});
    all.push_back({"sealed-scan", "ms", reads});
}

} // namespace asista::bench
