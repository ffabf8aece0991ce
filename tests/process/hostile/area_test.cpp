// The shared memory and the descriptors under it: taking them away, changing them behind the client's back, lying in them.
#include "arena.hpp"

#include "wire/utf8.hpp"

using namespace asista;
using namespace asista::test;
using namespace asista::test::hostile;
using runtime::PluginState;

namespace {
using enum Attempt::Must;

constexpr Attempt refusals[] = {
    {"shrink-frame-area", "shrink the frame area under the client"},
    {"shrink-input-area", "shrink the input area"},
    {"seal-frame-area", "seal the frame area"},
    {"map-input-writable", "map the input area for writing, by its old descriptor"},
    {"make-input-writable", "make its mapping writable"},
    {"reopen-input-writable", "open it again for writing"},
    {"write-input", "write into it by descriptor"},
    {"punch-hole-in-frame-area", "take pages out of the frame area"},
    {"fill-frame-area", "fill all 32 MB of it", be_harmless},
};
// The frame check refuses what comes, three times, then the plugin is stopped.
constexpr Attempt bad_frames[] = {
    {"not-a-number", "NaN for positions"},         {"infinite-clip", "an infinite clip"},
    {"offsets-at-the-edge", "offsets at 2^32"},    {"counts-at-the-edge", "counts of 2^32"},
    {"wild-index", "indices beyond the vertices"}, {"texture-outside", "a texture with its pixels outside the area"},
    {"texture-of-3-gib", "a texture of 3 GiB"},
};
constexpr Attempt races[] = {
    {"racing-writer", "write over the frame while it is taken"},
};
constexpr Attempt ends[] = {
    {"unmap-frame-area", "unmap the frame area"},
    {"crash-record-of-lies", "leave a crash record with escapes, wild counts and no end of text"},
    {"crash-record-of-garbage", "leave a crash record of garbage"},
    {"close-everything", "close every descriptor"},
    {"close-channel", "close the connection"},
    {"replace-channel", "put a pipe in its place"},
};
constexpr Attempt silences[] = {
    {"cover-frame-area", "put other memory over the frame area"},
    {"drain-kicks", "swallow every request for a frame"},
};
constexpr Attempt nothings[] = {
    {"fill-done", "fill the counter that says a frame is done", be_harmless},
};
const MatrixSection refusal_section(9, "Shared memory", refusals);
const MatrixSection frame_section(10, "Frames, answered in the host's place", bad_frames);
const MatrixSection race_section(17, "Frames, changed while they are taken", races);
const MatrixSection end_section(11, "Shared memory and descriptors, taken away", ends);
const MatrixSection silence_section(12, "Silence", silences);
const MatrixSection nothing_section(13, "Harmless lies", nothings);

template <class Judge> void run_each(const MatrixSection& section, Judge judge) {
    judge_section<RunningArena>(section, ArenaOptions{}, [&](Arena& arena, const Attempt& attempt) {
        const auto seen = arena.attack(attempt.name);
        INFO(seen.dump());
        return judge(arena);
    });
}
} // namespace

TEST_CASE("shared memory cannot be taken from under the client" * doctest::skip(developer_build)) {
    run_section(refusal_section);
}

namespace {
std::string stopped_for_its_frames(Arena& arena) {
    CHECK_MESSAGE(arena.world.until([&] { return arena.world.status(Arena::bad).state == PluginState::stopped; }),
                  arena.world.log(Arena::bad));
    const std::string reason = arena.world.status(Arena::bad).reason;
    CHECK_MESSAGE(reason.starts_with("It was stopped because it kept drawing what cannot be shown: "), reason);
    return "frame check, stopped at the third";
}
} // namespace

TEST_CASE("a frame that breaks the protocol is never shown, the third stops the plugin") {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        for (const Attempt& attempt : frame_section.attempts()) {
            INFO(attempt.name);
            Arena arena(tier, {.script = {{"draw", attempt.name}, {"from-frame", 3}}});
            arena.start_or_end();
            frame_section.note(tier, attempt, stopped_for_its_frames(arena));
            arena.check_others();
        }
    }
}

TEST_CASE("a texture that does not exist is no fault") {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        Arena arena(tier, {.script = {{"draw", "unknown-texture"}, {"from-frame", 3}}});
        arena.start();
        CHECK(arena.world.keeps_drawing(Arena::bad));
        CHECK(arena.world.keeps_drawing(Arena::bad));
        CHECK(arena.world.window->find(arena.world.status(Arena::bad).instance)->rejected == 0);
        arena.check_others();
    }
}

TEST_CASE("a frame changed while it is taken is never shown and stops the plugin") {
    run_each(race_section, [](Arena& arena) {
        if (!developer_build) return stopped_for_its_frames(arena);
        // A sanitizer slows the writer down, and how soon it hits is luck: what is looked for is that the client reads nothing wrong.
        static_cast<void>(arena.world.until([&] { return !arena.alive(); }, 8'000));
        CHECK(arena.world.keeps_drawing(Arena::good));
        return std::string();
    });
}

TEST_CASE("a plugin that takes its own memory or descriptors away ends, and its last words are harmless") {
    run_each(end_section, [](Arena& arena) {
        CHECK(arena.world.until([&] { return !arena.alive(); }));
        for (const std::string& text : {arena.world.status(Arena::bad).reason, arena.world.log(Arena::bad)}) {
            CHECK(wire::is_utf8(text));
            CHECK(text.find('\x1b') == std::string::npos);
            CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
        }
        return stopper({{"ended", arena.ending()}});
    });
}

TEST_CASE("a plugin that stops answering is told of, and waits for nobody but itself") {
    run_each(silence_section, [](Arena& arena) {
        CHECK(arena.world.until([&] { return !arena.world.status(Arena::bad).reason.empty(); }));
        CHECK(arena.alive());
        CHECK(arena.world.keeps_drawing(Arena::good));
        return std::string("told as not answering, can be restarted");
    });
}

TEST_CASE("harmless lies in shared memory stay without effect") {
    run_each(nothing_section, [](Arena& arena) {
        CHECK(arena.world.keeps_drawing(Arena::bad));
        CHECK(arena.world.keeps_drawing(Arena::bad));
        CHECK(arena.alive());
        return std::string("no effect");
    });
}
