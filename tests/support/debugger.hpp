// gdb at its own prompt, as an author has it in a terminal: told line by line, and what it says is waited for.
#pragma once

#include "wire/os.hpp"

#include <doctest/doctest.h>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

namespace asista::test {

class Debugger {
  public:
    // command: a line for a shell that starts gdb.
    explicit Debugger(const std::string& command) {
        std::array<int, 2> in{}, out{};
        REQUIRE(::pipe2(in.data(), O_CLOEXEC) == 0);
        REQUIRE(::pipe2(out.data(), O_CLOEXEC) == 0);
        in_ = UniqueFd(in[1]);
        out_ = UniqueFd(out[0]);
        const UniqueFd its_in(in[0]), its_out(out[1]);
        // Nobody's own settings, no other language, nothing from the network.
        std::string line =
            "unset DEBUGINFOD_URLS; export HOME=/nonexistent LC_ALL=C; exec " + command + " -q -nx -iex 'set width 0'";
        std::string shell = "sh", option = "-c";
        std::array<char*, 4> arguments{shell.data(), option.data(), line.data(), nullptr};
        posix_spawn_file_actions_t files;
        REQUIRE(::posix_spawn_file_actions_init(&files) == 0);
        ::posix_spawn_file_actions_adddup2(&files, its_in.get(), 0);
        ::posix_spawn_file_actions_adddup2(&files, its_out.get(), 1);
        ::posix_spawn_file_actions_adddup2(&files, its_out.get(), 2);
        const int failed = ::posix_spawn(&pid_, "/bin/sh", &files, nullptr, arguments.data(), ::environ);
        ::posix_spawn_file_actions_destroy(&files);
        REQUIRE(failed == 0);
    }
    ~Debugger() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Debugger(const Debugger&) = delete;
    Debugger& operator=(const Debugger&) = delete;

    // Without waiting for what comes of it.
    void say(std::string_view line) {
        const std::string text = std::string(line) + "\n";
        if (!ended()) REQUIRE(::write(in_.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    }
    // Has it said this? What it said up to there is then forgotten. Never blocks.
    bool has(std::string_view text) {
        listen();
        const auto found = said_.find(text);
        if (found == std::string::npos) return false;
        said_.erase(0, found + text.size());
        return true;
    }
    bool ended() {
        listen();
        return ended_;
    }
    const std::string& said() const { return said_; } // since the last text that was found

  private:
    void listen() {
        pollfd ready{out_.get(), POLLIN, 0};
        while (!ended_ && ::poll(&ready, 1, 0) > 0) {
            std::array<char, 4096> buffer{};
            const ssize_t count = ::read(out_.get(), buffer.data(), buffer.size());
            if (count > 0)
                said_.append(buffer.data(), static_cast<std::size_t>(count));
            else
                ended_ = true;
        }
    }
    pid_t pid_ = -1;
    UniqueFd in_, out_;
    std::string said_;
    bool ended_ = false;
};

} // namespace asista::test
