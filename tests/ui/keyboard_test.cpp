// The keyboard alone, through the client's own items, a plugin's in its own process, and on: nobody needs a mouse, and no plugin keeps it.
#include "desk.hpp"
#include "driver.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <optional>
#include <string>

namespace {
using asista::test::ClientProcess;
using asista::test::Desk;
using asista::test::probe;
using asista::test::WindowDriver;

// What has the keyboard: "button Count", of the plugin before the client's own, which is the card around it.
std::string focused(WindowDriver& window) {
    std::string own;
    const auto found = window(R"({"do": "find", "label": ""})");
    for (const auto& item : found["items"]) {
        if (item.value("state", nlohmann::json::array()).dump().find("\"focused\"") == std::string::npos) continue;
        const auto name = fmt::format("{} {}", item.value("role", ""), item.value("label", ""));
        if (!item.value("plugin", "").empty()) return name;
        own = name;
    }
    return own;
}
// Presses a key and returns what has the keyboard then. From one process into another that may take a few looks on a busy machine; the
// very first press only shows what has it already.
std::string press(WindowDriver& window, const std::string& keys) {
    constexpr int most_looks = 8;
    const std::string before = focused(window);
    window("key " + keys);
    std::string now = focused(window);
    for (int look = 1; look < most_looks && now == before; ++look) now = focused(window);
    return now;
}
// Presses a key until something has the keyboard; how often. 0: it never has.
int presses_until(WindowDriver& window, const std::string& key, const std::string& wanted) {
    for (int i = 1; i < 60; ++i)
        if (press(window, key) == wanted) return i;
    return 0;
}

struct Page {
    Page() {
        asista::test::install(ClientProcess(desk.dir.path(), {"--headless", "--page", "plugins", "--review", probe}));
        client.emplace(desk.dir.path(), std::vector<std::string>{"--headless", "--page", fmt::format("plugin:{}/probe", probe)});
        window.emplace(desk.dir / "driver");
        (*window)(R"(wait "Count")");
    }
    Desk desk;
    std::optional<ClientProcess> client;
    std::optional<WindowDriver> window;
};
} // namespace

TEST_CASE("Tab goes from the client's items through a plugin's and back to the client's, in both directions") {
    Page page;
    WindowDriver& window = *page.window;

    REQUIRE(presses_until(window, "Tab", "button Count") > 0);
    for (const char* const next : {"field Text", "button ", "field Level", "button Crash", "button Export"})
        CHECK(press(window, "Tab") == next);
    const std::string behind = press(window, "Tab");
    CHECK(behind.find("Export") == std::string::npos);
    CHECK(press(window, "Shift+Tab") == "button Export");
    CHECK(presses_until(window, "Shift+Tab", "button Count") == 5);
    const std::string before = press(window, "Shift+Tab");
    CHECK(before.find("Count") == std::string::npos);
    CHECK(before != behind);
    CHECK(press(window, "Tab") == "button Count");

    // And it is the plugin's: Enter presses its button.
    window("key Enter");
    CHECK(ClientProcess::until([&] { return page.client->stored(probe, "count") == "1"; }));
}

TEST_CASE("arrows go in and out at the edges, Escape and Ctrl+Tab leave, and Tab goes on from there") {
    Page page;
    WindowDriver& window = *page.window;
    REQUIRE(presses_until(window, "Tab", "button Count") > 0);

    CHECK(press(window, "Down").find("field Text") != std::string::npos);
    CHECK(press(window, "Up") == "button Count");
    const std::string left = press(window, "Left"); // the sidebar
    CHECK_MESSAGE(left.find("link") == 0, left);
    CHECK(press(window, "Right") == "button Count");

    for (const char* const out : {"Escape", "Ctrl+Tab"}) {
        window(fmt::format("key {}", out));
        CHECK(press(window, "Tab").find("link") == 0); // the page's last item is behind; the first of the window comes next
        REQUIRE(presses_until(window, "Shift+Tab", "button Export") > 0);
    }
}

TEST_CASE("a plugin that crashes loses the keyboard") {
    Page page;
    WindowDriver& window = *page.window;
    REQUIRE(presses_until(window, "Tab", "button Crash") > 0);

    window("key Enter");

    CHECK(presses_until(window, "Tab", "link Dashboard") > 0);
}
