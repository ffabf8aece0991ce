// Network and files from end to end: a real plugin process, the broker, the core thread, real servers and files. Only the window is
// missing, and says about input what the test wants.
#include "core_client.hpp"
#include "http_server.hpp"
#include "temp_dir.hpp"

#include <nlohmann/json.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>

using namespace asista;
using namespace asista::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr const char* id = "test.fixture.reacher";

std::uint64_t sum_of(std::string_view bytes) {
    std::uint64_t sum = 0;
    for (const char c : bytes) sum = sum * 31 + static_cast<unsigned char>(c);
    return sum;
}

// A profile with the reacher in it, installed and running.
struct Place {
    TempDir dir;
    Place() {
        const auto folder = dir / "plugins" / id;
        fs::create_directories(folder);
        fs::create_directories(dir / "home");
        fs::create_directories(dir / "profile");
        fs::copy(build_folder() / "test-plugins" / id, folder, fs::copy_options::recursive);
        ::setenv("HOME", (dir / "home").c_str(), 1);
        ::unsetenv("XDG_CONFIG_HOME");
    }
};
class Client : public Place, public CoreClient {
  public:
    bool input = true; // what the window says
    int checks = 0, links = 0;

    explicit Client(std::vector<std::string> granted = {}, bool kiosk = false)
        : CoreClient(dir / "profile", dir / "plugins", !kiosk) {
        on_item = [this](const core::InboxItem& item) {
            if (std::holds_alternative<core::OpenUrlRequest>(item)) {
                ++links;
            } else if (const auto* check = std::get_if<core::InputCheck>(&item)) {
                ++checks;
                core().input_checked(check->question, input);
            }
        };
        REQUIRE(install(std::move(granted)));
        REQUIRE(until([](const ui::Snapshot& now) { return now.plugins[0].state == ui::PluginState::running; }));
    }

    std::vector<std::string> hosts() { return plugin().permissions[0].hosts; }
    json method(const std::string& name, const json& arguments = nullptr) {
        const auto reply = call<calls::PluginCallMethod>({id, name, arguments.dump()});
        REQUIRE_MESSAGE(reply, reply.error().message);
        return json::parse(reply->json);
    }
    // What became of the plugin's requests so far, once there are `count`.
    json results(std::size_t count) {
        json all;
        for (int i = 0; i < 3'000; ++i) {
            all = method("results");
            if (all.size() >= count) return all;
            const auto soon = std::chrono::steady_clock::now() + std::chrono::milliseconds(10);
            until([&](const auto&) { return std::chrono::steady_clock::now() >= soon; });
        }
        FAIL("only " << all.dump());
        return all;
    }
    json fetch(const std::string& url) {
        const auto before = method("results").size();
        method("fetch", {{"url", url}});
        return results(before + 1).back();
    }
    ui::FileQuestion question() {
        std::optional<ui::FileQuestion> found;
        REQUIRE(until([&](const ui::Snapshot& now) {
            if (!now.file_questions.empty()) found = now.file_questions[0];
            return found.has_value();
        }));
        return *found;
    }
    bool logged(std::string_view action, std::string_view subject, calls::AuditEntry::Outcome outcome) {
        return has(log(), action, subject, outcome);
    }
};

using Outcome = calls::AuditEntry::Outcome;
constexpr int denied = static_cast<int>(Errc::denied), cancelled = static_cast<int>(Errc::cancelled);

void hello(const HttpServer::Request&, const HttpServer::Peer& peer) { peer.reply(200, "", "hello"); }
} // namespace

TEST_CASE("a plugin without the permission reaches nothing") {
    HttpServer server(hello);
    Client client;
    REQUIRE(client.call<calls::PermissionsSet>({id, "network", calls::Grant::denied}));
    const auto result = client.fetch(server.url());
    CHECK(result["code"] == denied);
    CHECK(result["why"].get<std::string>().find("network") != std::string::npos);
    CHECK(server.connections() == 0);
}

TEST_CASE("with the permission, its hosts and no others: this computer only when the person names it") {
    HttpServer server([](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        if (request.target == "/away") return peer.reply(302, "Location: http://evil.example.net/\r\n", "");
        peer.reply(200, "", request.method + request.body);
    });
    Client client({"network"});
    CHECK(client.fetch(server.url())["why"] == "127.0.0.1 is this computer itself; the person can allow it on the Trust page");
    CHECK(client.fetch("http://evil.example.net/")["why"] == "evil.example.net is not among the hosts in its manifest");
    CHECK(server.connections() == 0);

    REQUIRE(client.call<calls::PluginAllowHost>({id, "127.0.0.1", true}));
    const auto good = client.fetch(server.url());
    CHECK(good["status"] == 200);
    CHECK(good["sum"] == sum_of("GET"));
    CHECK(client.fetch(server.url("/away"))["why"] == "evil.example.net is not among the hosts in its manifest");
    CHECK(server.requests().at(0).header("user-agent").starts_with("Asista/"));
    CHECK(client.logged("http.fetch", "127.0.0.1", Outcome::done));
    CHECK(client.logged("http.fetch", "127.0.0.1", Outcome::denied));
    CHECK(client.logged("http.fetch", "evil.example.net", Outcome::denied));

    REQUIRE(client.call<calls::PluginAllowHost>({id, "127.0.0.1", false}));
    CHECK(client.fetch(server.url())["code"] == denied);
}

