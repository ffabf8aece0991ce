// Leaves a crash record (wire/crash_record.hpp) when this process dies by a signal, a failed assertion or an uncaught exception, and
// then lets it die of the same cause. SIGUSR2 writes the record too, without dying: the client asks so where a plugin hangs.
#pragma once

#include "wire/crash_record.hpp"

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <ucontext.h>

namespace asista::host::crash {

// `area` is the writable frame area, for the life of the process. Loads what unwinding needs, so call it before lock_down().
// Once a process.
void install(std::byte* area);

// Writes down which libraries lie where, for the stack of a later crash. Again after a library was opened.
void note_modules();

// What the main thread does from here on; `surface` while drawing. [frame]
void set_doing(frame::Doing doing, std::uint32_t surface = 0);

// Gives the calling thread a stack to handle a fault on when its own has run out; install() has done it for the main thread. What it
// returns goes to remove_alternate_stack() before the thread ends; null when memory ran out, and then such a fault leaves no record.
void* add_alternate_stack();
void remove_alternate_stack(void* block);

// Where assert() of plugins leads (interposed.cpp).
[[noreturn]] void fail_assertion(const char* expression, const char* file, unsigned line, const char* function);

// Leaves the record from within another handler, which then ends the process by itself. Does nothing before install(), or when another
// thread leaves one already. [any], in a signal handler
void leave_record(int signal, const siginfo_t& info, const ucontext_t& context);

// Text for the record if the process dies next: an assertion, an exception. Cut to what fits. [any]
void set_note(const char* text);

// For the length of a scope, then what it was before.
class DoingScope {
  public:
    explicit DoingScope(frame::Doing doing, std::uint32_t surface = 0);
    ~DoingScope();
    DoingScope(const DoingScope&) = delete;
    DoingScope& operator=(const DoingScope&) = delete;

  private:
    frame::Doing before_;
    std::uint32_t surface_before_;
};

} // namespace asista::host::crash
