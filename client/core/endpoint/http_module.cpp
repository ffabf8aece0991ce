// The endpoint's HTTP: cpp-httplib takes requests apart and writes answers; sockets, threads and time are ours. Its own would share the
// port with another process (SO_REUSEPORT), hand connections on to plugin hosts (no close-on-exec), let a slow sender keep a thread for as
// long as a byte comes now and then, and queue connections without end.
#include "core/endpoint/http_listener.hpp"

#include <httplib.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <exception>
#include <list>
#include <memory>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace asista::core {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }

  private:
    int fd_;
};

enum class Woken { ready, stopped, late, failed };

// Until `events` happen on fd, the listener stops, or it is too late.
Woken wait_for(int fd, short events, int stop, SteadyTime until) {
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
        std::array<pollfd, 2> watched{pollfd{fd, events, 0}, pollfd{stop, POLLIN, 0}};
        const int count = ::poll(watched.data(), watched.size(), static_cast<int>(std::max<std::int64_t>(left, 0)));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return Woken::failed;
        if (watched[0].revents != 0) return Woken::ready;
        if (watched[1].revents != 0) return Woken::stopped;
        return Woken::late;
    }
}

SteadyTime in(int ms) { return std::chrono::steady_clock::now() + std::chrono::milliseconds(ms); }

// One connection, as cpp-httplib reads and writes it: all of the request within one deadline and one size, all of the answer within another.
class Connection final : public httplib::Stream {
  public:
    enum class Trouble { none, slow, long_head };

    Connection(int socket, int stop, const HttpLimits& limits)
        : socket_(socket), stop_(stop), limits_(limits), read_until_(in(limits.read_ms)) {}

    bool is_readable() const override { return at_ < filled_ || wait_for(socket_, POLLIN, stop_, read_until_) == Woken::ready; }
    bool is_writable() const override { return true; } // write() waits, or fails
    ssize_t read(char* bytes, std::size_t size) override {
        if (at_ == filled_ && !fill()) return ended_ ? 0 : -1;
        auto count = std::min(size, filled_ - at_);
        if (!head_read_) count = std::min(count, limits_.head_bytes - head_bytes_);
        if (count == 0) {
            trouble_ = Trouble::long_head;
            return -1;
        }
        if (!head_read_) head_bytes_ += count;
        std::copy_n(buffer_.data() + at_, count, bytes);
        at_ += count;
        return static_cast<ssize_t>(count);
    }
    ssize_t write(const char* bytes, std::size_t size) override {
        if (!has_answered()) write_until_ = in(limits_.write_ms);
        for (std::size_t done = 0; done < size;) {
            const auto count = ::send(socket_, bytes + done, size - done, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (count > 0)
                done += static_cast<std::size_t>(count);
            else if (count < 0 && errno == EAGAIN && wait_for(socket_, POLLOUT, stop_, write_until_) == Woken::ready)
                continue;
            else if (count == 0 || errno != EINTR)
                return -1;
        }
        return static_cast<ssize_t>(size);
    }
    void get_remote_ip_and_port(std::string& ip, int& port) const override { none(ip, port); }
    void get_local_ip_and_port(std::string& ip, int& port) const override { none(ip, port); }
    socket_t socket() const override { return socket_; }

    bool has_answered() const { return write_until_ != SteadyTime{}; }
    bool has_asked() const { return asked_; } // anything at all
    void head_is_read() { head_read_ = true; }
    Trouble trouble() const { return trouble_; }

    // Closing while something is unread would take the answer away from who sent it.
    void linger() {
        ::shutdown(socket_, SHUT_WR);
        read_until_ = in(limits_.linger_ms);
        at_ = filled_ = 0;
        for (std::size_t total = 0; total < 4 * limits_.body_bytes && fill(); total += std::exchange(filled_, 0)) at_ = 0;
    }

    std::optional<Answer> refused; // what the head alone was answered

  private:
    static void none(std::string& ip, int& port) {
        ip.clear();
        port = 0;
    }
    bool fill() {
        at_ = filled_ = 0;
        for (;;) {
            const auto woken = wait_for(socket_, POLLIN, stop_, read_until_);
            if (woken == Woken::late) trouble_ = Trouble::slow;
            if (woken != Woken::ready) return false;
            const auto count = ::recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
            if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
            ended_ = count == 0;
            if (count <= 0) return false;
            filled_ = static_cast<std::size_t>(count);
            asked_ = true;
            return true;
        }
    }

    int socket_, stop_;
    const HttpLimits& limits_;
    SteadyTime read_until_, write_until_{};
    std::array<char, 8192> buffer_{};
    std::size_t at_ = 0, filled_ = 0, head_bytes_ = 0;
    bool head_read_ = false, ended_ = false, asked_ = false;
    Trouble trouble_ = Trouble::none;
};

// cpp-httplib hands its handlers a request alone; a thread has one connection.
thread_local Connection* present = nullptr;

void put(httplib::Response& response, const Answer& answer) {
    response.status = answer.status;
    response.set_content(answer.body, "application/json");
    if (answer.status == 401) response.set_header("WWW-Authenticate", "Bearer");
    if (answer.status == 405) response.set_header("Allow", "POST");
    if (answer.status == 429) response.set_header("Retry-After", "1");
}

// What cpp-httplib refuses by itself: what is no HTTP, or did not arrive.
Answer own_refusal(int status) {
    if (present->trouble() == Connection::Trouble::long_head)
        return error_answer(431, "long_head", "The head of the request is too long.");
    if (present->trouble() == Connection::Trouble::slow)
        return error_answer(408, "too_slow", "The request did not arrive in time.");
    if (status == 414) return error_answer(414, "long_address", "The address is too long.");
    if (status >= 500) return error_answer(500, "failed", "The request could not be answered.");
    return error_answer(400, "bad_request", "This is no whole HTTP request.");
}

std::string plain(const Answer& answer) {
    const char* const reason = answer.status == 408   ? "Request Timeout"
                               : answer.status == 429 ? "Too Many Requests"
                                                      : "Request Header Fields Too Large";
    return "HTTP/1.1 " + std::to_string(answer.status) + ' ' + reason +
           "\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nConnection: close\r\nContent-Length: " +
           std::to_string(answer.body.size()) + "\r\n\r\n" + answer.body;
}

class Protocol final : public httplib::Server {
  public:
    explicit Protocol(HttpRequests& requests, const HttpLimits& limits) : requests_(requests) {
        set_payload_max_length(limits.body_bytes);
        set_default_headers({{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}});
        set_expect_100_continue_handler([](const httplib::Request&, httplib::Response& response) {
            if (!present->refused) return 100;
            put(response, *present->refused);
            return present->refused->status;
        });
        set_pre_routing_handler([](const httplib::Request&, httplib::Response& response) {
            if (!present->refused) return HandlerResponse::Unhandled;
            put(response, *present->refused);
            return HandlerResponse::Handled;
        });
        Post(std::string(Gate::path), [this](const httplib::Request& request, httplib::Response& response) {
            put(response, requests_.answer(request.body));
        });
        set_error_handler(HandlerWithResponse([](const httplib::Request&, httplib::Response& response) {
            if (response.body.empty()) put(response, own_refusal(response.status));
            return HandlerResponse::Handled;
        }));
        set_exception_handler([](const httplib::Request&, httplib::Response& response, const std::exception_ptr&) {
            put(response, own_refusal(500)); // out of memory, say
        });
    }
    void serve(Connection& connection) {
        present = &connection;
        bool closed = false;
        process_request(connection, true, closed, [this, &connection](httplib::Request& request) {
            connection.head_is_read();
            request.ranges.clear(); // an answer is whole
            RequestHead head{request.method, request.target, {}};
            for (const auto& [name, value] : request.headers) head.fields.emplace_back(name, value);
            connection.refused = requests_.refusal(head);
        });
        // cpp-httplib says nothing to a first line that does not end.
        if (!connection.has_answered() && connection.has_asked() && connection.trouble() != Connection::Trouble::none)
            static_cast<void>(connection.httplib::Stream::write(plain(own_refusal(400))));
        connection.linger();
        present = nullptr;
    }

