// "Journal wants to send this to Claude": a request in full, before it leaves for a provider. Whoever asked waits for the answer.
#include "ui/ai_words.hpp"
#include "ui/question_parts.hpp"
#include "ui/questions.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace asista::ui {
namespace {

constexpr float wide = 640, tallest = 640, text_at_least = 120, fact_rows = 24, fact_name = 84;

std::string name_of(const SendQuestion& asked) {
    if (asked.plugin.empty()) return "The coach";
    return asked.plugin_name.empty() ? asked.plugin : asked.plugin_name;
}

std::string size_of(const SendQuestion& asked) {
    std::string line = fmt::format("{}, about {} tokens", words::byte_size(asked.text->size()), words::thousands(asked.tokens));
    if (asked.most_cost && *asked.most_cost > 0)
        line += fmt::format("; {} at most with the answer", words::money(*asked.most_cost, asked.currency));
    return line;
}

std::string fields_of(const SendQuestion& asked) {
    calls::AiSent sent;
    sent.fields = asked.fields;
    return words::capitalised(words::sent_fields(sent));
}

float fact_height(const Ui& ui, float width, std::string_view text) {
    return std::max(paragraph_height(ui, width, Role::body, text, 3), ui.px(fact_rows));
}

void draw_fact(Ui& ui, Box& box, std::string_view name, std::string_view text) {
    Box row = box.cut_top(fact_height(ui, box.w - ui.px(fact_name), text));
    draw_text(ui, row.cut_left(ui.px(fact_name)).cut_top(leading(ui, Role::body)), Role::body, ui.colors().dim, name);
    draw_paragraph(ui, row, Role::body, ui.colors().text, text, 3);
}

} // namespace

// The oldest that was not answered yet. Ids the snapshot does not hold any more are forgotten.
void Questions::pick_send(const Ui& ui) {
    const auto& all = ui.snapshot.send_questions;
    std::erase_if(sent_, [&](std::uint64_t id) { return std::ranges::find(all, id, &SendQuestion::id) == all.end(); });
    for (const auto& each : all) {
        if (sent_.contains(each.id)) continue;
        kind_ = Kind::send;
        asked_ = each.id;
        shown_ = changed_ = false;
        text_ = *each.text;
        return;
    }
}

void Questions::draw_send(Ui& ui) {
    const auto& all = ui.snapshot.send_questions;
    const auto found = std::ranges::find(all, asked_, &SendQuestion::id);
    if (found == all.end()) { // nobody waits for it any more
        if (shown_) close_question();
        return close();
    }
    const SendQuestion& asked = *found;
    start("send");
    const std::string name = name_of(asked), title = fmt::format("{} wants to send this to {}", name, asked.provider);
    const float inside = question_text_width(ui, wide), facts = inside - ui.px(fact_name);
    const float head = question_head_height(ui, inside, title);
    const float text = paragraph_height(ui, inside - ui.px(2 * 11 + 16), Role::mono, text_, 200) + ui.px(24);
    const float around = head + ui.px(14 + 8 + 16 + size::control) + fact_height(ui, facts, fields_of(asked)) +
                         fact_height(ui, facts, size_of(asked));
    const float most = std::min(ui.px(tallest), ui.frame.height - ui.px(2 * (question_padding + 20)));
    const Question question = begin(ui, "send", wide, std::min(most, around + std::max(text, ui.px(text_at_least))));
    if (!question.shown) return;
    Box box = question.box;
    draw_question_head(ui, box,
                       asked.plugin.empty()        ? "chat-circle"
                       : asked.plugin_icon.empty() ? "puzzle-piece"
                                                   : asked.plugin_icon,
                       title, fmt::format("{} at {}", asked.model, asked.host));
    box.cut_top(ui.px(14));
    draw_fact(ui, box, "Your data", fields_of(asked));
    draw_fact(ui, box, "Size", size_of(asked));
    box.cut_top(ui.px(8));
    Box foot = box.cut_bottom(ui.px(size::control));
    box.cut_bottom(ui.px(16));
    if (box.h >= ui.px(text_at_least) / 2) {
        fill(ui, box, ui.colors().well, size::radius);
        text_area(ui, "text", box.inset(ui.px(11), ui.px(4)), text_,
                  {.label = "What would be sent", .plain = true, .mono = true, .read_only = true});
    }
    const bool send = button_right(ui, foot, "send", ButtonKind::primary, "Send");
    const bool keep = button_right(ui, foot, "keep", ButtonKind::secondary, "Don't send") || question.closed;
    safe_answer(question);
    draw_text(ui, foot, Role::small, ui.colors().faint,
              asked.each_time ? "You see each one; change that under Settings, Coach."
                              : "You see the first one; change that under Settings, Coach.");
    if (send || keep) {
        ui.calls.call<calls::AiAnswerPreview>({asked.id, send}, ask_again_unless_taken(ui, asked.plugin, kind_));
        sent_.insert(asked.id);
        close_question();
        close();
    }
    end_trusted();
}

} // namespace asista::ui
