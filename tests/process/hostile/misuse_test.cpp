// The plugin interface and ImGui used as nobody means them to be: by number, by size, by text, by place. All of it is allowed to be tried;
// none of it may cost anybody else.
#include "arena.hpp"

#include "wire/utf8.hpp"

using namespace asista;
using namespace asista::test;
using namespace asista::test::hostile;
using nlohmann::json;
using runtime::PluginState;

namespace {
using enum Attempt::Must;

constexpr Attempt misuses[] = {
    {"widgets", "register 10,000 widgets", be_harmless},
    {"pages", "register 10,000 pages", be_harmless},
    {"commands", "register 10,000 commands", be_harmless},
    {"methods", "register 10,000 methods", be_harmless},
    {"subscriptions", "subscribe to 10,000 events", be_harmless},
    {"timers", "10,000 timers of a millisecond", be_harmless},
    {"bad-names", "names with escapes, invalid UTF-8, paths, a megabyte", be_harmless},
    {"bad-sizes", "widgets of NaN, infinite, negative and huge size", be_harmless},
    {"log", "log escapes, a line of 8 MB and one without an end", be_harmless},
    {"addresses", "open files, scripts and broken addresses in the browser", be_harmless},
    {"events", "events in another's name, one of 8 MB", be_harmless},
    {"storage", "store 64 MB, a key of a megabyte, a key that is no text", be_harmless},
    {"huge-answer", "answer with 64 MB", be_harmless},
    {"deep-answer", "answer with 5,000 nested lists", be_harmless},
    {"other-thread", "register from another thread", be_harmless},
};
constexpr Attempt drawings[] = {
    {"not-numbers", "draw with NaN and infinity", be_harmless},
    {"native-callback", "have the client call a function of its own", be_harmless},
    {"wild-texture", "draw with a texture that is none", be_harmless},
    {"unbalanced", "close windows that are not its own", be_harmless},
    {"invalid-text", "draw text that is none", be_harmless},
    {"over-everything", "cover the whole window with a question for a password", be_harmless},
    {"popup-storm", "40 popups", be_harmless},
    {"tooltip-storm", "100 tooltips", be_harmless},
    {"window-storm", "200 windows", be_harmless},
    {"modal", "a modal question nobody asked for", be_harmless},
    {"many-vertices", "500,000 vertices", be_harmless},
    {"steal-clipboard", "read the clipboard, and fill it", be_harmless},
    {"take-keys", "take the keyboard", be_harmless},
    {"late", "take 60 ms for each frame", be_harmless},
    {"texture-memory", "3 GiB of textures", be_harmless},
    {"quads", "1,000 squares over the whole window, each frame"},
};
const MatrixSection misuse_section(18, "The plugin interface", misuses);
const MatrixSection drawing_section(19, "Drawing", drawings);

void check_log(Arena& arena) {
    CHECK(arena.world.status(Arena::bad).log->lines().size() <= runtime::max_log_lines);
    const std::string log = arena.world.log(Arena::bad);
    CHECK(wire::is_utf8(log));
    CHECK(log.find('\x1b') == std::string::npos);
    CHECK(log.find("\xE2\x80\xAE") == std::string::npos);
}
} // namespace

TEST_CASE("the plugin interface has an end in number, size and text") {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        for (const Attempt& attempt : misuse_section.attempts()) {
            INFO(attempt.name);
            Arena arena(tier); // what is registered stays, so each has a plugin of its own
            arena.start();
            const json seen = arena.call("misuse", {{"name", attempt.name}});
            INFO(seen.dump(-1, ' ', true, json::error_handler_t::replace).substr(0, 300));
            std::string cell = seen.contains("accepted") ? "accepted: " + std::to_string(seen["accepted"].get<int>()) : "";
            if (seen.contains("ended") || seen.contains("failed")) cell = stopper(seen);
            if (cell.empty()) cell = "answered";
            misuse_section.note(tier, attempt, cell);
            check_log(arena);
            CHECK(arena.world.until([&] { return arena.world.log(Arena::bad).size() > 0; }));
            arena.check_others();
        }
    }
}

TEST_CASE("no drawing harms anybody but the plugin that makes it") {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        for (const Attempt& attempt : drawing_section.attempts()) {
            INFO(attempt.name);
            Arena arena(tier);
            arena.start();
            arena.call("draw", {{"name", attempt.name}});
            const auto before = arena.world.frames(Arena::bad);
            CHECK(arena.world.until([&] { return !arena.alive() || arena.world.frames(Arena::bad) > before + 20; }));
            const bool stopped = !arena.alive();
            std::string cell = "shown within its surfaces";
            if (stopped && arena.world.status(Arena::bad)
                               .reason.starts_with("It was stopped because it kept drawing what cannot be shown: "))
                cell = "frame check, stopped at the third";
            else if (stopped)
                cell = stopper({{"ended", arena.ending()}});
            if (attempt.must == Attempt::Must::fail) CHECK(stopped);
            drawing_section.note(tier, attempt, cell);
            if (attempt.name == "take-keys") CHECK(arena.world.log(Arena::bad).find("keys taken: 1") == std::string::npos);
            check_log(arena);
            arena.check_others();
        }
    }
}

TEST_CASE("what is asked for in a constructor is refused as well" * doctest::skip(developer_build)) {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        for (const char* name :
             {"open-file", "list-home", "stat-file", "open-passwd", "client-memory", "graphics-device", "tcp", "udp", "dbus",
              "abstract", "sendto-rpc", "start-program", "fork", "signal-client", "limit-client", "heap", "shared-memory"}) {
            INFO(name);
            Arena arena(tier, {.script = {{"load", name}}});
            arena.start();
            const std::string said = std::string("attack ") + name + ": ";
            CHECK(arena.world.until([&] { return arena.world.log(Arena::bad).find(said) != std::string::npos; }));
            CHECK_MESSAGE(arena.world.log(Arena::bad).find("\"done\":false") != std::string::npos, arena.world.log(Arena::bad));
            arena.check_others();
        }
    }
}

TEST_CASE("an ordinary plugin notices nothing of the sandbox: threads, exceptions, clocks, random numbers, memory") {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        Arena arena(tier);
        arena.start();
        const json seen = arena.call("everyday", json::object());
        for (const auto& [what, works] : seen.items()) CHECK_MESSAGE(works.get<bool>(), what);
        CHECK(seen.size() >= 8);
        arena.check_others();
    }
}