  private:
    HttpRequests& requests_;
};

class Listener final : public HttpListener {
  public:
    Listener(int socket, HttpRequests& requests, const HttpLimits& limits)
        : limits_(limits), protocol_(requests, limits_), socket_(socket), stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
          thread_([this] { let_in(); }) {}
    ~Listener() override {
        const std::uint64_t one = 1;
        static_cast<void>(::write(stop_.get(), &one, sizeof one) == sizeof one); // an eventfd that is full is readable as well
        thread_.join();
        for (auto& worker : workers_) worker.thread.join();
    }

  private:
    struct Worker {
        std::atomic<bool> done{false};
        std::thread thread;
    };

    void let_in() {
        for (;;) {
            const auto woken = wait_for(socket_.get(), POLLIN, stop_.get(), in(60'000));
            if (woken == Woken::stopped || woken == Woken::failed) return;
            if (woken == Woken::late) continue;
            const int connected = ::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (connected < 0) {
                // Without a free descriptor whoever wants in stays at the door, and poll would tell of them without end.
                const bool full = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
                if (full && wait_for(stop_.get(), POLLIN, stop_.get(), in(200)) != Woken::late) return;
                continue;
            }
            workers_.remove_if([](Worker& worker) {
                if (!worker.done) return false;
                worker.thread.join();
                return true;
            });
            if (workers_.size() >= limits_.connections)
                turn_away(connected);
            else
                serve(connected);
        }
    }
    static void turn_away(int connected) {
        const auto text = plain(error_answer(429, "too_many", "Too many requests at once; try again soon."));
        const Descriptor socket(connected);
        static_cast<void>(::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
        ::shutdown(socket.get(), SHUT_WR);
    }
    void serve(int connected) {
        auto& worker = workers_.emplace_back();
        try {
            worker.thread = std::thread([this, &worker, connected] {
                const Descriptor socket(connected);
                try {
                    Connection connection(socket.get(), stop_.get(), limits_);
                    protocol_.serve(connection);
                } catch (const std::exception&) { // out of memory: this one gets no answer
                    present = nullptr;
                }
                worker.done = true;
            });
        } catch (const std::exception&) { // no thread can be had
            ::close(connected);
            workers_.pop_back();
        }
    }

    const HttpLimits limits_;
    Protocol protocol_;
    Descriptor socket_, stop_;
    std::list<Worker> workers_; // of thread_, and of the destructor after it
    std::thread thread_;        // last: the rest is there when it starts
};

int open_socket(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    const int yes = 1; // a port that was ours a moment ago is free; one that somebody listens on is not
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 && ::listen(fd, 16) == 0) return fd;
    const int why = errno;
    ::close(fd);
    errno = why;
    return -1;
}

} // namespace
} // namespace asista::core

extern "C" __attribute__((visibility("default"))) asista::core::HttpListener* asista_listen_for_http(
    std::uint16_t port, asista::core::HttpRequests& requests, const asista::core::HttpLimits& limits, int* error) {
    try {
        const int socket = asista::core::open_socket(port);
        if (socket < 0) {
            *error = errno;
            return nullptr;
        }
        return std::make_unique<asista::core::Listener>(socket, requests, limits).release();
    } catch (const std::exception&) { // no memory, no thread
        *error = ENOMEM;
        return nullptr;
    }
}
