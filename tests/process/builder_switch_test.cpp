// The switch for sanitizers where something is in the way: no room on the disk, no run-time library, no folder. What is said, and that what
// was delivered stays until the other kind can be built. Real compilers behind a script that a test can spoil.
#include "builder/builder.hpp"
#include "builder/toolchain.hpp"
#include "runtime/sanitizer.hpp"

#include "builder_card.hpp"
#include "loop_wait.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <span>

using namespace asista;
using namespace asista::builder;
using test::TempDir;
using test::write_file;
namespace fs = std::filesystem;

namespace {
constexpr std::int64_t patience_ms = 240'000; // a compiler on a busy machine

std::string card(std::string_view mark) {
    return "extern \"C\" __attribute__((visibility(\"default\"))) const char* asista_plugin_entry_v1() { return \"" +
           std::string(mark) + "\"; }\n";
}

class Author final : public Observer {
  public:
    Author() {
        write_file(folder / "card/card.cpp", card("MARK-1"));
        const auto here = folder.path().string();
        write_file(folder / "bin/g++", "#!/bin/sh\n"
                                       "case $1 in -print-file-name=lib*san.so)\n"
                                       "  [ -e " +
                                           here +
                                           "/no-library ] && { echo ${1#*=}; exit; };;\n"
                                           "*) [ -e " +
                                           here +
                                           "/full ] && { trap '' XFSZ; ulimit -f 2; };;\n"
                                           "esac\n"
                                           "exec /usr/bin/g++ \"$@\"\n");
        fs::permissions(folder / "bin/g++", fs::perms::owner_all);
        options.compiler = (folder / "bin/g++").string();
        auto made = Builder::create(*loop, options, *this);
        REQUIRE_MESSAGE(made, (made ? "" : made.error().message));
        builder = std::move(*made);
        builder->build();
        REQUIRE(next().outcome == Outcome::delivered);
    }
    // g++ and its libraries are where Debian has them.
    static bool possible() { return !find_programs({"g++"}, "/usr/bin").empty(); }

    Report next() {
        REQUIRE(until([&] { return !reports.empty() || !troubles.empty(); }));
        REQUIRE_MESSAGE(troubles.empty(), (troubles.empty() ? "" : troubles.front()));
        auto report = std::move(reports.front());
        reports.erase(reports.begin());
        return report;
    }
    std::string fails() {
        const auto report = next();
        CHECK(report.outcome == Outcome::failed);
        REQUIRE(report.diagnostics.first_error());
        return report.diagnostics.first_error()->message;
    }
    std::string next_trouble() {
        REQUIRE(until([&] { return !troubles.empty(); }));
        return std::exchange(troubles, {}).front();
    }
    template <class Predicate> bool until(Predicate is_so) { return test::run_until(*loop, is_so, patience_ms); }
    void save(std::string_view mark) { write_file(folder / "card/card.cpp", card(mark)); }
    std::string library() const { return test::card_library(folder); }
    bool has_sanitizers() const {
        const auto bytes = library();
        return runtime::needs_sanitizer(std::as_bytes(std::span(bytes)));
    }
    // Files that a compiler began and nobody keeps.
    std::size_t unfinished() const {
        return static_cast<std::size_t>(std::ranges::count_if(fs::directory_iterator(options.cache), [](const auto& entry) {
            return entry.path().filename().string().starts_with("new-");
        }));
    }

    void build_started(std::uint64_t, Tier, const std::vector<fs::path>&) override {}
    void build_ended(const Report& report) override {
        if (report.outcome != Outcome::cancelled) reports.push_back(report);
    }
    void phase_entered(std::uint64_t, Tier, Phase) override {}
    void trouble(const Error& error) override { troubles.push_back(error.message); }

    TempDir folder; // destroyed last
    runtime::SystemClock clock;
    std::unique_ptr<runtime::EventLoop> loop = std::move(*runtime::EventLoop::create(clock));
    Options options = test::card_options(folder);
    std::vector<Report> reports;
    std::vector<std::string> troubles;
    std::unique_ptr<Builder> builder;
};
} // namespace

TEST_CASE("with a full disk the switch for sanitizers says where to make room, what was built stays, and saving the same text "
          "tries again") {
    if (!Author::possible()) return;
    Author author;
    const auto before = author.library();
    write_file(author.folder / "full", "");
    author.builder->set_kind(BuildKind::sanitizer);

    const auto words = author.fails();
    CHECK_MESSAGE(words.starts_with("there is no room for what is built; make room in " + author.options.cache.string()), words);
    CHECK(words.ends_with(", then save again"));
    CHECK(author.library() == before);
    CHECK(author.until([&] { return author.unfinished() == 0; }));
    author.save("MARK-1"); // the same
    CHECK(author.fails() == words);
    CHECK(author.library() == before);

    fs::remove(author.folder / "full");
    author.save("MARK-1");
    CHECK(author.next().outcome == Outcome::delivered);
    CHECK(author.has_sanitizers());
    author.builder->set_kind(BuildKind::plain);
    const auto report = author.next();
    CHECK(report.outcome == Outcome::delivered);
    CHECK(report.compiled.empty());
    CHECK(author.library() == before);
}

TEST_CASE("without the compiler's run-time library the switch says what to install, nothing is delivered, and it goes back") {
    if (!Author::possible()) return;
    Author author;
    const auto before = author.library();
    write_file(author.folder / "no-library", "");
    author.builder->set_kind(BuildKind::sanitizer);
    const auto words = author.next_trouble();
    CHECK_MESSAGE(words.find("has no shared run-time library of its sanitizers here") != std::string::npos, words);
    CHECK_MESSAGE(words.find("apt-get install g++") != std::string::npos, words);
    author.save("MARK-2");
    CHECK(author.next_trouble() == words);
    CHECK(author.library() == before);
    CHECK_FALSE(author.builder->sanitizer());

    SUBCASE("what was saved meanwhile is built without") {
        author.builder->set_kind(BuildKind::plain);
        CHECK(author.next().outcome == Outcome::delivered);
        CHECK(test::card_has(author.folder, "MARK-2"));
        CHECK_FALSE(author.has_sanitizers());
    }
    SUBCASE("once it is installed, the next save is built, even of the same text") {
        fs::remove(author.folder / "no-library");
        author.save("MARK-2");
        CHECK(author.next().outcome == Outcome::delivered);
        CHECK(test::card_has(author.folder, "MARK-2"));
        CHECK(author.has_sanitizers());
    }
}

TEST_CASE("while the plugin's folder is away the switch says so, and once it is back it is built as the switch stands") {
    if (!Author::possible()) return;
    Author author;
    const auto before = author.library();
    fs::rename(author.folder / "card", author.folder / "aside");
    author.builder->set_kind(BuildKind::sanitizer);

    const auto words = author.fails();
    CHECK_MESSAGE(words.find((author.folder / "card").string()) != std::string::npos, words);
    CHECK(author.library() == before);
    CHECK(author.builder->plugin() == "com.example.card");

    fs::rename(author.folder / "aside", author.folder / "card");
    bool delivered = false;
    while (!delivered) delivered = author.next().outcome == Outcome::delivered;
    CHECK(author.has_sanitizers());
    author.builder->set_kind(BuildKind::plain);
    CHECK(author.next().outcome == Outcome::delivered);
    CHECK(author.library() == before);
}
