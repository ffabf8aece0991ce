// What search finds, in the palette: asked for each key press, in groups, opened with Enter; an old answer never replaces a newer one.
#include "sample_search.hpp"
#include "window_rig.hpp"

#include "ui/palette.hpp"
#include "wire/calls/search.hpp"

#include <string_view>

using namespace asista;
using namespace asista::ui;
using calls::SearchFind;
using calls::SearchKind;

namespace {

void open_palette(WindowRig& rig) {
    rig.settle();
    rig.key(ImGuiKey_K, ImGuiMod_Ctrl);
}

SearchFind::Reply one(SearchKind kind, std::uint64_t id, const char* title) {
    SearchFind::Reply reply;
    reply.hits.push_back(sample::hit(kind, id, title, {}));
    return reply;
}

// Answers the search with this text; the newer ones may have been answered already.
void answer(WindowRig& rig, std::string_view text, const SearchFind::Reply& reply) {
    for (auto& call : rig.calls.sent) {
        if (call.id != SearchFind::id || !call.done) continue;
        if (wire::decode<SearchFind::Request>(call.request)->text == text)
            return std::exchange(call.done, nullptr)(wire::encode(reply));
    }
    FAIL("nobody looked for that");
}

} // namespace

TEST_CASE("the palette searches for what is typed and nothing before") {
    WindowRig rig;
    open_palette(rig);
    CHECK(rig.calls.count<SearchFind>() == 0);

    ImGui::GetIO().AddInputCharactersUTF8("l");
    rig.frames(1);
    CHECK(rig.calls.count<SearchFind>() == 1); // at once: the answer may be there for the next frame
    rig.type("a");

    CHECK(rig.calls.count<SearchFind>() == 2);
    CHECK(rig.calls.last<SearchFind>().text == "la");
    rig.frames(20);
    CHECK(rig.calls.count<SearchFind>() == 2); // once for each text
}

TEST_CASE("Enter opens what was found on its page") {
    struct Case {
        SearchKind kind;
        const char* page;
    };
    for (const Case& each :
         {Case{SearchKind::task, "tasks"}, Case{SearchKind::project, "tasks"}, Case{SearchKind::habit, "habits"},
          Case{SearchKind::goal, "goals"}, Case{SearchKind::event, "calendar"}}) {
        CAPTURE(each.page);
        WindowRig rig;
        open_palette(rig);
        rig.type("zq");
        rig.calls.answer_last<SearchFind>(one(each.kind, 3, "Zq"));
        rig.frames(2);
        rig.key(ImGuiKey_Enter);
        rig.settle();

        CHECK(rig.shell->page() == each.page);
        CHECK_FALSE(rig.shell->modal_open());
    }
}

TEST_CASE("a notification that was found opens the list of them") {
    WindowRig rig;
    open_palette(rig);
    rig.type("zq");
    rig.calls.answer_last<SearchFind>(one(SearchKind::notification, 3, "Zq"));
    rig.frames(2);
    rig.key(ImGuiKey_Enter);
    rig.frames(5);

    CHECK(rig.shell->page() == "dashboard");
    CHECK(ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup));
}

TEST_CASE("an answer that comes late does not replace a newer one") {
    WindowRig rig;
    open_palette(rig);
    rig.type("z");
    rig.type("q");

    answer(rig, "zq", one(SearchKind::goal, 1, "Zq"));
    rig.frames(2);
    answer(rig, "z", one(SearchKind::habit, 1, "Z"));
    rig.frames(2);
    rig.key(ImGuiKey_Enter);
    rig.settle();

    CHECK(rig.shell->page() == "goals");
}

