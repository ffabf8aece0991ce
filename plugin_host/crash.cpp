// The signal handler writes into shared memory only and calls nothing that allocates or locks. The record is complete (magic set)
// before the stack is walked. Walking follows what lies on a stack that a plugin may have broken, or made: at most 64 frames, and a fault
// on the way ends the walk and nothing else; the addresses found so far stay.
#include "crash.hpp"

#include "sandbox.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csetjmp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>
#include <elf.h>
#include <exception>
#include <link.h>
#include <span>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <typeinfo>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

namespace asista::host::crash {

namespace {
constexpr std::array fatal_signals{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP};
frame::CrashRecord* record = nullptr; // in the frame area; written by one thread at a time, see `taken`
std::atomic<frame::Doing> doing{frame::Doing::starting};
std::atomic<std::uint32_t> surface{0};
std::atomic_flag taken = ATOMIC_FLAG_INIT; // the first thread to crash writes the record

pid_t own_tid() { return static_cast<pid_t>(::syscall(SYS_gettid)); }

// ---- the stack -------------------------------------------------------------------------------------------------------------

std::atomic<pid_t> walker{0}; // the thread that walks its stack now
sigjmp_buf end_of_walk;       // where it goes on when that faults

// What the walk looks for first: the frames before are this handler's own.
struct Walk {
    bool begun = false;
};

_Unwind_Reason_Code add_frame(_Unwind_Context* context, void* argument) {
    auto& walk = *static_cast<Walk*>(argument);
    int is_exact = 0; // the address itself; otherwise the one after a call, which may belong to the next line or function already
    auto pc = static_cast<std::uint64_t>(_Unwind_GetIPInfo(context, &is_exact));
    if (pc == 0) return _URC_END_OF_STACK;
    if (!walk.begun && pc != record->pc) return _URC_NO_REASON;
    walk.begun = true;
    if (record->pc_count >= frame::max_crash_pcs) return _URC_END_OF_STACK;
    if (is_exact == 0) --pc;
    record->pcs[record->pc_count] = pc;
    record->pc_count = record->pc_count + 1;
    return _URC_NO_REASON;
}

bool in_module(std::uint64_t address) { return frame::module_of(*record, address) != frame::max_crash_modules; }

// volatile, and no object with a destructor: the way back from a fault is a long jump.
void walk_stack() {
    walker.store(own_tid(), std::memory_order_relaxed);
    if (sigsetjmp(end_of_walk, 0) == 0) {
        Walk walk;
        _Unwind_Backtrace(add_frame, &walk);
    }
    if (record->pc_count == 0) {
        record->pcs[0] = record->pc;
        record->pc_count = 1;
    }
    // A call to an address where nothing is: what called it lies on top of the stack.
    if (record->pc_count == 1 && !in_module(record->pcs[0]) && record->stack_pointer % alignof(std::uint64_t) == 0 &&
        sigsetjmp(end_of_walk, 0) == 0) {
        const std::uint64_t caller = *reinterpret_cast<const volatile std::uint64_t*>(record->stack_pointer);
        if (in_module(caller)) {
            record->pcs[1] = caller - 1;
            record->pc_count = 2;
        }
    }
    walker.store(0, std::memory_order_relaxed);
}

int add_module(dl_phdr_info* info, std::size_t size, void*);

// While the library's constructors run, nobody has noted yet where it lies. The loader's lock is this thread's own then, and may be taken
// again by it; in any other thread this might wait for ever.
void note_modules_while_loading() {
    if (doing.load(std::memory_order_relaxed) != frame::Doing::loading || own_tid() != ::getpid()) return;
    walker.store(own_tid(), std::memory_order_relaxed);
    if (sigsetjmp(end_of_walk, 0) == 0) {
        record->module_count = 0;
        ::dl_iterate_phdr(add_module, nullptr);
    }
    walker.store(0, std::memory_order_relaxed);
}

// A fault while the stack was being walked.
void leave_walk_if_walking() {
    if (walker.load(std::memory_order_relaxed) == own_tid()) siglongjmp(end_of_walk, 1);
}

// ---- the record ------------------------------------------------------------------------------------------------------------

void fill_registers(const ucontext_t& context) {
#if defined(__x86_64__)
    record->pc = static_cast<std::uint64_t>(context.uc_mcontext.gregs[REG_RIP]);
    record->stack_pointer = static_cast<std::uint64_t>(context.uc_mcontext.gregs[REG_RSP]);
#elif defined(__aarch64__)
    record->pc = context.uc_mcontext.pc;
    record->stack_pointer = context.uc_mcontext.sp;
#endif
}

void write_record(int signal, const siginfo_t& info, const ucontext_t& context) {
    record->magic = 0;
    record->signal = static_cast<std::uint32_t>(signal);
    record->signal_code = info.si_code;
    record->doing = doing.load(std::memory_order_relaxed);
    record->surface = surface.load(std::memory_order_relaxed);
    record->address = signal == SIGSEGV || signal == SIGBUS ? reinterpret_cast<std::uint64_t>(info.si_addr) : 0;
    record->thread = own_tid() == ::getpid() ? 1 : 0;
    const Refusals refused = refusals();
    record->refused_calls = refused.count;
    record->refused_last = refused.last_call;
    record->pc_count = 0;
    record->serial = record->serial + 1;
    fill_registers(context);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    record->magic = frame::crash_magic;
    note_modules_while_loading();
    walk_stack();
}

[[noreturn]] void stay_dead() {
    // The first process of a pid namespace ignores signals sent from within, whatever it did about them. A fault it cannot ignore.
    std::signal(SIGILL, SIG_DFL);
    __builtin_trap();
}

void on_fatal_signal(int signal, siginfo_t* info, void* context) {
    leave_walk_if_walking();
    if (record != nullptr && !taken.test_and_set()) write_record(signal, *info, *static_cast<ucontext_t*>(context));
    // Die of the same signal: a fault happens again by itself when the handler returns, a sent signal has to be sent again.
    std::signal(signal, SIG_DFL);
    if (info->si_code > 0) return;
    ::syscall(SYS_tgkill, ::getpid(), own_tid(), signal);
    stay_dead();
}

void on_asked(int signal, siginfo_t* info, void* context) {
    if (record == nullptr || taken.test_and_set()) return;
    const int saved_errno = errno;
    write_record(signal, *info, *static_cast<ucontext_t*>(context));
    errno = saved_errno;
    taken.clear();
}

// "std::runtime_error" for "St13runtime_error".
void print_type(const std::type_info& type, const char* what, char (&text)[sizeof(frame::CrashRecord::note)]) {
    int status = 0;
    char* const readable = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status); // null when memory has run out
    std::snprintf(text, sizeof text, "uncaught exception %s: %s", readable != nullptr ? readable : type.name(), what);
    std::free(readable); // NOLINT(cppcoreguidelines-no-malloc): as __cxa_demangle wants it
}

void on_terminate() {
    char text[sizeof(frame::CrashRecord::note)] = "uncaught exception";
    if (const auto exception = std::current_exception()) {
        try {
            std::rethrow_exception(exception);
        } catch (const std::exception& error) {
            print_type(typeid(error), error.what(), text);
        } catch (...) {
            // not one of the standard's: nothing to say about it
        }
    }
    set_note(text);
    std::fprintf(stderr, "%s\n", text);
    std::abort();
}

// The ELF note with the build id, in memory.
void copy_build_id(const dl_phdr_info& info, frame::CrashModule& module) {
    for (const auto& header : std::span(info.dlpi_phdr, info.dlpi_phnum)) {
        if (header.p_type != PT_NOTE) continue;
        const auto* at = reinterpret_cast<const char*>(info.dlpi_addr + header.p_vaddr);
        const auto* const end = at + header.p_memsz;
        while (end - at > static_cast<std::ptrdiff_t>(sizeof(ElfW(Nhdr)))) {
            ElfW(Nhdr) note;
            std::memcpy(&note, at, sizeof note);
            const char* const name = at + sizeof note;
            const char* const content = name + ((note.n_namesz + 3) & ~3U);
            at = content + ((note.n_descsz + 3) & ~3U);
            if (at > end) break;
            if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != 4 || std::memcmp(name, "GNU", 4) != 0) continue;
            std::memcpy(module.build_id, content, std::min<std::size_t>(note.n_descsz, sizeof module.build_id));
            return;
        }
    }
}

