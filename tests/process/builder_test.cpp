// Plugins compiled from source with the compilers of this machine, from the author's save to the file that the client watches.
#include "builder/builder.hpp"
#include "builder/toolchain.hpp"
#include "runtime/catalog.hpp"
#include "runtime/library_file.hpp"

#include "builder_card.hpp"
#include "loop_wait.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <dlfcn.h>
#include <fmt/format.h>
#include <functional>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <sys/wait.h>

using namespace asista;
using namespace asista::builder;
using test::card_manifest;
using test::TempDir;
using test::write_file;
namespace fs = std::filesystem;

namespace {
constexpr std::int64_t patience_ms = 300'000; // two cores that six others want

// No plugin that could run, but a library that has all a builder cares about: standard headers, two files, a header between them.
constexpr const char* card = R"(#include "part.hpp"
#include <string>
#include <vector>

static std::vector<std::string> words{"MARK-1"};
extern "C" __attribute__((visibility("default"))) const char* asista_plugin_entry_v1() { return part() > 0 ? words.front().c_str() : ""; }
)";
constexpr const char* part_header = "#pragma once\n#include <cstddef>\nstd::size_t part();\n";
constexpr const char* part_source =
    "#include \"part.hpp\"\n#include <string>\nstd::size_t part() { return std::string(\"PART-1\").size(); }\n";

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::vector<std::string> compilers() {
    std::vector<std::string> found;
    for (const char* name : {"clang++", "g++"})
        if (!find_programs({name}, "/usr/local/bin:/usr/bin:/bin").empty()) found.emplace_back(name);
    REQUIRE_FALSE(found.empty());
    return found;
}

class Author final : public Observer {
  public:
    explicit Author(std::string compiler = {}) {
        write_file(folder / "card/card.cpp", card);
        write_file(folder / "card/part.hpp", part_header);
        write_file(folder / "card/part.cpp", part_source);
        options.compiler = std::move(compiler);
    }
    void start() {
        auto made = Builder::create(*loop, options, *this);
        REQUIRE_MESSAGE(made, made.error().message);
        builder = std::move(*made);
        builder->build();
    }
    void save(std::string_view file, std::string_view text) { write_file(folder / "card" / file, text); }
    // The next report that is not about a build given up.
    Report next() {
        const bool came = test::run_until(
            *loop, [this] { return !reports.empty() || !troubles.empty(); }, patience_ms);
        REQUIRE(came);
        REQUIRE_MESSAGE(troubles.empty(), troubles.front());
        auto report = std::move(reports.front());
        reports.erase(reports.begin());
        return report;
    }
    bool rests() {
        return test::run_until(
            *loop, [this] { return !builder->busy(); }, patience_ms);
    }
    std::string library() const { return test::card_library(folder); }
    bool delivered(std::string_view mark) const { return test::card_has(folder, mark); }
    // What the delivered library answers when it runs.
    std::string what_it_says() {
        const auto copy = folder / ("copy" + std::to_string(++copies_) + ".so"); // the loader takes one file once
        write_file(copy, library());
        void* const loaded = ::dlopen(copy.c_str(), RTLD_NOW | RTLD_LOCAL); // never closed: as in a plugin's host
        REQUIRE_MESSAGE(loaded != nullptr, ::dlerror());
        const auto entry = reinterpret_cast<const char* (*)()>(::dlsym(loaded, "asista_plugin_entry_v1"));
        REQUIRE((entry != nullptr));
        return entry();
    }

    void build_started(std::uint64_t, Tier, const std::vector<fs::path>&) override {
        if (on_start) on_start();
    }
    void build_ended(const Report& report) override {
        if (report.outcome == Outcome::cancelled)
            ++cancelled;
        else
            reports.push_back(report);
    }
    void phase_entered(std::uint64_t, Tier, Phase phase) override { phases.push_back(phase); }
    void trouble(const Error& error) override { troubles.push_back(error.message); }

