// Starting a plugin once to see what it says of itself: in a real plugin host, locked down as in the client, under the client's own
// supervisor. There is no data behind it: its calls for tasks and the like are answered "not offered".
#pragma once

#include "app/words/words.hpp"
#include "runtime/registrations.hpp"

#include <optional>

namespace asista::app::words {

struct Trial {
    bool started = false;
    std::string reason; // why not, in whole sentences; empty when it started
    std::string tier;   // "A", "B" or "C"
    std::string layers; // "NS+LL7+SC+RL"
    runtime::Registrations offers;
    std::vector<std::string> log; // what it wrote, oldest first
};

// `folder` holds manifest.json and the library it names, under whatever name. Files are copied first; nothing there is changed.
// All that the manifest asks for counts as granted. Takes some 20 ms where all is well, at most 15 s.
// A plugin that does not start is an answer, not an error. Errc::io...: the trial could not be made.
Result<Trial> start_on_trial(const fs::path& folder, const Places& places);

} // namespace asista::app::words
