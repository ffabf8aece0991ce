// Certificates of servers that answer chats.
#include "rig.hpp"
#include "tls_server.hpp"

using namespace asista;
using namespace asista::test;

namespace {
std::string why(const TlsServer& server, std::string_view host, bool trusting) {
    auto options = HostedRig::quick();
    if (trusting) options.certificates = server.certificate;
    options.fixed_hosts = server.fixed_hosts();
    options.first = std::chrono::milliseconds(500); // it may never answer what it does not know
    HostedRig rig(options);
    auto request = HostedRig::ask(HostedRig::endpoint_at(ai::ProtocolKind::anthropic, server.url(host)));
    const auto& heard = rig.answer(std::move(request));
    CHECK_FALSE(contains(heard.why(), AiServer::key));
    return heard.why();
}
} // namespace

TEST_CASE("a server whose certificate nobody vouches for, or that has another's, is sent nothing") {
    const TlsServer server;
    CHECK(contains(why(server, "good.example.test", false),
                   "Claude cannot prove that it is good.example.test, so nothing was sent to it"));
    CHECK(contains(why(server, "bad.example.test", true), "Claude cannot prove that it is bad.example.test"));
}

TEST_CASE("one that can prove who it is is asked") {
    const TlsServer server; // it has no chats to offer, but a page
    CHECK_FALSE(contains(why(server, "good.example.test", true), "cannot prove"));
}

TEST_CASE("encryption that is out of date is refused before the key is sent") {
    const TlsServer server({"-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"});
    CHECK(contains(why(server, "good.example.test", true), "no secure connection to Claude"));
}