    TempDir folder; // destroyed last
    runtime::SystemClock clock;
    std::unique_ptr<runtime::EventLoop> loop = std::move(*runtime::EventLoop::create(clock));
    Options options = test::card_options(folder);
    std::vector<Report> reports;
    std::vector<Phase> phases;
    std::vector<std::string> troubles;
    int cancelled = 0;
    std::function<void()> on_start;
    std::unique_ptr<Builder> builder;

  private:
    int copies_ = 0;
};

std::vector<std::string> names(const std::vector<fs::path>& files) {
    std::vector<std::string> all;
    for (const auto& file : files) all.push_back(file.filename().string());
    std::sort(all.begin(), all.end());
    return all;
}
using Names = std::vector<std::string>;

long files_ending(const fs::path& folder, std::string_view end) {
    return std::ranges::count_if(fs::directory_iterator(folder),
                                 [end](const auto& entry) { return entry.path().string().ends_with(end); });
}
} // namespace

TEST_CASE("a plugin of several files is built, delivered whole, and only what changed is compiled again") {
    for (const auto& compiler : compilers()) {
        CAPTURE(compiler);
        Author author(compiler);
        author.start();
        auto report = author.next();
        REQUIRE_MESSAGE(report.outcome == Outcome::delivered, report.diagnostics.text);
        CHECK(names(report.compiled) == Names{"card.cpp", "part.cpp"});
        CHECK(report.plugin == "com.example.card");
        CHECK(author.delivered("MARK-1"));
        const auto bytes = author.library();
        CHECK(runtime::check_library(std::as_bytes(std::span(bytes))));
        CHECK(test::read_file(author.folder / "plugins/com.example.card/manifest.json") == card_manifest);
        CHECK(author.phases == std::vector{Phase::compiling, Phase::linking, Phase::delivering});

        author.save("card.cpp", replaced(card, "MARK-1", "MARK-2"));
        report = author.next();
        CHECK(report.outcome == Outcome::delivered);
        CHECK(names(report.compiled) == Names{"card.cpp"});
        CHECK(author.delivered("MARK-2"));

        author.save("part.hpp", replaced(part_header, "part();", "part(); // said to be more than none"));
        report = author.next();
        CHECK(names(report.compiled) == Names{"card.cpp", "part.cpp"});

        // An undo needs no compiler.
        author.save("part.hpp", part_header);
        author.save("card.cpp", card);
        do report = author.next();
        while (!author.delivered("MARK-1"));
        CHECK(report.compiled.empty());
    }
}

TEST_CASE("an error names file, line and column, shows the lines around it, and leaves what was delivered alone") {
    for (const auto& compiler : compilers()) {
        CAPTURE(compiler);
        Author author(compiler);
        author.start();
        REQUIRE(author.next().outcome == Outcome::delivered);

        author.save("card.cpp", replaced(card, "part() > 0", "partt() > 0"));
        auto report = author.next();
        CHECK(report.outcome == Outcome::failed);
        REQUIRE(report.diagnostics.first_error());
        const auto& error = *report.diagnostics.first_error();
        CHECK(error.place.file == (author.folder / "card/card.cpp").string());
        CHECK(error.place.line == 6);
        CHECK(error.place.column == 97);
        CHECK(error.message.find("partt") != std::string::npos);
        CHECK(error.excerpt_first_line == 3);
        CHECK(error.excerpt.size() == 4);
        CHECK(author.delivered("MARK-1"));

        author.save("card.cpp", card);
        report = author.next();
        CHECK(report.outcome == Outcome::unchanged);
        CHECK(report.compiled.empty());
    }
}

TEST_CASE("a function that is declared and nowhere defined is an error of the build, by every linker there is") {
    for (const auto& compiler : compilers())
        for (const auto& linker : {"mold", "ld.gold", "ld.bfd", "ld.lld"}) {
            if (find_programs({linker}, "/usr/bin").empty()) continue;
            CAPTURE(compiler);
            CAPTURE(linker);
            Author author(compiler);
            author.options.linker = linker;
            author.save("part.cpp", "int nothing;\n");
            author.start();
            auto report = author.next();
            CHECK(report.outcome == Outcome::failed);
            REQUIRE(report.diagnostics.first_error());
            CHECK_MESSAGE(report.diagnostics.first_error()->message.find("part()") != std::string::npos, report.diagnostics.text);
            CHECK_MESSAGE(report.diagnostics.first_error()->place.file == (author.folder / "card/card.cpp").string(),
                          report.diagnostics.text);

            author.save("part.cpp", part_source);
            report = author.next();
            CHECK_MESSAGE(report.outcome == Outcome::delivered, report.diagnostics.text);
        }
}

