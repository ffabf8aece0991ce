// The compositor against scripted hosts: what is seen, what is asked, what is told.
#include "stage.hpp"

#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <thread>

using namespace asista;
using namespace asista::test;
using Kind = gfx::CompositorEvent::Kind;

TEST_CASE("a panel is asked for where it is placed, and shown there") {
    PlacedStage stage;
    FakeHost& host = stage.host;
    std::vector<Received> requests;
    stage.hosts = answering(host, red, &requests);

    stage.frame(); // placed
    CHECK(requests.empty());
    CHECK(stage.compositor().next_frame_in(stage.now()) == 0.0); // a new place needs a frame at once
    const auto image = stage.frame();

    REQUIRE(requests.size() == 1);
    REQUIRE(requests[0].surfaces.size() == 1);
    CHECK(requests[0].surfaces[0].id == 5);
    CHECK(requests[0].surfaces[0].flags == frame::surface_flags::visible);
    CHECK(requests[0].surfaces[0].rect.x == 20);
    CHECK(requests[0].surfaces[0].rect.width == 100);
    CHECK(image.at(20, 20) == red_pixel);
    CHECK(image.at(119, 99) == red_pixel);
    CHECK(image.at(120, 50) == white_pixel);
    CHECK(image.at(19, 50) == white_pixel);
    CHECK(stage.was_told(Kind::first_frame, 1));
    CHECK(stage.compositor().settled());
}

TEST_CASE("nothing happens, nothing is asked, no frame is needed") {
    PlacedStage stage;
    FakeHost& host = stage.host;
    std::vector<Received> requests;
    stage.hosts = answering(host, red, &requests);
    for (int i = 0; i < 10; ++i) stage.frame();
    CHECK(requests.size() == 1);
    CHECK_FALSE(stage.compositor().next_frame_in(stage.now()));
    CHECK(stage.frame().at(50, 50) == red_pixel); // and it stays on screen
}

TEST_CASE("a host is asked again when it said so, when its time has come, and when its theme changed") {
    PlacedStage stage;
    FakeHost& host = stage.host;
    std::uint32_t flags = 0, wake = frame::never_wake;
    int requests = 0;
    std::uint32_t theme = 0;
    stage.hosts = [&] {
        auto got = host.request();
        if (!got) return;
        theme = got->header.theme_serial;
        auto frame = solid(5, at_left, red, requests++ == 0).flags(flags);
        frame.header.next_wake_ms = wake;
        host.answer(frame);
    };
    stage.frame();
    stage.frame();
    REQUIRE(requests == 1);

    stage.compositor().redraw(1);
    CHECK(stage.compositor().next_frame_in(stage.now()) == 0.0);
    wake = 500;
    stage.frame();
    CHECK(requests == 2);
    const auto next = stage.compositor().next_frame_in(stage.now());
    REQUIRE(next);
    CHECK(*next == doctest::Approx(0.5).epsilon(0.1));
    stage.frame();
    CHECK(requests == 2);
    stage.pass(0.6);
    wake = frame::never_wake;
    flags = frame::output_flags::wants_frame;
    stage.frame();
    CHECK(requests == 3);
    CHECK(stage.compositor().next_frame_in(stage.now()) == 0.0);
    flags = 0;
    stage.frame();
    CHECK(requests == 4);
    stage.frame();
    CHECK(requests == 4);
    stage.compositor().set_theme(9, 1);
    stage.frame();
    CHECK(requests == 5);
    CHECK(theme == 9);
}

TEST_CASE("a panel that moved since its frame is shown at its new place, one that shrank is clipped") {
    ShownStage stage;
    stage.hosts = nullptr; // too slow from now on

    stage.page = {{1, 5, {40, 60, 100, 80}}};
    auto image = stage.frame();
    CHECK(image.at(40, 60) == red_pixel);
    CHECK(image.at(139, 139) == red_pixel);
    CHECK(image.at(39, 60) == white_pixel);
    CHECK(image.at(50, 59) == white_pixel);

    stage.page = {{1, 5, {40, 60, 30, 20}}};
    image = stage.frame();
    CHECK(image.at(69, 79) == red_pixel);
    CHECK(image.at(70, 79) == white_pixel);
    CHECK(image.at(69, 80) == white_pixel);
}

