// What ImGui remembers goes over to the next build: two views after each other, the second with the bytes of the first.
#include "view_rig.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>

using namespace asista;
using frame::EventKind;
using frame::Key;
using frame::SurfaceKind;
using testing::place;
using testing::ViewRig;

namespace {
using Draw = std::function<void()>;

// Two builds of one plugin. Only one ImGui context is there at a time.
struct Builds {
    std::optional<ViewRig> rig;
    std::vector<frame::Surface> before;
    wire::Bytes bytes;

    explicit Builds(const Draw& draw) {
        rig.emplace();
        rig->panel(1, place, draw);
        rig->settle();
    }
    void leave() {
        rig->settle();
        before = rig->last().surfaces;
        bytes = rig->view().remembered();
        rig.reset();
    }
    // The next build is there, and has answered once.
    void swap(const Draw& draw) {
        leave();
        arrive(draw);
    }
    void arrive(const Draw& draw) {
        rig.emplace();
        rig->panel(1, place, draw);
        REQUIRE(rig->view().remember(bytes));
        rig->draw();
    }
    ImGuiContext& context() const { return *ImGui::GetCurrentContext(); }
    void type(std::string_view text) {
        for (const char c : text) rig->text(static_cast<unsigned char>(c));
        rig->settle();
    }
    void press(Key key) {
        rig->key(key, true);
        rig->draw();
        rig->key(key, false);
        rig->settle();
    }
    std::string kept() { return rig->view().take_report().value_or(host::ViewMemory::Report{"no report", ""}).kept; }
};

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }
} // namespace

TEST_CASE("a text field goes on being edited in the next build: text, caret, selection") {
    std::array<char, 64> text{}, other{};
    const auto draw = [](auto& buffer) {
        return [&buffer] {
            ImGui::TextUnformatted("a line");
            ImGui::SetNextItemWidth(200);
            ImGui::InputText("##field", buffer.data(), buffer.size());
        };
    };
    Builds builds(draw(text));
    builds.rig->click(120, 110);
    builds.type("hello world");
    for (int i = 0; i < 5; ++i) builds.press(Key::left);
    builds.rig->key(Key::mod_shift, true);
    builds.rig->draw();
    builds.press(Key::left);
    builds.press(Key::left);
    builds.rig->key(Key::mod_shift, false);
    REQUIRE(std::string(text.data()) == "hello world");

    SUBCASE("the next build's own text is older: what was typed wins") { std::strcpy(other.data(), "hello"); }
    SUBCASE("it kept the text itself") { std::strcpy(other.data(), "hello world"); }
    SUBCASE("it knows of none") {}
    builds.swap(draw(other));

    CHECK(std::string(other.data()) == "hello world");
    const ImGuiInputTextState& state = builds.context().InputTextState;
    CHECK(builds.context().ActiveId == state.ID);
    CHECK(state.GetSelectionStart() == 6);
    CHECK(state.GetSelectionEnd() == 4);
    CHECK(state.GetCursorPos() == 4);
    CHECK((builds.rig->last().header.flags & frame::output_flags::wants_text_input) != 0);
    const std::string kept = builds.kept();
    CHECK_MESSAGE(has(kept, "the text being edited"), kept);
    CHECK_MESSAGE(has(kept, "keyboard focus"), kept);

    // The client says where the keyboard is, and the person types on: over the selection.
    builds.rig->surfaces[0].flags |= frame::surface_flags::focused;
    builds.rig->event(EventKind::focus, 0, true);
    builds.type("X!");
    CHECK(std::string(other.data()) == "hellX!world");
    builds.press(Key::escape);
    CHECK(std::string(other.data()).empty()); // as when the field was entered
}