TEST_CASE("what the linker cannot do alone the compiler's driver does") {
    Author author;
    // atexit() lies in a static part of the C library that only the driver names.
    author.save("part.cpp",
                replaced(part_source, "std::size_t part() {",
                         "#include <cstdlib>\nstatic int done = std::atexit([] {});\nstd::size_t part() { if (done) return 0;"));
    author.start();
    const auto report = author.next();
    CHECK_MESSAGE(report.outcome == Outcome::delivered, report.diagnostics.text);
}

TEST_CASE("the leading includes are precompiled in the background, used by the next save, and made anew when a header changes") {
    for (const auto& compiler : compilers()) {
        CAPTURE(compiler);
        Author author(compiler);
        author.options.precompiled_headers = true;
        write_file(author.folder / "kit/kit.hpp", "#pragma once\n#include <map>\ninline int kit() { return 1; }\n");
        author.options.sdk.includes.push_back(author.folder / "kit");
        const auto with_kit = replaced(card, "#include <string>\n", "#include <kit.hpp>\n#include <string>\n");
        author.save("card.cpp", with_kit);
        author.start();
        auto report = author.next();
        REQUIRE_MESSAGE(report.outcome == Outcome::delivered, report.diagnostics.text);
        CHECK(report.tools.find("precompiled") == std::string::npos);
        REQUIRE(author.rests());

        author.save("card.cpp", replaced(with_kit, "MARK-1", "MARK-2"));
        report = author.next();
        CHECK(report.tools.find("precompiled") != std::string::npos);
        CHECK(author.delivered("MARK-2"));

        // A header inside the precompiled one: the old one must not be used for even one build.
        write_file(author.folder / "kit/kit.hpp",
                   "#pragma once\n#include <map>\ninline const char* kit() { return \"KIT-2\"; }\n");
        report = author.next();
        REQUIRE_MESSAGE(report.outcome != Outcome::failed, report.diagnostics.text);
        CHECK(names(report.compiled) == Names{"card.cpp"});
        author.save("card.cpp", replaced(replaced(with_kit, "MARK-1", "MARK-3"), "words.front()", "std::string(kit())"));
        report = author.next();
        CHECK_MESSAGE(report.outcome == Outcome::delivered, report.diagnostics.text);
        CHECK(author.delivered("KIT-2"));
    }
}

TEST_CASE("what precompiled headers define is compiled once, into objects that the library is linked with and runs with") {
    if (compilers().front() != "clang++") return; // only clang has such objects
    Author author("clang++");
    author.options.precompiled_headers = true;
    author.save("part.cpp", replaced(part_source, "#include <string>\n", "#include <map>\n#include <string>\n")); // another block
    author.start();
    REQUIRE(author.next().outcome == Outcome::delivered);
    REQUIRE(author.rests());
    CHECK(files_ending(author.options.cache, ".hdr.o") == 2);

    for (const auto* const mark : {"MARK-2", "MARK-3"}) {
        author.save("card.cpp", replaced(card, "MARK-1", mark));
        author.save("part.cpp",
                    fmt::format("#include \"part.hpp\"\n#include <map>\n#include <string>\n// {}\n"
                                "std::size_t part() {{ return std::map<std::string, int>{{{{\"one\", 1}}}}.size(); }}\n",
                                mark));
        do {
            const auto report = author.next();
            REQUIRE_MESSAGE(report.outcome != Outcome::failed, report.diagnostics.text);
            CHECK(report.tools.find("precompiled") != std::string::npos);
        } while (!author.delivered(mark));
        REQUIRE(author.rests());
        author.reports.clear(); // both files may have been built at once, or one after the other
        CHECK(author.what_it_says() == mark);
    }
}

