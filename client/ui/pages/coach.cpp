// Conversations with the coach: the page around its parts (coach.hpp). Says plainly when it is the offline one.
#include "ui/pages/coach.hpp"

#include "ui/removals.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/inputs.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

namespace asista::ui {
namespace {

constexpr std::array<std::string_view, 4> starters{"What should I do first today?", "How am I doing this week?",
                                                   "My energy is low. What is small enough?", "Which goal needs me most?"};
constexpr float list_width = 236, collapses_below = 960; // of the window
constexpr float widest_talk = 760;

} // namespace

void CoachPage::opened(std::string_view detail) {
    focus_ = true;
    std::uint64_t id = 0;
    const auto [end, error] = std::from_chars(detail.data(), detail.data() + detail.size(), id);
    if (detail == "new" || (error == std::errc{} && end == detail.data() + detail.size() && id != 0))
        wished_ = detail == "new" ? 0 : id;
}

void CoachPage::begin_new() {
    wished_ = 0;
    focus_ = true;
    list_open_ = false;
}

void CoachPage::draw(Ui& ui, Box area) {
    if (const auto wished = std::exchange(wished_, std::nullopt)) {
        reader_.open(ui, *wished);
        instead_of_ = 0;
        refusal_.clear();
    }
    reader_.follow(ui);
    // One that was removed is not shown until its toast has left.
    if (reader_.talk().id != 0 && ui.removals.hidden(Thing::conversation, reader_.talk().id)) reader_.open(ui, 0);
    const bool narrow = ui.frame.width < ui.px(collapses_below);
    draw_heading(ui, area, narrow);
    if (!narrow) {
        draw_list(ui, area.cut_left(ui.px(list_width)));
        area.cut_left(ui.px(size::step5));
    } else if (list_open_) {
        draw_list(ui, area);
        return;
    }
    const float talk_width = std::min(area.w, ui.px(widest_talk));
    Box column{std::floor(area.x + (area.w - talk_width) / 2), area.y, talk_width, area.h};
    const Box input = column.cut_bottom(input_height(ui, column.w));
    column.cut_bottom(ui.px(size::step3));
    if (reader_.talk().id == 0)
        draw_empty(ui, column);
    else
        draw_talk(ui, column);
    draw_input(ui, input);
}

void CoachPage::draw_heading(Ui& ui, Box& area, bool narrow) {
    const std::string_view offline = narrow ? "Offline: nothing leaves this computer."
                                            : "Offline coach: it answers from your own numbers. Nothing leaves this computer.";
    const std::string line =
        ui.snapshot.ai_online ? fmt::format("Answers come from {}.", ui.snapshot.ai_provider) : std::string{offline};
    Box right = page_heading(ui, area, "Coach", line);
    if (reader_.talk().id != 0 &&
        button_right(ui, right, "new", ButtonKind::secondary, narrow ? "New" : "New conversation", "plus"))
        begin_new();
    if (!narrow) {
        list_open_ = false;
    } else if (!reader_.conversations().empty() &&
               button_right(ui, right, "list", ButtonKind::secondary, list_open_ ? "Back" : "Conversations",
                            list_open_ ? "arrow-left" : "list")) {
        list_open_ = !list_open_;
    }
}

void CoachPage::draw_empty(Ui& ui, Box box) {
    const float rows = static_cast<float>(starters.size()) * ui.px(44);
    const float wide = std::min(box.w, ui.px(420));
    Box inner = box.centered(wide, std::min(box.h, ui.px(190) + rows));
    const Empty empty{"chat-circle", "Ask about your day",
                      "It can also add tasks, tick habits and more: \"add task call landlord tomorrow 9am\". You approve each."};
    empty_state(ui, "empty", inner.cut_top(ui.px(164)), empty);
    inner.cut_top(ui.px(14));
    for (const auto starter : starters) {
        if (inner.h < ui.px(36)) break;
        const Box row = inner.cut_top(ui.px(36));
        inner.cut_top(ui.px(8));
        if (button(ui, starter, row, ButtonKind::secondary, starter)) send(ui, std::string{starter});
    }
}

std::unique_ptr<Page> make_coach_page() { return std::make_unique<CoachPage>(); }

} // namespace asista::ui
