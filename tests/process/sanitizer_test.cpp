// One plugin built with sanitizers inside an ordinary client: real compilers, a real window in memory, the real sandbox.
#include "build_folder.hpp"
#include "debugger.hpp"
#include "live_client.hpp"
#include "runtime/debuggee.hpp"
#include "store/database.hpp"
#include "temp_dir.hpp"
#include "wire/calls/develop.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <sstream>

using namespace asista;
using test::LiveClient;
using test::TempDir;
using test::write_file_by_rename;
using ui::PluginState;
using Level = calls::LogWrite::Level;
namespace fs = std::filesystem;

namespace {
constexpr double patience_ms = 240'000; // compilers on a busy machine
constexpr const char* id = "test.sanitizer.glasses";
constexpr const char* manifest =
    R"({"id": "test.sanitizer.glasses", "name": "Glasses", "version": "1.0.0", "description": "Counts glasses of water.",
    "author": {"name": "A"}, "category": "wellness", "permissions": []})";

// Compiled once of each kind; what is saved again and again is the small file beside it.
constexpr const char* plugin_source = R"(#include <asista/plugin.hpp>

int drink(int before);
const char* text();

struct State {
    int glasses = 0;
    static constexpr auto kept = asista::fields("glasses", &State::glasses);
};

class Glasses : public asista::Plugin {
  public:
    Glasses() {
        keep_state(state_);
        widget({.id = "glasses", .title = "Glasses", .height = 120}, [](asista::Frame&) { ImGui::TextUnformatted(text()); });
        command({.id = "drink", .title = "Drink"}, [this] { state_.glasses = drink(state_.glasses); });
        command({.id = "say", .title = "Say"}, [this] { log_info("glasses: " + std::to_string(state_.glasses)); });
    }

  private:
    State state_;
};

ASISTA_PLUGIN(Glasses)
)";
constexpr const char* good_text = "const char* text() { return \"water\"; }\n";
constexpr const char* good = "int drink(int before) { return before + 1; }\n";
// Each with its fault in line 4.
constexpr const char* beyond_the_block = R"(int drink(int before) {
    int* const glasses = new int[7]();
    const volatile int which = 7 + before;
    const int last = glasses[which];
    delete[] glasses;
    return last;
}
)";
constexpr const char* after_the_free = R"(int drink(int) {
    int* const glasses = new int[7]();
    delete[] glasses;
    const volatile int last = glasses[2];
    return last;
}
)";
constexpr const char* too_large = R"(int drink(int before) {
    volatile int most = 2147483647;
    const int more = most
        + 1;
    return before + (more != 0 ? 1 : 2);
}
)";
constexpr const char* bad_text = R"(const char* text() {
    static int* const glasses = new int[7]();
    const volatile int which = 9;
    return glasses[which] != 0 ? "much" : "little";
}
)";
constexpr const char* curious = R"(#include <fcntl.h>
#include <sys/socket.h>
int drink(int before) {
    const bool refused = ::open("/etc/passwd", O_RDONLY) < 0 && ::socket(AF_INET, SOCK_STREAM, 0) < 0;
    return before + (refused ? 10 : 0);
}
)";

// The programs that the client finds, until the end of the scope.
class SearchPath {
  public:
    explicit SearchPath(const fs::path& folder) : before_(std::getenv("PATH") != nullptr ? std::getenv("PATH") : "") {
        ::setenv("PATH", folder.c_str(), 1);
    }
    SearchPath(const SearchPath&) = delete;
    SearchPath& operator=(const SearchPath&) = delete;
    ~SearchPath() { ::setenv("PATH", before_.c_str(), 1); }

  private:
    std::string before_;
};

struct Author {
    TempDir folder;
    std::unique_ptr<LiveClient> client;

