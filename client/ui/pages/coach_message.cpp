// One message: what the person asked, in a bubble at the right; what the coach said, as Markdown; and what can be done with it.
#include "ui/pages/coach.hpp"

#include "ui/motion.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

namespace asista::ui {
namespace {

constexpr float bubble_pad_x = 14, bubble_pad_y = 10, deeds_row = 28, deed = 24, chip_row = 28;

// "offline coach · 120 + 34 tokens"
std::string about(const calls::CoachMessage& message) {
    std::string text = message.provider;
    const auto tokens = [](const std::optional<std::uint32_t>& count) {
        return count ? words::thousands(*count) : std::string("?");
    };
    if (message.input_tokens || message.output_tokens)
        text += fmt::format(" \u00B7 {} + {} tokens", tokens(message.input_tokens), tokens(message.output_tokens));
    return text;
}

} // namespace

float CoachPage::draw_entry(Ui& ui, Box column, CoachEntry& entry, bool last, Pass pass) {
    return entry.message.role == calls::CoachRole::person ? draw_question(ui, column, entry, pass)
                                                          : draw_answer(ui, column, entry, last, pass);
}

float CoachPage::draw_question(Ui& ui, Box column, const CoachEntry& entry, Pass pass) {
    const Colors& c = ui.colors();
    const auto& message = entry.message;
    const float pad = ui.px(bubble_pad_x), most = column.w - ui.px(60), top = column.y;
    const float wanted = text_width(ui, Role::body, message.text) + 2 * pad + 1;
    const float width = message.text.find('\n') != std::string::npos ? most : std::min(wanted, most);
    const float words = paragraph_height(ui, width - 2 * pad, Role::body, message.text);
    const Box bubble = column.cut_top(words + 2 * ui.px(bubble_pad_y)).cut_right(width);
    if (pass == Pass::draw) {
        fill(ui, bubble, c.accent_soft, size::step3);
        draw_paragraph(ui, bubble.inset(pad, ui.px(bubble_pad_y)), Role::body, c.text, message.text);
    }
    if (!message.contexts.empty()) {
        column.cut_top(ui.px(6));
        Box row = column.cut_top(ui.px(chip_row));
        for (std::size_t i = message.contexts.size(); pass == Pass::draw && i-- > 0;) {
            const auto& context = message.contexts[i];
            const auto name = context_name(context.kind);
            const Box chip = row.cut_right(pill_width(ui, name, context_icon(context.kind)));
            row.cut_right(ui.px(6));
            const auto menu = fmt::format("sent {}", i);
            if (pill(ui, fmt::format("context {}", i), chip, name, context_icon(context.kind), Selected::no,
                     "What was sent along"))
                open_menu(menu);
            if (begin_context_menu(ui, menu, chip, &context)) end_menu();
        }
    }
    const Box row = column.cut_top(ui.px(deeds_row));
    if (pass == Pass::draw) draw_deeds(ui, row, message, true);
    return column.y - top;
}

float CoachPage::draw_words(Ui& ui, Box column, CoachEntry& entry, Pass pass) {
    if (!entry.parsed) { // when the text changed, not in each frame
        entry.blocks = parse_markdown(entry.message.text);
        entry.parsed = true;
    }
    return draw_markdown(ui, column, entry.blocks, pass, {.copy_code = true});
}

float CoachPage::draw_answer(Ui& ui, Box column, CoachEntry& entry, bool last, Pass pass) {
    const Colors& c = ui.colors();
    const auto& message = entry.message;
    const float top = column.y;
    const bool writing = message.state == calls::CoachState::writing;
    if (writing && message.text.empty()) {
        Box row = column.cut_top(ui.px(24));
        if (pass == Pass::draw) {
            const Box spin = row.cut_left(ui.px(16));
            draw_spinner(ui, spin.middle_x(), spin.middle_y(), 7, c.accent);
            row.cut_left(ui.px(8));
            draw_text(ui, row, Role::body, c.dim, "Thinking");
        }
        return column.y - top;
    }
    if (!message.text.empty()) column.cut_top(draw_words(ui, column, entry, pass));
    for (const auto& call : message.calls) {
        column.cut_top(ui.px(column.y > top ? 10 : 0));
        column.cut_top(draw_call(ui, column, call, last, pass));
    }
    column.cut_top(draw_problem(ui, column, message, pass));
    if (!message.note.empty()) {
        column.cut_top(ui.px(6));
        const float height = paragraph_height(ui, column.w, Role::small, message.note);
        if (pass == Pass::draw) draw_paragraph(ui, column, Role::small, c.faint, message.note);
        column.cut_top(height);
    }
    if (!writing) {
        column.cut_top(ui.px(2));
        const Box row = column.cut_top(ui.px(deeds_row));
        if (pass == Pass::draw) draw_deeds(ui, row, message, false);
    }
    return column.y - top;
}

float CoachPage::draw_problem(Ui& ui, Box column, const calls::CoachMessage& message, Pass pass) {
    const bool stopped = message.state == calls::CoachState::stopped;
    if (!stopped && message.state != calls::CoachState::failed) return 0;
    const std::string text = stopped ? "Stopped. What had come until then was kept." : words::sentence(message.problem);
    const float top = column.y;
    column.cut_top(ui.px(message.text.empty() && message.calls.empty() ? 0 : 8));
    Box row = column;
    const float icon = ui.px(22);
    const float height = std::max(paragraph_height(ui, column.w - icon, Role::small, text), ui.px(18));
    if (pass == Pass::draw) {
        draw_icon(ui, Box{row.x, row.y, ui.px(16), ui.px(18)}, stopped ? "stop" : "warning",
                  stopped ? ui.colors().faint : ui.colors().warn, 15);
        row.cut_left(icon);
        draw_paragraph(ui, row, Role::small, stopped ? ui.colors().dim : ui.colors().warn, text);
    }
    column.cut_top(height);
    if (!stopped) {
        column.cut_top(ui.px(8));
        Box buttons = column.cut_top(ui.px(size::control_small));
        if (pass == Pass::draw && button_left(ui, buttons, "try again", ButtonKind::secondary, "Try again", "arrow-clockwise"))
            reader_.retry(ui, message.id);
    }
    return column.y - top;
}

void CoachPage::copy(Ui& ui, const std::string& text) {
    ImGui::SetClipboardText(text.c_str());
    Toast toast;
    toast.title = "Message copied";
    toast.icon = "copy";
    ui.toasts.replace(std::move(toast));
}

// "2/3", with the ways to the others.
void CoachPage::draw_switcher(Ui& ui, Box& row, const calls::CoachMessage& message) {
    if (message.siblings < 2) return;
    const Colors& c = ui.colors();
    const Enabled free = reader_.talk().stream == 0 ? Enabled::yes : Enabled::no;
    const auto step = [&](const char* id, const char* icon, const char* hint, std::uint64_t to) {
        const Box place = row.cut_left(ui.px(20)).centered_rows(ui.px(deed));
        if (icon_button(ui, id, place, icon, c.dim, hint, Fill::outline, to != 0 ? free : Enabled::no)) reader_.choose(ui, to);
    };
    step("before", "caret-left", "The version before", message.before);
    const auto text = fmt::format("{}/{}", message.sibling, message.siblings);
    draw_text(ui, row.cut_left(text_width(ui, Role::small, text) + ui.px(4)), Role::small, c.dim, text, Align::center);
    step("behind", "caret-right", "The version after", message.behind);
    row.cut_left(ui.px(6));
}

void CoachPage::draw_deeds(Ui& ui, Box row, const calls::CoachMessage& message, bool to_the_right) {
    const Colors& c = ui.colors();
    const bool by_person = message.role == calls::CoachRole::person;
    const bool has_text = !message.text.empty();
    const Enabled free = reader_.talk().stream == 0 ? Enabled::yes : Enabled::no;
    if (to_the_right) {
        const auto count = fmt::format("{}/{}", message.sibling, message.siblings);
        const float switcher = message.siblings < 2 ? 0 : ui.px(50) + text_width(ui, Role::small, count);
        row = Box{row.right() - switcher - 2 * ui.px(deed), row.y, switcher + 2 * ui.px(deed), row.h};
    }
    draw_switcher(ui, row, message);
    const auto square = [&](const char* id, const char* icon, const char* hint, Enabled enabled) {
        return icon_button(ui, id, row.cut_left(ui.px(deed)).centered_rows(ui.px(deed)), icon, c.faint, hint, Fill::outline,
                           enabled);
    };
    if (has_text && square("copy", "copy", "Copy", Enabled::yes)) copy(ui, message.text);
    if (by_person && square("edit", "pencil-simple", "Edit and ask again", free)) {
        instead_of_ = message.id;
        text_ = message.text;
        attached_.clear();
        for (const auto& context : message.contexts) attached_.push_back({context.kind, false});
        focus_ = true;
    }
    if (!by_person && square("retry", "arrow-clockwise", "Answer again", free)) reader_.retry(ui, message.id);
    if (by_person) return;
    row.cut_left(ui.px(6));
    draw_text(ui, row, Role::small, c.faint, about(message));
}

} // namespace asista::ui
