#include "app/driver/socket.hpp"

#include "app/driver/request.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace asista::app::driver {
namespace {

Result<sockaddr_un> address_of(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string text = path.string();
    if (text.empty() || text.size() >= sizeof address.sun_path)
        return fail(Errc::invalid, "the path of a socket has 1 to {} bytes, and {} has {}; choose a shorter one",
                    sizeof address.sun_path - 1, text, text.size());
    std::memcpy(address.sun_path, text.data(), text.size());
    return address;
}
bool same_person(int fd) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}
Result<UniqueFd> make_socket(int flags) {
    UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
    if (!socket) return fail_errno("make a socket");
    return socket;
}
const sockaddr* as_address(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

// Only a socket that nobody listens on is taken away.
Result<void> make_room(const std::filesystem::path& path) {
    struct stat there {};
    if (::lstat(path.c_str(), &there) != 0) return {};
    if (!S_ISSOCK(there.st_mode)) return fail(Errc::invalid, "{} is there and is no socket; choose another path", path.string());
    if (connect_to(path)) return fail(Errc::busy, "another client listens on {}; choose another path", path.string());
    ::unlink(path.c_str());
    return {};
}
} // namespace

Result<UniqueFd> connect_to(const std::filesystem::path& path) {
    const auto address = TRY(address_of(path));
    auto socket = TRY(make_socket(0));
    if (::connect(socket.get(), as_address(address), sizeof address) != 0)
        return fail(Errc::not_found, "no client listens on {} ({}); start one with --driver {}", path.string(),
                    std::strerror(errno), path.string());
    return socket;
}

Result<std::string> ask(const UniqueFd& socket, std::string_view line) {
    const std::string question = std::string(line) + "\n";
    for (std::size_t sent = 0; sent < question.size();) {
        const auto count = ::send(socket.get(), question.data() + sent, question.size() - sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return fail(Errc::unavailable, "the client has ended");
        sent += static_cast<std::size_t>(count);
    }
    std::string answer;
    std::array<char, 65'536> buffer{};
    while (!answer.ends_with('\n')) {
        const auto count = ::read(socket.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return fail(Errc::unavailable, "the client ended before it answered");
        answer.append(buffer.data(), static_cast<std::size_t>(count));
    }
    answer.pop_back();
    return answer;
}

Result<std::unique_ptr<Socket>> Socket::listen(const std::filesystem::path& path, std::function<void()> wake) {
    std::unique_ptr<Socket> made(new Socket(path, std::move(wake)));
    const auto address = TRY(address_of(path));
    TRY(make_room(path));
    made->stirred_ = TRY(make_eventfd());
    auto socket = TRY(make_socket(SOCK_NONBLOCK));
    ::fchmod(socket.get(), 0600); // the mode that its file gets
    if (::bind(socket.get(), as_address(address), sizeof address) != 0 || ::listen(socket.get(), 4) != 0)
        return fail_errno("listen on " + path.string());
    made->listening_ = std::move(socket);
    made->thread_ = std::thread([self = made.get()] { self->serve(); });
    return made;
}

Socket::~Socket() {
    if (!thread_.joinable()) return;
    ending_ = true;
    signal_eventfd(stirred_.get());
    thread_.join();
    ::unlink(path_.c_str());
}

std::optional<Socket::Line> Socket::take() {
    const std::lock_guard lock(mutex_);
    if (lines_.empty()) return std::nullopt;
    Line line = std::move(lines_.front());
    lines_.pop_front();
    if (lines_.size() + 1 == most_waiting) signal_eventfd(stirred_.get());
    return line;
}

void Socket::answer(std::uint64_t driver, std::string line) {
    {
        const std::lock_guard lock(mutex_);
        answers_.push_back({driver, std::move(line) + "\n"});
    }
    signal_eventfd(stirred_.get());
}

bool Socket::full() const {
    const std::lock_guard lock(mutex_);
    return lines_.size() >= most_waiting;
}

void Socket::serve() {
    while (!ending_) {
        pollfd waiting[] = {{listening_.get(), POLLIN, 0}, {stirred_.get(), POLLIN, 0}};
        if (::poll(waiting, std::size(waiting), -1) < 0) continue;
        drain_eventfd(stirred_.get());
        if (ending_ || (waiting[0].revents & POLLIN) == 0) continue;
        const UniqueFd connection(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (!connection) {
            ::poll(&waiting[1], 1, 100); // no descriptors are left: not again at once
            continue;
        }
        if (!same_person(connection.get())) continue;
        driver_ = ++drivers_;
        serve_connection(connection.get());
        {
            const std::lock_guard lock(mutex_);
            lines_.clear();
            answers_.clear();
        }
        driver_ = 0;
        wake_();
    }
}

void Socket::serve_connection(int fd) {
    std::string partial;
    wake_();
    while (!ending_) {
        const short reads = full() ? 0 : POLLIN; // whoever sends more than is taken waits
        pollfd waiting[] = {{fd, reads, 0}, {stirred_.get(), POLLIN, 0}};
        if (::poll(waiting, std::size(waiting), -1) < 0) continue;
        drain_eventfd(stirred_.get());
        if (!write_answers(fd)) return;
        if (waiting[0].revents != 0 && !read_lines(fd, partial)) return;
    }
}

// False: the driver has gone, or says what nobody can read.
bool Socket::read_lines(int fd, std::string& partial) {
    std::array<char, 16'384> buffer{};
    const auto count = ::read(fd, buffer.data(), buffer.size());
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    if (count == 0) return false;
    partial.append(buffer.data(), static_cast<std::size_t>(count));
    std::size_t start = 0;
    for (auto end = partial.find('\n'); end != std::string::npos; end = partial.find('\n', start)) {
        if (end > start) {
            const std::lock_guard lock(mutex_);
            lines_.push_back({driver_, partial.substr(start, end - start)});
        }
        start = end + 1;
    }
    partial.erase(0, start);
    if (start > 0) wake_();
    return partial.size() <= max_line_bytes;
}

// False: it does not take them.
bool Socket::write_answers(int fd) {
    for (;;) {
        Line answer;
        {
            const std::lock_guard lock(mutex_);
            if (answers_.empty()) return true;
            answer = std::move(answers_.front());
            answers_.pop_front();
        }
        if (answer.driver != driver_) continue;
        std::size_t sent = 0;
        while (sent < answer.text.size()) {
            const auto count = ::send(fd, answer.text.data() + sent, answer.text.size() - sent, MSG_NOSIGNAL);
            if (count > 0) {
                sent += static_cast<std::size_t>(count);
                continue;
            }
            if (count < 0 && errno == EINTR) continue;
            if (count < 0 && errno != EAGAIN) return false;
            pollfd waiting[] = {{fd, POLLOUT, 0}, {stirred_.get(), POLLIN, 0}};
            if (ending_ || ::poll(waiting, std::size(waiting), most_writing_ms) <= 0) return false;
            drain_eventfd(stirred_.get());
        }
    }
}

} // namespace asista::app::driver
