// The real client without a display, used through --driver as a person would use it: items by what they say, input, waiting, errors in sentences.
#include "desk.hpp"
#include "driver.hpp"

#include "app/driver/socket.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {
using namespace asista;
using asista::test::ClientProcess;
using asista::test::Desk;
using asista::test::probe;
using asista::test::WindowDriver;

std::vector<std::string> driven(std::vector<std::string> more) {
    more.insert(more.begin(), "--headless");
    return more;
}
std::string stored(const ClientProcess& client, const std::string& key) { return client.stored(probe, key); }

void install(const Desk& desk) {
    asista::test::install(ClientProcess(desk.dir.path(), driven({"--page", "plugins", "--review", probe})));
}
} // namespace

TEST_CASE("a plugin's controls are found by their labels and used through its own process") {
    const Desk desk;
    install(desk);
    ClientProcess client(desk.dir.path(), driven({"--page", std::string("plugin:") + probe + "/probe"}));
    WindowDriver window(desk.dir / "driver");

    window(R"(click "Count")");
    window(R"(click "Count")");
    CHECK(ClientProcess::until([&] { return stored(client, "count") == "2"; }));

    window(R"(type "Walk 8,000 steps" into "Text")");
    CHECK(ClientProcess::until([&] { return stored(client, "text") == "\"Walk 8,000 steps\""; }));
    CHECK(window(R"(find field "Text")")["items"][0]["value"] == "Walk 8,000 steps");

    window(R"(click "Fruit")");
    window(R"(click "Plum")"); // in a menu of its own, which is a surface of its own
    CHECK(ClientProcess::until([&] { return stored(client, "fruit") == "\"Plum\""; }));

    window(R"({"do": "drag", "label": "Level", "role": "field", "dx": 900})"); // beyond the control: the drag stays its own
    CHECK(ClientProcess::until([&] { return stored(client, "level") == "100"; }));
    CHECK(client.close() == 0);
}

TEST_CASE("what cannot be done is refused in a sentence, and the next wish works") {
    const Desk desk;
    ClientProcess client(desk.dir.path(), driven({"--sample-data", "--fixed-clock", "2026-11-22T09:41:00"}));
    WindowDriver window(desk.dir / "driver");

    const auto missing = window.refusal(R"({"do": "click", "label": "Buy the moon", "timeout_ms": 2000})");
    CHECK(missing.find("there is no item \"Buy the moon\" on the screen") != std::string::npos);
    const auto several = window.refusal(R"({"do": "click", "role": "check box", "timeout_ms": 2000})");
    CHECK(several.find("may be any of") != std::string::npos);
    CHECK(window.refusal("{no json").find("one JSON object") != std::string::npos);
    CHECK(window.refusal(R"({"do": "fly"})").find("nothing called \"fly\"") != std::string::npos);
    CHECK(window.refusal(R"({"do": "click"})").find("needs an item") != std::string::npos);
    CHECK(window.refusal(R"({"do": "key", "keys": "Hyper+K"})").find("none of Ctrl") != std::string::npos);

    window(R"(click link "Tasks")");
    CHECK(window("tree")["tree"]["page"] == "tasks");
}

TEST_CASE("a driver that says nonsense or leaves in the middle harms nobody, and the next one is served") {
    const Desk desk;
    ClientProcess client(desk.dir.path(), driven({}));
    {
        WindowDriver first(desk.dir / "driver");
        first("wait");
    }
    for (const std::string& garbage : {std::string(300'000, 'x'), std::string(1000, '{') + "\n", std::string("\0\xff\n\n\n", 5),
                                       std::string(R"({"do":"click","label":"nowhere","timeout_ms":100000})") + "\n"}) {
        const auto socket = app::driver::connect_to(desk.dir / "driver");
        REQUIRE(socket);
        // It may have hung up before all of it was said.
        static_cast<void>(::send(socket->get(), garbage.data(), garbage.size(), MSG_NOSIGNAL));
    }
    WindowDriver last(desk.dir / "driver");
    last(R"(click link "Settings")");
    CHECK(last("tree")["tree"]["page"] == "settings");
    CHECK(client.running());
    CHECK(client.close() == 0);
    CHECK_FALSE(std::filesystem::exists(desk.dir / "driver"));
}

TEST_CASE("the socket is the person's alone, and a place that is taken is refused") {
    const Desk desk;
    std::ofstream(desk.dir / "precious") << "kept";
    ClientProcess client(desk.dir.path(), driven({}));
    WindowDriver window(desk.dir / "driver");
    struct stat there {};
    REQUIRE(::stat((desk.dir / "driver").c_str(), &there) == 0);
    CHECK((there.st_mode & 0777) == 0600);

    CHECK(app::driver::Socket::listen(desk.dir / "driver", [] {}).error().code == Errc::busy);
    CHECK(app::driver::Socket::listen(desk.dir / "precious", [] {}).error().code == Errc::invalid);
    CHECK(app::driver::Socket::listen(std::string(200, 'x'), [] {}).error().code == Errc::invalid);
    CHECK(asista::test::read_file(desk.dir / "precious") == "kept");
}

TEST_CASE("size, pictures and the clock, and the words of the command line") {
    const Desk desk;
    ClientProcess client(desk.dir.path(), driven({"--sample-data", "--fixed-clock", "2026-11-22T09:41:00"}));
    WindowDriver window(desk.dir / "driver");

    window("resize 900x600");
    const auto tree = window("tree")["tree"];
    CHECK(tree["items"][0]["rect"][2] == 900);
    window("screenshot " + (desk.dir / "shot.png").string());
    CHECK(std::filesystem::file_size(desk.dir / "shot.png") > 1000);

    window("clock 2026-11-25T09:41:00");
    CHECK(window.sees("Wednesday"));

    const std::string word = std::string(ASISTA_CLIENT) + " drive " + (desk.dir / "driver").string();
    // One driver at a time: this one goes first.
    { const WindowDriver gone = std::move(window); }
    CHECK(std::system((word + " 'click link \"Goals\"' 'find link \"Goals\"' > " + (desk.dir / "out").string()).c_str()) == 0);
    CHECK(asista::test::read_file(desk.dir / "out").find("\"checked\"") != std::string::npos);
    CHECK(std::system((word + " 'click \"never\" nth 99' 2> /dev/null").c_str()) != 0);
}

TEST_CASE("the palette finds what is on the page, and it gets the keyboard") {
    const Desk desk;
    install(desk);
    ClientProcess client(desk.dir.path(), driven({"--page", "dashboard"}));
    WindowDriver window(desk.dir / "driver");

    window("key Ctrl+K");
    window(R"(type "go to add a habit")");
    window(R"(wait row "Go to Add a habit" exactly)");
    window("key Enter");
    window("wait");
    const auto found = window(R"(find button "Add a habit")")["items"];
    REQUIRE(found.size() == 1);
    CHECK(found[0]["state"].dump().find("focused") != std::string::npos);

    window(R"(click link "Probe")");
    window(R"(wait button "Export")");
    window("key Ctrl+K");
    window(R"(type "go to export")");
    window(R"(wait row "Go to Export" exactly)");
    window("key Enter");
    window("wait");
    const auto far = window(R"(find button "Export")")["items"];
    REQUIRE(far.size() == 1);
    CHECK(far[0]["state"].dump().find("focused") != std::string::npos);
    window("key Space"); // and it is the plugin's own: the question of its file comes up
    window(R"(wait button "Save")");
}