    explicit Author(const std::string& text) {
        fs::create_directories(folder / "glasses");
        write_file_by_rename(folder / "glasses/manifest.json", manifest);
        write_file_by_rename(folder / "glasses/glasses.cpp", plugin_source);
        save(text);
    }
    void open(bool develop = true, bool each_start_waits = false) {
        client.reset();
        auto started = LiveClient::start(folder.path(), 500, 400, [&](core::CoreConfig& config) {
            if (develop) config.develop = {folder / "glasses"};
            config.sanitize = true;
            config.wait_for_debugger = each_start_waits;
            config.build_cache = folder / "cache";
            config.symbolizer_program = test::build_folder() / "bin" / "asista-symbolizer";
        });
        REQUIRE_MESSAGE(started, (started ? "" : started.error().message));
        client = std::move(*started);
    }
    void save(const std::string& text) { write_file_by_rename(folder / "glasses/water.cpp", text); }
    const ui::PluginView& plugin() const {
        const auto* const view = client->plugin(id);
        REQUIRE(view);
        return *view;
    }
    std::string words() const {
        std::string all =
            fmt::format("state {}, {} | {}\n", static_cast<int>(plugin().state), plugin().reason, plugin().reload_note);
        for (const auto& line : plugin().log) all += line.text + "\n";
        for (const auto& build : client->snapshot()->builds) all += build.trouble + build.message + "\n";
        return all;
    }
    template <class Predicate> void until(Predicate is_so) {
        const bool done =
            client->until([&] { return client->plugin(id) != nullptr && is_so(plugin()); }, patience_ms).has_value();
        REQUIRE_MESSAGE(done, words());
    }
    void runs_as(bool sanitized, std::int32_t before = 0) {
        until([&](const auto& view) {
            return view.state == PluginState::running && view.sanitized == sanitized && view.pid != 0 && view.pid != before;
        });
    }
    void run(const std::string& command) {
        const auto done = client->call<calls::PluginRunCommand>({id, command}, patience_ms);
        REQUIRE_MESSAGE(done, (done ? "" : done.error().message) << "\n" << words());
    }
    void dies_of(const std::string& command) { CHECK_FALSE(client->call<calls::PluginRunCommand>({id, command}, patience_ms)); }
    std::ptrdiff_t logged(std::string_view text, Level level) const {
        return std::ranges::count_if(plugin().log, [&](const ui::LogLine& line) {
            return line.level == level && line.text.find(text) != std::string::npos;
        });
    }
    // A line of log alone makes no new snapshot, as nobody looks at the log here: something else does.
    void until_logged(std::string_view text, Level level, std::ptrdiff_t times = 1) {
        bool is_so = false;
        for (int turn = 0; turn < 240 && !is_so; ++turn) {
            REQUIRE(client->call<calls::PreferencesSet>({"test", std::to_string(turn)}, patience_ms));
            is_so = client->until([&] { return logged(text, level) >= times; }, 1'000).has_value();
        }
        REQUIRE_MESSAGE(is_so, words());
    }
    // It was stopped there, and the report names what is asked for.
    void stopped_with(std::string_view sentence, const std::vector<std::string>& in_report) {
        until([&](const auto& view) {
            return view.state == PluginState::stopped && view.reason.find("water.cpp") != std::string::npos;
        });
        CHECK(plugin().reason.starts_with(sentence));
        const auto& report = plugin().crashes.at(0).report;
        for (const auto& text : in_report) CHECK_MESSAGE(report.find(text) != std::string::npos, text << " in\n" << report);
    }
    bool offers_sandbox() {
        REQUIRE(client->until([&] { return client->snapshot() != nullptr; }, patience_ms));
        return client->snapshot()->sandbox.tier != "none";
    }
};

// What the kernel says stands around a process.
std::map<std::string, std::string> walls(std::int32_t pid) {
    std::map<std::string, std::string> found;
    std::istringstream lines(test::read_file(fs::path("/proc") / std::to_string(pid) / "status"));
    for (std::string line; std::getline(lines, line);)
        for (const char* const name :
             {"CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:", "NoNewPrivs:", "Seccomp:", "Seccomp_filters:"})
            if (line.starts_with(name)) found[name] = line;
    std::istringstream limits(test::read_file(fs::path("/proc") / std::to_string(pid) / "limits"));
    for (std::string line; std::getline(limits, line);)
        if (!line.starts_with("Max data size") && !line.starts_with("Max address space")) found[line.substr(0, 26)] = line;
    std::error_code ignored;
    for (const char* const kind : {"net", "user", "mnt", "pid", "ipc", "uts"}) {
        const auto link = fs::path("/proc") / std::to_string(pid) / "ns" / kind;
        const bool own = fs::read_symlink(link, ignored) != fs::read_symlink(fs::path("/proc/self/ns") / kind, ignored);
        found[kind] = own ? "its own" : "ours";
    }
    return found;
}
} // namespace

