// What is said of a crash, made of records and stacks as they may come from anywhere.
#include "runtime/crash_reports.hpp"
#include "fake_clock.hpp"
#include "loop_wait.hpp"

#include <csignal>
#include <cstring>
#include <doctest/doctest.h>

using namespace asista;
using namespace asista::runtime;

namespace {
frame::CrashRecord record_in_plugin() {
    frame::CrashRecord record{};
    record.magic = frame::crash_magic;
    record.signal = SIGSEGV;
    record.doing = frame::Doing::drawing;
    record.thread = 1;
    record.pc_count = 2;
    record.pcs[0] = 0x1010;
    record.pcs[1] = 0x9999'0000;
    record.module_count = 1;
    record.modules[0].base = 0x1000;
    record.modules[0].end = 0x2000;
    record.modules[0].build_id[0] = 0xAB;
    std::strcpy(record.modules[0].name, "plugin.so");
    return record;
}
StackFrame frame_in(std::string module, std::string function, std::string file, std::uint32_t line, bool foreign = false) {
    return {.address = 1,
            .module = std::move(module),
            .function = std::move(function),
            .file = std::move(file),
            .line = line,
            .foreign = foreign};
}

class MemoryStore final : public CrashStore {
  public:
    std::map<std::string, std::vector<CrashReport>> rows;
    bool unreadable = false; // as on a failing disk
    Result<std::vector<CrashReport>> load(std::string_view plugin) override { return rows[std::string(plugin)]; }
    Result<void> save(std::string_view plugin, const CrashReport& report) override {
        auto& list = rows[std::string(plugin)];
        std::erase_if(list, [&](const CrashReport& one) { return one.id == report.id; });
        list.insert(list.begin(), report);
        return {};
    }
    Result<void> remove(std::string_view plugin) override {
        rows.erase(std::string(plugin));
        return {};
    }
    Result<std::uint64_t> last_id() override {
        if (unreadable) return fail(Errc::io, "the disk does not answer");
        std::uint64_t last = 0;
        for (const auto& [plugin, list] : rows)
            for (const auto& report : list) last = std::max(last, report.id);
        return last;
    }
};
} // namespace

TEST_CASE("the place is the plugin's own first line, not a header's, and a function's name where there are no lines") {
    CHECK(where_of({}).empty());
    CHECK(where_of({frame_in("libc.so.6", "memcpy", "memcpy.S", 3)}).empty());
    CHECK(where_of({frame_in("libc.so.6", "memcpy", "", 0),
                    frame_in("plugin.so", "std::vector<int>::at", "stl_vector.h", 1061, true),
                    frame_in("plugin.so", "Forecast::draw()", "forecast.cpp", 88)}) == "forecast.cpp line 88");
    CHECK(where_of({frame_in("plugin.so", "std::vector<int>::at", "stl_vector.h", 1061, true)}) == "stl_vector.h line 1061");
    CHECK(where_of({frame_in("plugin.so", "Forecast::draw()", "", 0)}) == "Forecast::draw()");
    CHECK(sentence_at("It crashed while drawing (aborted).", "forecast.cpp line 88") ==
          "It crashed while drawing (aborted) in forecast.cpp line 88.");
    CHECK(sentence_at("It crashed.", "") == "It crashed.");
}

