#include "http_server.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <optional>

namespace asista::test {
namespace {

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// Every "name: value" line of a head, in order.
template <class Take> void each_header(std::string_view head, Take take) {
    std::size_t at = head.find("\r\n");
    while (at != std::string_view::npos && at + 2 < head.size()) {
        const auto end = head.find("\r\n", at + 2);
        const auto line = head.substr(at + 2, end - at - 2);
        const auto colon = line.find(':');
        if (colon != std::string_view::npos) {
            auto value = line.substr(colon + 1);
            while (value.starts_with(' ')) value.remove_prefix(1);
            take(line.substr(0, colon), value);
        }
        at = end;
    }
}

// Reads until `text` holds a whole request; nothing when the peer goes before.
std::optional<HttpServer::Request> read_request(int socket) {
    std::string text;
    std::size_t head_end = std::string::npos, body = 0;
    for (;;) {
        head_end = text.find("\r\n\r\n");
        if (head_end != std::string::npos) {
            HttpServer::Request request;
            request.head = text.substr(0, head_end + 2);
            const auto length = request.header("content-length");
            body = length.empty() ? 0 : std::stoull(length);
            if (text.size() >= head_end + 4 + body) {
                const auto space = text.find(' '), second = text.find(' ', space + 1);
                request.method = text.substr(0, space);
                request.target = text.substr(space + 1, second - space - 1);
                request.body = text.substr(head_end + 4, body);
                return request;
            }
        }
        char buffer[65536];
        const ssize_t got = ::recv(socket, buffer, sizeof buffer, 0);
        if (got <= 0) return std::nullopt;
        text.append(buffer, static_cast<std::size_t>(got));
    }
}

} // namespace

std::string HttpServer::Request::header(std::string_view name) const {
    std::string found;
    each_header(head, [&](std::string_view each, std::string_view value) {
        if (same(each, name)) found = value;
    });
    return found;
}

int HttpServer::Request::times(std::string_view name) const {
    int count = 0;
    each_header(head, [&](std::string_view each, std::string_view) { count += same(each, name) ? 1 : 0; });
    return count;
}

bool HttpServer::Peer::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool HttpServer::Peer::closes_within(std::chrono::milliseconds most) const {
    pollfd entry{socket_, POLLIN | POLLRDHUP, 0};
    if (::poll(&entry, 1, static_cast<int>(most.count())) <= 0) return false;
    return (entry.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

void HttpServer::Peer::reply(int status, std::string_view headers, std::string_view body) const {
    send(fmt::format("HTTP/1.1 {} Test\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n", status, headers, body.size()));
    send(body);
}

HttpServer::HttpServer(Handler handler, const char* address) : handler_(std::move(handler)) {
    listener_ = UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in where{};
    where.sin_family = AF_INET;
    REQUIRE(::inet_pton(AF_INET, address, &where.sin_addr) == 1);
    auto* const raw = reinterpret_cast<sockaddr*>(&where);
    socklen_t size = sizeof where;
    REQUIRE(::bind(listener_.get(), raw, size) == 0);
    REQUIRE(::listen(listener_.get(), 64) == 0);
    REQUIRE(::getsockname(listener_.get(), raw, &size) == 0);
    port_ = ntohs(where.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

HttpServer::~HttpServer() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        for (const auto& socket : sockets_) ::shutdown(socket.get(), SHUT_RDWR);
    }
    ::shutdown(listener_.get(), SHUT_RDWR);
    acceptor_.join();
    for (auto& thread : threads_) thread.join();
}

void HttpServer::accept_all() {
    for (;;) {
        UniqueFd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!socket) return;
        const std::lock_guard lock(mutex_);
        if (ending_) return;
        ++connections_;
        const int fd = socket.get();
        sockets_.push_back(std::move(socket));
        threads_.emplace_back([this, fd] { serve(fd); });
    }
}

void HttpServer::serve(int socket) {
    const auto request = read_request(socket);
    if (request) {
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(*request);
        }
        handler_(*request, Peer(socket));
    }
    ::shutdown(socket, SHUT_RDWR);
}

int HttpServer::connections() const {
    const std::lock_guard lock(mutex_);
    return connections_;
}
std::vector<HttpServer::Request> HttpServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

} // namespace asista::test
