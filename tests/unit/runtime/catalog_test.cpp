#include "runtime/catalog.hpp"

#include "loop_wait.hpp"
#include "temp_dir.hpp"

#include <fcntl.h>
#include <unistd.h>

using namespace asista;
using namespace asista::runtime;
namespace fs = std::filesystem;

namespace {
std::string manifest_text(const std::string& id, const std::string& version = "1.0.0") {
    return R"({"id": ")" + id + R"(", "name": "A plugin", "version": ")" + version +
           R"(", "description": "For a test.", "author": {"name": "Ann"}, "category": "automation"})";
}

// A complete library, told apart from others by a tail that ELF does not mind.
std::string library(std::string_view tail = "") {
    static const std::string whole = [] {
        std::ifstream maps("/proc/self/maps");
        for (std::string line; std::getline(maps, line);)
            if (const auto at = line.find('/'); at != std::string::npos && line.find("libm.so") != std::string::npos)
                return test::read_file(line.substr(at));
        FAIL("no libm in this process");
        return std::string();
    }();
    return whole + std::string(tail);
}

// A catalogue over a real directory, with everything it reported.
struct Watched {
    explicit Watched(const fs::path& directory) {
        auto made = EventLoop::create(clock);
        REQUIRE(made);
        loop = std::move(*made);
        auto opened = Catalog::open(*loop, directory);
        REQUIRE_MESSAGE(opened, opened.error().message);
        catalog = std::move(*opened);
        catalog->set_change_hook([this](const std::string& folder, const CatalogChange& change) {
            ++count;
            auto& sum = changes[folder];
            sum.appeared |= change.appeared;
            sum.vanished |= change.vanished;
            sum.manifest |= change.manifest;
            sum.library |= change.library;
            if (change.library) {
                auto copy = catalog->open_library(folder);
                REQUIRE(copy);
                ++libraries;
                last_hash = copy->hash;
            }
        });
    }
    template <class Predicate> bool until(Predicate is_true) { return test::run_until(*loop, is_true); }
    void forget() {
        changes.clear();
        count = libraries = 0;
    }

    SystemClock clock;
    std::unique_ptr<EventLoop> loop;
    std::unique_ptr<Catalog> catalog;
    std::map<std::string, CatalogChange> changes;
    int count = 0, libraries = 0;
    std::uint64_t last_hash = 0;
};

void make_plugin(const fs::path& folder, const std::string& version = "1.0.0") {
    test::write_file(folder / "plugin.so", library());
    test::write_file(folder / "manifest.json", manifest_text(folder.filename(), version));
}

constexpr const char* id = "org.example.one";
constexpr std::int64_t quiet_ms = 60; // of real time, to show that nothing follows
} // namespace

TEST_CASE("what is there at the start is listed without an event: folders that are no plugins are not") {
    const test::TempDir dir;
    make_plugin(dir / id);
    test::write_file(dir / "org.example.bad" / std::string("manifest.json"), "{");
    fs::create_directories(dir / "CMakeFiles");
    test::write_file(dir / ".hidden" / std::string("manifest.json"), manifest_text("org.example.hidden"));
    test::write_file(dir / "readme.txt", "not a folder");

    Watched watched(dir.path());

    REQUIRE(watched.catalog->entries().size() == 2);
    const auto* const good = watched.catalog->find(id);
    REQUIRE(good);
    CHECK(good->manifest->version.to_string() == "1.0.0");
    CHECK(good->library_hash == 0); // no library was read
    CHECK(watched.catalog->find("org.example.bad")->problem.find("not valid JSON") != std::string::npos);
    test::run_for(*watched.loop, quiet_ms);
    CHECK(watched.count == 0);
}

TEST_CASE("the directory is made when it is missing") {
    const test::TempDir dir;
    Watched watched((dir / "not") / "yet");
    CHECK(fs::is_directory(dir / "not" / "yet"));
}

TEST_CASE("a folder whose name is not the plugin's id is broken, with both names in the reason") {
    const test::TempDir dir;
    test::write_file(dir / "weather" / std::string("manifest.json"), manifest_text(id));
    Watched watched(dir.path());
    const auto& problem = watched.catalog->find("weather")->problem;
    CHECK(problem.find("weather/manifest.json") != std::string::npos);
    CHECK(problem.find(id) != std::string::npos);
}

