// From "the author saved a file" to "a new plugin.so lies in the folder the client watches", for one plugin.
//
// It watches the plugin's sources and what they include, compiles what changed with one direct compiler process a file, links directly,
// and delivers by rename. Texts that were built before are delivered from a cache without a compiler. Everything runs as processes of
// lower priority around the caller's EventLoop; nothing here waits. Who only wants one build (a command line) switches `watch` off.
#pragma once

#include "builder/diagnostics.hpp"
#include "builder/job_limits.hpp"
#include "builder/sdk.hpp"
#include "builder/toolchain.hpp"
#include "runtime/event_loop.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asista::builder {

// What a build is for: shown as soon as possible (-O0), or as fast as it will be for users (-O2), made when nothing else is to be done.
enum class Tier { quick, optimised };

struct Options {
    std::filesystem::path folder;  // the author's: manifest.json and the sources
    std::filesystem::path plugins; // delivered to <plugins>/<id>/, the folder the client watches
    std::filesystem::path cache;   // objects, libraries, precompiled headers; made when missing, shared by all builders
    // A CMake build folder that has this plugin in it. Empty: <folder>/build or Asista's own when they do; else, when the plugin's
    // CMakeLists.txt asks for Asista by find_package, one is configured in the cache; else manifest.json, the folder's *.cpp and the
    // SDK's flags are all there is.
    std::filesystem::path build_folder;
    Sdk sdk;
    bool watch = true;                      // build again at each save; without, build() does one build
    bool optimised = true;                  // the second tier follows a delivered quick build
    bool precompiled_headers = true;        //
    BuildKind kind = BuildKind::plain;      // sanitizer: quick builds alone, with checks
    Tier first = Tier::quick;               // what build() makes and waits for: `asista pack` wants the optimised one alone
    std::string compiler;                   // a name or path; empty: the newest clang++ there is, else g++
    std::string linker;                     // likewise; empty: mold, else the fastest there is
    int jobs = 0;                           // compilers at once; 0: one less than there are processors, at least one
    JobLimits limits{};                     // of one compiler or linker; beyond them it is ended and said to be endless
    std::uint64_t cache_bytes = 2ULL << 30; // least recently used goes first
    bool always_poll = false;               // do not trust inotify (file systems without it are found out by themselves)
};

enum class Phase { configuring, compiling, linking, delivering };
std::string_view phase_name(Phase phase); // "compiling"

// How long what took, in milliseconds from the moment the saved file's event was read.
struct Timings {
    double noticed_ms = 0; // from the file's own time stamp to the event; 0 for a build nobody's save began
    double compile_ms = 0; // the slowest way through the compilers, waiting for a free one included
    double link_ms = 0;    //
    double deliver_ms = 0; // checking, copying, rename
    double total_ms = 0;   // all of it, from the event to the rename
};

enum class Outcome {
    delivered, // the library and the manifest lie in their place
    unchanged, // what was built is what lies there already
    failed,    // diagnostics say why; what lies in the folder is as before
    cancelled, // a newer save came; its own build follows
};

struct Report {
    std::uint64_t build = 0; // counted from 1; the optimised tier has the number of the quick one it follows
    Outcome outcome = Outcome::failed;
    Tier tier = Tier::quick;
    Diagnostics diagnostics; // warnings of a good build too
    Timings timings;
    std::vector<std::filesystem::path> compiled; // files a compiler was started for; empty: all of it came from the cache
    std::string plugin;                          // its id, empty while the manifest cannot be read
    std::string tools;                           // "clang++-19, mold, precompiled header"
};

// Called on the loop, never from within a call of the builder's. All are optional to override.
class Observer {
  public:
    virtual ~Observer() = default;
    virtual void build_started(std::uint64_t /*build*/, Tier /*tier*/, const std::vector<std::filesystem::path>& /*changed*/) {}
    virtual void phase_entered(std::uint64_t /*build*/, Tier /*tier*/, Phase /*phase*/) {}
    virtual void build_ended(const Report& /*report*/) {}
    // Nothing can be built: a tool is missing (with the Debian package that has it), the folder is gone. Said once; building is tried
    // again at each save.
    virtual void trouble(const Error& /*error*/) {}
    // No compiler runs and nothing is queued, second tier and precompiled headers included.
    virtual void idle() {}
};

// [core] One plugin. Loop and observer outlive it.
class Builder {
  public:
    // Starts watching. Errc::not_found when there is no manifest.json in the folder; Errc::io when the cache cannot be made.
    static Result<std::unique_ptr<Builder>> create(runtime::EventLoop& loop, Options options, Observer& observer);
    Builder(const Builder&) = delete;
    Builder& operator=(const Builder&) = delete;
    ~Builder(); // ends its compilers

    // Builds what is there now, as if all had been saved; call it once after create(). A build that runs is cancelled.
    void build();
    // Ends what runs and builds no more until build() or the next save. Outcome::cancelled is reported if something ran.
    void cancel();

    // From now on builds of this kind, beginning with what is there now; nothing happens when it is that already. What was built of the other
    // kind stays in the cache.
    void set_kind(BuildKind kind);
    BuildKind kind() const;
    // The run-time library that its builds need; nothing for plain ones, and until the compiler is found.
    std::optional<runtime::SanitizerRuntime> sanitizer() const;
    // No optimised build follows any more.
    void keep_quick();

    const std::string& plugin() const; // the id; empty while manifest.json cannot be read
    const std::filesystem::path& folder() const;
    bool busy() const; // something runs or is queued

  private:
    class State;
    explicit Builder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace asista::builder
