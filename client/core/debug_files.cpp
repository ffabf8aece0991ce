#include "core/debug_files.hpp"

#include "runtime/library_file.hpp"

#include <memory>
#include <sys/stat.h>

namespace asista::core {

namespace fs = std::filesystem;

namespace {
Result<void> write_files(const fs::path& folder, const std::string& plugin, const runtime::Debuggee& debuggee,
                         const fs::path& program) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return fail(Errc::io, "the folder {} cannot be made: {}", folder.string(), error.message());
    const fs::path library = folder / (plugin + ".so");
    struct stat info {};
    if (::fstat(debuggee.library.get(), &info) != 0) return fail_errno("look at the library");
    const auto content = TRY(Mapping::map(debuggee.library, static_cast<std::size_t>(info.st_size), Access::read));
    TRY(runtime::write_by_rename(library, std::span(content.data(), content.size())));
    // Last: who reads it finds the library that it speaks of.
    return runtime::write_by_rename(folder / (plugin + ".gdb"), gdb_commands(debuggee, program, library));
}

// As gdb takes a file name.
std::string in_gdb_quotes(const fs::path& path) {
    std::string text = "\"";
    for (const char c : path.string()) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + '"';
}
} // namespace

std::string in_shell_quotes(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

// Leaves the process it is attached to, forgets what it knew of that one, and attaches to the present one. Breakpoints stay. SIGSYS is how the
// sandbox answers the loader, SIGUSR2 how Asista asks where a plugin hangs: both are the host's business. The loader knows the plugin as
// "/proc/self/fd/5", which in gdb is one of its own pipes: so libraries are looked for by name, in the folders they come from.
std::string gdb_commands(const runtime::Debuggee& debuggee, const fs::path& program, const fs::path& library) {
    std::string folders;
    for (const auto& folder : debuggee.folders) folders += (folders.empty() ? "" : ":") + folder.string();
    return fmt::format("set confirm off\n"
                       "set pagination off\n"
                       "set breakpoint pending on\n"
                       "set sysroot /nonexistent\n"
                       "set solib-search-path {}\n"
                       "set auto-load libthread-db off\n"
                       "handle SIGSYS SIGUSR2 nostop noprint pass\n"
                       "if $_thread != 0\n"
                       "  detach\n"
                       "end\n"
                       "file {}\n"
                       "attach {}\n"
                       "add-symbol-file {} -o {:#x}\n",
                       folders, in_gdb_quotes(program), debuggee.pid, in_gdb_quotes(library), debuggee.loaded_at);
}

DebugFiles::DebugFiles(Parts parts)
    : parts_(std::move(parts)), disk_([&loop = parts_.loop](std::function<void()> work) { loop.post(std::move(work)); }) {}

void DebugFiles::begin(const std::string& plugin, Done done) {
    auto debuggee = parts_.debuggee(plugin);
    if (!debuggee) return done(fail(std::move(debuggee.error())));
    write(plugin, std::move(*debuggee), std::move(done));
}

void DebugFiles::follow(const std::string& plugin, pid_t pid) {
    const auto known = pids_.find(plugin);
    if (known == pids_.end() || pid == 0 || known->second == pid) return;
    auto debuggee = parts_.debuggee(plugin);
    if (debuggee)
        write(plugin, std::move(*debuggee), [](const auto&) {}); // else it is on its way: asked again with the next change
}

void DebugFiles::write(const std::string& plugin, runtime::Debuggee debuggee, Done done) {
    pids_[plugin] = debuggee.pid;
    const fs::path commands = parts_.folder / (plugin + ".gdb");
    disk_.run([folder = parts_.folder, plugin, shared = std::make_shared<runtime::Debuggee>(std::move(debuggee)),
               program = parts_.program] { return write_files(folder, plugin, *shared, program); },
              [this, plugin, commands, done = std::move(done)](Result<void> written) {
                  if (written)
                      return done(calls::DevelopDebug::Reply{"gdb -x " + in_shell_quotes(commands.string()),
                                                             "source " + commands.string()});
                  pids_[plugin] = 0; // tried again with the next change
                  done(fail(std::move(written.error())));
              });
}

} // namespace asista::core
