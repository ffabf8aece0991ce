// A plugin is recorded under the real supervisor, and what it did happens again in a real host.
#include "runtime/library_file.hpp"
#include "runtime/replayer.hpp"
#include "world.hpp"

#include <asista_fonts.hpp>

#include <fcntl.h>
#include <fstream>

using namespace asista;
using namespace asista::test;
using frame::EventKind;
using runtime::PluginState;
namespace fs = std::filesystem;

namespace {
constexpr const char* id = "test.one.actor";

std::vector<frame::Event> clicked(float x, float y) {
    return {{EventKind::hover, 1, 0, 0, 0, 0},
            {EventKind::mouse_position, 0, x, y, 0, 0},
            {EventKind::mouse_button, 0, 0, 0, 1, 0},
            {EventKind::mouse_button, 0, 0, 0, 0, 0}};
}
std::vector<frame::Event> typed(std::string_view text) {
    std::vector<frame::Event> events;
    for (const char c : text) events.push_back({EventKind::text, static_cast<unsigned char>(c), 0, 0, 0, 0});
    return events;
}

struct Recorded : World {
    explicit Recorded(const std::string& script) {
        put_actor(id, script);
        run(id);
        calls::Theme theme; // with colours that are seen: what is transparent is not drawn
        theme.serial = 2;
        theme.colors.text = theme.colors.accent = theme.colors.panel = theme.colors.line = 0xFFFFFFFF;
        supervisor->set_theme(theme);
    }
    // Started anew, and drawn.
    void record() {
        const auto before = status(id).instance;
        const auto begun = call<calls::PluginRecord>({id, true, file.string()});
        REQUIRE_MESSAGE(begun, (begun ? "" : begun.error().message));
        CHECK(begun->file == file.string());
        REQUIRE(
            until([&] { return status(id).state == PluginState::running && status(id).instance != before && frames(id) > 1; }));
    }
    void stop() {
        REQUIRE(call<calls::PluginRecord>({id, false, ""}));
        REQUIRE(written());
    }
    bool written() {
        return until([&] { return status(id).recording && status(id).recording->written; });
    }
    void act(std::vector<frame::Event> events) {
        window->act(id, std::move(events));
        REQUIRE(until([&] { return window->has_acted(id); }));
    }
    fs::path file = dir / "one.asista-recording";
};

runtime::ReplayScript script_in(const fs::path& file) {
    const auto bytes = runtime::read_finished_file(file, runtime::max_recording_bytes);
    REQUIRE_MESSAGE(bytes, (bytes ? "" : bytes.error().message));
    auto recording = runtime::read_recording(*bytes);
    REQUIRE_MESSAGE(recording, (recording ? "" : recording.error().message));
    auto script = runtime::make_script(std::move(*recording));
    REQUIRE_MESSAGE(script, (script ? "" : script.error().message));
    return std::move(*script);
}

runtime::ReplayReport replayed(const runtime::ReplayScript& script, const std::string& actor) {
    static const auto plan = runtime::probe_sandbox(build_folder() / "bin" / "asista-plugin-host");
    runtime::ReplaySetup setup;
    setup.program = build_folder() / "bin" / "asista-plugin-host";
    setup.tier = plan.tier;
    const auto library = World::actor_library(actor);
    auto copy = make_sealed_copy("plugin.so", std::as_bytes(std::span(library)));
    REQUIRE(copy);
    setup.library = std::move(*copy);
    for (const auto& [role, path] :
         {std::pair{calls::FontRole::text, fonts::inter_regular}, std::pair{calls::FontRole::icons, fonts::icons}}) {
        setup.fonts.push_back({role, fs::file_size(path)});
        setup.font_fds.emplace_back(::open(path, O_RDONLY | O_CLOEXEC));
    }
    std::uint64_t last = 0;
    setup.on_frame = [&last](std::uint64_t serial, const frame::CheckedFrame& frame, const frame::FramePrint& print) {
        CHECK(serial > last);
        last = serial;
        CHECK(frame.vertices.size() == print.vertices);
    };
    auto report = runtime::replay(script, std::move(setup));
    REQUIRE_MESSAGE(report, (report ? "" : report.error().message));
    CHECK(last > 0);
    return std::move(*report);
}
std::string told(const runtime::ReplayReport& report) {
    std::string text;
    for (const auto& difference : {report.first_frame, report.first_call, report.ended})
        if (difference) text += fmt::format("step {} frame {}: {}\n", difference->step, difference->frame, difference->what);
    return text;
}
} // namespace

