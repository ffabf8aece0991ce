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

constexpr float field_rows = 52, row_height = 38, heading_rows = 28, hint_rows = 32;
constexpr std::size_t most_found = 40;
constexpr float rows_shown = 9;
constexpr const char* popup_id = "command palette";

// The heading above entry `index`, where another group begins; "" for none. Commands below what was found have one as well.
std::string_view heading(const std::vector<RankedEntry>& found, std::size_t index) {
    const auto group = [&](std::size_t at) -> std::string_view {
        if (!found[at].entry->group.empty()) return found[at].entry->group;
        const bool below = at > 0 && std::any_of(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(at),
                                                 [](const RankedEntry& each) { return !each.entry->group.empty(); });
        return below ? "Commands" : "";
    };
    const auto here = group(index);
    return index > 0 && group(index - 1) == here ? "" : here;
}

float list_height(const Ui& ui, const std::vector<RankedEntry>& found) {
    float height = 0;
    for (std::size_t i = 0; i < found.size(); ++i)
        height += ui.px(row_height) + (heading(found, i).empty() ? 0 : ui.px(heading_rows));
    return height;
}

// One line in which the marked parts stand out; cut with an ellipsis where it does not fit. Returns its width.
float draw_marked(Ui& ui, Box box, Role role, Role marked_role, Color color, std::string_view text,
                  const std::vector<calls::SearchMark>& marks) {
    const float left = box.x;
    std::size_t at = 0;
    const auto piece = [&](std::size_t end, bool marked) {
        if (end <= at || end > text.size() || box.w <= 0) return;
        const float width =
            draw_text(ui, box, marked ? marked_role : role, marked ? ui.colors().accent : color, text.substr(at, end - at));
        box.cut_left(width);
        at = end;
    };
    for (const auto& mark : marks) {
        piece(mark.begin, false);
        piece(mark.end, true);
    }
    piece(text.size(), false);
    return box.x - left;
}

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
                       .run = run_phrase,
                       .free_text = true});
    if (voice_) return;
    entries.push_back({.title = fmt::format("Add the task \"{}\"", text_),
                       .where = "New",
                       .icon = "plus",
                       .also = text_,
                       .rank = -50,
                       .run = [title = text_](Ui& ui) { ui.calls.call<calls::TasksQuickAdd>({.text = title}); },
                       .free_text = true});
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
        if (voice_)
            search_.forget();
        else
            search_.look_for(ui, text_);
        found = merge_entries(rank_entries(entries, text_, voice_, most_found), search_.found(), text_);
        chosen_ = std::min(chosen_, found.empty() ? 0 : found.size() - 1);
    }
    const float list = std::clamp(list_height(ui, found), ui.px(row_height), ui.px(row_height) * rows_shown);
    const float height = ui.px(field_rows) + ui.px(6) + list + ui.px(6) + ui.px(hint_rows);
    const Question question = begin_question(ui, popup_id, size::palette, height, 88);
    open_ = question.shown;
    if (!question.shown) {
        search_.forget();
        return;
    }

    Box box = question.box;
    Box field = box.cut_top(ui.px(field_rows)).inset(ui.px(18), 0);
    const std::string_view hint =
        voice_ ? "Type what you would say: \"motivate me\"" : "Find a task, habit, event, page or command";
    const FieldEvent event =
        text_field(ui, "text", field, text_,
                   {.hint = hint, .icon = voice_ ? "microphone" : "magnifying-glass", .plain = true, .focus_now = focus});
    if (text_ != last_text_) {
        chosen_ = 0;
        scroll_to_chosen_ = true;
        last_text_ = text_;
        if (!voice_) search_.ask(ui, text_); // not with the next frame: by then the answer may be there
    }
    const auto last = found.empty() ? 0 : found.size() - 1;
    if (ImGui::IsKeyPressed(ImGuiKey_DownArrow)) chosen_ = chosen_ >= last ? 0 : chosen_ + 1, scroll_to_chosen_ = true;
    if (ImGui::IsKeyPressed(ImGuiKey_UpArrow)) chosen_ = chosen_ == 0 ? last : chosen_ - 1, scroll_to_chosen_ = true;
    if (event == FieldEvent::submitted && chosen_ < found.size()) run_ = found[chosen_].entry->run;

    horizontal_line(ui, box.x, box.y, box.w, ui.colors().line);
    Box foot = box.cut_bottom(ui.px(hint_rows));
    draw_list(ui, box.inset(0, ui.px(6)), found);
    horizontal_line(ui, foot.x, foot.y, foot.w, ui.colors().line);
    draw_foot(ui, foot.inset(ui.px(18), 0));
    const bool outside =
        ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !question.box.contains(ImGui::GetMousePos().x, ImGui::GetMousePos().y);
    auto run = std::exchange(run_, nullptr);
    if (run || question.closed || outside) close_question();
    end_question();
    if (run) run(ui);
}

