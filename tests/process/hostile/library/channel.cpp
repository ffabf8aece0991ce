// Around the plugin host's back: packets written onto the connection by hand, in the form of wire/channel.cpp.
#include "attack.hpp"

#include "wire/calls/data.hpp"
#include "wire/calls/storage.hpp"
#include "wire/calls/user.hpp"
#include "wire/calls/view.hpp"

#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace hostile {

namespace {
using namespace asista;
constexpr int rpc = 3;

struct Packet { // of the protocol
    std::uint32_t magic = 0x31435341;
    std::uint8_t kind = 1, fd_count = 0;
    std::uint16_t reserved = 0;
    std::int32_t status = 0;
    std::uint32_t call = 0;
    std::uint64_t id = 0x7777;
    std::uint32_t total = 0, offset = 0;
};
static_assert(sizeof(Packet) == 32);
constexpr std::uint8_t request = 1, reply = 2, notice = 3, cancel = 4;

Outcome send(Packet header, std::span<const std::byte> payload = {}) {
    std::vector<std::byte> bytes(sizeof header + payload.size());
    std::memcpy(bytes.data(), &header, sizeof header);
    if (!payload.empty()) std::memcpy(bytes.data() + sizeof header, payload.data(), payload.size());
    iovec part{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    return of(::sendmsg(rpc, &message, MSG_NOSIGNAL));
}
// With `count` copies of a descriptor.
Outcome send_descriptors(unsigned count) {
    Packet header{
        .kind = notice, .fd_count = static_cast<std::uint8_t>(std::min(count, 255U)), .call = calls::LogWrite::id, .id = 0};
    std::vector<std::byte> control(CMSG_SPACE(sizeof(int) * count));
    iovec part{&header, sizeof header};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* const rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int) * count);
    const int gift = 0;
    for (unsigned i = 0; i < count; ++i) std::memcpy(CMSG_DATA(rights) + i * sizeof gift, &gift, sizeof gift);
    return of(::sendmsg(rpc, &message, MSG_NOSIGNAL));
}

// A whole call by hand: what does the client answer? done when it says yes.
template <class Call> Outcome make(const typename Call::Request& wanted, std::uint64_t id = 0x700000001) {
    const auto payload = wire::encode(wanted);
    const auto sent = send({.call = Call::id, .id = id, .total = static_cast<std::uint32_t>(payload.size())}, payload);
    if (!sent.done) return sent;
    for (;;) {
        std::byte buffer[64 * 1024];
        iovec part{buffer, sizeof buffer};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        const auto size = ::recvmsg(rpc, &message, 0);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
            ::usleep(1'000);
            continue;
        }
        if (size < static_cast<ssize_t>(sizeof(Packet))) return {false, 0, "the connection was closed"};
        Packet header;
        std::memcpy(&header, buffer, sizeof header);
        if (header.kind != reply || header.id != id) continue;
        const std::string said(reinterpret_cast<const char*>(buffer) + sizeof header,
                               static_cast<std::size_t>(size) - sizeof header);
        return {header.status == 0, 0, header.status == 0 ? "answered" : said};
    }
}
} // namespace

