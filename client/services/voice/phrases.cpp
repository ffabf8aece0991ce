#include "services/voice/phrases.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace asista::services::voice {
namespace {

constexpr char32_t broken = 0xFFFD;

// Takes one code point from the front of `text`; `broken` for a byte that is part of none.
char32_t take_code_point(std::string_view& text) {
    const auto lead = static_cast<std::uint8_t>(text[0]);
    const std::size_t size = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
    if (size == 0 || text.size() < size) {
        text.remove_prefix(1);
        return broken;
    }
    char32_t value = size == 1 ? lead : lead & (0x7F >> size);
    for (std::size_t i = 1; i < size; ++i) {
        const auto byte = static_cast<std::uint8_t>(text[i]);
        if ((byte & 0xC0) != 0x80) {
            text.remove_prefix(1);
            return broken;
        }
        value = value << 6 | (byte & 0x3F);
    }
    text.remove_prefix(size);
    return value;
}

void put_code_point(std::string& out, char32_t value) {
    const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (value >> shift & 0x3F)); };
    if (value < 0x80) {
        out += static_cast<char>(value);
    } else if (value < 0x800) {
        out += static_cast<char>(0xC0 | value >> 6);
        tail(0);
    } else if (value < 0x10000) {
        out += static_cast<char>(0xE0 | value >> 12);
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0 | value >> 18);
        tail(12);
        tail(6);
        tail(0);
    }
}

// Lower case of the scripts that have it and that people here type in: Latin with its first extension, Greek, Cyrillic.
char32_t fold(char32_t c) {
    const auto in = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
    if (in('A', 'Z')) return c + 32;
    if (in(0xC0, 0xDE) && c != 0xD7) return c + 32;
    if (c == 0x130) return 'i';
    if (c == 0x178) return 0xFF;
    if (in(0x100, 0x137) || in(0x14A, 0x177)) return c | 1;
    if (in(0x139, 0x148) || in(0x179, 0x17E)) return c + (c & 1);
    if (in(0x391, 0x3A9)) return c + 32;
    if (in(0x410, 0x42F)) return c + 32;
    if (in(0x400, 0x40F)) return c + 80;
    return c;
}

bool is_apostrophe(char32_t c) { return c == '\'' || c == 0x2019 || c == 0x2BC; }

bool is_word_part(char32_t c) {
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
    if (c == broken || (c >= 0x80 && c <= 0xBF)) return c == 0xAA || c == 0xB5 || c == 0xBA;
    return c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x206F) && !(c >= 0x3000 && c <= 0x3004) &&
           !(c >= 0x3008 && c <= 0x3020) && !(c >= 0xFF01 && c <= 0xFF0F);
}

} // namespace

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty()) words.push_back(std::exchange(word, {}));
    };
    while (!text.empty()) {
        const char32_t c = fold(take_code_point(text));
        if (is_apostrophe(c)) continue;
        if (is_word_part(c))
            put_code_point(word, c);
        else
            end_word();
    }
    end_word();
    return words;
}

std::optional<std::size_t> match_phrase(std::string_view said, const std::vector<std::string>& phrases) {
    const auto spoken = words_of(said);
    std::optional<std::size_t> best;
    std::size_t best_words = 0;
    for (std::size_t i = 0; i < phrases.size(); ++i) {
        const auto phrase = words_of(phrases[i]);
        if (phrase.empty()) continue;
        if (phrase == spoken) return i;
        const bool all_said =
            std::ranges::all_of(phrase, [&](const auto& word) { return std::ranges::find(spoken, word) != spoken.end(); });
        if (!all_said || phrase.size() * 2 < spoken.size() || phrase.size() <= best_words) continue;
        best = i;
        best_words = phrase.size();
    }
    return best;
}

} // namespace asista::services::voice