TEST_CASE("where such an object cannot be linked with, the build does without, and so do the next ones") {
    if (compilers().front() != "clang++") return; // only clang has such objects
    TempDir bin;
    const auto obstinate = [&bin](const fs::path& real, const std::string& name) {
        write_file(bin / name,
                   "#!/bin/sh\nfor word in \"$@\"; do case \"$word\" in *.hdr.o) echo \"no use for $word\" >&2; exit 1;; "
                   "esac; done\nexec " +
                       real.string() + " \"$@\"\n");
        fs::permissions(bin / name, fs::perms::owner_all);
        return (bin / name).string();
    };
    const auto linker = find_programs(linker_names(), "/usr/local/bin:/usr/bin:/bin").front();
    Author author(obstinate(find_programs({"clang++"}, "/usr/local/bin:/usr/bin:/bin").front(), "clang++"));
    author.options.linker = obstinate(linker, linker.filename().string());
    author.options.precompiled_headers = true;
    author.start();
    REQUIRE(author.next().outcome == Outcome::delivered);
    REQUIRE(author.rests());
    REQUIRE(files_ending(author.options.cache, ".hdr.o") > 0);

    author.save("card.cpp", replaced(card, "MARK-1", "MARK-2"));
    auto report = author.next();
    CHECK_MESSAGE(report.outcome == Outcome::delivered, report.diagnostics.text);
    CHECK(author.what_it_says() == "MARK-2");
    REQUIRE(author.rests());

    author.save("card.cpp", replaced(card, "MARK-1", "MARK-3"));
    author.phases.clear();
    report = author.next();
    CHECK_MESSAGE(report.outcome == Outcome::delivered, report.diagnostics.text);
    CHECK(report.tools.find("precompiled") != std::string::npos);
    CHECK(author.phases == std::vector{Phase::compiling, Phase::linking, Phase::delivering}); // no second try
    CHECK(author.what_it_says() == "MARK-3");
}

TEST_CASE("a save during a build gives that build up: the newest text is what is delivered") {
    Author author;
    author.start();
    REQUIRE(author.next().outcome == Outcome::delivered);

    for (int i = 2; i <= 6; ++i) {
        author.save("card.cpp", replaced(card, "MARK-1", "MARK-" + std::to_string(i)));
        author.phases.clear();
        if (i < 6)
            REQUIRE(test::run_until(
                *author.loop, [&] { return !author.phases.empty(); }, patience_ms));
    }
    const auto report = author.next();

    CHECK(report.outcome == Outcome::delivered);
    CHECK(author.delivered("MARK-6"));
    CHECK(author.cancelled >= 4);
    CHECK(author.reports.empty());
}

TEST_CASE("the optimised build follows and replaces the quick one, and an undo gets it at once") {
    Author author;
    author.options.optimised = true;
    author.start();
    auto report = author.next();
    CHECK(report.tier == Tier::quick);
    report = author.next();
    CHECK(report.tier == Tier::optimised);
    CHECK_MESSAGE(report.outcome == Outcome::delivered, report.diagnostics.text);
    CHECK(report.build == 1);
    const auto optimised = author.library();

    author.save("card.cpp", replaced(card, "MARK-1", "MARK-2"));
    CHECK(author.next().tier == Tier::quick);
    author.save("card.cpp", card);
    report = author.next();
    CHECK(report.tier == Tier::optimised);
    CHECK(report.compiled.empty());
    CHECK(author.library() == optimised);
}

