// The local endpoint on the settings page: off until it is switched on, and a token that is shown once.
#include "window_rig.hpp"

#include "ui/pages/settings_endpoint.hpp"
#include "wire/calls/endpoint.hpp"

using namespace asista;
using namespace asista::ui;
using calls::EndpointSet;
using calls::EndpointToken;

namespace {
constexpr const char* token = "1rPR0MlA_4b3yxvG5QvpgNZHWUCxj8ern5pPKV41z-4";

EndpointView off() {
    EndpointView view;
    view.port = 27480;
    return view;
}
EndpointView on() {
    auto view = off();
    view.on = view.listening = view.has_token = true;
    return view;
}

struct Settings : WindowRig {
    explicit Settings(EndpointView endpoint = off()) {
        snapshot.endpoint = std::move(endpoint);
        open();
    }
    void open() {
        shell->set_page("settings", "local endpoint");
        settle();
    }
    void press(const char* label) { click(ItemQuery{.label = label, .role = ItemRole::button}); }
    bool shows(const char* text) {
        shell->listen(true);
        settle();
        const bool there = find_item(shell->items(), ItemQuery{.label = text}).has_value();
        shell->listen(false);
        return there;
    }
};
} // namespace

TEST_CASE("switched on for the first time it shows the token, until the page is left") {
    Settings rig;
    CHECK_FALSE(rig.shows("Address"));
    rig.click(ItemQuery{.label = "Local endpoint", .role = ItemRole::toggle});
    REQUIRE(rig.calls.count<EndpointSet>() == 1);
    CHECK(rig.calls.last<EndpointSet>().on);
    CHECK(rig.calls.last<EndpointSet>().port == 0);

    rig.calls.answer_last<EndpointSet>({token});
    rig.snapshot.endpoint = on();
    rig.settle();
    CHECK(rig.shows(token));
    CHECK(rig.shows("http://127.0.0.1:27480/plugin-api"));

    rig.open();
    CHECK_FALSE(rig.shows(token));
}

TEST_CASE("a new token is asked about first, and an answer that comes when the page was left is shown to nobody") {
    Settings rig(on());
    rig.press("New token\u2026");
    rig.settle();
    REQUIRE(rig.shell->modal_open());
    CHECK(rig.calls.count<EndpointToken>() == 0);
    rig.key(ImGuiKey_RightArrow); // from the answer that changes nothing to the other
    rig.key(ImGuiKey_Space);
    rig.settle();
    REQUIRE(rig.calls.count<EndpointToken>() == 1);

    rig.open();
    rig.calls.answer_last<EndpointToken>({token});
    rig.settle();

    CHECK_FALSE(rig.shows(token));
}

TEST_CASE("why it does not listen is said at its switch, and another port is taken over by Enter if it is one") {
    auto taken = on();
    taken.listening = false;
    taken.problem = "another program listens on port 27480 already; choose another port, or end that program";
    Settings rig(taken);
    CHECK(rig.shows("Another program listens on port 27480 already; choose another port, or end that program."));

    rig.click(ItemQuery{.label = "Port", .role = ItemRole::field});
    rig.key(ImGuiKey_End);
    rig.type("9"); // 274809
    rig.key(ImGuiKey_Enter);
    rig.settle();
    CHECK(rig.calls.count<EndpointSet>() == 0);
    CHECK(rig.shows("A port is a whole number from 1024 to 65535."));

    rig.click(ItemQuery{.label = "Port", .role = ItemRole::field});
    rig.key(ImGuiKey_End);
    rig.key(ImGuiKey_Backspace);
    rig.key(ImGuiKey_Backspace);
    rig.type("1"); // 27481
    rig.key(ImGuiKey_Enter);
    rig.settle();
    REQUIRE(rig.calls.count<EndpointSet>() == 1);
    CHECK(rig.calls.last<EndpointSet>().port == 27481);
    CHECK(rig.calls.last<EndpointSet>().on);
}

TEST_CASE("the last use names method, plugin, when and what came of it") {
    auto view = on();
    CHECK(last_use(view, 1'000'000) == "Not used since Asista was started.");
    view.last = EndpointUse{1'000'000, "ai.asista.focus", "plan", 200};
    CHECK(last_use(view, 1'000'000 + 4 * 60'000) == "plan of ai.asista.focus, 4 min ago: answered (200).");
    view.last = EndpointUse{1'000'000, "", "", 413};
    CHECK(last_use(view, 1'000'000) == "A request, just now: refused, not well-formed (413).");
}
