#include "ui/new_plugin_dialog.hpp"

#include "ui/motion.hpp"
#include "ui/pages/build_note.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/words.hpp"
#include "wire/calls/develop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace asista::ui {
namespace {

constexpr std::string_view dialog = "new plugin";
constexpr float width = 520, height = 308, label_width = 92, gap = 10, outcome_rows = 62;

bool same(const calls::DevelopCheck::Request& one, const calls::DevelopCheck::Request& other) {
    return one.name == other.name && one.category == other.category && one.parent == other.parent;
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t") == std::string_view::npos; }

void draw_waiting(Ui& ui, Box row, std::string_view text) {
    draw_spinner(ui, row.x + ui.px(8), row.middle_y(), 7, ui.colors().dim);
    ui.motion.keep_going();
    row.cut_left(ui.px(24));
    draw_text(ui, row, Role::body, ui.colors().dim, text);
}

// Why a plugin that is built does not run, and will not by itself; empty while it may.
std::string why_not(const Ui& ui, const PluginView* plugin) {
    if (plugin == nullptr) return {};
    switch (plugin->state) {
    case PluginState::found:
    case PluginState::starting:
    case PluginState::restarting:
    case PluginState::running: return {};
    case PluginState::disabled: return ui.snapshot.safe_mode ? "It starts when you leave safe mode." : "It is switched off.";
    case PluginState::refused:
    case PluginState::stopped:
    case PluginState::broken: return plugin->reason.empty() ? "It does not run." : plugin->reason;
    }
    return {};
}

Box labelled(Ui& ui, Box& box, std::string_view label) {
    Box row = box.cut_top(ui.px(size::control));
    box.cut_top(ui.px(gap));
    draw_text(ui, row.cut_left(ui.px(label_width)), Role::body_medium, ui.colors().dim, label);
    return row;
}

} // namespace

void NewPluginDialog::look(Ui& ui) {
    now_->looking = true;
    std::weak_ptr<Work> weak = now_;
    ui.calls.call<calls::DevelopReady>({}, [weak](Result<calls::DevelopReady::Reply> reply) {
        const auto work = weak.lock();
        if (!work) return;
        work->looking = false;
        work->looked = true;
        work->ready = reply ? std::move(*reply) : calls::DevelopReady::Reply{reply.error().message, {}, {}, {}};
        if (work->wish.parent.empty()) work->wish.parent = work->ready.parent;
        const auto& all = work->ready.categories;
        const auto usual = std::ranges::find(all, "productivity");
        work->category = usual == all.end() ? 0 : static_cast<std::size_t>(usual - all.begin());
    });
}

// One question at a time: what is typed meanwhile is asked about when its answer is there.
void NewPluginDialog::check(Ui& ui) {
    Work& work = *now_;
    if (work.category < work.ready.categories.size()) work.wish.category = work.ready.categories[work.category];
    if (work.checking || blank(work.wish.name) || (work.known && same(work.checked, work.wish))) return;
    work.checking = true;
    std::weak_ptr<Work> weak = now_;
    ui.calls.call<calls::DevelopCheck>(work.wish, [weak, wish = work.wish](Result<calls::DevelopCheck::Reply> reply) {
        const auto asked = weak.lock();
        if (!asked) return;
        asked->checking = false;
        asked->known = true;
        asked->checked = wish;
        asked->check = reply ? std::move(*reply) : calls::DevelopCheck::Reply{{}, {}, reply.error().message};
    });
}

bool NewPluginDialog::can_make() const {
    return !now_->making && now_->known && same(now_->checked, now_->wish) && now_->check.problem.empty();
}

void NewPluginDialog::make(Ui& ui) {
    now_->making = true;
    now_->meant.reset();
    now_->problem.clear();
    std::weak_ptr<Work> weak = now_;
    ui.calls.call<calls::DevelopNew>(now_->wish, [weak](Result<calls::DevelopNew::Reply> reply) {
        const auto work = weak.lock();
        if (!work) return;
        work->making = false;
        work->made = reply.has_value();
        work->known = false; // the place may be another one now
        if (reply)
            work->plugin = std::move(*reply);
        else
            work->problem = reply.error().message;
    });
}

void NewPluginDialog::draw(Ui& ui) {
    if (std::exchange(wanted_, false) && !shown_) {
        now_ = std::make_shared<Work>();
        fresh_ = true;
        open_question(dialog);
        look(ui);
    }
    const Question question = begin_question(ui, dialog, width, ui.px(height));
    shown_ = question.shown;
    if (!shown_) return;
    Box box = question.box;
    Box head = box.cut_top(ui.px(26));
    draw_icon(ui, head.cut_left(ui.px(20)), "puzzle-piece", ui.colors().accent, 20);
    head.cut_left(ui.px(9));
    draw_text(ui, head, Role::heading, ui.colors().text, now_->made ? now_->wish.name : "New plugin");
    box.cut_top(ui.px(14));
    bool done = false;
    if (now_->made)
        draw_made(ui, box, done);
    else if (!now_->looked)
        draw_waiting(ui, box.cut_top(ui.px(size::control)), "Looking for a compiler");
    else if (!now_->ready.missing.empty())
        draw_missing(ui, box, done);
    else
        draw_form(ui, box, done);
    if (done || question.closed) {
        close_question();
        shown_ = false;
    }
    end_question();
    if (!shown_) now_.reset();
}

void NewPluginDialog::draw_missing(Ui& ui, Box box, bool& done) {
    Box foot = box.cut_bottom(ui.px(size::control));
    Box text = box.cut_top(ui.px(24));
    draw_text(ui, text, Role::body_medium, ui.colors().text, "No plugin can be built here yet.");
    draw_paragraph(ui, box, Role::body, ui.colors().bad, words::sentence(now_->ready.missing), 6);
    if (button_right(ui, foot, "look again", ButtonKind::primary, "Look again", "arrow-clockwise",
                     now_->looking ? Enabled::no : Enabled::yes))
        look(ui);
    done = button_right(ui, foot, "close", ButtonKind::secondary, "Close");
}

void NewPluginDialog::draw_form(Ui& ui, Box box, bool& done) {
    Work& work = *now_;
    Box foot = box.cut_bottom(ui.px(size::control));
    const FieldLook look{.hint = "As people will read it: Focus Timer", .focus_now = std::exchange(fresh_, false)};
    const bool entered = text_field(ui, "name", labelled(ui, box, "Name"), work.wish.name, look) == FieldEvent::submitted;
    drop_down(ui, "category", labelled(ui, box, "Category"), work.ready.categories, work.category);
    text_field(ui, "parent", labelled(ui, box, "Folder"), work.wish.parent,
               {.hint = "Where its own folder is made", .mono = true});
    check(ui);
    draw_outcome(ui, box);
    const bool pressed =
        button_right(ui, foot, "make", ButtonKind::primary, "Make it", "plus", can_make() ? Enabled::yes : Enabled::no);
    done = button_right(ui, foot, "cancel", ButtonKind::secondary, "Cancel");
    draw_text(ui, foot, Role::small, ui.colors().faint, fmt::format("Built with {}", work.ready.tools));
    if (pressed || entered) work.meant = work.wish;
    const bool answered = work.known && same(work.checked, work.wish);
    if (work.meant && (!same(*work.meant, work.wish) || (answered && !work.check.problem.empty()))) work.meant.reset();
    if (work.meant && can_make()) make(ui);
}

// What would be made, or why it cannot be.
void NewPluginDialog::draw_outcome(Ui& ui, Box box) {
    const Colors& c = ui.colors();
    const Work& work = *now_;
    box.cut_left(ui.px(label_width));
    box = box.cut_top(ui.px(outcome_rows));
    if (work.making) return draw_waiting(ui, box.cut_top(ui.px(22)), "Copying the template");
    const bool current = work.known && same(work.checked, work.wish);
    if (blank(work.wish.name)) {
        draw_paragraph(
            ui, box, Role::small, c.dim,
            "A small plugin that works is copied there, built, and shown on the dashboard. It is built again at each save.", 3);
        return;
    }
    const std::string& problem = current ? work.check.problem : work.problem;
    if (!problem.empty()) {
        draw_paragraph(ui, box, Role::small, c.bad, words::sentence(problem), 3);
        return;
    }
    if (!work.known || work.check.id.empty()) return;
    draw_text(ui, box.cut_top(ui.px(20)), Role::mono, current ? c.text : c.faint, work.check.id);
    draw_paragraph(ui, box, Role::mono, current ? c.dim : c.faint, work.check.folder, 2);
}

void NewPluginDialog::draw_made(Ui& ui, Box box, bool& done) {
    const Colors& c = ui.colors();
    const auto& made = now_->plugin;
    Box foot = box.cut_bottom(ui.px(size::control));
    const auto build = std::ranges::find(ui.snapshot.builds, made.folder, &BuildView::folder);
    const PluginView* const plugin = ui.plugin(made.plugin);
    const bool runs = plugin != nullptr && plugin->state == PluginState::running;
    const bool known = build != ui.snapshot.builds.end();
    const bool failed = known && (build->failed || !build->trouble.empty());
    Box row = box.cut_top(ui.px(24));
    if (runs) {
        draw_icon(ui, row.cut_left(ui.px(20)), "check-circle", c.ok, 18);
        row.cut_left(ui.px(6));
        draw_text(ui, row, Role::body_medium, c.text, "Its card is on the dashboard.");
    } else if (failed) {
        draw_text(ui, row, Role::body_medium, c.bad, "It could not be built.");
    } else if (const std::string why = why_not(ui, plugin); !why.empty()) {
        draw_paragraph(ui, row, Role::body_medium, c.warn, why, 1);
    } else {
        draw_waiting(ui, row, !known || build->running ? "Building it for the first time" : "Starting it");
    }
    box.cut_top(ui.px(6));
    if (known) {
        const std::string status = build_status(*build);
        const float tall = paragraph_height(ui, box.w, Role::mono, status, 4);
        draw_paragraph(ui, box.cut_top(tall), Role::mono, c.dim, status, 4);
    }
    box.cut_top(ui.px(gap));
    const std::string later = fmt::format("It is built again at each save while Asista runs. Later: asista dev {}", made.folder);
    draw_paragraph(ui, box, Role::small, c.dim, later, 4);
    if (button_right(ui, foot, "editor", ButtonKind::primary, "Open in editor", "arrow-square-out"))
        ui.calls.open_source(made.file, 1, 1);
    if (button_right(ui, foot, "show", ButtonKind::secondary, "Show its card", {}, runs ? Enabled::yes : Enabled::no)) {
        ui.navigator.open("dashboard");
        done = true;
    }
    done = button_right(ui, foot, "close", ButtonKind::secondary, "Close") || done;
}

} // namespace asista::ui
