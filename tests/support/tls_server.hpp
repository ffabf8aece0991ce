// A server with TLS on this machine: OpenSSL's own, with a certificate for good.example.test that it signed itself.
#pragma once

#include "temp_dir.hpp"
#include "wire/os.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <memory>
#include <spawn.h>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace asista::test {

class TlsProgram {
  public:
    // Its output can be read; it is killed in the end.
    explicit TlsProgram(std::vector<std::string> words) {
        int ends[2];
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        output_ = UniqueFd(ends[0]);
        const UniqueFd writing(ends[1]);
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&actions, writing.get(), 1);
        ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
        std::vector<char*> raw;
        for (auto& word : words) raw.push_back(word.data());
        raw.push_back(nullptr);
        REQUIRE_MESSAGE(::posix_spawnp(&process_, raw[0], &actions, nullptr, raw.data(), environ) == 0, raw[0]);
        ::posix_spawn_file_actions_destroy(&actions);
    }
    ~TlsProgram() {
        if (process_ <= 0) return;
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    TlsProgram(const TlsProgram&) = delete;
    TlsProgram& operator=(const TlsProgram&) = delete;
    int wait() {
        int status = -1;
        ::waitpid(std::exchange(process_, 0), &status, 0);
        return status;
    }
    // Everything up to and with a line that holds `word`.
    std::string read_line_with(std::string_view word) {
        std::string line;
        char c = 0;
        while (::read(output_.get(), &c, 1) == 1) {
            if (c != '\n') {
                line += c;
            } else if (line.find(word) != std::string::npos) {
                return line;
            } else {
                line.clear();
            }
        }
        return {};
    }

  private:
    pid_t process_ = 0;
    UniqueFd output_;
};

// It shows its certificate and answers every request with a page.
struct TlsServer {
    TempDir dir;
    std::string certificate = (dir / "certificate.pem").string(), key = (dir / "key.pem").string();
    std::unique_ptr<TlsProgram> program;
    std::uint16_t port = 0;

    explicit TlsServer(std::vector<std::string> more = {}) {
        TlsProgram make({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                         "-days", "2", "-subj", "/CN=good.example.test", "-addext", "subjectAltName=DNS:good.example.test",
                         "-keyout", key, "-out", certificate});
        REQUIRE(make.wait() == 0);
        std::vector<std::string> words{"openssl",   "s_server", "-accept", "127.0.0.1:0", "-cert",
                                       certificate, "-key",     key,       "-www"};
        words.insert(words.end(), more.begin(), more.end());
        program = std::make_unique<TlsProgram>(std::move(words));
        const std::string line = program->read_line_with("ACCEPT");
        REQUIRE(line.rfind(':') != std::string::npos);
        port = static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
    }
    std::string url(std::string_view host) const { return fmt::format("https://{}:{}/", host, port); }
    // Names that lead to it: the right one and a wrong one.
    std::vector<std::string> fixed_hosts() const {
        return {fmt::format("good.example.test:{}:127.0.0.1", port), fmt::format("bad.example.test:{}:127.0.0.1", port)};
    }
};

} // namespace asista::test
