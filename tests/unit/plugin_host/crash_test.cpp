// The record a dying process leaves, written by real signals.
#include "crash.hpp"
#include "in_child.hpp"
#include "sandbox.hpp"

#include "wire/frame_area.hpp"

#include <csignal>
#include <cstring>
#include <doctest/doctest.h>
#include <imgui.h>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <vector>

using namespace asista;
using frame::Doing;

extern "C" void asista_imgui_assert(const char* expression, const char* file, int line);

namespace {
struct Areas {
    frame::ClientArea client;
    frame::HostArea area;
    Areas() {
        frame::HostEnds ends;
        auto made = frame::ClientArea::create(ends);
        REQUIRE(made);
        client = std::move(*made);
        auto adopted = frame::HostArea::adopt(std::move(ends));
        REQUIRE(adopted);
        area = std::move(*adopted);
    }
    // Dies in a child with the sandbox on; the outcome.
    int die(const std::function<void()>& of_what) {
        return testing::in_child([&] {
            host::crash::install(area.output());
            host::crash::note_modules();
            if (!host::lock_down()) return 77;
            of_what();
            return 0;
        });
    }
    std::optional<frame::CrashRecord> record() const {
        return frame::read_crash_record({client.output(), frame::frame_area_bytes});
    }
};

[[gnu::noinline]] int overflow(int depth) { // NOLINT(misc-no-recursion)
    volatile char page[4096];
    page[0] = static_cast<char>(depth);
    return depth == 0 ? 0 : overflow(depth - 1) + page[0];
}
void write_to_null() {
    volatile int* const nowhere = nullptr;
    *nowhere = 1;
}
} // namespace

TEST_CASE("a fault leaves its signal, what was being done and a stack, and dies of that signal") {
    if (testing::is_developer_build()) return;
    Areas areas;
    const int outcome = areas.die([] {
        host::crash::set_doing(Doing::drawing, 3);
        write_to_null();
    });

    CHECK(outcome == -SIGSEGV);
    const auto record = areas.record();
    REQUIRE(record);
    CHECK(record->signal == SIGSEGV);
    CHECK(record->doing == Doing::drawing);
    CHECK(record->surface == 3);
    CHECK(record->address == 0);
    CHECK(record->thread == 1);
    CHECK(record->pc_count >= 3);
    CHECK(record->module_count >= 3);
    CHECK(frame::describe(*record) == "It crashed while drawing (segmentation fault at 0x0).");
    CHECK(frame::describe_stack(*record).find("+0x") != std::string::npos);
}

TEST_CASE("abort, division by zero, an endless recursion and a fault in a thread are told apart") {
    if (testing::is_developer_build()) return;
    Areas areas;
    CHECK(areas.die([] { std::abort(); }) == -SIGABRT);
    CHECK(frame::describe(*areas.record()) == "It crashed while starting (aborted).");

    CHECK(areas.die([] { ::raise(SIGFPE); }) == -SIGFPE);
    CHECK(frame::describe(*areas.record()).find("arithmetic error") != std::string::npos);

    CHECK(areas.die([] { overflow(1'000'000); }) == -SIGSEGV);
    CHECK(areas.record()->signal == SIGSEGV);

    CHECK(areas.die([] { std::thread(write_to_null).join(); }) == -SIGSEGV);
    CHECK(frame::describe(*areas.record()).find("in a thread of its own") != std::string::npos);
}

TEST_CASE("division, an illegal instruction and memory that has run out are told by name") {
    if (testing::is_developer_build()) return;
    Areas areas;
    CHECK(areas.die([] {
        volatile int none = 0, many = 7;
        many = many / none;
    }) == -SIGFPE);
    CHECK(frame::describe(*areas.record()) == "It crashed while starting (division by zero).");

    CHECK(areas.die([] { __builtin_trap(); }) == -SIGILL);
    CHECK(frame::describe(*areas.record()) == "It crashed while starting (illegal instruction).");

    CHECK(areas.die([] { overflow(1'000'000); }) == -SIGSEGV);
    CHECK(frame::describe(*areas.record()) == "It crashed while starting (stack overflow).");

    CHECK(areas.die([] {
        std::thread([] {
            for (std::vector<std::vector<char>> kept;;) kept.emplace_back(64u << 20, 'x');
        }).join();
    }) == -SIGABRT);
    CHECK(frame::describe(*areas.record()) ==
          "It crashed in a thread of its own (out of memory: it reached the limit of a plugin).");

    CHECK(areas.die([] { host::crash::fail_assertion("a == b", "/home/someone/forecast.cpp", 88, "void draw()"); }) == -SIGABRT);
    CHECK(frame::describe(*areas.record()) == "It crashed while starting (failed assertion).");
    CHECK(std::string(areas.record()->note) == "assertion failed: a == b (forecast.cpp:88, void draw())");
}

