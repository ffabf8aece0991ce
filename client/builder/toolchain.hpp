// Which compiler and which linker build a plugin here, and what they need to be called directly.
#pragma once

#include "builder/job.hpp"
#include "runtime/sanitizer.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace asista::builder {

enum class Family { gnu, clang };

// sanitizer: with checks for memory errors and undefined behaviour, to be run in a process that has their run-time library.
enum class BuildKind { plain, sanitizer };

struct Toolchain {
    Family family = Family::gnu;
    std::filesystem::path compiler, linker; // absolute
    std::string linker_kind;                // what the driver's -fuse-ld= calls it: mold, gold, bfd, lld
    // For linking without the driver; empty where the compiler did not tell, and then the driver links.
    std::filesystem::path begin_object, end_object;
    std::vector<std::filesystem::path> libraries; // of the compiler and the system, as the driver would name them
    runtime::SanitizerRuntime sanitizer;          // for BuildKind::sanitizer; else nothing was asked for
    std::uint64_t identity = 0;                   // of compiler and linker as files: a newer one builds everything anew

    std::string name() const; // "clang++-19, mold"
};

// Where programs are looked for: $PATH, or what is usual without it.
std::string search_path();
// Programs of `names` that are there, in this order, looked for along `search_path` ("/usr/bin:/bin"); a name with a slash is itself.
std::vector<std::filesystem::path> find_programs(const std::vector<std::string>& names, std::string_view search_path);
// In the order of preference: clang++ from the newest down, then g++.
const std::vector<std::string>& compiler_names();
const std::vector<std::string>& linker_names();

// [core] Asks compilers for their files, one process after the other, and takes the first that can build here: a clang++ without a
// standard library is passed over, and for sanitizers one whose run-time library is not installed as a shared one.
class ToolchainSearch {
  public:
    using DoneCallback = std::function<void(Result<Toolchain>)>;
    // `compiler` and `linker`: a name or path that is used and no other; empty: the best there is. `done` is called once, from the loop.
    // Errc::not_found names what is missing and the Debian package that has it.
    static std::unique_ptr<ToolchainSearch> start(runtime::EventLoop& loop, const std::string& compiler,
                                                  const std::string& linker, std::string search_path, DoneCallback done,
                                                  BuildKind kind = BuildKind::plain);
    ToolchainSearch(const ToolchainSearch&) = delete;
    ToolchainSearch& operator=(const ToolchainSearch&) = delete;
    ~ToolchainSearch();

  private:
    explicit ToolchainSearch(runtime::EventLoop& loop, DoneCallback done) : loop_(loop), done_(std::move(done)) {}
    void look();
    void next_compiler();
    void ask(const char* file, void (ToolchainSearch::*then)(const JobEnd&));
    void on_begin_object(const JobEnd& end);
    void on_libc(const JobEnd& end);
    void ask_for_runtime();
    void on_runtime(const JobEnd& end);
    Error none_can() const;
    void found();
    void finish(Result<Toolchain> result);

    runtime::EventLoop& loop_;
    DoneCallback done_;
    BuildKind kind_ = BuildKind::plain;
    std::string compiler_wish_, linker_wish_, search_path_;
    std::vector<std::filesystem::path> compilers_, without_runtime_;
    std::size_t next_ = 0;
    std::vector<std::string> runtime_names_; // to be asked for
    Toolchain found_;
    std::unique_ptr<Job> job_;
    runtime::TimerId begin_ = runtime::TimerId::none;
};

} // namespace asista::builder
