// A card of one flat colour. The colour is written in a place of the library that the benches overwrite, so that one build makes any
// number of different libraries, and a pixel on screen tells which of them drew it.
#include <asista/plugin.hpp>

#include <cstdint>

namespace {
// Volatile, so that no compiler concludes from the text below what the words are. "RRGGBB", then "still" or "moving".
volatile char script[40] = "ASISTA-BENCH-SWATCH: 336699 still   ";
constexpr int color_at = 21, motion_at = 28;

std::uint32_t digit(char c) { return static_cast<std::uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10); }

ImU32 color() {
    std::uint32_t channels[3] = {};
    for (int i = 0; i < 6; ++i) channels[i / 2] = channels[i / 2] * 16 + digit(script[color_at + i]);
    return IM_COL32(channels[0], channels[1], channels[2], 0xFF);
}
} // namespace

class Swatch : public asista::Plugin {
  public:
    Swatch() {
        widget({.id = "swatch", .title = "Swatch", .icon = "palette", .height = 160}, [](asista::Frame& frame) {
            const ImVec2 from = frame.position();
            ImGui::GetWindowDrawList()->AddRectFilled(from, {from.x + frame.width(), from.y + frame.height()}, color());
            if (script[motion_at] == 'm') frame.animate(); // a window that is drawn at full rate
        });
    }

  private:
    // As real plugins do: a state that is handed over.
    std::optional<asista::Json> save_state() override { return asista::Json{{"builds", builds_ + 1}}; }
    void load_state(const asista::Json& state, unsigned) override { builds_ = state.value("builds", 0); }
    int builds_ = 0;
};

ASISTA_PLUGIN(Swatch)
