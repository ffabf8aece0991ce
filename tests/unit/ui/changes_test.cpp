// The page "What changed": who changed what, each with its way back, all of one author's, and what became of one thing.
#include "sample_changes.hpp"
#include "window_rig.hpp"

#include <algorithm>
#include <string>

using namespace asista;
using namespace asista::ui;
using calls::Author;
using calls::ChangesList;
using calls::ItemHistory;
using calls::UndoAllBy;
using calls::UndoChange;

namespace {

struct ChangesRig : WindowRig {
    explicit ChangesRig(std::string_view detail = {}) {
        shell->set_page("changes", detail);
        settle();
    }
    // With the sample's changes.
    static std::unique_ptr<ChangesRig> filled(std::string_view detail = {}) {
        auto rig = std::make_unique<ChangesRig>(detail);
        REQUIRE(rig->calls.count<ChangesList>() == 1);
        rig->calls.answer_last<ChangesList>(sample::changes());
        rig->settle();
        return rig;
    }
    std::size_t buttons(std::string_view label) {
        const auto items = tree();
        return static_cast<std::size_t>(std::ranges::count_if(
            items.items, [label](const TreeItem& item) { return item.role == ItemRole::button && item.label == label; }));
    }
    void choose(std::string_view from, std::string_view item) {
        click(ItemQuery{.label = std::string(from), .exact = true, .controls_only = true});
        click(ItemQuery{.label = std::string(item), .controls_only = true});
        settle();
    }
};

ChangesList::Reply many(std::uint64_t newest, std::uint64_t oldest) {
    ChangesList::Reply reply;
    for (auto number = newest; number >= oldest; --number)
        reply.changes.push_back(
            sample::change(number, Author::person, sample::at(9, 0), fmt::format("completed \"Task {}\"", number)));
    return reply;
}

} // namespace

TEST_CASE("what changed is found from the palette, the trust page and a plugin there") {
    WindowRig rig;
    run_in_palette(rig, "what changed");
    CHECK(rig.shell->page() == "changes");
    rig.shell->set_page("trust");
    rig.settle();
    rig.click(ItemQuery{.label = "What changed", .exact = true, .role = ItemRole::button});
    CHECK(rig.shell->page() == "changes");
    rig.shell->set_page("trust");
    rig.settle();
    rig.click(ItemQuery{.label = "What it changed", .nth = 0});
    CHECK(rig.shell->page() == "changes");
}

TEST_CASE("each change says when, by whom and what, and has its way back") {
    const auto rig = ChangesRig::filled();
    for (const char* text : {"Today", "Yesterday", "Motivation", "Coach", "Import", "Added \"Take a walk after lunch\"", "9:12",
                             "Marked 21 Nov 2026 of a habit"})
        CHECK_MESSAGE(rig->shows(text), text);
    CHECK(rig->shows("Undone"));
    CHECK(rig->buttons("Redo") == 1); // of the undo
    CHECK(rig->shows("Installed the plugin \"Motivation\""));
    CHECK_FALSE(rig->shows("theme"));
    CHECK(rig->buttons("Undo") == 9); // of all but these, and what was undone

    rig->click(ItemQuery{.label = "Undo", .exact = true, .beside = "Draft the agenda"});
    REQUIRE(rig->calls.count<UndoChange>() == 1);
    CHECK(rig->calls.last<UndoChange>().change == 96);
    rig->calls.answer_last<UndoChange>({99, "Undid: added \"Draft the agenda\"", 1, 0});
    rig->settle();
    CHECK(rig->shows("Added \"Draft the agenda\""));
    rig->click(ItemQuery{.label = "Redo", .exact = true, .beside = "Reopened \"Write the summary\""});
    CHECK(rig->calls.last<UndoChange>().change == 95);
}

TEST_CASE("all that a plugin changed since a day is undone as one, which can be made again") {
    const auto rig = ChangesRig::filled();
    rig->choose("Everybody", "Motivation");
    CHECK_FALSE(rig->shows("Book the venue"));
    CHECK(rig->shows("Call a friend"));
    rig->choose("Undo all by Motivation", "Since yesterday");
    REQUIRE(rig->calls.count<UndoAllBy>() == 1);
    const auto request = rig->calls.last<UndoAllBy>();
    CHECK(request.author == Author::plugin);
    CHECK(request.plugin == "ai.asista.motivation");
    CHECK(request.since == sample::at(0, 0, -1));
    CHECK(rig->shows("Undoing"));

    rig->calls.answer_last<UndoAllBy>({120, "Undid 2 changes", 2, 1});
    rig->settle();
    CHECK(rig->shows("Undid 2 changes. 1 change left as it is, changed again since"));
    CHECK_FALSE(rig->shows("Undoing"));
    rig->click(ItemQuery{.label = "Redo", .exact = true, .nth = 0});
    CHECK(rig->calls.last<UndoChange>().change == 120);
}

