#include "core/debug_files.hpp"

#include "runtime/library_file.hpp"

#include <memory>
#include <sys/stat.h>

namespace asista::core {

namespace fs = std::filesystem;

namespace {
Result<void> write_files(const fs::path& folder, const std::string& plugin, const runtime::Debuggee& debuggee,
                         const fs::path& program) {
    const fs::path libraries = folder / plugin;
    std::error_code error;
    fs::create_directories(libraries, error);
    if (error) return fail(Errc::io, "the folder {} cannot be made: {}", libraries.string(), error.message());
    struct stat info {};
    if (::fstat(debuggee.library.get(), &info) != 0) return fail_errno("look at the library");
    const auto mapping = TRY(Mapping::map(debuggee.library, static_cast<std::size_t>(info.st_size), Access::read));
    const std::span<const std::byte> content(mapping.data(), mapping.size());
    // Other content, other name: gdb 13 crashes when a library that it has read changes.
    const fs::path library = libraries / fmt::format("{:016x}.so", runtime::content_hash(content));
    if (!fs::exists(library, error)) TRY(runtime::write_by_rename(library, content));
    // After it: who reads the commands finds the library that they speak of.
    TRY(runtime::write_by_rename(folder / (plugin + ".gdb"), gdb_commands(debuggee, program, library)));
    // A gdb that has read one of these keeps what it knows.
    for (fs::directory_iterator each(libraries, error), end; !error && each != end; each.increment(error))
        if (std::error_code ignored; each->path() != library) fs::remove(each->path(), ignored);
    return {};
}

// The start of the line for a shell, or why there is none.
Result<std::string> gdb_for(const std::string& plugin, pid_t pid) {
    switch (runtime::who_may_trace(pid)) {
    case runtime::Tracing::same_person: return "gdb";
    case runtime::Tracing::root: return "sudo gdb";
    case runtime::Tracing::nobody: break;
    }
    return fail(
        Errc::denied,
        "gdb cannot attach to {}: this system lets no program trace another. Start Asista outside of the container, or set "
        "kernel.yama.ptrace_scope to 1 and start the computer anew.",
        plugin);
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
                       "symbol-file\n"
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
    auto gdb = gdb_for(plugin, debuggee->pid);
    if (!gdb) return done(fail(std::move(gdb.error())));
    const fs::path commands = parts_.folder / (plugin + ".gdb");
    const calls::DevelopDebug::Reply reply{*gdb + " -x " + in_shell_quotes(commands.string()), "source " + commands.string()};
    write(plugin, std::move(*debuggee), [reply, done = std::move(done)](const Result<void>& written) {
        if (!written) return done(fail(written.error()));
        done(reply);
    });
}

void DebugFiles::follow(const std::string& plugin, pid_t pid) {
    const auto known = pids_.find(plugin);
    if (known == pids_.end() || pid == 0 || known->second == pid) return;
    auto debuggee = parts_.debuggee(plugin);
    if (debuggee)
        write(plugin, std::move(*debuggee), [](const auto&) {}); // else it is on its way: asked again with the next change
}

void DebugFiles::write(const std::string& plugin, runtime::Debuggee debuggee, Written done) {
    pids_[plugin] = debuggee.pid;
    disk_.run([folder = parts_.folder, plugin, shared = std::make_shared<runtime::Debuggee>(std::move(debuggee)),
               program = parts_.program] { return write_files(folder, plugin, *shared, program); },
              [this, plugin, pid = pids_[plugin], done = std::move(done)](Result<void> written) {
                  if (!written && pids_[plugin] == pid) pids_[plugin] = 0; // tried again with the next change
                  done(written);
              });
}

} // namespace asista::core