TEST_CASE("an answer to a text that was taken back finds nobody") {
    WindowRig rig;
    open_palette(rig);
    rig.type("z");
    rig.key(ImGuiKey_Backspace);
    answer(rig, "z", one(SearchKind::habit, 1, "Z"));
    rig.frames(2);
    rig.key(ImGuiKey_Enter); // the first page, as with nothing typed
    rig.settle();
    CHECK(rig.shell->page() == "dashboard");

    open_palette(rig); // and with the palette closed
    rig.type("z");
    rig.key(ImGuiKey_Escape);
    rig.settle();
    answer(rig, "z", one(SearchKind::habit, 1, "Z"));
    open_palette(rig);
    rig.key(ImGuiKey_Enter);
    rig.settle();
    CHECK(rig.shell->page() == "dashboard");
}

TEST_CASE("a search that fails leaves what the palette has of its own") {
    WindowRig rig;
    open_palette(rig);
    rig.type("goals");
    rig.calls.refuse_last<SearchFind>({Errc::io, "the disk does not answer"});
    rig.frames(2);
    rig.key(ImGuiKey_Enter);
    rig.settle();

    CHECK(rig.shell->page() == "goals");
}

TEST_CASE("commands that hold the text stand above what was found and the others below") {
    std::vector<PaletteEntry> commands(4), hits(2);
    commands[0].title = "Tasks";
    commands[1].title = "Take a risk"; // has t, a, s, k in this order
    commands[2].title = "Add the task \"task\"";
    commands[2].free_text = true;
    commands[3].title = "Add a task";
    hits[0].title = "Task one";
    hits[0].group = hits[1].group = "Tasks";
    hits[1].title = "Task two";
    std::vector<RankedEntry> ranked;
    for (const auto& each : commands) ranked.push_back({&each, 0, {}});

    const auto merged = merge_entries(ranked, hits, "task");

    std::vector<std::string> titles;
    for (const auto& each : merged) titles.push_back(each.entry->title);
    CHECK(titles ==
          std::vector<std::string>{"Tasks", "Add a task", "Task one", "Task two", "Take a risk", "Add the task \"task\""});
    CHECK(merge_entries(ranked, {}, "task").size() == 4);
}

TEST_CASE("found things of any length draw at every size and the arrows reach the last") {
    for (const float scale : {1.0F, 2.0F}) {
        WindowRig rig;
        rig.width = 900 * scale;
        rig.height = 600 * scale;
        rig.scale = scale;
        open_palette(rig);
        rig.type("zq");
        rig.calls.answer_last<SearchFind>(sample::found());
        rig.settle();
        CHECK(rig.shell->modal_open());
        CHECK_FALSE(rig.shell->animating());

        for (int i = 0; i < 5; ++i) rig.key(ImGuiKey_DownArrow); // three tasks, a habit, a goal, an event
        rig.key(ImGuiKey_Enter);
        rig.settle();
        CHECK(rig.shell->page() == "calendar");
    }
}

TEST_CASE("each part of the settings has an entry, which leaves that part on the page") {
    struct Part {
        const char *entry, *shows;
    };
    for (const auto& [entry, shows] : {Part{"how asista looks", "Look"},
                                       {"language of dates", "Language of dates"},
                                       {"first weekday", "Weeks begin on"},
                                       {"12 or 24 hours", "Clock"},
                                       {"quiet hours", "Notifications"},
                                       {"local endpoint", "Local endpoint"},
                                       {"profiles", "Profiles"},
                                       {"backups", "Backups"},
                                       {"import and export", "Import and export"},
                                       {"about asista", "About"},
                                       {"who answers the coach", "Coach"}}) {
        CAPTURE(entry);
        WindowRig rig;
        run_in_palette(rig, entry);
        rig.settle();
        CHECK(rig.shell->page() == "settings");
        rig.shell->listen(true);
        rig.settle();
        CHECK_FALSE(find_items(rig.shell->items(), {.label = shows}).empty());
        CHECK(find_items(rig.shell->items(), {.label = "No setting has these words"}).empty());
        const bool of_look = std::string_view(shows) == "Look";
        CHECK(find_items(rig.shell->items(), {.label = "The one colour that stands out."}).empty() != of_look);
    }
}
