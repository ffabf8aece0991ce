// Whether text from the other side is what it claims to be.
#pragma once

#include <cstdint>
#include <string_view>

namespace asista::wire {

// True for well-formed UTF-8 (Unicode standard, table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF.
constexpr bool is_utf8(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto lead = static_cast<std::uint8_t>(text[i++]);
        if (lead < 0x80) continue;
        const int more = lead >= 0xC2 && lead <= 0xDF   ? 1
                         : lead >= 0xE0 && lead <= 0xEF ? 2
                         : lead >= 0xF0 && lead <= 0xF4 ? 3
                                                        : 0;
        if (more == 0) return false;
        // The second byte alone has a narrower range after some leads: it excludes overlong forms, surrogates and too large values.
        std::uint8_t low = 0x80, high = 0xBF;
        if (lead == 0xE0) low = 0xA0;
        if (lead == 0xED) high = 0x9F;
        if (lead == 0xF0) low = 0x90;
        if (lead == 0xF4) high = 0x8F;
        for (int n = 0; n < more; ++n, ++i) {
            if (i >= text.size()) return false;
            const auto byte = static_cast<std::uint8_t>(text[i]);
            if (byte < low || byte > high) return false;
            low = 0x80;
            high = 0xBF;
        }
    }
    return true;
}

} // namespace asista::wire
