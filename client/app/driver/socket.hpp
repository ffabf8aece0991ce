// The way in for a driver: a Unix socket that only the same person may open, lines of JSON in, lines of JSON out. One driver at a time; the next one
// waits until it has gone. What a line means is the business of driver.hpp.
#pragma once

#include "wire/os.hpp"

#include <atomic>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace asista::app::driver {

class Socket {
  public:
    static constexpr std::size_t most_waiting = 64;         // lines; beyond that the driver is not read from
    static constexpr std::int64_t most_writing_ms = 10'000; // for taking an answer

    // Makes the socket at `path` (mode 0600) and a thread that serves it; `wake` is called there whenever there is something to take. A socket that
    // nobody listens on any more is replaced. Errc::busy: somebody does; Errc::invalid: the path is too long, or something else is there.
    static Result<std::unique_ptr<Socket>> listen(const std::filesystem::path& path, std::function<void()> wake);
    ~Socket();
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    struct Line {
        std::uint64_t driver = 0; // which connection it came from
        std::string text;
    };
    // [any], as all that follows.
    std::optional<Line> take();
    // Dropped when that driver has gone.
    void answer(std::uint64_t driver, std::string line);
    // The connection that is open, 0: none.
    std::uint64_t driver() const { return driver_; }

  private:
    Socket(std::filesystem::path path, std::function<void()> wake) : path_(std::move(path)), wake_(std::move(wake)) {}
    void serve();
    void serve_connection(int fd);
    bool read_lines(int fd, std::string& partial);
    bool write_answers(int fd);
    bool full() const;

    std::filesystem::path path_;
    std::function<void()> wake_;
    UniqueFd listening_, stirred_; // stirred: there are answers, there is room again, or the end has come
    std::atomic<bool> ending_ = false;
    std::atomic<std::uint64_t> driver_ = 0;
    std::uint64_t drivers_ = 0; // so far
    mutable std::mutex mutex_;  // guards lines_ and answers_
    std::deque<Line> lines_;
    std::deque<Line> answers_;
    std::thread thread_;
};

// Connects to such a socket. Errc::not_found: nobody listens there. [any]
Result<UniqueFd> connect_to(const std::filesystem::path& path);
// One line there, one line back, without its end. Errc::unavailable: the client ended. [any]
Result<std::string> ask(const UniqueFd& socket, std::string_view line);

} // namespace asista::app::driver
