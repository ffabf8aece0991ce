// Servers that never end, say too much, or pack a mountain into a pebble.
#include "rig.hpp"

using namespace asista;
using namespace asista::test;
using std::chrono::milliseconds;

namespace {

// A gzip stream of `pieces` times 258 zero bytes: 13 bits for each piece.
std::string bomb(std::size_t pieces) {
    std::string out("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
    unsigned bits = 0, count = 0;
    const auto put = [&](unsigned value, unsigned width) { // least significant bit first
        bits |= value << count;
        for (count += width; count >= 8; count -= 8, bits >>= 8) out += static_cast<char>(bits & 0xFF);
    };
    const auto put_code = [&](unsigned code, unsigned width) { // Huffman codes: most significant bit first
        for (unsigned i = width; i-- > 0;) put(code >> i & 1, 1);
    };
    put(0b011, 3);            // the last block, with the fixed codes
    put_code(0b0011'0000, 8); // one zero byte
    for (std::size_t i = 0; i < pieces; ++i) {
        put_code(0b1100'0101, 8); // 258 bytes
        put_code(0, 5);           // from one byte back
    }
    put_code(0, 7); // the end
    put(0, 7);
    return out;
}

} // namespace

TEST_CASE("a server that drips is left when the time is over") {
    HttpServer server([](const HttpServer::Request&, const HttpServer::Peer& peer) {
        peer.send("HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 2'000; ++i)
            if (peer.closes_within(milliseconds(10)) || !peer.send("X")) return;
    });
    HttpServer body([](const HttpServer::Request&, const HttpServer::Peer& peer) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        for (int i = 0; i < 2'000; ++i)
            if (peer.closes_within(milliseconds(10)) || !peer.send("x")) return;
    });
    HttpServer silent([](const HttpServer::Request&, const HttpServer::Peer& peer) { peer.closes_within(milliseconds(20'000)); });
    Rig rig;
    for (const auto* each : {&server, &body, &silent}) {
        Request request = Rig::get(each->url());
        request.timeout_ms = 250;
        const auto error = rig.refused(request);
        CHECK(error.code == Errc::timed_out);
        CHECK(contains(error.message, "did not answer in full within"));
    }
}

TEST_CASE("a body without end is cut at the size asked for") {
    std::atomic<bool> stopped = false;
    HttpServer server([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        const bool chunked = request.target == "/chunked";
        peer.send(chunked ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" : "HTTP/1.0 200 OK\r\n\r\n");
        const std::string piece = chunked ? "1000\r\n" + std::string(0x1000, 'x') + "\r\n" : std::string(0x1000, 'x');
        for (int i = 0; i < 100'000; ++i)
            if (!peer.send(piece)) {
                stopped = true;
                return;
            }
    });
    Rig rig;
    for (const char* path : {"/chunked", "/plain"}) {
        stopped = false;
        Request request = Rig::get(server.url(path));
        request.max_bytes = 100'000;
        const auto error = rig.refused(request);
        CHECK(error.code == Errc::over_limit);
        CHECK(error.message == "the answer of 127.0.0.1 is longer than the 100000 bytes asked for");
        CHECK(rig.until([&] { return stopped.load(); }));
    }
}

TEST_CASE("exactly the size asked for is fine, one byte more is not") {
    HttpServer server([](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        peer.reply(200, "", std::string(request.target == "/more" ? 1001 : 1000, 'x'));
    });
    Rig rig;
    Request request = Rig::get(server.url());
    request.max_bytes = 1000;
    CHECK(rig.fetch(request)->body.size() == 1000);
    request.url = server.url("/more");
    CHECK(rig.refused(request).code == Errc::over_limit);
    request.max_bytes = 0;
    CHECK(rig.refused(request).code == Errc::over_limit);
}

TEST_CASE("a small packet that unpacks into a mountain counts as the mountain") {
    const std::string small = bomb(100), huge = bomb(2'000'000); // 26 KB; 3 MB that would be 516 MB
    HttpServer server([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        peer.reply(200, "Content-Encoding: gzip\r\n", request.target == "/huge" ? huge : small);
    });
    Rig rig;
    Request request = Rig::get(server.url("/huge"));
    request.max_bytes = wire::max_content_bytes;
    const auto error = rig.refused(request);
    CHECK(error.code == Errc::over_limit);
    CHECK(contains(error.message, "is longer than"));
    request.url = server.url("/small");
    CHECK(rig.fetch(request)->body.size() == 1 + 100 * 258);
}

TEST_CASE("an encoding that is not what it says is an error") {
    HttpServer server([](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        const bool many = request.target == "/many";
        peer.reply(200,
                   many ? "Content-Encoding: gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip\r\n" : "Content-Encoding: gzip\r\n",
                   "this is not gzip");
    });
    Rig rig;
    CHECK(rig.refused(server.url()).code == Errc::io);
    CHECK(rig.refused(server.url("/many")).code == Errc::io);
}

TEST_CASE("headers without end are cut") {
    HttpServer server([](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        peer.send("HTTP/1.1 200 OK\r\n");
        const std::string line = request.target == "/long"    ? "X-Long: " + std::string(90'000, 'x') + "\r\n"
                                 : request.target == "/short" ? "X: y\r\n"
                                                              : "X-Some: " + std::string(900, 'x') + "\r\n";
        for (int i = 0; i < 10'000; ++i)
            if (!peer.send(line)) return;
        peer.send("\r\n");
    });
    HttpServer interim([](const HttpServer::Request&, const HttpServer::Peer& peer) {
        for (int i = 0; i < 100'000; ++i)
            if (!peer.send("HTTP/1.1 100 Continue\r\nX: y\r\n\r\n")) return;
    });
    Rig rig;
    for (const char* path : {"/long", "/short", "/some"}) {
        CAPTURE(path);
        const auto error = rig.refused(server.url(path));
        CHECK(error.code == Errc::over_limit);
        CHECK(contains(error.message, "more headers than"));
    }
    CHECK(rig.refused(interim.url()).code == Errc::over_limit);
}

TEST_CASE("what is not HTTP is an error in a sentence") {
    HttpServer server([](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        if (request.target == "/smtp") peer.send("220 mail.example.com ESMTP\r\n");
        if (request.target == "/cut") peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    });
    Rig rig;
    for (const char* path : {"/smtp", "/cut", "/nothing"}) {
        CAPTURE(path);
        const auto error = rig.refused(server.url(path));
        CHECK(error.code == Errc::io);
        CHECK(contains(error.message, "the request to 127.0.0.1 failed: "));
    }
}
