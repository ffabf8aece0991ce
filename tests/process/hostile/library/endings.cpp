// Ways to end, or not to. Each is used in a constructor, at the start, while drawing, while saving, while stopping.
#include "attack.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>

namespace hostile {

namespace {
volatile bool for_ever = true;

int overflow_stack(int depth) {
    volatile char block[4096];
    block[0] = static_cast<char>(depth);
    return for_ever ? block[0] + overflow_stack(depth + 1) + block[0] : 0;
}
} // namespace

std::vector<Attack> ending_attacks() {
    return {
        {"segfault",
         [](const Json&) {
             *static_cast<volatile int*>(nullptr) = 1;
             return Outcome{};
         }},
        {"abort", [](const Json&) -> Outcome { std::abort(); }},
        {"overflow-stack",
         [](const Json&) {
             return Outcome{true, 0, std::to_string(overflow_stack(0))};
         }},
        {"exit", [](const Json&) -> Outcome { std::exit(0); }},
        {"exit-at-once", [](const Json&) -> Outcome { ::_exit(0); }},
        {"exit-thread", // the main thread ends, the process stays
         [](const Json&) {
             std::thread([] {
                 for (;;) ::usleep(20'000);
             }).detach();
             ::syscall(SYS_exit, 0);
             return Outcome{};
         }},
        {"divide-by-zero",
         [](const Json&) {
             volatile int zero = 0;
             return Outcome{true, 0, std::to_string(7 % zero)};
         }},
        {"illegal-instruction", [](const Json&) -> Outcome { __builtin_trap(); }},
        {"kill-itself", [](const Json&) { return call(SYS_tgkill, ::getpid(), ::gettid(), SIGKILL); }},
        {"stop-itself", [](const Json&) { return call(SYS_tgkill, ::getpid(), ::gettid(), SIGSTOP); }},
        {"throw", [](const Json&) -> Outcome { throw std::runtime_error("meant \x1b[31m\xff"); }},
        {"throw-in-thread",
         [](const Json&) {
             std::thread([] { throw std::runtime_error("in a thread"); }).join();
             return Outcome{};
         }},
        {"hang",
         [](const Json&) {
             while (for_ever) {}
             return Outcome{};
         }},
        {"hang-without-signals",
         [](const Json&) {
             sigset_t every;
             sigfillset(&every);
             ::sigprocmask(SIG_BLOCK, &every, nullptr);
             while (for_ever) {}
             return Outcome{};
         }},
        {"deaf-crash", // takes over every signal, then crashes: no record is written
         [](const Json&) {
             for (int number = 1; number < 32; ++number) std::signal(number, SIG_DFL);
             *static_cast<volatile int*>(nullptr) = 1;
             return Outcome{};
         }},
    };
}

} // namespace hostile
