// The local endpoint over real HTTP on this machine, with a real plugin behind it: whatever comes is answered as it should, and nothing hangs.
#include "core_client.hpp"
#include "wire/calls/endpoint.hpp"
#include "wire/os.hpp"
#include "world.hpp"

#include <curl/curl.h>

#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace asista;
using namespace asista::test;
using nlohmann::json;
using Outcome = calls::AuditEntry::Outcome;
using Headers = std::vector<std::string>;

namespace {
constexpr const char* id = "test.called.actor";
constexpr const char* secret_of_plugin = "the actor does not want to";

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}
// A socket that listens, on a port of the kernel's choice.
UniqueFd listen_somewhere(std::uint16_t& port) {
    UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto address = loopback(0);
    socklen_t size = sizeof address;
    REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(socket.get(), 1) == 0);
    REQUIRE(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port = ntohs(address.sin_port);
    return socket;
}
std::uint16_t free_port() {
    std::uint16_t port = 0;
    listen_somewhere(port);
    return port;
}
bool is_listening(std::uint16_t port) {
    const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = loopback(port);
    return ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}
std::size_t threads() {
    const std::filesystem::directory_iterator all("/proc/self/task");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

struct Reply {
    long status = 0; // 0: there was none
    std::string text, head;
    json body() const { return json::parse(text, nullptr, false); }
    std::string code() const {
        const auto parsed = body();
        return parsed.is_object() && parsed.contains("error") ? parsed["error"].value("code", "") : "";
    }
};

// One request through libcurl.
Reply ask(std::uint16_t port, const Headers& headers, const std::string& body, const std::string& path = "/plugin-api",
          const char* verb = "POST") {
    Reply reply;
    CURL* const curl = ::curl_easy_init();
    REQUIRE(curl != nullptr);
    curl_slist* list = nullptr;
    for (const auto& header : headers) list = ::curl_slist_append(list, header.c_str());
    const auto write = +[](char* bytes, std::size_t size, std::size_t count, void* into) {
        static_cast<std::string*>(into)->append(bytes, size * count);
        return size * count;
    };
    const auto url = "http://127.0.0.1:" + std::to_string(port) + path;
    ::curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    ::curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, verb);
    ::curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    ::curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, body.c_str());
    ::curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    ::curl_easy_setopt(curl, CURLOPT_PROXY, "");
    ::curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    ::curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 60'000L);
    ::curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, write);
    ::curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply.text);
    ::curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, write);
    ::curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply.head);
    if (::curl_easy_perform(curl) == CURLE_OK) ::curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
    ::curl_slist_free_all(list);
    ::curl_easy_cleanup(curl);
    return reply;
}

