// A real gdb on a real plugin in its usual sandbox, led there by the commands that the developer page gives.
#include "core/debug_files.hpp"
#include "debugger.hpp"
#include "fake_clock.hpp"
#include "file_size_limit.hpp"
#include "live_client.hpp"
#include "loop_wait.hpp"
#include "runtime/debuggee.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <unistd.h>

using namespace asista;
using runtime::Tracing;
using test::Debugger;
using test::LiveClient;
using test::TempDir;
using test::write_file_by_rename;
namespace fs = std::filesystem;

namespace {
constexpr double patience_ms = 240'000; // a compiler, and a debugger that reads symbols, on a busy machine
constexpr double held_s = 7;            // longer than anything may take that nobody holds
constexpr const char* id = "test.debug.swatch";
constexpr const char* manifest =
    R"({"id": "test.debug.swatch", "name": "Swatch", "version": "1.0.0", "description": "One flat colour.",
    "author": {"name": "A"}, "category": "productivity", "permissions": []})";
constexpr const char* place = "swatch.cpp:8";
constexpr std::uint32_t red_and_green = 0xE01100;

// Compiled once; the file beside it is what is saved again and again.
constexpr const char* plugin_source = R"(#include <asista/plugin.hpp>

int colour();
volatile int tint = 0; // for the debugger

void paint(asista::Frame& frame) {
    const int blue = colour() + tint;
    const ImVec2 from = frame.position();
    ImGui::GetWindowDrawList()->AddRectFilled(from, {from.x + frame.width(), from.y + frame.height()}, IM_COL32(0xE0, 0x11, blue, 255));
    frame.animate();
}

int first_step() {
    return 7;
}
volatile int first = first_step(); // before the library has been loaded

class Swatch : public asista::Plugin {
  public:
    Swatch() {
        first = first + 1;
        widget({.id = "swatch", .title = "Swatch", .height = 200}, [](asista::Frame& frame) { paint(frame); });
    }
};

ASISTA_PLUGIN(Swatch)
)";
// Each of another length than the one before, so that the lines of the other file lie elsewhere as well.
std::string colour_source(int blue) {
    std::string text = "int colour() {\n    volatile int steps = 0;\n";
    for (int i = 0; i <= blue % 5; ++i) text += "    steps = steps + 1;\n";
    return text + fmt::format("    return {};\n}}\n", blue);
}

struct Author {
    TempDir folder;
    std::unique_ptr<LiveClient> client;
    int blue = 15;  // of the newest text
    pid_t left = 0; // ran when that was saved

    explicit Author(bool each_start_waits = false) {
        fs::create_directories(folder / "swatch");
        write_file_by_rename(folder / "swatch/manifest.json", manifest);
        write_file_by_rename(folder / "swatch/swatch.cpp", plugin_source);
        save();
        auto started = LiveClient::start(folder.path(), 500, 400, [this, each_start_waits](core::CoreConfig& config) {
            config.develop = {folder / "swatch"};
            config.build_cache = folder / "cache";
            config.wait_for_debugger = each_start_waits;
        });
        REQUIRE_MESSAGE(started, (started ? "" : started.error().message));
        client = std::move(*started);
        if (!each_start_waits) REQUIRE(shows(blue));
    }
    void save() {
        if (client) left = plugin().pid;
        write_file_by_rename(folder / "swatch/colour.cpp", colour_source(++blue));
    }
    template <class Predicate> bool until(Predicate is_so) { return client->until(is_so, patience_ms).has_value(); }
    bool shows(int shade) {
        return until([&] { return client->find(red_and_green + static_cast<std::uint32_t>(shade)).has_value(); });
    }
    const ui::PluginView& plugin() const {
        const auto* const view = client->plugin(id);
        REQUIRE(view);
        return *view;
    }
    // The commands lead to the process of the newest text, which is shown already.
    bool commands_follow() {
        return until([&] {
            if (plugin().pid == 0 || plugin().pid == left || !unanswered_s()) return false;
            const auto commands = test::read_file(folder / "debug" / (std::string(id) + ".gdb"));
            return commands.find(fmt::format("\nattach {}\n", plugin().pid)) != std::string::npos;
        });
    }
    // For how long the process that is shown has owed a frame; nothing while the snapshot tells of another than the window.
    std::optional<double> unanswered_s() const {
        const auto figures = client->app().compositor().figures(plugin().instance);
        return figures.attached ? std::optional(figures.unanswered_s) : std::nullopt;
    }
    void hears(Debugger& gdb, std::string_view text, std::string_view or_this = {}) {
        bool heard = false;
        const bool ended =
            until([&] { return (heard = gdb.has(text) || (!or_this.empty() && gdb.has(or_this))) || gdb.ended(); });
        REQUIRE_MESSAGE((ended && heard), "waited for \"" << text << "\" and heard: " << gdb.said());
    }
    // It stands in paint(), in the process of the newest build.
    void hits(Debugger& gdb) {
        gdb.say("continue");
        hears(gdb, "Breakpoint 1, paint");
        gdb.say("print blue");
        hears(gdb, fmt::format("= {}\n", blue));
        CHECK(runtime::is_traced(plugin().pid));
    }
};

