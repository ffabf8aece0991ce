#include "ui/pages/developer.hpp"

#include "ui/fuzzy.hpp"
#include "ui/motion.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/widgets/scrolling.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace asista::ui {
namespace {

constexpr std::size_t most_lines = 300, most_result_bytes = 16u << 10;
constexpr float form_rows = 318, result_rows = 112;

std::string pretty(const std::string& json) {
    const auto parsed = nlohmann::json::parse(json, nullptr, false);
    std::string text = parsed.is_discarded() ? json : parsed.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
    if (text.size() > most_result_bytes) text = text.substr(0, most_result_bytes) + "\n(cut)";
    return text;
}

std::string_view level_name(calls::LogWrite::Level level) {
    switch (level) {
    case calls::LogWrite::Level::debug: return "Everything";
    case calls::LogWrite::Level::info: return "Info and up";
    case calls::LogWrite::Level::warning: return "Warnings";
    case calls::LogWrite::Level::error: return "Errors";
    }
    return "";
}

Color line_color(const Ui& ui, calls::LogWrite::Level level) {
    switch (level) {
    case calls::LogWrite::Level::debug: return ui.colors().dim;
    case calls::LogWrite::Level::info: return ui.colors().text;
    case calls::LogWrite::Level::warning: return ui.colors().warn;
    case calls::LogWrite::Level::error: return ui.colors().bad;
    }
    return ui.colors().text;
}

} // namespace

float MethodForm::height(const Ui& ui) { return ui.px(form_rows); }

void MethodForm::call(Ui& ui, const MethodView& method) {
    const std::string json = arguments_.empty() ? "{}" : arguments_;
    answer_ = std::make_shared<Answer>();
    if (nlohmann::json::parse(json, nullptr, false).is_discarded()) {
        answer_->failed = true;
        answer_->head = "not sent";
        answer_->text = "The arguments are not JSON.";
        return;
    }
    answer_->waiting = true;
    answer_->asked_s = ui.frame.time_s;
    std::weak_ptr<Answer> weak = answer_;
    ui.calls.call<calls::PluginCallMethod>(
        {method.plugin, method.method.name, json}, [weak](Result<calls::PluginCallMethod::Reply> reply) {
            const auto answer = weak.lock();
            if (!answer) return;
            answer->waiting = false;
            answer->fresh = true;
            answer->failed = !reply;
            answer->head = reply ? std::string{"ok"} : std::string{errc_name(reply.error().code)};
            answer->text = reply ? pretty(reply->json) : reply.error().message;
        });
}

void MethodForm::draw(Ui& ui, Box box) {
    const Colors& c = ui.colors();
    Box body = draw_card(ui, box, {.icon = "flask", .title = "Try a method"}).body;
    const auto& methods = ui.snapshot.methods;
    if (methods.empty()) {
        empty_state(ui, "no methods", body,
                    {"flask", "No methods yet", "What running plugins export can be called from here.", {}, {}});
        return;
    }
    std::vector<std::string> names;
    for (const auto& method : methods) {
        const PluginView* plugin = ui.plugin(method.plugin);
        names.push_back(fmt::format("{}: {}", plugin ? plugin->name : method.plugin, method.method.name));
    }
    // Plugins come and go: the chosen one is known by its name.
    if (const auto found = std::ranges::find(names, chosen_name_); found != names.end())
        chosen_ = static_cast<std::size_t>(found - names.begin());
    else
        chosen_ = 0;
    const bool changed = drop_down(ui, "method", body.cut_top(ui.px(size::control)), names, chosen_);
    if (changed || chosen_name_.empty()) arguments_ = methods[chosen_].method.example;
    chosen_name_ = names[chosen_];
    const MethodView& method = methods[chosen_];
    body.cut_top(ui.px(8));
    text_area(ui, "arguments", body.cut_top(ui.px(56)), arguments_, {.hint = "{}", .mono = true});
    body.cut_top(ui.px(10));
    Box row = body.cut_top(ui.px(size::control));
    if (button_left(ui, row, "call", ButtonKind::primary, "Call", "play", answer_->waiting ? Enabled::no : Enabled::yes))
        call(ui, method);
    draw_text(ui, row, Role::small, c.dim, method.method.description);
    body.cut_top(ui.px(10));

    if (std::exchange(answer_->fresh, false)) answer_->took_ms = (ui.frame.time_s - answer_->asked_s) * 1000;
    Box result{body.x, body.y, body.w, std::min(body.h, ui.px(result_rows))};
    fill(ui, result, c.well, size::radius);
    Box inner = result.inset(ui.px(11), ui.px(8));
    if (answer_->waiting) {
        draw_spinner(ui, inner.x + ui.px(8), inner.y + ui.px(9), 6, c.accent);
        draw_text(ui, {inner.x + ui.px(22), inner.y, inner.w, ui.px(19)}, Role::mono, c.dim, "waiting for the plugin");
        return;
    }
    if (answer_->head.empty()) {
        draw_text(ui, inner.cut_top(ui.px(19)), Role::mono, c.faint, "the answer appears here");
        return;
    }
    const std::string head =
        answer_->took_ms > 0 ? fmt::format("{} in {}", answer_->head, words::duration_text(answer_->took_ms)) : answer_->head;
    draw_text(ui, inner.cut_top(ui.px(19)), Role::mono, answer_->failed ? c.bad : c.ok, head);
    ImGui::SetCursorScreenPos(ImVec2(inner.x, inner.y));
    if (ImGui::BeginChild("answer", ImVec2(inner.w, inner.h), ImGuiChildFlags_NavFlattened, ImGuiWindowFlags_NoBackground)) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        const float tall = draw_paragraph(ui, {at.x, at.y, inner.w - ui.px(10), inner.h}, Role::mono, c.text, answer_->text);
        reach(at.x, at.y + tall);
    }
    ImGui::EndChild();
}

