// Packets written onto the connection around the plugin host's back, and calls that are not a plugin's to make.
#include "arena.hpp"

using namespace asista;
using namespace asista::test;
using namespace asista::test::hostile;
using nlohmann::json;

namespace {
using enum Attempt::Must;

// Damage: the client ends the process, whatever the plugin heard of it.
constexpr Attempt damages[] = {
    {"packet-garbage", "1,000 bytes of garbage"},
    {"packet-empty", "an empty packet"},
    {"packet-cut", "a message shorter than its header says"},
    {"packet-of-64-mb", "a header that announces 64 MB"},
    {"packet-from-the-middle", "the middle of a message first"},
    {"packet-of-unknown-kind", "a message of unknown kind"},
    {"packet-with-name", "a packet with an address, as for a datagram socket"},
    {"descriptor-to-client", "give the client a descriptor"},
    {"200-descriptors", "give it 200"},
    {"reply-unasked", "a reply to nothing"},
    {"malformed-call", "a call whose fields are damaged"},
    {"close-for-writing", "close its half of the connection"},
};
// Calls by hand: the answer is no.
constexpr Attempt calls_by_hand[] = {
    {"grant-itself", "grant itself a permission"},
    {"grant-another", "grant another plugin one"},
    {"switch-off-another", "switch another plugin off"},
    {"call-another", "call another plugin's method as the user"},
    {"call-without-grant", "add a task without the permission"},
};
constexpr Attempt harmless[] = {
    {"request-with-order", "an order of the client's, sent to the client", be_harmless},
    {"unknown-call", "a call that does not exist", be_harmless},
    {"flood-without-reading", "20,000 calls without reading an answer", be_harmless},
    {"cancel-nothing", "cancel a call that was never made", be_harmless},
    {"same-id-twice", "use the number of a call twice", be_harmless},
    {"flood-of-notices", "20 MB of log lines", be_harmless},
};
const MatrixSection damage_section(6, "The connection", damages);
const MatrixSection call_section(7, "Calls made by hand", calls_by_hand);
const MatrixSection harmless_section(8, "The connection, used oddly", harmless);
} // namespace

TEST_CASE("damage on the connection ends the process that did it, and costs nobody else anything") {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        Arena arena(tier);
        arena.start();
        const std::size_t descriptors = open_descriptors();
        for (const Attempt& attempt : damage_section.attempts()) {
            INFO(attempt.name);
            arena.attack(attempt.name);
            const bool ended = arena.world.until([&] { return !arena.alive(); });
            CHECK(ended);
            damage_section.note(tier, attempt, stopper({{"ended", arena.ending()}}));
            arena.outside.check_untouched();
            arena.revive();
            CHECK(open_descriptors() <= descriptors + 4); // none was received; a page of the catalogue may be open for a moment
        }
        arena.check_others();
    }
}

TEST_CASE("a call that is not a plugin's to make is refused by name") {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        Arena arena(tier);
        arena.start();
        for (const Attempt& attempt : call_section.attempts()) {
            INFO(attempt.name);
            json seen = arena.attack(attempt.name);
            INFO(seen.dump());
            CHECK_FALSE(seen.value("done", false));
            // Two of these make the client end the process as well: nothing but a forged packet asks for them.
            const bool ended = arena.world.until([&] { return !arena.alive(); }, 300);
            call_section.note(tier, attempt, ended ? stopper({{"ended", arena.ending()}}) : stopper(seen));
            CHECK(arena.world.status(Arena::bad).granted.empty());
            CHECK(arena.world.status(Arena::good).granted.empty());
            CHECK(arena.world.status(Arena::good).enabled);
            arena.revive();
        }
        arena.check_others();
    }
}

TEST_CASE("odd but sound use of the connection costs only its user") {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        Arena arena(tier);
        arena.start();
        for (const Attempt& attempt : harmless_section.attempts()) {
            INFO(attempt.name);
            arena.attack(attempt.name);
            const bool ended = arena.world.until([&] { return !arena.alive(); }, 300);
            harmless_section.note(tier, attempt,
                                  attempt.name.starts_with("flood") ? "slowed down or stopped"
                                  : ended                           ? stopper({{"ended", arena.ending()}})
                                                                    : "no effect");
            CHECK(arena.world.status(Arena::bad).log->lines().size() <= runtime::max_log_lines);
            arena.revive();
        }
        arena.check_others();
    }
}

TEST_CASE("a call before the permission is granted is refused, also from a constructor") {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        Arena arena(tier, {.script = {{"start", "call-without-grant"}}});
        arena.start();
        CHECK(arena.world.until(
            [&] { return arena.world.log(Arena::bad).find("attack call-without-grant") != std::string::npos; }));
        CHECK(arena.world.log(Arena::bad).find("\"done\":false") != std::string::npos);
        arena.check_others();
    }
}
