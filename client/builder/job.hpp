// One compiler, linker or cmake as a process: in a process group of its own and behind everything else for the processor, its output
// drained at all times, ended as a whole by a kill or when it goes beyond its limits.
#pragma once

#include "builder/job_limits.hpp"
#include "runtime/event_loop.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace asista::builder {

enum class Priority { low, idle }; // nice 19; only when nobody else wants the processor

struct Command {
    std::filesystem::path program;      // absolute
    std::vector<std::string> arguments; // without the program's own name
    std::filesystem::path directory;    // where it runs
    Priority priority = Priority::low;
    JobLimits limits{};
    std::shared_ptr<void> until_gone{}; // let go when the process writes nothing any more, however it ends: Leftovers, say
};

struct JobEnd {
    bool ok = false;               // it ended by itself with 0
    Endless endless = Endless::no; // the limit at which it was ended, if it was
    int code = 0;                  // exit status, or the number of the signal
    bool by_signal = false;
    std::string output; // both of its streams as they came, up to max_output_bytes
    bool output_cut = false;
    double took_ms = 0;
};

// Files that a process may be writing: removed, where they still are, with the last who knows them.
struct Leftovers {
    std::vector<std::filesystem::path> files;
    Leftovers() = default;
    Leftovers(const Leftovers&) = delete;
    Leftovers& operator=(const Leftovers&) = delete;
    ~Leftovers();
};

// [core] Destroying it ends the process, its children too; the callback does not come then. It does not wait for that: behind everything
// else for the processor, a process may take 30 ms to die. The loop reaps it, at the latest when the loop itself is destroyed.
class Job {
  public:
    static constexpr std::size_t max_output_bytes = 8u << 20; // kept; what comes after is read and dropped

    using EndCallback = std::function<void(JobEnd)>;
    // The program gets /dev/null to read, one pipe to write, and of the environment PATH, HOME, TMPDIR and LC_ALL=C: what it says and
    // makes depends on its arguments alone. `on_end` is called once, from the loop; it may destroy the job.
    static Result<std::unique_ptr<Job>> start(runtime::EventLoop& loop, Command command, EndCallback on_end);
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    ~Job();

    pid_t pid() const { return pid_; }

  private:
    Job(runtime::EventLoop& loop, EndCallback on_end) : loop_(loop), on_end_(std::move(on_end)) {}
    Result<void> spawn(const Command& command);
    void look_later();
    void drain();
    void kill_group();
    void finish();

    runtime::EventLoop& loop_;
    EndCallback on_end_;
    std::shared_ptr<void> until_gone_;
    pid_t pid_ = 0; // and of its group; 0 once it is reaped
    UniqueFd pidfd_, output_;
    runtime::TimerId look_ = runtime::TimerId::none;
    std::int64_t started_us_ = 0;
    std::optional<JobPatience> patience_; // from its start on
    JobEnd end_;
};

} // namespace asista::builder