TEST_CASE("what a person did in a card with timers and threads and answers happens again to the last vertex") {
    const std::string actor = "version=1 edit=yes tick=yes write=yes";
    Recorded world(actor);
    world.click(id);
    world.record();
    world.act(clicked(FakeWindow::panel_left + 30, FakeWindow::panel_top + 10));
    world.act(typed("hello"));
    world.click(id);
    world.supervisor->publish("test.other.plugin/said", "{}");
    REQUIRE(world.ask(id)["text"] == "hello");
    REQUIRE(world.until([&] { return world.storage[{id, "ticks"}].size() >= 2; })); // ten ticks and more
    const auto frames = world.frames(id);
    world.stop();
    CHECK(world.keeps_drawing(id)); // recording leaves it as it is

    const auto script = script_in(world.file);
    CHECK(script.frames() >= frames);
    REQUIRE(script.end);
    CHECK(script.end->why == "You stopped it.");
    const auto report = replayed(script, actor);
    CHECK_MESSAGE(report.equal(), told(report));
    CHECK(report.frames == script.frames());
    CHECK(report.calls > 10);
    CHECK_FALSE(report.other_library);
    CHECK_FALSE(report.other_fonts);
    world.close();
}

TEST_CASE("another build is told by the first frame and the first call that differ") {
    const std::string actor = "version=1 edit=yes";
    Recorded world(actor);
    world.record();
    world.act(clicked(FakeWindow::panel_left + 30, FakeWindow::panel_top + 10));
    world.stop();
    const auto script = script_in(world.file);

    const auto other = replayed(script, "version=22 edit=yes");
    CHECK(other.other_library);
    REQUIRE(other.first_frame);
    CHECK(other.first_frame->frame == 1);
    CHECK_MESSAGE(other.first_frame->what.find("vertices instead of") != std::string::npos, other.first_frame->what);
    CHECK(other.different_frames == script.frames());
    REQUIRE(other.first_call);
    CHECK_MESSAGE(
        other.first_call->what ==
            "In its start, it called methods.export (\"version 22\"), where the recording has methods.export (\"version 1\").",
        other.first_call->what);

    const auto talking = replayed(script, "version=1 edit=yes say=hello");
    CHECK_FALSE(talking.first_frame);
    REQUIRE(talking.first_call);
    CHECK_MESSAGE(talking.first_call->what.find("In host.activate, it called events.publish") != std::string::npos,
                  talking.first_call->what);
    CHECK(talking.different_calls == 1);

    const auto crashing = replayed(script, "version=1 edit=yes draw=crash from-frame=3");
    CHECK_FALSE(crashing.equal());
    REQUIRE(crashing.ended);
    if (!sanitized) CHECK_MESSAGE(crashing.ended->what.find("In frame 3: It crashed") != std::string::npos, crashing.ended->what);
    world.close();
}

TEST_CASE("a recorded crash is recorded up to its last step and happens again") {
    Recorded world("version=1 command=abort");
    world.record();
    REQUIRE_FALSE(world.call<calls::PluginRunCommand>({id, "act"}));
    REQUIRE(world.written());
    const auto script = script_in(world.file);
    REQUIRE(script.end);
    CHECK(script.end->crashed);
    CHECK_FALSE(script.steps.back().ended);

    const auto same = replayed(script, "version=1 command=abort");
    CHECK_MESSAGE(same.equal(), told(same));
    if (!sanitized) CHECK_MESSAGE(same.same_end.find("abort") != std::string::npos, same.same_end);
    const auto mended = replayed(script, "version=1");
    REQUIRE(mended.ended);
    CHECK(mended.ended->what == "It came through host.run_command, in which the recorded one ended.");
    world.close();
}

TEST_CASE("recording is refused with a reason where it cannot be") {
    Recorded world("version=1");
    const auto stop = world.call<calls::PluginRecord>({id, false, ""});
    REQUIRE_FALSE(stop);
    CHECK(stop.error().message.find("is not being recorded") != std::string::npos);
    CHECK(world.call<calls::PluginRecord>({id, true, "relative"}).error().code == Errc::invalid);
    CHECK(world.call<calls::PluginRecord>({"test.no.such", true, ""}).error().code == Errc::not_found);
    std::ofstream(world.file) << "mine";
    CHECK(world.call<calls::PluginRecord>({id, true, world.file.string()}).error().code == Errc::busy);
    fs::remove(world.file);
    world.record();
    CHECK(world.call<calls::PluginRecord>({id, true, (world.dir / "two").string()}).error().code == Errc::busy);
    world.close();
    world.supervisor.reset(); // a client that ends waits for its disk, and leaves a whole recording
    const auto script = script_in(world.file);
    CHECK(script.end);
}
