// Every special range of the registries, its edges, and every way of writing one address as another.
#include "services/net/address.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>

#include <cstring>

using namespace asista::services::net;

namespace {
AddressKind kind(const char* text) {
    sockaddr_storage storage{};
    if (std::strchr(text, ':') != nullptr) {
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        REQUIRE(::inet_pton(AF_INET6, text, &v6.sin6_addr) == 1);
        std::memcpy(&storage, &v6, sizeof v6);
    } else {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        REQUIRE(::inet_pton(AF_INET, text, &v4.sin_addr) == 1);
        std::memcpy(&storage, &v4, sizeof v4);
    }
    const auto& address = reinterpret_cast<const sockaddr&>(storage);
    CHECK(to_text(address) == text);
    return kind_of(address);
}
} // namespace

TEST_CASE("addresses of the internet at large are open") {
    for (const char* text : {"1.1.1.1",        "8.8.8.8",         "9.255.255.255",    "11.0.0.0",        "100.63.255.255",
                             "100.128.0.0",    "126.255.255.255", "128.0.0.0",        "169.253.255.255", "169.255.0.0",
                             "172.15.255.255", "172.32.0.0",      "192.0.1.0",        "192.167.255.255", "192.169.0.0",
                             "198.17.255.255", "198.20.0.0",      "223.255.255.255",  "2606:4700::1111", "2a00::1",
                             "2001:200::1",    "3fff:1000::1",    "64:ff9b::808:808", "2002:808:808::1", "::ffff:8.8.8.8"}) {
        CAPTURE(text);
        CHECK(kind(text) == AddressKind::open);
    }
}

TEST_CASE("this computer is recognised in every dress") {
    for (const char* text :
         {"127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"}) {
        CAPTURE(text);
        CHECK(kind(text) == AddressKind::own_machine);
    }
}

TEST_CASE("private networks are recognised in every dress") {
    for (const char* text : {"10.0.0.0",        "10.255.255.255",    "100.64.0.0",     "100.127.255.255",    "169.254.0.0",
                             "169.254.169.254", "172.16.0.0",        "172.31.255.255", "192.168.0.0",        "192.168.255.255",
                             "198.18.0.1",      "198.19.255.255",    "fc00::",         "fd12:3456::1",       "fdff:ffff::",
                             "fe80::1",         "febf::1",           "fec0::1",        "::ffff:192.168.1.4", "::ffff:10.0.0.1",
                             "::10.0.0.1",      "64:ff9b::c0a8:104", "2002:a00:1::",   "64:ff9b:1::1"}) {
        CAPTURE(text);
        CHECK(kind(text) == AddressKind::local);
    }
}

TEST_CASE("what is nobody's address is never connected to") {
    for (const char* text : {"0.0.0.0",        "0.1.2.3",   "192.0.0.8",       "192.0.2.1", "192.88.99.1",     "198.51.100.1",
                             "203.0.113.1",    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::",
                             "::ffff:0.0.0.0", "ff02::1",   "100::1",          "2001::1",   "2001:db8::1",     "3fff::1",
                             "4000::1",        "fe00::1",   "64:ff9b::",       "2002::1",   "5f00::1"}) {
        CAPTURE(text);
        CHECK(kind(text) == AddressKind::never);
    }
    sockaddr other{};
    other.sa_family = AF_UNIX;
    CHECK(kind_of(other) == AddressKind::never);
}