int add_module(dl_phdr_info* info, std::size_t, void*) {
    if (record->module_count >= frame::max_crash_modules) return 1;
    frame::CrashModule& module = record->modules[record->module_count];
    module = {};
    std::uint64_t low = UINT64_MAX, high = 0;
    for (const auto& header : std::span(info->dlpi_phdr, info->dlpi_phnum)) {
        if (header.p_type != PT_LOAD) continue;
        low = std::min<std::uint64_t>(low, info->dlpi_addr + header.p_vaddr);
        high = std::max<std::uint64_t>(high, info->dlpi_addr + header.p_vaddr + header.p_memsz);
    }
    if (low >= high) return 0;
    module.base = low;
    module.end = high;
    const char* const path = info->dlpi_name == nullptr || *info->dlpi_name == '\0' ? "asista-plugin-host" : info->dlpi_name;
    const char* const slash = std::strrchr(path, '/');
    // The library comes from /proc/self/fd/N, whose last part is a number.
    const bool is_plugin = std::strncmp(path, "/proc/self/fd/", 14) == 0;
    std::snprintf(module.name, sizeof module.name, "%s", is_plugin ? "plugin.so" : slash != nullptr ? slash + 1 : path);
    copy_build_id(*info, module);
    ++record->module_count;
    return 0;
}

