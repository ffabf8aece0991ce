#include "wire/channel.hpp"
#include "wire/calls.hpp"

#include <algorithm>
#include <cstring>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace asista;
using namespace asista::wire;

namespace {
struct Pair {
    explicit Pair(ChannelLimits left_limits = {}, ChannelLimits right_limits = {}) {
        auto ends = Channel::make_pair();
        REQUIRE(ends);
        left.emplace(std::move(ends->first), left_limits);
        right.emplace(std::move(ends->second), right_limits);
    }
    std::optional<Channel> left, right;
};

Bytes bytes_of(std::size_t size, int seed = 1) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 31 + i / 256 + static_cast<std::size_t>(seed));
    return bytes;
}
Message request(std::uint64_t id, Bytes payload) { return {MessageKind::request, Errc::ok, 0x101, id, std::move(payload), {}}; }

// Both ends work until one whole message has come through.
Result<Message> deliver(Channel& from, Channel& to) {
    for (int i = 0; i < 10'000; ++i) {
        TRY(from.flush());
        auto got = TRY(to.receive());
        if (got) return std::move(*got);
    }
    return fail(Errc::timed_out, "nothing came");
}

// A packet as the protocol has it, for a peer that breaks the rules.
struct Raw {
    std::uint32_t magic = 0x31435341;
    std::uint8_t kind = 1, fd_count = 0;
    std::uint16_t reserved = 0;
    std::int32_t status = 0;
    std::uint32_t call = 0x101;
    std::uint64_t id = 1;
    std::uint32_t total = 0, offset = 0;
};
static_assert(sizeof(Raw) == 32);
void send_raw(int socket, const Raw& header, std::size_t payload, std::vector<int> fds = {}) {
    Bytes bytes(sizeof header + payload);
    std::memcpy(bytes.data(), &header, sizeof header);
    iovec data{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * 250)];
    if (!fds.empty()) {
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * fds.size());
        cmsghdr* const part = CMSG_FIRSTHDR(&message);
        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(sizeof(int) * fds.size());
        std::memcpy(CMSG_DATA(part), fds.data(), sizeof(int) * fds.size());
    }
    REQUIRE(::sendmsg(socket, &message, 0) == static_cast<ssize_t>(bytes.size()));
}
std::size_t open_descriptors() {
    std::size_t count = 0;
    for (int fd = 0; fd < 512; ++fd) count += ::fcntl(fd, F_GETFD) >= 0 ? 1 : 0;
    return count;
}
} // namespace