TEST_CASE("memory errors stop the plugin at their line, and the next save that mends them runs") {
    Author author(std::string(beyond_the_block) + good_text);
    author.open();
    if (!author.offers_sandbox()) return;
    author.runs_as(true);
    const std::string tier = author.plugin().tier;
    const auto around_it = walls(author.plugin().pid);

    author.dies_of("drink");
    author.stopped_with("It was stopped while handling an event: heap-buffer-overflow (read of 4 bytes) in water.cpp line 4.",
                        {"drink", "water.cpp:4", "allocated by thread", "water.cpp:2", "AddressSanitizer: heap-buffer-overflow"});
    CHECK(author.logged("ERROR: AddressSanitizer: heap-buffer-overflow", Level::info) == 1);
    CHECK(author.logged("#", Level::error) == 0); // no second stack, which has no names

    author.save(std::string(after_the_free) + good_text);
    author.runs_as(true);
    author.dies_of("drink");
    author.stopped_with("It was stopped while handling an event: heap-use-after-free (read of 4 bytes) in water.cpp line 4.",
                        {"freed by thread", "water.cpp:3", "water.cpp:2"});

    // What a process can go on after is said, and it goes on.
    author.save(std::string(too_large) + good_text);
    author.runs_as(true);
    const auto pid = author.plugin().pid;
    author.run("drink");
    author.until_logged("runtime error: signed integer overflow", Level::warning);
    CHECK(author.plugin().pid == pid);
    CHECK(author.plugin().state == PluginState::running);

    // On trial it is not taken, and what runs goes on.
    author.save(std::string(good) + bad_text);
    author.until([](const auto& view) { return view.reload_note.find("water.cpp line") != std::string::npos; });
    CHECK(author.plugin().reload_note.find("heap-buffer-overflow (read of 4 bytes) in water.cpp line 5.") != std::string::npos);
    CHECK(author.plugin().pid == pid);

    // The sandbox is what it is for any plugin: it refuses, and the log says what.
    author.save(std::string(curious) + good_text);
    author.runs_as(true, pid);
    author.run("drink");
    author.run("say");
    author.until_logged("glasses: 11", Level::info); // and the state went over
    author.until_logged("/etc/passwd", Level::warning);
    CHECK(author.logged("(socket)", Level::warning) == 1);
    CHECK(author.plugin().tier == tier);

    // Off and on again: the other build, the same state. Seen from outside, all that stands around it is the same but for memory.
    const auto sanitized_pid = author.plugin().pid;
    REQUIRE(author.client->call<calls::DevelopSanitize>({id, false}, patience_ms));
    author.runs_as(false, sanitized_pid);
    CHECK(author.plugin().tier == tier);
    CHECK(walls(author.plugin().pid) == around_it);
    author.run("say");
    author.until_logged("glasses: 11", Level::info, 2);
    REQUIRE(author.client->call<calls::DevelopSanitize>({id, true}, patience_ms));
    author.runs_as(true, author.plugin().pid);
    author.until([](const auto& view) { return view.reload_note.empty(); });

    // Where it is not built, what lies in the folder is refused with the reason; and where it is again, it runs as it lies there.
    author.open(false);
    author.until([](const auto& view) { return view.state == PluginState::refused; });
    CHECK(author.plugin().reason.find("it is built with sanitizers, and runs only where it is built so") != std::string::npos);
    CHECK(author.client->call<calls::DevelopSanitize>({id, true}, patience_ms).error().code == Errc::denied);
    author.open();
    author.runs_as(true);
}

