// The memory and the descriptors shared with the client: 3 channel, 4 input area, 5 frame area, 6 kick, 7 done.
#include "attack.hpp"

#include "wire/crash_record.hpp"
#include "wire/frame.hpp"

#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <limits>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <thread>

namespace hostile {

namespace {
using namespace asista::frame;
constexpr int input_fd = 4, frame_fd = 5, kick_fd = 6, done_fd = 7;

// Until the descriptor can be read or written again.
void wait_for(int fd, short events) {
    pollfd waiting{fd, events, 0};
    ::poll(&waiting, 1, -1);
}

std::byte* area() {
    if (areas.frame == nullptr || areas.input == nullptr) throw std::runtime_error("the shared areas were not found");
    return reinterpret_cast<std::byte*>(const_cast<std::uint32_t*>(areas.frame));
}

#ifndef __SANITIZE_ADDRESS__
// The kernel tells whether memory can be read, without harm when it cannot.
bool is_readable(const void* memory) {
    int ends[2];
    if (::pipe2(ends, 0) != 0) return false;
    const bool copied = ::write(ends[1], memory, 4) == 4;
    ::close(ends[0]);
    ::close(ends[1]);
    return copied;
}
#endif

// Something of the frame is changed for as long as the process lives, racing with the client's copy; by as many threads as it takes to
// be quick enough on a busy machine now and then.
Outcome keep_writing(void (*damage)(std::byte*)) {
    for (int i = 0; i < 4; ++i)
        std::thread([damage, target = area()] {
            for (;;) {
                damage(target);
                asm volatile("" ::: "memory"); // the compiler may not think that nobody looks
            }
        }).detach();
    return {true, 0, {}};
}
OutputHeader& header(std::byte* target) { return *reinterpret_cast<OutputHeader*>(target); }
template <class T> void overwrite(std::byte* target, std::uint32_t offset, std::uint32_t count, void (*damage)(T&)) {
    if (offset > frame_data_bytes || count > (frame_data_bytes - offset) / sizeof(T)) return;
    T* const items = reinterpret_cast<T*>(target + offset);
    for (std::uint32_t i = 0; i < count; ++i) damage(items[i]);
}

// Takes the host's place for good, from within a draw: each request is answered with the last frame, damaged, as the answer to one that
// comes `ahead` requests later.
Outcome answer_instead_of_host(void (*damage)(std::byte*), std::uint64_t ahead = 0) {
    std::byte* const target = area();
    for (;;) {
        damage(target);
        const auto* const wanted = reinterpret_cast<const volatile InputHeader*>(areas.input);
        __atomic_store_n(&header(target).serial, wanted->serial + ahead, __ATOMIC_RELEASE);
        std::uint64_t count = 1;
        if (::write(done_fd, &count, sizeof count) < 0) return refused();
        pollfd kick{kick_fd, POLLIN, 0};
        ::poll(&kick, 1, -1);
        if (::read(kick_fd, &count, sizeof count) < 0 && errno != EAGAIN) return refused();
    }
}

Outcome reopen_writable(int fd) {
    const std::string path = "/proc/self/fd/" + std::to_string(fd);
    const long again = ::syscall(SYS_openat, AT_FDCWD, path.c_str(), O_RDWR);
    if (again < 0) return refused();
    void* const mapped = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, static_cast<int>(again), 0);
    if (mapped == MAP_FAILED) return refused();
    return {true, 0, "mapped for writing"};
}
// A record as a dying host leaves it, of nothing but lies.
void write_crash_record(bool text) {
    auto* const page = area() + crash_record_offset;
    std::memset(page, 0xFF, sizeof(CrashRecord));
    auto& record = *reinterpret_cast<CrashRecord*>(page);
    record.magic = crash_magic;
    record.signal = 11;
    record.doing = text ? Doing::drawing : static_cast<Doing>(77);
    if (!text) return;
    record.pc_count = record.module_count = std::numeric_limits<std::uint32_t>::max();
    const char* const lie = "\x1b]0;owned\x07\xE2\x80\xAE<b>bold</b>\xff\xfe%s%n";
    std::strcpy(record.note, lie); // and no end of text behind the fields that are all 0xFF
    for (auto& module : record.modules) std::memset(module.name, 0xE2, sizeof module.name);
}
} // namespace

