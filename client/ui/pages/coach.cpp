// A conversation with the coach: asks by ai.chat, shows the text as it streams in, can be stopped. Says plainly when it is the offline
// one. The conversation lasts as long as the window.
#include "ui/motion.hpp"
#include "ui/pages/page.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/inputs.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <memory>

namespace asista::ui {
namespace {

constexpr std::size_t most_sent = 20, most_sent_bytes = 48u << 10;
constexpr std::array<std::string_view, 4> starters{"What should I do first today?", "How am I doing this week?",
                                                   "My energy is low. What is small enough?", "Which goal needs me most?"};

struct Said {
    bool by_user = false;
    std::string text;
    std::string problem; // why the answer ended early
};

// Shared with the callbacks, which may outlive the page.
struct Talk {
    std::vector<Said> said;
    std::uint64_t stream = 0; // 0: none known yet
    bool asking = false;      // an answer is on its way
    bool stop_wanted = false; // before the stream's number was known
    std::string provider;
    bool grew = false; // since the last frame: keep the end in view
};

void finish(Talk& talk, const std::string& problem) {
    talk.asking = talk.stop_wanted = false;
    talk.stream = 0;
    if (!talk.said.empty() && !talk.said.back().by_user) talk.said.back().problem = problem;
    talk.grew = true;
}

class CoachPage final : public Page {
  public:
    float widest() const override { return 820; }
    void opened(std::string_view) override { focus_ = true; }
    void draw(Ui& ui, Box area) override;

  private:
    void draw_empty(Ui& ui, Box box);
    void draw_talk(Ui& ui, Box box);
    float draw_said(Ui& ui, Box column, const Said& said, bool last);
    void draw_input(Ui& ui, Box box);
    void ask(Ui& ui, std::string text);
    void stop(Ui& ui);

