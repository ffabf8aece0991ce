// HTTP and files, through the C tables and a real socket, to the client and back.
#include "host_fixture.hpp"

#include <doctest/doctest.h>

using namespace asista::tests;
namespace sdk = asista::sdk;
namespace calls = asista::calls;
namespace wire = asista::wire;
using asista::tests::Errc;
using asista::Result;

namespace {

struct Reaching : sdk::Plugin {
    static inline Reaching* self = nullptr;
    Reaching() : host_(sdk::detail::creating_host) { self = this; }
    const asista_host* raw() const { return host_; }
    using Plugin::files;
    using Plugin::http;

  private:
    const asista_host* host_;
};

struct Started : HostFixture {
    Started() {
        REQUIRE(start<Reaching>());
        REQUIRE(order<calls::Activate>());
    }
    Reaching& plugin() { return *Reaching::self; }
};

wire::Bytes bytes_of(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

using Replies = std::vector<sdk::Expected<sdk::HttpReply>>;
auto into(Replies& replies) {
    return [&replies](sdk::Expected<sdk::HttpReply> reply) { replies.push_back(std::move(reply)); };
}

} // namespace

TEST_CASE("a request goes out as the plugin wrote it, and its reply comes back whole") {
    Started host;
    host.client->on<calls::HttpFetch>([](const calls::HttpFetch::Request& request) -> Result<calls::HttpFetch::Reply> {
        return calls::HttpFetch::Reply{
            404, request.url + "/end", {{"X-One", "1"}, {"x-two", "zwölf"}}, bytes_of(std::string_view("a\0b", 3))};
    });
    Replies replies;
    const auto fetch = host.plugin().http().fetch({.url = "https://api.example.com/a",
                                                   .method = "POST",
                                                   .headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}},
                                                   .body = std::string("{\0}", 3),
                                                   .timeout = std::chrono::seconds(5),
                                                   .max_bytes = 4096},
                                                  into(replies));
    CHECK(fetch);
    CHECK(replies.empty()); // never inside fetch
    REQUIRE(host.run_until([&] { return !replies.empty(); }));

    const auto asked = host.client->received<calls::HttpFetch>().at(0);
    CHECK(asked.method == "POST");
    CHECK(asked.url == "https://api.example.com/a");
    REQUIRE(asked.headers.size() == 2);
    CHECK(asked.headers[0].name == "Content-Type");
    CHECK(asked.headers[0].value == "application/json");
    CHECK(asked.headers[1].value.empty());
    CHECK(asked.body == bytes_of(std::string_view("{\0}", 3)));
    CHECK(asked.timeout_ms == 5'000);
    CHECK(asked.max_bytes == 4096);
    CHECK(asked.tag != 0);

    REQUIRE(replies.size() == 1);
    const auto& reply = replies[0].value();
    CHECK(reply.status == 404);
    CHECK_FALSE(reply.ok());
    CHECK(reply.url == "https://api.example.com/a/end");
    CHECK(reply.body == std::string("a\0b", 3));
    CHECK(reply.headers.size() == 2);
    CHECK(reply.header("x-ONE") == "1");
    CHECK(reply.header("X-Two") == "zwölf");
    CHECK(reply.header("X-Three").empty());
    CHECK_FALSE(reply.json());
}

