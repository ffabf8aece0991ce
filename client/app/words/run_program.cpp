#include "app/words/run_program.hpp"

#include "runtime/spawn_plan.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sstream>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

namespace asista::app::words {

namespace {
// Ours, with `more` in the place of what has the same name.
std::vector<std::string> environment_with(const std::vector<std::string>& more) {
    std::vector<std::string> all = more;
    for (auto& variable : runtime::own_environment()) {
        const auto name = std::string_view(variable).substr(0, variable.find('=') + 1);
        const bool replaced = std::ranges::any_of(more, [&](const auto& one) { return one.starts_with(name); });
        if (!replaced) all.push_back(std::move(variable));
    }
    return all;
}

Result<std::string> read_all(const UniqueFd& fd) {
    std::string text;
    std::array<char, 16384> buffer{};
    for (;;) {
        const auto count = ::read(fd.get(), buffer.data(), buffer.size());
        if (count == 0) return text;
        if (count > 0)
            text.append(buffer.data(), static_cast<std::size_t>(count));
        else if (errno != EINTR)
            return fail_errno("read what a program printed");
    }
}
} // namespace

std::filesystem::path find_program(const std::string& name) {
    const char* const path = std::getenv("PATH");
    std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        const auto file = std::filesystem::path(folder.empty() ? "." : folder) / name;
        if (::access(file.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(file)) return file;
    }
    return {};
}

Result<ProgramEnd> run_program(const std::vector<std::string>& arguments, Output output,
                               const std::vector<std::string>& environment) {
    std::array<int, 2> ends{-1, -1};
    if (output == Output::kept && ::pipe2(ends.data(), O_CLOEXEC) != 0) return fail_errno("make a pipe");
    UniqueFd reading(ends[0]), writing(ends[1]);
    runtime::SpawnPlan plan;
    if (writing) {
        plan.put(writing, STDOUT_FILENO);
        plan.put(writing, STDERR_FILENO);
    }
    const auto pid = plan.start_found(arguments, environment_with(environment));
    if (!pid && pid.error().code == Errc::not_found)
        return fail(Errc::not_found, "the program {} is not installed", arguments.front());
    if (!pid) return fail(pid.error());
    writing = UniqueFd();
    ProgramEnd end;
    Result<std::string> printed{std::string()};
    if (reading) printed = read_all(reading);
    int status = 0;
    while (::waitpid(*pid, &status, 0) < 0)
        if (errno != EINTR) return fail_errno("wait for " + arguments.front());
    end.output = TRY(std::move(printed));
    end.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return end;
}

} // namespace asista::app::words