TEST_CASE("undoing all says how many that is, and that nothing is left") {
    const auto rig = ChangesRig::filled("plugin:ai.asista.journal");
    CHECK_FALSE(rig->shows("Book the venue"));
    rig->click(ItemQuery{.label = "Undo all by Journal", .controls_only = true});
    rig->settle();
    const auto items = rig->tree();
    const auto today = find_item(items, {.label = "Today", .exact = true, .role = ItemRole::menu_item});
    REQUIRE(today);
    CHECK_FALSE(items.items[*today].can_be_used()); // none
    rig->click(ItemQuery{.label = "All in the log", .controls_only = true});
    CHECK(rig->calls.last<UndoAllBy>().since == 0);
    rig->calls.answer_last<UndoAllBy>({0, "Undid 0 changes", 0, 0});
    rig->settle();
    CHECK(rig->shows("Nothing of that is left to undo"));
    rig->choose("Undo all by Journal", "All in the log");
    rig->calls.answer_last<UndoAllBy>({0, "Undid 0 changes", 0, 3});
    rig->settle();
    CHECK(rig->shows("changed by somebody else since"));
}

TEST_CASE("the log is read further as it is scrolled, and its newest again when something changes") {
    ChangesRig rig;
    rig.calls.answer_last<ChangesList>(many(1'000, 901));
    rig.settle();
    CHECK(rig.calls.count<ChangesList>() == 1);
    ImGui::GetIO().AddMousePosEvent(700, 500);
    ImGui::GetIO().AddMouseWheelEvent(0, -200);
    rig.settle();
    REQUIRE(rig.calls.count<ChangesList>() == 2);
    CHECK(rig.calls.last<ChangesList>().before == 901);
    rig.calls.answer_last<ChangesList>(many(900, 895));
    rig.settle();
    ImGui::GetIO().AddMouseWheelEvent(0, -200);
    rig.settle();
    CHECK(rig.shows("Task 895"));
    CHECK(rig.calls.count<ChangesList>() == 2); // that was all

    ++rig.snapshot.revision;
    rig.settle();
    REQUIRE(rig.calls.count<ChangesList>() == 3);
    CHECK(rig.calls.last<ChangesList>().before == 0);
    CHECK(rig.calls.last<ChangesList>().limit == 106);
    rig.calls.answer_last<ChangesList>(many(1'002, 897));
    rig.settle();
    ImGui::GetIO().AddMouseWheelEvent(0, -200);
    rig.settle();
    CHECK(rig.shows("Task 895")); // older, and nothing is missing between
    ImGui::GetIO().AddMouseWheelEvent(0, 500);
    rig.settle();
    CHECK(rig.shows("Task 1002"));
}

TEST_CASE("words and an author are looked for in all of the log") {
    ChangesRig rig;
    rig.calls.answer_last<ChangesList>(many(1'000, 901));
    rig.settle();
    rig.click(ItemQuery{.label = "Search what changed"});
    rig.type("task 37");
    rig.settle();
    REQUIRE(rig.calls.count<ChangesList>() == 2);
    CHECK(rig.calls.last<ChangesList>().limit == 500);
    rig.calls.answer_last<ChangesList>(many(900, 401));
    rig.settle();
    REQUIRE(rig.calls.count<ChangesList>() == 3);
    rig.calls.answer_last<ChangesList>(many(400, 375));
    rig.settle();
    CHECK(rig.shows("Completed \"Task 379\""));
    CHECK_FALSE(rig.shows("Task 390"));
    rig.type(" nowhere");
    rig.settle();
    CHECK(rig.shows("No change has these words."));
}

TEST_CASE("a log that cannot be read says why, is read again on request, and an empty one says what it is for") {
    ChangesRig rig;
    rig.calls.refuse_last<ChangesList>({Errc::io, "the disk cannot be read"});
    rig.settle();
    CHECK(rig.shows("The disk cannot be read."));
    CHECK(rig.calls.count<ChangesList>() == 1); // not again and again by itself
    rig.click(ItemQuery{.label = "Try again"});
    REQUIRE(rig.calls.count<ChangesList>() == 2);
    rig.calls.answer_last<ChangesList>({});
    rig.settle();
    CHECK(rig.shows("Nothing is in the log"));
}

TEST_CASE("a thing of no known kind is no thing: all changes are shown") {
    ChangesRig rig("nonsense/7/x");
    CHECK(rig.calls.count<ItemHistory>() == 0);
    CHECK(rig.calls.count<ChangesList>() == 1);
}

TEST_CASE("what became of one thing is shown with its fields, from its menu and back") {
    WindowRig rig;
    rig.shell->set_page("goals");
    rig.settle();
    rig.click(ItemQuery{.label = "More", .role = ItemRole::button, .nth = 0});
    rig.click(ItemQuery{.label = "History", .controls_only = true});
    CHECK(rig.shell->page() == "changes");
    REQUIRE(rig.calls.count<ItemHistory>() >= 1);
    CHECK(rig.calls.last<ItemHistory>().entity == "goal");

    ChangesRig one("goal/7/Read 12 books, or \"more\"/less");
    CHECK(one.calls.last<ItemHistory>().key == "7");
    one.tasks.history = sample::history_of_goal();
    ++one.snapshot.revision;
    one.settle();
    for (const char* text : {"Read 12 books, or \"more\"/less", "target: 10", "deadline: none", "Coach"})
        CHECK_MESSAGE(one.shows(text), text);
    one.click(ItemQuery{.label = "Undo", .exact = true, .beside = "target and deadline"});
    CHECK(one.calls.last<UndoChange>().change == 80);
    one.click(ItemQuery{.label = "Goals", .exact = true, .role = ItemRole::link});
    CHECK(one.shell->page() == "goals");
}
