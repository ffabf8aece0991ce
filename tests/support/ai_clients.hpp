// The official client libraries of both protocols, in a process of their own, which ai_clients/clients starts.
#pragma once

#include "wire/os.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace asista::test {

class AiClients {
  public:
    static constexpr const char* program = ASISTA_TEST_AI_CLIENTS;

    static bool installed() { return std::system((std::string(program) + " there >/dev/null 2>&1").c_str()) == 0; }

    explicit AiClients(std::string base) {
        int in[2], out[2];
        REQUIRE(::pipe2(in, O_CLOEXEC) == 0);
        REQUIRE(::pipe2(out, O_CLOEXEC) == 0);
        const UniqueFd its_in(in[0]), its_out(out[1]);
        writing_ = UniqueFd(in[1]);
        reading_ = UniqueFd(out[0]);
        posix_spawn_file_actions_t files;
        REQUIRE(::posix_spawn_file_actions_init(&files) == 0);
        ::posix_spawn_file_actions_adddup2(&files, its_in.get(), 0);
        ::posix_spawn_file_actions_adddup2(&files, its_out.get(), 1);
        std::string name = program, word = "run";
        char* arguments[] = {name.data(), word.data(), base.data(), nullptr};
        const int failed = ::posix_spawn(&process_, program, &files, nullptr, arguments, ::environ);
        ::posix_spawn_file_actions_destroy(&files);
        REQUIRE(failed == 0);
    }
    ~AiClients() {
        writing_ = UniqueFd(); // its loop ends with its input
        ::waitpid(process_, nullptr, 0);
    }
    AiClients(const AiClients&) = delete;
    AiClients& operator=(const AiClients&) = delete;

    // See ask.py for what goes in and comes out.
    nlohmann::json ask(const nlohmann::json& question) {
        const std::string line = question.dump() + "\n";
        REQUIRE(::write(writing_.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size()));
        std::string answer;
        char bytes[4096];
        while (!answer.ends_with('\n')) {
            const auto got = ::read(reading_.get(), bytes, sizeof bytes);
            REQUIRE_MESSAGE(got > 0, "the client libraries' process ended; what it said is above");
            answer.append(bytes, static_cast<std::size_t>(got));
        }
        return nlohmann::json::parse(answer);
    }

  private:
    pid_t process_ = 0;
    UniqueFd writing_, reading_;
};

} // namespace asista::test
