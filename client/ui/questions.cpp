#include "ui/questions.hpp"

#include "ui/toasts.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include "wire/permissions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace asista::ui {
namespace {

constexpr float icon_side = 44, permission_rows = 49;

const PermissionInfo* known(std::string_view id) {
    const auto permission = find_permission(id);
    return permission ? &info(*permission) : nullptr;
}

std::string permission_text(const PermissionView& permission) {
    const auto* row = known(permission.id);
    if (!permission.reason.empty()) return words::sentence(permission.reason);
    return row ? std::string{row->sentence} : "This version of Asista does not know it, so it gives nothing.";
}

float permission_height(const Ui& ui, float width, const PermissionView& permission) {
    return std::max(ui.px(permission_rows),
                    ui.px(16 + 18) + paragraph_height(ui, width, Role::small, permission_text(permission)));
}

void draw_head(Ui& ui, Box& box, std::string_view icon, std::string_view title, std::string_view line) {
    Box head = box.cut_top(ui.px(icon_side));
    const Box square = head.cut_left(ui.px(icon_side));
    fill(ui, square, ui.colors().accent_soft, 10);
    draw_icon(ui, square, icon, ui.colors().on_accent_soft, 22);
    head.cut_left(ui.px(13));
    head.cut_top(ui.px(3));
    draw_text(ui, head.cut_top(ui.px(22)), Role::heading, ui.colors().text, title);
    draw_text(ui, head.cut_top(ui.px(17)), Role::small, ui.colors().dim, line);
}

std::string about(const PluginView& plugin) {
    return plugin.author.empty() ? plugin.version : fmt::format("{}, by {}", plugin.version, plugin.author);
}

} // namespace

void Questions::review(std::string plugin) {
    kind_ = Kind::review;
    shown_ = false;
    plugin_ = std::move(plugin);
    optional_.clear();
}
void Questions::confirm_removal(std::string plugin) {
    kind_ = Kind::removal;
    shown_ = false;
    plugin_ = std::move(plugin);
    keep_data_ = true;
}
void Questions::ask(Navigator::Question question) { plain_.push_back(std::move(question)); }

void Questions::flush() {
    for (auto& question : std::exchange(plain_, {})) question.answer(false);
}

void Questions::draw(Ui& ui) {
    if (kind_ == Kind::none && !plain_.empty()) {
        kind_ = Kind::plain;
        shown_ = false;
    }
    switch (kind_) {
    case Kind::none: return;
    case Kind::review: return draw_review(ui);
    case Kind::removal: return draw_removal(ui);
    case Kind::plain: return draw_plain(ui);
    }
}

void Questions::draw_review(Ui& ui) {
    const PluginView* plugin = ui.plugin(plugin_);
    if (!plugin) { // its folder went away while the question was open
        kind_ = Kind::none;
        shown_ = false;
        return;
    }
    if (starting()) open_question("review");
    const float text_room = std::min(ui.px(size::modal), ui.frame.width - ui.px(16)) - ui.px(48 + 32 + size::switch_width + 20);
    float list = 0;
    for (const auto& permission : plugin->permissions) list += permission_height(ui, text_room, permission);
    const float nothing = plugin->permissions.empty() ? ui.px(30) : 0;
    const float height = ui.px(icon_side + 14 + 22 + 6) + list + nothing + ui.px(12 + size::control);
    const Question question = begin_question(ui, "review", size::modal, height);
    shown_ = question.shown;
    if (!question.shown) {
        kind_ = Kind::none;
        return;
    }
    const Colors& c = ui.colors();
    Box box = question.box;
    const bool again = plugin->installed;
    draw_head(ui, box, plugin->icon.empty() ? "puzzle-piece" : plugin->icon,
              again ? fmt::format("Permissions of {}", plugin->name) : fmt::format("Install {}?", plugin->name), about(*plugin));
    box.cut_top(ui.px(14));
    draw_text(ui, box.cut_top(ui.px(22)), Role::body, c.dim,
              plugin->permissions.empty() ? "It asks for nothing." : "It asks to:");
    box.cut_top(ui.px(6));
    if (plugin->permissions.empty())
        draw_text(ui, box.cut_top(nothing), Role::body, c.text, "It can draw its card and keep its own notes, up to 1 MB.");
    for (const auto& permission : plugin->permissions) {
        Box row = box.cut_top(permission_height(ui, text_room, permission));
        horizontal_line(ui, row.x, row.y, row.w, c.line);
        const auto* words = known(permission.id);
        draw_icon(ui, row.cut_left(ui.px(18)), words ? words->icon : "question", c.dim);
        row.cut_left(ui.px(14));
        const Box control = switch_box(ui, row);
        row.cut_right(ui.px(size::switch_width + 20));
        const std::string_view title = words ? words->title : std::string_view{permission.id};
        if (permission.required) {
            toggle_switch(ui, permission.id, control, On::yes, Enabled::no, "It cannot work without this");
        } else {
            bool& granted = optional_.try_emplace(permission.id, again && permission.granted).first->second;
            if (toggle_switch(ui, permission.id, control, granted ? On::yes : On::no, Enabled::yes, title)) granted = !granted;
        }
        row.cut_top(ui.px(7));
        draw_text(ui, row.cut_top(ui.px(18)), Role::strong, c.text, title);
        draw_paragraph(ui, row, Role::small, c.dim, permission_text(permission));
    }
    box.cut_top(ui.px(12));
    Box foot = box.cut_top(ui.px(size::control));
    const bool install = button_right(ui, foot, "install", ButtonKind::primary, again ? "Save" : "Install");
    const bool cancel = button_right(ui, foot, "cancel", ButtonKind::secondary, "Cancel");
    draw_text(ui, foot, Role::small, c.faint,
              again ? "A running plugin is told at once." : "You can change this later in Settings.");
    if (install) {
        calls::PluginInstall::Request request{.plugin = plugin->id, .granted = {}};
        for (const auto& permission : plugin->permissions)
            if (permission.required || optional_[permission.id]) request.granted.push_back(permission.id);
        if (again)
            ui.calls.call<calls::PluginSetGrants>(request);
        else
            ui.calls.call<calls::PluginInstall>(request);
    }
    if (install || cancel || question.closed) {
        close_question();
        kind_ = Kind::none;
        shown_ = false;
    }
    end_question();
}