TEST_CASE("a new plugin folder appears, however it comes") {
    const test::TempDir dir, elsewhere;
    Watched watched(dir.path());

    SUBCASE("file by file") { make_plugin(dir / id); }
    SUBCASE("moved in whole") {
        make_plugin(elsewhere / id);
        fs::rename(elsewhere / id, dir / id);
    }
    SUBCASE("as a link to where it is built") {
        make_plugin(elsewhere / id);
        fs::create_directory_symlink(elsewhere / id, dir / id);
    }
    SUBCASE("with a manifest that is a link") {
        make_plugin(elsewhere / id);
        fs::create_directories(dir / id);
        fs::create_symlink(elsewhere / id / "plugin.so", dir / id / "plugin.so");
        fs::create_symlink(elsewhere / id / "manifest.json", dir / id / "manifest.json");
    }

    CHECK(watched.until([&] { return watched.catalog->find(id) && watched.catalog->find(id)->manifest; }));
    CHECK(watched.changes[id].appeared);
    CHECK(watched.catalog->open_library(id));
}

TEST_CASE("a removed folder goes, and comes back as new") {
    const test::TempDir dir;
    make_plugin(dir / id);
    Watched watched(dir.path());

    fs::remove_all(dir / id);
    CHECK(watched.until([&] { return watched.changes[id].vanished; }));
    CHECK(watched.catalog->find(id) == nullptr);

    watched.forget();
    make_plugin(dir / id);
    CHECK(watched.until([&] { return watched.changes[id].appeared; }));
}

TEST_CASE("a folder that is replaced by remove and create does not go, and its files are read anew") {
    const test::TempDir dir, elsewhere;
    make_plugin(dir / id, "1.0.0");
    make_plugin(elsewhere / id, "2.0.0");
    Watched watched(dir.path());

    SUBCASE("moved away and another moved in") {
        fs::rename(dir / id, elsewhere / "old");
        fs::rename(elsewhere / id, dir / id);
    }
    SUBCASE("removed and made again") {
        fs::remove_all(dir / id);
        make_plugin(dir / id, "2.0.0");
    }

    CHECK(watched.until([&] {
        const auto* entry = watched.catalog->find(id);
        return entry && entry->manifest && entry->manifest->version.to_string() == "2.0.0";
    }));
    // It is watched under its new directory.
    test::write_file(dir / id / "manifest.json", manifest_text(id, "3.0.0"));
    CHECK(watched.until([&] { return watched.catalog->find(id)->manifest->version.to_string() == "3.0.0"; }));
    test::run_for(*watched.loop, 400);
    CHECK_FALSE(watched.changes[id].vanished);
}

TEST_CASE("the watch survives the whole directory being replaced") {
    const test::TempDir dir;
    make_plugin(dir / "plugins" / id);
    Watched watched(dir / "plugins");

    fs::remove_all(dir / "plugins");
    test::run_for(*watched.loop, 20);
    make_plugin(dir / "plugins" / "org.example.two");

    CHECK(watched.until([&] { return watched.catalog->find("org.example.two") && !watched.catalog->find(id); }));
    test::write_file(dir / "plugins" / "org.example.two" / "manifest.json", manifest_text("org.example.two", "2.0.0"));
    CHECK(watched.until([&] { return watched.catalog->find("org.example.two")->manifest->version.to_string() == "2.0.0"; }));
}

TEST_CASE("a finished library is a change, in whichever way it is finished") {
    const test::TempDir dir;
    make_plugin(dir / id);
    Watched watched(dir.path());
    const auto first = watched.catalog->open_library(id);
    REQUIRE(first);

    SUBCASE("written in place") { test::write_file(dir / id / "plugin.so", library("second")); }
    SUBCASE("renamed into place") { test::write_file_by_rename(dir / id / "plugin.so", library("second")); }
    SUBCASE("removed, then written") {
        fs::remove(dir / id / "plugin.so");
        test::write_file(dir / id / "plugin.so", library("second"));
    }

    CHECK(watched.until([&] { return watched.libraries == 1; }));
    CHECK(watched.last_hash != first->hash);
    CHECK_FALSE(watched.changes[id].manifest);
}

TEST_CASE("a touch, or the same bytes again, is no change") {
    const test::TempDir dir;
    make_plugin(dir / id);
    Watched watched(dir.path());
    REQUIRE(watched.catalog->open_library(id));

    fs::last_write_time(dir / id / "plugin.so", fs::file_time_type::clock::now());
    test::write_file(dir / id / "plugin.so", library());
    test::write_file_by_rename(dir / id / "plugin.so", library());
    test::write_file(dir / id / "manifest.json", manifest_text(id));
    UniqueFd(::open((dir / id / "plugin.so").c_str(), O_WRONLY | O_CLOEXEC))
        .reset(); // opened for writing, closed, nothing written

    test::run_for(*watched.loop, quiet_ms);
    CHECK(watched.count == 0);
}