constexpr const char* first_place = "swatch.cpp:14"; // the plugin's first code of all
constexpr const char* second_place = "swatch.cpp:21";

// It waits, and the card has the command, or says why there is none.
ui::WaitView waits(Author& author) {
    REQUIRE(author.until([&] {
        const auto* const plugin = author.client->plugin(id);
        return plugin && plugin->waits && !(plugin->waits->command.empty() && plugin->waits->problem.empty());
    }));
    return *author.plugin().waits;
}

int wanted_reloads() {
    const char* const wish = std::getenv("ASISTA_DEBUG_RELOADS");
    return std::clamp(wish ? std::atoi(wish) : 3, 3, 200);
}

// No gdb of this person's may attach here: that must be so, and the page must say it.
void expect_refusal(Author& author, const Result<calls::DevelopDebug::Reply>& reply) {
    if (reply)
        CHECK(reply->command.starts_with("sudo gdb -x "));
    else
        CHECK(reply.error().message.find("gdb cannot attach to test.debug.swatch") != std::string::npos);
    Debugger gdb(fmt::format("gdb -batch -ex 'attach {}'", author.plugin().pid));
    author.hears(gdb, "ptrace");
}
} // namespace

TEST_CASE("what names a file for shell and gdb is one word, whatever is in it") {
    CHECK(core::in_shell_quotes("/a b/it's") == "'/a b/it'\\''s'");
    const auto commands = core::gdb_commands({42, {}, 0x7f0000001000, {"/lib/x", "/opt/y"}}, "/opt/a \"b\"/host", "/c/d.so");
    CHECK(commands.find("file \"/opt/a \\\"b\\\"/host\"\n") != std::string::npos);
    CHECK(commands.find("set solib-search-path /lib/x:/opt/y\n") != std::string::npos);
    CHECK(commands.find("attach 42\n") != std::string::npos);
    CHECK(commands.find("add-symbol-file \"/c/d.so\" -o 0x7f0000001000\n") != std::string::npos);
    // One that waits for its library: gdb finds it in the folder, by the name that the loader will tell it.
    const auto before = core::gdb_commands({42, {}, 0, {"/lib/x"}}, "/opt/host", "/c/d");
    CHECK(before.find("set solib-search-path /c/d:/lib/x\n") != std::string::npos);
    CHECK(before.find("attach 42\n") != std::string::npos);
    CHECK(before.find("add-symbol-file") == std::string::npos);
}

TEST_CASE("a process that has not opened the library is none to debug, and one that nobody holds is not traced") {
    const auto found = runtime::look_at_process(::getpid(), make_sealed_copy("asista-test-nowhere", {}).value_or(UniqueFd()));
    REQUIRE_FALSE(found);
    CHECK(found.error().code == Errc::not_found);
    CHECK_FALSE(runtime::is_traced(0));
}

TEST_CASE("where a library lies is found by the file, and the folders of the others with it") {
    const std::string content(8192, 'x');
    auto library = make_sealed_copy("asista-test-library", std::as_bytes(std::span(content)));
    REQUIRE(library);
    const auto mapped = Mapping::map(*library, content.size(), Access::read);
    REQUIRE(mapped);
    const auto found = runtime::look_at_process(::getpid(), std::move(*library));
    REQUIRE_MESSAGE(found, (found ? "" : found.error().message));
    CHECK(found->pid == ::getpid());
    CHECK(found->loaded_at == reinterpret_cast<std::uintptr_t>(mapped->data()));
    CHECK_FALSE(found->folders.empty());
}