TEST_CASE("a report holds what an author needs, and nothing that harms where it is shown") {
    auto record = record_in_plugin();
    std::strcpy(record.note, "uncaught exception: \x1B[31m");
    CrashFound crash{"test.weather", "Weather\x1B", "1.2.0", "It crashed while drawing (aborted).", record, {}};
    auto innermost = frame_in("plugin.so", "deep()", "forecast.cpp", 9);
    innermost.inlined = true;
    const std::vector<StackFrame> stack{
        innermost, frame_in("plugin.so", "Forecast::draw()", "forecast.cpp", 88), {.address = 0x9999'0000}};

    const auto text = report_text(crash, 0, crash.sentence, stack);

    CHECK(text.find('\x1B') == std::string::npos);
    CHECK(text.find("1.2.0 (test.weather)\n1970-01-01 00:00:00 UTC\nIt crashed while drawing (aborted).\n") != std::string::npos);
    CHECK(text.find("#0  deep()  forecast.cpp:9  (inlined)  [plugin.so+0x0]\n    Forecast::draw()  forecast.cpp:88") !=
          std::string::npos);
    CHECK(text.find("#1  ?  [0x99990000]") != std::string::npos);
    CHECK(text.find("plugin.so  ab\n") != std::string::npos);
}

TEST_CASE("the newest twenty of a plugin are kept, over restarts, with ids that go on") {
    test::FakeClock clock;
    auto loop = EventLoop::create(clock);
    REQUIRE(loop);
    MemoryStore store;
    {
        Symbolizer symbolizer(**loop, {}, {});
        CrashReports reports(clock, symbolizer, &store);
        for (int i = 0; i < 25; ++i) CHECK(reports.add({"a", "A", "1", "crash " + std::to_string(i) + ".", {}, {}}, {}));
        CHECK(reports.of("a").size() == 20);
        CHECK(reports.of("a").front().sentence == "crash 24.");
        CHECK(reports.of("b").empty());
    }
    Symbolizer symbolizer(**loop, {}, {});
    CrashReports reports(clock, symbolizer, &store);
    CHECK(reports.of("a").front().sentence == "crash 24.");
    CHECK(reports.add({"b", "B", "1", "crash.", {}, {}}, {}));
    CHECK(reports.of("b").front().id == 26);
    CHECK(reports.forget("a"));
    CHECK_FALSE(store.rows.contains("a"));
    CHECK(reports.of("a").empty());
}

TEST_CASE("a store that cannot be read loses no report that it holds") {
    test::FakeClock clock;
    auto loop = EventLoop::create(clock);
    REQUIRE(loop);
    MemoryStore store;
    store.rows["a"] = {{.id = 1, .at = 1, .version = "1", .sentence = "the old one.", .where = {}, .report = {}}};
    Symbolizer symbolizer(**loop, {}, {});
    CrashReports reports(clock, symbolizer, &store);

    store.unreadable = true;
    CHECK(reports.add({"a", "A", "1", "a new one.", {}, {}}, {}).error().code == Errc::io);
    CHECK(reports.of("a").front().sentence == "a new one."); // as long as the client runs
    store.unreadable = false;
    CHECK(reports.add({"a", "A", "1", "a later one.", {}, {}}, {}));

    REQUIRE(store.rows["a"].size() == 2);
    CHECK(store.rows["a"][0].sentence == "a later one.");
    CHECK(store.rows["a"][1].sentence == "the old one.");
}

TEST_CASE("without the symbolizer a stack stays bare, and whoever waits is told all the same") {
    const SystemClock clock;
    auto loop = EventLoop::create(clock);
    REQUIRE(loop);
    for (const char* program : {"", "/not/there/asista-symbolizer", "/bin/true", "/bin/false", "/bin/cat"}) {
        INFO(program);
        Symbolizer symbolizer(**loop, program, {}, {.deadline_ms = 3'000});
        CrashReports reports(clock, symbolizer, nullptr);
        std::optional<CrashReport> named;
        UniqueFd library(*make_sealed_copy("no library", {}));
        REQUIRE(reports.add({"a", "A", "1", "It crashed.", record_in_plugin(), std::move(library)},
                            [&](const CrashReport& report) { named = report; }));
        CHECK_FALSE(named);
        CHECK(reports.of("a").front().report.find("plugin.so+0x10") != std::string::npos);
        CHECK(test::run_until(**loop, [&] { return named.has_value(); }));
        CHECK(named->where.empty());
        CHECK(named->sentence == "It crashed.");
    }
}
