// Drawing: what the callback is told, what it may ask for, and what happens when it goes wrong.
#include "host_fixture.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace asista::tests;
using namespace std::chrono_literals;
namespace sdk = asista::sdk;
namespace calls = asista::calls;

namespace {

struct Draws : sdk::Plugin {
    static inline std::function<void(sdk::Frame&)> draw;
    static inline Draws* self = nullptr;
    Draws() {
        self = this;
        widget({.id = "w", .title = "W", .height = 50}, [](sdk::Frame& frame) { draw(frame); });
    }
    using Plugin::storage;
    using Plugin::widget;
};

struct Started : HostFixture {
    explicit Started(std::function<void(sdk::Frame&)> draw) {
        Draws::draw = std::move(draw);
        REQUIRE(start<Draws>());
    }
};

} // namespace

TEST_CASE("a frame tells size, place, time and theme") {
    bool drawn = false;
    Started host([&](sdk::Frame& frame) {
        drawn = true;
        CHECK(frame.width() == 400);
        CHECK(frame.height() == 200);
        CHECK(frame.position().x == 100);
        CHECK(frame.scale() == 1);
        CHECK(frame.px(12) == 12);
        CHECK(frame.focused());
        CHECK_FALSE(frame.hovered());
        CHECK_FALSE(frame.trial());
        CHECK(frame.now() == 1'000'000);
        CHECK(frame.theme().text == 0xFF112233);
        CHECK(frame.icon("heart").size() == 3);
        CHECK(frame.icon("heart") != frame.icon("heart-fill"));
        CHECK(frame.icon("no-such-icon").empty());
    });

    static_cast<void>(host.draw(1));
    static_cast<void>(host.draw(77)); // unknown surfaces are not drawn

    CHECK(drawn);
}

TEST_CASE("an animation asks for the next frame, a clock for a later one") {
    int mode = 0;
    Started host([&](sdk::Frame& frame) {
        if (mode == 1) frame.animate();
        if (mode == 2) {
            frame.wake_after(5000ms);
            frame.wake_after(700ms);
            frame.wake_after(9000ms);
        }
    });

    const auto still = host.draw(1);
    CHECK_FALSE(still.wants_frame);
    CHECK(still.next_wake_ms == asista::frame::never_wake);
    mode = 1;
    CHECK(host.draw(1).wants_frame);
    mode = 2;
    CHECK(host.draw(1).next_wake_ms == 700);
    mode = 0;
    CHECK(host.draw(1).next_wake_ms == asista::frame::never_wake);
    CHECK(host.client->received<calls::RequestRedraw>().empty());
}

TEST_CASE("the wanted height is the content's, and at least what was registered") {
    float height = 10;
    Started host([&](sdk::Frame&) { ImGui::Dummy({10, height}); });

    static_cast<void>(host.draw(1));
    CHECK(host.api->wish(1).height == 50);
    height = 300;
    static_cast<void>(host.draw(1));
    CHECK(host.api->wish(1).height >= 300);
    CHECK(host.api->wish(9).height == 0);
}

TEST_CASE("an exception while drawing is shown, logged once, and the stacks are repaired") {
    int draws = 0;
    Started host([&](sdk::Frame&) {
        ++draws;
        ImGui::BeginChild("child");
        ImGui::PushID(5);
        throw std::runtime_error("no data");
    });

    for (int i = 0; i < 3; ++i) static_cast<void>(host.draw(1));

    CHECK(draws == 3);
    const auto lines = host.log_lines(1);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0] == "widget w: uncaught exception: no data");
}

TEST_CASE("one end too many does not take the host down") {
    Started host([](sdk::Frame&) {
        ImGui::End();
        throw std::runtime_error("after the end");
    });

    static_cast<void>(host.draw(1));

    CHECK(host.log_lines(1).at(0) == "widget w: uncaught exception: after the end");
}

TEST_CASE("registering while drawing is refused, data calls are not") {
    bool added = true, stored = false;
    Started host([&](sdk::Frame&) {
        added = Draws::self->widget({.id = "late", .title = "Late"}, [](sdk::Frame&) {});
        stored = Draws::self->storage().set("k", 1).has_value();
    });

    static_cast<void>(host.draw(1));

    CHECK_FALSE(added);
    CHECK(stored);
    CHECK(host.client->received<calls::WidgetRegister>().size() == 1);
    CHECK(host.log_lines(1).at(0).starts_with("widgets.add was called while drawing"));
}

TEST_CASE("fonts are pushed for the scope of the callback's own") {
    float inside = 0, after = 0;
    Started host([&](sdk::Frame& frame) {
        {
            const auto font = frame.font(sdk::FontRole::semibold, 30);
            inside = ImGui::GetFontSize();
        }
        after = ImGui::GetFontSize();
    });

    static_cast<void>(host.draw(1));

    CHECK(inside == doctest::Approx(36).epsilon(0.02)); // a size of type of 30 is a line of 36 in Inter
    CHECK(after < 30);
}

TEST_CASE("every card helper draws within the card") {
    Started host([](sdk::Frame& frame) {
        namespace ui = sdk::ui;
        ui::title(frame, "Title");
        ui::quote(frame, "A sentence that is long enough to be wrapped at the right edge of a card of this width.");
        ui::body(frame, "Body");
        ui::strong(frame, "Strong");
        ui::dim(frame, "Dim");
        ui::small(frame, "Small");
        ui::hint(frame, "Hint");
        ui::divider(frame);
        ui::stat(frame, "trend-up", "7 day streak");
        ui::beside(frame, 20);
        ui::stat(frame, "bookmark", "12 saved");
        ui::tag(frame, "XS");
        ui::progress(frame, 0.5F);
        ui::progress(frame, std::nanf(""));
        ui::progress(frame, 7.0F, frame.theme().warn, 80);
        ui::icon_button(frame, "save", "heart", "Save");
        ui::beside(frame);
        ui::primary_button(frame, "Add##task", "plus");
        ui::beside(frame);
        ui::secondary_button(frame, "Skip");
        ui::empty_state(frame, "tray", "Nothing here yet");
        const float right = frame.position().x + frame.width() + 1; // the soft edge of the window's own border
        for (const ImDrawVert& vertex : ImGui::GetWindowDrawList()->VtxBuffer) CHECK(vertex.pos.x <= right);
    });

    static_cast<void>(host.draw(1));

    CHECK(host.client->received<calls::LogWrite>().empty());
}

TEST_CASE("a paragraph is as tall as its lines and no wider than the card") {
    float one = 0, wrapped = 0, broken = 0, empty = 0;
    Started host([&](sdk::Frame& frame) {
        const auto height_of = [&frame](std::string_view words) {
            const float top = ImGui::GetCursorPosY();
            sdk::ui::paragraph(frame, words, sdk::FontRole::text, 14, frame.theme().text, 30);
            return ImGui::GetCursorPosY() - top - ImGui::GetStyle().ItemSpacing.y;
        };
        one = height_of("Short.");
        wrapped = height_of("So many words that they cannot be put on one line of a card that is four hundred pixels wide.");
        broken = height_of("First\n\nthird");
        empty = height_of("");
    });

    static_cast<void>(host.draw(1));

    CHECK(one == 30);
    CHECK(wrapped >= 60);
    CHECK(std::fmod(wrapped, 30.0F) == 0);
    CHECK(broken == 90);
    CHECK(empty == 0);
}