#ifdef __SANITIZE_ADDRESS__
// This sanitizer keeps variables elsewhere than on the stack, and its builds have no sandbox: the kernel tells.
Areas find_areas(void*) {
    Areas found;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) { // "7f12...-7f14... rw-s ... /memfd:..."
        std::istringstream words(line);
        std::string range, rights;
        words >> range >> rights;
        if (!rights.starts_with('r') || line.find("memfd:") == std::string::npos) continue;
        auto* const memory = reinterpret_cast<volatile std::uint32_t*>(std::stoull(range, nullptr, 16));
        if (*memory == output_magic) found.frame = memory;
        if (*memory == input_magic) found.input = memory;
    }
    return found;
}
#else
Areas find_areas(void* stack) {
    Areas found;
    const auto* const words = static_cast<const std::uintptr_t*>(stack);
    for (std::size_t i = 0; i < 128 * 1024 && (found.frame == nullptr || found.input == nullptr); ++i) {
        if (i % 512 == 0 && !is_readable(words + i + 512)) break;
        const std::uintptr_t candidate = words[i];
        if (candidate < 4096 || candidate % 4096 != 0 || !is_readable(reinterpret_cast<const void*>(candidate))) continue;
        auto* const memory = reinterpret_cast<volatile std::uint32_t*>(candidate);
        if (*memory == output_magic) found.frame = memory;
        if (*memory == input_magic) found.input = memory;
    }
    return found;
}
#endif

