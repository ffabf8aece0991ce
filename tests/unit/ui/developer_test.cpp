// The developer page's looks inside of a plugin: what it keeps, and what events went to and fro.
#include "window_rig.hpp"

#include <string>

using namespace asista;
using namespace asista::ui;

namespace {

const std::string motivation = "ai.asista.motivation";

const ImGuiWindow* window_named(std::string_view part) {
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows)
        if (window->Active && std::string_view{window->Name}.find(part) != std::string_view::npos) return window;
    return nullptr;
}

// The page with Motivation chosen; what it keeps was answered.
struct PageRig : WindowRig {
    explicit PageRig(calls::StorageBrowse::Reply stored = sample::stored()) {
        height = 1800; // all of it in sight
        shell->set_page("developer", motivation);
        settle();
        calls.answer_last<calls::StorageBrowse>(stored);
        settle();
    }
    // Within the list of keys: the row of this number.
    void press_key(int row) {
        const ImGuiWindow* const keys = window_named("stored keys");
        REQUIRE(keys != nullptr);
        click(keys->Pos.x + 60, keys->Pos.y + 15 + 30 * static_cast<float>(row));
    }
    // The line of buttons below the editor, which lies right beneath the keys.
    void press_button(float from_left) {
        const ImGuiWindow* const keys = window_named("stored keys");
        REQUIRE(keys != nullptr);
        click(keys->Pos.x + from_left, keys->Pos.y + keys->Size.y + 10 + 32 + 6 + 110 + 10 + 16);
    }
    void press_remove() { press_button(window_named("stored keys")->Size.x - 40); }
    void edit(std::string_view text) { // the caret is at the end; all is replaced
        const ImGuiWindow* const keys = window_named("stored keys");
        click(keys->Pos.x + 80, keys->Pos.y + keys->Size.y + 10 + 32 + 6 + 40);
        key(ImGuiKey_A, ImGuiMod_Ctrl);
        type(text);
    }
};

} // namespace

TEST_CASE("what a plugin keeps is asked for once, and again when the amount has changed") {
    PageRig rig;
    CHECK(rig.calls.count<calls::StorageBrowse>() == 1);
    CHECK(rig.calls.last<calls::StorageBrowse>().plugin == motivation);
    rig.settle();
    CHECK(rig.calls.count<calls::StorageBrowse>() == 1);

    rig.snapshot.plugins[3].storage_bytes += 40;
    ++rig.snapshot.revision;
    rig.settle();
    CHECK(rig.calls.count<calls::StorageBrowse>() == 2);
    CHECK_FALSE(rig.shell->animating());
}

TEST_CASE("nothing is asked for while no plugin is chosen") {
    WindowRig rig;
    rig.shell->set_page("developer");
    rig.settle();
    CHECK(rig.calls.count<calls::StorageBrowse>() == 0);
    CHECK(window_named("stored keys") == nullptr);
}

TEST_CASE("a value is read, edited and saved") {
    PageRig rig;
    rig.press_key(4);
    REQUIRE(rig.calls.count<calls::StoragePeek>() == 1);
    CHECK(rig.calls.last<calls::StoragePeek>().key == "streak");
    rig.calls.answer_last<calls::StoragePeek>(sample::stored_value());
    rig.settle();
    rig.press_button(30); // Save: nothing is different yet
    CHECK(rig.calls.count<calls::StorageEdit>() == 0);

    rig.edit("{\"days\": 8}");
    rig.press_button(30);
    REQUIRE(rig.calls.count<calls::StorageEdit>() == 1);
    CHECK(rig.calls.last<calls::StorageEdit>().plugin == motivation);
    CHECK(rig.calls.last<calls::StorageEdit>().key == "streak");
    CHECK(rig.calls.last<calls::StorageEdit>().json == "{\"days\": 8}");
}

TEST_CASE("what is no JSON is not sent") {
    PageRig rig;
    rig.press_key(4);
    rig.calls.answer_last<calls::StoragePeek>(sample::stored_value());
    rig.settle();
    rig.edit("{\"days\": ");
    rig.press_button(30);
    CHECK(rig.calls.count<calls::StorageEdit>() == 0);
}

TEST_CASE("an edit that the core refuses stays, to be put right") {
    PageRig rig;
    rig.press_key(4);
    rig.calls.answer_last<calls::StoragePeek>(sample::stored_value());
    rig.settle();
    rig.edit("[1]");
    rig.press_button(30);
    rig.calls.refuse_last<calls::StorageEdit>({Errc::over_limit, "beyond the quota"});
    rig.settle();
    rig.press_button(30); // once more, as it stands
    CHECK(rig.calls.count<calls::StorageEdit>() == 2);
    CHECK(rig.calls.last<calls::StorageEdit>().json == "[1]");
}

