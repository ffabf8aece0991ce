// Addresses and requests as text: what is accepted, what is refused and how it is said, what a redirect does to a request.
#include "rig.hpp"

#include "services/net/url.hpp"

using namespace asista;
using namespace asista::test;

TEST_CASE("an address is taken apart") {
    const auto url = parse_url("HTTPS://API.Example.com:8443/a/../b?q=1#part");
    REQUIRE(url);
    CHECK(url->secure);
    CHECK(url->host == "api.example.com");
    CHECK(url->port == 8443);
    CHECK(url->text == "https://API.Example.com:8443/b?q=1");

    CHECK(parse_url("http://example.com")->port == 80);
    CHECK(parse_url("https://example.com.")->host == "example.com");
    CHECK(parse_url("https://example.com")->port == 443);
    CHECK(parse_url("https://[2606:4700::1111]:444/")->host == "2606:4700::1111");
}

TEST_CASE("numbers in any writing become the address they mean") {
    for (const char* text : {"http://127.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://127.1/",
                             "http://0177.0.0.1/", "http://127.0.0.1./"}) {
        CAPTURE(text);
        const auto url = parse_url(text);
        if (url) CHECK(url->host == "127.0.0.1"); // or it is refused as no address
    }
}

TEST_CASE("what is no web address is refused with its reason") {
    const auto why = [](std::string_view text) {
        const auto url = parse_url(text);
        REQUIRE_FALSE(url);
        return url.error().message;
    };
    CHECK(why("") == "a request needs an address");
    for (const char* text :
         {"file:///etc/passwd", "ftp://example.com/", "gopher://example.com/_", "javascript:alert(1)", "dict://x/"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_url(text));
    }
    CHECK(contains(why("file:///etc/passwd"), "neither http:// nor https://"));
    CHECK(contains(why("https://ada:secret@example.com/"), "with a user or a password"));
    CHECK_FALSE(contains(why("https://ada:secret@example.com/"), "secret")); // not into logs
    CHECK(contains(why("https://@example.com/"), "with a user or a password"));
    CHECK(contains(why("http://example.com/ x"), "characters that an address may not"));
    CHECK(contains(why("http://example.com/\r\nHost: evil"), "characters that an address may not"));
    CHECK(contains(why("http://exämple.com/"), "xn--"));
    CHECK(parse_url("http:///host/path")->host == "host"); // a slash too many is forgiven, and what was meant is what is checked
    CHECK_FALSE(parse_url("http://example.com:0/"));
    CHECK_FALSE(parse_url("http://example.com:65536/"));
    CHECK_FALSE(parse_url("http://[fe80::1%25eth0]/"));
    CHECK_FALSE(parse_url("http://a%00b/"));
    CHECK_FALSE(parse_url("http://a b/"));
    CHECK_FALSE(parse_url("http://example.com../"));
    CHECK_FALSE(parse_url("http://a..b/"));
    CHECK(contains(why("http://%30x7f.1/"), "hides its host")); // a name that is an address when it is read again
    CHECK_FALSE(parse_url("http://" + std::string(300, 'a') + "/"));
    CHECK_FALSE(parse_url("http://example.com/" + std::string(max_url_bytes, 'a')));
}

TEST_CASE("a redirect leads on from where it was sent") {
    const auto base = *parse_url("https://example.com/a/b?x");
    CHECK(resolve_url(base, "c")->text == "https://example.com/a/c");
    CHECK(resolve_url(base, "/c")->text == "https://example.com/c");
    CHECK(resolve_url(base, "//other.org/c")->host == "other.org");
    CHECK(resolve_url(base, "http://other.org/")->secure == false);
    CHECK_FALSE(resolve_url(base, "file:///etc/passwd"));
    CHECK_FALSE(resolve_url(base, "https://a:b@other.org/"));
    CHECK_FALSE(resolve_url(base, "//a@other.org/"));
}

