#include "app/browser.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <thread>

extern char** environ;

namespace asista::app {

void open_in_browser(const std::string& url) {
    if (!url.starts_with("https://") && !url.starts_with("http://")) return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
    std::string program = "xdg-open", argument = url;
    const std::array<char*, 3> arguments{program.data(), argument.data(), nullptr};
    pid_t child = 0;
    const int failed = posix_spawnp(&child, "xdg-open", &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    // xdg-open ends when the browser has taken the address; somebody must collect it, and the window must not wait.
    if (failed == 0) std::thread([child] { waitpid(child, nullptr, 0); }).detach();
}

} // namespace asista::app
