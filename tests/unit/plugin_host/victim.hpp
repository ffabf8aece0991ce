// Somebody for attacks to be aimed at, and how to make them without harm.
#pragma once

#include "attacks.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <doctest/doctest.h>
#include <grp.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace asista::testing {

// Without the sandbox, root could do harm to the machine that runs the tests.
inline bool become_nobody() {
    if (::geteuid() != 0) return true;
    return ::setgroups(0, nullptr) == 0 && ::setgid(65534) == 0 && ::setuid(65534) == 0 && ::prctl(PR_SET_DUMPABLE, 1) == 0;
}

// Somebody to attack: a process, and sockets on which somebody listens.
class Victim {
  public:
    Victim() {
        outside.process = ::fork();
        if (outside.process == 0) {
            static_cast<void>(become_nobody()); // the user that attacks
            for (;;) ::pause();
        }
        const std::string name = "/tmp/asista-sandbox-victim-" + std::to_string(::getpid());
        outside.datagram_path = name + ".dgram";
        outside.stream_path = name + ".stream";
        outside.abstract_name = name.substr(1);
        listen_unix(SOCK_DGRAM, outside.datagram_path, false);
        listen_unix(SOCK_STREAM, outside.stream_path, false);
        listen_unix(SOCK_STREAM, outside.abstract_name, true);
        outside.tcp_port = listen_inet(SOCK_STREAM);
        outside.udp_port = listen_inet(SOCK_DGRAM);
        outside.datagram_socket = ::socket(AF_UNIX, SOCK_DGRAM, 0);
        outside.shared_eventfd = ::eventfd(0, EFD_NONBLOCK);
    }
    Victim(const Victim&) = delete;
    Victim& operator=(const Victim&) = delete;
    ~Victim() {
        ::kill(outside.process, SIGKILL);
        ::waitpid(outside.process, nullptr, 0);
        ::unlink(outside.datagram_path.c_str());
        ::unlink(outside.stream_path.c_str());
        for (const int fd : fds_) ::close(fd);
        ::close(outside.datagram_socket);
        ::close(outside.shared_eventfd);
    }
    Outside outside;

  private:
    void listen_unix(int type, const std::string& path, bool abstract) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path + (abstract ? 1 : 0), path.data(), path.size());
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
        listen_on(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0), &address, length, type);
        if (!abstract) REQUIRE(::chmod(path.c_str(), 0777) == 0);
    }
    int listen_inet(int type) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int fd = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
        listen_on(fd, &address, sizeof address, type);
        socklen_t length = sizeof address;
        REQUIRE(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0);
        return ntohs(address.sin_port);
    }
    void listen_on(int fd, const void* address, socklen_t length, int type) {
        REQUIRE(::bind(fd, static_cast<const sockaddr*>(address), length) == 0);
        if (type == SOCK_STREAM) REQUIRE(::listen(fd, 8) == 0);
        fds_.push_back(fd);
    }
    std::vector<int> fds_;
};
} // namespace asista::testing
