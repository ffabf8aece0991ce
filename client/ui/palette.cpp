#include "ui/palette.hpp"

#include "ui/toasts.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/popups.hpp"
#include "wire/calls/tasks.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <utility>

namespace asista::ui {
namespace {

constexpr float field_rows = 52, row_height = 38, hint_rows = 32;
constexpr std::size_t most_found = 40, rows_shown = 9;
constexpr const char* popup_id = "command palette";

} // namespace

void Palette::open(std::string text, bool voice) {
    text_ = std::move(text);
    last_text_ = text_;
    voice_ = voice;
    chosen_ = 0;
    opening_ = true;
}

// What was typed can always be tried as a voice command, or become a task.
void Palette::add_free_text(std::vector<PaletteEntry>& entries) const {
    if (text_.size() < 3) return;
    const auto run_phrase = [phrase = text_](Ui& ui) {
        ui.calls.call<calls::PluginRunVoice>(
            {phrase}, [phrase, calls = &ui.calls, toasts = &ui.toasts, time = ui.frame.time_s](Result<calls::Nothing> reply) {
                if (reply) return;
                Toast toast;
                toast.level = NotificationLevel::warning;
                toast.icon = "microphone";
                toast.title = reply.error().code == Errc::not_found ? "Nothing answers to that" : "The command did not run";
                toast.body = reply.error().code == Errc::not_found ? fmt::format("No plugin knows \"{}\".", phrase)
                                                                   : reply.error().message;
                toasts->add(std::move(toast), time);
            });
    };
    entries.push_back({.title = fmt::format("Say \"{}\"", text_),
                       .where = "Voice",
                       .icon = "microphone",
                       .also = text_,
                       .voice = true,
                       .rank = -40,
                       .run = run_phrase});
    if (voice_) return;
    entries.push_back({.title = fmt::format("Add the task \"{}\"", text_),
                       .where = "New",
                       .icon = "plus",
                       .also = text_,
                       .rank = -50,
                       .run = [title = text_](Ui& ui) { ui.calls.call<calls::TasksQuickAdd>({.text = title}); }});
}

// What is on the open page gets the keyboard. Only once something was typed: a list of all of it helps nobody.
void Palette::add_places(std::vector<PaletteEntry>& entries, const ItemTree& screen) const {
    if (text_.empty() || voice_) return;
    for (const auto at : items_to_go_to(screen)) {
        const TreeItem& item = screen.items[at];
        entries.push_back({.title = fmt::format("Go to {}", item.label),
                           .where = item.plugin.empty() ? "On this page" : item.plugin,
                           .icon = "cursor-click",
                           .also = item.label,
                           .rank = -20,
                           .run = [item](Ui& ui) { ui.navigator.focus(item); }});
    }
}

void Palette::draw(Ui& ui, const std::vector<PageName>& pages, const ItemTree& screen) {
    if (opening_) open_question(popup_id);
    const bool focus = std::exchange(opening_, false);
    std::vector<PaletteEntry> entries;
    std::vector<RankedEntry> found;
    if (focus || open_) {
        entries = palette_entries(ui, pages);
        add_places(entries, screen);
        add_free_text(entries);
        found = rank_entries(entries, text_, voice_, most_found);
        chosen_ = std::min(chosen_, found.empty() ? 0 : found.size() - 1);
    }
    const auto rows = static_cast<float>(std::clamp<std::size_t>(found.size(), 1, rows_shown));
    const float height = ui.px(field_rows) + ui.px(6) + rows * ui.px(row_height) + ui.px(6) + ui.px(hint_rows);
    const Question question = begin_question(ui, popup_id, size::palette, height, 88);
    open_ = question.shown;
    if (!question.shown) return;

    Box box = question.box;
    Box field = box.cut_top(ui.px(field_rows)).inset(ui.px(18), 0);
    const std::string_view hint = voice_ ? "Type what you would say: \"motivate me\"" : "Find a page, command, task or setting";
    const FieldEvent event =
        text_field(ui, "text", field, text_,
                   {.hint = hint, .icon = voice_ ? "microphone" : "magnifying-glass", .plain = true, .focus_now = focus});
    if (text_ != last_text_) {
        chosen_ = 0;
        scroll_to_chosen_ = true;
        last_text_ = text_;
    }
    const auto last = found.empty() ? 0 : found.size() - 1;
    if (ImGui::IsKeyPressed(ImGuiKey_DownArrow)) chosen_ = chosen_ >= last ? 0 : chosen_ + 1, scroll_to_chosen_ = true;
    if (ImGui::IsKeyPressed(ImGuiKey_UpArrow)) chosen_ = chosen_ == 0 ? last : chosen_ - 1, scroll_to_chosen_ = true;
    if (event == FieldEvent::submitted && chosen_ < found.size()) run_ = found[chosen_].entry->run;

    horizontal_line(ui, box.x, box.y, box.w, ui.colors().line);
    Box foot = box.cut_bottom(ui.px(hint_rows));
    draw_list(ui, box.inset(0, ui.px(6)), found);
    horizontal_line(ui, foot.x, foot.y, foot.w, ui.colors().line);
    const std::string_view help = voice_ ? "There is no sound yet: phrases are typed here. Enter runs, Esc closes"
                                         : "Arrows choose, Enter runs, Esc closes";
    draw_text(ui, foot.inset(ui.px(18), 0), Role::small, ui.colors().faint, help);
    const bool outside =
        ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !question.box.contains(ImGui::GetMousePos().x, ImGui::GetMousePos().y);
    auto run = std::exchange(run_, nullptr);
    if (run || question.closed || outside) close_question();
    end_question();
    if (run) run(ui);
}

void Palette::draw_list(Ui& ui, Box box, const std::vector<RankedEntry>& found) {
    if (found.empty()) {
        draw_text(ui, box.cut_top(ui.px(row_height)).inset(ui.px(18), 0), Role::body, ui.colors().dim,
                  voice_ ? "No plugin has registered phrases yet. Type one and press Enter to try it."
                         : "Nothing is called that.");
        return;
    }
    ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
    ImGui::BeginChild("found", ImVec2(box.w, box.h), ImGuiChildFlags_NavFlattened,
                      ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoNav);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    Box rows{at.x, at.y, box.w, ui.px(row_height) * static_cast<float>(found.size())};
    for (std::size_t i = 0; i < found.size(); ++i) {
        const Box row = rows.cut_top(ui.px(row_height));
        if (i == chosen_ && std::exchange(scroll_to_chosen_, false)) {
            if (row.bottom() > box.bottom()) ImGui::SetScrollY(ImGui::GetScrollY() + row.bottom() - box.bottom());
            if (row.y < box.y) ImGui::SetScrollY(ImGui::GetScrollY() - (box.y - row.y));
        }
        ImGui::PushID(static_cast<int>(i));
        const Press state = press(ui, "row", row);
        describe(ui, state, {.role = ItemRole::row, .label = found[i].entry->title, .value = found[i].entry->where});
        if (state.hovered && (ImGui::GetIO().MouseDelta.x != 0 || ImGui::GetIO().MouseDelta.y != 0)) chosen_ = i;
        if (state.visible) draw_row(ui, row, found[i], i == chosen_);
        if (state.pressed) run_ = found[i].entry->run;
        ImGui::PopID();
    }
    reach(box.x, at.y + ui.px(row_height) * static_cast<float>(found.size()));
    ImGui::EndChild();
}

void Palette::draw_row(Ui& ui, Box row, const RankedEntry& item, bool chosen) {
    const Colors& c = ui.colors();
    if (chosen) fill(ui, row.inset(ui.px(8), 0), c.accent_soft, size::radius);
    Box inner = row.inset(ui.px(18), 0);
    draw_icon(ui, inner.cut_left(ui.px(18)), item.entry->icon, chosen ? c.on_accent_soft : c.dim, 17);
    inner.cut_left(ui.px(10));
    const float where = text_width(ui, Role::small, item.entry->where);
    draw_text(ui, inner.cut_right(where), Role::small, c.faint, item.entry->where);
    inner.cut_right(ui.px(12));
    const std::string& title = item.entry->title;
    draw_text(ui, inner, Role::body, c.text, title);
    // A line under the letters that were found.
    for (const auto position : item.positions) {
        if (position >= title.size()) break;
        const float left = text_width(ui, Role::body, std::string_view{title}.substr(0, position));
        const float right = text_width(ui, Role::body, std::string_view{title}.substr(0, position + 1));
        if (inner.x + right > inner.right()) break;
        horizontal_line(ui, inner.x + left, inner.middle_y() + ui.px(9), right - left, with_alpha(c.accent, 0.8F));
    }
}

} // namespace asista::ui
