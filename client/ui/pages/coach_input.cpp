// The line in which one asks, what goes along with it, and what a context holds.
#include "ui/pages/coach.hpp"

#include "ui/toasts.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <utility>

namespace asista::ui {
namespace {

constexpr float chips_row = 38, notice_row = 30, line_pad = 10, field_pad = 7, most_lines = 6, buttons_room = 110;
constexpr float menu_width = 460;

constexpr calls::CoachContextKind kinds[] = {calls::CoachContextKind::tasks, calls::CoachContextKind::habits,
                                             calls::CoachContextKind::goals, calls::CoachContextKind::week};

} // namespace

bool begin_context_menu(Ui& ui, std::string_view id, Box anchor, const calls::CoachContext* context) {
    if (!begin_menu(ui, id, anchor, {.width = menu_width, .max_height = 460})) return false;
    menu_title(ui, context != nullptr && !context->fields.empty() ? fmt::format("Sent: {}", fmt::join(context->fields, ", "))
                                                                  : std::string("Sent"));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const Box box = Box{at.x, at.y, ImGui::GetContentRegionAvail().x, endless}.inset(ui.px(10), 0);
    const std::string text = context != nullptr ? context_text(*context) : std::string("Reading...");
    const float height = draw_paragraph(ui, box, Role::small, ui.colors().text, text);
    ImGui::Dummy(ImVec2(box.w, height + ui.px(8)));
    return true;
}

float CoachPage::input_height(Ui& ui, float width) const {
    const float room = width - ui.px(buttons_room) - 2 * ui.px(line_pad) - ui.px(6);
    const float line = leading(ui, Role::body);
    const std::string text = text_.empty() || text_.back() == '\n' ? text_ + " " : text_;
    const float wanted = paragraph_height(ui, std::max(room, line), Role::body, text) + 2 * ui.px(field_pad);
    const float field = std::clamp(wanted, ui.px(size::control), most_lines * line + 2 * ui.px(field_pad));
    const bool notices = instead_of_ != 0 || !refusal_.empty();
    return std::round(field + 2 * ui.px(line_pad) + ui.px(chips_row) + (notices ? ui.px(notice_row) : 0));
}

std::uint8_t CoachPage::kept_bits() const {
    std::uint8_t bits = 0;
    for (const auto& each : attached_)
        if (each.kept) bits = static_cast<std::uint8_t>(bits | (1U << static_cast<unsigned>(each.kind)));
    return bits;
}

void CoachPage::send(Ui& ui, std::string text) {
    if (reader_.sending() || reader_.talk().stream != 0 || text.find_first_not_of(" \n\t") == std::string::npos) return;
    calls::CoachSend::Request request;
    request.text = std::move(text);
    request.instead_of = std::exchange(instead_of_, 0);
    for (const auto& each : attached_) request.contexts.push_back(each.kind);
    request.kept = kept_bits();
    reader_.send(ui, std::move(request));
    std::erase_if(attached_, [](const Attached& each) { return !each.kept; });
    reader_.forget_contexts();
    refusal_.clear();
    at_end_ = true;
}

void CoachPage::draw_input(Ui& ui, Box box) {
    ui.toasts.keep_clear(box);
    // What was kept with the conversation comes back with it.
    const auto& talk = reader_.talk();
    if (chips_for_ != talk.id && (talk.arrived || talk.id == 0)) {
        if (talk.id == 0 || chips_for_ != 0) attached_.clear();
        for (const auto kind : kinds)
            if (((talk.kept >> static_cast<unsigned>(kind)) & 1U) != 0 &&
                std::ranges::find(attached_, kind, &Attached::kind) == attached_.end())
                attached_.push_back({kind, true});
        chips_for_ = talk.id;
    }
    if (auto refused = reader_.take_refused()) {
        text_ = refused->request.text;
        instead_of_ = refused->request.instead_of;
        refusal_ = words::sentence(refused->reason);
        ImGui::ClearActiveID(); // a line that is being typed into keeps its own text
        focus_ = true;
    }
    draw_notices(ui, box);
    draw_chips(ui, box.cut_top(ui.px(chips_row)));
    draw_surface(ui, current_list(), box, Surface::card);
    draw_line(ui, box.inset(ui.px(line_pad)));
}

void CoachPage::draw_notices(Ui& ui, Box& box) {
    if (instead_of_ == 0 && refusal_.empty()) return;
    Box row = box.cut_top(ui.px(notice_row)).centered_rows(ui.px(24));
    if (!refusal_.empty()) {
        draw_icon(ui, row.cut_left(ui.px(20)), "warning", ui.colors().warn, 16);
        if (icon_button(ui, "understood", row.cut_right(ui.px(24)), "x", ui.colors().faint, "Put this away")) refusal_.clear();
        draw_text(ui, row, Role::small, ui.colors().warn, refusal_);
        return;
    }
    draw_icon(ui, row.cut_left(ui.px(20)), "pencil-simple", ui.colors().dim, 15);
    if (button_right(ui, row, "cancel edit", ButtonKind::ghost, "Cancel")) {
        instead_of_ = 0;
        text_.clear();
    }
    draw_text(ui, row, Role::small, ui.colors().dim, "Another version of an earlier message: it begins a branch of its own.");
}

void CoachPage::draw_line(Ui& ui, Box row) {
    const bool writing = reader_.talk().stream != 0;
    Box side = row.cut_right(ui.px(buttons_room) - ui.px(6));
    row.cut_right(ui.px(6));
    side = side.cut_bottom(ui.px(size::control));
    const bool something = text_.find_first_not_of(" \n\t") != std::string::npos;
    if (writing) {
        if (button_right(ui, side, "stop", ButtonKind::secondary, "Stop", "stop")) reader_.stop(ui);
    } else if (button_right(ui, side, "send", ButtonKind::primary, "Ask", "paper-plane-right",
                            something && !reader_.sending() ? Enabled::yes : Enabled::no)) {
        send(ui, std::exchange(text_, {}));
        focus_ = true;
    }
    const bool focus = std::exchange(focus_, false);
    const auto event =
        text_area(ui, "question", row, text_, {.hint = "Ask the coach", .plain = true, .focus_now = focus, .sends = true});
    if (event != FieldEvent::submitted) return;
    focus_ = true;
    if (something && !writing && !reader_.sending()) send(ui, std::exchange(text_, {}));
}

void CoachPage::draw_chips(Ui& ui, Box row) {
    row = row.cut_top(ui.px(30));
    for (const auto kind : kinds) draw_chip(ui, row, kind);
}

// Pressed once it is attached; pressed again it shows what would be sent, whether it stays, and how it goes.
void CoachPage::draw_chip(Ui& ui, Box& row, calls::CoachContextKind kind) {
    const auto name = context_name(kind);
    const auto attached = std::ranges::find(attached_, kind, &Attached::kind);
    const bool on = attached != attached_.end();
    const std::string_view icon = on && attached->kept ? "push-pin" : context_icon(kind);
    const float width = pill_width(ui, name, icon);
    if (row.w < width) return;
    const Box chip = row.cut_left(width).centered_rows(ui.px(28));
    row.cut_left(ui.px(6));
    const auto menu = fmt::format("context menu {}", name);
    const char* const hint = on ? attached->kept ? "Goes along with every message. Press to see what is sent"
                                                 : "Goes along with this message. Press to see what is sent"
                                : "Send this along";
    if (pill(ui, name, chip, name, icon, on ? Selected::yes : Selected::no, hint)) {
        reader_.forget_contexts();
        if (!on) attached_.push_back({kind, false});
        if (on) open_menu(menu);
    }
    if (!begin_context_menu(ui, menu, chip, menu_open(menu) ? reader_.context(ui, kind) : nullptr)) return;
    menu_line(ui);
    if (menu_item(ui, {.label = "With every message from now on", .icon = "push-pin", .ticked = on && attached->kept}) && on)
        attached->kept = !attached->kept;
    if (menu_item(ui, {.label = "Do not send it", .icon = "x"}) && on) attached_.erase(attached);
    end_menu();
}

} // namespace asista::ui