TEST_CASE("a removal can be undone, byte for byte") {
    PageRig rig;
    rig.press_key(4);
    rig.calls.answer_last<calls::StoragePeek>(sample::stored_value());
    rig.settle();
    rig.press_remove();
    REQUIRE(rig.calls.count<calls::StorageErase>() == 1);
    CHECK(rig.calls.last<calls::StorageErase>().key == "streak");
    rig.settle();
    rig.click(1365, 1736); // Undo
    REQUIRE(rig.calls.count<calls::StorageEdit>() == 1);
    CHECK(rig.calls.last<calls::StorageEdit>().json == sample::stored_value().json);
}

TEST_CASE("a value too long to be shown can be removed, and does not slow the page") {
    PageRig rig;
    rig.press_key(0);
    rig.calls.answer_last<calls::StoragePeek>({"\"" + std::string(900'000, 'x') + "\""});
    rig.settle();
    CHECK(rig.vertices < 60'000);
    rig.press_button(30);
    CHECK(rig.calls.count<calls::StorageEdit>() == 0);
    rig.press_remove();
    CHECK(rig.calls.count<calls::StorageErase>() == 1);
}

TEST_CASE("an answer about another plugin than the one that is shown now changes nothing") {
    WindowRig rig;
    rig.height = 1800;
    rig.shell->set_page("developer", motivation);
    rig.settle();
    const auto late = std::move(rig.calls.sent.back());
    REQUIRE(late.id == calls::StorageBrowse::id);
    rig.shell->set_page("developer", "ai.asista.focus");
    rig.settle();
    REQUIRE(rig.calls.last<calls::StorageBrowse>().plugin == "ai.asista.focus");
    late.done(wire::encode(sample::stored()));
    rig.settle();
    CHECK(window_named("stored keys") == nullptr);
}

TEST_CASE("thousands of keys cost what is in sight") {
    calls::StorageBrowse::Reply many;
    for (int i = 0; i < 1'000; ++i) many.values.push_back({"key-" + std::to_string(i), 12});
    many.more = true;
    PageRig few, rig(many);
    CHECK(rig.vertices < few.vertices + 4'000);
}

TEST_CASE("what a frame is made of is shown line by line, and no more lines than can be read") {
    PageRig rig;
    const auto without = rig.vertices;
    Drawing drawing;
    for (std::uint32_t i = 0; i < 1'000; ++i) {
        drawing.surfaces.push_back({65'536 + i, "popup", 100, 40, 1, 2, 40});
        drawing.textures.push_back({1 + i, 16, 16});
    }
    drawing.surfaces[0] = {1, "panel", 724, 182, 1, 14, 1'236};
    rig.surfaces.drawings[1] = drawing;
    rig.settle();
    CHECK(rig.vertices > without + 300);
    CHECK(rig.vertices < without + 20'000);
    CHECK_FALSE(rig.shell->animating());
}

TEST_CASE("events are shown in the place of the log, and hostile ones as text") {
    WindowRig rig;
    rig.shell->set_page("developer");
    rig.snapshot.sent_events = sample::events();
    rig.snapshot.sent_events.push_back(
        {sample::now, "org.example.gone", "org.example.gone/x", std::string(2'000, '\xFF'), {"also.gone"}});
    rig.settle();
    CHECK(window_named("/lines") != nullptr);
    rig.click(1370, 445);
    rig.settle();
    CHECK(window_named("/lines") == nullptr);
    CHECK(window_named("/events") != nullptr);
    CHECK_FALSE(rig.shell->animating());
}

TEST_CASE("the log is searched as one types, and is where it was when the search is over") {
    WindowRig rig;
    rig.shell->set_page("developer");
    auto& log = rig.snapshot.plugins[3].log;
    for (int i = 0; i < 200; ++i)
        log.push_back({sample::now + i, calls::LogWrite::Level::info, i == 7 ? "One Needle here" : "line " + std::to_string(i)});
    rig.settle();
    ImGuiWindow* const lines = const_cast<ImGuiWindow*>(window_named("/lines"));
    REQUIRE(lines != nullptr);
    const float all = lines->ContentSize.y;
    ImGui::SetScrollY(lines, 400);
    rig.settle();
    REQUIRE(lines->Scroll.y == 400);

    rig.key(ImGuiKey_F, ImGuiMod_Ctrl);
    rig.type("nEEdle");
    rig.settle();
    CHECK(lines->ContentSize.y < all / 50);
    CHECK(lines->Scroll.y == 0);
    CHECK_FALSE(rig.shell->animating());
    rig.type(" not there");
    rig.settle();
    CHECK(window_named("/lines") == nullptr);
    rig.key(ImGuiKey_A, ImGuiMod_Ctrl);
    rig.key(ImGuiKey_Delete);
    rig.settle();
    CHECK(lines->ContentSize.y == all);
    CHECK(lines->Scroll.y == 400);
}
