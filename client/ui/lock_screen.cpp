#include "ui/lock_screen.hpp"

#include "ui/motion.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/words.hpp"
#include "wire/calls/profiles.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <utility>

namespace asista::ui {
namespace {

constexpr float width = 400, mark = 52, other_rows = 44;
constexpr std::size_t most_others = 6;

} // namespace

void LockScreen::leave() {
    std::ranges::fill(passphrase_, '\0');
    passphrase_.clear();
    fresh_ = true;
    *work_ = {};
}

void LockScreen::unlock(Ui& ui) {
    work_->waiting = true;
    work_->problem.clear();
    std::weak_ptr<Work> weak = work_;
    ui.calls.call<calls::ProfileUnlock>({passphrase_}, [weak](const Result<calls::Nothing>& opened) {
        const auto work = weak.lock();
        if (!work) return;
        work->waiting = false;
        if (opened) return;
        work->wrong = opened.error().code == Errc::denied;
        work->problem = words::sentence(words::capitalised(opened.error().message));
    });
}

void LockScreen::draw_form(Ui& ui, Box& box, const LockView& lock) {
    const Colors& c = ui.colors();
    if (std::exchange(work_->wrong, false)) {
        passphrase_.clear();
        fresh_ = true;
    }
    const bool busy = work_->waiting || !lock.work.empty();
    Box row = box.cut_top(ui.px(size::control + 6));
    if (busy) {
        const std::string_view text = lock.work.empty() ? "Opening\u2026" : std::string_view(lock.work);
        Box line = row.centered(text_width(ui, Role::body, text) + ui.px(26), row.h);
        draw_spinner(ui, line.x + ui.px(8), line.middle_y(), 7, c.dim);
        ui.motion.keep_going();
        line.cut_left(ui.px(26));
        draw_text(ui, line, Role::body, c.dim, text);
    } else {
        const Box press_box = row.cut_right(button_width(ui, "Open"));
        row.cut_right(ui.px(10));
        const bool entered =
            text_field(ui, "passphrase", row, passphrase_,
                       {.hint = "Passphrase", .icon = "lock-key", .focus_now = std::exchange(fresh_, false), .secret = true}) ==
            FieldEvent::submitted;
        const bool pressed =
            button(ui, "open", press_box, ButtonKind::primary, "Open", {}, passphrase_.empty() ? Enabled::no : Enabled::yes);
        if ((entered || pressed) && !passphrase_.empty()) unlock(ui);
    }
    box.cut_top(ui.px(10));
    const auto problem =
        work_->problem.empty() && !lock.problem.empty() ? words::sentence(words::capitalised(lock.problem)) : work_->problem;
    if (!problem.empty())
        box.cut_top(draw_paragraph(ui, box, Role::body, c.bad, problem, 3) + ui.px(10));
    else if (!lock.work.empty())
        box.cut_top(draw_paragraph(ui, box, Role::small, c.dim,
                                   lock.converts ? "Each file is copied and checked before it is replaced." : "", 2));
}

void LockScreen::draw_others(Ui& ui, Box& box, const LockView& lock) {
    const Colors& c = ui.colors();
    if (work_->waiting || !lock.work.empty()) return;
    if (lock.may_stay_plain) {
        Box row = box.cut_top(ui.px(28));
        const std::string_view text = "Open without encrypting";
        if (link(ui, "plain", row.centered(text_width(ui, Role::body_medium, text), ui.px(24)), Role::body_medium, text))
            ui.calls.call<calls::PassphraseRemove>({});
        box.cut_top(ui.px(8));
    }
    if (lock.others.empty()) return;
    box.cut_top(ui.px(10));
    draw_text(ui, box.cut_top(ui.px(24)), Role::tiny, c.faint, "Other profiles");
    for (std::size_t i = 0; i < std::min(lock.others.size(), most_others); ++i) {
        const auto& other = lock.others[i];
        ImGui::PushID(other.folder.c_str());
        const Box row = box.cut_top(ui.px(other_rows));
        const Press state = press(ui, "other", row);
        describe(ui, state, {.role = ItemRole::button, .label = other.name});
        horizontal_line(ui, row.x, row.y, row.w, c.line);
        fill(ui, row, with_alpha(c.hover, state.warmth), size::radius);
        Box inner = row.inset(ui.px(10), 0);
        draw_icon(ui, inner.cut_left(ui.px(18)), "user", c.dim, 18);
        inner.cut_left(ui.px(10));
        if (other.sealed) draw_icon(ui, inner.cut_right(ui.px(18)), "lock-key", c.faint, 16);
        draw_text(ui, inner, Role::body_medium, c.text, other.name);
        finish_press(ui, state, row, size::radius);
        if (state.pressed) ui.calls.call<calls::ProfilesOpen>({other.folder});
        ImGui::PopID();
    }
}

void LockScreen::draw(Ui& ui, Box window, const LockView& lock) {
    const Colors& c = ui.colors();
    const auto others = static_cast<float>(std::min(lock.others.size(), most_others));
    const float needed = ui.px(mark + 22 + 30 + 26 + 22 + size::control + 90) + ui.px(other_rows) * others;
    Box box = window.centered(std::min(ui.px(width), window.w - ui.px(32)), std::min(needed, window.h));
    const Box badge = box.cut_top(ui.px(mark)).centered(ui.px(mark), ui.px(mark));
    gradient(ui, current_list(), badge, c.brand_from, c.brand_to, 14);
    draw_icon(ui, badge, "lock-key", rgb(0xffffff), 26);
    box.cut_top(ui.px(22));
    draw_text(ui, box.cut_top(ui.px(30)), Role::page_title, c.text, lock.profile, Align::center);
    draw_text(ui, box.cut_top(ui.px(26)), Role::body, c.dim, "This profile is locked with a passphrase.", Align::center);
    box.cut_top(ui.px(22));
    draw_form(ui, box, lock);
    draw_others(ui, box, lock);
}

} // namespace asista::ui
