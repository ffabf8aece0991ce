// What plugins open in the real window, what they see of the person, and what they may cover: nothing of the client's.
#include "window_arena.hpp"

using namespace asista;
using namespace asista::test;
using namespace asista::test::hostile;
using ui::PluginState;

namespace {
using enum Attempt::Must;

constexpr Attempt covers[] = {
    {"over-everything", "a window larger than the client's, over all of it"},
    {"popup-storm", "40 menus"},
};
constexpr Attempt frames[] = {
    {"quads", "1,000 squares over the whole window, each frame"},
};
constexpr Attempt popups[] = {
    {"stubborn-popup", "a menu that stays open after a click elsewhere"},
};
constexpr Attempt thefts[] = {
    {"take-keys", "keys while another plugin, or the client, has the keyboard"},
    {"steal-clipboard", "the clipboard without a paste, and filling it"},
};
const MatrixSection cover_section(22, "The real window, covered", covers);
const MatrixSection frame_section(23, "The real window, painted over", frames);
const MatrixSection popup_section(24, "The real window, menus", popups);
const MatrixSection theft_section(25, "The real window, keyboard and clipboard", thefts);
} // namespace

TEST_CASE("what a plugin opens stays on the page, in front of nothing of the client's, and below its questions" *
          doctest::skip(sanitized)) {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier ", tier_name(tier));
        WindowArena arena(tier);
        const std::string bad = WindowArena::bad();
        for (const Attempt& attempt : cover_section.attempts()) {
            INFO(attempt.name);
            const auto at = arena.find(bad_color);
            REQUIRE(at);
            arena.draw(std::string(attempt.name).c_str());
            // A click into the panel is a reason to open something; so is a pointer over it for tooltips.
            CHECK(arena.until([&] {
                if (arena.count(bold_color, arena.page()) > 300) return true;
                arena.click(*at);
                return false;
            }));
            arena.client->on_frame = [&] { arena.check_cover(); };
            arena.turns(10);

            // The client asks something. It is asked in front, hears what the person does, and the plugin hears nothing of it.
            auto before = arena.seen(bad);
            CHECK(arena.until([&] { // clicks on their way
                arena.turns(20);
                const auto last = std::exchange(before, arena.seen(bad));
                return last == before;
            }));
            arena.client->app().shell().review_plugin(WindowArena::stranger);
            REQUIRE(arena.until([&] { return arena.question().has_value(); }));
            arena.turns(3);
            const auto asked = *arena.question();
            arena.click({(asked.left + asked.right) / 2, (asked.top + asked.bottom) / 2});
            arena.click({asked.left + 12, asked.bottom + 20}); // beside it
            arena.pass(1);
            arena.press(frame::Key::escape);
            CHECK(arena.until([&] { return !arena.question(); }));
            const auto after = arena.seen(bad);
            CHECK(after["presses"] == before["presses"]);
            CHECK(after["keys"] == before["keys"]);
            CHECK(arena.client->plugin(WindowArena::stranger)->state == PluginState::found);

            arena.client->on_frame = nullptr;
            arena.revive();
            CHECK(arena.count(bold_color, arena.whole()) == 0);
            arena.check_others();
            cover_section.note(tier, attempt, "within the page and its share, below questions");
        }
    }
}

TEST_CASE("a frame that paints the window over and over is refused: the last good one stays until the plugin is stopped" *
          doctest::skip(sanitized)) {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier ", tier_name(tier));
        for (const Attempt& attempt : frame_section.attempts()) {
            WindowArena arena(tier);
            const std::string bad = WindowArena::bad();
            const auto at = arena.find(bad_color);
            bool seen_whole = true; // for as long as it runs
            arena.client->on_frame = [&] {
                const auto* const plugin = arena.client->plugin(bad);
                if (plugin->state == PluginState::running && plugin->reason.empty())
                    seen_whole = seen_whole && arena.find(bad_color) == at;
            };
            arena.tell(bad, "draw", {{"name", attempt.name}});

            CHECK(arena.until([&] {
                arena.pass(0.3); // a frame refused is asked for again a quarter of a second later
                return arena.client->plugin(bad)->state == PluginState::stopped;
            }));

            CHECK(seen_whole);
            CHECK(arena.client->plugin(bad)->reason.starts_with("It was stopped because it kept drawing what cannot be shown: "));
            arena.client->on_frame = nullptr;
            arena.check_others();
            frame_section.note(tier, attempt, "frame check, stopped at the third");
        }
    }
}