TEST_CASE("eight mebibytes go up and come down, four at a time") {
    const std::string large(wire::max_content_bytes, 'z');
    HttpServer server([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        peer.reply(200, "", request.body.empty() ? large : std::to_string(sum_of(request.body)));
    });
    Client client({"network"});
    REQUIRE(client.call<calls::PluginAllowHost>({id, "127.0.0.1", true}));
    client.method("fetch", {{"url", server.url()}, {"method", "POST"}, {"body_bytes", wire::max_content_bytes}});
    CHECK(client.results(1)[0]["sum"] == sum_of(std::to_string(sum_of(std::string(wire::max_content_bytes, 'b')))));
    for (int i = 0; i < 4; ++i) CHECK(client.method("fetch", {{"url", server.url()}}) == true);
    const auto all = client.results(5);
    for (std::size_t i = 1; i < 5; ++i) {
        CHECK(all[i]["size"] == wire::max_content_bytes);
        CHECK(all[i]["sum"] == sum_of(large));
    }
}

TEST_CASE("what takes a request's ground away ends it in the middle") {
    std::atomic<int> closed = 0;
    HttpServer server([&](const HttpServer::Request&, const HttpServer::Peer& peer) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin");
        if (peer.closes_within(std::chrono::seconds(25))) ++closed;
    });
    Client client({"network"});
    REQUIRE(client.call<calls::PluginAllowHost>({id, "127.0.0.1", true}));
    std::size_t results = 0;
    const auto begin = [&] {
        const auto before = server.requests().size();
        client.method("fetch", {{"url", server.url()}});
        REQUIRE(client.until([&](const auto&) { return server.requests().size() > before; }));
    };

    begin();
    client.method("cancel");
    CHECK(client.results(++results).back()["code"] == cancelled);
    CHECK(client.until([&](const auto&) { return closed == 1; }));

    begin();
    REQUIRE(client.call<calls::PluginAllowHost>({id, "127.0.0.1", false})); // the person changed their mind about the host
    CHECK(client.results(++results).back()["code"] == denied);
    CHECK(client.until([&](const auto&) { return closed == 2; }));
    REQUIRE(client.call<calls::PluginAllowHost>({id, "127.0.0.1", true}));

    begin();
    REQUIRE(client.call<calls::PermissionsSet>({id, "network", calls::Grant::denied}));
    CHECK(client.results(++results).back()["code"] == denied);
    CHECK(client.until([&](const auto&) { return closed == 3; }));
    REQUIRE(client.call<calls::PermissionsSet>({id, "network", calls::Grant::granted, client.hosts()}));

    begin();
    REQUIRE(client.call<calls::PluginSetEnabled>({id, false}));
    CHECK(client.until([&](const auto&) { return closed == 4; }));
}

TEST_CASE("a file is opened and one is saved, through the person's answers") {
    Client client;
    std::string text(wire::max_content_bytes, 't');
    text[5] = '\0';
    write_file(client.dir / "home/Documents/in.txt", text);

    client.method("open");
    const auto open = client.question();
    CHECK(open.plugin == id);
    CHECK(open.plugin_name == "Reacher");
    CHECK_FALSE(open.save);
    CHECK(open.title == "Import");
    CHECK(open.extensions == std::vector<std::string>{"txt"});
    const auto listed = client.call<calls::FilesList>({});
    REQUIRE(listed);
    CHECK(listed->path == (client.dir / "home/Documents").string());
    CHECK(listed->entries.size() == 1);
    CHECK(client.call<calls::FilesAnswer>({open.id, (client.dir / "home").string(), false}).error().message ==
          "home is a folder");
    CHECK(client.method("results").empty());
    REQUIRE(client.call<calls::FilesAnswer>({open.id, (client.dir / "home/Documents/in.txt").string(), false}));
    const auto opened = client.results(1)[0];
    CHECK(opened["name"] == "in.txt");
    CHECK(opened["size"] == wire::max_content_bytes);
    CHECK(opened["sum"] == sum_of(text));
    CHECK(client.until([](const ui::Snapshot& now) { return now.file_questions.empty(); }));
    CHECK(client.logged("files.open", "in.txt", Outcome::done));

    client.method("save", wire::max_content_bytes);
    const auto save = client.question();
    CHECK(save.save);
    CHECK(save.suggested_name == "out.txt");
    const auto place = client.dir / "home/Documents/in.txt";
    CHECK(client.call<calls::FilesAnswer>({save.id, place.string(), false}).error().code == Errc::busy);
    REQUIRE(client.call<calls::FilesAnswer>({save.id, place.string(), true}));
    CHECK(client.results(2)[1]["name"] == "in.txt");
    CHECK((read_file(place) == std::string(wire::max_content_bytes, 's')));
    CHECK(client.logged("files.save", "in.txt", Outcome::done));
    CHECK(client.checks == 2);
}

TEST_CASE("a kiosk shows nobody its folders and asks about no link") {
    Client client({}, true);
    client.method("open");
    CHECK(client.results(1)[0]["code"] == static_cast<int>(Errc::unavailable));
    CHECK(client.checks == 0);
    CHECK(client.method("link")["code"] == static_cast<int>(Errc::unsupported));
    CHECK(client.links == 0);

    Client watched;
    CHECK(watched.method("link") == true);
    CHECK(watched.until([&](const auto&) { return watched.links == 1; }));
}

TEST_CASE("no question without input, a closed one is cancelled: one goes with its plugin") {
    Client client;
    client.input = false;
    client.method("open");
    CHECK(client.results(1)[0]["code"] == denied);
    client.input = true;
    client.method("save", 10);
    REQUIRE(client.call<calls::FilesAnswer>({client.question().id, "", false}));
    CHECK(client.results(2)[1]["code"] == cancelled);

    client.method("open");
    const auto open = client.question();
    REQUIRE(client.call<calls::PluginSetEnabled>({id, false}));
    CHECK(client.until([](const ui::Snapshot& now) { return now.file_questions.empty(); }));
    CHECK(client.call<calls::FilesAnswer>({open.id, "/etc/hostname", false}).error().code == Errc::not_found);
}