TEST_CASE("a short request has the defaults, and JSON is read") {
    Started host;
    host.client->on<calls::HttpFetch>([](const auto& request) -> Result<calls::HttpFetch::Reply> {
        return calls::HttpFetch::Reply{200, request.url, {}, bytes_of(R"({"degrees": 7})")};
    });
    Replies replies;
    host.plugin().http().get("https://api.example.com/", into(replies));
    REQUIRE(host.run_until([&] { return !replies.empty(); }));
    CHECK(replies[0].value().ok());
    CHECK(replies[0].value().json().value()["degrees"] == 7);
    const auto asked = host.client->received<calls::HttpFetch>().at(0);
    CHECK(asked.method == "GET");
    CHECK(asked.timeout_ms == 30'000);
    CHECK(asked.max_bytes == 1 << 20);
    CHECK(asked.body.empty());
}

TEST_CASE("bodies of eight mebibytes go both ways, and one byte more is refused") {
    Started host;
    host.client->on<calls::HttpFetch>([](const auto& request) -> Result<calls::HttpFetch::Reply> {
        return calls::HttpFetch::Reply{200, request.url, {{"X", std::string(60'000, 'h')}}, request.body};
    });
    std::string body(wire::max_content_bytes, 'x');
    for (std::size_t i = 0; i < body.size(); i += 1000) body[i] = static_cast<char>(i / 1000);
    Replies replies;
    CHECK(host.plugin().http().fetch({.url = "https://e.org/", .method = "PUT", .body = body}, into(replies)));
    REQUIRE(host.run_until([&] { return !replies.empty(); }));
    CHECK((replies[0].value().body == body));

    CHECK_FALSE(host.plugin().http().fetch({.url = "https://e.org/", .method = "PUT", .body = body + "y"}, into(replies)));
    REQUIRE(host.run_until([&] { return replies.size() == 2; }));
    CHECK(replies[1].error().code == sdk::Errc::over_limit);
}

TEST_CASE("a refusal arrives with its sentence") {
    Started host;
    host.client->on<calls::HttpFetch>([](const auto&) -> Result<calls::HttpFetch::Reply> {
        return asista::fail(Errc::denied, "evil.example.com is not among the hosts in its manifest");
    });
    Replies replies;
    CHECK(host.plugin().http().get("https://evil.example.com/", into(replies)));
    REQUIRE(host.run_until([&] { return !replies.empty(); }));
    CHECK(replies[0].error().code == sdk::Errc::denied);
    CHECK(replies[0].error().message == "evil.example.com is not among the hosts in its manifest");
}

TEST_CASE("a withdrawn request ends exactly once, and the client hears of it by its tag") {
    Started host;
    Replies replies;
    auto fetch = host.plugin().http().get("https://e.org/", into(replies));
    fetch.cancel();
    fetch.cancel();
    CHECK(replies.empty()); // never inside cancel
    REQUIRE(host.run_until([&] { return !replies.empty(); }));
    host.run_for(std::chrono::milliseconds(20)); // the reply has come by now
    REQUIRE(replies.size() == 1);
    CHECK(replies[0].error().code == sdk::Errc::cancelled);
    const auto cancelled = host.client->wait_for<calls::HttpCancel>(1);
    REQUIRE(cancelled.size() == 1);
    CHECK(cancelled[0].tag == host.client->received<calls::HttpFetch>().at(0).tag);
    fetch.cancel(); // harmless
    CHECK(host.client->received<calls::HttpCancel>().size() == 1);
}

TEST_CASE("four requests may be under way, a callback may begin the next") {
    Started host;
    Replies replies;
    for (int i = 0; i < 4; ++i) CHECK(host.plugin().http().get("https://e.org/", into(replies)));
    CHECK_FALSE(host.plugin().http().get("https://e.org/", into(replies)));
    REQUIRE(host.run_until([&] { return replies.size() == 5; }));
    CHECK(std::ranges::count_if(replies, [](const auto& reply) { return reply.has_value(); }) == 4);

    int steps = 0;
    std::function<void(sdk::Expected<sdk::HttpReply>)> next = [&](const sdk::Expected<sdk::HttpReply>&) {
        if (++steps < 10) host.plugin().http().get("https://e.org/", next);
    };
    host.plugin().http().get("https://e.org/", next);
    CHECK(host.run_until([&] { return steps == 10; }));
}

TEST_CASE("before activation there is no request: it ends with a reason") {
    HostFixture host;
    REQUIRE(host.start<Reaching>());
    Replies replies;
    CHECK_FALSE(Reaching::self->http().get("https://e.org/", into(replies)));
    REQUIRE(host.run_until([&] { return !replies.empty(); }));
    CHECK(replies[0].error().code == sdk::Errc::invalid);
    CHECK(host.client->received<calls::HttpFetch>().empty());
}

TEST_CASE("what a plugin throws in a callback is contained and logged") {
    Started host;
    bool called = false;
    host.plugin().http().get("https://e.org/", [&](sdk::Expected<sdk::HttpReply>) {
        called = true;
        throw std::runtime_error("no thanks");
    });
    REQUIRE(host.run_until([&] { return called; }));
    const auto lines = host.log_lines(1);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].find("no thanks") != std::string::npos);
}

TEST_CASE("a file that the user picks arrives with its name and content") {
    Started host;
    host.client->on<calls::FilesOpen>([](const auto&) -> Result<calls::FilesOpen::Reply> {
        return calls::FilesOpen::Reply{"tasks.csv", wire::Bytes(wire::max_content_bytes, std::byte{'x'})};
    });
    std::vector<sdk::Expected<sdk::PickedFile>> files;
    const auto take = [&](sdk::Expected<sdk::PickedFile> file) { files.push_back(std::move(file)); };
    host.plugin().files().open({.title = "Import tasks", .extensions = {"csv", "TXT"}}, take);
    host.plugin().files().open({.title = "Import more"}, take); // one question at a time
    REQUIRE(host.run_until([&] { return files.size() == 2; }));
    const bool first_is_busy = !files[0];
    CHECK(files[first_is_busy ? 0 : 1].error().code == sdk::Errc::busy);
    const auto& file = files[first_is_busy ? 1 : 0].value();
    CHECK(file.name == "tasks.csv");
    CHECK((file.content == std::string(wire::max_content_bytes, 'x')));
    const auto asked = host.client->received<calls::FilesOpen>();
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].title == "Import tasks");
    CHECK(asked[0].extensions == std::vector<std::string>{"csv", "TXT"});

    host.plugin().files().open({.title = "And again"}, take); // the first is answered
    REQUIRE(host.run_until([&] { return files.size() == 3; }));
    CHECK(files[2]);
}

TEST_CASE("a file is saved under the name the user gave") {
    Started host;
    host.client->on<calls::FilesSave>(
        [](const auto&) -> Result<calls::FilesSave::Reply> { return calls::FilesSave::Reply{"other.csv"}; });
    std::vector<sdk::Expected<std::string>> saved;
    const auto take = [&](sdk::Expected<std::string> name) { saved.push_back(std::move(name)); };
    host.plugin().files().save({.title = "Export", .name = "tasks.csv", .content = "a,b\n"}, take);
    REQUIRE(host.run_until([&] { return !saved.empty(); }));
    CHECK(saved[0].value() == "other.csv");
    const auto asked = host.client->received<calls::FilesSave>().at(0);
    CHECK(asked.title == "Export");
    CHECK(asked.name == "tasks.csv");
    CHECK(asked.content == bytes_of("a,b\n"));

    host.client->on<calls::FilesSave>(
        [](const auto&) -> Result<calls::FilesSave::Reply> { return asista::fail(Errc::cancelled, "nothing was chosen"); });
    host.plugin().files().save({.title = "Export", .name = "a", .content = ""}, take);
    REQUIRE(host.run_until([&] { return saved.size() == 2; }));
    CHECK(saved[1].error().code == sdk::Errc::cancelled);

    const std::string large(wire::max_content_bytes + 1, 'x');
    host.plugin().files().save({.title = "Export", .name = "a", .content = large}, take);
    host.plugin().files().save({.title = "", .name = "a", .content = ""}, take);
    REQUIRE(host.run_until([&] { return saved.size() == 4; }));
    CHECK(saved[2].error().code == sdk::Errc::over_limit);
    CHECK(saved[3].error().code == sdk::Errc::invalid);
}

TEST_CASE("records that break their contract are refused before anything is sent") {
    Started host;
    const asista_host* const raw = host.plugin().raw();
    const auto* const http = static_cast<const asista_host_http*>(raw->get_extension(raw, ASISTA_EXT_HTTP));
    const auto* const files = static_cast<const asista_host_files*>(raw->get_extension(raw, ASISTA_EXT_FILES));
    REQUIRE(ASISTA_HAS(http, cancel));
    REQUIRE(ASISTA_HAS(files, save));

    std::uint64_t number = 0;
    asista_http_request request{};
    CHECK(http->fetch(raw, nullptr, &number) == ASISTA_INVALID);
    CHECK(http->fetch(raw, &request, &number) == ASISTA_INVALID); // struct_size 0
    request.struct_size = sizeof request;
    CHECK(http->fetch(raw, &request, &number) == ASISTA_INVALID); // no on_done
    request.on_done = [](void*, std::uint64_t, asista_status, asista_string, const asista_http_reply*) {};
    CHECK(http->fetch(raw, &request, nullptr) == ASISTA_INVALID);
    request.header_count = 1; // and no array
    CHECK(http->fetch(raw, &request, &number) == ASISTA_INVALID);
    request.header_count = 65;
    CHECK(http->fetch(raw, &request, &number) == ASISTA_OVER_LIMIT);
    request.header_count = 0;
    request.body = {nullptr, 5};
    CHECK(http->fetch(raw, &request, &number) == ASISTA_INVALID);
    request.body = {};
    const std::string long_url(9000, 'x');
    request.url = {long_url.data(), long_url.size()};
    CHECK(http->fetch(raw, &request, &number) == ASISTA_OVER_LIMIT);
    CHECK(http->cancel(raw, 77) == ASISTA_NOT_FOUND);

    asista_file_open open{};
    CHECK(files->open(raw, &open) == ASISTA_INVALID);
    open.struct_size = sizeof open;
    open.title = ASISTA_STR("Open");
    CHECK(files->open(raw, &open) == ASISTA_INVALID);
    open.on_done = [](void*, asista_status, asista_string, asista_string, asista_bytes) {};
    open.extension_count = 1;
    CHECK(files->open(raw, &open) == ASISTA_INVALID);
    const asista_string with_slash = ASISTA_STR("a/b");
    open.extensions = &with_slash;
    CHECK(files->open(raw, &open) == ASISTA_INVALID);
    CHECK(host.client->received<calls::HttpFetch>().empty());
    CHECK(host.client->received<calls::FilesOpen>().empty());
}