TEST_CASE("a stack that leads nowhere ends the record, not the handler") {
    if (testing::is_developer_build()) return;
    Areas areas;
#if defined(__x86_64__)
    // The stack pointer points to nothing: walking faults at the first step.
    CHECK(areas.die([] { asm volatile("movq $0x10000, %%rsp\n\tud2" ::: "memory"); }) == -SIGILL);
    REQUIRE(areas.record());
    CHECK(areas.record()->signal == SIGILL);
    CHECK(areas.record()->pc_count >= 1);
#endif
    // A call to nothing: the caller is what a person looks for.
    CHECK(areas.die([] {
        void (*volatile nowhere)() = nullptr;
        nowhere();
    }) == -SIGSEGV);
    REQUIRE(areas.record());
    CHECK(areas.record()->pc == 0);
    REQUIRE(areas.record()->pc_count == 2);
    CHECK(frame::module_of(*areas.record(), areas.record()->pcs[1]) != frame::max_crash_modules);
}

TEST_CASE("a thread with an alternate stack can say that its own has run out") {
    if (testing::is_developer_build()) return;
    Areas areas;
    CHECK(areas.die([] {
        std::thread([] {
            if (host::crash::add_alternate_stack() == nullptr) ::_exit(9);
            overflow(1'000'000);
        }).join();
    }) == -SIGSEGV);
    REQUIRE(areas.record());
    CHECK(frame::describe(*areas.record()) == "It crashed in a thread of its own (stack overflow).");

    CHECK(areas.die([] { // and gives it back
        for (int i = 0; i < 10'000; ++i) {
            void* const stack = host::crash::add_alternate_stack();
            if (stack == nullptr) return 9;
            host::crash::remove_alternate_stack(stack);
        }
        return 0;
    }) == 0);
}

TEST_CASE("each record has a number of its own") {
    if (testing::is_developer_build()) return;
    Areas areas;
    areas.die([] {
        ::raise(SIGUSR2);
        ::raise(SIGUSR2);
        ::_exit(0);
    });
    REQUIRE(areas.record());
    CHECK(areas.record()->serial == 2);
}

TEST_CASE("an uncaught exception and a failed assertion leave their text") {
    if (testing::is_developer_build()) return;
    Areas areas;
    CHECK(areas.die([] { std::thread([] { throw std::runtime_error("the \x1B[31mreason"); }).join(); }) == -SIGABRT);
    const auto record = areas.record();
    REQUIRE(record);
    CHECK(std::string(record->note).find("the  [31mreason") != std::string::npos);

    CHECK(areas.die([] { asista_imgui_assert("x > 0", "/some/where/imgui.cpp", 42); }) == -SIGABRT);
    CHECK(std::string(areas.record()->note) == "ImGui: x > 0 (imgui.cpp:42)");
}

TEST_CASE("a clean exit leaves no record") {
    Areas areas;
    CHECK(areas.die([] { ::_exit(3); }) == 3);
    CHECK_FALSE(areas.record());
}

TEST_CASE("asking for the stack does not end the process") {
    if (testing::is_developer_build()) return;
    Areas areas;
    CHECK(areas.die([] {
        host::crash::set_doing(Doing::order);
        ::raise(SIGUSR2);
        ::_exit(5);
    }) == 5);
    REQUIRE(areas.record());
    CHECK(frame::describe(*areas.record()) == "It did not answer while handling an event.");
    CHECK(areas.record()->pc_count >= 3);
}

TEST_CASE("what is being done is put back at the end of a scope") {
    if (testing::is_developer_build()) return;
    Areas areas;
    areas.die([] {
        host::crash::set_doing(Doing::waiting);
        { const host::crash::DoingScope drawing(Doing::drawing, 2); }
        std::abort();
    });
    CHECK(areas.record()->doing == Doing::waiting);
    CHECK(areas.record()->surface == 0);
}
