// Shows four answers of the AI while they are written, as many as a plugin may have at once: the end of each in its card. The lines move,
// so that there is as much to draw when nothing is written.
#include <asista/plugin.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace {
constexpr std::size_t shown = 180; // bytes of each: some lines
}

class Reader : public asista::Plugin {
  public:
    Reader() {
        widget({.id = "reader", .title = "Reader", .icon = "chat-text", .height = 240}, [this](asista::Frame& frame) {
            frame.animate();
            const std::size_t moved = ++frames_ % 30;
            for (const auto& answer : answers_) {
                const auto from = answer.size() - std::min(answer.size(), shown + moved);
                ImGui::TextWrapped("%s", answer.c_str() + from);
                ImGui::Separator();
            }
        });
    }
    void on_activate() override {
        for (auto& answer : answers_)
            ai().chat(
                {{asista::AiRole::user, "Tell me."}},
                [this, &answer](std::string_view piece) {
                    answer += piece;
                    redraw();
                },
                [this, &answer](const asista::Expected<asista::AiAnswer>& end) {
                    answer = end ? "(ended)" : end.error().message;
                    redraw();
                },
                4096);
    }

  private:
    std::array<std::string, 4> answers_;
    std::size_t frames_ = 0;
};

ASISTA_PLUGIN(Reader)
