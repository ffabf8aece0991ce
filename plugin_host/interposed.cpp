// Functions of the C library that this program has in the C library's place: the loader finds the program's first, for the plugin and for
// every library. A part of the program alone and not of what tests link.
#include "crash.hpp"

#include <cerrno>
#include <dlfcn.h>
#include <new>
#include <pthread.h>

#define ASISTA_IN_PLACE_OF_LIBC extern "C" __attribute__((visibility("default")))

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // these have their own in the same place
namespace {
struct Start {
    void* (*run)(void*);
    void* argument;
};

// Also when the thread ends by pthread_exit or is cancelled.
struct AlternateStack {
    void* block = asista::host::crash::add_alternate_stack();
    AlternateStack() = default;
    AlternateStack(const AlternateStack&) = delete;
    AlternateStack& operator=(const AlternateStack&) = delete;
    ~AlternateStack() { asista::host::crash::remove_alternate_stack(block); }
};

void* run_with_alternate_stack(void* argument) {
    const Start start = *static_cast<Start*>(argument);
    delete static_cast<Start*>(argument); // NOLINT(cppcoreguidelines-owning-memory): handed over by pthread_create
    const AlternateStack stack;
    return start.run(start.argument);
}
} // namespace

// A thread that recurses without end has no stack left for the handler that would say so.
ASISTA_IN_PLACE_OF_LIBC int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                                           void* argument) noexcept {
    using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
    static const auto create = reinterpret_cast<Create>(::dlsym(RTLD_NEXT, "pthread_create"));
    auto* const start = new (std::nothrow) Start{run, argument}; // NOLINT(cppcoreguidelines-owning-memory)
    if (start == nullptr) return EAGAIN;
    const int error = create(thread, attributes, run_with_alternate_stack, start);
    if (error != 0) delete start; // NOLINT(cppcoreguidelines-owning-memory)
    return error;
}
#endif

ASISTA_IN_PLACE_OF_LIBC void __assert_fail(const char* expression, const char* file, unsigned line,
                                           const char* function) noexcept {
    asista::host::crash::fail_assertion(expression, file, line, function);
}