TEST_CASE("a text of several lines keeps its caret and its scrolling") {
    std::array<char, 2048> text{}, other{};
    const auto draw = [](auto& buffer) {
        return [&buffer] { ImGui::InputTextMultiline("##field", buffer.data(), buffer.size(), {300, 100}); };
    };
    std::string lines;
    for (int i = 0; i < 40; ++i) lines += "line " + std::to_string(i) + "\n";
    std::copy(lines.begin(), lines.end(), text.begin());
    other = text;
    Builds builds(draw(text));
    builds.rig->click(150, 90);
    for (int i = 0; i < 20; ++i) builds.press(Key::down);
    const int caret = builds.context().InputTextState.GetCursorPos();
    const float scroll = builds.context().ActiveIdWindow != nullptr ? builds.context().InputTextState.Scroll.y : 0;
    REQUIRE(caret > 50);
    REQUIRE(scroll > 0);

    builds.swap(draw(other));

    CHECK(builds.context().InputTextState.GetCursorPos() == caret);
    CHECK(builds.context().InputTextState.Scroll.y == scroll);
    builds.type("Q");
    CHECK(std::string(other.data()).find('Q') == static_cast<std::size_t>(caret));
}

TEST_CASE("scrolling, open nodes, headers, tabs and what lies inside of them come back within one answer") {
    struct Seen {
        bool node = false, inner = false, header = false, second_tab = false;
        float scroll = 0, inner_scroll = 0;
    };
    const auto draw = [](Seen& seen) {
        return [&seen] {
            seen = {};
            ImGui::BeginChild("list", {400, 300});
            if (ImGui::TreeNode("node")) {
                seen.node = true;
                if (ImGui::TreeNode("inner")) {
                    seen.inner = true;
                    for (int i = 0; i < 3; ++i) ImGui::Text("leaf %d", i);
                    ImGui::TreePop();
                }
                ImGui::TreePop();
            }
            seen.header = ImGui::CollapsingHeader("header");
            if (ImGui::BeginTabBar("tabs")) {
                if (ImGui::BeginTabItem("one")) ImGui::EndTabItem();
                if (ImGui::BeginTabItem("two")) {
                    seen.second_tab = true;
                    ImGui::BeginChild("within", {200, 80});
                    for (int i = 0; i < 30; ++i) ImGui::Text("row %d", i);
                    seen.inner_scroll = ImGui::GetScrollY();
                    ImGui::EndChild();
                    ImGui::EndTabItem();
                }
                ImGui::EndTabBar();
            }
            for (int i = 0; i < 60; ++i) ImGui::Text("more %d", i);
            seen.scroll = ImGui::GetScrollY();
            ImGui::EndChild();
        };
    };
    Seen before, after;
    Builds builds(draw(before));
    builds.rig->click(110, 90); // the node's arrow
    builds.rig->click(130, 110);
    REQUIRE(before.node);
    REQUIRE(before.inner);
    ImGuiContext& g = builds.context();
    for (ImGuiTabItem& tab : g.TabBars.GetByIndex(0)->Tabs) g.TabBars.GetByIndex(0)->NextSelectedTabId = tab.ID;
    builds.rig->settle();
    REQUIRE(before.second_tab);
    for (ImGuiWindow* window : g.Windows) {
        if (std::strstr(window->Name, "within") != nullptr) ImGui::SetScrollY(window, 111);
        if (std::strstr(window->Name, "list_") != nullptr && std::strstr(window->Name, "within") == nullptr)
            ImGui::SetScrollY(window, 57);
    }
    builds.rig->settle();
    REQUIRE(before.scroll == 57);
    REQUIRE(before.inner_scroll == 111);

    builds.swap(draw(after));

    CHECK(after.node);
    CHECK(after.inner);
    CHECK_FALSE(after.header);
    CHECK(after.second_tab);
    CHECK(after.scroll == 57);
    CHECK(after.inner_scroll == 111);
    builds.rig->settle();
    CHECK(after.scroll == 57);
    CHECK(builds.kept() == "keyboard focus, 2 scroll positions, 2 open nodes, a selected tab");

    // And once more, from the build that got it.
    Seen third;
    builds.swap(draw(third));
    CHECK(third.inner);
    CHECK(third.inner_scroll == 111);
}

