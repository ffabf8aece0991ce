// Every way to talk to somebody else. The listeners' addresses come with the arguments.
#include "attack.hpp"

#include <arpa/inet.h>
#include <cstddef>
#include <cstring>
#include <linux/io_uring.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace hostile {

namespace {
constexpr int rpc = 3; // the connection to the client

sockaddr_in local(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}
struct UnixAddress {
    sockaddr_un address{};
    socklen_t size = 0;
    // A leading '@' stands for the abstract name space.
    explicit UnixAddress(std::string name) {
        address.sun_family = AF_UNIX;
        size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size() + (name[0] == '@' ? 0 : 1));
        if (name[0] == '@') name[0] = '\0';
        std::memcpy(address.sun_path, name.data(), std::min(name.size(), sizeof address.sun_path - 1));
    }
};
Outcome connect_and_send(int family, int type, const void* address, socklen_t size) {
    const long fd = ::syscall(SYS_socket, family, type, 0);
    if (fd < 0) return refused();
    if (::syscall(SYS_connect, fd, address, size) < 0) return refused();
    return of(::write(static_cast<int>(fd), "stolen", 6));
}
Outcome send_to(int fd, const void* address, socklen_t size) { return call(SYS_sendto, fd, "stolen", 6, 0, address, size); }
} // namespace

std::vector<Attack> network_attacks() {
    return {
        {"tcp",
         [](const Json& a) {
             const auto address = local(number(a, "tcp"));
             return connect_and_send(AF_INET, SOCK_STREAM, &address, sizeof address);
         }},
        {"udp",
         [](const Json& a) {
             const auto address = local(number(a, "udp"));
             const long fd = ::syscall(SYS_socket, AF_INET, SOCK_DGRAM, 0);
             return fd < 0 ? refused() : send_to(static_cast<int>(fd), &address, sizeof address);
         }},
        {"dns",
         [](const Json&) {
             addrinfo* found = nullptr;
             addrinfo hints{};
             hints.ai_family = AF_INET;
             errno = 0;
             const int result = ::getaddrinfo("asista.ai", "443", &hints, &found);
             return Outcome{result == 0, errno, result == 0 ? "resolved" : ::gai_strerror(result)};
         }},
        {"dbus",
         [](const Json& a) {
             const UnixAddress to(text(a, "stream"));
             return connect_and_send(AF_UNIX, SOCK_STREAM, &to.address, to.size);
         }},
        {"abstract",
         [](const Json& a) {
             const UnixAddress to(text(a, "abstract"));
             return connect_and_send(AF_UNIX, SOCK_STREAM, &to.address, to.size);
         }},
        {"datagram-path",
         [](const Json& a) {
             const UnixAddress to(text(a, "datagram"));
             const long fd = ::syscall(SYS_socket, AF_UNIX, SOCK_DGRAM, 0);
             return fd < 0 ? refused() : send_to(static_cast<int>(fd), &to.address, to.size);
         }},
        {"datagram-by-pair",
         [](const Json& a) {
             int ends[2];
             if (::syscall(SYS_socketpair, AF_UNIX, SOCK_DGRAM, 0, ends) < 0) return refused();
             const UnixAddress to(text(a, "datagram"));
             return send_to(ends[0], &to.address, to.size);
         }},
        {"sendto-rpc",
         [](const Json& a) {
             const UnixAddress to(text(a, "datagram"));
             return send_to(rpc, &to.address, to.size);
         }},
        {"connect-rpc",
         [](const Json& a) {
             const UnixAddress to(text(a, "stream"));
             return call(SYS_connect, rpc, &to.address, to.size);
         }},
        {"bind-rpc",
         [](const Json&) {
             const UnixAddress to("@asista-hostile");
             return call(SYS_bind, rpc, &to.address, to.size);
         }},
        {"listen-rpc", [](const Json&) { return call(SYS_listen, rpc, 4); }},
        {"accept-rpc", [](const Json&) { return call(SYS_accept4, rpc, nullptr, nullptr, SOCK_NONBLOCK); }},
        {"who-is-client",
         [](const Json&) {
             ucred who{};
             socklen_t size = sizeof who;
             return call(SYS_getsockopt, rpc, SOL_SOCKET, SO_PEERCRED, &who, &size);
         }},
        {"enlarge-rpc-buffer",
         [](const Json&) {
             const int size = 64 << 20;
             return call(SYS_setsockopt, rpc, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
         }},
        {"name-of-rpc",
         [](const Json&) {
             char name[128];
             socklen_t size = sizeof name;
             return call(SYS_getsockname, rpc, name, &size);
         }},
        {"netlink", [](const Json&) { return call(SYS_socket, AF_NETLINK, SOCK_RAW, 0); }},
        {"packet-socket", [](const Json&) { return call(SYS_socket, 17 /*AF_PACKET*/, SOCK_RAW, 0); }},
        {"kernel-crypto-socket", [](const Json&) { return call(SYS_socket, 38 /*AF_ALG*/, SOCK_SEQPACKET, 0); }},
        {"machine-socket", [](const Json&) { return call(SYS_socket, 40 /*AF_VSOCK*/, SOCK_STREAM, 0); }},
        {"io-uring",
         [](const Json&) {
             io_uring_params parameters{};
             return call(SYS_io_uring_setup, 8, &parameters);
         }},
        {"old-async-io",
         [](const Json&) {
             unsigned long context = 0;
             return call(SYS_io_setup, 8, &context);
         }},
        {"many-messages-at-once",
         [](const Json&) {
             mmsghdr many[2]{};
             return call(SYS_sendmmsg, rpc, many, 2, 0);
         }},
    };
}

} // namespace hostile
