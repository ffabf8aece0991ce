// What a dying, or hostile, plugin host left in the last page of its frame area. The sentences made of it go into cards, logs and
// terminals: always text, always short.
#include "wire/crash_record.hpp"
#include "wire/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

using namespace asista;
using namespace asista::frame;

namespace {
void expect(bool condition) {
    if (!condition) std::abort();
}

void check_text(std::string_view text, std::size_t most) {
    expect(text.size() <= most && wire::is_utf8(text));
    expect(std::none_of(text.begin(), text.end(),
                        [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F; }));
}
} // namespace

// Magic, signal and kind of work are made sound unless the first byte is odd: nearly every input would end at them otherwise.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    static std::vector<std::byte> area(frame_area_bytes);
    std::byte* const page = area.data() + crash_record_offset;
    std::memset(page, 0, crash_record_bytes);
    std::memcpy(page, data + 1, std::min(size - 1, crash_record_bytes));
    if (data[0] % 2 == 0) {
        auto* const record = reinterpret_cast<CrashRecord*>(page);
        record->magic = crash_magic;
        record->signal = 1 + data[0] / 2 % 64;
        record->doing = static_cast<Doing>(1 + static_cast<std::uint32_t>(record->doing) % 9);
    }
    const auto record = read_crash_record(area);
    if (!record) return 0;
    expect(record->pc_count <= max_crash_pcs && record->module_count <= max_crash_modules);
    check_text(describe(*record), 200);
    check_text(describe_stack(*record), 8192);
    return 0;
}
