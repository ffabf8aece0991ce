// Hosts as manifests and people write them: what is refused and why, what a pattern stands for, and when one set is wider than another.
#include "runtime/hosts.hpp"

#include <doctest/doctest.h>

using namespace asista;
using runtime::HostPattern;
using runtime::NetworkScope;
using runtime::parse_host;
using runtime::wider_hosts;
using Verdict = NetworkScope::Verdict;
using Hosts = std::vector<std::string>;

namespace {
HostPattern host(std::string_view text) {
    const auto parsed = parse_host(text);
    REQUIRE_MESSAGE(parsed, text << " " << (parsed ? "" : parsed.error().message));
    return *parsed;
}
} // namespace

TEST_CASE("a host is read in one form, however it is written") {
    struct Variant {
        const char* text;
        const char* written;
    };
    const Variant variants[] = {{"api.example.com", "api.example.com"},
                                {"API.Example.COM:443", "api.example.com:443"},
                                {"*.example.org", "*.example.org"},
                                {"*.example.org:8443", "*.example.org:8443"},
                                {"localhost", "localhost"},
                                {"localhost:8080", "localhost:8080"},
                                {"192.168.1.7:80", "192.168.1.7:80"},
                                {"[FD00:0:0::7]:8080", "[fd00::7]:8080"},
                                {"[::1]", "[::1]"},
                                {"xn--bcher-kva.example", "xn--bcher-kva.example"},
                                {"_dmarc.example.com", "_dmarc.example.com"}};
    for (const auto& [text, written] : variants) CHECK(host(text).to_string() == written);
}

TEST_CASE("what is no host is refused with what to write instead") {
    struct Variant {
        std::string text;
        const char* part;
    };
    const Variant variants[] = {{"", "is empty"},
                                {"https://example.com", "scheme"},
                                {"example.com/path", "path"},
                                {"example.com?x", "path"},
                                {"user@example.com", "user name"},
                                {"b\xC3\xBC"
                                 "cher.example",
                                 "xn--"},
                                {"*", "every host there is"},
                                {"*.", "every host there is"},
                                {"*.com", "top-level"},
                                {"api.*.com", "only at the beginning"},
                                {"*api.example.com", "only at the beginning"},
                                {"example..com", "no host name"},
                                {"example.com.", "no host name"},
                                {".example.com", "no host name"},
                                {"-a.example.com", "no host name"},
                                {"exa mple.com", "no host name"},
                                {"example.com\n", "no host name"},
                                {std::string("a\0b.com", 7), "no host name"},
                                {std::string(64, 'a') + ".com", "no host name"},
                                {std::string(127, 'a') + "." + std::string(127, 'b'), "no host name"},
                                {"127.1", "IPv4"},
                                {"0177.0.0.1", "IPv4"},
                                {"256.1.1.1", "IPv4"},
                                {"2130706433", "IPv4"},
                                {"*.168.1.7", "IPv4"},
                                {"fd00::7", "without brackets"},
                                {"[fd00::7", "brackets"},
                                {"[example.com]", "brackets"},
                                {"example.com:", "no port"},
                                {"example.com:0", "no port"},
                                {"example.com:65536", "no port"},
                                {"example.com:80x", "no port"},
                                {"example.com:-1", "no port"},
                                {":80", "is empty"}};
    for (const auto& [text, part] : variants) {
        CAPTURE(text);
        const auto parsed = parse_host(text);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == Errc::invalid);
        CHECK_MESSAGE(parsed.error().message.find(part) != std::string::npos, parsed.error().message);
    }
}

TEST_CASE("a pattern stands for its host, its port and nothing that only looks like it") {
    CHECK(host("api.example.com").matches("API.example.com", 443));
    CHECK(host("api.example.com").matches("api.example.com.", 9)); // the dot that names the root
    CHECK_FALSE(host("api.example.com").matches("www.api.example.com", 443));
    CHECK_FALSE(host("api.example.com").matches("api.example.com.evil.org", 443));
    CHECK_FALSE(host("api.example.com").matches("evilapi.example.com", 443));
    CHECK(host("localhost:8080").matches("localhost", 8080));
    CHECK_FALSE(host("localhost:8080").matches("localhost", 80));
    CHECK(host("*.example.org").matches("a.example.org", 443));
    CHECK(host("*.example.org").matches("b.a.example.org", 443));
    CHECK_FALSE(host("*.example.org").matches("example.org", 443));
    CHECK_FALSE(host("*.example.org").matches(".example.org", 443));
    CHECK_FALSE(host("*.example.org").matches("evilexample.org", 443));
    CHECK(host("[fd00::7]").matches("[FD00:0::7]", 1));
    CHECK(host("[fd00::7]").matches("fd00::7", 1));
    CHECK_FALSE(host("[fd00::7]").matches("[fd00::8]", 1));
    CHECK_FALSE(host("[fd00::7]").matches("[nonsense:]", 1));
    CHECK_FALSE(host("example.com").matches("", 80));
}

TEST_CASE("only what is not agreed to is wider") {
    CHECK(wider_hosts(Hosts{"a.example.com"}, Hosts{"a.example.com"}).empty());
    CHECK(wider_hosts(Hosts{}, Hosts{"a.example.com"}).empty());
    CHECK(wider_hosts(Hosts{"a.example.org", "*.b.example.org", "*.example.org"}, Hosts{"*.example.org"}).empty());
    CHECK(wider_hosts(Hosts{"a.example.com:443"}, Hosts{"a.example.com"}).empty());
    CHECK(wider_hosts(Hosts{"a.example.com"}, Hosts{"a.example.com:443"}) == Hosts{"a.example.com"});
    CHECK(wider_hosts(Hosts{"a.example.com:80"}, Hosts{"a.example.com:443"}) == Hosts{"a.example.com:80"});
    CHECK(wider_hosts(Hosts{"*.example.org"}, Hosts{"a.example.org"}) == Hosts{"*.example.org"});
    CHECK(wider_hosts(Hosts{"example.org"}, Hosts{"*.example.org"}) == Hosts{"example.org"});
    CHECK(wider_hosts(Hosts{"*.ample.org"}, Hosts{"*.example.org"}) == Hosts{"*.ample.org"});
    CHECK(wider_hosts(Hosts{"a.com", "b.com"}, Hosts{"damaged/", "a.com"}) == Hosts{"b.com"});
}

TEST_CASE("a caller reaches what was agreed to: private addresses only where the person named the host") {
    const Hosts agreed{"api.example.com", "*.example.org", "localhost:8080"}, own{"nas.home:5000", "192.168.1.7"};
    const NetworkScope scope(agreed, own);

    CHECK(scope.may_reach("api.example.com", 443) == Verdict::public_only);
    CHECK(scope.may_reach("deep.in.example.org", 80) == Verdict::public_only);
    CHECK(scope.may_reach("localhost", 8080) == Verdict::public_only); // the plugin asked for it, the person did not name it
    CHECK(scope.may_reach("localhost", 8081) == Verdict::no);
    CHECK(scope.may_reach("nas.home", 5000) == Verdict::private_as_well);
    CHECK(scope.may_reach("nas.home", 22) == Verdict::no);
    CHECK(scope.may_reach("192.168.1.7", 22) == Verdict::private_as_well);
    CHECK(scope.may_reach("192.168.1.8", 22) == Verdict::no);
    CHECK(NetworkScope().may_reach("api.example.com", 443) == Verdict::no);
    CHECK(scope == NetworkScope(agreed, own));
    CHECK_FALSE(scope == NetworkScope(agreed, Hosts{}));
}
