#include "builder/toolchain.hpp"

#include "builder/file_hashes.hpp"

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
constexpr std::int64_t question_deadline_ms = 60'000;

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
                                                        const std::string& linker, std::string search_path, DoneCallback done) {
    std::unique_ptr<ToolchainSearch> search(new ToolchainSearch(loop, std::move(done)));
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
    if (next_ == compilers_.size())
        return finish(fail(Errc::not_found,
                           "{} cannot link C++ programs, as the C++ standard library is missing; install it: apt-get install g++",
                           compilers_.front().string()));
    found_.compiler = compilers_[next_++];
    found_.family = family_of(found_.compiler);
    ask("crtbeginS.o", &ToolchainSearch::on_begin_object);
}

void ToolchainSearch::ask(const char* file, void (ToolchainSearch::*then)(const JobEnd&)) {
    Command command{found_.compiler, {fmt::format("-print-file-name={}", file)}, "/", Priority::low, question_deadline_ms};
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
    found_.identity = identity_of(found_);
    finish(std::move(found_));
}

void ToolchainSearch::finish(Result<Toolchain> result) {
    const auto done = std::move(done_);
    done(std::move(result)); // may destroy this
}

} // namespace asista::builder
