// What the save benches edit: a card that uses Dear ImGui alone. The colour is the edit, and a pixel on screen tells which text drew it.
#include <asista/plugin.hpp>

class Card : public asista::Plugin {
  public:
    Card() {
        widget({.id = "card", .title = "Card", .icon = "palette", .height = 260}, [this](asista::Frame& frame) { draw(frame); });
    }

  private:
    void draw(asista::Frame& frame) {
        const ImVec2 from = frame.position();
        ImGui::GetWindowDrawList()->AddRectFilled(from, {from.x + frame.width(), from.y + 60}, IM_COL32(0x10, 0x20, 0x30, 255));
        ImGui::Dummy({frame.width(), 64});
        ImGui::Text("Pressed %d times", count_);
        if (ImGui::Button("Again")) ++count_;
        ImGui::SameLine();
        ImGui::Checkbox("Loud", &loud_);
        ImGui::SliderFloat("Level", &level_, 0, 1);
        ImGui::ProgressBar(level_);
    }
    int count_ = 0;
    bool loud_ = false;
    float level_ = 0.3F;
};

ASISTA_PLUGIN(Card)
