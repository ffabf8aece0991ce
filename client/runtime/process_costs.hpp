// What a process costs, as the kernel counts it.
#pragma once

#include <cstdint>
#include <sys/types.h>

namespace asista::runtime {

struct ProcessCosts {
    std::uint64_t cpu_us = 0;  // of all its threads, ended ones too
    std::uint64_t wakeups = 0; // times that the threads it has now waited for something; of the first `most_threads_read` of them
    std::uint64_t threads = 0;
    double memory_mb = 0; // PSS where it may matter, else what is resident, which is never less
};

// A process with thousands of threads makes nobody read thousands of files.
inline constexpr int most_threads_read = 256;

// All zero for a process that is gone. Reading PSS walks the process's memory, so it is only done beyond `exact_memory_above_mb` of
// resident memory. [any]
ProcessCosts read_costs(pid_t pid, double exact_memory_above_mb);

// What all processes of a group have had of the processor, and what those had whose end they have taken note of. Exact to the microsecond
// for what still runs, to the kernel's tick for what has ended. Zero for a group that is gone. [any]
std::uint64_t read_group_cpu_us(pid_t group);

} // namespace asista::runtime