TEST_CASE("a frame drawn at another scale is stretched until a new one comes") {
    ShownStage stage;
    stage.hosts = nullptr;
    stage.compositor().set_theme(2, 2);
    stage.page = {{1, 5, {20, 20, 200, 160}}};
    const auto image = stage.frame();
    CHECK(image.at(219, 179) == red_pixel);
    CHECK(image.at(220, 179) == white_pixel);
}

TEST_CASE("a late frame is shown in a later window frame, and the old one until then") {
    ShownStage stage;
    FakeHost& host = stage.host;
    stage.hosts = nullptr;
    stage.compositor().redraw(1);
    CHECK(stage.frame().at(50, 50) == red_pixel);
    CHECK(stage.watched == std::vector<InstanceId>{1}); // somebody looks after it
    CHECK(stage.compositor().figures(1).missed == 1);
    host.request();
    host.answer(solid(5, at_left, blue));
    CHECK(stage.frame().at(50, 50) == blue_pixel);
    CHECK(stage.compositor().figures(1).frames == 2);
}

TEST_CASE("a late frame is a reason to draw: a window that rests does not rest until something else happens") {
    PlacedStage stage;
    auto& host = stage.host;
    stage.frame();
    stage.frame();
    REQUIRE(host.request());
    REQUIRE(stage.watched.size() == 1);
    const auto rests = stage.compositor().next_frame_in(stage.now());
    REQUIRE(rests);
    CHECK(*rests > 0.5);

    host.answer(solid(5, at_left, red, true)); // who watches wakes the window, which asks again
    CHECK(stage.compositor().next_frame_in(stage.now()) == 0.0);
    CHECK(stage.frame().at(50, 50) == red_pixel);
    CHECK_FALSE(stage.compositor().next_frame_in(stage.now()));
}

TEST_CASE("an answer that comes while the window waits is shown in the same frame") {
    PlacedStage stage(60 * Stage::patient_wait_s); // ends with the answer
    FakeHost& host = stage.host;
    stage.frame();
    std::thread slow;
    stage.hosts = [&] {
        slow = std::thread([&host] {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
            host.request();
            host.answer(solid(5, at_left, green, true));
        });
    };
    const auto image = stage.frame();
    slow.join();
    CHECK(image.at(50, 50) == green_pixel);
    CHECK(stage.compositor().figures(1).missed == 0);
}

TEST_CASE("a host that misses three frames is not waited for, and is again when it keeps time") {
    ShownStage stage(Stage::patient_wait_s);
    FakeHost& host = stage.host;
    stage.hosts = nullptr;
    stage.compositor().redraw(1);
    for (int i = 0; i < 3; ++i) stage.frame();
    CHECK(stage.was_told(Kind::asynchronous, 1));
    CHECK(stage.compositor().figures(1).asynchronous);

    // Not waited for: a frame now takes nothing like the deadline.
    const auto start = std::chrono::steady_clock::now();
    stage.frame();
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::duration<double>(Stage::patient_wait_s));

    host.request();
    host.answer(solid(5, at_left, red));
    stage.frame();
    stage.hosts = [&] {
        if (host.request()) host.answer(solid(5, at_left, red));
    };
    for (int i = 0; i < 31; ++i) {
        stage.compositor().redraw(1);
        stage.frame();
    }
    CHECK(stage.was_told(Kind::synchronous, 1));
    CHECK_FALSE(stage.compositor().figures(1).asynchronous);
}

