#include "runtime/plugin_log.hpp"

#include "wire/utf8.hpp"

#include <algorithm>

namespace asista::runtime {

namespace {
constexpr double lines_per_s = 100, burst_lines = 500;

// Length of the well-formed character at the front of `text`, 0 when there is none.
std::size_t character_length(std::string_view text) {
    for (std::size_t length = 1; length <= std::min<std::size_t>(4, text.size()); ++length)
        if (wire::is_utf8(text.substr(0, length))) return length;
    return 0;
}

char32_t scalar(std::string_view character) {
    const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(character[i])); };
    switch (character.size()) {
    case 1: return byte(0);
    case 2: return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    case 3: return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    default: return (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    }
}

// Characters that act instead of being seen: escape sequences of terminals, and marks that turn the order of what is read.
bool is_acting(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200E && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}
} // namespace

std::string printable_line(std::string_view text) {
    std::string line;
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        std::string piece;
        if (length == 0) {
            piece = "\xEF\xBF\xBD"; // U+FFFD
        } else if (const char32_t c = scalar(text.substr(0, length)); c == '\t') {
            piece = "    ";
        } else if (is_acting(c)) {
            piece = c < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(c))
                              : fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            piece = text.substr(0, length);
        }
        if (line.size() + piece.size() > max_log_line_bytes) break;
        line += piece;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return line;
}

bool PluginLog::take_token() {
    const std::int64_t now = clock_.monotonic_us();
    tokens_ = std::min(burst_lines, tokens_ + static_cast<double>(now - refilled_us_) * lines_per_s / 1e6);
    refilled_us_ = now;
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
}

void PluginLog::write(Level level, std::string_view text) {
    while (text.ends_with('\n')) text.remove_suffix(1);
    for (;;) {
        const auto end = text.find('\n');
        if (!take_token()) {
            if (dropped_++ == 0) note_flood();
        } else {
            if (dropped_ > 0)
                note(Level::warning,
                     fmt::format("{} lines were dropped; it writes more than {} a second", dropped_, lines_per_s));
            dropped_ = 0;
            keep(level, text.substr(0, end));
        }
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

// Said when it begins, too: after a flood that ends for good, no later line would tell of it.
void PluginLog::note_flood() {
    const auto now = clock_.monotonic_us();
    if (flood_noted_us_ != 0 && now - flood_noted_us_ < 1'000'000) return;
    flood_noted_us_ = now;
    note(Level::warning, fmt::format("it writes more than {} lines a second; the rest is dropped", lines_per_s));
}

void PluginLog::note(Level level, std::string_view text) { keep(level, text); }

void PluginLog::note_lines(Level level, std::string_view lines) {
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        note(level, lines.substr(0, end));
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
}

void PluginLog::keep(Level level, std::string_view text) {
    if (lines_.size() >= max_log_lines) lines_.pop_front();
    lines_.push_back({clock_.now_ms(), level, printable_line(text)});
    ++revision_;
}

} // namespace asista::runtime