void Palette::draw_foot(Ui& ui, Box box) {
    if (search_.read_percent() < 100) {
        const std::string reading = fmt::format("Older tasks are still being read: {} %", search_.read_percent());
        draw_text(ui, box.cut_right(text_width(ui, Role::small, reading)), Role::small, ui.colors().dim, reading);
        box.cut_right(ui.px(size::step3));
    }
    const std::string_view help = voice_ ? "There is no sound yet: phrases are typed here. Enter runs, Esc closes"
                                         : "Arrows choose, Enter opens, Esc closes";
    draw_text(ui, box, Role::small, ui.colors().faint, help);
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
    Box rows{at.x, at.y, box.w, list_height(ui, found)};
    const float bottom = rows.bottom();
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto title = heading(found, i);
        const Box head = rows.cut_top(title.empty() ? 0 : ui.px(heading_rows));
        if (!title.empty()) {
            Box line = head.inset(ui.px(18), 0);
            line.cut_top(ui.px(6));
            draw_text(ui, line, Role::small_medium, ui.colors().faint, title);
        }
        const Box row = rows.cut_top(ui.px(row_height));
        if (i == chosen_ && std::exchange(scroll_to_chosen_, false)) {
            if (row.bottom() > box.bottom()) ImGui::SetScrollY(ImGui::GetScrollY() + row.bottom() - box.bottom());
            if (head.y < box.y) ImGui::SetScrollY(ImGui::GetScrollY() - (box.y - head.y)); // with its heading
        }
        ImGui::PushID(static_cast<int>(i));
        const Press state = press(ui, "row", row);
        describe(ui, state, {.role = ItemRole::row, .label = found[i].entry->title, .value = found[i].entry->where});
        if (state.hovered && (ImGui::GetIO().MouseDelta.x != 0 || ImGui::GetIO().MouseDelta.y != 0)) chosen_ = i;
        if (state.visible) draw_row(ui, row, found[i], i == chosen_);
        if (state.pressed) run_ = found[i].entry->run;
        ImGui::PopID();
    }
    reach(box.x, bottom);
    ImGui::EndChild();
}

void Palette::draw_row(Ui& ui, Box row, const RankedEntry& item, bool chosen) {
    const Colors& c = ui.colors();
    if (chosen) fill(ui, row.inset(ui.px(8), 0), c.accent_soft, size::radius);
    Box inner = row.inset(ui.px(18), 0);
    draw_icon(ui, inner.cut_left(ui.px(18)), item.entry->icon, chosen ? c.on_accent_soft : c.dim, 17);
    inner.cut_left(ui.px(10));
    // A long name beside it leaves the title its room.
    const float where = std::min(text_width(ui, Role::small, item.entry->where), inner.w * 0.4F);
    draw_text(ui, inner.cut_right(where), Role::small, c.faint, item.entry->where, Align::right);
    inner.cut_right(ui.px(12));
    draw_titles(ui, inner, item);
}

void Palette::draw_titles(Ui& ui, Box box, const RankedEntry& item) {
    const Colors& c = ui.colors();
    const PaletteEntry& entry = *item.entry;
    if (!entry.group.empty()) {
        box.cut_left(draw_marked(ui, box, Role::body, Role::strong, entry.done ? c.dim : c.text, entry.title, entry.title_marks));
        box.cut_left(ui.px(12));
        if (box.w > ui.px(60)) draw_marked(ui, box, Role::small, Role::small_medium, c.faint, entry.excerpt, entry.excerpt_marks);
        return;
    }
    const std::string& title = entry.title;
    draw_text(ui, box, Role::body, c.text, title);
    // A line under the letters that were found.
    for (const auto position : item.positions) {
        if (position >= title.size()) break;
        const float left = text_width(ui, Role::body, std::string_view{title}.substr(0, position));
        const float right = text_width(ui, Role::body, std::string_view{title}.substr(0, position + 1));
        if (box.x + right > box.right()) break;
        horizontal_line(ui, box.x + left, box.middle_y() + ui.px(9), right - left, with_alpha(c.accent, 0.8F));
    }
}

} // namespace asista::ui