TEST_CASE("all hosts share one deadline") {
    Stage stage(400, 300, Stage::patient_wait_s);
    for (InstanceId id = 1; id <= 8; ++id) {
        stage.add(id);
        stage.page.push_back({id, 5, {static_cast<float>(id) * 40, 20, 30, 30}});
    }
    stage.frame();
    const auto start = std::chrono::steady_clock::now();
    stage.frame(); // none of the eight answers
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::duration<double>(4 * Stage::patient_wait_s));
}

TEST_CASE("a bad frame is refused with a reason, the last good one stays: the third is one too many") {
    ShownStage stage;
    FakeHost& host = stage.host;
    stage.hosts = [&] {
        if (!host.request()) return;
        auto frame = solid(5, at_left, blue);
        frame.vertices[1].x = std::numeric_limits<float>::quiet_NaN();
        host.answer(frame);
    };
    for (int strike = 1; strike <= 3; ++strike) {
        stage.compositor().redraw(1);
        CHECK(stage.frame().at(50, 50) == red_pixel);
        REQUIRE_FALSE(stage.told.empty());
        CHECK(stage.told.back().strikes == static_cast<std::uint32_t>(strike));
        CHECK_FALSE(stage.told.back().text.empty());
        CHECK(stage.told.back().kind == (strike < 3 ? Kind::rejected : Kind::should_stop));
    }
    CHECK(stage.compositor().figures(1).rejected == 3);
}

TEST_CASE("a request that stays open is reported at one second and at five, and its end too") {
    ShownStage stage;
    FakeHost& host = stage.host;
    stage.hosts = nullptr;
    stage.frame({move(50, 50), press(), release()});
    CHECK(stage.compositor().figures(1).input_pending);
    const auto next = stage.compositor().next_frame_in(stage.now());
    REQUIRE(next);
    CHECK(*next == doctest::Approx(1).epsilon(0.1)); // the window wakes up to notice
    stage.pass(1.01);
    stage.frame();
    CHECK(stage.was_told(Kind::unanswered, 1));
    CHECK(stage.compositor().figures(1).unanswered_s > 1);
    stage.told.clear();
    stage.pass(4);
    stage.frame({key(frame::Key::a, true), key(frame::Key::a, false)});
    CHECK(stage.was_told(Kind::unanswered, 1));

    host.request();
    host.answer(solid(5, at_left, blue));
    CHECK(stage.frame().at(50, 50) == blue_pixel);
    CHECK(stage.was_told(Kind::answered, 1));
    // What was typed at a dead screen does not happen now; keys are let go, then the keyboard is handed over anew.
    const auto got = host.request();
    REQUIRE(got);
    CHECK_FALSE(got->has(frame::EventKind::key));
    REQUIRE(got->events.size() >= 2);
    CHECK(got->events[0].kind == frame::EventKind::focus);
    CHECK(got->events[0].pressed == 0);
    CHECK(got->has(frame::EventKind::hover));
    CHECK(got->events.back().kind == frame::EventKind::focus);
    CHECK(got->events.back().pressed == 1);
}

TEST_CASE("a host that signals without answering does not keep the window busy") {
    PlacedStage stage;
    FakeHost& host = stage.host;
    stage.frame();
    std::atomic<bool> stop = false;
    std::thread flapper([&] {
        while (!stop) host.signal_done();
    });
    for (int i = 0; i < 12; ++i) stage.frame();
    const auto next = stage.compositor().next_frame_in(stage.now());
    stop = true;
    flapper.join();
    CHECK(stage.watched.size() <= gfx::CompositorOptions{}.input_window_s + 9); // watched anew a few times, then no more
    REQUIRE(next);
    CHECK(*next >= 0.05);
    // Nobody watches it any more, so a window frame is due now and then to look for its answer: a wait that never ended would hide it.
    stage.pass(*next + 0.001);
    CHECK(stage.compositor().next_frame_in(stage.now()) == 0.0);
}

