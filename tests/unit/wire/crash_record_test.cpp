#include "wire/crash_record.hpp"
#include "wire/kernel_calls.hpp"
#include "wire/utf8.hpp"

#include <csignal>
#include <cstring>
#include <doctest/doctest.h>
#include <memory>
#include <vector>

using namespace asista::frame;

namespace {
struct Area {
    std::vector<std::byte> bytes = std::vector<std::byte>(frame_area_bytes);
    void put(const CrashRecord& record) { std::memcpy(bytes.data() + crash_record_offset, &record, sizeof record); }
};
CrashRecord sample() {
    CrashRecord record{};
    record.magic = crash_magic;
    record.signal = SIGSEGV;
    record.doing = Doing::drawing;
    record.thread = 1;
    record.address = 0x10;
    record.pc_count = 2;
    record.pcs[0] = 0x7000'1234;
    record.pcs[1] = 0x10;
    record.module_count = 1;
    record.modules[0].base = 0x7000'0000;
    record.modules[0].end = 0x7001'0000;
    std::strcpy(record.modules[0].name, "plugin.so");
    return record;
}
} // namespace

TEST_CASE("a crash reads as a sentence and a stack") {
    Area area;
    CHECK_FALSE(read_crash_record(area.bytes));
    area.put(sample());
    const auto record = read_crash_record(area.bytes);
    REQUIRE(record);
    CHECK(describe(*record) == "It crashed while drawing (segmentation fault at 0x10).");
    CHECK(describe_stack(*record) == "It crashed while drawing (segmentation fault at 0x10).\n#0 plugin.so+0x1234\n#1 0x10");
}

TEST_CASE("a thread of the plugin's own, an assertion and refused calls are told") {
    Area area;
    auto written = sample();
    written.thread = 0;
    written.signal = SIGABRT;
    std::strcpy(written.note, "x > 0");
    written.refused_calls = 3;
    written.refused_last = 41;
    area.put(written);

    const auto record = read_crash_record(area.bytes);

    REQUIRE(record);
    CHECK(describe(*record) == "It crashed in a thread of its own (aborted).");
    CHECK(describe_stack(*record).find("x > 0") != std::string::npos);
    CHECK(describe_stack(*record).find("refused 3 kernel calls; with the last it tried to " + asista::describe_kernel_call(41)) !=
          std::string::npos);
}

TEST_CASE("a stack taken because the plugin hung is told as that") {
    Area area;
    auto written = sample();
    written.signal = SIGUSR2;
    area.put(written);
    CHECK(describe(*read_crash_record(area.bytes)) == "It did not answer while drawing.");
}

TEST_CASE("nothing in a hostile record is believed") {
    Area area;
    auto written = sample();
    written.pc_count = 0xFFFFFFFF;
    written.module_count = 0xFFFFFFFF;
    std::memset(written.note, 0xC3, sizeof written.note); // no end, no UTF-8
    std::memset(written.modules[0].name, 0x1B, sizeof written.modules[0].name);
    area.put(written);
    const auto record = read_crash_record(area.bytes);
    REQUIRE(record);
    CHECK(record->pc_count == max_crash_pcs);
    CHECK(record->module_count == max_crash_modules);
    CHECK(std::strlen(record->note) == sizeof record->note - 1);
    const std::string text = describe_stack(*record);
    CHECK(asista::wire::is_utf8(text));
    CHECK(text.find('\x1B') == std::string::npos);

    for (const auto break_it :
         {+[](CrashRecord& r) { r.magic = 0; }, +[](CrashRecord& r) { r.signal = 0; }, +[](CrashRecord& r) { r.signal = 65; },
          +[](CrashRecord& r) { r.doing = static_cast<Doing>(0); }, +[](CrashRecord& r) { r.doing = static_cast<Doing>(99); }}) {
        auto broken = sample();
        break_it(broken);
        area.put(broken);
        CHECK_FALSE(read_crash_record(area.bytes));
    }
    CHECK_FALSE(read_crash_record(std::span(area.bytes).first(100)));
}
