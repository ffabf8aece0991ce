#include "builder/toolchain.hpp"

#include "builder/file_hashes.hpp"

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
constexpr JobLimits question_limits{60'000, 60'000, 600'000};

std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
}

// "/usr/bin/clang++-14" is a clang; so is a link of another name that leads to one.
Family family_of(const fs::path& compiler) {
    std::error_code ignored;
    const auto real = fs::canonical(compiler, ignored).filename().string();
    const auto name = compiler.filename().string();
    return name.find("clang") != std::string::npos || real.find("clang") != std::string::npos ? Family::clang : Family::gnu;
}

std::string linker_kind(const fs::path& linker) {
    const auto name = linker.filename().string();
    for (const char* kind : {"mold", "gold", "lld"})
        if (name.find(kind) != std::string::npos) return kind;
    return "bfd";
}

// What -print-file-name= is asked for. g++ has a library for each sanitizer; clang has one for both, whose name depends on how its libraries
// are laid out.
std::vector<std::string> runtime_names(Family family) {
    if (family == Family::gnu) return {"libasan.so", "libubsan.so"};
#if defined(__aarch64__)
    return {"libclang_rt.asan-aarch64.so", "libclang_rt.asan.so"};
#else
    return {"libclang_rt.asan-x86_64.so", "libclang_rt.asan.so"};
#endif
}

std::uint64_t identity_of(const Toolchain& tools) {
    std::string all;
    for (const auto& file : {tools.compiler, tools.linker, tools.begin_object}) {
        const auto stamp = stamp_of(file);
        all += file.string() + (stamp ? hex(static_cast<std::uint64_t>(stamp->modified_ns)) + hex(stamp->size) : "-");
    }
    return hash_of(all);
}
} // namespace

std::string Toolchain::name() const {
    return compiler.filename().string() + ", " + (linker.empty() ? "its linker" : linker_kind);
}

const std::vector<std::string>& compiler_names() {
    static const std::vector<std::string> names{"clang++-21", "clang++-20", "clang++-19", "clang++-18", "clang++-17",
                                                "clang++-16", "clang++-15", "clang++-14", "clang++",    "g++",
                                                "g++-14",     "g++-13",     "g++-12",     "c++"};
    return names;
}

const std::vector<std::string>& linker_names() {
    static const std::vector<std::string> names{"mold", "ld.gold", "ld.bfd", "ld", "ld.lld"};
    return names;
}

std::string search_path() {
    const char* const path = std::getenv("PATH");
    return path != nullptr && *path != '\0' ? path : "/usr/local/bin:/usr/bin:/bin";
}

std::vector<fs::path> find_programs(const std::vector<std::string>& names, std::string_view search_path) {
    std::vector<fs::path> found;
    const auto take = [&](const fs::path& program) {
        std::error_code ignored;
        if (fs::is_regular_file(program, ignored) && ::access(program.c_str(), X_OK) == 0) found.push_back(program);
    };
    for (const auto& name : names) {
        if (name.find('/') != std::string::npos) {
            take(fs::absolute(name));
            continue;
        }
        const auto before = found.size();
        for (std::size_t at = 0; at <= search_path.size() && found.size() == before;) {
            const auto end = std::min(search_path.find(':', at), search_path.size());
            if (end > at) take(fs::path(search_path.substr(at, end - at)) / name);
            at = end + 1;
        }
    }
    return found;
}

std::unique_ptr<ToolchainSearch> ToolchainSearch::start(runtime::EventLoop& loop, const std::string& compiler,
                                                        const std::string& linker, std::string search_path, DoneCallback done,
                                                        BuildKind kind) {
    std::unique_ptr<ToolchainSearch> search(new ToolchainSearch(loop, std::move(done)));
    search->kind_ = kind;
    search->compiler_wish_ = compiler;
    search->linker_wish_ = linker;
    search->search_path_ = std::move(search_path);
    search->begin_ = loop.call_after(0, [self = search.get()] {
        self->begin_ = runtime::TimerId::none;
        self->look();
    });
    return search;
}

ToolchainSearch::~ToolchainSearch() { loop_.cancel_timer(begin_); }

