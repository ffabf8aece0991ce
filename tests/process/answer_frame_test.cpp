// What a page asked for is drawn when it is there, though nothing else happens.
#include "live_client.hpp"
#include "temp_dir.hpp"
#include "wire/calls/trust.hpp"

#include <doctest/doctest.h>

using namespace asista;
using test::LiveClient;

TEST_CASE("an answer to a page is drawn, though no snapshot and no input follow it") {
    const test::TempDir dir;
    auto started = LiveClient::start(dir.path(), 800, 600);
    REQUIRE_MESSAGE(started, (started ? "" : started.error().message));
    auto& client = **started;
    REQUIRE(client.rest(300));
    for (int i = 0; i < 3; ++i) {
        const auto drawn = client.app().frames_drawn();
        const auto revision = client.snapshot()->revision;
        REQUIRE(client.call<calls::AuditList>({})); // reads; nothing changes
        CHECK(client.until([&] { return client.app().frames_drawn() > drawn; }, 30'000));
        CHECK(client.snapshot()->revision == revision);
        REQUIRE(client.rest(100));
    }
}
