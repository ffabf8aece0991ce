#include "core/endpoint/access_token.hpp"

#include "wire/sha256.hpp"

#include <algorithm>
#include <cstdint>

namespace asista::core {

std::string token_text(std::span<const std::byte, token_bytes> random) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const auto byte : random) {
        held = (held << 8) | std::to_integer<std::uint32_t>(byte);
        for (bits += 8; bits >= 6; bits -= 6) text += digits[(held >> (bits - 6)) & 63];
    }
    if (bits > 0) text += digits[(held << (6 - bits)) & 63];
    return text;
}

std::string token_hash(std::string_view token) { return sha256(std::as_bytes(std::span(token))); }

bool is_token_hash(std::string_view text) {
    return text.size() == 64 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool same_hash(std::string_view a, std::string_view b) {
    if (!is_token_hash(a) || !is_token_hash(b)) return false;
    unsigned differs = 0;
    for (std::size_t i = 0; i < a.size(); ++i) differs |= static_cast<unsigned>(a[i] ^ b[i]);
    return differs == 0;
}

} // namespace asista::core
