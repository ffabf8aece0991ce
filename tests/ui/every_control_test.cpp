// Every control of every page, found by Dear ImGui's Test Engine: each takes a click and the window goes on, no two share an id, and the
// keyboard reaches all that the mouse does.
#include "sample_ai.hpp"
#include "window_rig.hpp"

#include <imgui_te_context.h>
#include <imgui_te_engine.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace {
using namespace asista;

constexpr std::array pages{"dashboard", "tasks",     "habits", "goals", "calendar", "coach",
                           "plugins",   "developer", "trust",  "sent",  "changes",  "settings"};

struct Control {
    std::string label;
    ImVec2 centre;
    ImGuiItemFlags flags = 0;
};
using Controls = std::map<ImGuiID, Control>;

// The window with the engine at its mouse and keyboard.
class Driver {
  public:
    ui::WindowRig& rig() { return *rig_; }

    Driver() : rig_(std::make_unique<ui::WindowRig>()), engine_(ImGuiTestEngine_CreateContext()) {
        ImGuiTestEngineIO& io = ImGuiTestEngine_GetIO(engine_);
        io.ConfigSavedSettings = false;
        io.ConfigMouseDrawCursor = false;
        io.ConfigRunSpeed = ImGuiTestRunSpeed_Fast;
        io.ConfigWatchdogWarning = io.ConfigWatchdogKillTest = FLT_MAX; // a machine may be slow
        io.ConfigLogToTTY = true;
        io.ConfigVerboseLevel = ImGuiTestVerboseLevel_Error;
        io.ConfigVerboseLevelOnError = ImGuiTestVerboseLevel_Error;
        ImGuiTestEngine_Start(engine_, ImGui::GetCurrentContext());
        rig_->after_frame = [this] { ImGuiTestEngine_PostSwap(engine_); };
        ui::sample::add_ai(rig_->snapshot);
        ui::sample::serve_ai(rig_->calls);
        rig_->settle();
    }
    // The engine looks at the context's end, and ends after it.
    ~Driver() {
        ImGuiTestEngine_Stop(engine_);
        rig_.reset();
        ImGuiTestEngine_DestroyContext(engine_);
    }
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    // Draws frames until `what` has come to its end; false when the engine met an error of its own.
    bool run(std::function<void(ImGuiTestContext*)> what) {
        ImGuiTest* const test = IM_REGISTER_TEST(engine_, "pages", "run");
        test->TestFunc = std::move(what);
        ImGuiTestEngine_QueueTest(engine_, test);
        while (!ImGuiTestEngine_IsTestQueueEmpty(engine_)) rig_->frames(1);
        return test->Output.Status == ImGuiTestStatus_Success;
    }

    // Opens the page anew, with nothing in front of it.
    void open(ImGuiTestContext* engine, const char* page) {
        for (int i = 0; i < 4 && rig_->shell->modal_open(); ++i) engine->KeyPress(ImGuiKey_Escape);
        const std::string_view name(page);
        const auto space = std::min(name.find(' '), name.size());
        rig_->shell->set_page(name.substr(0, space), name.substr(std::min(space + 1, name.size())));
        engine->Yield(3);
    }
    Controls controls(ImGuiTestContext* engine) const {
        Controls found;
        // Gathering takes frames, in which windows may come and go.
        std::vector<ImGuiID> windows;
        for (const ImGuiWindow* const window : ImGui::GetCurrentContext()->Windows)
            if (window->WasActive && !window->Hidden) windows.push_back(window->ID);
        const ImRect whole(0, 0, rig_->width, rig_->height);
        for (const ImGuiID window : windows) {
            ImGuiTestItemList items;
            engine->GatherItems(&items, window);
            for (const ImGuiTestItemInfo& item : items) {
                const bool visible = item.RectClipped.GetWidth() >= 4 && item.RectClipped.GetHeight() >= 4;
                if (!visible || !whole.Contains(item.RectClipped.GetCenter())) continue;
                if ((item.ItemFlags & ImGuiItemFlags_Disabled) != 0) continue;
                found[item.ID] = {item.DebugLabel, item.RectClipped.GetCenter(), item.ItemFlags};
            }
        }
        return found;
    }

  private:
    std::unique_ptr<ui::WindowRig> rig_;
    ImGuiTestEngine* engine_;
};
} // namespace

TEST_CASE("every control of every page takes a click, and the window goes on") {
    Driver driver;
    std::size_t clicked = 0;
    const bool good = driver.run([&](ImGuiTestContext* engine) {
        for (const char* const page : pages) {
            CAPTURE(page);
            driver.open(engine, page);
            for (const auto& [id, control] : driver.controls(engine)) {
                CAPTURE(control.label);
                driver.open(engine, page);
                engine->MouseTeleportToPos(control.centre);
                engine->Yield(2);
                // More than one item under the pointer with the id that is hovered: a click would do two things.
                CHECK(ImGui::GetCurrentContext()->HoveredIdPreviousFrameItemCount <= 1);
                engine->MouseClick(0);
                engine->Yield(2);
                ++clicked;
                REQUIRE(driver.rig().vertices > 0);
            }
        }
    });
    CHECK(good);
    CHECK(clicked > 150); // the sample profile fills every page
}

TEST_CASE("Tab reaches every control that can be clicked") {
    Driver driver;
    const bool good = driver.run([&](ImGuiTestContext* engine) {
        for (const char* const page : pages) {
            CAPTURE(page);
            driver.open(engine, page);
            const Controls controls = driver.controls(engine);
            std::set<ImGuiID> reached;
            ImGuiID first = 0;
            for (int presses = 0; presses < 600; ++presses) {
                engine->KeyPress(ImGuiKey_Tab);
                const ImGuiID now = ImGui::GetCurrentContext()->NavId;
                if (now != 0 && now == first) break; // round
                if (first == 0) first = now;
                reached.insert(now);
            }
            for (const auto& [id, control] : controls) {
                CAPTURE(control.label);
                if ((control.flags & (ImGuiItemFlags_NoNav | ImGuiItemFlags_NoTabStop)) != 0) continue;
                CHECK(reached.contains(id));
            }
        }
    });
    CHECK(good);
}
