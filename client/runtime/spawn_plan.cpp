#include "runtime/spawn_plan.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace asista::runtime {

namespace {
Result<pid_t> started(int error, pid_t pid, const std::string& program) {
    if (error == 0) return pid;
    errno = error;
    return fail_errno(fmt::format("start {}", program));
}
} // namespace

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<std::string> own_environment() {
    std::vector<std::string> variables;
    for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) variables.emplace_back(*entry);
    return variables;
}

SpawnPlan::SpawnPlan() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
}

SpawnPlan::~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
}

void SpawnPlan::put(const UniqueFd& fd, int number) { posix_spawn_file_actions_adddup2(&actions_, fd.get(), number); }
void SpawnPlan::put_null(int number) { posix_spawn_file_actions_addopen(&actions_, number, "/dev/null", O_RDWR, 0); }
void SpawnPlan::close_from(int number) { posix_spawn_file_actions_addclosefrom_np(&actions_, number); }
void SpawnPlan::run_in(const std::filesystem::path& folder) { posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str()); }
void SpawnPlan::set_group(Group group) { group_ = group; }
void SpawnPlan::apply_attributes() {
    sigset_t every, none;
    sigfillset(&every);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes_, &every);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setpgroup(&attributes_, 0);
    int flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    switch (group_) {
    case Group::callers: break;
    case Group::own: flags |= POSIX_SPAWN_SETPGROUP; break;
    case Group::session: flags |= POSIX_SPAWN_SETSID; break;
    }
    posix_spawnattr_setflags(&attributes_, static_cast<short>(flags));
}

Result<pid_t> SpawnPlan::start(const std::filesystem::path& program, std::vector<std::string> words,
                               std::vector<std::string> environment) {
    apply_attributes();
    pid_t pid = 0;
    const int error =
        ::posix_spawn(&pid, program.c_str(), &actions_, &attributes_, pointers_to(words).data(), pointers_to(environment).data());
    return started(error, pid, program.string());
}

Result<pid_t> SpawnPlan::start_found(std::vector<std::string> words, std::vector<std::string> environment) {
    apply_attributes();
    pid_t pid = 0;
    const int error = ::posix_spawnp(&pid, words.front().c_str(), &actions_, &attributes_, pointers_to(words).data(),
                                     pointers_to(environment).data());
    return started(error, pid, words.front());
}

void start_for_person(std::vector<std::string> words) {
    SpawnPlan plan;
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) plan.put_null(stream);
    const auto pid = plan.start_found(std::move(words), own_environment());
    if (!pid) return;
    // It may run for hours; somebody must collect it in the end, and nothing must wait for it.
    std::thread([child = *pid] {
        while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {}
    }).detach();
}

} // namespace asista::runtime
