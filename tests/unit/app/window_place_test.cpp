// Where the window was, from one start to the next.
#include "app/window_place.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

using namespace asista;
using app::read_window_place;
using app::WindowPlaceKeeper;
using asista::test::TempDir;
using platform::WindowPlace;

namespace {
constexpr WindowPlace here{10, 20, 800, 600, false}, there{30, 20, 800, 600, true};
}

TEST_CASE("a window's place is written once it stays, and what came last at the end") {
    const TempDir dir;
    WindowPlaceKeeper keeper(dir.path());
    CHECK_FALSE(keeper.due_in(0));
    keeper.follow(here, 0);
    CHECK(keeper.due_in(0.25) == 0.75);
    keeper.follow(here, 0.9);
    CHECK_FALSE(read_window_place(dir.path()));
    keeper.follow(there, 0.95); // it is being dragged
    keeper.follow(there, 1.5);
    CHECK_FALSE(read_window_place(dir.path()));
    keeper.follow(there, 2);
    CHECK(read_window_place(dir.path()) == there);
    CHECK_FALSE(keeper.due_in(2));
    keeper.follow(here, 3);
    keeper.finish();
    CHECK(read_window_place(dir.path()) == here);
}

TEST_CASE("a window without a place keeps none, and one that has not moved writes nothing") {
    const TempDir dir;
    WindowPlaceKeeper(dir.path()).follow({}, 0);
    WindowPlaceKeeper first(dir.path());
    first.follow(here, 0);
    first.finish();
    std::filesystem::remove(dir / "window.json");
    first.follow(here, 5);
    first.finish();
    CHECK_FALSE(std::filesystem::exists(dir / "window.json"));
}

TEST_CASE("a file that is no place of a window is none") {
    const TempDir dir;
    for (const char* text :
         {"", "{", "[]", "7", "{}", R"({"x": 1, "y": 2, "width": 3})", R"({"x": 1, "y": 2, "width": "3", "height": 4})",
          R"({"x": 1, "y": 2, "width": 0, "height": 4})", R"({"x": 1.5, "y": 2, "width": 3, "height": 4})"}) {
        CAPTURE(text);
        asista::test::write_file(dir / "window.json", text);
        CHECK_FALSE(read_window_place(dir.path()));
    }
    asista::test::write_file(dir / "window.json",
                             R"({"x": 99999999999, "y": -2, "width": 300, "height": 400, "maximised": "yes"})");
    CHECK(read_window_place(dir.path()) == WindowPlace{100'000, -2, 300, 400, false});
}
