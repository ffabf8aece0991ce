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
    {"tooltip-storm", "100 tooltips"},
    {"window-storm", "200 windows"},
    {"modal", "a modal question nobody asked for"},
};
constexpr Attempt frames[] = {
    {"quads", "1,000 squares over the whole window, each frame"},
};
constexpr Attempt questions[] = {
    {"provoke-question", "have a question asked where it is being clicked on"},
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
const MatrixSection question_section(26, "The real window, questions", questions);
const MatrixSection theft_section(25, "The real window, keyboard and clipboard", thefts);
// Draws it and, as its person clicks on the panel, waits until it covers something: a click is a reason to open menus and windows, a
// pointer that rests there one for tooltips.
void cover(WindowArena& arena, const char* drawing) {
    const auto at = arena.find(bad_color);
    REQUIRE(at);
    CHECK(arena.count(bold_color, arena.whole()) == 0);
    arena.draw(drawing);
    CHECK(arena.until([&] {
        if (arena.count(bold_color, arena.page()) > 300) return true;
        arena.click(*at);
        return false;
    }));
}

// Clicks all over the lower half of the client's question, where its buttons are, for as long as it is there.
void click_on_answers(WindowArena& arena) {
    const auto asked = arena.question();
    REQUIRE(asked);
    for (int y = (asked->top + asked->bottom) / 2; y < asked->bottom; y += 24)
        for (int x = asked->left + 16; x < asked->right && arena.question(); x += 64) arena.click({x, y});
}
} // namespace

TEST_CASE("what a plugin opens stays on the page, in front of nothing of the client's, and below its questions") {
    judge_section<WindowArena>(cover_section, WindowOptions{}, [](WindowArena& arena, const Attempt& attempt) -> std::string {
        const std::string bad = WindowArena::bad();
        cover(arena, std::string(attempt.name).c_str());
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

        // The client's own window is nobody's to lock: its chords work, and what the plugin calls modal is so for the plugin alone.
        arena.press(frame::Key::k, true);
        CHECK(arena.until([&] { return arena.client->app().shell().modal_open(); }));
        arena.press(frame::Key::escape);
        CHECK(arena.until([&] { return !arena.client->app().shell().modal_open(); }));
        if (attempt.name == "modal") arena.check_others();

        arena.client->on_frame = nullptr;
        return "within the page and its share, below questions";
    });
}

TEST_CASE("a permission that a plugin has asked for under the person's pointer is not given by the clicks meant for the plugin") {
    const WindowOptions options{.manifest_fields =
                                    R"(, "permissions": [{"id": "tasks:read", "required": false, "reason": "To see them."}])"};
    judge_section<WindowArena, Between::new_arena>(
        question_section, options, [](WindowArena& arena, const Attempt& attempt) -> std::string {
            cover(arena, "over-everything");
            const auto on_it = arena.find(bold_color);
            REQUIRE(on_it);
            arena.draw(std::string(attempt.name).c_str());
            arena.client->on_frame = [&] { arena.check_cover(); };
            CHECK(arena.until([&] { // a person who goes on clicking: the next click falls on whatever is there by then
                arena.click(*on_it);
                return arena.question().has_value();
            }));

            // What is clicked in the first half second was meant for the plugin. No time passes but by the clicks themselves.
            click_on_answers(arena);
            arena.press(frame::Key::enter);
            arena.press(frame::Key::escape);
            arena.turns(5);
            REQUIRE(arena.question().has_value());
            CHECK(arena.client->snapshot()->permission_questions.size() == 1);

            // The same clicks are an answer to who has had the time to read.
            arena.pass(0.6);
            click_on_answers(arena);
            CHECK(arena.until([&] { return !arena.question() && arena.client->snapshot()->permission_questions.empty(); }));
            arena.client->on_frame = nullptr;
            arena.restart();
            return "above it, and deaf for half a second";
        });
}

TEST_CASE("a frame that paints the window over and over is refused: the last good one stays until the plugin is stopped") {
    judge_section<WindowArena, Between::new_arena>(
        frame_section, WindowOptions{}, [](WindowArena& arena, const Attempt& attempt) -> std::string {
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
            return "frame check, stopped at the third";
        });
}

TEST_CASE("a menu that does not close is gone in the frame after a click elsewhere, and stays away") {
    judge_section<WindowArena, Between::new_arena>(
        popup_section, WindowOptions{}, [](WindowArena& arena, const Attempt& attempt) -> std::string {
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
            CHECK(arena.until([&] { return arena.figures(WindowArena::bad()).frames > frames_before + 5; }));
            CHECK_FALSE(shown_after); // in no frame from the click on, though the plugin opens it in each
            arena.client->on_frame = nullptr;

            REQUIRE(opens()); // the person wants it after all
            return "closed with the click, not opened again";
        });
}

TEST_CASE("keys and the clipboard are those of the plugin that was clicked, and no other's") {
    judge_section<WindowArena, Between::new_arena>(
        theft_section, WindowOptions{}, [](WindowArena& arena, const Attempt& attempt) -> std::string {
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
            return "nothing arrives";
        });
}
