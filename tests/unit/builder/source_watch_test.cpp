#include "builder/source_watch.hpp"

#include "fake_clock.hpp"
#include "loop_wait.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace asista;
using namespace asista::builder;
using test::TempDir;
using test::write_file;
namespace fs = std::filesystem;

namespace {
using Method = SourceWatch::Method;

struct Desk {
    TempDir folder;
    runtime::SystemClock clock;
    std::unique_ptr<runtime::EventLoop> loop = std::move(*runtime::EventLoop::create(clock));
    FileHashes hashes;
    std::vector<fs::path> changed;
    int calls = 0;
    std::unique_ptr<SourceWatch> watch;

    explicit Desk(Method method) {
        write_file(folder / "src/a.cpp", "one");
        write_file(folder / "inc/h.hpp", "header");
        write_file(folder / "inc/other.hpp", "not included");
        auto made = SourceWatch::create(*loop, hashes, method, [this](SourceChange change) {
            ++calls;
            for (auto& file : change.files) changed.push_back(std::move(file));
        });
        REQUIRE(made);
        watch = std::move(*made);
        watch->watch({folder / "src/a.cpp", folder / "inc/h.hpp"}, {folder / "src"},
                     [](const fs::path& file) { return file.extension() == ".cpp"; });
    }
    bool sees(const fs::path& file) {
        const bool seen = test::run_until(
            *loop, [&] { return std::find(changed.begin(), changed.end(), file) != changed.end(); }, 30'000);
        changed.clear();
        calls = 0;
        return seen;
    }
    bool sees_nothing() {
        test::run_for(*loop, 600); // three rounds of polling; with events it is the absence of one
        return changed.empty();
    }
};
} // namespace

TEST_CASE("every way in which editors save is seen once, by its content") {
    for (const auto method : {Method::automatic, Method::polling}) {
        CAPTURE(static_cast<int>(method));
        Desk desk(method);
        const auto file = desk.folder / "src/a.cpp";

        SUBCASE("in place") {
            write_file(file, "two");
            CHECK(desk.sees(file));
        }
        SUBCASE("beside, then renamed") {
            test::write_file_by_rename(file, "two");
            CHECK(desk.sees(file));
        }
        SUBCASE("the old one renamed away, then written anew") {
            fs::rename(file, desk.folder / "src/a.cpp~");
            write_file(file, "two");
            CHECK(desk.sees(file));
            CHECK(desk.sees_nothing());
        }
        SUBCASE("a header that is included from elsewhere") {
            write_file(desk.folder / "inc/h.hpp", "changed");
            CHECK(desk.sees(desk.folder / "inc/h.hpp"));
        }
        SUBCASE("a new file of the plugin") {
            write_file(desk.folder / "src/new.cpp", "");
            CHECK(desk.sees(desk.folder / "src/new.cpp"));
        }
        SUBCASE("a file that is gone") {
            fs::remove(file);
            CHECK(desk.sees(file));
        }
        SUBCASE("back and forth") {
            write_file(file, "two");
            CHECK(desk.sees(file));
            write_file(file, "one");
            CHECK(desk.sees(file));
        }
    }
}

TEST_CASE("what changes nothing is not reported") {
    Desk desk(Method::automatic);

    SUBCASE("a touch") {
        REQUIRE(::utimensat(AT_FDCWD, (desk.folder / "src/a.cpp").c_str(), nullptr, 0) == 0);
        write_file(desk.folder / "src/a.cpp", "one");
    }
    SUBCASE("a header nobody includes, and files that are no sources") {
        write_file(desk.folder / "inc/other.hpp", "x");
        write_file(desk.folder / "src/notes.txt", "x");
    }
    CHECK(desk.sees_nothing());
}

TEST_CASE("a file is reported when its writer closes it, not before") {
    Desk desk(Method::automatic);
    const auto file = desk.folder / "src/a.cpp";
    const int fd = ::open(file.c_str(), O_WRONLY | O_TRUNC);
    REQUIRE(fd >= 0);
    REQUIRE(::write(fd, "ha", 2) == 2);
    CHECK(desk.sees_nothing());
    REQUIRE(::write(fd, "lf", 2) == 2);
    ::close(fd);
    CHECK(desk.sees(file));
    CHECK(desk.hashes.known(file)->hash == hash_of("half"));
}

// Where there are none, a file that somebody else is writing cannot be told from a finished one.
bool has_leases(const fs::path& file) {
    const UniqueFd opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    const bool granted = opened && ::fcntl(opened.get(), F_SETLEASE, F_RDLCK) == 0;
    if (!granted) MESSAGE("the file system of the temporary folder grants no leases: left out");
    return granted;
}

// The kernel tells that one writer has closed the file while another still has it open, and of that one's end it tells nothing here: it came
// by another name. As it is in the moment between a close and the file's being closed.
TEST_CASE("a file that one writer has closed and another has not is read when the last one is done, without a further event") {
    TempDir folder;
    test::FakeClock clock;
    const auto loop = std::move(*runtime::EventLoop::create(clock));
    FileHashes hashes;
    std::vector<fs::path> changed;
    const auto file = folder / "src/a.cpp";
    write_file(file, "one");
    if (!has_leases(file)) return;
    fs::create_directories(folder / "elsewhere");
    fs::create_hard_link(file, folder / "elsewhere/a.cpp");
    auto watch = SourceWatch::create(*loop, hashes, Method::automatic, [&](const SourceChange& change) {
        changed.insert(changed.end(), change.files.begin(), change.files.end());
    });
    REQUIRE(watch);
    (*watch)->watch({file}, {}, [](const fs::path&) { return false; });
    const auto settle = [&] {
        while (loop->run_once(0) > 0) {}
    };
    settle();
    UniqueFd other(::open((folder / "elsewhere/a.cpp").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    REQUIRE(other);
    write_file(file, "ha"); // truncates, writes, closes: the event
    settle();
    clock.advance_ms(5);
    settle();
    CHECK(changed.empty());
    REQUIRE(::write(other.get(), "lf", 2) == 2);
    other.reset();
    settle();
    CHECK(changed.empty()); // nobody has told of it

    for (int waited_ms = 0; changed.empty() && waited_ms < 100; ++waited_ms) {
        clock.advance_ms(1);
        settle();
    }
    CHECK(changed == std::vector{file});
    REQUIRE(hashes.known(file));
    CHECK(hashes.known(file)->hash == hash_of("half"));
}

TEST_CASE("a file that somebody keeps open for writing is looked at less and less often, and no more after two seconds") {
    TempDir folder;
    test::FakeClock clock;
    const auto loop = std::move(*runtime::EventLoop::create(clock));
    FileHashes hashes;
    int changes = 0;
    const auto file = folder / "src/a.cpp";
    write_file(file, "one");
    if (!has_leases(file)) return;
    auto watch = SourceWatch::create(*loop, hashes, Method::automatic, [&](const SourceChange&) { ++changes; });
    REQUIRE(watch);
    (*watch)->watch({file}, {}, [](const fs::path&) { return false; });
    UniqueFd other(::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    REQUIRE(other);
    write_file(file, "two");
    int looks = 0;
    for (int waited_ms = 0; waited_ms < 10'000; ++waited_ms) {
        looks += loop->run_once(0);
        clock.advance_ms(1);
    }
    CHECK(changes == 0);
    CHECK(looks > 5);
    CHECK(looks < 20); // the event, and eleven times
    other.reset();     // whose end is told
    for (int i = 0; i < 10; ++i) {
        while (loop->run_once(0) > 0) {}
        clock.advance_ms(1);
    }
    CHECK(changes == 1);
}

TEST_CASE("a folder that is replaced as a whole is found again") {
    Desk desk(Method::automatic);
    fs::rename(desk.folder / "src", desk.folder / "old");
    test::run_for(*desk.loop, 50);
    CHECK(desk.watch->polls());
    write_file(desk.folder / "src/a.cpp", "from the other branch");

    CHECK(desk.sees(desk.folder / "src/a.cpp"));
    CHECK_FALSE(desk.watch->polls());
    write_file(desk.folder / "src/a.cpp", "and on");
    CHECK(desk.sees(desk.folder / "src/a.cpp"));
}

TEST_CASE("lost events are made up for by looking at everything") {
    Desk desk(Method::automatic);
    std::ifstream limit("/proc/sys/fs/inotify/max_queued_events");
    int most = 0;
    limit >> most;
    REQUIRE(most > 0);
    if (most > 100'000) return; // filling that queue would take too long
    const auto noise_a = desk.folder / "src/x.txt", noise_b = desk.folder / "src/y.txt";
    write_file(noise_a, "");
    for (int i = 0; i <= most; ++i) { // each rename is an event; two names, so that they are not merged
        fs::rename(noise_a, noise_b);
        fs::rename(noise_b, noise_a);
    }
    write_file(desk.folder / "src/a.cpp", "two"); // its event did not fit

    CHECK(desk.sees(desk.folder / "src/a.cpp"));
}

TEST_CASE("a change between a build's reading and the watch is not lost") {
    Desk desk(Method::automatic);
    const auto header = desk.folder / "inc/other.hpp";
    REQUIRE(desk.hashes.of(header)); // a compiler read it
    write_file(header, "changed before anybody watched");

    desk.watch->watch({desk.folder / "src/a.cpp", header}, {desk.folder / "src"}, [](const fs::path&) { return false; });

    CHECK(desk.sees(header));
}

TEST_CASE("a save of the same text is a change once, where it is asked for") {
    for (const auto method : {Method::automatic, Method::polling}) {
        CAPTURE(static_cast<int>(method));
        Desk desk(method);
        const auto file = desk.folder / "src/a.cpp";
        desk.watch->take_any_save();
        write_file(file, "one");
        CHECK(desk.sees(file));
        write_file(file, "one");
        CHECK(desk.sees_nothing());
    }
}
