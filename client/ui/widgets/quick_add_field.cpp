#include "ui/widgets/quick_add_field.hpp"

#include "ui/task_words.hpp"
#include "ui/words.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>

namespace asista::ui {
namespace {

constexpr float padding = 11, icon_width = 17, icon_gap = 9;

Color tint_of(const Colors& c, calls::TextSpan::Kind kind) {
    using Kind = calls::TextSpan::Kind;
    switch (kind) {
    case Kind::day:
    case Kind::time:
    case Kind::repetition: return with_alpha(c.accent, 0.20F);
    case Kind::tag:
    case Kind::project: return with_alpha(c.ok, 0.20F);
    case Kind::energy:
    case Kind::estimate: return with_alpha(c.warn, 0.20F);
    case Kind::quote: return with_alpha(c.dim, 0.16F);
    }
    return 0;
}

} // namespace

QuickAddField::QuickAddField() : read_(std::make_shared<Read>()) {}

void QuickAddField::ask(Ui& ui) {
    if (text_.empty()) {
        *read_ = {};
        return;
    }
    const std::weak_ptr<Read> weak = read_;
    // Answers come in the order of the questions, so the last one is about what is there.
    ui.calls.call<calls::TasksParse>({text_}, [weak, text = text_](Result<calls::TasksParse::Reply> reply) {
        if (const auto read = weak.lock(); read && reply) *read = {text, std::move(*reply)};
    });
}

// Behind the words of the field, which lie where a line of this type begins, moved as far as the field has scrolled.
void QuickAddField::tint(Ui& ui, Box box, std::uint32_t field) const {
    const ImGuiInputTextState* const state = ImGui::GetInputTextState(field);
    const float scrolled = state ? state->Scroll.x : 0;
    auto* const list = current_list();
    list->PushClipRect(ImVec2(box.x - ui.px(2), box.y), ImVec2(box.right(), box.bottom()), true);
    const std::string_view text = text_, read = read_->text;
    const auto same = static_cast<std::size_t>(std::ranges::mismatch(text, read).in1 - text.begin());
    for (const auto& span : read_->reply.spans) {
        // While a newer line is being read, what it shares with the older one keeps its tint.
        if (span.end > text.size() || (span.end > same && text != read)) continue;
        const float from = text_width(ui, Role::body, text.substr(0, span.begin)),
                    width = text_width(ui, Role::body, text.substr(span.begin, span.end - span.begin));
        const Box word = Box{box.x + from - scrolled, box.y, width, box.h}.centered_rows(ui.px(22));
        fill(ui, {word.x - ui.px(2), word.y, word.w + ui.px(4), word.h}, tint_of(ui.colors(), span.kind), 5);
    }
    list->PopClipRect();
}

FieldEvent QuickAddField::draw(Ui& ui, std::string_view id, Box box, Box preview, const Look& look, const Otherwise& otherwise,
                               std::span<const calls::Project> projects) {
    if (!look.plain) draw_surface(ui, current_list(), box, Surface::control, size::radius);
    Box inner = look.plain ? box : box.inset(ui.px(padding), 0);
    if (!look.icon.empty()) {
        draw_icon(ui, inner.cut_left(ui.px(icon_width)), look.icon, ui.colors().faint, icon_width);
        inner.cut_left(ui.px(icon_gap));
    }
    const std::string label = "##" + std::string{id};
    const ImGuiID field = ImGui::GetID(label.c_str());
    tint(ui, inner, field);
    const FieldEvent event =
        text_field(ui, id, inner, text_, {.hint = look.hint, .plain = true, .focus_now = std::exchange(focus_, false)});
    if (!look.plain && ImGui::IsItemActive()) outline(ui, box, ui.colors().accent, size::radius, 1.5F);
    if (event == FieldEvent::changed) ask(ui);
    if (event == FieldEvent::submitted && !text_.empty()) {
        add(ui, otherwise);
        focus_ = true;
    }
    if (!preview.empty() && !text_.empty() && read_->text == text_) {
        auto task = read_->reply.task;
        if (!task.due_day && !task.start_day) task.due_day = otherwise.due_day;
        if (task.project == 0) task.project = otherwise.project;
        std::vector<calls::Project> known(projects.begin(), projects.end());
        if (std::ranges::find(known, task.project, &calls::Project::id) == known.end())
            for (const auto& span : read_->reply.spans) // as it was written, where nobody knows its name
                if (span.kind == calls::TextSpan::Kind::project && span.end > span.begin + 1) {
                    calls::Project named;
                    named.id = task.project;
                    named.name = words::capitalised(text_.substr(span.begin + 1, span.end - span.begin - 1));
                    known.push_back(std::move(named));
                }
        const std::string summary = words::task_summary(task, known, ui.today(), ui.dates());
        draw_text(ui, preview, Role::small, ui.colors().dim,
                  summary.empty() ? "No date. Words like tomorrow, 9am, #tag, @project, !s, ~15m are understood." : summary);
    }
    return event;
}

void QuickAddField::add(Ui& ui, const Otherwise& otherwise) {
    std::string text = text_;
    for (const auto& tag : otherwise.tags) text += " #" + tag;
    ui.calls.call<calls::TasksQuickAdd>({.text = text, .due_day = otherwise.due_day, .project = otherwise.project});
    text_.clear();
    *read_ = {};
}

} // namespace asista::ui