TEST_CASE("messages of all kinds and sizes come through whole and in order") {
    Pair pair;
    for (const std::size_t size : {0UL, 1UL, 60UL * 1024 - 1, 60UL * 1024, 60UL * 1024 + 1, 200'000UL, 1UL << 20}) {
        CAPTURE(size);
        REQUIRE(pair.left->send(request(size + 1, bytes_of(size))));
        const auto got = deliver(*pair.left, *pair.right);
        REQUIRE(got);
        CHECK(got->kind == MessageKind::request);
        CHECK(got->id == size + 1);
        CHECK(got->call == 0x101);
        CHECK(got->payload == bytes_of(size));
    }
    REQUIRE(pair.right->send({MessageKind::reply, Errc::denied, 0x101, 5, bytes_of(12), {}}));
    REQUIRE(pair.right->send({MessageKind::notice, Errc::ok, 0x102, 0, {}, {}}));
    REQUIRE(pair.right->send({MessageKind::cancel, Errc::ok, 0, 9, {}, {}}));
    const auto reply = deliver(*pair.right, *pair.left);
    REQUIRE(reply);
    CHECK(reply->status == Errc::denied);
    CHECK(deliver(*pair.right, *pair.left)->kind == MessageKind::notice);
    CHECK(deliver(*pair.right, *pair.left)->kind == MessageKind::cancel);
    CHECK_FALSE(*pair.left->receive());
}

TEST_CASE("a message too large is refused and the connection stays usable") {
    Pair pair;
    CHECK(pair.left->send(request(1, bytes_of((1 << 20) + 1))).error().code == Errc::over_limit);
    REQUIRE(pair.left->send(request(2, bytes_of(3))));
    CHECK(deliver(*pair.left, *pair.right)->id == 2);
}

TEST_CASE("state may be larger than other messages, in both directions of the cap") {
    ChannelLimits limits;
    limits.state_calls = {0x1002};
    Pair pair(limits, limits);
    Message state{MessageKind::request, Errc::ok, 0x1002, 1, bytes_of(16 << 20), {}};
    REQUIRE(pair.left->send(std::move(state)));
    const auto got = deliver(*pair.left, *pair.right);
    REQUIRE(got);
    CHECK(got->payload == bytes_of(16 << 20));

    state = {MessageKind::request, Errc::ok, 0x1002, 2, bytes_of(17 << 20), {}};
    CHECK(pair.left->send(std::move(state)).error().code == Errc::over_limit);
}

TEST_CASE("content may be as large as a file that is handed over, and leaves the backlog to other messages") {
    ChannelLimits limits;
    limits.content_calls = {0x0551};
    Pair pair(limits, limits);
    const auto content = [](std::uint64_t id, std::size_t size) {
        return Message{MessageKind::reply, Errc::ok, 0x0551, id, bytes_of(size), {}};
    };
    CHECK(pair.left->send(content(1, max_content_message_bytes + 1)).error().code == Errc::over_limit);
    Result<void> sent;
    std::uint64_t count = 0;
    while ((sent = pair.left->send(content(count + 1, max_content_message_bytes))) && count < 20) ++count;
    CHECK(sent.error().code == Errc::over_limit);
    CHECK(count == limits.max_content_waiting);
    CHECK(pair.left->send(request(100, bytes_of(1 << 20)))); // it has room of its own
    for (std::uint64_t i = 1; i <= count; ++i) {
        const auto got = deliver(*pair.left, *pair.right);
        REQUIRE(got);
        CHECK(got->id == i);
        CHECK(got->payload == bytes_of(max_content_message_bytes));
    }
    CHECK(deliver(*pair.left, *pair.right)->id == 100);
    CHECK_FALSE(pair.left->wants_write());
    CHECK(pair.left->send(content(50, max_content_message_bytes))); // what was read makes room
}

TEST_CASE("content over its cap from the other side ends the connection") {
    ChannelLimits generous;
    generous.content_calls = {0x0551};
    Pair pair(generous, ChannelLimits{});
    REQUIRE(pair.left->send({MessageKind::reply, Errc::ok, 0x0551, 1, bytes_of((1 << 20) + 1), {}}));
    const auto got = pair.right->receive();
    REQUIRE_FALSE(got);
    CHECK(got.error().code == Errc::invalid);
}

TEST_CASE("a peer that does not read fills its backlog and no more") {
    Pair pair;
    Result<void> sent;
    int count = 0;
    while (sent && count < 100) {
        sent = pair.left->send(request(static_cast<std::uint64_t>(count) + 1, bytes_of(512 * 1024)));
        if (sent) ++count;
    }
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code == Errc::over_limit);
    CHECK(count >= 8);
    CHECK(count <= 9);
    CHECK(pair.left->wants_write());

    for (int i = 0; i < count; ++i) CHECK(deliver(*pair.left, *pair.right)->id == static_cast<std::uint64_t>(i) + 1);
    CHECK_FALSE(pair.left->wants_write());
    CHECK(pair.left->send(request(1000, bytes_of(10))));
}