TEST_CASE("on a full disk gdb's commands go on leading where they led, and nothing half written is left") {
    TempDir folder;
    test::FakeClock clock;
    const auto loop = std::move(*runtime::EventLoop::create(clock));
    Result<UniqueFd> library;
    const auto runs = [&](const std::string& content) {
        library = make_sealed_copy("asista-test-library", std::as_bytes(std::span(content)));
        REQUIRE(library);
    };
    core::DebugFiles files({*loop, folder.path(), "/opt/host",
                            [&](const std::string&) -> Result<runtime::Debuggee> {
                                return runtime::Debuggee{::getpid(), TRY(library->duplicate()), 0x1000, {}};
                            },
                            [] {}});
    const auto ask = [&] {
        std::optional<Result<calls::DevelopDebug::Reply>> reply;
        files.begin(id, [&](Result<calls::DevelopDebug::Reply> answer) { reply = std::move(answer); });
        REQUIRE(test::run_until(
            *loop, [&] { return reply.has_value(); }, 60'000));
        return std::move(*reply);
    };
    const auto all = [&] {
        std::vector<std::string> names;
        for (const auto& entry : fs::recursive_directory_iterator(folder.path())) names.push_back(entry.path().string());
        std::ranges::sort(names);
        return names;
    };
    if (!core::can_debug(id)) return; // refused before anything is written
    runs(std::string(100, 'a'));
    REQUIRE(ask());
    const auto before = all();
    const auto commands = test::read_file(folder / (std::string(id) + ".gdb"));
    CHECK(before.size() == 3); // the folder, the library, the commands
    runs(std::string(100, 'b'));
    {
        const test::FileSizeLimit full(150); // the library still fits
        const auto refused = ask();
        REQUIRE_FALSE(refused);
        CHECK_MESSAGE(refused.error().message.find("make room on the disk") != std::string::npos, refused.error().message);
        CHECK(refused.error().message.find(folder.path().string()) != std::string::npos);
    }
    CHECK(all() == before);
    CHECK(test::read_file(folder / (std::string(id) + ".gdb")) == commands);
    runs(std::string(8'000, 'c'));
    {
        const test::FileSizeLimit full(4'000);
        CHECK_FALSE(ask());
    }
    CHECK(all() == before);
    CHECK(ask());
}

TEST_CASE("who may attach follows from the kernel's settings") {
    CHECK(runtime::who_may_trace(true, 0, false) == Tracing::same_person);
    CHECK(runtime::who_may_trace(true, 1, false) == Tracing::root);
    CHECK(runtime::who_may_trace(true, 2, false) == Tracing::root);
    CHECK(runtime::who_may_trace(true, 2, true) == Tracing::same_person);
    CHECK(runtime::who_may_trace(true, 3, true) == Tracing::nobody);
    CHECK(runtime::who_may_trace(false, 0, true) == Tracing::nobody);
}

// The same gdb, with one breakpoint that is set once, over all reloads: after each it is told to source the file again, as the page says.
// Three reloads; ASISTA_DEBUG_RELOADS=50 does more.
TEST_CASE("gdb attaches by the commands of the page, and a breakpoint by file and line hits again after each reload") {
    Author author;
    const auto refused = author.client->call<calls::DevelopDebug>({"org.example.other"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::denied);
    const auto reply = author.client->call<calls::DevelopDebug>({id}, patience_ms);
    if (runtime::who_may_trace(author.plugin().pid) != Tracing::same_person) {
        MESSAGE("the kernel lets no program of this person attach to another here: that the page says so is all that is tested");
        return expect_refusal(author, reply);
    }
    REQUIRE_MESSAGE(reply, (reply ? "" : reply.error().message));
    author.save(); // an optimised build of the text before may have been made already
    REQUIRE(author.shows(author.blue));
    REQUIRE(author.commands_follow());

    Debugger gdb(reply->command);
    gdb.say(fmt::format("break {}", place));
    author.hears(gdb, "Breakpoint 1 at");
    author.hits(gdb);

    // Held, and in the middle of it a new build is saved, which needs the state of the held one: nothing runs out of time.
    const auto held = author.plugin().pid;
    author.save();
    REQUIRE(author.until([&] { return author.plugin().pid != held || author.unanswered_s() > held_s; }));
    CHECK(author.plugin().pid == held);
    CHECK(author.plugin().state == ui::PluginState::running);
    CHECK(author.plugin().reason == "");
    CHECK(author.plugin().reload_note == "");
    gdb.say("detach");
    author.hears(gdb, "detached]");
    CHECK(author.shows(author.blue)); // the new one was taken

    for (int reload = 1, reloads = wanted_reloads(); reload <= reloads; ++reload) {
        CAPTURE(reload);
        REQUIRE(author.commands_follow());
        gdb.say(reply->again);
        author.hits(gdb);
        if (reload % 2 == 1) {
            // Let go, it draws on: what gdb has changed is seen.
            gdb.say("set var tint = 100");
            gdb.say("detach");
            author.hears(gdb, "detached]");
            REQUIRE(author.shows(author.blue + 100));
            author.save();
        } else {
            // It draws on under gdb, and leaves while gdb looks on.
            gdb.say("disable 1");
            gdb.say("set var tint = 100");
            gdb.say("continue");
            REQUIRE(author.shows(author.blue + 100));
            author.save();
            author.hears(gdb, "exited", "no longer exists"); // ended by the client when it took too long to leave
            gdb.say("enable 1");
        }
        REQUIRE(author.shows(author.blue));
    }
}

TEST_CASE("a start waits for gdb: breakpoints in the plugin's first code hit, on the first start and after a save") {
    Author author(true);
    const auto told = waits(author);
    if (runtime::who_may_trace(author.plugin().pid) != Tracing::same_person) {
        MESSAGE("the kernel lets no program of this person attach to another here: that the card says so is all that is tested");
        CHECK((told.command.starts_with("sudo gdb -x ") || told.problem.find("gdb cannot attach") != std::string::npos));
        return;
    }
    CHECK(told.problem == "");
    CHECK(author.plugin().wants_debugger);
    CHECK(author.plugin().state == ui::PluginState::starting);
    const auto first = author.plugin().pid;

    Debugger gdb(told.command);
    for (const char* const there : {first_place, second_place}) {
        gdb.say(fmt::format("break {}", there));
        author.hears(gdb, fmt::format("({}) pending", there)); // nothing of the plugin is there yet
    }
    const auto hits_both = [&](pid_t pid) {
        gdb.say("continue");
        author.hears(gdb, "Breakpoint 1, first_step");
        CHECK(author.until([&] { return !author.plugin().waits; }));
        CHECK(runtime::is_traced(pid));
        gdb.say("continue");
        author.hears(gdb, "Breakpoint 2, Swatch::Swatch");
        gdb.say("print first");
        author.hears(gdb, "= 7");
        gdb.say("detach");
        author.hears(gdb, "detached]");
    };
    hits_both(first);
    REQUIRE(author.shows(author.blue));
    CHECK(author.plugin().pid == first);

    // The version before is shown, while the new one waits.
    author.save();
    const auto again = waits(author);
    CHECK(again.command == told.command);
    CHECK(author.plugin().pid == first);
    CHECK(author.plugin().state == ui::PluginState::running);
    CHECK(author.shows(author.blue - 1));
    const auto commands = test::read_file(author.folder / "debug" / (std::string(id) + ".gdb"));
    const auto at = commands.find("\nattach ");
    REQUIRE(at != std::string::npos);
    const auto second = static_cast<pid_t>(std::atoi(commands.c_str() + at + 8));
    CHECK(second != first);
    gdb.say(again.again);
    hits_both(second);
    REQUIRE(author.shows(author.blue));
    CHECK(author.plugin().pid == second);
    CHECK(author.plugin().reload_note == "");
}

TEST_CASE("a start that waits for gdb goes on without it when told so, and a client that ends leaves none behind") {
    Author author(true);
    static_cast<void>(waits(author)); // whether or not anybody may attach here
    REQUIRE(author.client->call<calls::DevelopWait>({id, false}));
    REQUIRE(author.shows(author.blue));
    CHECK_FALSE(author.plugin().wants_debugger);
    author.save();
    REQUIRE(author.shows(author.blue)); // it did not wait

    const auto refused = author.client->call<calls::DevelopWait>({"org.example.other", true});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::denied);
    if (!core::can_debug(id)) {
        CHECK_FALSE(author.client->call<calls::DevelopWait>({id, true}));
        return;
    }
    REQUIRE(author.client->call<calls::DevelopWait>({id, true}));
    REQUIRE(author.client->call<calls::PluginRestart>({id}));
    waits(author);
    const auto waiting = author.plugin().pid;
    CHECK(waiting != 0);
    CHECK(::kill(waiting, 0) == 0);
    author.client.reset();
    CHECK(::kill(waiting, 0) != 0);
}
