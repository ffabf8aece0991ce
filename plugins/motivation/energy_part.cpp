// The page's second part: the check-in, the calendar of check-ins, energy against finished effort, and the rhythm of active days.
#include "check_in_popup.hpp"
#include "page.hpp"
#include "parts.hpp"

#include <algorithm>
#include <cmath>

namespace asista::motivation {
namespace {

namespace ui = asista::ui;

// The more energy, the stronger the accent; the same colours as in no chart of good and bad.
std::uint32_t level_color(const Frame& frame, Level level) {
    static constexpr float strength[] = {0.2F, 0.36F, 0.54F, 0.76F, 1.0F};
    return asista::mixed(frame.theme().panel, frame.theme().accent, strength[static_cast<std::size_t>(level)]);
}

void draw_now(const Frame& frame, const PageModel& model, PageEvent& event) {
    parts::heading(frame, "Now", true);
    if (const auto chosen = energy_buttons(frame, *model.energy)) {
        event.kind = PageEvent::Kind::check_in;
        event.level = *chosen;
    }
    ui::space(frame, metrics::space_2);
    ui::dim(frame, model.energy->how);
}

void draw_calendar(const Frame& frame, const PageModel& model) {
    parts::heading(frame, "Check-ins");
    const auto days = check_in_calendar(*model.check_ins, model.now);
    const float cell = frame.px(26), gap = frame.px(5);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Theme& theme = frame.theme();
    for (std::size_t i = 0; i < days.size(); ++i) {
        const CalendarDay& day = days[i];
        const ImVec2 from{at.x + static_cast<float>(i % 7) * (cell + gap), at.y + static_cast<float>(i / 7) * (cell + gap)};
        const ImVec2 to{from.x + cell, from.y + cell};
        if (day.ahead) continue;
        // A day without a check-in is an empty place, not a mark.
        if (day.level)
            list.AddRectFilled(from, to, level_color(frame, *day.level), frame.px(6));
        else
            list.AddRect(from, to, theme.line, frame.px(6), std::max(1.0F, std::floor(frame.scale())));
        if (day.day == model.now.day) list.AddRect(from, to, theme.accent, frame.px(6), frame.px(1.5F));
        if (ImGui::IsMouseHoveringRect(from, to) && ImGui::IsWindowHovered()) {
            const std::string words = day.level ? std::string(level_words(*day.level)) : "No check-in";
            ImGui::SetTooltip("%s: %s", short_date_text(day.day).c_str(), words.c_str());
        }
    }
    ImGui::Dummy({7 * (cell + gap), calendar_weeks * (cell + gap)});
    ui::dim(frame, calendar_sentence(*model.check_ins, model.now));
}

void draw_effort(const Frame& frame, const PageModel& model) {
    parts::heading(frame, "Energy and finished effort");
    const EffortByEnergy effort = effort_by_energy(*model.check_ins, *model.facts, model.now);
    if (effort.enough()) {
        double most = 1;
        for (const EffortAtLevel& level : effort.levels) most = std::max(most, level.mean_effort);
        for (std::size_t i = 0; i < effort.levels.size(); ++i) {
            const EffortAtLevel& level = effort.levels[i];
            const auto which = static_cast<Level>(i);
            const ImVec2 at = ImGui::GetCursorScreenPos();
            ui::text(frame, level_code(which), FontRole::medium, metrics::small, frame.theme().dim, ui::Wrap::no);
            ImGui::SetCursorScreenPos({at.x + frame.px(36), at.y + frame.px(4)});
            if (level.days == 0) {
                ImGui::SetCursorScreenPos({at.x + frame.px(36), at.y});
                ui::hint(frame, "no day yet");
                continue;
            }
            ui::progress(frame, static_cast<float>(level.mean_effort / most), level_color(frame, which), 220);
            ImGui::SetCursorScreenPos({at.x + frame.px(36 + 220 + 12), at.y});
            char words[64];
            std::snprintf(words, sizeof words, "%.1f on average, %s", level.mean_effort,
                          counted(level.days, "day", "days").c_str());
            ui::small(frame, words);
        }
        ui::space(frame, metrics::space_2);
    }
    ui::dim(frame, effort_sentence(effort, model.facts->done_tasks.has_value()));
    if (effort.enough()) ui::hint(frame, "Effort counts XS 1, S 2, M 3, L 5, XL 8 for each finished task.");
}

void draw_rhythm(const Frame& frame, const PageModel& model) {
    parts::heading(frame, "Rhythm");
    const Stats& stats = *model.stats;
    if (!stats.tasks_known && !stats.habits_known) return ui::dim(frame, "Tasks and habits are not shared with this plugin.");
    ui::body(frame, strength_text(stats) + ".");
    ui::dim(frame, "From days with a finished task or a kept habit within the last " + std::to_string(model.facts->known_days) +
                       ". A quiet day takes little from it, and coming back counts.");
    if (stats.streak_days >= 2) ui::dim(frame, streak_text(stats) + ".");
}

void draw_recent(const Frame& frame, const PageModel& model, PageEvent& event) {
    if (model.check_ins->empty()) return;
    parts::heading(frame, "Latest check-ins");
    if (ui::secondary_button(frame, "Export check-ins", "download-simple")) event.kind = PageEvent::Kind::export_check_ins;
    ui::space(frame, metrics::space_3);
    constexpr std::size_t most = 14;
    for (std::size_t i = 0; i < most && i < model.check_ins->size(); ++i) {
        const CheckIn& one = (*model.check_ins)[model.check_ins->size() - 1 - i];
        const Moment made = moment_at(one.at_ms, model.now.utc_offset_s);
        ImGui::PushID(static_cast<int>(i));
        const float right = ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x;
        ui::tag(frame, level_code(one.level));
        ui::beside(frame);
        ui::text(frame, short_date_text(made.day) + ", " + clock_text(made.minute_of_day), FontRole::text, metrics::text,
                 frame.theme().text, ui::Wrap::no);
        if (one.moods != 0) {
            ui::beside(frame);
            ui::text(frame, mood_text(one.moods), FontRole::text, metrics::text, frame.theme().dim, ui::Wrap::no);
        }
        ImGui::SameLine(right - frame.px(metrics::control_height));
        if (ui::icon_button(frame, "remove", "trash", "Remove")) {
            event.kind = PageEvent::Kind::remove_check_in;
            event.at = one.at_ms;
        }
        if (!one.note.empty()) ui::small(frame, one.note);
        ImGui::PopID();
    }
}

} // namespace

PageEvent draw_energy_part(const Frame& frame, const PageModel& model) {
    PageEvent event;
    draw_now(frame, model, event);
    draw_calendar(frame, model);
    draw_effort(frame, model);
    draw_rhythm(frame, model);
    draw_recent(frame, model, event);
    return event;
}

} // namespace asista::motivation
