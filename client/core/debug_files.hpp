// What a debugger needs to attach to a plugin that is built from source here: a copy of the library that its process runs, or waits for,
// and a file of commands for gdb, which the author names once. Both are written again when the plugin runs in another process, so that the
// same file leads to the new one: breakpoints are kept by file and line.
#pragma once

#include "runtime/debuggee.hpp"
#include "runtime/event_loop.hpp"
#include "services/files/file_thread.hpp"
#include "ui/snapshot.hpp"
#include "wire/calls/develop.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace asista::core {

// The commands. `program`: the plugin host; `library`: the copy; for a process that waits for it, a folder in which it is called as that
// process will call it.
std::string gdb_commands(const runtime::Debuggee& debuggee, const std::filesystem::path& program,
                         const std::filesystem::path& library);
// Errc::denied with what to do where this system lets nobody debug anything.
Result<void> can_debug(const std::string& plugin);
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
        std::function<void()> changed; // of waits()
    };
    explicit DebugFiles(Parts parts);

    // Writes them, and keeps them true from then on. `done` runs on the loop when they are there. Errc::denied where the system lets
    // nobody attach.
    using Done = std::function<void(Result<calls::DevelopDebug::Reply>)>;
    void begin(const std::string& plugin, Done done);
    // A debugger of this plugin's is to be led to `pid` now; 0: nowhere. One that waits for it is followed without having been begun.
    void follow(const std::string& plugin, pid_t pid, bool waits);
    // What is to be said of those that wait, as far as their files are written.
    const std::map<std::string, ui::WaitView>& waits() const { return waits_; }

  private:
    using Written = std::function<void(const Result<void>&)>;
    void write(const std::string& plugin, runtime::Debuggee debuggee, Written done);
    void write_waiting(const std::string& plugin, pid_t pid);
    calls::DevelopDebug::Reply words(const std::string& gdb, const std::string& plugin) const;

    Parts parts_;
    std::map<std::string, pid_t> pids_; // of those that somebody debugs: the process the files are about
    std::map<std::string, ui::WaitView> waits_;
    services::files::FileThread disk_;
};

} // namespace asista::core