TEST_CASE("textures are made, changed and gone, and unknown ids show faintly and harm nobody") {
    PlacedStage stage;
    FakeHost& host = stage.host;
    FrameBuilder next;
    stage.hosts = [&] {
        if (host.request()) host.answer(next);
    };
    const auto show = [&](FrameBuilder frame) {
        next = std::move(frame);
        stage.compositor().redraw(1);
        return stage.frame();
    };
    stage.frame();

    CHECK(show(FrameBuilder().create(7, 4, 4, red).panel(5, at_left).quad(at_left, white, 7)).at(50, 50) == red_pixel);
    CHECK(stage.compositor().figures(1).texture_bytes == 64);
    CHECK(show(FrameBuilder().update(7, 4, 4, blue).panel(5, at_left).quad(at_left, white, 7)).at(50, 50) == blue_pixel);
    CHECK(show(FrameBuilder().create(8, 4, 4, green).destroy(7).panel(5, at_left).quad(at_left, white, 8)).at(50, 50) ==
          green_pixel);
    CHECK(stage.compositor().figures(1).textures == 1);
    CHECK(stage.compositor().figures(1).texture_bytes == 64);

    const auto unknown = show(FrameBuilder().panel(5, at_left).quad(at_left, red, 7)); // destroyed
    CHECK(unknown.at(50, 50) != red_pixel);
    CHECK(unknown.at(50, 50) != white_pixel);

    // Against its own table: refused.
    const auto refused = stage.compositor().figures(1).rejected;
    show(FrameBuilder().create(8, 4, 4, red).panel(5, at_left));
    CHECK(stage.compositor().figures(1).rejected == refused + 1);
    show(FrameBuilder().update(8, 2, 2, red).panel(5, at_left));
    CHECK(stage.compositor().figures(1).rejected == refused + 2);
    // An update of a texture that never was: its frame was lost once, no more.
    CHECK(show(FrameBuilder().update(99, 2, 2, red).panel(5, at_left).quad(at_left, white, 8)).at(50, 50) == green_pixel);
}

TEST_CASE("textures of two processes with the same id are two textures, and go with their process") {
    Stage stage;
    FakeHost& one = stage.add(1);
    FakeHost& two = stage.add(2);
    stage.page = {{1, 5, at_left}, {2, 5, at_right}};
    stage.hosts = [&] {
        if (one.request()) one.answer(FrameBuilder().create(1, 2, 2, red).panel(5, at_left).quad(at_left, white, 1));
        if (two.request()) two.answer(FrameBuilder().create(1, 2, 2, blue).panel(5, at_right).quad(at_right, white, 1));
    };
    stage.frame();
    const auto image = stage.frame();
    CHECK(image.at(50, 50) == red_pixel);
    CHECK(image.at(250, 50) == blue_pixel);

    const int before = ImGui::GetCurrentContext()->UserTextures.Size;
    stage.compositor().detach(1, false);
    CHECK(stage.frame().at(50, 50) == white_pixel);
    stage.frame();
    stage.frame();
    CHECK(ImGui::GetCurrentContext()->UserTextures.Size == before - 1);
}

TEST_CASE("the picture of a process that is gone is kept, and may be dimmed") {
    ShownStage stage;
    stage.hosts = nullptr;
    stage.compositor().detach(1, true);
    CHECK(stage.frame().at(50, 50) == red_pixel);
    CHECK_FALSE(stage.compositor().figures(1).attached);
    CHECK(stage.compositor().figures(1).has_frame);
    stage.page[0].dim = 1;
    const auto dimmed = stage.frame().at(50, 50);
    CHECK(dimmed[0] == 255);
    CHECK(dimmed[1] > 120);
    stage.compositor().drop_picture(1);
    CHECK(stage.frame().at(50, 50) == white_pixel);
}

