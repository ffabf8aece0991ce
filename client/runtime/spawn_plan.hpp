// A program to start with posix_spawn: which descriptors it gets, where it runs, beside whom. Whatever the thread that starts it blocks or
// ignores, the program begins with no signal blocked and each in its usual way: a window's threads block SIGTERM, and an editor that
// inherited that could not be ended by it. Plugin hosts have a way of their own (host_spawn).
#pragma once

#include "wire/os.hpp"

#include <filesystem>
#include <spawn.h>
#include <string>
#include <sys/types.h>
#include <vector>

namespace asista::runtime {

// What exec wants of a list of texts: pointers into them, and a null at the end. Good for as long as `texts` is left alone.
std::vector<char*> pointers_to(std::vector<std::string>& texts);

// [any], one thread at a time. Descriptors are borrowed until start().
class SpawnPlan {
  public:
    enum class Group { callers, own, session }; // own: killed as a whole by its number; session: the same, and no terminal

    SpawnPlan();
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan();

    // In the order told. What nobody puts anywhere is inherited unless it closes on exec.
    void put(const UniqueFd& fd, int number);
    void put_null(int number); // /dev/null, for reading and writing
    void close_from(int number);
    void run_in(const std::filesystem::path& folder);
    void set_group(Group group);

    // words: the program's arguments, its own name first. environment: "NAME=value".
    // Errc::not_found when there is no such program, else why it could not be started. The caller waits for the child.
    Result<pid_t> start(const std::filesystem::path& program, std::vector<std::string> words,
                        std::vector<std::string> environment);
    // The same by its name, words.front(), which is looked for in this process's PATH unless it holds a slash.
    Result<pid_t> start_found(std::vector<std::string> words, std::vector<std::string> environment);

  private:
    void apply_attributes();

    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
    Group group_ = Group::callers;
};

// This process's environment, as start() wants it.
std::vector<std::string> own_environment();

// Starts a program of the person's (a browser, an editor) by its name; it may outlive us. Its input and output lead nowhere, and nobody
// waits for it but a thread that collects its end. Nothing happens where it cannot be started. [any]
void start_for_person(std::vector<std::string> words);

} // namespace asista::runtime
