#include "card.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace asista::motivation {
namespace {

namespace ui = asista::ui;

struct WrappedLine {
    const char* begin;
    const char* end;
};

std::vector<WrappedLine> wrapped(const std::string& text, float width) { // in the current font
    std::vector<WrappedLine> lines;
    const char* end = text.data() + text.size();
    for (const char* at = text.data(); at < end;) {
        const char* stop = ImGui::GetFont()->CalcWordWrapPosition(ImGui::GetFontSize(), at, end, width);
        if (stop == at) ++stop; // narrower than one character: never stand still
        lines.push_back({at, stop});
        for (at = stop; at < end && (*at == ' ' || *at == '\n');) ++at;
    }
    return lines;
}

float width_of(const WrappedLine& line) { return ImGui::CalcTextSize(line.begin, line.end).x; }

// The same number of lines, but no lonely word at the end when a slightly narrower column avoids it.
std::vector<WrappedLine> wrapped_well(const std::string& text, float width) {
    std::vector<WrappedLine> lines = wrapped(text, width);
    if (lines.size() < 2) return lines;
    for (float part = 0.95F; part >= 0.65F && width_of(lines.back()) < width * 0.3F; part -= 0.05F) {
        std::vector<WrappedLine> narrower = wrapped(text, width * part);
        if (narrower.size() > lines.size()) break;
        lines = std::move(narrower);
    }
    return lines;
}

constexpr float quote_leading = 30.0F / 21; // line height over size of type

// A small text with an icon that can be pressed; brightens under the pointer.
bool stat_button(const Frame& frame, const char* id, std::string_view icon, const std::string& words) {
    const auto font = frame.font(FontRole::text, metrics::small);
    const ImVec2 words_size = ImGui::CalcTextSize(words.c_str());
    const float icon_size = frame.px(14), gap = frame.px(metrics::space_1);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float height = std::max(words_size.y, icon_size);
    const ImVec2 size{icon_size + gap + words_size.x, height};
    const bool pressed = ImGui::InvisibleButton((words + "###" + id).c_str(), size, ImGuiButtonFlags_EnableNav);
    const bool focused = ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
    const bool lively = ImGui::IsItemHovered() || focused;
    if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    const auto color = lively ? frame.theme().text : frame.theme().dim;
    ui::detail::draw_icon(frame, icon, {at.x, at.y + std::floor((height - icon_size) / 2)}, 14, color);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddText({at.x + icon_size + gap, at.y + std::floor((height - words_size.y) / 2)}, color, words.c_str());
    if (focused) {
        const float margin = frame.px(3);
        list.AddRect({at.x - margin, at.y - margin}, {at.x + size.x + margin, at.y + size.y + margin}, frame.theme().accent,
                     frame.px(4), frame.px(1.5F));
    }
    return pressed;
}

void wrapped_tooltip(const Frame& frame, const std::string& first, const std::string& second = {}) {
    if (!ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip) || !ImGui::BeginTooltip()) return;
    ImGui::PushTextWrapPos(frame.px(280));
    ImGui::TextUnformatted(first.c_str());
    if (!second.empty()) {
        ImGui::PushStyleColor(ImGuiCol_Text, frame.theme().dim);
        ImGui::TextUnformatted(second.c_str());
        ImGui::PopStyleColor();
    }
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
}

const char* energy_icon(const std::optional<Level>& level) {
    if (!level) return "battery-empty";
    static constexpr std::array<const char*, 5> icons = {"battery-empty", "battery-low", "battery-medium", "battery-high",
                                                         "battery-full"};
    return icons[static_cast<std::size_t>(*level)];
}

std::string streak_tooltip(const Stats& stats) {
    if (!stats.tasks_known && !stats.habits_known) return "Tasks and habits are not shared with this plugin.";
    return "Days with a finished task or a kept habit: " + std::to_string(stats.active_days_week) + " of the last 7. " +
           strength_text(stats) + ".";
}

// A hairline in the colour of the highlighted card's border, which is the accent, faded.
void hairline(const Frame& frame) {
    ui::space(frame, metrics::space_4);
    const ImVec2 from = ImGui::GetCursorScreenPos();
    const float thickness = std::max(1.0F, std::floor(frame.scale()));
    ImGui::GetWindowDrawList()->AddRectFilled(from, {from.x + ImGui::GetContentRegionAvail().x, from.y + thickness},
                                              faded(frame.theme().accent, 0.2F));
    ImGui::Dummy({0, thickness});
    ui::space(frame, metrics::space_3);
}

} // namespace

void draw_quote(const Frame& frame, const std::string& text, float width, float max_height) {
    for (const float size : {21.0F, 18.0F, 16.0F, 14.0F}) {
        const auto font = frame.font(FontRole::semibold, size);
        const std::vector<WrappedLine> lines = wrapped_well(text, width);
        const float step = frame.px(size * quote_leading);
        if (step * static_cast<float>(lines.size()) > max_height && size > 14) continue;
        const ImVec2 at = ImGui::GetCursorScreenPos();
        float y = at.y + std::floor((step - ImGui::GetFontSize()) / 2);
        for (const WrappedLine& line : lines) {
            ImGui::GetWindowDrawList()->AddText({at.x, y}, frame.theme().text, line.begin, line.end);
            y += step;
        }
        ImGui::Dummy({width, step * static_cast<float>(lines.size())});
        return;
    }
}

std::string personalised_note(const Stats& stats, const EnergyReading& energy) {
    const bool goals = stats.goals_active > 0;
    if (energy.level && goals) return "Personalised for your current energy and goals";
    if (energy.level) return "Personalised for your current energy";
    return goals ? "Personalised for your goals" : "";
}

