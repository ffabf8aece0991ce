// The settings page's backups: the list, making one, and the question before one is put back.
#include "sample_backups.hpp"
#include "window_rig.hpp"

#include "ui/pages/settings_backups.hpp"

using namespace asista;
using namespace asista::ui;
using calls::BackupsList;
using calls::BackupsMake;
using calls::BackupsPreview;
using calls::BackupsRestore;

TEST_CASE("the settings page asks once for the backups each time it is opened") {
    WindowRig rig;
    rig.shell->set_page("settings");
    rig.settle();
    CHECK(rig.calls.count<BackupsList>() == 1);
    rig.calls.answer_last<BackupsList>(sample::backups());
    rig.settle();
    CHECK(rig.calls.count<BackupsList>() == 1);

    rig.shell->set_page("tasks");
    rig.settle();
    rig.shell->set_page("settings");
    rig.settle();
    CHECK(rig.calls.count<BackupsList>() == 2);
}

TEST_CASE("a backup is put back after its preview was agreed to and not before") {
    WindowRig rig;
    rig.shell->set_page("settings", "backups");
    rig.settle();
    rig.calls.answer_last<BackupsList>(sample::backups());
    rig.settle();
    const ItemQuery newest{.label = "Restore\u2026", .nth = 0};
    rig.click(newest);
    REQUIRE(rig.calls.count<BackupsPreview>() == 1);
    CHECK(rig.calls.count<BackupsRestore>() == 0);
    const auto name = rig.calls.last<BackupsPreview>().name;

    rig.calls.answer_last<BackupsPreview>(sample::backup_preview());
    rig.settle();
    CHECK(rig.shell->modal_open());
    rig.key(ImGuiKey_Escape);
    rig.settle();
    CHECK(rig.calls.count<BackupsRestore>() == 0);

    rig.click(newest);
    REQUIRE(rig.calls.count<BackupsPreview>() == 2);
    rig.calls.answer_last<BackupsPreview>(sample::backup_preview());
    rig.settle();
    REQUIRE(rig.shell->modal_open());
    rig.click(ItemQuery{.label = "Restore", .exact = true, .role = ItemRole::button});
    rig.settle();

    REQUIRE(rig.calls.count<BackupsRestore>() == 1);
    CHECK(rig.calls.last<BackupsRestore>().name == name);
}

TEST_CASE("what going back would change is said in words") {
    const auto text = restore_words(sample::backup_preview(), sample::now);

    CHECK(text.find("Tasks: 3 come back, 10 go, 24 are as they were then.") != std::string::npos);
    CHECK(text.find("Events: 1 goes, 1 is as it was then.") != std::string::npos);
    CHECK(text.find("Habits") == std::string::npos);
    CHECK(text.find("yesterday") != std::string::npos);
    CHECK(restore_words({}, sample::now).find("the same") != std::string::npos);
}
