// Panels that come on a page are asked for in the same window frame, with everything that later requests say.
#include "stage.hpp"

#include <doctest/doctest.h>

using namespace asista;
using namespace asista::test;

namespace {
struct NewPanels {
    NewPanels() {
        stage.asks_new_panels = true;
        stage.page = {{1, 5, at_left}};
        stage.hosts = answering(host, red, &requests);
    }
    Stage stage;
    FakeHost& host = stage.add(1);
    std::vector<Received> requests;
};
} // namespace

TEST_CASE("a new panel is in the first window frame that places it") {
    NewPanels on;
    CHECK(on.stage.frame().at(50, 50) == red_pixel);
    on.stage.frame();
    on.stage.frame();
    CHECK(on.requests.size() == 1);
}

// A host that is told of a window of no size takes the first click for one outside of it.
TEST_CASE("the very first request tells the window's size") {
    NewPanels on;
    on.stage.frame();
    REQUIRE(on.requests.size() == 1);
    CHECK(on.requests[0].header.client_width == 400);
    CHECK(on.requests[0].header.client_height == 300);
    CHECK(on.requests[0].header.popup_area.width == 400 - 2 * 3); // all of it, but for the frame around what is opened
    CHECK(on.requests[0].header.popup_area.height == 300 - 2 * 21);
}

TEST_CASE("a page that is left and comes back shows its panel at once") {
    NewPanels on;
    on.stage.frame();
    on.stage.page.clear();
    on.stage.frame();
    on.stage.frame();
    on.stage.page = {{1, 5, at_right}};
    CHECK(on.stage.frame().at(250, 50) == red_pixel);
}

TEST_CASE("a click right behind the first frame reaches the plugin") {
    NewPanels on;
    on.stage.frame();
    on.stage.frame({move(60, 60), press(), release()});
    REQUIRE(on.requests.size() == 2);
    CHECK(on.requests[1].header.hovered_surface == 5);
    CHECK(on.requests[1].has(frame::EventKind::mouse_button));
}
