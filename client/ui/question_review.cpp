// The review before a plugin is installed, the change of its permissions later, and an update that asks for more than was agreed to.
#include "ui/question_parts.hpp"
#include "ui/questions.hpp"
#include "ui/trust_words.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace asista::ui {
namespace {

constexpr float section_rows = 28, row_icon = 18, row_gap = 14, switch_gap = 20;

struct Section {
    std::string_view title;
    std::vector<const PermissionView*> rows;
};

// What it cannot work without, then what is the person's to decide.
std::array<Section, 2> sections(const std::vector<PermissionView>& permissions) {
    std::array<Section, 2> result{{{"It needs to:", {}}, {"You may also let it:", {}}}};
    for (const auto& permission : permissions) result[permission.required ? 0 : 1].rows.push_back(&permission);
    if (result[0].rows.empty()) result[1].title = "You may let it:";
    return result;
}

float text_width_of(const Ui& ui) {
    return question_text_width(ui, size::modal, row_icon + row_gap + size::switch_width + switch_gap);
}

float sections_height(const Ui& ui, const std::array<Section, 2>& all) {
    float height = 0;
    for (const auto& section : all) {
        if (section.rows.empty()) continue;
        height += ui.px(section_rows);
        for (const auto* row : section.rows) height += permission_text_height(ui, text_width_of(ui), *row);
    }
    return height;
}

} // namespace

void Questions::draw_permission_rows(Ui& ui, Box& box, const std::vector<PermissionView>& permissions, bool installed) {
    const Colors& c = ui.colors();
    for (const auto& section : sections(permissions)) {
        if (section.rows.empty()) continue;
        draw_text(ui, box.cut_top(ui.px(section_rows)).inset(0, ui.px(3)), Role::body, c.dim, section.title);
        for (const auto* permission : section.rows) {
            Box row = box.cut_top(permission_text_height(ui, text_width_of(ui), *permission));
            horizontal_line(ui, row.x, row.y, row.w, c.line);
            Box icon = row.cut_left(ui.px(row_icon));
            icon.h = std::min(icon.h, ui.px(49));
            draw_icon(ui, icon, words::permission_icon(permission->id), c.dim);
            row.cut_left(ui.px(row_gap));
            Box first = row;
            first.h = icon.h;
            const Box control = switch_box(ui, first);
            row.cut_right(ui.px(size::switch_width + switch_gap));
            draw_permission_text(ui, row, *permission);
            const std::string title = words::permission_title(permission->id);
            if (permission->required) {
                toggle_switch(ui, permission->id, control, On::yes, Enabled::no, "It cannot work without this");
                continue;
            }
            bool& granted = optional_.try_emplace(permission->id, installed && permission->granted).first->second;
            if (toggle_switch(ui, permission->id, control, granted ? On::yes : On::no, Enabled::yes, title)) granted = !granted;
        }
    }
}

void Questions::draw_review(Ui& ui) {
    const PluginView* const plugin = ui.plugin(plugin_);
    const bool update = kind_ == Kind::update;
    if (!plugin || (update && !plugin->update)) return close(); // it went away, or is there already, while the question was open
    start("review");
    const bool again = plugin->installed;
    const auto& permissions = update ? plugin->update->more : plugin->permissions;
    show(permissions);
    const std::string title = update  ? fmt::format("Update {} to {}?", plugin->name, plugin->update->version)
                              : again ? fmt::format("Permissions of {}", plugin->name)
                                      : fmt::format("Install {}?", plugin->name);
    const std::string line =
        update ? fmt::format("It asks for more. Version {} runs until you agree.", plugin->version) : about_plugin(*plugin);
    const float head = question_head_height(ui, question_text_width(ui, size::modal), title);
    const float nothing = permissions.empty() ? ui.px(24 + 30) : 0;
    const float height = head + ui.px(12) + sections_height(ui, sections(permissions)) + nothing + ui.px(12 + size::control);
    const auto question = begin(ui, "review", size::modal, height);
    if (!question.shown) return;
    const Colors& c = ui.colors();
    Box box = question.box;
    draw_question_head(ui, box, plugin->icon.empty() ? "puzzle-piece" : plugin->icon, title, line);
    box.cut_top(ui.px(12));
    if (permissions.empty()) {
        draw_text(ui, box.cut_top(ui.px(24)), Role::body, c.dim, "It asks for nothing.");
        draw_text(ui, box.cut_top(ui.px(30)), Role::body, c.text, "It can draw its card and keep its own notes, up to 1 MB.");
    }
    draw_permission_rows(ui, box, permissions, again);
    box.cut_top(ui.px(12));
    Box foot = box.cut_top(ui.px(size::control));
    const bool agree = button_right(ui, foot, "install", ButtonKind::primary, update ? "Update" : again ? "Save" : "Install");
    const bool cancel = button_right(ui, foot, "cancel", ButtonKind::secondary, update ? "Not now" : "Cancel");
    safe_answer(question);
    if (changed_)
        draw_text(ui, foot, Role::small, c.warn, changed_words());
    else
        draw_text(ui, foot, Role::small, c.faint,
                  again && !update ? "A running plugin is told at once." : "You can change this later under Trust.");
    if (agree) agree_to_review(ui, *plugin, permissions);
    if (agree || cancel || question.closed) {
        close_question();
        close();
    }
    end_trusted();
}

void Questions::agree_to_review(Ui& ui, const PluginView& plugin, const std::vector<PermissionView>& permissions) {
    calls::PluginInstall::Request request{.plugin = plugin.id, .granted = {}, .shown = shown()};
    const auto grant = [&](const std::string& id) {
        if (std::ranges::find(request.granted, id) == request.granted.end()) request.granted.push_back(id);
    };
    if (kind_ == Kind::update) // what was agreed to before stays, except what is asked anew: more hosts may be left out
        for (const auto& permission : plugin.permissions)
            if (permission.granted && std::ranges::find(permissions, permission.id, &PermissionView::id) == permissions.end())
                grant(permission.id);
    for (const auto& permission : permissions)
        if (permission.required || optional_[permission.id]) grant(permission.id);
    if (plugin.installed)
        ui.calls.call<calls::PluginSetGrants>(request, ask_again_unless_taken(ui, plugin.id, kind_));
    else
        ui.calls.call<calls::PluginInstall>(request, ask_again_unless_taken(ui, plugin.id, kind_));
}

} // namespace asista::ui
