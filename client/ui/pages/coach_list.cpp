// The list of conversations: searched, opened, renamed, removed.
#include "ui/pages/coach.hpp"

#include "ui/motion.hpp"
#include "ui/removals.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/widgets/scrolling.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <utility>

namespace asista::ui {
namespace {
constexpr float row_height = 48, row_pitch = 50;
}

void CoachPage::draw_list(Ui& ui, Box box) {
    text_field(ui, "search conversations", box.cut_top(ui.px(size::control)), search_,
               {.hint = "Search conversations", .icon = "magnifying-glass"});
    box.cut_top(ui.px(size::step2));
    struct Row {
        std::uint64_t id;
        std::string title, beside;
        bool busy, waits;
    };
    std::vector<Row> rows;
    const auto* const hits = reader_.found(ui, search_);
    if (hits != nullptr) {
        for (const auto& hit : *hits)
            rows.push_back({hit.id, hit.title, hit.excerpt.empty() ? "In its title" : hit.excerpt, false, false});
    } else {
        for (const auto& each : reader_.conversations())
            rows.push_back({each.id, each.title, words::relative(ui.frame.now_ms, each.updated_at), each.writing, each.waits});
    }
    std::erase_if(rows, [&ui](const Row& row) { return ui.removals.hidden(Thing::conversation, row.id); });
    if (rows.empty()) {
        const char* const nothing =
            hits != nullptr ? "No conversation has all of these words." : "Your conversations will be here.";
        draw_paragraph(ui, box.inset(ui.px(9), ui.px(6)), Role::small, ui.colors().faint, nothing);
        return;
    }
    {
        Scrolling list(ui, "conversations", box, 4);
        const float top = list.column.y;
        const float pitch = ui.px(row_pitch);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            // Of a thousand only those in sight are drawn.
            Box row{list.column.x, top + static_cast<float>(i) * pitch, list.column.w, ui.px(row_height)};
            if (row.bottom() < box.y - pitch || row.y > box.bottom() + pitch) continue;
            const Row& each = rows[i];
            ImGui::PushID(fmt::format("{}", each.id).c_str());
            if (renamed_ == each.id)
                draw_rename(ui, row, each.id);
            else
                draw_row(ui, row, each.id, each.title, each.beside, each.busy, each.waits);
            ImGui::PopID();
        }
        list.column.cut_top(static_cast<float>(rows.size()) * pitch);
    }
    draw_row_menu(ui);
}

void CoachPage::draw_row(Ui& ui, Box row, std::uint64_t id, const std::string& title, const std::string& beside, bool busy,
                         bool waits) {
    const Colors& c = ui.colors();
    const bool on = reader_.talk().id == id, over = pointed_at(row);
    const float warmth = ui.motion.to(ImGui::GetID("warmth"), over ? 1.0F : 0.0F, duration::quick);
    fill(ui, row, on ? c.accent_soft : with_alpha(c.hover, warmth), size::radius);
    Box inner = row.inset(ui.px(9), ui.px(6));
    if (over || on || menu_of_ == id) {
        const Box more = inner.cut_right(ui.px(24)).centered_rows(ui.px(24));
        if (icon_button(ui, "more", more, "dots-three", on ? c.on_accent_soft : c.dim, "Rename or remove")) {
            menu_of_ = id;
            menu_title_ = title;
            menu_anchor_ = more;
            open_menu_ = true;
        }
    } else if (busy) {
        const Box place = inner.cut_right(ui.px(16));
        draw_spinner(ui, place.middle_x(), place.middle_y(), 6, c.accent);
    } else if (waits) {
        const Box place = inner.cut_right(ui.px(16));
        dot(ui, place.middle_x(), place.middle_y(), 4, c.warn);
    }
    inner.cut_right(ui.px(4));
    draw_text(ui, inner.cut_top(inner.h / 2), on ? Role::body_medium : Role::body, on ? c.on_accent_soft : c.text, title);
    draw_text(ui, inner, Role::small, on ? c.on_accent_soft : c.faint, waits && !over ? "Waits for you" : beside);
    const Press state = press(ui, "open", row);
    describe(ui, state, {.role = ItemRole::link, .label = title});
    finish_press(ui, state, row, size::radius);
    if (!state.pressed) return;
    list_open_ = false;
    focus_ = true;
    if (!on) wished_ = id;
}

void CoachPage::draw_row_menu(Ui& ui) {
    if (std::exchange(open_menu_, false)) open_menu("conversation menu");
    if (!begin_menu(ui, "conversation menu", menu_anchor_, {.width = 170, .align_right = true})) {
        menu_of_ = 0;
        return;
    }
    if (menu_item(ui, {.label = "Rename", .icon = "pencil-simple"})) {
        renamed_ = menu_of_;
        new_title_ = menu_title_;
        focus_rename_ = true;
    }
    if (menu_item(ui, {.label = "Remove", .icon = "trash", .danger = true}))
        ui.removals.begin(ui, Thing::conversation, menu_of_, menu_title_,
                          [calls = &ui.calls, id = menu_of_] { calls->call<calls::CoachErase>({id}); });
    end_menu();
}

void CoachPage::draw_rename(Ui& ui, Box row, std::uint64_t id) {
    const Box field = row.centered_rows(ui.px(size::control));
    const auto event =
        text_field(ui, "title", field, new_title_, {.hint = "Title", .focus_now = std::exchange(focus_rename_, false)});
    const bool left = event == FieldEvent::submitted || ImGui::IsItemDeactivated();
    if (!left) return;
    renamed_ = 0;
    const bool escaped = ImGui::IsKeyPressed(ImGuiKey_Escape);
    if (!escaped && new_title_.find_first_not_of(' ') != std::string::npos && new_title_ != menu_title_)
        ui.calls.call<calls::CoachRename>({id, new_title_});
}

} // namespace asista::ui