    std::shared_ptr<Talk> talk_ = std::make_shared<Talk>();
    std::string text_;
    bool focus_ = false;
};

void CoachPage::ask(Ui& ui, std::string text) {
    if (text.empty() || talk_->asking) return;
    talk_->said.push_back({true, std::move(text), {}});
    calls::AiChat::Request request;
    std::size_t bytes = 0;
    for (auto it = talk_->said.rbegin(); it != talk_->said.rend() && request.messages.size() < most_sent; ++it) {
        bytes += it->text.size();
        if (bytes > most_sent_bytes && !request.messages.empty()) break;
        if (it->text.empty()) continue;
        request.messages.push_back({it->by_user ? calls::AiMessage::Role::user : calls::AiMessage::Role::assistant, it->text});
    }
    std::ranges::reverse(request.messages);
    talk_->said.push_back({false, {}, {}});
    talk_->asking = talk_->grew = true;
    std::weak_ptr<Talk> weak = talk_;
    auto* const calls = &ui.calls;
    ui.calls.call<calls::AiChat>(request, [weak, calls](Result<calls::AiChat::Reply> reply) {
        const auto talk = weak.lock();
        if (!talk) return;
        if (!reply) return finish(*talk, reply.error().message);
        talk->stream = reply->stream;
        calls->listen_ai(reply->stream, [weak](const calls::AiChunk::Request* chunk, const calls::AiDone::Request* done) {
            const auto listening = weak.lock();
            if (!listening || listening->said.empty()) return;
            if (chunk) {
                listening->said.back().text += chunk->text;
                listening->grew = true;
            }
            if (!done) return;
            listening->provider = done->provider;
            const bool stopped = done->status == static_cast<std::int32_t>(Errc::cancelled);
            finish(*listening, done->status == 0 ? std::string{} : stopped ? std::string{"Stopped."} : done->message);
        });
        if (talk->stop_wanted) calls->call<calls::AiCancel>({talk->stream});
    });
}

void CoachPage::stop(Ui& ui) {
    if (talk_->stream != 0)
        ui.calls.call<calls::AiCancel>({talk_->stream});
    else
        talk_->stop_wanted = true;
}

void CoachPage::draw(Ui& ui, Box area) {
    const bool offline = !ui.snapshot.ai_online;
    Box right = page_heading(ui, area, "Coach",
                             offline ? "Offline coach: it answers from your own numbers. Nothing leaves this computer."
                                     : fmt::format("Answers come from {}.", ui.snapshot.ai_provider));
    if (!talk_->said.empty() && !talk_->asking &&
        button_right(ui, right, "new", ButtonKind::secondary, "New conversation", "plus")) {
        talk_ = std::make_shared<Talk>();
        focus_ = true;
    }
    Box input = area.cut_bottom(ui.px(52));
    area.cut_bottom(ui.px(size::step3));
    if (talk_->said.empty())
        draw_empty(ui, area);
    else
        draw_talk(ui, area);
    draw_input(ui, input);
}

void CoachPage::draw_empty(Ui& ui, Box box) {
    const float rows = static_cast<float>(starters.size()) * ui.px(44);
    const float wide = std::min(box.w, ui.px(420));
    Box inner = box.centered(wide, std::min(box.h, ui.px(190) + rows));
    const Empty empty{"chat-circle", "Ask about your day", "It knows your tasks, habits, goals and calendar."};
    empty_state(ui, "empty", inner.cut_top(ui.px(150)), empty);
    inner.cut_top(ui.px(14));
    for (const auto starter : starters) {
        if (inner.h < ui.px(36)) break;
        const Box row = inner.cut_top(ui.px(36));
        inner.cut_top(ui.px(8));
        if (button(ui, starter, row, ButtonKind::secondary, starter)) ask(ui, std::string{starter});
    }
}

void CoachPage::draw_talk(Ui& ui, Box box) {
    ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
    ImGui::BeginChild("talk", ImVec2(box.w, box.h), ImGuiChildFlags_NavFlattened, ImGuiWindowFlags_NoBackground);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    Box column{at.x, at.y, ImGui::GetWindowWidth() - ui.px(12), endless};
    for (std::size_t i = 0; i < talk_->said.size(); ++i) {
        column.cut_top(draw_said(ui, column, talk_->said[i], i + 1 == talk_->said.size()));
        column.cut_top(ui.px(size::step3));
    }
    reach(column.x, column.y);
    if (talk_->grew) { // at the end once the new height is known, which is in the next frame
        ImGui::SetScrollY(column.y - at.y);
        talk_->grew = false;
        ui.motion.keep_going();
    }
    ImGui::EndChild();
}

float CoachPage::draw_said(Ui& ui, Box column, const Said& said, bool last) {
    const Colors& c = ui.colors();
    const float pad = ui.px(14), most = column.w - ui.px(60);
    const bool waiting = last && talk_->asking && said.text.empty();
    const std::string_view text = waiting ? std::string_view{"Thinking"} : std::string_view{said.text};
    const float wanted = text_width(ui, Role::body, text) + 2 * pad + (waiting ? ui.px(24) : 0);
    const float width = text.find('\n') != std::string_view::npos ? most : std::min(wanted, most);
    const float words = paragraph_height(ui, width - 2 * pad, Role::body, text);
    const float problem = said.problem.empty() ? 0 : paragraph_height(ui, most - 2 * pad, Role::small, said.problem) + ui.px(4);
    float height = 0;
    if (!text.empty()) {
        Box bubble{said.by_user ? column.right() - width : column.x, column.y, width, words + ui.px(20)};
        if (said.by_user)
            fill(ui, bubble, c.accent_soft, size::step3);
        else
            draw_surface(ui, current_list(), bubble, Surface::card, size::step3);
        height = bubble.h;
        Box inner = bubble.inset(pad, ui.px(10));
        if (waiting) {
            const Box spin = inner.cut_left(ui.px(16));
            draw_spinner(ui, spin.middle_x(), spin.middle_y(), 7, c.accent);
            inner.cut_left(ui.px(8));
        }
        draw_paragraph(ui, inner, Role::body, c.text, text);
    }
    if (problem > 0) {
        const Box line{column.x + pad, column.y + height + ui.px(4), most - 2 * pad, problem};
        draw_paragraph(ui, line, Role::small, c.warn, said.problem);
        height += problem;
    }
    return height;
}

void CoachPage::draw_input(Ui& ui, Box box) {
    ui.toasts.keep_clear(box);
    draw_surface(ui, current_list(), box, Surface::card);
    Box row = box.inset(ui.px(10));
    if (talk_->asking) {
        if (button_right(ui, row, "stop", ButtonKind::secondary, "Stop", "stop")) stop(ui);
    } else {
        const Enabled enabled = text_.empty() ? Enabled::no : Enabled::yes;
        if (button_right(ui, row, "send", ButtonKind::primary, "Ask", "paper-plane-right", enabled))
            ask(ui, std::exchange(text_, {}));
    }
    row.cut_left(ui.px(6));
    if (text_field(ui, "question", row, text_, {.hint = "Ask the coach", .plain = true, .focus_now = focus_}) ==
            FieldEvent::submitted &&
        !talk_->asking) {
        ask(ui, std::exchange(text_, {}));
        focus_ = true;
        return;
    }
    focus_ = false;
}

} // namespace

std::unique_ptr<Page> make_coach_page() { return std::make_unique<CoachPage>(); }

} // namespace asista::ui