TEST_CASE("a compiler that does not end is ended and said to be endless: the next save is built") {
    Author author;
    write_file(author.folder / "bin/g++", "#!/bin/sh\ncase $* in *ENDLESS*|*card.cpp*) grep -q ENDLESS \"" +
                                              (author.folder / "card/card.cpp").string() + "\" && { while test -e \"" +
                                              (author.folder / "spins").string() + "\"; do :; done; exec cat \"" +
                                              (author.folder / "never").string() + "\"; };; esac\nexec /usr/bin/c++ \"$@\"\n");
    REQUIRE(::mkfifo((author.folder / "never").c_str(), 0600) == 0); // nobody writes into it
    fs::permissions(author.folder / "bin/g++", fs::perms::owner_all);
    author.options.compiler = (author.folder / "bin/g++").string();
    author.start();
    REQUIRE(author.next().outcome == Outcome::delivered);
    author.builder.reset();

    std::string words;
    SUBCASE("it waits") {
        author.options.limits.still_ms = 300;
        words = "did not end, and did nothing for 0.3 s, and was ended; save again";
    }
    SUBCASE("it computes") {
        write_file(author.folder / "spins", "");
        author.options.limits.processor_ms = 300;
        words = "did not end within 0.3 s of processor time, and was ended; look for";
    }
    author.save("card.cpp", std::string(card) + "// ENDLESS\n");
    author.start();
    auto report = author.next();
    CHECK(report.outcome == Outcome::failed);
    REQUIRE(report.diagnostics.first_error());
    CHECK(report.diagnostics.first_error()->message.find(words) != std::string::npos);

    author.save("card.cpp", card);
    report = author.next();
    CHECK(report.outcome == Outcome::unchanged);
}

TEST_CASE("megabytes of diagnostics are read to their end") {
    Author author("g++");
    if (find_programs({"g++"}, "/usr/bin").empty()) return;
    std::string text = card;
    for (int i = 0; i < 3000; ++i) text += "#warning " + std::string(700, 'w') + std::to_string(i) + "\n";
    author.save("card.cpp", text);
    author.start();
    const auto report = author.next();
    CHECK(report.outcome == Outcome::delivered);
    CHECK(report.diagnostics.warnings == 3000);
    CHECK(report.diagnostics.shown.size() == Diagnostics::most_shown);
    CHECK(report.diagnostics.text.size() > 2'000'000);
}

TEST_CASE("the client's catalogue takes what is delivered, and never sees a part of a file") {
    Author author;
    auto catalog = runtime::Catalog::open(*author.loop, author.folder / "plugins");
    REQUIRE(catalog);
    int libraries = 0, problems = 0;
    (*catalog)->set_change_hook([&](const std::string& folder, const runtime::CatalogChange& change) {
        if ((*catalog)->find(folder) && !(*catalog)->find(folder)->problem.empty()) ++problems;
        if (change.library) ++libraries;
    });
    author.start();
    REQUIRE(author.next().outcome == Outcome::delivered);
    REQUIRE(test::run_until(
        *author.loop, [&] { return (*catalog)->find("com.example.card") != nullptr; }, patience_ms));
    auto copy = (*catalog)->open_library("com.example.card");
    REQUIRE_MESSAGE(copy, copy.error().message);

    author.save("card.cpp", replaced(card, "MARK-1", "MARK-2"));
    REQUIRE(author.next().outcome == Outcome::delivered);
    REQUIRE(test::run_until(
        *author.loop, [&] { return libraries == 1; }, patience_ms));
    CHECK(problems == 0);
}

TEST_CASE("a broken manifest is an error at the file, and repaired it is built") {
    Author author;
    author.start();
    REQUIRE(author.next().outcome == Outcome::delivered);

    author.save("manifest.json", replaced(card_manifest, "productivity", "nonsense"));
    auto report = author.next();
    CHECK(report.outcome == Outcome::failed);
    REQUIRE(report.diagnostics.first_error());
    CHECK(report.diagnostics.first_error()->message.find("nonsense") != std::string::npos);
    CHECK(test::read_file(author.folder / "plugins/com.example.card/manifest.json") == card_manifest);

    author.save("manifest.json", replaced(card_manifest, "1.0.0", "1.0.1"));
    report = author.next();
    CHECK(report.outcome == Outcome::unchanged);
    CHECK(test::read_file(author.folder / "plugins/com.example.card/manifest.json").find("1.0.1") != std::string::npos);
}