std::vector<Attack> channel_attacks() {
    return {
        {"packet-garbage",
         [](const Json&) {
             const std::string junk(1000, '\xA5');
             return of(::write(rpc, junk.data(), junk.size()));
         }},
        {"packet-empty", [](const Json&) { return of(::syscall(SYS_sendto, rpc, "", 0, 0, nullptr, 0)); }},
        {"packet-cut",
         [](const Json&) { return send({.kind = notice, .call = 0x101, .id = 0, .total = 5000}, std::vector<std::byte>(10)); }},
        {"packet-of-64-mb",
         [](const Json&) {
             return send({.kind = notice, .call = 0x101, .id = 0, .total = 64u << 20}, std::vector<std::byte>(1000));
         }},
        {"packet-from-the-middle",
         [](const Json&) {
             return send({.kind = notice, .call = 0x101, .id = 0, .total = 5000, .offset = 4000}, std::vector<std::byte>(1000));
         }},
        {"packet-of-unknown-kind", [](const Json&) { return send({.kind = 9, .call = 0x101}); }},
        {"packet-with-name", // an address that a datagram socket would send to
         [](const Json& a) {
             sockaddr_un address{};
             address.sun_family = AF_UNIX;
             text(a, "datagram").copy(address.sun_path, sizeof address.sun_path - 1);
             char stolen[] = "stolen";
             iovec part{stolen, sizeof stolen};
             msghdr message{};
             message.msg_name = &address;
             message.msg_namelen = sizeof address;
             message.msg_iov = &part;
             message.msg_iovlen = 1;
             return of(::sendmsg(rpc, &message, MSG_NOSIGNAL));
         }},
        {"descriptor-to-client", [](const Json&) { return send_descriptors(1); }},
        {"200-descriptors", [](const Json&) { return send_descriptors(200); }},
        {"reply-unasked", [](const Json&) { return send({.kind = reply, .call = 0x1003, .id = 0x123456}); }},
        {"request-with-order", [](const Json&) { return send({.kind = request, .call = 0x1002}); }},
        {"unknown-call", [](const Json&) { return send({.kind = request, .call = 0x7FFFFFFF}); }},
        {"malformed-call",
         [](const Json&) {
             return send({.kind = request, .call = calls::StorageSet::id, .total = 7},
                         std::vector<std::byte>(7, std::byte{0xFF}));
         }},
        {"cancel-nothing", [](const Json&) { return send({.kind = cancel, .call = calls::StorageSet::id, .id = 99}); }},
        {"same-id-twice",
         [](const Json&) {
             const auto first = make<calls::StorageGet>({"x"}, 0x700000002);
             return make<calls::StorageGet>({"x"}, 0x700000002);
         }},
        {"close-for-writing", [](const Json&) { return of(::shutdown(rpc, SHUT_WR)); }},
        {"grant-itself",
         [](const Json& a) {
             return make<calls::PluginSetGrants>({text(a, "self"), {"tasks:write"}});
         }},
        {"grant-another",
         [](const Json& a) {
             return make<calls::PluginSetGrants>({text(a, "other"), {"tasks:write"}});
         }},
        {"switch-off-another",
         [](const Json& a) {
             return make<calls::PluginSetEnabled>({text(a, "other"), false});
         }},
        {"call-another",
         [](const Json& a) {
             return make<calls::PluginCallMethod>({text(a, "other"), "status", "{}"});
         }},
        {"call-without-grant",
         [](const Json&) {
             calls::TasksAdd::Request task;
             task.title = "planted";
             return make<calls::TasksAdd>(task);
         }},
        {"flood-without-reading",
         [](const Json&) {
             const auto payload = wire::encode(calls::StorageGet::Request{"x"});
             ::fcntl(rpc, F_SETFL, 0); // wait for room, so that every one arrives
             for (std::uint64_t i = 0; i < 20'000; ++i) {
                 const auto sent = send(
                     {.call = calls::StorageGet::id, .id = 0x800000000 + i, .total = static_cast<std::uint32_t>(payload.size())},
                     payload);
                 if (!sent.done) return sent;
             }
             return Outcome{true, 0, {}};
         }},
        {"flood-of-notices",
         [](const Json&) {
             const auto payload = wire::encode(calls::LogWrite::Request{calls::LogWrite::Level::info, std::string(4000, 'x')});
             ::fcntl(rpc, F_SETFL, 0);
             for (int i = 0; i < 5'000; ++i) {
                 const auto sent = send(
                     {.kind = notice, .call = calls::LogWrite::id, .id = 0, .total = static_cast<std::uint32_t>(payload.size())},
                     payload);
                 if (!sent.done) return sent;
             }
             return Outcome{true, 0, {}};
         }},
    };
}

} // namespace hostile