TEST_CASE("requests that would become two, or that say how they travel, are refused") {
    const auto with = [](std::string name, std::string value) {
        Request request = Rig::get("http://example.com/");
        request.headers.push_back({std::move(name), std::move(value)});
        return check(request);
    };
    CHECK(with("X-Key", "value with spaces, \"quotes\" and \tTabs"));
    CHECK(with("X-Empty", ""));
    CHECK(with("Authorization", "Bearer abc"));
    for (const char* value : {"a\r\nHost: evil", "a\nb", "a\rb", "a\x01", "a\x7F"}) {
        CAPTURE(value);
        CHECK(with("X-Key", value).error().code == Errc::invalid);
    }
    CHECK_FALSE(with("X-Key", std::string("a\0b", 3)));
    for (const char* name : {"", "X Key", "X-Key:", "X\r\nY", "X\n", "Käse", "X-Key;", " X", "(x)"}) {
        CAPTURE(name);
        CHECK(with(name, "value").error().code == Errc::invalid);
    }
    for (const char* name :
         {"Host", "host", "Content-Length", "TRANSFER-ENCODING", "Connection", "Keep-Alive", "TE", "Trailer", "Upgrade", "Expect",
          "Accept-Encoding", "Proxy-Authorization", "proxy-connection", "HTTP2-Settings"}) {
        CAPTURE(name);
        CHECK(with(name, "value").error().message == fmt::format("the header {} is set by Asista alone; leave it out", name));
    }
}

TEST_CASE("methods, sizes and times have bounds") {
    const auto changed = [](auto change) {
        Request request = Rig::get("http://example.com/");
        change(request);
        return check(request);
    };
    for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
        CHECK(changed([&](Request& request) { request.method = method; }));
    for (const char* method : {"", "get", "CONNECT", "TRACE", "OPTIONS", "GET / HTTP/1.1\r\nX:", "PURGE"})
        CHECK_FALSE(changed([&](Request& request) { request.method = method; }));
    CHECK_FALSE(changed([](Request& request) { request.body = Rig::bytes_of("x"); })); // of a GET
    CHECK_FALSE(changed([](Request& request) { request.timeout_ms = 0; }));
    CHECK_FALSE(changed([](Request& request) { request.timeout_ms = max_timeout_ms + 1; }));
    CHECK_FALSE(changed([](Request& request) { request.max_bytes = (8u << 20) + 1; }));
    CHECK_FALSE(changed([](Request& request) { request.headers.assign(max_request_headers + 1, {"X", "y"}); }));
    CHECK_FALSE(changed([](Request& request) { request.headers.push_back({"X", std::string(max_request_header_bytes, 'a')}); }));
    CHECK(changed([](Request& request) {
        request.method = "PUT";
        request.body.resize(wire::max_content_bytes);
    }));
    CHECK_FALSE(changed([](Request& request) {
        request.method = "PUT";
        request.body.resize(wire::max_content_bytes + 1);
    }));
}

TEST_CASE("a redirect changes method and body as HTTP has it") {
    const auto from = *parse_url("https://example.com/"), to = *parse_url("https://example.com/next");
    const auto after = [&](const char* method, std::uint32_t status) {
        Request request = Rig::get(from.text);
        request.method = method;
        if (request.method != "GET" && request.method != "HEAD") request.body = Rig::bytes_of("body");
        request.headers = {{"Content-Type", "text/plain"}, {"X-Key", "1"}};
        REQUIRE(follow(request, status, from, to));
        CHECK(request.url == to.text);
        CHECK((request.method == "GET" || request.method == "HEAD") == request.body.empty());
        const bool kept = request.method == method;
        CHECK(request.headers.size() == (kept ? 2 : 1));
        return request.method;
    };
    for (const std::uint32_t status : {301U, 302U}) {
        CHECK(after("POST", status) == "GET");
        CHECK(after("PUT", status) == "PUT");
        CHECK(after("HEAD", status) == "HEAD");
    }
    CHECK(after("POST", 303) == "GET");
    CHECK(after("PUT", 303) == "GET");
    CHECK(after("HEAD", 303) == "HEAD");
    for (const std::uint32_t status : {307U, 308U})
        for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}) CHECK(after(method, status) == method);
}

TEST_CASE("secrets stay with the server they were for, and encryption is not lost") {
    const auto from = *parse_url("https://example.com/");
    const auto headers_at = [&](const char* url) {
        Request request = Rig::get(from.text);
        request.headers = {{"Authorization", "Bearer x"}, {"cookie", "a=b"}, {"X-Key", "1"}};
        REQUIRE(follow(request, 307, from, *parse_url(url)));
        return request.headers.size();
    };
    CHECK(headers_at("https://example.com/elsewhere") == 3);
    CHECK(headers_at("https://example.com:443/") == 3);
    CHECK(headers_at("https://example.com:8443/") == 1);
    CHECK(headers_at("https://sub.example.com/") == 1);

    Request request = Rig::get(from.text);
    const auto down = follow(request, 302, from, *parse_url("http://example.com/"));
    CHECK(down.error().code == Errc::denied);
    CHECK(contains(down.error().message, "without encryption"));
}
