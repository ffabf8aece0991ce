// The signal handler writes into shared memory only and calls nothing that allocates or locks. The record is complete (magic set)
// before the stack is walked, because walking a broken stack may fault again; the addresses found so far then stay.
#include "crash.hpp"

#include "sandbox.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
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
constexpr std::size_t alternate_stack_bytes = 64 * 1024;

frame::CrashRecord* record = nullptr; // in the frame area; written by one thread at a time, see `taken`
std::atomic<frame::Doing> doing{frame::Doing::starting};
std::atomic<std::uint32_t> surface{0};
std::atomic_flag taken = ATOMIC_FLAG_INIT; // the first thread to crash writes the record

_Unwind_Reason_Code add_frame(_Unwind_Context* context, void*) {
    if (record->pc_count >= frame::max_crash_pcs) return _URC_END_OF_STACK;
    const auto pc = static_cast<std::uint64_t>(_Unwind_GetIP(context));
    if (pc == 0) return _URC_END_OF_STACK;
    record->pcs[record->pc_count] = pc;
    record->pc_count = record->pc_count + 1;
    return _URC_NO_REASON;
}

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
    record->thread = ::syscall(SYS_gettid) == ::getpid() ? 1 : 0;
    const Refusals refused = refusals();
    record->refused_calls = refused.count;
    record->refused_last = refused.last_call;
    record->pc_count = 0;
    fill_registers(context);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    record->magic = frame::crash_magic;
    _Unwind_Backtrace(add_frame, nullptr);
}

void on_fatal_signal(int signal, siginfo_t* info, void* context) {
    if (record != nullptr && !taken.test_and_set()) write_record(signal, *info, *static_cast<ucontext_t*>(context));
    // Die of the same signal: a fault happens again by itself when the handler returns, a sent signal has to be sent again.
    std::signal(signal, SIG_DFL);
    if (info->si_code <= 0) ::syscall(SYS_tgkill, ::getpid(), ::syscall(SYS_gettid), signal);
}

void on_asked(int signal, siginfo_t* info, void* context) {
    if (record == nullptr || taken.test_and_set()) return;
    write_record(signal, *info, *static_cast<ucontext_t*>(context));
    taken.clear();
}

void on_terminate() {
    char text[sizeof(frame::CrashRecord::note)] = "uncaught exception";
    if (const auto exception = std::current_exception()) {
        try {
            std::rethrow_exception(exception);
        } catch (const std::exception& error) {
            std::snprintf(text, sizeof text, "uncaught exception %s: %s", typeid(error).name(), error.what());
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

void install(std::byte* area) {
    // A stack overflow leaves no stack to handle it on. The main thread's is enough: a plugin's own threads have none, and die
    // without a record when they overflow.
    void* const stack =
        ::mmap(nullptr, alternate_stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack != MAP_FAILED) {
        const stack_t alternate{stack, 0, alternate_stack_bytes};
        ::sigaltstack(&alternate, nullptr);
    }
    record = reinterpret_cast<frame::CrashRecord*>(area + frame::crash_record_offset);
    _Unwind_Backtrace(stop_at_once, nullptr);

    struct sigaction action {};
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    action.sa_sigaction = on_fatal_signal;
    for (const int signal : fatal_signals) ::sigaction(signal, &action, nullptr);
    action.sa_sigaction = on_asked;
    action.sa_flags |= SA_RESTART;
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

// Dear ImGui's assertions end here instead of in its default, so that the card can say which one failed.
extern "C" __attribute__((visibility("default"))) void asista_imgui_assert(const char* expression, const char* file, int line) {
    char text[sizeof(asista::frame::CrashRecord::note)];
    const char* const slash = std::strrchr(file, '/');
    std::snprintf(text, sizeof text, "ImGui: %s (%s:%d)", expression, slash != nullptr ? slash + 1 : file, line);
    asista::host::crash::set_note(text);
    std::fprintf(stderr, "%s\n", text);
    std::abort();
}
