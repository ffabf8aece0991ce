// What the benches draw, in a plugin's process and in our own alike, so that the two differ in nothing but where they run.
#pragma once

#include <imgui.h>

#include <array>
#include <cstdio>

namespace asista::bench {

// What the widgets remember between frames.
struct PanelState {
    bool notify = true, sounds = false;
    int mode = 0, count = 3, fruit = 0;
    float volume = 0.4F, level = 0.7F;
    std::array<float, 4> color{0.2F, 0.5F, 0.8F, 1.0F};
    std::array<char, 64> name{"Ada"};
    std::array<float, 24> history{3, 5, 4, 6, 8, 7, 9, 6, 5, 7, 8, 9, 11, 10, 8, 9, 12, 11, 9, 8, 10, 12, 13, 12};
};

// A settings panel of fifteen widgets, about 400 x 480 pixels at scale 1.
inline void draw_panel(PanelState& state) {
    ImGui::TextUnformatted("Daily rhythm");                                                                     // 1
    ImGui::TextWrapped("When to remind you, how loudly, and what counts as a good day. Changes hold at once."); // 2
    ImGui::Separator();                                                                                         // 3
    ImGui::Checkbox("Notify me", &state.notify);                                                                // 4
    ImGui::SameLine();
    ImGui::Checkbox("Sounds", &state.sounds);     // 5
    ImGui::RadioButton("Gentle", &state.mode, 0); // 6
    ImGui::SameLine();
    ImGui::RadioButton("Firm", &state.mode, 1);                                                                           // 7
    ImGui::SliderFloat("Volume", &state.volume, 0, 1);                                                                    // 8
    ImGui::InputInt("Times a day", &state.count);                                                                         // 9
    ImGui::InputText("Name", state.name.data(), state.name.size());                                                       // 10
    ImGui::Combo("Fruit", &state.fruit, "Apple\0Pear\0Plum\0");                                                           // 11
    ImGui::ColorEdit4("Colour", state.color.data());                                                                      // 12
    ImGui::PlotLines("Energy", state.history.data(), static_cast<int>(state.history.size()), 0, nullptr, 0, 14, {0, 60}); // 13
    ImGui::ProgressBar(state.level);                                                                                      // 14
    ImGui::Button("Save");                                                                                                // 15
}

// A table of 40 rows and 8 columns, about 10,000 vertices: a frame that is large, and of the kind plugins draw.
inline void draw_table() {
    if (!ImGui::BeginTable("numbers", 8, ImGuiTableFlags_Borders | ImGuiTableFlags_RowBg)) return;
    for (int row = 0; row < 40; ++row) {
        ImGui::TableNextRow();
        for (int column = 0; column < 8; ++column) {
            ImGui::TableNextColumn();
            std::array<char, 32> text{};
            std::snprintf(text.data(), text.size(), "%02d%c %6.3f", row, 'a' + column, (row * 8 + column) * 1.618);
            ImGui::TextUnformatted(text.data());
        }
    }
    ImGui::EndTable();
}

} // namespace asista::bench