TEST_CASE("a menu that does not close is gone in the frame after a click elsewhere, and stays away" * doctest::skip(sanitized)) {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier ", tier_name(tier));
        for (const Attempt& attempt : popup_section.attempts()) {
            WindowArena arena(tier);
            const auto at = arena.find(bad_color);
            REQUIRE(at);
            arena.draw(std::string(attempt.name).c_str());
            CHECK(arena.count(bold_color, arena.whole()) == 0); // nobody asked for it
            const auto opens = [&] {
                return arena.until([&] {
                    if (arena.shows(bold_color)) return true;
                    arena.click(*at);
                    return false;
                });
            };
            REQUIRE(opens());
            arena.turns(20);
            CHECK(arena.shows(bold_color));

            const auto page = arena.page();
            bool shown_after = false;
            arena.move({page.right - 4, page.bottom - 4}); // where nothing is
            arena.client->on_frame = [&] { shown_after = shown_after || arena.shows(bold_color); };
            const platform::InputEvent press{.kind = platform::InputEvent::Kind::mouse_button, .pressed = true},
                release{.kind = platform::InputEvent::Kind::mouse_button, .pressed = false};
            arena.client->window().inject({press, release});
            const auto frames_before = arena.figures(WindowArena::bad()).frames;
            CHECK(arena.until([&] {
                arena.pass(0.01); // what is late is looked for now and then
                return arena.figures(WindowArena::bad()).frames > frames_before + 1;
            }));
            CHECK_FALSE(shown_after); // in no frame from the click on, though the plugin opens it in each
            arena.client->on_frame = nullptr;

            REQUIRE(opens()); // the person wants it after all
            arena.check_others();
            popup_section.note(tier, attempt, "closed with the click, not opened again");
        }
    }
}

TEST_CASE("keys and the clipboard are those of the plugin that was clicked, and no other's" * doctest::skip(sanitized)) {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier ", tier_name(tier));
        for (const Attempt& attempt : theft_section.attempts()) {
            INFO(attempt.name);
            WindowArena arena(tier);
            auto& window = arena.client->window();
            window.set_clipboard_text("secret");
            arena.draw(std::string(attempt.name).c_str());

            // To the neighbour, with a paste; then to the client itself.
            CHECK(arena.until([&] {
                if (const auto field = arena.find(field_color)) arena.click(*field);
                arena.type("hush");
                arena.press(frame::Key::v, true);
                arena.turns(10);
                const auto good = arena.seen(WindowArena::good);
                return good["characters"].get<int>() >= 4 && good["clipboard"] == "secret";
            }));
            arena.client->app().shell().open_palette();
            arena.turns(5);
            arena.type("hush");
            arena.press(frame::Key::escape);
            arena.turns(20);
            auto stolen = arena.seen(WindowArena::bad());
            CHECK(stolen["keys"] == 0);
            CHECK(stolen["characters"] == 0);
            CHECK(stolen["clipboard"] == "");
            CHECK(window.clipboard_text() == "secret");

            // It has what is given to it: a click gives it keys, and not the clipboard.
            const auto at = arena.find(bad_color);
            REQUIRE(at);
            CHECK(arena.until([&] {
                arena.click(*at);
                arena.type("meant");
                arena.turns(10);
                stolen = arena.seen(WindowArena::bad());
                return stolen["characters"].get<int>() >= 5;
            }));
            CHECK(stolen["clipboard"] == "");
            arena.check_others();
            theft_section.note(tier, attempt, "nothing arrives");
        }
    }
}
