// The weekly look through the data while the client runs: when it is due, that it is not repeated, and what the person hears.
#include "core/data_check.hpp"
#include "fake_clock.hpp"
#include "loop_wait.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace asista;
using core::DataCheck;
using store::Database;

namespace {

constexpr std::int64_t day_ms = 86'400'000, long_after_start_ms = 200'000;

struct CheckRig {
    test::TempDir dir;
    test::FakeClock clock;
    std::unique_ptr<runtime::EventLoop> loop = runtime::EventLoop::create(clock).value();
    std::vector<std::string> told;
    std::optional<Database> db;
    std::unique_ptr<DataCheck> check;

    CheckRig() {
        open();
        REQUIRE(db->transaction([&]() -> Result<void> {
            for (int i = 0; i < 2000; ++i)
                TRY(db->run("INSERT INTO users(name, created_at) VALUES(?1, 1)", "user " + std::to_string(i)));
            return {};
        }));
        close();
    }
    void open() {
        auto opened = Database::open(dir / "asista.db", {.now_ms = clock.now_ms()});
        REQUIRE_MESSAGE(opened, opened.error().message);
        db.emplace(std::move(*opened));
        check = std::make_unique<DataCheck>(
            DataCheck::Parts{*loop, clock, *db, [this](const std::string& sentence) { told.push_back(sentence); }});
    }
    void close() {
        check.reset();
        db.reset();
    }
    void damage() const {
        const int fd = ::open((dir / "asista.db").c_str(), O_WRONLY | O_CLOEXEC);
        const std::string junk(8192, '\xAB');
        const auto end = static_cast<off_t>(std::filesystem::file_size(dir / "asista.db"));
        REQUIRE(::pwrite(fd, junk.data(), junk.size(), end - 8192) == 8192);
        ::close(fd);
    }
};

} // namespace

TEST_CASE("the data is looked through a while after the start, once a week") {
    CheckRig rig;
    rig.clock.advance_ms(8 * day_ms);
    rig.open();
    REQUIRE(rig.db->check_due(rig.clock.now_ms()));
    rig.loop->run_once(0);
    CHECK(rig.db->check_due(rig.clock.now_ms())); // not with the start

    rig.clock.advance_ms(long_after_start_ms);
    REQUIRE(test::run_until(*rig.loop, [&] { return !rig.db->check_due(rig.clock.now_ms()); }));
    CHECK(rig.told.empty());
    rig.close();

    rig.clock.advance_ms(6 * day_ms);
    rig.open();
    CHECK_FALSE(rig.db->check_due(rig.clock.now_ms()));
    rig.close();
    rig.clock.advance_ms(day_ms);
    rig.open();
    CHECK(rig.db->check_due(rig.clock.now_ms()));
}

TEST_CASE("damage that nobody met is told once, with what to do, and the next start sets the file aside") {
    CheckRig rig;
    rig.clock.advance_ms(8 * day_ms);
    rig.open();
    rig.damage();

    rig.check->look();
    REQUIRE(test::run_until(*rig.loop, [&] { return !rig.told.empty(); }));
    CHECK(rig.told[0].find((rig.dir / "asista.db").string() + " is damaged") != std::string::npos);
    CHECK(rig.told[0].find("Restore a backup") != std::string::npos);
    rig.clock.advance_ms(day_ms);
    rig.check->look();
    test::run_for(*rig.loop, 50);
    CHECK(rig.told.size() == 1);
    rig.close();

    rig.open();
    CHECK(rig.db->notice().find("was damaged") != std::string::npos);
}