TEST_CASE("a half-written library is never read, neither on events nor when asked for") {
    const test::TempDir dir;
    make_plugin(dir / id);
    Watched watched(dir.path());
    const auto first = watched.catalog->open_library(id);
    REQUIRE(first);
    const std::string next = library("second");

    UniqueFd writer(::open((dir / id / "plugin.so").c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
    for (const double part : {0.02, 0.3, 0.6, 0.9}) {
        const auto size = static_cast<std::size_t>(static_cast<double>(next.size()) * part);
        REQUIRE(::pwrite(writer.get(), next.data(), size, 0) == static_cast<ssize_t>(size));
        test::run_for(*watched.loop, 15);
        CHECK(watched.count == 0);
        const auto asked = watched.catalog->open_library(id);
        REQUIRE_FALSE(asked);
        CHECK(asked.error().code == Errc::busy);
    }
    REQUIRE(::pwrite(writer.get(), next.data(), next.size(), 0) == static_cast<ssize_t>(next.size()));
    writer.reset();

    CHECK(watched.until([&] { return watched.libraries == 1; }));
    CHECK(watched.last_hash != first->hash);
}

TEST_CASE("a library whose writer died half way is not taken, the next whole one is") {
    const test::TempDir dir;
    make_plugin(dir / id);
    Watched watched(dir.path());
    REQUIRE(watched.catalog->open_library(id));

    test::write_file(dir / id / "plugin.so", library("second").substr(0, 5000));
    test::write_file(dir / id / "plugin.so", std::string(library().size(), '\0'));
    test::run_for(*watched.loop, quiet_ms);
    CHECK(watched.count == 0);
    CHECK(watched.catalog->open_library(id).error().code == Errc::invalid);

    test::write_file(dir / id / "plugin.so", library("third"));
    CHECK(watched.until([&] { return watched.libraries == 1; }));
}

TEST_CASE("a burst of saves ends with the newest content") {
    const test::TempDir dir;
    make_plugin(dir / id);
    Watched watched(dir.path());
    REQUIRE(watched.catalog->open_library(id));

    for (int i = 0; i < 40; ++i) {
        const auto bytes = library("build " + std::to_string(i));
        if (i % 2 == 0)
            test::write_file(dir / id / "plugin.so", bytes);
        else
            test::write_file_by_rename(dir / id / "plugin.so", bytes);
        if (i % 3 == 0) watched.loop->run_once(0);
    }
    test::run_for(*watched.loop, quiet_ms);

    const auto now = watched.catalog->open_library(id);
    REQUIRE(now);
    CHECK(watched.last_hash == now->hash);
}

TEST_CASE("a manifest that breaks says so and a repaired one is taken") {
    const test::TempDir dir;
    make_plugin(dir / id);
    Watched watched(dir.path());

    test::write_file(dir / id / "manifest.json", manifest_text(id, "one"));
    CHECK(watched.until([&] { return !watched.catalog->find(id)->manifest; }));
    CHECK(watched.catalog->find(id)->problem.find("field \"version\" holds \"one\"") != std::string::npos);
    CHECK(watched.catalog->open_library(id).error().code == Errc::not_found);

    test::write_file(dir / id / "manifest.json", manifest_text(id, "1.1.0"));
    CHECK(watched.until([&] { return watched.catalog->find(id)->manifest.has_value(); }));
    CHECK(watched.catalog->find(id)->problem.empty());
    CHECK_FALSE(watched.changes[id].appeared);
}

TEST_CASE("the copy is sealed and unmoved by what happens to the file") {
    const test::TempDir dir;
    make_plugin(dir / id);
    Watched watched(dir.path());
    const auto copy = watched.catalog->open_library(id);
    REQUIRE(copy);

    test::write_file(dir / id / "plugin.so", "gone");

    std::string held(library().size() + 1, '\0');
    CHECK(::pread(copy->memfd.get(), held.data(), held.size(), 0) == static_cast<ssize_t>(library().size()));
    held.pop_back();
    CHECK(held == library());
    CHECK(::pwrite(copy->memfd.get(), "x", 1, 0) < 0);
}

TEST_CASE("after more events than the kernel keeps, everything is looked at again") {
    const test::TempDir dir;
    make_plugin(dir / id);
    Watched watched(dir.path());
    REQUIRE(watched.catalog->open_library(id));
    std::ifstream limit_file("/proc/sys/fs/inotify/max_queued_events");
    int limit = 16384;
    limit_file >> limit;
    const auto noise = dir / id / "noise";

    for (int i = 0; i <= limit; ++i) {
        const UniqueFd fd(::open((noise.string() + std::to_string(i % 2)).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    }
    make_plugin(dir / "org.example.late"); // its events are lost
    test::write_file(dir / id / "plugin.so", library("late"));

    CHECK(watched.until([&] { return watched.libraries == 1 && watched.catalog->find("org.example.late"); }));
}
