#include "ui/pages/sent_entry.hpp"

#include "ui/ai_words.hpp"
#include "ui/date_style.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace asista::ui {
namespace {

constexpr std::string_view dialog = "sent";
constexpr float dialog_width = 860, dialog_height = 620, padding = 24, // of every question
    fact_rows = 24, fact_name = 84, side_by_side = 560;

} // namespace

std::string sent_by(const Ui& ui, const calls::AiSent& sent) {
    if (sent.plugin.empty()) return "Coach";
    const PluginView* const plugin = ui.plugin(sent.plugin);
    return plugin && !plugin->name.empty() ? plugin->name : sent.plugin;
}

void SentDialog::show(Ui& ui, const calls::AiSent& sent) {
    now_ = std::make_shared<Work>();
    now_->sent = sent;
    asked_ = true;
    if (!sent.has_text) {
        now_->problem = "Its text is not kept any more.";
        return;
    }
    std::weak_ptr<Work> weak = now_;
    ui.calls.call<calls::AiLedgerText>({sent.id}, [weak](Result<calls::AiLedgerText::Reply> reply) {
        const auto work = weak.lock();
        if (!work) return;
        if (reply)
            work->text = std::move(*reply);
        else
            work->problem = reply.error().code == Errc::not_found ? std::string("Its text is not kept any more.")
                                                                  : words::sentence(reply.error().message);
    });
}

void SentDialog::draw(Ui& ui, std::string_view currency) {
    if (std::exchange(asked_, false)) open_question(dialog);
    if (!now_) return;
    const float tall = std::min(ui.px(dialog_height), ui.frame.height - ui.px(2 * (padding + 20)));
    const Question question = begin_question(ui, dialog, dialog_width, tall);
    if (!question.shown) return;
    const Colors& c = ui.colors();
    Box box = question.box;
    Box head = box.cut_top(ui.px(26));
    draw_icon(ui, head.cut_left(ui.px(20)), "paper-plane-tilt", c.accent, 20);
    head.cut_left(ui.px(9));
    draw_text(ui, head, Role::heading, c.text, fmt::format("{} to {}", sent_by(ui, now_->sent), now_->sent.provider));
    box.cut_top(ui.px(12));
    draw_facts(ui, box, currency);
    Box foot = box.cut_bottom(ui.px(size::control));
    box.cut_bottom(ui.px(14));
    if (now_->text) {
        const float gap = ui.px(size::step4);
        const bool wide = box.w >= ui.px(side_by_side);
        Box left = wide ? box.cut_left(std::floor((box.w - gap) / 2)) : box.cut_top(std::floor((box.h - gap) / 2));
        wide ? box.cut_left(gap) : box.cut_top(gap);
        draw_text_of(ui, left, "Sent", now_->text->sent);
        draw_text_of(ui, box, "Received", now_->text->received);
    } else {
        fill(ui, box, c.well, size::radius);
        draw_text(ui, box, Role::body, c.dim, now_->problem.empty() ? std::string_view{"Reading\u2026"} : now_->problem,
                  Align::center);
    }
    if (button_right(ui, foot, "close", ButtonKind::secondary, "Close") || question.closed) {
        close_question();
        now_.reset();
    }
    end_question();
}

void SentDialog::draw_facts(Ui& ui, Box& box, std::string_view currency) const {
    const Colors& c = ui.colors();
    const calls::AiSent& sent = now_->sent;
    const auto offset = ui.snapshot.utc_offset_s;
    const std::string when = fmt::format("{}, {}", words::day_word(words::local_day(sent.at, offset), ui.today(), ui.dates()),
                                         words::second_text(sent.at, offset, ui.dates()));
    const std::array<std::pair<std::string_view, std::string>, 6> facts{{{"When", words::capitalised(when)},
                                                                         {"Size", words::sent_size(sent)},
                                                                         {"To", fmt::format("{} at {}", sent.model, sent.host)},
                                                                         {"Tokens", words::sent_tokens(sent)},
                                                                         {"State", std::string{words::sent_state(sent.state)}},
                                                                         {"Cost", words::sent_cost(sent, currency)}}};
    const auto fact = [&](Box row, std::string_view name, std::string_view text) {
        draw_text(ui, row.cut_left(ui.px(fact_name)), Role::body, c.dim, name);
        draw_text(ui, row, Role::body, c.text, text);
    };
    for (std::size_t i = 0; i < facts.size(); i += 2) {
        Box row = box.cut_top(ui.px(fact_rows));
        fact(row.cut_left(std::floor(row.w * 0.58F)), facts[i].first, facts[i].second);
        fact(row, facts[i + 1].first, facts[i + 1].second);
    }
    const std::string fields = words::capitalised(words::sent_fields(sent));
    const float inner = box.w - ui.px(fact_name);
    Box row = box.cut_top(std::max(paragraph_height(ui, inner, Role::body, fields, 3), ui.px(fact_rows)));
    draw_text(ui, Box(row).cut_left(ui.px(fact_name)).cut_top(ui.px(fact_rows)), Role::body, c.dim, "Your data");
    row.cut_left(ui.px(fact_name));
    row.y += ui.px(1);
    draw_paragraph(ui, row, Role::body, c.text, fields, 3);
    if (!sent.problem.empty()) {
        const std::string problem = words::sentence(sent.problem);
        const float rows = paragraph_height(ui, box.w, Role::small, problem, 4);
        box.cut_top(ui.px(6));
        draw_paragraph(ui, box.cut_top(rows), Role::small, sent.state == calls::AiSentState::failed ? c.bad : c.warn, problem, 4);
    }
    box.cut_top(ui.px(14));
}

void SentDialog::draw_text_of(Ui& ui, Box box, std::string_view title, std::string& text) {
    const Colors& c = ui.colors();
    Box head = box.cut_top(ui.px(size::control_small));
    const Box copy = head.cut_right(ui.px(size::control_small));
    draw_text(ui, head, Role::strong, c.text, title);
    if (icon_button(ui, fmt::format("copy {}", title), copy, "copy", c.dim,
                    fmt::format("Copy what was {}", title == "Sent" ? "sent" : "received"), Fill::outline,
                    text.empty() ? Enabled::no : Enabled::yes))
        ImGui::SetClipboardText(text.c_str());
    box.cut_top(ui.px(4));
    fill(ui, box, c.well, size::radius);
    if (text.empty()) {
        draw_text(ui, box, Role::small, c.faint, "Nothing", Align::center);
        return;
    }
    text_area(ui, title, box.inset(ui.px(11), ui.px(4)), text, {.plain = true, .mono = true, .read_only = true});
}

} // namespace asista::ui
