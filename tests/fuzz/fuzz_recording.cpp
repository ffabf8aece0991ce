// A recording from a stranger. The bytes are a file as it came; and, so that sums do not stop everything at the first gate, the contents
// of records one after the other: kind, length, bytes.
#include "runtime/library_file.hpp"
#include "runtime/replay_script.hpp"
#include "runtime/replayer.hpp"

#include <cstdint>
#include <cstdlib>

using namespace asista;

namespace {
void read(std::span<const std::byte> bytes) {
    auto recording = runtime::read_recording(bytes);
    if (!recording) return;
    const auto script = runtime::make_script(std::move(*recording));
    if (!script) return;
    // A recording is equal to itself, whatever is in it.
    if (!runtime::compare(*script, *script).equal()) std::abort();
    for (const auto& step : script->steps)
        if (step.frame && (step.frame->surfaces.size() > frame::max_surfaces || step.frame->events.size() > frame::max_events))
            std::abort();
}

// From a file, what the second form would be.
wire::Bytes sealed(std::span<const std::byte> data) {
    auto bytes = runtime::recording_header();
    std::int64_t at_us = 0;
    while (data.size() >= 3) {
        const auto kind = static_cast<runtime::RecordKind>(static_cast<unsigned>(data[0]) % 4);
        const auto size =
            std::min<std::size_t>(static_cast<unsigned>(data[1]) | static_cast<unsigned>(data[2]) << 8, data.size() - 3);
        const auto content = data.subspan(3, size);
        const auto record = runtime::record(kind, ++at_us, {content.begin(), content.end()});
        bytes.insert(bytes.end(), record.begin(), record.end());
        data = data.subspan(3 + size);
    }
    return bytes;
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    read(bytes);
    if (size < runtime::recording_header_bytes || static_cast<char>(data[0]) != 'A') read(sealed(bytes));
    return 0;
}
