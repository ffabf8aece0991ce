// Reading and wording of crash records; the writing is plugin_host/crash.cpp.
#include "wire/crash_record.hpp"

#include "wire/kernel_calls.hpp"
#include "wire/utf8.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <iterator>
#include <string_view>

namespace asista::frame {

namespace {
// Ends the text, and replaces what could confuse a terminal or a label.
template <std::size_t size> void make_printable(char (&text)[size]) {
    text[size - 1] = '\0';
    const std::size_t length = std::strlen(text);
    for (char& c : std::span(text, length)) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    // A cut in the middle of a character, or bytes that were never text: keep the ASCII.
    if (wire::is_utf8({text, length})) return;
    for (char& c : std::span(text, length)) {
        if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    }
}

// A recursion without end faults next to its stack pointer; nothing else does.
bool is_stack_overflow(const CrashRecord& record) {
    constexpr std::uint64_t near = 64 * 1024;
    if (record.signal != SIGSEGV || record.stack_pointer < near) return false;
    return record.address >= record.stack_pointer - near && record.address < record.stack_pointer + near;
}

std::string signal_name(const CrashRecord& record) {
    const std::string_view note = record.note;
    switch (record.signal) {
    case SIGSEGV:
        return is_stack_overflow(record) ? "stack overflow" : fmt::format("segmentation fault at {:#x}", record.address);
    case SIGBUS: return fmt::format("bus error at {:#x}", record.address);
    case SIGFPE: return record.signal_code == FPE_INTDIV ? "division by zero" : "arithmetic error";
    case SIGILL: return "illegal instruction";
    case SIGABRT:
        if (note.find("std::bad_alloc") != note.npos) return "out of memory: it reached the limit of a plugin";
        if (note.starts_with("uncaught exception")) return "uncaught exception";
        if (note.starts_with("assertion failed") || note.starts_with("ImGui: ")) return "failed assertion";
        return "aborted";
    case SIGTRAP: return "trap";
    case SIGSYS: return "forbidden kernel call";
    default: return fmt::format("signal {}", record.signal);
    }
}
} // namespace

std::optional<CrashRecord> read_crash_record(std::span<const std::byte> area) {
    if (area.size() < frame_area_bytes) return std::nullopt;
    CrashRecord record;
    std::memcpy(&record, area.data() + crash_record_offset, sizeof record);
    if (record.magic != crash_magic || record.signal == 0 || record.signal > 64) return std::nullopt;
    if (record.doing < Doing::starting || record.doing > Doing::waiting) return std::nullopt;
    record.pc_count = std::min(record.pc_count, max_crash_pcs);
    record.module_count = std::min(record.module_count, max_crash_modules);
    make_printable(record.note);
    for (CrashModule& module : record.modules) make_printable(module.name);
    return record;
}

std::string_view doing_words(Doing doing) {
    switch (doing) {
    case Doing::starting: return "while starting";
    case Doing::loading: return "while its library was being opened";
    case Doing::initialising: return "while initialising";
    case Doing::drawing: return "while drawing";
    case Doing::order: return "while handling an event";
    case Doing::saving_state: return "while saving its state";
    case Doing::loading_state: return "while taking over its state";
    case Doing::stopping: return "while stopping";
    case Doing::waiting: return "in a thread of its own";
    }
    return "at an unknown point";
}

std::size_t module_of(const CrashRecord& record, std::uint64_t address) {
    std::size_t index = 0;
    while (index < record.module_count && (address < record.modules[index].base || address >= record.modules[index].end)) ++index;
    return index == record.module_count ? max_crash_modules : index;
}

std::string_view where_words(const CrashRecord& record) {
    return doing_words(record.thread == 1 ? record.doing : Doing::waiting);
}

std::string describe(const CrashRecord& record) {
    const std::string_view where = where_words(record);
    if (record.signal == SIGUSR2) return fmt::format("It did not answer {}.", where); // the client asked for the stack
    if (record.signal == SIGSYS)
        return fmt::format("It was ended because it tried to {}.", describe_kernel_call(record.refused_last));
    return fmt::format("It crashed {} ({}).", where, signal_name(record));
}

std::string describe_stack(const CrashRecord& record) {
    std::string text = describe(record);
    if (record.note[0] != '\0') fmt::format_to(std::back_inserter(text), " {}", record.note);
    if (record.refused_calls > 0) {
        fmt::format_to(std::back_inserter(text), " The sandbox refused {} kernel calls; with the last it tried to {}.",
                       record.refused_calls, describe_kernel_call(record.refused_last));
    }
    const auto add_frame = [&](std::uint32_t number, std::uint64_t pc) {
        const std::size_t in = module_of(record, pc);
        if (in == max_crash_modules) {
            fmt::format_to(std::back_inserter(text), "\n#{} {:#x}", number, pc);
        } else {
            fmt::format_to(std::back_inserter(text), "\n#{} {}+{:#x}", number, record.modules[in].name,
                           pc - record.modules[in].base);
        }
    };
    if (record.pc_count == 0) add_frame(0, record.pc);
    for (std::uint32_t i = 0; i < record.pc_count; ++i) {
        add_frame(i, record.pcs[i]);
        // Of a recursion the first turns say as much as all.
        std::uint32_t same = 0;
        while (i + same + 1 < record.pc_count && record.pcs[i + same + 1] == record.pcs[i]) ++same;
        if (same < 3) continue;
        fmt::format_to(std::back_inserter(text), "\n    and {} more of the same", same);
        i += same;
    }
    return text;
}

} // namespace asista::frame
