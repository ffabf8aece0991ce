// More than its share: memory of every kind, threads, processor time.
#include "attack.hpp"

#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <pthread.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <thread>

namespace hostile {

namespace {
constexpr std::size_t piece = 16u << 20, wanted = 3u << 30;

// Asks for 3 GiB piece by piece; what was got is given back, so that the next attack can have it.
Outcome take_memory(int flags, int protection = PROT_READ | PROT_WRITE) {
    std::vector<void*> pieces;
    Outcome outcome;
    while (pieces.size() * piece < wanted) {
        void* const got = ::mmap(nullptr, piece, protection, flags, -1, 0);
        if (got == MAP_FAILED) {
            outcome.error = errno;
            break;
        }
        pieces.push_back(got);
        if (protection == PROT_NONE && ::mprotect(got, piece, PROT_READ | PROT_WRITE) != 0) {
            outcome.error = errno;
            break;
        }
    }
    outcome.done = pieces.size() * piece >= wanted;
    for (void* const got : pieces) ::munmap(got, piece);
    return outcome;
}

std::atomic<bool> stop{false}, never{false};
void* idle(void*) {
    while (!stop) ::usleep(20'000);
    return nullptr;
}
enum class Then { end_them, keep_them };
// As many threads of this stack size as the process can have, up to 3,000.
Outcome take_threads(std::size_t stack_bytes, Then then) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    if (stack_bytes > 0) pthread_attr_setstacksize(&attributes, stack_bytes);
    std::vector<pthread_t> threads;
    Outcome outcome;
    stop = false;
    while (threads.size() < 3'000) {
        pthread_t thread{};
        outcome.error = ::pthread_create(&thread, &attributes, idle, nullptr);
        if (outcome.error != 0) break;
        threads.push_back(thread);
    }
    outcome.done = threads.size() >= 3'000;
    if (then == Then::keep_them) ::sleep(30); // the client ends a process with so many when it looks
    stop = true;
    for (const pthread_t thread : threads) ::pthread_join(thread, nullptr);
    return outcome;
}
} // namespace

std::vector<Attack> memory_attacks() {
    return {
        {"heap", [](const Json&) { return take_memory(MAP_PRIVATE | MAP_ANONYMOUS); }},
        {"heap-unreserved", [](const Json&) { return take_memory(MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE); }},
        {"heap-after-reserving", [](const Json&) { return take_memory(MAP_PRIVATE | MAP_ANONYMOUS, PROT_NONE); }},
        {"heap-growing-down", [](const Json&) { return take_memory(MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN); }},
        {"heap-by-break",
         [](const Json&) {
             const long start = ::syscall(SYS_brk, 0);
             const long end = ::syscall(SYS_brk, start + static_cast<long>(wanted));
             const bool done = end == start + static_cast<long>(wanted);
             if (done) ::syscall(SYS_brk, start);
             return Outcome{done, ENOMEM, {}};
         }},
        {"heap-by-new",
         [](const Json&) {
             try {
                 std::vector<std::string> pieces;
                 for (std::size_t i = 0; i < wanted / piece; ++i) pieces.emplace_back(piece, '\1');
                 return Outcome{true, 0, {}};
             } catch (const std::bad_alloc&) {
                 return Outcome{false, ENOMEM, {}};
             }
         }},
        {"shared-memory", [](const Json&) { return take_memory(MAP_SHARED | MAP_ANONYMOUS); }},
        {"shared-memory-old", [](const Json&) { return call(SYS_shmget, IPC_PRIVATE, piece, IPC_CREAT | 0600); }},
        {"memory-file", [](const Json&) { return call(SYS_memfd_create, "asista", 0); }},
        {"lock-memory", [](const Json&) { return call(SYS_mlockall, MCL_CURRENT | MCL_FUTURE); }},
        {"descriptors",
         [](const Json&) {
             std::vector<int> held;
             Outcome outcome;
             while (held.size() < 1'000) {
                 int ends[2];
                 if (::pipe(ends) != 0) {
                     outcome.error = errno;
                     break;
                 }
                 held.insert(held.end(), ends, ends + 2);
             }
             outcome.done = held.size() >= 1'000;
             for (const int fd : held) ::close(fd);
             return outcome;
         }},
        {"threads", [](const Json&) { return take_threads(0, Then::end_them); }},
        {"threads-with-small-stacks", [](const Json&) { return take_threads(64 * 1024, Then::keep_them); }},
        {"spinning-threads", // stay until the process ends
         [](const Json& a) {
             for (int i = 0; i < number(a, "count"); ++i)
                 std::thread([] {
                     while (!never) {}
                 }).detach();
             return Outcome{true, 0, {}};
         }},
    };
}

} // namespace hostile
