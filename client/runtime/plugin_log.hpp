// What one plugin had to say, kept for the developer page: bounded, slowed down, and safe to print in any terminal or window.
#pragma once

#include "runtime/clock.hpp"
#include "wire/calls/view.hpp"

#include <deque>
#include <string>
#include <string_view>

namespace asista::runtime {

inline constexpr std::size_t max_log_lines = 500;
inline constexpr std::size_t max_log_line_bytes = 4096;

// One line that can do no harm where it is shown: control characters and direction overrides are written as \x1b and \u202e, bytes that
// are not UTF-8 become U+FFFD, and what is beyond 4 KiB is cut at a character.
std::string printable_line(std::string_view text);

// [core]
class PluginLog {
  public:
    using Level = calls::LogWrite::Level;
    struct Line {
        InstantMs at = 0;
        Level level = Level::info;
        std::string text;
    };

    explicit PluginLog(const Clock& clock) : clock_(clock), refilled_us_(clock.monotonic_us()) {}

    // A line the plugin wrote. At most 100 a second over time and 500 at once are kept; how many were dropped is said in a line of its own.
    // Line breaks in `text` begin new lines.
    void write(Level level, std::string_view text);
    // A line the client writes about the plugin: never dropped.
    void note(Level level, std::string_view text);
    void note_lines(Level level, std::string_view lines);

    const std::deque<Line>& lines() const { return lines_; } // newest last
    std::uint64_t revision() const { return revision_; }     // +1 for each line

  private:
    bool take_token();
    void note_flood();
    void keep(Level level, std::string_view text);

    const Clock& clock_;
    std::deque<Line> lines_;
    double tokens_ = 500;
    std::int64_t refilled_us_;
    std::int64_t flood_noted_us_ = 0; // 0: never
    std::uint64_t dropped_ = 0, revision_ = 0;
};

// Cuts the bytes of a pipe into lines, for PluginLog::write. A line that does not end is handed on in pieces of 4 KiB.
class LineSplitter {
  public:
    template <class Take> void feed(std::string_view bytes, Take&& take) {
        while (!bytes.empty()) {
            const auto end = bytes.find('\n');
            const auto piece = bytes.substr(0, std::min(end, max_log_line_bytes - partial_.size()));
            partial_ += piece;
            const bool line_done = piece.size() == end;
            bytes.remove_prefix(piece.size() + (line_done ? 1 : 0));
            if (line_done || partial_.size() == max_log_line_bytes) {
                take(std::string_view(partial_));
                partial_.clear();
            }
        }
    }
    // What came after the last line break.
    template <class Take> void finish(Take&& take) {
        if (!partial_.empty()) take(std::string_view(partial_));
        partial_.clear();
    }

  private:
    std::string partial_;
};

} // namespace asista::runtime