std::vector<Attack> area_attacks() {
    return {
        {"shrink-frame-area", [](const Json&) { return call(SYS_ftruncate, frame_fd, 4096); }},
        {"shrink-input-area", [](const Json&) { return call(SYS_ftruncate, input_fd, 0); }},
        {"seal-frame-area", [](const Json&) { return call(SYS_fcntl, frame_fd, F_ADD_SEALS, F_SEAL_WRITE); }},
        {"map-input-writable",
         [](const Json&) {
             void* const mapped = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, input_fd, 0);
             return mapped == MAP_FAILED ? refused() : Outcome{true, 0, {}};
         }},
        {"make-input-writable",
         [](const Json&) {
             area();
             auto* const input = const_cast<std::uint32_t*>(areas.input);
             return of(::mprotect(input, 4096, PROT_READ | PROT_WRITE));
         }},
        {"reopen-input-writable", [](const Json&) { return reopen_writable(input_fd); }},
        {"write-input", [](const Json&) { return of(::write(input_fd, "x", 1)); }},
        {"punch-hole-in-frame-area", [](const Json&) { return call(SYS_fallocate, frame_fd, 3, 0, 4096); }},
        {"fill-frame-area", // all 32 MiB of it, but for what the host is about to write
         [](const Json&) {
             std::memset(area() + (1u << 20), 0x5A, frame_data_bytes - (1u << 20));
             return Outcome{true, 0, {}};
         }},
        {"racing-writer",
         [](const Json&) {
             return keep_writing([](std::byte* target) {
                 static thread_local std::uint32_t random = 1;
                 auto* const words = reinterpret_cast<volatile std::uint32_t*>(target);
                 for (int i = 0; i < 64; ++i) {
                     random = random * 1664525 + 1013904223;
                     const std::size_t at = 4 + (random >> 8) % (random % 3 == 0 ? 64 * 1024 : 36);
                     const std::uint32_t kept = words[at];
                     words[at] = random % 5 == 0 ? 0xFFFFFFFF : random * 2654435761U;
                     if (random % 7 != 0) words[at] = kept;
                 }
             });
         }},
        {"not-a-number",
         [](const Json&) {
             return answer_instead_of_host([](std::byte* target) {
                 overwrite<Vertex>(target, header(target).vertices_offset, header(target).vertex_count,
                                   [](Vertex& v) { v.x = std::numeric_limits<float>::quiet_NaN(); });
             });
         }},
        {"infinite-clip",
         [](const Json&) {
             return answer_instead_of_host([](std::byte* target) {
                 overwrite<Command>(target, header(target).commands_offset, header(target).command_count,
                                    [](Command& c) { c.clip_max_x = std::numeric_limits<float>::infinity(); });
             });
         }},
        {"offsets-at-the-edge",
         [](const Json&) {
             return answer_instead_of_host([](std::byte* target) {
                 header(target).vertices_offset = header(target).indices_offset = 0xFFFFFFF0;
                 header(target).surfaces_offset = 0xFFFFFFFF;
             });
         }},
        {"counts-at-the-edge",
         [](const Json&) {
             return answer_instead_of_host(
                 [](std::byte* target) { header(target).vertex_count = header(target).command_count = 0xFFFFFFFF; });
         }},
        {"wild-index",
         [](const Json&) {
             return answer_instead_of_host([](std::byte* target) {
                 overwrite<Index>(target, header(target).indices_offset, header(target).index_count,
                                  [](Index& i) { i = 0xFFFF; });
             });
         }},
        {"texture-outside",
         [](const Json&) {
             return answer_instead_of_host([](std::byte* target) {
                 header(target).texture_op_count = 1;
                 auto& op = *reinterpret_cast<TextureOp*>(target + header(target).texture_ops_offset);
                 op = {TextureOpKind::create, 99, TextureFormat::rgba8, 64, 64, 0, 0, 64, 64, 0xFFFFFF00, 64 * 64 * 4, 0};
             });
         }},
        {"texture-of-3-gib",
         [](const Json&) {
             return answer_instead_of_host([](std::byte* target) {
                 header(target).texture_op_count = 1;
                 auto& op = *reinterpret_cast<TextureOp*>(target + header(target).texture_ops_offset);
                 op = {TextureOpKind::create, 99, TextureFormat::rgba8, 28'000, 28'000, 0, 0, 28'000, 28'000, 0, 0xBAEB9400, 0};
             });
         }},
        {"unknown-texture", // is drawn as a faint square, and no fault
         [](const Json&) {
             return answer_instead_of_host([](std::byte* target) {
                 overwrite<Command>(target, header(target).commands_offset, header(target).command_count,
                                    [](Command& c) { c.texture = 0xDEAD; });
             });
         }},
        {"wrong-serial", [](const Json&) { return answer_instead_of_host([](std::byte*) {}, 1'000'000); }},
        {"unmap-frame-area", [](const Json&) { return of(::munmap(area(), frame_area_bytes)); }},
        {"cover-frame-area",
         [](const Json&) {
             void* const got =
                 ::mmap(area(), frame_area_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
             return got == MAP_FAILED ? refused() : Outcome{true, 0, {}};
         }},
        {"crash-record-of-lies",
         [](const Json&) {
             write_crash_record(true);
             ::_exit(0);
             return Outcome{};
         }},
        {"crash-record-of-garbage",
         [](const Json&) {
             write_crash_record(false);
             ::_exit(0);
             return Outcome{};
         }},
        {"close-everything",
         [](const Json&) {
             for (int fd = 0; fd < 64; ++fd) ::close(fd);
             return Outcome{true, 0, {}};
         }},
        {"flap-done-and-hang", // the same as flap-done, and nothing behind it
         [](const Json&) {
             for (const std::uint64_t one = 1;;)
                 if (::write(done_fd, &one, sizeof one) < 0) wait_for(done_fd, POLLOUT);
             return Outcome{};
         }},
        {"close-kick", [](const Json&) { return of(::close(kick_fd)); }},
        {"close-channel", [](const Json&) { return of(::close(3)); }},
        {"replace-channel",
         [](const Json&) {
             int ends[2];
             if (::pipe(ends) != 0) return refused();
             return of(::dup2(ends[0], 3));
         }},
        {"drain-kicks", // the host never learns that a frame is wanted
         [](const Json&) {
             std::thread([] {
                 for (std::uint64_t count = 0;;)
                     if (::read(kick_fd, &count, sizeof count) < 0) wait_for(kick_fd, POLLIN);
             }).detach();
             return Outcome{true, 0, {}};
         }},
        {"flap-done", // "the frame is ready", all the time
         [](const Json&) {
             std::thread([] {
                 for (const std::uint64_t one = 1;;)
                     if (::write(done_fd, &one, sizeof one) < 0) wait_for(done_fd, POLLOUT);
             }).detach();
             return Outcome{true, 0, {}};
         }},
        {"fill-done",
         [](const Json&) {
             const std::uint64_t all = 0xFFFFFFFFFFFFFFFE;
             return of(::write(done_fd, &all, sizeof all));
         }},
    };
}

} // namespace hostile