TEST_CASE("descriptors travel with the message that names them, and are closed on exec") {
    ChannelLimits host;
    host.max_fds = 4;
    Pair pair({}, host);
    const std::string text = "font";
    auto memory = make_sealed_copy("test", std::as_bytes(std::span(text)));
    REQUIRE(memory);
    Message hello = request(1, bytes_of(100'000));
    hello.fds.push_back(std::move(*memory));
    REQUIRE(pair.left->send(std::move(hello)));

    const auto got = deliver(*pair.left, *pair.right);
    REQUIRE(got);
    REQUIRE(got->fds.size() == 1);
    CHECK((::fcntl(got->fds[0].get(), F_GETFD) & FD_CLOEXEC) != 0);
    char back[8] = "";
    CHECK(::pread(got->fds[0].get(), back, sizeof back, 0) == 4);
    CHECK(std::string(back) == "font");
}

TEST_CASE("unexpected descriptors end the connection and leak nothing") {
    for (const std::size_t accepted : {0U, 2U}) {
        for (const std::size_t sent : {1U, 3U, 200U}) {
            if (sent <= accepted) continue;
            CAPTURE(accepted);
            CAPTURE(sent);
            ChannelLimits limits;
            limits.max_fds = accepted;
            Pair pair({}, limits);
            const std::size_t before = open_descriptors();
            Raw raw;
            raw.fd_count = static_cast<std::uint8_t>(std::min<std::size_t>(sent, 32));
            send_raw(pair.left->fd(), raw, 0, std::vector<int>(sent, 0));
            const auto got = pair.right->receive();
            REQUIRE_FALSE(got);
            CHECK(got.error().code == Errc::invalid);
            CHECK(open_descriptors() == before);
        }
    }
}

TEST_CASE("a descriptor that is announced and does not come ends the connection") {
    ChannelLimits limits;
    limits.max_fds = 4;
    Pair pair({}, limits);
    Raw raw;
    raw.fd_count = 1;
    send_raw(pair.left->fd(), raw, 0);
    CHECK(pair.right->receive().error().code == Errc::invalid);
}

TEST_CASE("malformed packets end the connection") {
    const std::pair<const char*, std::pair<Raw, std::size_t>> cases[] = {
        {"magic", {{.magic = 1}, 0}},
        {"kind 0", {{.kind = 0}, 0}},
        {"kind 9", {{.kind = 9}, 0}},
        {"reserved", {{.reserved = 1}, 0}},
        {"status of a request", {{.status = 2}, 0}},
        {"status below", {{.kind = 2, .status = -1}, 0}},
        {"status above", {{.kind = 2, .status = 12}, 0}},
        {"request without id", {{.id = 0}, 0}},
        {"notice with id", {{.kind = 3}, 0}},
        {"cancel with payload", {{.kind = 4, .total = 4}, 4}},
        {"starts in the middle", {{.total = 70'000, .offset = 61'440}, 8'560}},
        {"over the cap", {{.total = (1U << 20) + 1}, 60 * 1024}},
        {"over everything", {{.total = 0xFFFFFFFF}, 60 * 1024}},
        {"payload too short", {{.total = 100}, 99}},
        {"payload too long", {{.total = 100}, 101}},
        {"payload unannounced", {{.total = 0}, 5}},
        {"first piece too short", {{.total = 100'000}, 1000}},
    };
    for (const auto& [name, packet] : cases) {
        CAPTURE(name);
        Pair pair;
        send_raw(pair.left->fd(), packet.first, packet.second);
        const auto got = pair.right->receive();
        REQUIRE_FALSE(got);
        CHECK(got.error().code == Errc::invalid);
    }
    Pair pair;
    REQUIRE(::send(pair.left->fd(), "short", 5, 0) == 5);
    CHECK(pair.right->receive().error().code == Errc::invalid);
}

TEST_CASE("a message interrupted by another ends the connection") {
    const Raw first{.total = 100'000};
    const Raw seconds[] = {
        {.id = 2, .total = 100'000, .offset = 60 * 1024},
        {.call = 0x102, .total = 100'000, .offset = 60 * 1024},
        {.total = 100'001, .offset = 60 * 1024},
        {.total = 100'000, .offset = 0},
        {.total = 100'000, .offset = 99'999},
        {.kind = 2, .total = 100'000, .offset = 60 * 1024},
    };
    for (const Raw& second : seconds) {
        Pair pair;
        send_raw(pair.left->fd(), first, 60 * 1024);
        send_raw(pair.left->fd(), second, std::min<std::size_t>(60 * 1024, second.total - second.offset));
        const auto got = pair.right->receive();
        REQUIRE_FALSE(got);
        CHECK(got.error().code == Errc::invalid);
    }
}

TEST_CASE("what a dying peer sent before is still read, then the end is told") {
    Pair pair;
    REQUIRE(pair.right->send(request(7, {}))); // left unread: the kernel then reports a reset first
    REQUIRE(pair.left->send(request(1, bytes_of(10))));
    REQUIRE(pair.left->send(request(2, bytes_of(10))));
    pair.left.reset();

    CHECK((*pair.right->receive())->id == 1);
    CHECK((*pair.right->receive())->id == 2);
    CHECK(pair.right->receive().error().code == Errc::io);
    CHECK(pair.right->send(request(3, {})).error().code == Errc::io);
}

TEST_CASE("what is not well formed is not sent") {
    Pair pair;
    CHECK_FALSE(pair.left->send({MessageKind::request, Errc::ok, 1, 0, {}, {}}));
    CHECK_FALSE(pair.left->send({MessageKind::notice, Errc::ok, 1, 4, {}, {}}));
    CHECK_FALSE(pair.left->send({MessageKind::request, Errc::busy, 1, 4, {}, {}}));
    CHECK_FALSE(pair.left->wants_write());
}

TEST_CASE("two threads can keep a connection busy in both directions") {
    Pair pair;
    const auto rest = [](const Channel& channel) {
        pollfd entry{channel.fd(), static_cast<short>(POLLIN | (channel.wants_write() ? POLLOUT : 0)), 0};
        ::poll(&entry, 1, 1000);
    };
    constexpr std::uint64_t rounds = 1000;
    std::thread echo([&] {
        for (std::uint64_t n = 0; n < rounds;) {
            auto got = pair.right->receive();
            if (!got) return;
            if (!*got) {
                static_cast<void>(pair.right->flush());
                rest(*pair.right);
                continue;
            }
            ++n;
            static_cast<void>(
                pair.right->send({MessageKind::reply, Errc::ok, (*got)->call, (*got)->id, std::move((*got)->payload), {}}));
        }
        while (pair.right->wants_write() && pair.right->flush()) rest(*pair.right);
    });
    std::uint64_t answered = 0;
    for (std::uint64_t sent = 0; answered < rounds;) {
        if (sent < rounds && sent - answered < 16) {
            ++sent;
            REQUIRE(pair.left->send(request(sent, bytes_of(sent * 37 % 70'000, static_cast<int>(sent)))));
        }
        REQUIRE(pair.left->flush());
        auto got = pair.left->receive();
        REQUIRE(got);
        if (!*got) {
            rest(*pair.left);
            continue;
        }
        ++answered;
        CHECK((*got)->id == answered);
        CHECK((*got)->payload == bytes_of(answered * 37 % 70'000, static_cast<int>(answered)));
    }
    echo.join();
}
