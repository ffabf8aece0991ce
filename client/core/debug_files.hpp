// What a debugger needs to attach to a plugin that is built from source here: a copy of the library that its process runs, and a file of
// commands for gdb, which the author names once. Both are written again when the plugin runs in another process, so that the same file
// leads to the new one: breakpoints are kept by file and line.
#pragma once

#include "runtime/debuggee.hpp"
#include "runtime/event_loop.hpp"
#include "services/files/file_thread.hpp"
#include "wire/calls.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace asista::core {

// The commands. `program`: the plugin host; `library`: the copy.
std::string gdb_commands(const runtime::Debuggee& debuggee, const std::filesystem::path& program,
                         const std::filesystem::path& library);
// One word for a shell, whatever is in it.
std::string in_shell_quotes(std::string_view text);

// [core]
class DebugFiles {
  public:
    struct Parts { // the loop outlives this object
        runtime::EventLoop& loop;
        std::filesystem::path folder;  // made when missing
        std::filesystem::path program; // the plugin host
        std::function<Result<runtime::Debuggee>(const std::string& plugin)> debuggee;
    };
    explicit DebugFiles(Parts parts);

    // Writes them, and keeps them true from then on. `done` runs on the loop when they are there. Errc::denied where the system lets
    // nobody attach.
    using Done = std::function<void(Result<calls::DevelopDebug::Reply>)>;
    void begin(const std::string& plugin, Done done);
    // This plugin's process is `pid` now; 0: it has none.
    void follow(const std::string& plugin, pid_t pid);
    bool any() const { return !pids_.empty(); } // to be followed

  private:
    using Written = std::function<void(const Result<void>&)>;
    void write(const std::string& plugin, runtime::Debuggee debuggee, Written done);

    Parts parts_;
    std::map<std::string, pid_t> pids_; // of those that somebody debugs: the process the files are about
    services::files::FileThread disk_;
};

} // namespace asista::core