TEST_CASE("popups, menus within menus and modals are open in the next build, where they were and under the same names") {
    int chosen = 0;
    const auto draw = [&chosen] {
        if (ImGui::Button("open", {100, 30})) ImGui::OpenPopup("menu");
        if (ImGui::BeginPopup("menu")) {
            ImGui::MenuItem("first");
            if (ImGui::BeginMenu("more")) {
                if (ImGui::MenuItem("deep")) ++chosen;
                ImGui::EndMenu();
            }
            ImGui::EndPopup();
        }
        if (ImGui::Button("ask", {100, 30})) ImGui::OpenPopup("question");
        if (ImGui::BeginPopupModal("question")) {
            ImGui::TextUnformatted("sure?");
            if (ImGui::Button("yes")) ImGui::CloseCurrentPopup();
            ImGui::EndPopup();
        }
    };
    Builds builds(draw);
    std::size_t open = 0;
    SUBCASE("a menu within a menu") {
        builds.rig->click(120, 90);
        const auto menu = *builds.rig->find(SurfaceKind::popup);
        builds.rig->click(menu.rect.x + 20, menu.rect.y + menu.rect.height - 15);
        open = 2;
        REQUIRE(builds.rig->count(SurfaceKind::popup) == open);
    }
    SUBCASE("a modal") {
        builds.rig->click(120, 130);
        REQUIRE(builds.rig->count(SurfaceKind::modal) == 1);
    }

    builds.swap(draw);

    const auto& after = builds.rig->last().surfaces;
    REQUIRE(after.size() == builds.before.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
        CHECK(after[i].id == builds.before[i].id);
        CHECK(after[i].kind == builds.before[i].kind);
        CHECK(after[i].rect.x == builds.before[i].rect.x);
        CHECK(after[i].rect.y == builds.before[i].rect.y);
        CHECK(after[i].rect.width == builds.before[i].rect.width);
        CHECK(after[i].rect.height == builds.before[i].rect.height);
    }
    builds.rig->surfaces[0].flags |= frame::surface_flags::focused;
    builds.rig->event(EventKind::focus, 0, true); // does not close them
    builds.rig->settle();
    CHECK(builds.rig->last().surfaces.size() == builds.before.size());
    if (open == 2) {
        const auto deep = *std::ranges::max_element(builds.rig->last().surfaces, {}, [](const frame::Surface& surface) {
            return surface.kind == SurfaceKind::popup ? surface.rect.x : 0;
        });
        builds.rig->click(deep.rect.x + 20, deep.rect.y + deep.rect.height / 2);
        CHECK(chosen == 1);
        CHECK(builds.rig->count(SurfaceKind::popup) == 0);
    }
}

TEST_CASE("windows of the plugin's own stay where they were put, as large, folded up or not, in the same order") {
    const auto draw = [] {
        for (const char* name : {"one", "two", "three"}) {
            ImGui::SetNextWindowPos({200, 200}, ImGuiCond_FirstUseEver);
            ImGui::SetNextWindowSize({150, 100}, ImGuiCond_FirstUseEver);
            ImGui::Begin(name);
            ImGui::TextUnformatted(name);
            ImGui::End();
        }
    };
    Builds builds(draw);
    ImGui::SetWindowPos("one", {321, 234});
    ImGui::SetWindowSize("two", {222, 133});
    ImGui::SetWindowCollapsed("three", true);
    ImGui::BringWindowToDisplayFront(ImGui::FindWindowByName("one"));

    builds.swap(draw);

    const auto& after = builds.rig->last().surfaces;
    REQUIRE(after.size() == 4);
    for (std::size_t i = 0; i < after.size(); ++i) {
        CHECK(after[i].id == builds.before[i].id);
        CHECK(after[i].rect.x == builds.before[i].rect.x);
        CHECK(after[i].rect.width == builds.before[i].rect.width);
        CHECK(after[i].rect.height == builds.before[i].rect.height);
    }
    CHECK(ImGui::FindWindowByName("one")->Pos.x == 321);
    CHECK(ImGui::FindWindowByName("two")->SizeFull.x == 222);
    CHECK(ImGui::FindWindowByName("three")->Collapsed);
}

