// What a dying plugin host leaves behind in the last page of its frame area: which signal, doing what, where. Fixed size, no
// pointers, written by a signal handler. The client reads it after the process is gone and believes nothing in it: it is shown
// to the person as a guess, after every field was held against its range.
#pragma once

#include "wire/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace asista::frame {

inline constexpr std::uint32_t crash_magic = 0x31435243; // "CRC1"
inline constexpr std::uint32_t max_crash_pcs = 64;
inline constexpr std::uint32_t max_crash_modules = 24;

// What the host was doing, set by it before each kind of work.
enum class Doing : std::uint32_t {
    starting = 1, // before the library was opened
    loading = 2,  // opening the library: its constructors
    initialising = 3,
    drawing = 4,
    order = 5, // a command, action, event, timer or reply
    saving_state = 6,
    loading_state = 7,
    stopping = 8,
    waiting = 9, // nothing of the plugin's on the main thread: a thread of the plugin's own
};

struct CrashModule {
    std::uint64_t base, end;
    std::uint8_t build_id[20]; // of the ELF note, zero when it has none
    char name[28];             // last part of the path, cut to fit, zero-terminated
};

struct CrashRecord {
    std::uint32_t magic; // written last
    std::uint32_t signal;
    std::int32_t signal_code;
    Doing doing;
    std::uint64_t address; // si_addr of memory faults
    std::uint64_t pc;
    std::uint64_t stack_pointer;
    std::uint64_t thread;        // 1 when it was the main thread
    std::uint32_t surface;       // while drawing
    std::uint32_t refused_calls; // kernel calls that the sandbox refused during this process's life
    std::uint32_t refused_last;  // number of the last of them
    std::uint32_t pc_count;
    std::uint64_t pcs[max_crash_pcs]; // innermost first: where it stopped, then within each call that led there
    std::uint32_t module_count;
    std::uint32_t serial; // +1 for each record written: tells a new one from the one before
    CrashModule modules[max_crash_modules];
    char note[256]; // a failed assertion or an uncaught exception's text; zero-terminated UTF-8 or cut
};
static_assert(sizeof(CrashRecord) <= crash_record_bytes && std::is_trivially_copyable_v<CrashRecord>);
inline constexpr std::size_t crash_record_offset = frame_area_bytes - crash_record_bytes;

// Copies the record out of a frame area; nothing when none was written or it is not well formed. `note` and names come back
// zero-terminated, printable and valid UTF-8. [any]
std::optional<CrashRecord> read_crash_record(std::span<const std::byte> area);

// For a person: "It crashed while drawing (segmentation fault at 0x0)." One sentence, at most 200 bytes.
std::string describe(const CrashRecord& record);
// "while drawing": what the main thread did.
std::string_view doing_words(Doing doing);
// The same of a record: "in a thread of its own" when it was not the main thread.
std::string_view where_words(const CrashRecord& record);
// Which of the record's modules an address lies in; max_crash_modules: none.
std::size_t module_of(const CrashRecord& record, std::uint64_t address);
// For the log: the sentence, the note, and one line a frame: "#0 plugin.so+0x1234".
std::string describe_stack(const CrashRecord& record);

} // namespace asista::frame
