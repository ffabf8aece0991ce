#include "builder/source_watch.hpp"

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