// A connection by hand.
class Peer {
  public:
    explicit Peer(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const auto address = loopback(port);
        REQUIRE(::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    }
    bool send(const std::string& bytes) const {
        for (std::size_t done = 0; done < bytes.size();) {
            const auto count = ::send(socket_.get(), bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
            if (count <= 0) return false; // it has been refused by now
            done += static_cast<std::size_t>(count);
        }
        return true;
    }
    // All until it closes.
    std::string rest() const {
        std::string text;
        std::array<char, 4096> buffer{};
        for (;;) {
            pollfd waiting{socket_.get(), POLLIN, 0};
            if (::poll(&waiting, 1, 60'000) != 1) return text + " [still open]";
            const auto count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
            if (count <= 0) return text;
            text.append(buffer.data(), static_cast<std::size_t>(count));
        }
    }

  private:
    UniqueFd socket_;
};

json call_of(const std::string& method, json params = json::object()) {
    return {{"plugin_id", id}, {"method", method}, {"params", std::move(params)}};
}

// The client with the endpoint on and one plugin that runs.
struct Desk {
    TempDir dir;
    std::filesystem::path profile = dir / "profile", plugins = dir / "plugins";
    std::unique_ptr<CoreClient> client;
    std::uint16_t port = free_port();
    std::string token;
    std::function<void(core::CoreConfig&)> adjust;

    explicit Desk(std::function<void(core::CoreConfig&)> more = {}) {
        adjust = [more](core::CoreConfig& config) {
            config.http_library = build_folder() / "lib/asista/asista-http.so";
            config.endpoint_limits.gate = {1e6, 1e6, 1e6, 1e6}; // gate_test has those
            config.endpoint_limits.http.read_ms = 60'000;
            if (more) more(config);
        };
        std::filesystem::create_directories(profile);
        std::filesystem::create_directories(plugins / id);
        write_file_by_rename(plugins / id / "plugin.so", World::actor_library("panel=none version=1.0.0 tell=yes"));
        write_file_by_rename(plugins / id / "manifest.json",
                             R"({"id": ")" + std::string(id) +
                                 R"(", "name": "Actor", "version": "1.0.0", "description": "For tests.", )"
                                 R"("author": {"name": "Asista"}, "category": "automation", "permissions": []})");
        open();
    }
    void open() {
        client.reset();
        client = std::make_unique<CoreClient>(profile, plugins, false, adjust);
    }
    void run_plugin() {
        REQUIRE(client->install({}));
        REQUIRE(client->until([](const ui::Snapshot& now) { return now.plugins[0].state == ui::PluginState::running; }));
    }
    void switch_on() {
        auto reply = client->call<calls::EndpointSet>({true, port});
        REQUIRE(reply);
        if (!reply->token.empty()) token = reply->token;
        REQUIRE(client->until([](const ui::Snapshot& now) { return now.endpoint.listening; }));
    }
    Headers headers(const Headers& more = {}) const {
        Headers all{"Content-Type: application/json", "Authorization: Bearer " + token};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    Reply post(const json& body, const Headers& more = {}) const { return ask(port, headers(more), body.dump()); }
    std::string head(const std::string& more) const {
        return "POST /plugin-api HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\nAuthorization: Bearer " + token +
               "\r\nContent-Type: application/json\r\n" + more;
    }
    // What a connection by hand is answered.
    std::string raw(const std::string& bytes) const {
        const Peer peer(port);
        peer.send(bytes);
        return peer.rest();
    }
    // A request whose method has begun; `answer` takes what comes of it.
    std::thread begin(const std::string& what, Reply& answer) {
        client->core().watch_usage(true); // snapshots then come with each line of the log
        std::thread asks([this, what, &answer] { answer = post(call_of("act", what)); });
        CHECK(client->until([&](const ui::Snapshot& now) {
            for (const auto& line : now.plugins[0].log)
                if (line.text.find("acting: " + what) != std::string::npos) return true;
            return false;
        }));
        return asks;
    }
};
} // namespace

TEST_CASE("while the endpoint is off there is no library, no socket and no thread, and none is left when it was on") {
    Desk desk;
    REQUIRE(desk.client->until([](const ui::Snapshot&) { return true; }));
    CHECK(read_file("/proc/self/maps").find("asista-http.so") == std::string::npos);
    CHECK_FALSE(is_listening(desk.port));
    CHECK_FALSE(std::filesystem::exists(desk.profile / "endpoint.json"));
    const auto before = threads();

    desk.switch_on();
    CHECK(is_listening(desk.port));
    CHECK(threads() > before);

    REQUIRE(desk.client->call<calls::EndpointSet>({false, 0}));
    CHECK_FALSE(is_listening(desk.port));
    CHECK(threads() == before);
}

TEST_CASE("a method of a plugin answers, and the audit log, the settings and nobody else hear of it") {
    Desk desk;
    desk.run_plugin();
    desk.switch_on();

    const auto reply = desk.post(call_of("echo", {{"minutes", 25}, {"word", "sch\xc3\xb6n"}}));

    CHECK(reply.status == 200);
    CHECK(reply.body() == json{{"result", {{"minutes", 25}, {"word", "sch\xc3\xb6n"}}}});
    CHECK(reply.head.find("application/json") != std::string::npos);
    CHECK(reply.head.find("no-store") != std::string::npos);
    CHECK(reply.head.find("Access-Control") == std::string::npos);
    REQUIRE(desk.client->until([](const ui::Snapshot& now) { return now.endpoint.last.has_value(); }));
    const auto last = *desk.client->core().snapshot()->endpoint.last;
    CHECK(last.plugin == id);
    CHECK(last.method == "echo");
    CHECK(last.status == 200);
    CHECK(has(desk.client->log(), "called by endpoint", "echo", Outcome::done));
}

TEST_CASE("the token is made once, kept as a hash, opens the door after a restart too, and a new one replaces it") {
    Desk desk;
    desk.run_plugin();
    desk.switch_on();
    CHECK(desk.token.size() == 43);
    const auto kept = read_file(desk.profile / "endpoint.json");
    CHECK(kept.find(desk.token) == std::string::npos);
    CHECK(desk.client->call<calls::EndpointSet>({true, 0})->token.empty());

    desk.open();
    REQUIRE(desk.client->until(
        [](const ui::Snapshot& now) { return now.endpoint.listening && now.plugins[0].state == ui::PluginState::running; }));
    CHECK(desk.post(call_of("echo")).status == 200);

    const auto former = desk.token;
    auto renewed = desk.client->call<calls::EndpointToken>({});
    REQUIRE(renewed);
    CHECK(desk.post(call_of("echo")).code() == "wrong_token");
    desk.token = renewed->token;
    CHECK(desk.token != former);
    CHECK(desk.post(call_of("echo")).status == 200);
}

TEST_CASE("each refusal has its status, a code, and a sentence that tells nothing of the client's insides") {
    Desk desk;
    desk.run_plugin();
    desk.switch_on();
    const auto body = call_of("echo").dump();
    const auto port = desk.port;
    struct Case {
        Reply reply;
        long status;
        const char* code;
    };
    const Headers right = desk.headers();
    const std::string type = "Content-Type: application/json";
    const std::vector<Case> cases{
        {ask(port, {type}, body), 401, "no_token"},
        {ask(port, {type, "Authorization: Bearer x"}, body), 401, "wrong_token"},
        {ask(port, {type, "Authorization: Basic " + desk.token}, body), 401, "wrong_token"},
        {ask(port, {type}, body, "/plugin-api?token=" + desk.token), 400, "query"},
        {ask(port, {type}, body, "/plugin-api?access_token=" + desk.token), 400, "query"},
        {ask(port, desk.headers({"Origin: https://evil.example"}), body), 403, "web_page"},
        {ask(port, desk.headers({"Origin: null"}), body), 403, "web_page"},
        {ask(port, desk.headers({"Host: evil.example"}), body), 403, "wrong_host"},
        {ask(port, desk.headers({"Host: evil.example:" + std::to_string(port)}), body), 403, "wrong_host"},
        {ask(port, right, "", "/plugin-api", "GET"), 405, "not_post"},
        {ask(port, right, body, "/plugin-api", "PUT"), 405, "not_post"},
        {ask(port, desk.headers({"Access-Control-Request-Method: POST"}), "", "/plugin-api", "OPTIONS"), 405, "not_post"},
        {ask(port, right, body, "/"), 404, "no_such_path"},
        {ask(port, right, body, "/plugin-api/../etc/passwd"), 404, "no_such_path"},
        {ask(port, {"Content-Type: text/plain", right[1]}, body), 415, "not_json"},
        {ask(port, desk.headers({"Content-Encoding: gzip"}), body), 415, "encoded"},
        {ask(port, desk.headers({"Transfer-Encoding: chunked"}), body), 411, "no_length"},
        {ask(port, right, std::string(core::max_request_bytes + 1, ' ')), 413, "too_large"},
        {ask(port, right, std::string(8u << 20, ' ')), 413, "too_large"},
        {ask(port, right, "{"), 400, "bad_body"},
        {ask(port, right, ""), 400, "bad_body"},
        {ask(port, right, "[1]"), 400, "bad_body"},
        {ask(port, right, "{\"plugin_id\":\"\xff\"}"), 400, "bad_body"},
        {ask(port, right, std::string(core::max_request_bytes, '[')), 400, "too_deep"},
        {desk.post({{"plugin_id", "test.none.such"}, {"method", "echo"}}), 404, "no_plugin"},
        {desk.post(call_of("none")), 404, "no_method"},
        {desk.post(call_of("flood", "not a number")), 500, "failed"},
        {desk.post(call_of("act", "fail")), 500, "failed"},
        {desk.post(call_of("act", "throw")), 500, "failed"},
    };
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto& [reply, status, code] = cases[i];
        CHECK_MESSAGE(reply.status == status, i << " " << code << ": " << reply.head << reply.text);
        CHECK_MESSAGE(reply.code() == code, i << ": " << reply.text);
        for (const std::string& inside : std::vector<std::string>{desk.dir.path().string(), "/home", ".cpp", ".so", "SELECT",
                                                                  desk.token, secret_of_plugin, "exception"})
            CHECK_MESSAGE(reply.text.find(inside) == std::string::npos, i << ": " << reply.text);
    }
    CHECK(desk.post(call_of("echo")).status == 200);
}

TEST_CASE("a plugin that is switched off is refused, and one that is not installed") {
    Desk desk;
    REQUIRE(desk.client->plugin().id == id);
    desk.switch_on();
    CHECK(desk.post(call_of("echo")).status == 403);
    desk.run_plugin();
    CHECK(desk.post(call_of("echo")).status == 200);
    REQUIRE(desk.client->call<calls::PluginSetEnabled>({id, false}));
    const auto off = desk.post(call_of("echo"));
    CHECK(off.status == 403);
    CHECK(off.code() == "not_enabled");
    CHECK(has(desk.client->log(), "called by endpoint", "echo", Outcome::denied));
}

TEST_CASE("what is no HTTP, or too much of it, is refused, and the next one is served") {
    Desk desk;
    desk.run_plugin();
    desk.switch_on();
    const auto body = call_of("echo", 1).dump();
    const auto length = "Content-Length: " + std::to_string(body.size()) + "\r\n";
    const auto says = [&](const std::string& bytes, const char* status) {
        const auto text = desk.raw(bytes);
        CHECK_MESSAGE(text.starts_with(std::string("HTTP/1.1 ") + status), bytes.substr(0, 60) << " -> " << text);
        CHECK(text.find("Connection: close") != std::string::npos);
    };

    says("nonsense\r\n\r\n", "400");
    says(std::string("\x16\x03\x01\x02\0\x01\r\n\r\n", 10), "400"); // TLS
    says("POST /plugin-api HTTP/9.9\r\n\r\n", "400");
    says("BREW /plugin-api HTTP/1.1\r\n\r\n", "400");
    says(desk.head("X-Long: " + std::string(20'000, 'x') + "\r\n\r\n"), "431");
    std::string many;
    for (int i = 0; i < 5'000; ++i) many += "X-" + std::to_string(i) + ": y\r\n";
    says(desk.head(many + "\r\n"), "431");
    says("POST /" + std::string(10'000, 'a') + " HTTP/1.1\r\n\r\n", "414");
    says("POST /" + std::string(30'000, 'a') + " HTTP/1.1\r\n\r\n", "431");
    says(std::string(100'000, 'a'), "431");
    says(desk.head("Content-Length: 5\r\nContent-Length: 50\r\n\r\n12345"), "400");
    says(desk.head("Content-Length: 99999999999999999999\r\n\r\n"), "400");
    says(desk.head("Transfer-Encoding: chunked\r\n" + length + "\r\n0\r\n\r\n"), "411");
    says(desk.head("Host: evil.example\r\n" + length + "\r\n" + body), "403");
    says(desk.head("Expect: 100-continue\r\nContent-Length: 9999999\r\n\r\n"), "413"); // before a byte of it was sent
    says(desk.head("Range: bytes=0-3\r\n" + length + "\r\n" + body), "200");
    CHECK(desk.post(call_of("echo")).status == 200);
}

TEST_CASE("of requests sent at once on one connection the first is answered, and the connection ends") {
    Desk desk;
    desk.run_plugin();
    desk.switch_on();
    const auto body = call_of("echo", "first").dump(), second = call_of("echo", "second").dump();
    const auto one = [&](const std::string& text) {
        return desk.head("Content-Length: " + std::to_string(text.size()) + "\r\nConnection: keep-alive\r\n\r\n" + text);
    };

    const auto text = desk.raw(one(body) + one(second));

    CHECK(text.find("first") != std::string::npos);
    CHECK(text.find("second") == std::string::npos);
    CHECK(text.rfind("HTTP/1.1") == 0);
}

TEST_CASE("who sends slowly, half, or nothing is let go after a while, and keeps nobody out for longer") {
    Desk desk([](core::CoreConfig& config) {
        config.endpoint_limits.http.read_ms = 300;
        config.endpoint_limits.http.connections = 4;
    });
    desk.run_plugin();
    desk.switch_on();
    const Peer silent(desk.port), head(desk.port), body(desk.port), slow(desk.port);
    head.send(desk.head(""));
    body.send(desk.head("Content-Length: 100\r\n\r\n{\"plugin_id\":"));
    slow.send("P");
    const auto turned_away = desk.raw(desk.head("\r\n"));
    CHECK_MESSAGE((turned_away.starts_with("HTTP/1.1 429") || turned_away.empty()),
                  turned_away); // closing takes unread bytes along

    std::string dripped = "OST /plugin-api HTTP/1.1\r\nX: ";
    std::thread drips([&] { // a byte now and then keeps nothing alive
        while (slow.send(dripped.substr(0, 1))) {
            if (dripped.size() > 1) dripped.erase(0, 1);
            ::poll(nullptr, 0, 20);
        }
    });
    CHECK(silent.rest().empty());
    CHECK(head.rest().starts_with("HTTP/1.1 408"));
    CHECK(body.rest().starts_with("HTTP/1.1 408"));
    const auto slow_end = slow.rest();
    CHECK_MESSAGE((slow_end.starts_with("HTTP/1.1 408") || slow_end.empty()), slow_end); // as above
    drips.join();
    CHECK(desk.post(call_of("echo")).status == 200);
}

TEST_CASE("a method that hangs is answered in time, one whose plugin crashes or is switched off meanwhile at once") {
    Desk desk([](core::CoreConfig& config) { config.plugin_times.order = 400; });
    desk.run_plugin();
    desk.switch_on();
    Reply hangs, crashes, ends;

    desk.begin("crash", crashes).join();
    CHECK(crashes.status == 500);
    CHECK(crashes.code() == "not_running");
    // The answer may come before the snapshot that knows of the crash.
    REQUIRE(desk.client->until([](const ui::Snapshot& now) {
        return now.plugins[0].crash_count == 1 && now.plugins[0].state == ui::PluginState::running;
    }));

    desk.begin("hang", hangs).join();
    CHECK(hangs.status == 504);
    CHECK(hangs.code() == "no_answer");
    CHECK(has(desk.client->log(), "called by endpoint", "act", Outcome::failed));

    REQUIRE(desk.client->call<calls::PluginSetEnabled>({id, false}));
    CHECK(desk.post(call_of("echo")).status == 403);
}

TEST_CASE("a plugin that is switched off while it is asked ends the request") {
    Desk desk([](core::CoreConfig& config) { config.plugin_times.deactivate = 300; });
    desk.run_plugin();
    desk.switch_on();
    Reply answer;
    auto asks = desk.begin("hang", answer);

    REQUIRE(desk.client->call<calls::PluginSetEnabled>({id, false}));

    asks.join();
    CHECK(answer.status == 500);
    CHECK(answer.code() == "not_running");
}

TEST_CASE("when the endpoint is switched off while a plugin is asked, whoever waits hears so, and nothing is left") {
    Desk desk;
    desk.run_plugin();
    const auto before = threads();
    desk.switch_on();
    Reply answer;
    auto asks = desk.begin("hang", answer);
    const Peer half(desk.port);
    half.send(desk.head(""));

    REQUIRE(desk.client->call<calls::EndpointSet>({false, 0}));

    asks.join();
    CHECK(answer.status == 503);
    CHECK(answer.code() == "switched_off");
    CHECK(half.rest().find("still open") == std::string::npos);
    CHECK(threads() == before);
    CHECK_FALSE(is_listening(desk.port));
}

TEST_CASE("the client ends while a plugin is asked, and whoever waits hears so") {
    Desk desk([](core::CoreConfig& config) { config.plugin_times.deactivate = 300; });
    desk.run_plugin();
    desk.switch_on();
    Reply answer;
    auto asks = desk.begin("hang", answer);

    desk.client.reset();

    asks.join();
    CHECK((answer.status == 503 || answer.status == 500)); // the plugin or the endpoint ended first
}

TEST_CASE("a port that is taken is said in a sentence, and another one is chosen") {
    Desk desk;
    desk.run_plugin();
    std::uint16_t taken = 0;
    const auto other = listen_somewhere(taken);

    auto reply = desk.client->call<calls::EndpointSet>({true, taken});
    REQUIRE(reply);
    desk.token = reply->token;
    REQUIRE(desk.client->until([](const ui::Snapshot& now) { return !now.endpoint.problem.empty(); }));
    CHECK_FALSE(desk.client->core().snapshot()->endpoint.listening);
    CHECK(desk.client->core().snapshot()->endpoint.problem.find("choose another port") != std::string::npos);

    REQUIRE(desk.client->call<calls::EndpointSet>({true, desk.port}));
    REQUIRE(desk.client->until([](const ui::Snapshot& now) { return now.endpoint.listening && now.endpoint.problem.empty(); }));
    CHECK(desk.post(call_of("echo")).status == 200);
    CHECK(desk.client->call<calls::EndpointSet>({true, 80}).error().code == Errc::invalid);
}

TEST_CASE("a damaged file about it leaves the endpoint off") {
    Desk desk;
    desk.switch_on();
    for (const std::string text :
         {"", "{", "[]", R"({"on":true,"port":27480,"token_sha256":"x"})", R"({"on":1})",
          R"({"on":true,"port":22,"token_sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"})"}) {
        desk.client.reset();
        write_file(desk.profile / "endpoint.json", text);
        desk.open();
        REQUIRE(desk.client->until([](const ui::Snapshot& now) { return !now.endpoint.problem.empty(); }));
        CHECK_FALSE(desk.client->core().snapshot()->endpoint.on);
        CHECK_FALSE(is_listening(desk.port));
    }
}

TEST_CASE("many programs at once are all answered, with their own") {
    Desk desk;
    desk.run_plugin();
    desk.switch_on();
    std::atomic<int> right{0}, busy{0};
    std::vector<std::thread> all;
    for (int i = 0; i < 8; ++i)
        all.emplace_back([&, i] {
            for (int k = 0; k < 10; ++k) {
                const auto reply = desk.post(call_of("echo", i * 100 + k));
                if (reply.status == 200 && reply.body() == json{{"result", i * 100 + k}}) ++right;
                if (reply.status == 429) ++busy;
            }
        });
    for (auto& one : all) one.join();
    CHECK(right + busy == 80);
    CHECK(right >= 70);
}
