// Saves that are in the middle of being one: what an editor has moved aside for a moment is waited for, by a clock that stands still until
// the test says otherwise. Real compilers, real files and their events.
#include "builder/builder.hpp"
#include "builder/toolchain.hpp"

#include "builder_card.hpp"
#include "fake_clock.hpp"
#include "loop_wait.hpp"

#include <doctest/doctest.h>

using namespace asista;
using namespace asista::builder;
using test::TempDir;
using test::write_file;
namespace fs = std::filesystem;

namespace {
constexpr std::int64_t patience_ms = 240'000; // a compiler on a busy machine
constexpr std::int64_t look_ms = 10;          // how often what is away is looked for
constexpr std::int64_t away_ms = 300;         // then it is gone

std::string card(std::string_view mark) {
    return "int part();\nextern \"C\" __attribute__((visibility(\"default\"))) const char* asista_plugin_entry_v1() { return "
           "part() "
           "> 0 ? \"" +
           std::string(mark) + "\" : \"\"; }\n";
}

class Author final : public Observer {
  public:
    Author() {
        write_file(folder / "card/card.cpp", card("MARK-1"));
        write_file(folder / "card/part.cpp", "int part() { return 1; }\n");
        auto made = Builder::create(*loop, test::card_options(folder), *this);
        REQUIRE_MESSAGE(made, (made ? "" : made.error().message));
        builder = std::move(*made);
        builder->build();
        REQUIRE(ends(1).outcome == Outcome::delivered);
        settle();
    }
    // The report of the build of this number, which must come without the clock's going on.
    Report ends(std::size_t number) {
        REQUIRE(test::run_until(
            *loop, [&] { return reports.size() >= number || !troubles.empty(); }, patience_ms));
        REQUIRE_MESSAGE(troubles.empty(), troubles.front());
        return reports.at(number - 1);
    }
    // All that can happen at this moment of the clock.
    void settle() const {
        while (loop->run_once(0) > 0) {}
    }
    void pass(std::int64_t ms) {
        clock.advance_ms(ms);
        settle();
    }
    bool delivered(std::string_view mark) const { return test::card_has(folder, mark); }

    void build_started(std::uint64_t, Tier, const std::vector<fs::path>&) override { ++started; }
    void build_ended(const Report& report) override { reports.push_back(report); }
    void phase_entered(std::uint64_t, Tier, Phase) override {}
    void trouble(const Error& error) override { troubles.push_back(error.message); }

    TempDir folder; // destroyed last
    test::FakeClock clock;
    std::unique_ptr<runtime::EventLoop> loop = std::move(*runtime::EventLoop::create(clock));
    std::vector<Report> reports;
    std::vector<std::string> troubles;
    std::size_t started = 0;
    std::unique_ptr<Builder> builder;
};
} // namespace

TEST_CASE("a file that an editor has moved aside is waited for: another save meanwhile is not built without it") {
    for (const std::string name : {"part.cpp", "manifest.json"}) {
        CAPTURE(name);
        Author author;
        const auto file = author.folder / "card" / name, aside = author.folder / "aside";
        fs::rename(file, aside);
        write_file(author.folder / "card/card.cpp", card("MARK-2"));
        author.settle(); // both have been noticed
        CHECK(author.started == 1);
        for (std::int64_t passed = 0; passed + 2 * look_ms < away_ms; passed += look_ms) author.pass(look_ms);
        CHECK(author.started == 1);

        fs::rename(aside, file);
        author.pass(look_ms);
        CHECK(author.started == 2);
        CHECK(author.ends(2).outcome == Outcome::delivered);
        CHECK(author.delivered("MARK-2"));
        author.pass(2 * away_ms);
        CHECK(author.started == 2); // that it was away is nothing to build for
    }
}

TEST_CASE("a file that stays away is gone, and back when it is there again") {
    Author author;
    const auto file = author.folder / "card/part.cpp", aside = author.folder / "aside";
    fs::rename(file, aside);
    author.settle();
    author.pass(away_ms - 1);
    CHECK(author.started == 1);
    author.pass(1);
    CHECK(author.started == 2);
    CHECK(author.ends(2).outcome == Outcome::failed); // nothing defines part()

    fs::rename(aside, file);
    author.settle();
    CHECK(author.started == 3);
    CHECK(author.ends(3).outcome == Outcome::delivered);
}