CardEvent Card::draw(const Frame& frame, const CardModel& model) {
    if (model.help) {
        const HelpEvent event = draw_help_card(frame, *model.help);
        if (event.kind == HelpEvent::Kind::none) return {};
        return {CardEvent::Kind::help, {}, event};
    }
    if (!model.line) {
        ui::empty_state(frame, "sparkle", "A line for today will be here in a moment.");
        return {};
    }
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() + frame.px(9));
    const ImVec2 available = ImGui::GetContentRegionAvail();
    // Below the quote: author, hairline, one row of figures.
    const float below = frame.px(10 + 15 + metrics::space_4 + 1 + metrics::space_3 + 16);
    draw_quote(frame, model.line->text, available.x, std::max(frame.px(60), available.y - below));
    ui::space(frame, 10);
    ui::small(frame, model.line->author);
    if (model.is_public) return {};
    // A long line in a small card: the words matter more than the figures.
    const float room = frame.position().y + frame.height() - ImGui::GetCursorScreenPos().y;
    if (room < frame.px(metrics::space_4 + 1 + metrics::space_3 + 14)) return {};
    hairline(frame);
    return draw_stats(frame, model);
}

CardEvent Card::draw_stats(const Frame& frame, const CardModel& model) {
    CardEvent event;
    const ImVec2 row = ImGui::GetCursorScreenPos();
    stat_button(frame, "streak", "trend-up", streak_text(*model.stats));
    wrapped_tooltip(frame, streak_tooltip(*model.stats));

    ui::beside(frame, 20);
    if (stat_button(frame, "saved", "bookmark-simple", std::to_string(model.saved) + " saved")) {
        event.kind = CardEvent::Kind::open_saved;
    }
    wrapped_tooltip(frame, "Lines you saved. Press to read them.");

    ui::beside(frame, 20);
    const EnergyReading& energy = *model.check_in.energy;
    const ImVec2 anchor = ImGui::GetCursorScreenPos();
    const std::string words = energy.level ? std::string(level_words(*energy.level)) : "How is your energy?";
    if (stat_button(frame, "energy", energy_icon(energy.level), words)) check_in_.ask();
    wrapped_tooltip(frame, energy.how, "Press to say it yourself.");
    const float right = ImGui::GetItemRectMax().x;

    const CheckInEvent checked = check_in_.draw(frame, model.check_in, anchor);
    if (checked.kind != CheckInEvent::Kind::none) event = {CardEvent::Kind::check_in, checked, {}};
    const CardEvent stopped = draw_note(frame, model, row, right);
    if (stopped.kind != CardEvent::Kind::none) event = stopped;
    return event;
}

namespace {

// What can be answered to a reminder.
CardEvent draw_reminder_menu(const Frame& frame) {
    CardEvent event;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, frame.px(metrics::space_2, metrics::space_2));
    if (ImGui::BeginPopup("reminder")) {
        if (ImGui::MenuItem("Thank you")) event.kind = CardEvent::Kind::welcome;
        if (ImGui::MenuItem("Not now")) event.kind = CardEvent::Kind::dismiss;
        if (ImGui::MenuItem("Later, in two hours")) event.kind = CardEvent::Kind::snooze;
        if (ImGui::MenuItem("Not today")) event.kind = CardEvent::Kind::not_today;
        ImGui::EndPopup();
    }
    ImGui::PopStyleVar();
    return event;
}

} // namespace

// The last words of the row: on its right when there is room, below it when there is room there, else not at all.
CardEvent Card::draw_note(const Frame& frame, const CardModel& model, ImVec2 row, float right_of) {
    if (!model.writing) waited_ = false;
    const bool shows_progress = model.writing && waited_;
    if (model.writing && !waited_) { // most answers come within a blink: no flicker for those
        waited_ = true;
        frame.wake_after(std::chrono::milliseconds(400));
    }
    const bool asks_about_reminder = !shows_progress && model.reminded;
    const std::string words = shows_progress                        ? "Writing a message for you. Press to stop."
                              : asks_about_reminder                 ? "You were reminded. Answer"
                              : model.line->source == Source::saved ? "One of your saved lines"
                              : model.line->source == Source::own   ? "One of your own lines"
                              : model.liked                         ? "You like this one"
                                                                    : personalised_note(*model.stats, *model.check_in.energy);
    const CardEvent answered = draw_reminder_menu(frame);
    if (answered.kind != CardEvent::Kind::none || words.empty()) return answered;
    const auto font = frame.font(FontRole::text, metrics::small);
    const ImVec2 size = ImGui::CalcTextSize(words.c_str());
    const float edge = frame.position().x + frame.width();
    const float bottom = frame.position().y + frame.height();
    ImVec2 at{edge - size.x, row.y};
    if (at.x < right_of + frame.px(24)) {
        at = {row.x, row.y + size.y + frame.px(metrics::space_2)};
        if (at.y + size.y > bottom || at.x + size.x > edge) return {};
    }
    if (!shows_progress && !asks_about_reminder) {
        ImGui::GetWindowDrawList()->AddText(at, frame.theme().faint, words.c_str());
        return {};
    }
    ImGui::SetCursorScreenPos(at);
    const bool pressed = ImGui::InvisibleButton((words + "###note").c_str(), size, ImGuiButtonFlags_EnableNav);
    const bool lively = ImGui::IsItemHovered() || ImGui::IsItemFocused();
    if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    ImGui::GetWindowDrawList()->AddText(at, lively ? frame.theme().text : frame.theme().faint, words.c_str());
    if (pressed && asks_about_reminder) ImGui::OpenPopup("reminder");
    return {pressed && shows_progress ? CardEvent::Kind::stop_writing : CardEvent::Kind::none, {}, {}};
}

} // namespace asista::motivation
