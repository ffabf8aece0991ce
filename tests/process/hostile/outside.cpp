#include "outside.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace asista::test::hostile {

namespace fs = std::filesystem;

namespace {
std::atomic<int> signals_received = 0; // of the kind that attacks send: SIGURG

UniqueFd listen_inet(int type, int& port) {
    UniqueFd fd(::socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    REQUIRE(fd);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0);
    REQUIRE(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
    if (type == SOCK_STREAM) REQUIRE(::listen(fd.get(), 8) == 0);
    port = ntohs(address.sin_port);
    return fd;
}

UniqueFd listen_unix(int type, std::string name) {
    UniqueFd fd(::socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    REQUIRE(fd);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    REQUIRE(name.size() < sizeof address.sun_path);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size() + (name[0] == '@' ? 0 : 1));
    if (name[0] == '@') name[0] = '\0';
    std::memcpy(address.sun_path, name.data(), name.size());
    REQUIRE(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0);
    if (type == SOCK_STREAM) REQUIRE(::listen(fd.get(), 8) == 0);
    return fd;
}

void check_silent(const UniqueFd& fd, bool stream, const char* what) {
    INFO(what);
    if (stream) {
        CHECK(::accept4(fd.get(), nullptr, nullptr, SOCK_CLOEXEC) < 0);
    } else {
        char byte = 0;
        CHECK(::recv(fd.get(), &byte, 1, 0) < 0);
    }
    CHECK(errno == EAGAIN);
}

std::string describe(const fs::path& file) {
    struct stat seen {};
    REQUIRE(::lstat(file.c_str(), &seen) == 0);
    const bool folder = S_ISDIR(seen.st_mode);
    return fmt::format("{} {} {:o} {}:{} {}.{} {}.{}", file.filename().string(), seen.st_size, seen.st_mode, seen.st_uid,
                       seen.st_gid, seen.st_mtim.tv_sec, seen.st_mtim.tv_nsec, folder ? 0 : seen.st_atim.tv_sec,
                       folder ? 0 : seen.st_atim.tv_nsec);
}
} // namespace

bool Outside::ClientState::operator==(const ClientState& other) const {
    return priority == other.priority && processors == other.processors && working_folder == other.working_folder &&
           std::ranges::equal(limits, other.limits, [](const rlimit& a, const rlimit& b) {
               return a.rlim_cur == b.rlim_cur && a.rlim_max == b.rlim_max;
           });
}

Outside::ClientState Outside::look_at_client() {
    ClientState state;
    for (int resource = 0; resource < RLIM_NLIMITS; ++resource) {
        rlimit limit{};
        REQUIRE(::getrlimit(static_cast<__rlimit_resource_t>(resource), &limit) == 0);
        state.limits.push_back(limit);
    }
    state.priority = ::getpriority(PRIO_PROCESS, 0);
    cpu_set_t processors;
    REQUIRE(::sched_getaffinity(0, sizeof processors, &processors) == 0);
    state.processors = static_cast<unsigned long>(CPU_COUNT(&processors));
    state.working_folder = fs::current_path();
    return state;
}

Outside::Outside() {
    std::signal(SIGURG, [](int) { ++signals_received; });
    signals_received = 0;
    tcp_ = listen_inet(SOCK_STREAM, tcp_port_);
    udp_ = listen_inet(SOCK_DGRAM, udp_port_);
    stream_ = listen_unix(SOCK_STREAM, dir_ / "stream");
    datagram_ = listen_unix(SOCK_DGRAM, dir_ / "datagram");
    abstract_name_ = "@" + dir_.path().filename().string();
    abstract_ = listen_unix(SOCK_STREAM, abstract_name_);
    write_file(dir_ / "secret", "the user's own words");
    // Read long ago: the kernel then notes the next time it is read.
    const timespec long_ago[2] = {{1'000'000'000, 0}, {1'000'000'001, 0}};
    REQUIRE(::utimensat(AT_FDCWD, (dir_ / "secret").c_str(), long_ago, 0) == 0);
    files_before_ = files();
    client_before_ = look_at_client();
}

nlohmann::json Outside::arguments() const {
    return {{"secret", (dir_ / "secret").string()},
            {"folder", dir_.path().string()},
            {"client", ::getpid()},
            {"tcp", tcp_port_},
            {"udp", udp_port_},
            {"stream", (dir_ / "stream").string()},
            {"datagram", (dir_ / "datagram").string()},
            {"abstract", abstract_name_}};
}

std::vector<std::string> Outside::files() const {
    std::vector<std::string> all{describe(dir_.path())};
    for (const auto& entry : fs::directory_iterator(dir_.path())) all.push_back(describe(entry.path()));
    std::ranges::sort(all);
    return all;
}

void Outside::check_untouched() {
    check_silent(tcp_, true, "TCP");
    check_silent(udp_, false, "UDP");
    check_silent(stream_, true, "a Unix socket with a path");
    check_silent(datagram_, false, "a Unix datagram socket with a path");
    check_silent(abstract_, true, "an abstract Unix socket");
    CHECK(files() == files_before_); // before it is read here
    CHECK(look_at_client() == client_before_);
    CHECK(signals_received == 0);
    for (const char* planted : {"/tmp/asista-hostile", "/dev/shm/asista-hostile", "planted"}) CHECK_FALSE(fs::exists(planted));
}

} // namespace asista::test::hostile
