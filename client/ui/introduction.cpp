#include "ui/introduction.hpp"

#include "ui/pages/settings_form.hpp"
#include "ui/toasts.hpp"
#include "ui/undo.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"
#include "wire/calls/settings.hpp"
#include "wire/calls/user.hpp"

#include <imgui.h>

#include <array>

namespace asista::ui {
namespace {

constexpr std::string_view dialog = "introduction";
constexpr float width = 560, height = 372, choice_height = 92;
constexpr int steps = 3;

// A large choice: an icon, a title, and what it means.
bool choice(Ui& ui, std::string_view id, Box box, std::string_view icon, std::string_view title, std::string_view text,
            Enabled enabled) {
    const Press state = press(ui, id, box, enabled);
    describe(ui, state, {.role = ItemRole::button, .label = title});
    draw_surface(ui, current_list(), box, Surface::control, size::card_radius);
    fill(ui, box, with_alpha(ui.colors().hover, state.warmth), size::card_radius);
    Box inner = box.inset(ui.px(18), 0);
    const Box glyph = inner.cut_left(ui.px(44)).centered(ui.px(44), ui.px(44));
    fill(ui, glyph, ui.colors().accent_soft, 12);
    draw_icon(ui, glyph, icon, ui.colors().on_accent_soft, 22);
    inner.cut_left(ui.px(16));
    Box words = inner.centered_rows(ui.px(22 + 36));
    draw_text(ui, words.cut_top(ui.px(22)), Role::strong, ui.colors().text, title);
    draw_paragraph(ui, words, Role::body, ui.colors().dim, text, 2);
    finish_press(ui, state, box, size::card_radius);
    return state.pressed;
}

} // namespace

void Introduction::fill(Ui& ui) {
    now_->filling = true;
    now_->problem.clear();
    std::weak_ptr<Work> weak = now_;
    ui.calls.call<calls::ProfileFill>(
        {}, [this, weak, toasts = &ui.toasts, undo = undoing(ui)](Result<calls::ProfileFill::Reply> filled) {
            if (filled) {
                Toast toast;
                toast.title = "A sample week is in your profile";
                toast.body = "Look around; one press takes all of it away again.";
                toast.button = "Undo";
                toast.pressed = [undo, change = filled->change] { undo(change); };
                toasts->add_now(std::move(toast));
            }
            const auto work = weak.lock();
            if (!work) return;
            work->filling = false;
            if (filled)
                step_ = Step::look;
            else
                work->problem = filled.error().message;
        });
}

void Introduction::leave(Ui& ui) {
    shown_ = false;
    now_.reset();
    ui.calls.call<calls::PreferencesSet>({.key = std::string(introduced_key), .json = "true"});
    close_question();
}

void Introduction::draw_begin(Ui& ui, Box& box) {
    const Enabled enabled = now_->filling ? Enabled::no : Enabled::yes;
    box.cut_top(draw_paragraph(
        ui, box, Role::body, ui.colors().dim,
        "Your tasks, habits, goals and days in one window. Everything stays on this computer, in a folder of yours."));
    box.cut_top(ui.px(18));
    if (choice(ui, "empty", box.cut_top(ui.px(choice_height)), "sparkle", "Begin with nothing",
               "An empty week. What you write is what is there.", enabled))
        step_ = Step::look;
    box.cut_top(ui.px(12));
    if (choice(ui, "sample", box.cut_top(ui.px(choice_height)), "calendar-check", "Look around in a sample week",
               "Made-up tasks, habits, goals and events, to be tried out and thrown away.", enabled))
        fill(ui);
    if (!now_->problem.empty()) {
        box.cut_top(ui.px(8));
        draw_paragraph(ui, box, Role::small, ui.colors().bad, words::sentence(now_->problem), 2);
    }
}

void Introduction::draw_look(Ui& ui, Box& box) {
    box.cut_top(
        draw_paragraph(ui, box, Role::body, ui.colors().dim, "As you like it; all of it can be changed later, in the settings."));
    box.cut_top(ui.px(10));
    auto rows = look_section(ui);
    std::erase_if(rows.rows,
                  [](const SettingRow& row) { return row.title != "Theme" && row.title != "Accent" && row.title != "Text"; });
    draw_rows(ui, box, rows);
}

void Introduction::draw_places(Ui& ui, Box& box) {
    struct Place {
        std::string_view icon, title, text;
    };
    static constexpr std::array<Place, 4> places{{
        {"plus", "Write it as you say it",
         "\"call landlord tomorrow 9am #home ~15m\" becomes a task with day, tag and estimate."},
        {"magnifying-glass", "Ctrl K finds everything", "Pages, tasks, events, settings, and what plugins can do."},
        {"arrow-counter-clockwise", "Ctrl Z takes it back", "Whatever you changed, and what a plugin changed in your name."},
        {"puzzle-piece", "Plugins add cards", "Each runs locked up, with what you allow it and nothing else."},
    }};
    for (const auto& place : places) {
        Box row = box.cut_top(ui.px(52));
        draw_icon(ui, row.cut_left(ui.px(24)), place.icon, ui.colors().accent, 20);
        row.cut_left(ui.px(14));
        Box words = row.centered_rows(ui.px(20 + 18));
        draw_text(ui, words.cut_top(ui.px(20)), Role::body_medium, ui.colors().text, place.title);
        draw_text(ui, words, Role::small, ui.colors().dim, place.text);
    }
}

void Introduction::draw(Ui& ui, bool may_open) {
    const bool first = ui.snapshot.first_start && !seen_;
    if (!shown_ && may_open && (wanted_ || first)) {
        wanted_ = false;
        shown_ = seen_ = true;
        step_ = Step::begin;
        now_ = std::make_shared<Work>();
        open_question(dialog);
    }
    if (!shown_) return;
    Question question = begin_question(ui, dialog, width, ui.px(height));
    if (!question.shown) {
        shown_ = false;
        return;
    }
    static constexpr std::array<std::string_view, steps> titles{"Welcome to Asista", "How should it look?", "Good to know"};
    Box box = question.box;
    draw_text(ui, box.cut_top(ui.px(28)), Role::page_title, ui.colors().text, titles[static_cast<std::size_t>(step_)]);
    box.cut_top(ui.px(8));
    Box buttons = box.cut_bottom(ui.px(size::control));
    switch (step_) {
    case Step::begin: draw_begin(ui, box); break;
    case Step::look: draw_look(ui, box); break;
    case Step::places: draw_places(ui, box); break;
    }
    for (int i = 0; i < steps; ++i)
        dot(ui, buttons.middle_x() + ui.px(14) * static_cast<float>(i - 1), buttons.middle_y(), 3,
            i == static_cast<int>(step_) ? ui.colors().accent : ui.colors().track);
    const bool last = step_ == Step::places;
    bool done = question.closed;
    if (step_ != Step::begin && button_right(ui, buttons, "next", ButtonKind::primary, last ? "Start" : "Next")) {
        if (last)
            done = true;
        else
            step_ = Step::places;
    }
    if (step_ == Step::look && button_right(ui, buttons, "back", ButtonKind::secondary, "Back")) step_ = Step::begin;
    if (!last && button_left(ui, buttons, "skip", ButtonKind::ghost, "Skip")) done = true;
    if (done) leave(ui);
    end_question();
}

} // namespace asista::ui
