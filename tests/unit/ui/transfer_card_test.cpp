// Import and export on the settings page: a file is seen before it is taken over, and an export never writes over another one.
#include "sample_backups.hpp"
#include "sample_files.hpp"
#include "window_rig.hpp"

#include "ui/pages/settings_transfer.hpp"
#include "wire/calls/history.hpp"

using namespace asista;
using namespace asista::ui;
using calls::DataExport;
using calls::ImportLook;
using calls::ImportRun;

namespace {

calls::ImportSummary some() {
    calls::ImportSummary summary;
    summary.file = "house.csv";
    summary.format = "Todoist";
    summary.counts = {{"tasks", 12, 0, 3}, {"projects", 1, 0, 0}};
    summary.first = {"Paint the fence", "Buy paint", "Sweep the cellar", "Fourth"};
    summary.notes = {{4, "\"Walk\" is there already"}, {0, "something else"}};
    summary.more_notes = 40;
    return summary;
}

// The settings page in a window in which all of it is seen.
struct Settings : WindowRig {
    Settings() {
        shell->set_page("settings", "import");
        settle();
        calls.answer_last<asista::calls::BackupsList>(sample::backups());
        settle();
    }
    void press_import() { click(ItemQuery{.label = "Choose a file", .role = ItemRole::button}); }
    void press_export() { click(ItemQuery{.label = "Export", .role = ItemRole::button}); }
};

} // namespace

TEST_CASE("what a file would do is said in words") {
    const auto text = import_words(some());

    CHECK(text == "Todoist.\nNew: 12 tasks and 1 project.\nLeft out: 3 tasks.\nFirst: \"Paint the fence\", \"Buy paint\" and "
                  "\"Sweep the cellar\".\n"
                  "Line 4: \"Walk\" is there already.\nSomething else.\nAnd 40 more like these.\nIt can be undone as one.");
    CHECK(import_amounts(some()) == "12 tasks and 1 project");
    CHECK(import_amounts({}).empty());
}

TEST_CASE("a file is taken over after its preview was agreed to and can be undone from the toast") {
    Settings rig;
    rig.press_import();
    REQUIRE(rig.calls.count<ImportLook>() == 1);
    rig.calls.answer_last<ImportLook>(some());
    rig.settle();
    REQUIRE(rig.shell->modal_open());
    CHECK(rig.calls.count<ImportRun>() == 0);
    rig.key(ImGuiKey_Escape);
    rig.settle();
    CHECK(rig.calls.count<ImportRun>() == 0);
    CHECK_FALSE(rig.shell->modal_open());

    rig.press_import();
    REQUIRE(rig.calls.count<ImportLook>() == 2);
    rig.calls.answer_last<ImportLook>(some());
    rig.settle();
    rig.key(ImGuiKey_RightArrow); // from the answer that changes nothing to the other
    rig.key(ImGuiKey_Space);
    rig.settle();
    REQUIRE(rig.calls.count<ImportRun>() == 1);

    rig.calls.answer_last<ImportRun>({some(), 77});
    rig.settle();
    rig.click(ItemQuery{.label = "Undo", .role = ItemRole::button});
    REQUIRE(rig.calls.count<calls::UndoChange>() == 1);
    CHECK(rig.calls.last<calls::UndoChange>().change == 77);
}

TEST_CASE("a file with nothing new asks nothing") {
    Settings rig;
    rig.press_import();
    calls::ImportSummary nothing;
    nothing.file = "a.csv";
    nothing.counts = {{"tasks", 0, 0, 3}};
    rig.calls.answer_last<ImportLook>(nothing);
    rig.settle();

    CHECK_FALSE(rig.shell->modal_open());
    CHECK(rig.calls.count<ImportRun>() == 0);
}

TEST_CASE("an export tries one name after the other until one is free") {
    Settings rig;
    rig.press_export();
    rig.calls.answer_last<calls::FilesList>(sample::folder());
    rig.frames(2);
    REQUIRE(rig.calls.count<DataExport>() == 1);
    const auto first = rig.calls.last<DataExport>().path;
    CHECK(first.ends_with("asista-2026-11-22.json"));

    rig.calls.refuse_last<DataExport>({Errc::busy, "it is there"});
    rig.frames(2);
    CHECK(rig.calls.last<DataExport>().path.ends_with("asista-2026-11-22-2.json"));
    rig.calls.refuse_last<DataExport>({Errc::over_limit, "the disk is full"});
    rig.frames(2);
    CHECK(rig.calls.count<DataExport>() == 2);
}
