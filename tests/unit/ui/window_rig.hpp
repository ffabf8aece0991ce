// A whole window without a display or a renderer: ImGui, the real fonts, the shell, and stand-ins for everything behind it.
#pragma once

#include "fake_ui.hpp"
#include "sample_snapshot.hpp"
#include "sample_tasks.hpp"

#include "gfx/fonts.hpp"
#include "ui/shell.hpp"

#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string_view>

namespace asista::ui {

class WindowRig {
  public:
    RecordedCalls calls;
    PaintedSurfaces surfaces;
    Snapshot snapshot = sample::snapshot();
    sample::Tasks tasks = sample::tasks(); // behind the calls about them
    std::unique_ptr<Shell> shell;
    float width = 1440, height = 900, scale = 1;
    double time_s = 1;
    bool kiosk = false;
    std::size_t vertices = 0; // of the last frame
    std::function<void()> after_frame;

    WindowRig() : context_(ImGui::CreateContext()) {
        ImGuiIO& io = ImGui::GetIO();
        io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures | ImGuiBackendFlags_RendererHasVtxOffset;
        auto files = gfx::FontFiles::open();
        REQUIRE_MESSAGE(files.has_value(), "the fonts of third_party/debian-packages.txt are needed");
        files_ = std::move(*files);
        const auto fonts = gfx::add_fonts(*io.Fonts, files_);
        REQUIRE(fonts.has_value());
        shell = std::make_unique<Shell>(
            surfaces, calls, Fonts{fonts->text, fonts->medium, fonts->semibold, fonts->mono, fonts->icons, fonts->icons_fill});
        snapshot.preferences["theme"] = "\"light\"";
        snapshot.notifications.clear();
        tasks.serve(calls);
    }
    ~WindowRig() {
        shell.reset();
        for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) drop(*texture);
        ImGui::DestroyContext(context_);
    }
    WindowRig(const WindowRig&) = delete;
    WindowRig& operator=(const WindowRig&) = delete;

    void frames(int count = 3, double step_s = 1.0 / 60) {
        for (int i = 0; i < count; ++i) {
            time_s += step_s;
            ImGuiIO& io = ImGui::GetIO();
            io.DisplaySize = ImVec2(width, height);
            io.DeltaTime = static_cast<float>(step_s);
            calls.deliver();
            ImGui::NewFrame();
            shell->draw(snapshot, {time_s, io.DeltaTime, width, height, scale, sample::now, false, kiosk});
            ImGui::Render();
            vertices = static_cast<std::size_t>(ImGui::GetDrawData()->TotalVtxCount);
            for (ImTextureData* texture : *ImGui::GetDrawData()->Textures) {
                if (texture->Status == ImTextureStatus_WantDestroy)
                    drop(*texture);
                else if (texture->Status != ImTextureStatus_OK) {
                    texture->SetTexID(1);
                    texture->SetStatus(ImTextureStatus_OK);
                }
            }
            if (after_frame) after_frame();
        }
    }
    void settle() { frames(40); } // glides are over, and trusted dialogs listen

    void click(float x, float y) {
        ImGuiIO& io = ImGui::GetIO();
        io.AddMousePosEvent(x, y);
        frames(2);
        io.AddMouseButtonEvent(0, true);
        frames(2);
        io.AddMouseButtonEvent(0, false);
        frames(3);
    }
    // The middle of what reads so.
    void click(const ItemQuery& query) {
        shell->listen(true);
        settle();
        const auto tree = shell->items();
        const auto found = find_item(tree, query);
        REQUIRE_MESSAGE(found, (found ? std::string() : found.error().message));
        const auto seen = tree.items[*found].seen;
        REQUIRE_FALSE(seen.empty());
        shell->listen(false);
        click(seen.x + seen.width / 2, seen.y + seen.height / 2);
    }
    ItemTree tree() { // of what is on screen once it is at rest
        shell->listen(true);
        settle();
        auto items = shell->items();
        shell->listen(false);
        return items;
    }
    bool shows(std::string_view text) {
        const auto items = tree();
        return std::ranges::any_of(items.items,
                                   [text](const TreeItem& item) { return item.label.find(text) != std::string::npos; });
    }
    void key(ImGuiKey code, ImGuiKey modifier = ImGuiKey_None) {
        ImGuiIO& io = ImGui::GetIO();
        if (modifier != ImGuiKey_None) io.AddKeyEvent(modifier, true);
        io.AddKeyEvent(code, true);
        frames(2);
        io.AddKeyEvent(code, false);
        if (modifier != ImGuiKey_None) io.AddKeyEvent(modifier, false);
        frames(2);
    }
    void type(std::string_view text) {
        ImGui::GetIO().AddInputCharactersUTF8(std::string{text}.c_str());
        frames(static_cast<int>(text.size()) + 3);
    }

  private:
    static void drop(ImTextureData& texture) {
        texture.SetTexID(ImTextureID_Invalid);
        texture.SetStatus(ImTextureStatus_Destroyed);
    }
    ImGuiContext* context_;
    gfx::FontFiles files_;
};

// Opens the palette, types, and takes what it shows first.
inline void run_in_palette(WindowRig& rig, std::string_view text) {
    rig.settle();
    rig.key(ImGuiKey_K, ImGuiMod_Ctrl);
    rig.type(text);
    rig.key(ImGuiKey_Enter);
    rig.settle();
}

} // namespace asista::ui