TEST_CASE("files that come and go belong to the plugin, or no longer") {
    Author author;
    author.start();
    REQUIRE(author.next().outcome == Outcome::delivered);

    author.save("more.cpp", "const char* more() { return \"MORE\"; }\n");
    auto report = author.next();
    CHECK(names(report.compiled) == Names{"more.cpp"});

    fs::remove(author.folder / "card/more.cpp");
    report = author.next();
    CHECK(report.outcome == Outcome::delivered);
    CHECK(report.compiled.empty());
}

TEST_CASE("saves in every pattern at once: none is lost, the last text is what lies there in the end") {
    Author author;
    author.options.precompiled_headers = true;
    author.start();
    REQUIRE(author.next().outcome == Outcome::delivered);
    const auto file = author.folder / "card/card.cpp";
    constexpr int saves = 40;
    std::uint32_t random = 12345; // the same gaps in every run
    for (int i = 1; i <= saves; ++i) {
        const auto text = replaced(card, "MARK-1", "MARK-" + std::to_string(1000 + i));
        switch (i % 4) {
        case 0: write_file(file, text); break;
        case 1: test::write_file_by_rename(file, text); break;
        case 2:
            fs::rename(file, author.folder / "card/card.cpp~");
            write_file(file, text);
            break;
        case 3:
            write_file(author.folder / "card/part.cpp", std::string(part_source) + "// " + std::to_string(i) + "\n");
            write_file(file, text);
            break;
        }
        random = random * 1664525 + 1013904223;
        test::run_for(*author.loop, random >> 25); // up to 127 ms
    }
    const bool arrived = test::run_until(
        *author.loop, [&] { return author.delivered("MARK-1040"); }, patience_ms);
    CHECK(arrived);
    REQUIRE(author.rests());
    CHECK(author.delivered("MARK-1040"));
    CHECK(std::none_of(author.reports.begin(), author.reports.end(),
                       [](const Report& one) { return one.outcome == Outcome::failed; }));
}

TEST_CASE("nothing to build with is said once, with the package, and building goes on when there is") {
    const TempDir empty;
    const std::string path = std::getenv("PATH");
    Author author;
    ::setenv("PATH", empty.path().c_str(), 1);
    author.start();
    const bool said = test::run_until(
        *author.loop, [&] { return !author.troubles.empty(); }, patience_ms);
    ::setenv("PATH", path.c_str(), 1);
    REQUIRE(said);
    CHECK(author.troubles.size() == 1);
    CHECK(author.troubles[0].find("apt-get install g++") != std::string::npos);

    author.troubles.clear();
    author.save("card.cpp", replaced(card, "MARK-1", "MARK-2"));
    CHECK(author.next().outcome == Outcome::delivered);
}

TEST_CASE("a build that began with the optimised tier is said to be cancelled like any other") {
    Author author;
    author.options.optimised = true;
    author.start();
    REQUIRE(author.next().outcome == Outcome::delivered);
    REQUIRE(author.rests());
    author.reports.clear(); // of the second tier

    author.on_start = [&] { author.loop->post([&] { author.builder->cancel(); }); };
    author.builder->build(); // all of it is built already

    REQUIRE(author.rests());
    CHECK(author.cancelled == 1);
    CHECK(author.reports.empty());
}

TEST_CASE("a builder that goes leaves no process, and a cancelled one builds no more until it is asked") {
    Author author;
    author.start();
    REQUIRE(test::run_until(
        *author.loop, [&] { return !author.phases.empty(); }, patience_ms));
    author.builder->cancel();
    REQUIRE(author.rests());
    test::run_for(*author.loop, 50);
    CHECK(author.cancelled == 1);
    CHECK(author.reports.empty());

    author.builder->build();
    REQUIRE(test::run_until(
        *author.loop, [&] { return author.phases.size() > 1; }, patience_ms));
    author.builder.reset();
    const auto is_childless = [] {
        siginfo_t info{};
        return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD;
    };
    CHECK(test::run_until(*author.loop, is_childless));
}
