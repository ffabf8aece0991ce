// Certificates, against OpenSSL's own server.
#include "rig.hpp"
#include "temp_dir.hpp"

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace asista;
using namespace asista::test;

namespace {

class Program {
  public:
    // Its output can be read; it is killed in the end.
    explicit Program(std::vector<std::string> words) {
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
    ~Program() {
        if (process_ <= 0) return;
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
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

// A certificate for good.example.test, signed by itself, and a server that shows it.
struct TlsServer {
    TempDir dir;
    std::string certificate = (dir / "certificate.pem").string(), key = (dir / "key.pem").string();
    std::unique_ptr<Program> program;
    std::uint16_t port = 0;

    explicit TlsServer(std::vector<std::string> more = {}) {
        Program make({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                      "2", "-subj", "/CN=good.example.test", "-addext", "subjectAltName=DNS:good.example.test", "-keyout", key,
                      "-out", certificate});
        REQUIRE(make.wait() == 0);
        std::vector<std::string> words{"openssl",   "s_server", "-accept", "127.0.0.1:0", "-cert",
                                       certificate, "-key",     key,       "-www"};
        words.insert(words.end(), more.begin(), more.end());
        program = std::make_unique<Program>(std::move(words));
        const std::string line = program->read_line_with("ACCEPT");
        REQUIRE(line.rfind(':') != std::string::npos);
        port = static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
    }
    std::string url(std::string_view host) const { return fmt::format("https://{}:{}/", host, port); }
    TransferOptions options(bool trusting) const {
        TransferOptions options;
        if (trusting) options.certificates = certificate;
        for (const char* host : {"good.example.test", "bad.example.test"})
            options.fixed_hosts.push_back(fmt::format("{}:{}:127.0.0.1", host, port));
        return options;
    }
};

void allow(Rig& rig) { rig.hosts = {{"good.example.test", Reach::local_too}, {"bad.example.test", Reach::local_too}}; }

} // namespace

TEST_CASE("a certificate that nobody vouches for is refused") {
    const TlsServer server;
    Rig rig(server.options(false));
    allow(rig);
    const auto error = rig.refused(server.url("good.example.test"));
    CHECK(error.code == Errc::io);
    CHECK(contains(error.message, "no secure connection to good.example.test: "));
    CHECK(contains(error.message, "certificate"));
}

TEST_CASE("a trusted certificate is accepted for its own name and no other") {
    const TlsServer server;
    Rig rig(server.options(true));
    allow(rig);
    const auto reply = rig.fetch(server.url("good.example.test"));
    REQUIRE_MESSAGE(reply, reply.error().message);
    CHECK(reply->status == 200);
    CHECK(contains(rig.refused(server.url("bad.example.test")).message, "no secure connection to bad.example.test"));
}

TEST_CASE("encryption that is out of date is refused") {
    const TlsServer server({"-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"});
    Rig rig(server.options(true));
    allow(rig);
    CHECK(contains(rig.refused(server.url("good.example.test")).message, "no secure connection"));
}

TEST_CASE("an encrypted connection to the private network is refused before it begins") {
    const TlsServer server;
    Rig rig(server.options(true));
    rig.hosts = {{"good.example.test", Reach::internet}};
    CHECK(rig.refused(server.url("good.example.test")).code == Errc::denied);
}
