// A provider that asks a server on this machine and hands on what it says as it comes: one plain connection for each stream.
#pragma once

#include "services/ai/provider.hpp"
#include "wire/os.hpp"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <map>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace asista::test {

class HttpProvider final : public services::ai::Provider {
  public:
    explicit HttpProvider(std::uint16_t port) : port_(port), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

    std::string_view name() const override { return "test server"; }
    bool online() const override { return true; }

    void start(services::ai::StreamId stream, services::ai::ChatRequest request) override {
        UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(port_);
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const auto& said = request.messages.back().text;
        const std::string asked = "POST /chat HTTP/1.1\r\nContent-Length: " + std::to_string(said.size()) + "\r\n\r\n" + said;
        const bool connected =
            ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0 &&
            ::send(socket.get(), asked.data(), asked.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(asked.size());
        if (connected)
            streams_[stream].socket = std::move(socket);
        else
            refused_.push_back(stream);
    }
    void cancel(services::ai::StreamId stream) override { streams_.erase(stream); }

    void work(services::ai::StreamSink& sink) override {
        for (const auto stream : std::exchange(refused_, {})) sink.end(stream, {Error{Errc::unavailable, "no server"}, {}});
        std::vector<pollfd> waiting{{wake_.get(), POLLIN, 0}};
        std::vector<services::ai::StreamId> of;
        for (const auto& [stream, one] : streams_) {
            waiting.push_back({one.socket.get(), POLLIN, 0});
            of.push_back(stream);
        }
        ::poll(waiting.data(), waiting.size(), -1);
        drain_eventfd(wake_.get());
        for (std::size_t i = 0; i < of.size(); ++i)
            if (waiting[i + 1].revents != 0) listen(of[i], sink);
    }
    void wake() override { signal_eventfd(wake_.get()); }

  private:
    struct Stream {
        UniqueFd socket;
        std::string head; // until it is whole
        bool in_body = false;
    };
    void listen(services::ai::StreamId stream, services::ai::StreamSink& sink) {
        auto& one = streams_.at(stream);
        std::array<char, 4096> buffer{};
        const ssize_t count = ::recv(one.socket.get(), buffer.data(), buffer.size(), 0);
        if (count <= 0) {
            streams_.erase(stream);
            return sink.end(stream, {});
        }
        std::string text(buffer.data(), static_cast<std::size_t>(count));
        if (!one.in_body) {
            one.head += text;
            const auto end = one.head.find("\r\n\r\n");
            if (end == std::string::npos) return;
            one.in_body = true;
            text = one.head.substr(end + 4);
        }
        sink.text(stream, text); // ASCII, so every byte is a whole character
    }

    std::uint16_t port_;
    UniqueFd wake_;
    std::map<services::ai::StreamId, Stream> streams_;
    std::vector<services::ai::StreamId> refused_;
};

} // namespace asista::test