_Unwind_Reason_Code stop_at_once(_Unwind_Context*, void*) { return _URC_END_OF_STACK; }
} // namespace

void* add_alternate_stack() {
    // As much as the kernel needs to save the registers of this machine, and as much again as walking a stack takes, below it a page that
    // nothing may touch: a handler that needs more must not write into somebody's memory.
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const auto needed = static_cast<std::size_t>(std::max<long>(::sysconf(_SC_MINSIGSTKSZ), 0)) + std::size_t{28} * 1024;
    const std::size_t bytes = (needed + page - 1) / page * page;
    void* const block = ::mmap(nullptr, page + bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    if (block == MAP_FAILED) return nullptr;
    auto* const stack = static_cast<std::byte*>(block) + page;
    const stack_t alternate{stack, 0, bytes};
    if (::mprotect(stack, bytes, PROT_READ | PROT_WRITE) == 0 && ::sigaltstack(&alternate, nullptr) == 0) return block;
    ::munmap(block, page + bytes);
    return nullptr;
}

void remove_alternate_stack(void* block) {
    if (block == nullptr) return;
    stack_t now{};
    if (::sigaltstack(nullptr, &now) != 0) return;
    const stack_t none{nullptr, SS_DISABLE, 0};
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    // Only what was put there: a plugin may have set a stack of its own.
    if (now.ss_sp != static_cast<std::byte*>(block) + page || ::sigaltstack(&none, nullptr) != 0) return;
    ::munmap(block, page + now.ss_size);
}

void install(std::byte* area) {
    add_alternate_stack();
    record = reinterpret_cast<frame::CrashRecord*>(area + frame::crash_record_offset);
    _Unwind_Backtrace(stop_at_once, nullptr);

    struct sigaction action {};
    // NODEFER: a fault while the stack is walked must reach the handler again.
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    action.sa_sigaction = on_fatal_signal;
    for (const int signal : fatal_signals) ::sigaction(signal, &action, nullptr);
    action.sa_sigaction = on_asked;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    ::sigaction(SIGUSR2, &action, nullptr);
    std::set_terminate(on_terminate);
}

void note_modules() {
    if (record == nullptr) return;
    record->module_count = 0;
    ::dl_iterate_phdr(add_module, nullptr);
}

void set_doing(frame::Doing now, std::uint32_t on_surface) {
    surface.store(on_surface, std::memory_order_relaxed);
    doing.store(now, std::memory_order_relaxed);
}

void leave_record(int signal, const siginfo_t& info, const ucontext_t& context) {
    if (record != nullptr && !taken.test_and_set()) write_record(signal, info, context);
}

void set_note(const char* text) {
    if (record != nullptr) std::snprintf(record->note, sizeof record->note, "%s", text);
}

DoingScope::DoingScope(frame::Doing now, std::uint32_t on_surface)
    : before_(doing.load(std::memory_order_relaxed)), surface_before_(surface.load(std::memory_order_relaxed)) {
    set_doing(now, on_surface);
}
DoingScope::~DoingScope() { set_doing(before_, surface_before_); }

} // namespace asista::host::crash

// A failed assert() of a plugin: the C library says it on stderr and aborts; here the card learns it as well.
void asista::host::crash::fail_assertion(const char* expression, const char* file, unsigned line, const char* function) {
    char text[sizeof(asista::frame::CrashRecord::note)];
    const char* const slash = std::strrchr(file, '/');
    std::snprintf(text, sizeof text, "assertion failed: %s (%s:%u, %s)", expression, slash != nullptr ? slash + 1 : file, line,
                  function != nullptr ? function : "?");
    set_note(text);
    std::fprintf(stderr, "%s\n", text);
    std::abort();
}

// Dear ImGui's assertions end here instead of in its default, so that the card can say which one failed.
extern "C" __attribute__((visibility("default"))) void asista_imgui_assert(const char* expression, const char* file, int line) {
    char text[sizeof(asista::frame::CrashRecord::note)];
    const char* const slash = std::strrchr(file, '/');
    std::snprintf(text, sizeof text, "ImGui: %s (%s:%d)", expression, slash != nullptr ? slash + 1 : file, line);
    asista::host::crash::set_note(text);
    std::fprintf(stderr, "%s\n", text);
    std::abort();
}