void Questions::draw_removal(Ui& ui) {
    const PluginView* plugin = ui.plugin(plugin_);
    if (!plugin) {
        kind_ = Kind::none;
        return;
    }
    if (starting()) open_question("removal");
    const Question question = begin_question(ui, "removal", 440, ui.px(icon_side + 14 + 40 + 12 + 24 + 16 + size::control));
    shown_ = question.shown;
    if (!question.shown) {
        kind_ = Kind::none;
        return;
    }
    Box box = question.box;
    draw_head(ui, box, "trash", fmt::format("Remove {}?", plugin->name), about(*plugin));
    box.cut_top(ui.px(14));
    draw_paragraph(ui, box.cut_top(ui.px(40)), Role::body, ui.colors().dim,
                   "It stops now and asks for its permissions again when it comes back. Its folder stays where it is.", 2);
    box.cut_top(ui.px(12));
    Box row = box.cut_top(ui.px(24));
    const Box control = switch_box(ui, row);
    row.cut_right(ui.px(size::switch_width + 10));
    draw_text(ui, row, Role::body, ui.colors().text, fmt::format("Keep its data ({})", words::byte_size(plugin->storage_bytes)));
    if (toggle_switch(ui, "keep", control, keep_data_ ? On::yes : On::no)) keep_data_ = !keep_data_;
    box.cut_top(ui.px(16));
    Box foot = box.cut_top(ui.px(size::control));
    const bool remove = button_right(ui, foot, "remove", ButtonKind::danger, "Remove");
    const bool cancel = button_right(ui, foot, "cancel", ButtonKind::secondary, "Cancel");
    if (remove) {
        ui.calls.call<calls::PluginUninstall>({.plugin = plugin->id, .keep_data = keep_data_});
        Toast toast;
        toast.title = fmt::format("{} removed", plugin->name);
        toast.icon = "trash";
        toast.body = keep_data_ ? "Its data is kept." : "Its data is gone.";
        if (keep_data_) {
            calls::PluginInstall::Request back{.plugin = plugin->id, .granted = {}};
            for (const auto& permission : plugin->permissions)
                if (permission.granted) back.granted.push_back(permission.id);
            toast.button = "Undo";
            toast.pressed = [calls = &ui.calls, back] { calls->call<calls::PluginInstall>(back); };
        }
        ui.toasts.add(std::move(toast), ui.frame.time_s);
    }
    if (remove || cancel || question.closed) {
        close_question();
        kind_ = Kind::none;
        shown_ = false;
    }
    end_question();
}

void Questions::draw_plain(Ui& ui) {
    Navigator::Question& asked = plain_.front();
    if (starting()) open_question("plain");
    const float width = 420;
    const float text = paragraph_height(ui, ui.px(width - 48), Role::body, asked.body, 8);
    const Question question = begin_question(ui, "plain", width, ui.px(24 + 8) + text + ui.px(18 + size::control));
    shown_ = question.shown;
    if (!question.shown) return;
    Box box = question.box;
    draw_text(ui, box.cut_top(ui.px(24)), Role::heading, ui.colors().text, asked.title);
    box.cut_top(ui.px(8));
    draw_paragraph(ui, box.cut_top(text), Role::body, ui.colors().dim, asked.body, 8);
    box.cut_top(ui.px(18));
    Box foot = box.cut_top(ui.px(size::control));
    const bool yes = button_right(ui, foot, "yes", ButtonKind::primary, asked.button);
    const bool no = button_right(ui, foot, "no", ButtonKind::secondary, "Cancel");
    const bool done = yes || no || question.closed;
    if (done) close_question();
    end_question();
    if (!done) return;
    auto answer = std::move(asked.answer);
    plain_.pop_front();
    kind_ = Kind::none;
    shown_ = false;
    answer(yes);
}

} // namespace asista::ui