TEST_CASE(
    "a start with sanitizers waits for gdb too, which stops in the plugin's first code, and finds what it finds once let go") {
    Author author(std::string(beyond_the_block) + good_text);
    author.open(true, true);
    if (!author.offers_sandbox()) return;
    author.until([](const auto& view) { return view.waits && !(view.waits->command.empty() && view.waits->problem.empty()); });
    const auto pid = author.plugin().pid;
    if (runtime::who_may_trace(pid) != runtime::Tracing::same_person) {
        MESSAGE("the kernel lets no program of this person attach to another here");
        return;
    }
    CHECK(author.plugin().waits->problem.empty());

    test::Debugger gdb(author.plugin().waits->command);
    const auto hears = [&](std::string_view text) {
        bool heard = false;
        const bool ended = author.client->until([&] { return (heard = gdb.has(text)) || gdb.ended(); }, patience_ms).has_value();
        REQUIRE_MESSAGE((ended && heard), "waited for \"" << text << "\" and heard: " << gdb.said());
    };
    gdb.say("break glasses.cpp:14");
    hears("(glasses.cpp:14) pending");
    gdb.say("continue");
    hears("Breakpoint 1, Glasses::Glasses");
    gdb.say("print state_.glasses");
    hears("= 0");
    gdb.say("detach");
    hears("detached]");

    author.runs_as(true);
    CHECK(author.plugin().pid == pid);
    author.dies_of("drink");
    author.stopped_with("It was stopped while handling an event: heap-buffer-overflow (read of 4 bytes) in water.cpp line 4.",
                        {"water.cpp:4", "AddressSanitizer: heap-buffer-overflow"});

    // Neither a good build nor a bad one: nothing is remembered of it.
    author.client.reset();
    auto profile = store::Database::open_read_only(author.folder / "asista.db");
    REQUIRE(profile);
    auto builds = profile->prepare("SELECT (SELECT count(*) FROM plugin_builds) + (SELECT count(*) FROM plugin_storage_marks)");
    REQUIRE(builds);
    REQUIRE(builds->step().value_or(false));
    CHECK(builds->integer(0) == 0);
}

TEST_CASE("g++ does it as well, alone") {
    const TempDir programs;
    for (const char* const name : {"g++", "as", "ld", "ld.bfd"})
        for (const char* const where : {"/usr/bin", "/usr/local/bin"})
            if (fs::exists(fs::path(where) / name) && !fs::exists(programs / name))
                fs::create_symlink(fs::path(where) / name, programs / name);
    if (!fs::exists(programs / "g++")) return;
    const SearchPath only(programs.path());
    Author author(std::string(beyond_the_block) + good_text);
    author.open();
    if (!author.offers_sandbox()) return;
    author.runs_as(true);
    CHECK(author.client->snapshot()->builds.at(0).tools.starts_with("g++, bfd, sanitizers"));

    author.dies_of("drink");
    author.stopped_with("It was stopped while handling an event: heap-buffer-overflow (read of 4 bytes) in water.cpp line 4.",
                        {"allocated by thread", "water.cpp:2"});
}

TEST_CASE("where no compiler has the run-time library, the plugin's row says what to install") {
    const TempDir programs;
    test::write_file(programs / "clang++-19",
                     "#!/bin/sh\ncase \"$1\" in\n-print-file-name=crtbeginS.o | -print-file-name=libc.so.6) echo " +
                         (programs / "${1#-print-file-name=}").string() + ";;\n*) echo \"${1#-print-file-name=}\";;\nesac\n");
    fs::permissions(programs / "clang++-19", fs::perms::owner_all);
    for (const char* const name : {"crtbeginS.o", "libc.so.6", "ld"}) test::write_file(programs / name, "");
    fs::permissions(programs / "ld", fs::perms::owner_all);
    const SearchPath only(programs.path());
    Author author(std::string(good) + good_text);
    author.open();

    const bool said = author.client
                          ->until(
                              [&] {
                                  const auto now = author.client->snapshot();
                                  return now && !now->builds.empty() && !now->builds[0].trouble.empty();
                              },
                              patience_ms)
                          .has_value();
    REQUIRE(said);
    const auto& build = author.client->snapshot()->builds[0];
    CHECK(build.trouble.find("clang++-19 has no shared run-time library of its sanitizers here") != std::string::npos);
    CHECK(build.trouble.find("apt-get install libclang-rt-19-dev") != std::string::npos);
}
