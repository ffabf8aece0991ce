// What a plugin prints and logs, on its way to the developer page and to terminals: cut into lines, capped, made harmless.
#include "runtime/plugin_log.hpp"
#include "wire/utf8.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace asista;

namespace {
void expect(bool condition) {
    if (!condition) std::abort();
}
class StoppedClock final : public runtime::Clock {
  public:
    InstantMs now_ms() const override { return 1'700'000'000'000; }
    std::int32_t utc_offset_s() const override { return 0; }
    std::int64_t monotonic_us() const override { return 1'000'000; }
};
} // namespace

// The first byte says in how large pieces the bytes come out of the pipe.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    const std::size_t piece = 1 + data[0] * 16u;
    const StoppedClock clock;
    runtime::PluginLog log(clock);
    runtime::LineSplitter splitter;
    std::string seen;
    const auto take = [&](std::string_view line) {
        expect(line.size() <= runtime::max_log_line_bytes);
        seen += line;
        log.write(runtime::PluginLog::Level::info, line);
    };
    for (std::size_t at = 0; at < text.size(); at += piece) splitter.feed(text.substr(at, piece), take);
    splitter.finish(take);
    std::string wanted(text);
    std::erase(wanted, '\n');
    std::erase(seen, '\n');
    expect(seen == wanted); // nothing lost, nothing twice
    log.write(runtime::PluginLog::Level::info, text);
    log.note_lines(runtime::PluginLog::Level::error, text);

    expect(log.lines().size() <= runtime::max_log_lines);
    for (const auto& line : log.lines()) {
        expect(wire::is_utf8(line.text) && line.text.size() <= runtime::max_log_line_bytes + 64);
        for (const char c : line.text) expect(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
        expect(runtime::printable_line(line.text) == line.text); // harmless text stays as it is
    }
    return 0;
}