TEST_CASE("a table keeps the widths, the order and the sorting of its columns") {
    int columns = 3;
    const auto draw = [&columns] {
        constexpr ImGuiTableFlags flags = ImGuiTableFlags_Resizable | ImGuiTableFlags_Reorderable | ImGuiTableFlags_Sortable |
                                          ImGuiTableFlags_Hideable | ImGuiTableFlags_SizingFixedFit;
        if (!ImGui::BeginTable("table", columns, flags)) return;
        for (int i = 0; i < columns; ++i) ImGui::TableSetupColumn(fmt::format("column {}", i).c_str());
        ImGui::TableHeadersRow();
        for (int i = 0; i < columns; ++i) {
            ImGui::TableNextColumn();
            ImGui::TextUnformatted("cell");
        }
        ImGui::EndTable();
    };
    Builds builds(draw);
    const auto table = [&builds] { return builds.context().Tables.GetByIndex(0); };
    table()->Columns[1].WidthRequest = 133;
    table()->Columns[0].DisplayOrder = 2;
    table()->Columns[2].DisplayOrder = 0;
    ImGui::TableFixDisplayOrder(table());
    table()->Columns[0].SortOrder = -1;
    table()->Columns[2].SortOrder = 0;
    table()->Columns[2].SortDirection = ImGuiSortDirection_Descending;
    table()->IsSortSpecsDirty = true;
    builds.rig->settle();
    REQUIRE(table()->Columns[1].WidthGiven == 133);

    SUBCASE("the same table") {
        builds.swap(draw);
        CHECK(table()->Columns[1].WidthGiven == 133);
        CHECK(table()->Columns[2].DisplayOrder == 0);
        CHECK(table()->Columns[0].DisplayOrder == 2);
        CHECK(table()->Columns[2].SortOrder == 0);
        CHECK(int{table()->Columns[2].SortDirection} == int{ImGuiSortDirection_Descending});
    }
    SUBCASE("with a column more it is another one") {
        builds.leave();
        columns = 4;
        builds.arrive(draw);
        CHECK(table()->Columns[1].WidthGiven != 133);
        CHECK(table()->Columns[2].DisplayOrder == 2);
    }
}

TEST_CASE("what the next build has no more of is dropped without harm, and said") {
    std::array<char, 32> text{};
    Builds builds([&] {
        ImGui::InputText("##field", text.data(), text.size());
        if (ImGui::Button("open", {100, 30})) ImGui::OpenPopup("menu");
        if (ImGui::BeginPopup("menu")) {
            ImGui::SetNextItemWidth(100);
            ImGui::InputText("##inside", text.data(), text.size());
            ImGui::EndPopup();
        }
    });
    builds.rig->click(120, 120);
    const auto menu = *builds.rig->find(SurfaceKind::popup);
    builds.rig->click(menu.rect.x + 30, menu.rect.y + menu.rect.height / 2);
    builds.type("abc");
    REQUIRE(std::string(text.data()) == "abc");

    bool open = true;
    builds.swap([&] {
        open = ImGui::IsPopupOpen("menu");
        ImGui::Button("only this", {100, 30});
    });

    CHECK(builds.rig->last().surfaces.size() == 1);
    CHECK(builds.context().ActiveId == 0);
    CHECK(builds.context().OpenPopupStack.Size == 0);
    const auto report = builds.rig->view().take_report();
    REQUIRE(report);
    CHECK_MESSAGE(has(report->gone, "the text being edited"), report->gone);
    CHECK_MESSAGE(has(report->gone, "a popup"), report->gone);
    CHECK_FALSE(has(report->kept, "popup"));
    builds.rig->settle();
    CHECK_FALSE(open);
    CHECK(builds.rig->complaints.empty());
}