void ToolchainSearch::look() {
    compilers_ = find_programs(compiler_wish_.empty() ? compiler_names() : std::vector{compiler_wish_}, search_path_);
    if (compilers_.empty())
        return finish(compiler_wish_.empty()
                          ? fail(Errc::not_found,
                                 "there is no C++ compiler here; install one: apt-get install g++ (or clang, which is faster)")
                          : fail(Errc::not_found, "the compiler {} is not there; install it or name another", compiler_wish_));
    const auto linkers = find_programs(linker_wish_.empty() ? linker_names() : std::vector{linker_wish_}, search_path_);
    if (linkers.empty())
        return finish(linker_wish_.empty()
                          ? fail(Errc::not_found,
                                 "there is no linker here; install one: apt-get install binutils (or mold, which is faster)")
                          : fail(Errc::not_found, "the linker {} is not there; install it or name another", linker_wish_));
    found_.linker = linkers.front();
    found_.linker_kind = linker_kind(found_.linker);
    next_compiler();
}

void ToolchainSearch::next_compiler() {
    if (next_ == compilers_.size()) return finish(fail(none_can()));
    found_.libraries.clear();
    found_.sanitizer = {};
    found_.compiler = compilers_[next_++];
    found_.family = family_of(found_.compiler);
    ask("crtbeginS.o", &ToolchainSearch::on_begin_object);
}

void ToolchainSearch::ask(const char* file, void (ToolchainSearch::*then)(const JobEnd&)) {
    Command command{found_.compiler, {fmt::format("-print-file-name={}", file)}, "/", Priority::low, question_limits};
    auto job = Job::start(loop_, std::move(command), [this, then](JobEnd end) { (this->*then)(end); });
    if (!job) return next_compiler();
    job_ = std::move(*job);
}

// The compiler answers with the bare name when it has no such file.
void ToolchainSearch::on_begin_object(const JobEnd& end) {
    const fs::path file = fs::path(trimmed(end.output)).lexically_normal();
    if (!end.ok || !stamp_of(file)) return next_compiler();
    found_.begin_object = file;
    found_.end_object = file.parent_path() / "crtendS.o";
    ask("libc.so.6", &ToolchainSearch::on_libc);
}

void ToolchainSearch::on_libc(const JobEnd& end) {
    const fs::path libc = fs::path(trimmed(end.output)).lexically_normal();
    for (const char* name : {"libstdc++.so.6", "libm.so.6", "libgcc_s.so.1", "libc.so.6", "ld-linux-x86-64.so.2"})
        if (const auto file = libc.parent_path() / name; end.ok && stamp_of(file)) found_.libraries.push_back(file);
    if (found_.libraries.size() < 5 || !stamp_of(found_.end_object)) { // another layout: the driver knows it
        found_.libraries.clear();
        found_.end_object.clear();
    }
    if (kind_ == BuildKind::plain) return found();
    runtime_names_ = runtime_names(found_.family);
    ask_for_runtime();
}

void ToolchainSearch::ask_for_runtime() { ask(runtime_names_.front().c_str(), &ToolchainSearch::on_runtime); }

void ToolchainSearch::on_runtime(const JobEnd& end) {
    std::error_code error;
    const fs::path file = fs::canonical(trimmed(end.output), error); // usually a link to the file whose name has the version
    const bool is_there = end.ok && !error && file.is_absolute() && stamp_of(file);
    if (is_there) found_.sanitizer.libraries.push_back(file);
    runtime_names_.erase(runtime_names_.begin());
    if (found_.family == Family::clang && is_there) runtime_names_.clear(); // the others are other names of the same
    const bool may_go_on = is_there || found_.family == Family::clang;
    if (may_go_on && !runtime_names_.empty()) return ask_for_runtime();
    if (is_there) return found();
    without_runtime_.push_back(found_.compiler);
    next_compiler();
}

Error ToolchainSearch::none_can() const {
    if (without_runtime_.empty())
        return {
            Errc::not_found,
            fmt::format("{} cannot link C++ programs, as the C++ standard library is missing; install it: apt-get install g++",
                        compilers_.front().string())};
    const auto& compiler = without_runtime_.front();
    const auto name = compiler.filename().string();
    const auto dash = name.rfind('-');
    const bool numbered = dash != std::string::npos && dash + 1 < name.size() &&
                          name.find_first_not_of("0123456789", dash + 1) == std::string::npos;
    const std::string package = family_of(compiler) == Family::gnu ? "g++"
                                : numbered                         ? "libclang-rt" + name.substr(dash) + "-dev"
                                                                   : "g++";
    return {Errc::not_found,
            fmt::format("{} has no shared run-time library of its sanitizers here; install one: apt-get install {}",
                        compiler.string(), package)};
}

void ToolchainSearch::found() {
    found_.identity = identity_of(found_);
    finish(std::move(found_));
}

void ToolchainSearch::finish(Result<Toolchain> result) {
    const auto done = std::move(done_);
    done(std::move(result)); // may destroy this
}

} // namespace asista::builder
