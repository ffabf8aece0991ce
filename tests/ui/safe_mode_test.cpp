// Safe mode as a person meets it: the real client in a real window, ended as crashes end it.
#include "desk.hpp"

#include <fmt/format.h>

namespace {
using asista::test::ClientProcess;
using asista::test::Desk;
using asista::test::probe;

std::string loads(const ClientProcess& client) { return client.query("SELECT load_count FROM plugin_installations"); }
bool asked_for_safe_mode(const ClientProcess& client) {
    return client.query("SELECT value FROM preferences WHERE key = 'safe_mode.next_start'") == "true";
}
bool plugin_starts(const ClientProcess& client, const std::string& loads_before) {
    return ClientProcess::until([&] { return client.frames() > 2 && loads(client) != loads_before; });
}
constexpr const char* offer = "Start in safe mode next time";
} // namespace

TEST_CASE("after two starts that did not end well safe mode is offered, not forced, and nobody is asked in a kiosk") {
    const Desk desk;
    {
        const ClientProcess reviewing(desk.dir.path(), {"--page", "plugins", "--review", probe});
        asista::test::install(reviewing);
    }
    std::string before;
    // The first start after a crash offers nothing: one may be bad luck.
    for (int crash = 0; crash < 2; ++crash) {
        ClientProcess client(desk.dir.path(), {});
        REQUIRE_MESSAGE(plugin_starts(client, before), client.log());
        client.window()("wait");
        CHECK_FALSE(client.window().sees(offer));
        client.end_badly();
        before = loads(client);
        CHECK_FALSE(asked_for_safe_mode(client));
    }
    {
        ClientProcess kiosk(desk.dir.path(), {"--kiosk"});
        REQUIRE_MESSAGE(plugin_starts(kiosk, before), kiosk.log());
        kiosk.window()("wait");
        CHECK_FALSE(kiosk.window().sees(offer));
        kiosk.end_badly();
        before = loads(kiosk);
        CHECK_FALSE(asked_for_safe_mode(kiosk));
    }
    {
        ClientProcess client(desk.dir.path(), {});
        REQUIRE_MESSAGE(plugin_starts(client, before), client.log()); // as usual: nothing is forced
        client.window()(fmt::format("click button \"{}\"", offer));
        CHECK(ClientProcess::until([&] { return asked_for_safe_mode(client); }));
        CHECK(client.close() == 0);
        before = loads(client);
    }
    {
        ClientProcess safe(desk.dir.path(), {});
        REQUIRE(ClientProcess::until([&] { return safe.frames() > 2; }));
        // For this one start, and no plugin is started in it, however often the window is drawn.
        CHECK(ClientProcess::until([&] { return !asked_for_safe_mode(safe); }));
        for (int i = 0; i < 3; ++i) {
            const auto frames = safe.frames();
            ClientProcess::act(fmt::format("mousemove {} 300", 400 + 20 * i));
            CHECK(ClientProcess::until([&] { return safe.frames() > frames; }));
        }
        CHECK(loads(safe) == before);
        CHECK(safe.close() == 0);
    }
    const ClientProcess client(desk.dir.path(), {});
    CHECK_MESSAGE(plugin_starts(client, before), client.log());
}
