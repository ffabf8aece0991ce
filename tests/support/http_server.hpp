// A real HTTP server on this machine, over plain sockets, that behaves as well or as badly as a test tells it to. One thread a
// connection; the connection closes after one answer.
#pragma once

#include "wire/os.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace asista::test {

class HttpServer {
  public:
    struct Request {
        std::string method, target; // "GET", "/path?query"
        std::string head;           // first line and headers, as they came
        std::string body;
        // The value of a header, "" when it was not sent; `times` counts it.
        std::string header(std::string_view name) const;
        int times(std::string_view name) const;
    };
    // The other end of one connection.
    class Peer {
      public:
        explicit Peer(int socket) : socket_(socket) {}
        bool send(std::string_view bytes) const;                  // false: it is closed
        bool closes_within(std::chrono::milliseconds most) const; // whether it closed in that time
        void reply(int status, std::string_view headers, std::string_view body) const;

      private:
        int socket_;
    };
    using Handler = std::function<void(const Request&, const Peer&)>; // on the connection's thread

    explicit HttpServer(Handler handler, const char* address = "127.0.0.1");
    ~HttpServer(); // closes what is open and joins
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    std::uint16_t port() const { return port_; }
    std::string url(std::string_view path = "/") const { return "http://127.0.0.1:" + std::to_string(port_) + std::string(path); }
    int connections() const;
    std::vector<Request> requests() const;

  private:
    void accept_all();
    void serve(int socket);

    Handler handler_;
    UniqueFd listener_;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_; // guards the rest but the threads' own ends
    int connections_ = 0;
    std::vector<Request> requests_;
    bool ending_ = false;
    std::list<UniqueFd> sockets_;
    std::list<std::thread> threads_;
    std::thread acceptor_;
};

} // namespace asista::test
