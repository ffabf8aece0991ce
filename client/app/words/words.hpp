// The words of the command line beside the window itself: `asista new`, `build`, `pack` and so on, for people who write plugins and for
// those who install what others wrote. Each word is one function here, in a file of its own; none of them opens a window.
//
// All of them return the exit code: 0 done, 1 it could not be done (one sentence on stderr says what, why and what to do); call and replay have one
// more. What they tell
// goes to stdout. None writes into a profile: what a person decided about plugins is decided in the app.
#pragma once

#include "wire/result.hpp"

#include <filesystem>
#include <iosfwd>
#include <string>
#include <variant>
#include <vector>

namespace asista::app::words {

namespace fs = std::filesystem;

// Where the parts of this installation (or build) are.
struct Places {
    fs::path package;      // folder of AsistaConfig.cmake
    fs::path sdk;          // the plugin template's source
    fs::path host_program; // asista-plugin-host
    fs::path symbolizer;
    fs::path profile; // of the person; read only
    fs::path plugins; // the folder a client watches
};

struct New {
    std::string name;     // empty: asked for
    std::string category; // empty: asked for on a terminal, else "productivity"
    std::string id;       // empty: com.example.<name>
    fs::path folder;      // empty: <name> in the present folder
};
struct Build {
    fs::path folder;      // the plugin's source
    fs::path into;        // a plugins folder to deliver to; empty: <folder>/build/plugins
    bool quick = false;   // not optimised, as while developing
    bool verbose = false; // with what is being done
};
struct Pack {
    fs::path folder; // of the source, or of a finished plugin
    fs::path file;   // empty: <id>-<version>.asista in the present folder
};
struct Install {
    fs::path file;
    bool replace = false; // a plugin that is there already
};
struct List {
    bool json = false;
};
struct Logs {
    std::string plugin;
    bool follow = false;
};
struct Call {
    std::string plugin, method;
    std::string params; // JSON; "-": read from the input; empty: an empty object
};
struct Inspect {
    std::string what; // a pack, a folder, or the id of a plugin in the plugins folder
    bool json = false;
    bool no_trial = false; // read only, start nothing
};
struct Test {
    fs::path folder;
    bool bless = false; // pictures become as they are now
};
struct Record {
    std::string plugin;
    fs::path file;            // empty: a new one in the profile's folder of recordings
    std::int64_t seconds = 0; // 0: until Ctrl C
};
struct Replay {
    fs::path file;
    fs::path library; // empty: that of the plugin in the plugins folder
    fs::path frames;  // a list of the frames drawn, as text; empty: none
    fs::path compare; // another recording: compare the two, run nothing
};
struct Drive {
    fs::path socket;                 // that a client was started with
    std::vector<std::string> wishes; // empty: lines of the input
};
using Word = std::variant<std::monostate, New, Build, Pack, Install, List, Logs, Call, Inspect, Test, Record, Replay, Drive>;

// Runs it. `in` is asked only when `interactive`, so that no script waits for a person.
int run(const Word& word, const Places& places, std::istream& in, bool interactive);

Result<void> make_new(const New& wish, const Places& places, std::istream& in, bool interactive);
Result<void> build(const Build& wish, const Places& places);
Result<void> pack(const Pack& wish, const Places& places);
Result<void> install(const Install& wish, const Places& places);
Result<void> list(const List& wish, const Places& places);
Result<void> logs(const Logs& wish, const Places& places);
Result<void> inspect(const Inspect& wish, const Places& places);
Result<void> test(const Test& wish, const Places& places);
Result<void> record(const Record& wish, const Places& places);
Result<void> drive(const Drive& wish, std::istream& in);
int call(const Call& wish, const Places& places,
         std::istream& in); // the exit code: 0 its result, 1 it was not called, 2 it failed
int replay(const Replay& wish,
           const Places& places); // the exit code: 0 the same happened, 1 something else, 2 it cannot be replayed

} // namespace asista::app::words
