// A line for the driver, from whatever program: it becomes a request within its bounds, or is refused in a sentence.
#include "app/driver/request.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace asista::app::driver;

namespace {
void expect(bool holds) {
    if (!holds) std::abort();
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto request = parse_request(text)) {
        expect(request->timeout_s >= 0 && request->timeout_s <= 120);
        expect(request->times >= 1 && request->times <= 200);
        expect(request->item.nth >= -1 && request->chord.modifiers.size() < size + 1);
        expect(request->width == 0 || (request->width >= 320 && request->width <= 7680));
        for (const char32_t character : request->text) expect(character <= 0x10FFFF);
    } else {
        expect(!request.error().message.empty());
    }
    // Words that are understood are a line that is understood.
    if (const auto line = line_of_words(text)) expect(parse_request(*line).has_value());
    return 0;
}
