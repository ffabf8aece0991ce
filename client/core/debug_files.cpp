#include "core/debug_files.hpp"

#include "runtime/library_file.hpp"

#include <memory>
#include <sys/stat.h>
#include <unistd.h>

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
    const std::string name = fmt::format("{:016x}", runtime::content_hash(content));
    const fs::path library = libraries / (name + ".so"), named = libraries / name;
    const bool is_new = !fs::exists(library, error);
    if (is_new) TRY(runtime::write_by_rename(library, content));
    if (debuggee.loaded_at == 0) {
        fs::create_directory(named, error);
        if (!error) fs::create_symlink(library, named / debuggee.will_be, error);
        if (error && error != std::errc::file_exists)
            return fail(Errc::io, "the link {} cannot be made: {}", (named / debuggee.will_be).string(), error.message());
    }
    // After it: who reads the commands finds the library that they speak of.
    const auto commands = gdb_commands(debuggee, program, debuggee.loaded_at == 0 ? named : library);
    if (auto written = runtime::write_by_rename(folder / (plugin + ".gdb"), commands); !written) {
        if (is_new) fs::remove(library, error); // nobody speaks of it; those before go on leading where they led
        if (is_new) fs::remove_all(named, error);
        return fail(written.error().code, "{}; make room on the disk", written.error().message);
    }
    // A gdb that has read one of these keeps what it knows.
    for (fs::directory_iterator each(libraries, error), end; !error && each != end; each.increment(error))
        if (std::error_code ignored; each->path().stem() != name) fs::remove_all(each->path(), ignored);
    return {};
}

Error nobody_may(const std::string& plugin) {
    return Error{Errc::denied,
                 fmt::format("gdb cannot attach to {}: this system lets no program trace another. Start Asista outside of "
                             "the container, or set kernel.yama.ptrace_scope to 1 and start the computer anew.",
                             plugin)};
}

// The start of the line for a shell, or why there is none.
Result<std::string> gdb_for(const std::string& plugin, pid_t pid) {
    switch (runtime::who_may_trace(pid)) {
    case runtime::Tracing::same_person: return "gdb";
    case runtime::Tracing::root: return "sudo gdb";
    case runtime::Tracing::nobody: break;
    }
    return fail(nobody_may(plugin));
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

Result<void> can_debug(const std::string& plugin) {
    // Of the three answers this one is the same for every process.
    if (runtime::who_may_trace(::getpid()) == runtime::Tracing::nobody) return fail(nobody_may(plugin));
    return {};
}

std::string in_shell_quotes(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

// Leaves the process it is attached to, forgets what it knew of that one, and attaches to the present one. Breakpoints stay. SIGSYS is how the
// sandbox answers the loader, SIGUSR2 how Asista asks where a plugin hangs: both are the host's business. The loader knows the plugin as
// "/proc/self/fd/5", which in gdb is one of its own pipes: so libraries are looked for by name, in the folders they come from.
// While it waits for its library nobody knows the address. gdb hears of it from the loader before its first constructor runs, and finds it by
// the last part of that name.
std::string gdb_commands(const runtime::Debuggee& debuggee, const fs::path& program, const fs::path& library) {
    const bool waits = debuggee.loaded_at == 0;
    std::string folders = waits ? library.string() : std::string();
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
                       "{}",
                       folders, in_gdb_quotes(program), debuggee.pid,
                       waits ? "" : fmt::format("add-symbol-file {} -o {:#x}\n", in_gdb_quotes(library), debuggee.loaded_at));
}

DebugFiles::DebugFiles(Parts parts)
    : parts_(std::move(parts)), disk_([&loop = parts_.loop](std::function<void()> work) { loop.post(std::move(work)); }) {}

void DebugFiles::begin(const std::string& plugin, Done done) {
    auto debuggee = parts_.debuggee(plugin);
    if (!debuggee) return done(fail(std::move(debuggee.error())));
    auto gdb = gdb_for(plugin, debuggee->pid);
    if (!gdb) return done(fail(std::move(gdb.error())));
    write(plugin, std::move(*debuggee), [reply = words(*gdb, plugin), done = std::move(done)](const Result<void>& written) {
        if (!written) return done(fail(written.error()));
        done(reply);
    });
}

calls::DevelopDebug::Reply DebugFiles::words(const std::string& gdb, const std::string& plugin) const {
    const fs::path commands = parts_.folder / (plugin + ".gdb");
    return {gdb + " -x " + in_shell_quotes(commands.string()), "source " + commands.string()};
}

void DebugFiles::follow(const std::string& plugin, pid_t pid, bool waits) {
    if (!waits) waits_.erase(plugin);
    const auto known = pids_.find(plugin);
    if (pid == 0 || (known == pids_.end() ? !waits : known->second == pid)) return;
    if (waits) return write_waiting(plugin, pid);
    auto debuggee = parts_.debuggee(plugin);
    if (debuggee)
        write(plugin, std::move(*debuggee), [](const auto&) {}); // else it is on its way: asked again with the next change
}

void DebugFiles::write_waiting(const std::string& plugin, pid_t pid) {
    waits_.erase(plugin);
    const auto say = [this, plugin, pid](ui::WaitView view) {
        if (pids_[plugin] != pid) return; // another one waits by now
        waits_[plugin] = std::move(view);
        parts_.changed();
    };
    auto debuggee = parts_.debuggee(plugin);
    auto gdb = gdb_for(plugin, pid);
    pids_[plugin] = pid; // what fails would fail again
    if (!debuggee || !gdb) return say({{}, {}, (debuggee ? gdb.error() : debuggee.error()).message});
    write(plugin, std::move(*debuggee), [say, reply = words(*gdb, plugin)](const Result<void>& written) {
        if (!written) return say({{}, {}, written.error().message});
        say({reply.command, reply.again, {}});
    });
}

void DebugFiles::write(const std::string& plugin, runtime::Debuggee debuggee, Written done) {
    pids_[plugin] = debuggee.pid;
    disk_.run([folder = parts_.folder, plugin, shared = std::make_shared<runtime::Debuggee>(std::move(debuggee)),
               program = parts_.program] { return write_files(folder, plugin, *shared, program); },
              [this, plugin, pid = pids_[plugin], done = std::move(done)](Result<void> written) {
                  done(written);
                  if (!written && pids_[plugin] == pid && !waits_.contains(plugin))
                      pids_[plugin] = 0; // again with the next change
              });
}

} // namespace asista::core
