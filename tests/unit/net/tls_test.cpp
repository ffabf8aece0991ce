// Certificates, against OpenSSL's own server.
#include "rig.hpp"
#include "tls_server.hpp"

using namespace asista;
using namespace asista::test;

namespace {

TransferOptions options(const TlsServer& server, bool trusting) {
    TransferOptions options;
    if (trusting) options.certificates = server.certificate;
    options.fixed_hosts = server.fixed_hosts();
    return options;
}

void allow(Rig& rig) { rig.hosts = {{"good.example.test", Reach::local_too}, {"bad.example.test", Reach::local_too}}; }

} // namespace

TEST_CASE("a certificate that nobody vouches for is refused") {
    const TlsServer server;
    Rig rig(options(server, false));
    allow(rig);
    const auto error = rig.refused(server.url("good.example.test"));
    CHECK(error.code == Errc::io);
    CHECK(contains(error.message, "no secure connection to good.example.test: "));
    CHECK(contains(error.message, "certificate"));
}

TEST_CASE("a trusted certificate is accepted for its own name and no other") {
    const TlsServer server;
    Rig rig(options(server, true));
    allow(rig);
    const auto reply = rig.fetch(server.url("good.example.test"));
    REQUIRE_MESSAGE(reply, reply.error().message);
    CHECK(reply->status == 200);
    CHECK(contains(rig.refused(server.url("bad.example.test")).message, "no secure connection to bad.example.test"));
}

TEST_CASE("encryption that is out of date is refused") {
    const TlsServer server({"-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"});
    Rig rig(options(server, true));
    allow(rig);
    CHECK(contains(rig.refused(server.url("good.example.test")).message, "no secure connection"));
}

TEST_CASE("an encrypted connection to the private network is refused before it begins") {
    const TlsServer server;
    Rig rig(options(server, true));
    rig.hosts = {{"good.example.test", Reach::internet}};
    CHECK(rig.refused(server.url("good.example.test")).code == Errc::denied);
}
