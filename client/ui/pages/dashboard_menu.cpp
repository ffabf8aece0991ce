// The dashboard's heading: which of the person's dashboards this is, others, and the cards on it.
#include "ui/pages/dashboard.hpp"
#include "ui/preferences.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"
#include "wire/calls/user.hpp"

#include <fmt/format.h>
#include <imgui.h>

namespace asista::ui {
namespace {
constexpr std::string_view layouts_key = "dashboards", naming_dialog = "name the dashboard";

void keep(ClientCalls& calls, std::string key, std::string json) {
    calls.call<calls::PreferencesSet>({.key = std::move(key), .json = std::move(json)});
}
} // namespace

void Dashboard::draw_heading(Ui& ui, Box& area) {
    const words::Clock clock = words::local_clock(ui.frame.now_ms, ui.snapshot.utc_offset_s);
    Box right = page_heading(ui, area, words::greeting(clock.hour), words::day_summary(ui.snapshot, ui.frame.now_ms));
    const Box anchor = right;
    const bool several = layouts_.all().size() > 1;
    const bool pressed = several
                             ? button_right(ui, right, "layouts", ButtonKind::secondary, layouts_.shown().name, "squares-four")
                             : icon_button(ui, "layouts", right.cut_right(ui.px(size::control)), "squares-four", ui.colors().dim,
                                           "Dashboards and cards");
    if (pressed) open_menu("dashboards");
    draw_layout_menu(ui, {area.x, anchor.y, area.w, anchor.h});
    draw_naming(ui);
}

void Dashboard::draw_layout_menu(Ui& ui, Box anchor) {
    if (!begin_menu(ui, "dashboards", anchor, {.width = 250, .align_right = true, .max_height = 560})) return;
    menu_title(ui, "Dashboards");
    for (const auto& layout : layouts_.all()) {
        ImGui::PushID(static_cast<int>(layout.id));
        if (menu_item(ui, {.label = layout.name, .icon = "squares-four", .ticked = layout.id == layouts_.shown().id})) {
            auto wanted = layouts_;
            wanted.show(layout.id);
            change_layouts(ui, std::move(wanted));
            ImGui::PopID();
            return end_menu();
        }
        ImGui::PopID();
    }
    const auto name = [this](Naming why, std::string text) {
        naming_ = why;
        name_ = std::move(text);
        focus_name_ = true;
    };
    if (menu_item(ui, {.label = "New dashboard", .icon = "plus", .enabled = layouts_.all().size() < DashboardLayouts::most}))
        name(Naming::added, {});
    if (menu_item(ui, {.label = "Rename this one", .icon = "pencil-simple"})) name(Naming::renamed, layouts_.shown().name);
    if (menu_item(ui, {.label = "Remove this one", .icon = "trash", .danger = true, .enabled = layouts_.all().size() > 1}))
        remove_layout(ui);
    menu_line(ui);
    menu_title(ui, "Cards");
    for (const auto& card : collect(ui)) {
        const CardChoice* const choice = layout_.find(card.key);
        const bool shown = choice == nullptr || !choice->hidden;
        ImGui::PushID(card.key.c_str());
        if (menu_item(ui, {.label = card.title, .icon = card.icon, .ticked = shown})) {
            layout_.at(card.key).hidden = shown;
            save(ui);
        }
        ImGui::PopID();
    }
    if (menu_item(ui, {.label = "More plugins", .icon = "puzzle-piece"})) ui.navigator.open("plugins");
    end_menu();
}

void Dashboard::change_layouts(Ui& ui, DashboardLayouts wanted) {
    const bool another = wanted.shown().id != layouts_.shown().id;
    layouts_ = std::move(wanted);
    sent_layouts_ = layouts_.to_json();
    keep(ui.calls, std::string(layouts_key), sent_layouts_);
    if (!another) return;
    sent_json_.clear();
    seen_json_ = preference(ui.snapshot, DashboardLayouts::key_of(layouts_.shown().id));
    layout_ = DashboardLayout::from_json(seen_json_);
}

// A new one begins as a copy of what is shown: emptying it is easier than finding everything again.
void Dashboard::draw_naming(Ui& ui) {
    if (naming_ == Naming::none) return;
    if (focus_name_) open_question(naming_dialog);
    Question question = begin_question(ui, naming_dialog, 380, ui.px(24 + 16 + size::control + 20 + size::control));
    if (!question.shown) {
        naming_ = Naming::none;
        return;
    }
    Box box = question.box;
    draw_text(ui, box.cut_top(ui.px(24)), Role::heading, ui.colors().text,
              naming_ == Naming::added ? "New dashboard" : "Rename the dashboard");
    box.cut_top(ui.px(16));
    const FieldEvent event =
        text_field(ui, "name", box.cut_top(ui.px(size::control)), name_, {.hint = "Work, weekend...", .focus_now = focus_name_});
    focus_name_ = false;
    box.cut_top(ui.px(20));
    Box buttons = box.cut_top(ui.px(size::control));
    const bool named = name_.find_first_not_of(" \t") != std::string::npos;
    const bool done = button_right(ui, buttons, "done", ButtonKind::primary, naming_ == Naming::added ? "Make" : "Rename", {},
                                   named ? Enabled::yes : Enabled::no);
    const bool cancel = button_right(ui, buttons, "cancel", ButtonKind::secondary, "Cancel") || question.closed;
    if (named && (done || event == FieldEvent::submitted)) {
        auto wanted = layouts_;
        if (naming_ == Naming::renamed)
            wanted.rename(wanted.shown().id, name_);
        else
            wanted.add(name_);
        const DashboardLayout copy = layout_;
        const bool added = naming_ == Naming::added;
        change_layouts(ui, std::move(wanted));
        if (added) {
            layout_ = copy;
            save(ui);
        }
        naming_ = Naming::none;
    } else if (cancel) {
        naming_ = Naming::none;
    }
    if (naming_ == Naming::none) close_question();
    end_question();
}

// Its cards stay under their preference, so taking it back is one call.
void Dashboard::remove_layout(Ui& ui) {
    const auto before = layouts_.to_json();
    const auto name = layouts_.shown().name;
    auto wanted = layouts_;
    if (!wanted.remove(wanted.shown().id)) return;
    change_layouts(ui, std::move(wanted));
    Toast toast;
    toast.title = fmt::format("Removed the dashboard \"{}\"", name);
    toast.icon = "trash";
    toast.button = "Undo";
    toast.pressed = [calls = &ui.calls, before] { keep(*calls, std::string(layouts_key), before); };
    ui.toasts.add(std::move(toast), ui.frame.time_s);
}

} // namespace asista::ui
