#include "ui/questions.hpp"

#include "ui/question_parts.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace asista::ui {
void Questions::review(std::string plugin) {
    kind_ = Kind::review;
    shown_ = false;
    plugin_ = std::move(plugin);
    optional_.clear();
    changed_ = false;
}
void Questions::review_update(std::string plugin) {
    review(std::move(plugin));
    kind_ = Kind::update;
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

void Questions::close() {
    kind_ = Kind::none;
    shown_ = false;
}

void Questions::start(std::string_view dialog) {
    if (shown_) return;
    open_question(dialog);
    ++opened_;
    seen_.clear();
    first_look_ = true;
}

Question Questions::begin(Ui& ui, std::string_view dialog, float width_logical, float height_px) {
    const Question question = begin_trusted(ui, dialog, opened_, width_logical, height_px);
    shown_ = question.shown;
    if (!question.shown) kind_ = Kind::none;
    return question;
}

void Questions::show(std::vector<PermissionView> permissions) {
    const auto same = [](const PermissionView& one, const PermissionView& other) {
        return one.id == other.id && one.required == other.required && one.reason == other.reason && one.hosts == other.hosts;
    };
    if (!std::exchange(first_look_, false) && !std::ranges::equal(seen_, permissions, same)) {
        ++opened_;
        optional_.clear();
        changed_ = true;
    }
    seen_ = std::move(permissions);
}

std::vector<calls::ShownPermission> Questions::shown() const {
    std::vector<calls::ShownPermission> shown;
    for (const auto& permission : seen_) shown.push_back({permission.id, permission.hosts});
    return shown;
}

std::function<void(Result<calls::Nothing>)> Questions::ask_again_unless_taken(Ui& ui, std::string plugin, Kind kind) {
    const bool of_snapshot = kind == Kind::permission || kind == Kind::send;
    const std::uint64_t question = of_snapshot ? asked_ : 0;
    return [this, toasts = &ui.toasts, plugin = std::move(plugin), kind, question,
            of_snapshot](const Result<calls::Nothing>& reply) {
        if (reply || reply.error().code == Errc::cancelled) return;
        Toast toast;
        toast.title = "Your answer was not taken";
        toast.body = words::sentence(reply.error().message);
        toast.level = NotificationLevel::error;
        toasts->add_now(std::move(toast));
        // Not about what is not there any more, or has come about in another way.
        if (reply.error().code == Errc::not_found || reply.error().code == Errc::busy) return;
        (kind == Kind::send ? sent_ : answered_).erase(question);
        if (of_snapshot || kind_ != Kind::none) return;
        review(plugin);
        kind_ = kind;
        changed_ = reply.error().code == Errc::invalid;
    };
}

void Questions::draw(Ui& ui, bool free) {
    if (kind_ == Kind::none && !plain_.empty()) {
        kind_ = Kind::plain;
        shown_ = false;
    }
    if (kind_ == Kind::none && free) pick_permission(ui);
    if (kind_ == Kind::none && free) pick_send(ui);
    switch (kind_) {
    case Kind::none: return;
    case Kind::review:
    case Kind::update: return draw_review(ui);
    case Kind::removal: return draw_removal(ui);
    case Kind::plain: return draw_plain(ui);
    case Kind::permission: return draw_permission(ui);
    case Kind::send: return draw_send(ui);
    }
}

void Questions::draw_removal(Ui& ui) {
    const PluginView* plugin = ui.plugin(plugin_);
    if (!plugin) return close();
    start("removal");
    const auto question = begin(ui, "removal", 440, ui.px(question_icon_side + 14 + 40 + 12 + 24 + 16 + size::control));
    if (!question.shown) return;
    Box box = question.box;
    draw_question_head(ui, box, "trash", fmt::format("Remove {}?", plugin->name), about_plugin(*plugin));
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
    safe_answer(question);
    if (remove) {
        ui.calls.call<calls::PluginUninstall>({.plugin = plugin->id, .keep_data = keep_data_});
        Toast toast;
        toast.title = fmt::format("{} removed", plugin->name);
        toast.icon = "trash";
        toast.body = keep_data_ ? "Its data is kept." : "Its data is gone.";
        if (keep_data_) {
            calls::PluginInstall::Request back{.plugin = plugin->id, .granted = {}};
            for (const auto& permission : plugin->permissions) {
                if (permission.granted) back.granted.push_back(permission.id);
                back.shown.push_back({permission.id, permission.hosts});
            }
            toast.button = "Undo";
            toast.pressed = [calls = &ui.calls, back] { calls->call<calls::PluginInstall>(back); };
        }
        ui.toasts.add(std::move(toast), ui.frame.time_s);
    }
    if (remove || cancel || question.closed) {
        close_question();
        close();
    }
    end_trusted();
}

void Questions::draw_plain(Ui& ui) {
    Navigator::Question& asked = plain_.front();
    start("plain");
    const float width = 420;
    const float text = paragraph_height(ui, ui.px(width - 48), Role::body, asked.body, 8);
    const Question question = begin_trusted(ui, "plain", opened_, width, ui.px(24 + 8) + text + ui.px(18 + size::control));
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
    safe_answer(question);
    const bool done = yes || no || question.closed;
    if (done) close_question();
    end_trusted();
    if (!done) return;
    auto answer = std::move(asked.answer);
    plain_.pop_front();
    close();
    answer(yes);
}

} // namespace asista::ui
