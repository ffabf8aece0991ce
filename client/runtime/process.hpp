// One plugin host as the kernel sees it: started with exactly the descriptors of the contract, watched through a pidfd, ended by a
// signal that cannot hit a stranger.
#pragma once

#include "runtime/sanitizer.hpp"
#include "wire/frame_area.hpp"
#include "wire/os.hpp"
#include "wire/sandbox_tier.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>

namespace asista::runtime {

// What the child is given, each under its number. All of them are closed here once the child has its copies.
struct HostDescriptors {
    UniqueFd output;      // 1 and 2: the writing end of the log pipe
    UniqueFd channel;     // 3
    frame::HostEnds area; // 4 input, 5 output, 6 kick, 7 done
};

// How a process ended.
struct ProcessEnd {
    bool by_signal = false;
    int code = 0; // exit status, or number of the signal
};

// What a process costs.
struct Usage {
    double cpu_percent = 0; // of one core, since the sample before
    double memory_mb = 0;   // PSS; RSS where the kernel does not tell PSS
};

// [core] The thread that spawns must live as long as the process: the kernel ends the child when that thread ends.
class HostProcess {
  public:
    // Starts `program` with `plugin` and the tier's name as its arguments: descriptors 0 (/dev/null) to 7 and no others, and what
    // host_spawn.hpp says of the rest. sanitizer: preloaded, for a plugin that needs it; null: none. In a tier with namespaces it runs in its own. Where they cannot be had for this one, tier A
    // becomes B: see tier() and fallback(). Errc::not_found, Errc::io..., Errc::unsupported for tier C without namespaces.
    static Result<HostProcess> spawn(const std::filesystem::path& program, const std::string& plugin, HostDescriptors descriptors,
                                     SandboxTier tier = SandboxTier::b, const SanitizerRuntime* sanitizer = nullptr);
    HostProcess(HostProcess&& other) noexcept;
    HostProcess& operator=(HostProcess&&) = delete;
    // Kills it if it still runs, and waits for that: some microseconds, since nothing it does can delay SIGKILL but the kernel.
    ~HostProcess();

    pid_t pid() const { return pid_; }                        // as this process sees it; in namespaces the process itself sees 1
    SandboxTier tier() const { return tier_; }                // what it was told to put in force
    const std::string& fallback() const { return fallback_; } // why that is less than asked for; usually empty
    int pidfd() const { return pidfd_.get(); }                // readable once it has ended
    void kill();
    // The end, once; nothing while it runs.
    std::optional<ProcessEnd> reap();
    // monotonic_us: now. The first sample has no CPU figure. Zero once it has ended.
    Usage sample(std::int64_t monotonic_us);

  private:
    HostProcess(pid_t pid, UniqueFd pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
    pid_t pid_ = 0;
    UniqueFd pidfd_;
    SandboxTier tier_ = SandboxTier::b;
    std::string fallback_;
    bool ended_ = false;
    std::uint64_t cpu_us_ = 0;
    std::int64_t sampled_us_ = 0;
};

} // namespace asista::runtime