void LogView::draw(Ui& ui, Box box) {
    CardParts parts = draw_card(
        ui, box, {.icon = show_events_ ? "broadcast" : "note", .title = show_events_ ? std::string_view{"Events"} : "Log"});
    const PluginView* only = ui.plugin(plugin_);
    const float height = ui.px(26);
    const std::string_view other = show_events_ ? "Log" : "Events";
    const Box other_pill = parts.actions.cut_right(pill_width(ui, other)).centered_rows(height);
    if (pill(ui, "log or events", other_pill, other, {}, Selected::no,
             show_events_ ? "What plugins write" : "What plugins tell each other"))
        show_events_ = !show_events_;
    parts.actions.cut_right(ui.px(6));
    const std::string_view whose = only ? std::string_view{only->name} : "All plugins";
    const Box plugin_pill = parts.actions.cut_right(pill_width(ui, whose)).centered_rows(height);
    if (pill(ui, "log plugin", plugin_pill, whose, {}, Selected::no, "Whose lines are shown")) open_menu("log plugins");
    parts.actions.cut_right(ui.px(6));
    if (!show_events_) {
        const std::string_view level = level_name(static_cast<calls::LogWrite::Level>(least_));
        const Box level_pill = parts.actions.cut_right(pill_width(ui, level)).centered_rows(height);
        if (pill(ui, "log level", level_pill, level, {}, Selected::no, "How important lines must be"))
            least_ = static_cast<std::uint8_t>((least_ + 1) % 4);
    }
    if (begin_menu(ui, "log plugins", plugin_pill, {.align_right = true})) {
        if (menu_item(ui, {.label = "All plugins", .ticked = !only})) plugin_.clear();
        for (const auto& plugin : ui.snapshot.plugins)
            if (plugin.installed && menu_item(ui, {.label = plugin.name, .ticked = &plugin == only})) plugin_ = plugin.id;
        end_menu();
    }
    if (show_events_)
        events_.draw(ui, parts.body, only);
    else
        draw_lines(ui, parts.body, only);
}

std::vector<LogView::Entry> LogView::entries(const Ui& ui, const PluginView* only) const {
    std::vector<Entry> found;
    for (const auto& plugin : ui.snapshot.plugins) {
        if (only && &plugin != only) continue;
        const bool all = !only && !search_.empty() && contains_letters(plugin.name, search_);
        for (const auto& line : plugin.log)
            if (static_cast<std::uint8_t>(line.level) >= least_ && (all || contains_letters(line.text, search_)))
                found.push_back({&line, &plugin});
    }
    std::ranges::stable_sort(found, {}, [](const Entry& entry) { return entry.line->at; });
    std::ranges::reverse(found);
    return found;
}

void LogView::draw_search(Ui& ui, Box row, std::size_t found) {
    if (!ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup) &&
        ImGui::Shortcut(ImGuiMod_Ctrl | ImGuiKey_F, ImGuiInputFlags_RouteGlobal | ImGuiInputFlags_RouteOverFocused))
        focus_search_ = true;
    if (!search_.empty()) {
        const float wide = text_width(ui, Role::small, "10,000 matches") + ui.px(8);
        draw_text(ui, row.cut_right(wide), Role::small, found == 0 ? ui.colors().warn : ui.colors().dim,
                  words::count_of(found, "match", "matches"), Align::right);
    }
    const std::string before = search_;
    text_field(ui, "search log", row, search_,
               {.hint = "Search (Ctrl F)", .icon = "magnifying-glass", .focus_now = std::exchange(focus_search_, false)});
    // What is searched for begins at its top; without a search the lines are again where they were.
    if (before.empty() && !search_.empty()) place_ = scroll_;
    if (before != search_) jump_to_ = search_.empty() ? place_ : 0;
}

void LogView::draw_lines(Ui& ui, Box body, const PluginView* only) {
    const Colors& c = ui.colors();
    auto found = entries(ui, only);
    draw_search(ui, body.cut_top(ui.px(size::control)), found.size());
    body.cut_top(ui.px(8));
    if (found.size() > most_lines) found.resize(most_lines);
    if (found.empty()) {
        const Empty none{"note", "Nothing logged", "Lines that plugins write appear here, the newest first.", {}, {}};
        const Empty no_match{"magnifying-glass", "No match", "No line of those shown has this text.", {}, {}};
        empty_state(ui, "no lines", body, search_.empty() ? none : no_match);
        return;
    }
    Scrolling list(ui, "lines", body);
    if (jump_to_) ImGui::SetScrollY(*std::exchange(jump_to_, std::nullopt));
    scroll_ = ImGui::GetScrollY();
    const float time_width = seconds_width(ui) + ui.px(8);
    for (const auto& entry : found) {
        std::string text = entry.line->text;
        if (!only) text = fmt::format("{}: {}", entry.plugin->name, text);
        const float wide = list.column.w - time_width;
        const float tall = std::max(paragraph_height(ui, wide, Role::mono, text, 6), leading(ui, Role::mono));
        Box row = list.column.cut_top(tall + ui.px(5));
        Box time = row.cut_left(time_width);
        time.h = leading(ui, Role::mono);
        draw_text(ui, time, Role::mono, c.faint, words::second_text(entry.line->at, ui.snapshot.utc_offset_s, ui.dates()));
        draw_paragraph(ui, row, Role::mono, line_color(ui, entry.line->level), text, 6);
    }
}

} // namespace asista::ui
