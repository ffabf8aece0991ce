// Killed at any moment while it writes: what was acknowledged is there, what was not is there whole or not at all, and it starts.
#include "support.hpp"
#include "temp_dir.hpp"

#include <array>
#include <fmt/format.h>
#include <csignal>
#include <ctime>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

using namespace asista;
using namespace asista::test;

namespace {
constexpr int kills = 500;

std::unique_ptr<Services> open_profile(const std::filesystem::path& file) {
    return must(Services::open({.database = file, .now = now, .user_name = "Ada", .catalogue = {}}));
}

// What a person, plugins and an import do all day; each call is one transaction of several rows. Returns after what was acknowledged.
void do_something(Services& s, std::mt19937_64& random, std::uint64_t number) {
    const Actor ada{s.user.id, {}};
    const auto below = [&random](std::uint64_t n) { return random() % n; };
    calls::TasksCreate::Request task;
    task.title = fmt::format("Task {}", number);
    task.tags = {"home", "work"};
    const auto id = must(s.tasks.create(ada, task, now)).id;
    if (below(3) == 0) {
        calls::TasksEdit::Request edit;
        edit.ids = {id};
        edit.status = TaskStatus::done;
        must(s.tasks.edit(ada, edit, now, today));
    }
    if (below(6) == 0) must(s.operations.undo_last(s.user.id, now));
    if (below(6) == 0) static_cast<void>(s.operations.redo_last(s.user.id, now).has_value()); // when there is something to redo
    if (below(4) == 0) must(s.preferences.set(ada, {"layout.dashboard", fmt::format("{{\"n\": {}}}", number)}, now));
    if (below(4) == 0)
        must(s.plugin_storage.set(s.user.id, "org.test.one", fmt::format("key{}", below(9)), fmt::format("{}", number), 1 << 20,
                                  now));
    if (below(8) == 0) must(s.search.catch_up(100));
}

// Writes until it is killed, and says after each round how many there have been.
[[noreturn]] void write_for_ever(const std::filesystem::path& file, std::uint64_t seed, std::uint64_t from, int report) {
    const auto services = open_profile(file);
    std::mt19937_64 random(seed);
    for (std::uint64_t number = from;; ++number) {
        do_something(*services, random, number);
        if (::write(report, &number, sizeof number) != sizeof number) ::_exit(3);
    }
}
} // namespace

TEST_CASE("killed 500 times at any moment: nothing acknowledged is lost, nothing is half there, and it always starts") {
    const TempDir dir;
    const auto file = dir / "asista.db";
    open_profile(file).reset();
    std::mt19937_64 random(20261123);
    std::uint64_t next = 1, acknowledged = 0;
    for (int kill = 0; kill < kills; ++kill) {
        std::array<int, 2> report{};
        REQUIRE(::pipe(report.data()) == 0);
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            ::close(report[0]);
            try {
                write_for_ever(file, random(), next, report[1]);
            } catch (...) {
                ::_exit(4);
            }
        }
        ::close(report[1]);
        // After some rounds, and then at some moment of the next one; or before it has done anything at all.
        std::uint64_t rounds = random() % 4, last = 0, number = 0;
        while (rounds-- > 0 && ::read(report[0], &number, sizeof number) == sizeof number) last = number;
        const timespec moment{0, static_cast<long>(random() % 1'500'000)};
        ::nanosleep(&moment, nullptr); // not to wait for something: this is the moment
        REQUIRE(::kill(child, SIGKILL) == 0);
        while (::read(report[0], &number, sizeof number) == sizeof number) last = number; // what it still had said
        ::close(report[0]);
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        REQUIRE_MESSAGE((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL), "it ended by itself: ", status);
        if (last > 0) {
            acknowledged += last - next + 1;
            next = last + 1;
        }

        auto services = open_profile(file);
        CHECK(services->notice.empty());
        if (last > 0) {
            // Undo may have taken back a task; then the log says so.
            auto known = must(services->db.prepare("SELECT count(*) FROM operations WHERE entity = 'task' AND after LIKE ?1"));
            known.bind(fmt::format("%\"Task {}\"%", last));
            must(known.step());
            CHECK_MESSAGE(known.as<int>(0) > 0, "round ", last, " is lost after kill ", kill);
        }
        // The one that was under way may be there, whole; its number is not used again.
        auto highest = must(services->db.prepare("SELECT coalesce(max(CAST(substr(title, 6) AS INTEGER)), 0) FROM tasks"));
        must(highest.step());
        next = std::max(next, highest.as<std::uint64_t>(0) + 1);
        if (kill % 25 != 0 && kill != kills - 1) continue;
        auto check = must(services->db.prepare("PRAGMA integrity_check"));
        must(check.step());
        CHECK(check.text(0) == "ok");
        auto broken = must(services->db.prepare("PRAGMA foreign_key_check"));
        CHECK_FALSE(must(broken.step()));
        // Each change is whole: as many tags as a new task has, and counts that are those of the rows.
        auto torn = must(services->db.prepare(
            "SELECT count(*) FROM tasks WHERE (SELECT count(*) FROM task_tags WHERE task_id = tasks.id) <> 2"));
        must(torn.step());
        CHECK(torn.as<int>(0) == 0);
        auto counted = must(
            services->db.prepare("SELECT (SELECT coalesce(sum(tasks), 0) FROM tag_counts), (SELECT count(*) FROM task_tags)"));
        must(counted.step());
        CHECK(counted.as<int>(0) == counted.as<int>(1));
    }
    CHECK(acknowledged > kills / 2);
}