TEST_CASE("the second of two hand-overs counts, also for what was closed in between") {
    std::array<char, 32> text{};
    const Draw draw = [&] {
        ImGui::SetNextItemWidth(200);
        ImGui::InputText("##field", text.data(), text.size());
        if (ImGui::Button("open", {100, 30})) ImGui::OpenPopup("menu");
        if (ImGui::BeginPopup("menu")) {
            ImGui::TextUnformatted("in the menu");
            ImGui::EndPopup();
        }
    };
    Builds builds(draw);
    builds.rig->click(120, 120);
    REQUIRE(builds.rig->count(SurfaceKind::popup) == 1);
    const auto first = builds.rig->view().remembered();
    builds.press(Key::escape);
    builds.rig->click(120, 90);
    builds.type("later");
    REQUIRE(builds.rig->count(SurfaceKind::popup) == 0);
    builds.leave();
    text = {};

    builds.rig.emplace();
    builds.rig->panel(1, place, draw);
    REQUIRE(builds.rig->view().remember(first));
    builds.rig->draw();
    REQUIRE(builds.rig->count(SurfaceKind::popup) == 1);
    REQUIRE(builds.rig->view().remember(builds.bytes));
    builds.rig->draw();

    CHECK(builds.rig->count(SurfaceKind::popup) == 0);
    CHECK(std::string(text.data()) == "later");
    CHECK(builds.context().ActiveId == builds.context().InputTextState.ID);
}

TEST_CASE("what comes up later, behind a tab or on another page, is as it was left") {
    float scroll = 0;
    bool shows = true;
    const Draw draw = [&] {
        if (!shows) return;
        ImGui::BeginChild("list", {200, 80});
        for (int i = 0; i < 30; ++i) ImGui::Text("row %d", i);
        scroll = ImGui::GetScrollY();
        ImGui::EndChild();
    };
    Builds builds(draw);
    for (ImGuiWindow* window : builds.context().Windows)
        if (std::strstr(window->Name, "list_") != nullptr) ImGui::SetScrollY(window, 64);
    builds.rig->settle();
    REQUIRE(scroll == 64);

    builds.leave();
    shows = false;
    builds.arrive(draw);
    builds.rig->settle();
    SUBCASE("in the next build") {}
    SUBCASE("in the one after it") { builds.swap(draw); }
    shows = true;
    scroll = 0;
    builds.rig->draw();
    builds.rig->settle();

    CHECK(scroll == 64);
}

TEST_CASE("bytes that are damaged, foreign or of another Dear ImGui are never read") {
    Builds builds([] {
        ImGui::BeginChild("list", {200, 80});
        for (int i = 0; i < 30; ++i) ImGui::Text("row %d", i);
        ImGui::EndChild();
        if (ImGui::TreeNode("node")) ImGui::TreePop();
    });
    for (ImGuiWindow* window : builds.context().Windows) ImGui::SetScrollY(window, 64);
    builds.rig->click(110, 175);
    const auto good = builds.rig->view().remembered();
    REQUIRE_FALSE(good.empty());

    auto foreign = good;
    foreign[4] ^= std::byte{1}; // the version
    CHECK(builds.rig->view().remember(foreign).error().code == Errc::unsupported);
    for (std::size_t size = 0; size < good.size(); ++size) CHECK_FALSE(builds.rig->view().remember(std::span(good).first(size)));
    // Whatever the rest says, it does no harm.
    for (std::size_t i = 12; i < good.size(); ++i) {
        auto wild = good;
        wild[i] = std::byte{0xFF};
        static_cast<void>(builds.rig->view().remember(wild).has_value());
        builds.rig->draw();
    }
    REQUIRE(builds.rig->view().remember(good));
    builds.rig->settle();
    CHECK(builds.rig->complaints.empty());
}

TEST_CASE("a plugin whose view has nothing to remember hands nothing over") {
    Builds builds([] { ImGui::TextUnformatted("text"); });
    builds.leave();
    CHECK(builds.bytes.empty());
}