TEST_CASE("more vertices than 16-bit indices reach, and a client's own drawing behind them") {
    Stage stage;
    FakeHost& host = stage.add(1);
    stage.page = {{1, 5, {0, 0, 400, 200}}};
    FrameBuilder big;
    big.create(1, 1, 1, white).panel(5, {0, 0, 400, 200});
    for (int i = 0; i < 40'000; ++i) { // 160,000 vertices, one pixel each
        big.quad({static_cast<float>(i % 400), static_cast<float>(i / 400), 1, 1}, red, 1);
    }
    stage.hosts = [&] {
        if (host.request()) host.answer(big);
    };
    stage.extra = [] { ImGui::GetForegroundDrawList()->AddRectFilled(ImVec2(0, 250), ImVec2(50, 300), blue); };
    stage.frame();
    const auto image = stage.frame();
    REQUIRE(stage.compositor().figures(1).vertices == 160'000);
    for (int y = 0; y < 100; y += 9)
        for (int x = 0; x < 400; x += 7)
            REQUIRE_MESSAGE(image.at(x, y) == red_pixel, x << " " << y << " " << int{image.at(x, y)[1]});
    CHECK(image.at(10, 101) == white_pixel);
    CHECK(image.at(25, 275) == blue_pixel);
}

TEST_CASE("a plugin's sampler does not leak into what is drawn after it") {
    PlacedStage stage;
    FakeHost& host = stage.host;
    FrameBuilder frame;
    frame.create(1, 2, 1, red);
    std::memset(frame.pixels.data() + 4, 0xFF, 4); // red beside white
    frame.panel(5, at_left).operation(frame::DrawOp::nearest_sampler).quad(at_left, white, 1);
    stage.hosts = [&] {
        if (host.request()) host.answer(frame);
    };
    stage.frame();
    const auto image = stage.frame();
    // Nearest: two flat halves.
    CHECK(image.at(60, 50) == red_pixel);
    CHECK(image.at(75, 50) == white_pixel);
    bool reset = false;
    for (const ImDrawList* list : ImGui::GetDrawData()->CmdLists) {
        bool nearest = false;
        for (const ImDrawCmd& command : list->CmdBuffer) {
            if (command.UserCallback == ImGui::GetPlatformIO().DrawCallback_SetSamplerNearest) nearest = true;
            if (nearest && command.UserCallback == ImGui::GetPlatformIO().DrawCallback_ResetRenderState) reset = true;
        }
    }
    CHECK(reset);
}

TEST_CASE("a reload draws hidden at the old one's place, passes after two good frames, and takes over without a gap") {
    ShownStage stage;
    stage.frame({move(50, 50), press(), release()});

    FakeHost& fresh = stage.add(2, {.plugin_name = "p", .trial = gfx::Trial{1, {{77, 5}}}});
    std::vector<Received> requests;
    stage.hosts = answering(fresh, blue, &requests);
    CHECK(stage.compositor().next_frame_in(stage.now()) == 0.0);
    CHECK(stage.frame({move(51, 50)}).at(50, 50) == red_pixel); // hidden
    REQUIRE(requests.size() == 1);
    CHECK((requests[0].surfaces[0].flags & frame::surface_flags::trial) != 0);
    CHECK(requests[0].surfaces[0].id == 77);
    CHECK(requests[0].surfaces[0].rect.width == 100);
    CHECK(requests[0].events.empty());
    CHECK(stage.frame().at(50, 50) == red_pixel);
    CHECK(stage.was_told(Kind::first_frame, 2));
    CHECK_FALSE(stage.was_told(Kind::trial_passed, 2));
    CHECK(stage.frame().at(50, 50) == red_pixel);
    CHECK(stage.was_told(Kind::trial_passed, 2));
    CHECK(requests.size() == 2); // it has proved itself

    stage.compositor().promote(2, 1);
    stage.compositor().detach(1, false);
    CHECK(stage.frame().at(50, 50) == blue_pixel); // the page still names the old process
    stage.page = {{2, 77, at_left}};
    CHECK(stage.frame().at(50, 50) == blue_pixel);
    CHECK(stage.frame().at(50, 50) == blue_pixel);
    // The keyboard went along.
    CHECK(stage.compositor().focused_instance() == 2);
    requests.clear();
    stage.frame({key(frame::Key::x, true)});
    REQUIRE_FALSE(requests.empty());
    CHECK(requests.back().has(frame::EventKind::key));
}

TEST_CASE("what the person does once a reload has passed waits for the build that is shown in the end, once and in order") {
    ShownStage stage;
    stage.frame({move(50, 50), press(), release()});
    FakeHost& fresh = stage.add(2, {.plugin_name = "p", .trial = gfx::Trial{1, {{77, 5}}}});
    std::vector<Received> to_old, to_fresh;
    const auto old_answers = answering(stage.host, red, &to_old), fresh_answers = answering(fresh, blue, &to_fresh);
    stage.hosts = [&] {
        old_answers();
        fresh_answers();
    };
    for (int i = 0; i < 20 && !stage.was_told(Kind::trial_passed, 2); ++i) stage.frame({move(51, 50)});
    REQUIRE(stage.was_told(Kind::trial_passed, 2));
    to_old.clear();
    to_fresh.clear();
    const auto keys_in = [](const std::vector<Received>& requests) {
        std::vector<std::pair<std::uint32_t, bool>> keys;
        for (const auto& request : requests)
            for (const auto& event : request.events)
                if (event.kind == frame::EventKind::key) keys.emplace_back(event.code, event.pressed != 0);
        return keys;
    };
    const auto code = [](frame::Key key) { return static_cast<std::uint32_t>(key); };

    CHECK(stage.frame({key(frame::Key::x, true)}).at(50, 50) == red_pixel);
    stage.frame({key(frame::Key::x, false), key(frame::Key::y, true)});
    CHECK(to_old.empty());
    CHECK(to_fresh.empty());

    const std::vector<std::pair<std::uint32_t, bool>> all{
        {code(frame::Key::x), true}, {code(frame::Key::x), false}, {code(frame::Key::y), true}, {code(frame::Key::y), false}};
    SUBCASE("it takes over") {
        stage.compositor().promote(2, 1);
        stage.compositor().detach(1, false);
        stage.frame({key(frame::Key::y, false)}); // whoever was told of the press is told of the release
        stage.frame();
        CHECK(keys_in(to_fresh) == all);
        REQUIRE_FALSE(to_fresh.empty());
        CHECK(to_fresh.front().has(frame::EventKind::focus));
        CHECK(keys_in(to_old).empty());
    }
    SUBCASE("it is given a later state first, and shows one frame more") {
        stage.compositor().try_again(2);
        stage.told.clear();
        stage.frame();
        stage.frame();
        CHECK(to_fresh.size() == 1);
        CHECK(keys_in(to_fresh).empty());
        CHECK(stage.was_told(Kind::trial_passed, 2));
        CHECK(to_old.empty());
        stage.compositor().promote(2, 1);
        stage.compositor().detach(1, false);
        stage.frame({key(frame::Key::y, false)});
        stage.frame();
        CHECK(keys_in(to_fresh) == all);
    }
    SUBCASE("it is not taken after all") {
        stage.compositor().detach(2, false);
        stage.frame({key(frame::Key::y, false)});
        stage.frame();
        CHECK(keys_in(to_old) == all);
    }
}

TEST_CASE("a reload during which nobody touched the old build says so") {
    ShownStage stage;
    FakeHost& fresh = stage.add(2, {.plugin_name = "p", .trial = gfx::Trial{1, {{77, 5}}}});
    stage.hosts = answering(fresh, blue);
    for (int i = 0; i < 20 && !stage.was_told(Kind::trial_passed, 2); ++i) stage.frame();
    for (const auto& event : stage.told)
        if (event.kind == Kind::trial_passed) CHECK_FALSE(event.touched);
    CHECK(stage.was_told(Kind::trial_passed, 2));
}

TEST_CASE("a reload proves itself between two window frames") {
    ShownStage stage;
    FakeHost& fresh = stage.add(2, {.plugin_name = "p", .trial = gfx::Trial{1, {{77, 5}}}});
    int requests = 0;
    for (int turn = 0; turn < 3; ++turn) {
        stage.compositor().advance_trials({.now_s = stage.now()});
        if (!fresh.request()) continue;
        ++requests;
        CHECK(stage.watched.size() == static_cast<std::size_t>(requests)); // its answer wakes the window
        CHECK_FALSE(stage.compositor().next_frame_in(stage.now()));        // which need not draw for it
        fresh.answer(solid(77, at_left, blue, requests == 1));
    }
    CHECK(requests == 2);
    CHECK(std::ranges::any_of(stage.compositor().take_events(), [](const gfx::CompositorEvent& event) {
        return event.kind == Kind::trial_passed && event.instance == 2;
    }));
    stage.compositor().promote(2, 1);
    stage.compositor().detach(1, false);
    CHECK(stage.frame().at(50, 50) == blue_pixel);
}

TEST_CASE("a reload that draws garbage does not pass, and the old one goes on") {
    ShownStage stage;
    FakeHost& fresh = stage.add(2, {.plugin_name = "p", .trial = gfx::Trial{1, {{77, 5}}}});
    stage.hosts = [&] {
        if (!fresh.request()) return;
        auto frame = solid(77, at_left, blue, true);
        frame.commands[0].index_count = 9'999;
        fresh.answer(frame);
    };
    for (int i = 0; i < 10; ++i) CHECK(stage.frame().at(50, 50) == red_pixel);
    CHECK_FALSE(stage.was_told(Kind::trial_passed, 2));
    CHECK(stage.was_told(Kind::should_stop, 2));
    stage.compositor().detach(2, false);
    CHECK(stage.frame().at(50, 50) == red_pixel);
}

TEST_CASE("a panel nobody can see is not asked for frames") {
    Stage stage;
    FakeHost& host = stage.add(1);
    stage.page = {{1, 5, {20, 500, 100, 80}}}; // below the window's edge
    std::vector<Received> requests;
    stage.hosts = answering(host, red, &requests);
    for (int i = 0; i < 3; ++i) stage.frame();
    CHECK(requests.empty());
    CHECK_FALSE(stage.compositor().next_frame_in(stage.now()));
}

TEST_CASE("placing what is not there is an empty space") {
    Stage stage;
    stage.page = {{42, 5, at_left}};
    CHECK(stage.frame().at(50, 50) == white_pixel);
    CHECK(stage.compositor().wanted_height(42, 5) == 0);
    CHECK_FALSE(stage.compositor().figures(42).attached);
    stage.compositor().promote(42, 41);
    stage.compositor().detach(42, true);
    stage.compositor().redraw(42);
}

TEST_CASE("the wanted height is given at the present scale") {
    PlacedStage stage;
    FakeHost& host = stage.host;
    stage.hosts = [&] {
        if (!host.request()) return;
        auto frame = FrameBuilder().panel(5, at_left);
        frame.surfaces[0].wanted_height = 120;
        host.answer(frame);
    };
    stage.frame();
    stage.frame();
    CHECK(stage.compositor().wanted_height(1, 5) == 120);
    stage.hosts = nullptr;
    stage.compositor().set_theme(2, 2);
    CHECK(stage.compositor().wanted_height(1, 5) == 240);
}

TEST_CASE("window frame times are kept for five seconds at sixty a second") {
    Stage stage;
    for (int i = 0; i < 310; ++i) stage.compositor().end_frame(i);
    REQUIRE(stage.compositor().window_frame_ms().size() == 300);
    CHECK(stage.compositor().window_frame_ms().front() == 10);
    CHECK(stage.compositor().window_frame_ms().back() == 309);
}
