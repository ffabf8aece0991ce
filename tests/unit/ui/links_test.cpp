// Which addresses may be opened.
#include "ui/links.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace asista::ui;

TEST_CASE("web and mail addresses are opened as they were written") {
    for (const char* const address : {
             "https://a.example",
             "http://a.example:8080/path?x=1&y=%20#part",
             "https://xn--mller-kva.example/",
             "https://[2001:db8::1]:443/",
             "http://localhost:3000",
             "mailto:ada@example.com",
             "mailto:?subject=Hello&body=There",
         }) {
        CAPTURE(address);
        CHECK(openable_address(address) == address);
    }
    CHECK(openable_address("HTTPS://A.example/B") == "https://A.example/B");
    CHECK(openable_address("https://de.example/K\xC3\xB6ln") == "https://de.example/K%C3%B6ln");
}

TEST_CASE("what could run something, read a file or show another host than it opens is no address") {
    for (const std::string address : {
             "",
             "a.example",
             "javascript:alert(1)",
             "JaVaScRiPt:alert(1)",
             "file:///etc/passwd",
             "data:text/html,x",
             "ssh://a.example",
             "//a.example",
             "http:",
             "http://",
             "http:///path",
             "https:a.example",
             "https://bank.example@evil.example/",
             "https://evil.example\\@bank.example/",
             "https://a.example/\nb",
             "https://a.example/ b",
             "https://a.example/\x1B[2J",
             "https://a.example/\x7F",
             "https://a.example/\xC2\x85",
             "https://a.example/\xFF",
             "https://%61.example/",
             "https://b\xD0\xB0nk.example/",
             "https://a.example:123456/",
             "https://a.example:x/",
             "https://[::1/",
             "https://[g::1]/",
             "mailto:",
             "mailto:a@b.example?attach=/etc/passwd",
             "mailto:a@b.example?subject=x&%61ttach=/etc/passwd",
             "mailto:a@b.example?subject=x&Attachment=/etc/passwd",
         }) {
        CAPTURE(address);
        CHECK_FALSE(openable_address(address).has_value());
    }
    CHECK_FALSE(openable_address(std::string("https://a.example/\0b", 20)).has_value());
    CHECK_FALSE(openable_address("https://a.example/" + std::string(2'048, 'x')).has_value());
    CHECK_FALSE(openable_address("https://" + std::string(254, 'x')).has_value());
}

TEST_CASE("a text that reads as another address than it opens is known") {
    CHECK(host_of("https://WWW.A.example.:8080/b") == "www.a.example");
    CHECK(host_of("https://[::1]:80/") == "[::1]");
    CHECK(host_of("mailto:a@b.example").empty());

    CHECK(reads_as_another_host("https://bank.example/login", "https://evil.example/"));
    CHECK(reads_as_another_host("www.bank.example", "https://evil.example/"));
    CHECK(reads_as_another_host(" HTTPS://bank.example", "https://evil.example/"));
    CHECK(reads_as_another_host("https://bank.example", "mailto:a@evil.example"));
    CHECK(reads_as_another_host("https://bank.example@evil.example/", "https://bank.example/"));
    CHECK_FALSE(reads_as_another_host("https://a.example/long/path", "https://a.example/"));
    CHECK_FALSE(reads_as_another_host("www.a.example", "https://a.example/"));
    CHECK_FALSE(reads_as_another_host("the site", "https://a.example/"));
}
