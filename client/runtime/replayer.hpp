// Lets a recording happen again: starts the real plugin host in its usual lock-down, without a window, gives it what the recorded process
// was given, step by step, answers its calls as they were answered, and compares what it calls and draws. The library is the caller's;
// nothing of the recording is run or opened.
#pragma once

#include "runtime/replay_script.hpp"
#include "wire/frame_check.hpp"
#include "wire/os.hpp"
#include "wire/sandbox_tier.hpp"

#include <filesystem>
#include <functional>

namespace asista::runtime {

struct ReplaySetup {
    std::filesystem::path program; // the plugin host
    UniqueFd library;              // sealed
    std::vector<calls::FontFile> fonts;
    std::vector<UniqueFd> font_fds; // in the same order
    SandboxTier tier = SandboxTier::a;
    std::int64_t step_ms = 20'000; // that one step may take; an honest one takes far less, but a machine may be busy
    // Each frame as it was drawn, checked. May be empty.
    std::function<void(std::uint64_t serial, const frame::CheckedFrame&, const frame::FramePrint&)> on_frame;
};

struct ReplayDifference {
    std::size_t step = 0;    // from 1; 0: while the plugin started
    std::uint64_t frame = 0; // the number of the frame, or of the last one before; 0: none yet
    std::string what;        // a sentence
};

struct ReplayReport {
    std::size_t steps = 0, frames = 0, different_frames = 0, calls = 0, different_calls = 0;
    std::optional<ReplayDifference> first_frame, first_call; // that differ
    std::optional<ReplayDifference> ended;                   // the process ended before the recording does, or did not answer
    std::string same_end;                                    // it crashed, as the recorded one did: how
    bool other_fonts = false;                                // than while recording: text may be drawn otherwise
    bool other_library = false;
    std::string tier; // and the layers that held
    bool equal() const { return !first_frame && !first_call && !ended; }
};

// Takes as long as the plugin needs. Errors: of starting the host; Errc::unavailable with the plugin's reason when it does not start,
// unless it did not when it was recorded either. [any], one thread from start to end.
Result<ReplayReport> replay(const ReplayScript& script, ReplaySetup setup);

// The same between two recordings, without running anything: do the frames and calls of `other` equal those of `script`?
ReplayReport compare(const ReplayScript& script, const ReplayScript& other);

} // namespace asista::runtime
