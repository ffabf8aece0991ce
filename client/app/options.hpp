// What the command line asks for. Parsing only; nothing is opened here.
#pragma once

#include "app/words/words.hpp"
#include "wire/model.hpp"
#include "wire/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace asista::app {

struct Options {
    std::filesystem::path profile;                     // where the database and the author's logs live
    std::filesystem::path plugins;                     // the watched plugins directory
    std::filesystem::path shaders;                     // a folder of shaders that are followed; empty: the built-in ones
    std::filesystem::path host_program;                // empty: beside the client
    std::string passphrase;                            // of the profile, read from a file; empty: it is asked for
    bool headless = false;                             // draw without any display
    bool sample_data = false;                          // fill an empty profile with a sample week and install the plugins found
    std::optional<std::filesystem::path> screenshot;   // draw until everything is still, write a PNG, end
    std::optional<std::filesystem::path> trace_frames; // one line of JSON a drawn frame, for benches and bug reports
    std::optional<InstantMs> fixed_clock;              // the wall clock stands still here
    std::int32_t fixed_utc_offset_s = 0;
    int width = 1440, height = 900; // logical pixels
    bool size_given = false;        // on the command line: it goes before what the window was last
    float scale = 0;                // 0: the monitor's
    std::string theme;              // "light", "dark", "" for the user's own choice
    bool page_given = false;
    std::string page = "dashboard", detail; // the page to open, and what to show on it (a plugin's id)
    std::string review;                     // a plugin whose installation question is opened at once
    std::filesystem::path driver;           // a socket on which programs of the same person drive the window; empty: none
    std::optional<double> exit_after_s;     // for kiosk checks and benches: end by itself
    bool safe_mode = false;                 // start no plugin
    bool introduction = true;               // may be shown at a first start
    bool kiosk = false;                     // nobody is there to answer: nothing is asked or offered by the client itself
    bool doctor = false;                    // look at this computer and say what it offers, then end
    bool json = false;                      // ...for programs
    words::Word word;                       // another word of the command line; no window is opened then
    // `asista dev`: source folders of plugins that are built and shown again at each save; each holds a manifest.json.
    std::vector<std::filesystem::path> develop;
    bool sanitize = false;          // those are built with sanitizers
    bool wait_for_debugger = false; // each start of those, from the first on
    bool show_help = false;         // help or version was printed; end with success
};

// Errc::invalid names the option and what is wrong with its value.
Result<Options> parse_options(int argc, const char* const* argv);

} // namespace asista::app
