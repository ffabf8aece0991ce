#include "page.hpp"

#include "parts.hpp"

#include <array>

namespace asista::motivation {
namespace {

namespace ui = asista::ui;

constexpr std::array<const char*, 12> months = {"January", "February", "March",     "April",   "May",      "June",
                                                "July",    "August",   "September", "October", "November", "December"};

struct Tab {
    const char* id;
    const char* words;
    PageEvent (*draw)(const Frame&, const PageModel&);
};
constexpr Tab tabs[] = {{"lines", "Lines", &draw_lines_part},
                        {"energy", "Energy", &draw_energy_part},
                        {"reminders", "Reminders", &draw_reminders_part},
                        {"privacy", "Privacy", &draw_privacy_part},
                        {"help", "Help", &draw_help_part}};

} // namespace

std::string date_text(InstantMs at, std::int32_t utc_offset_s) {
    const LocalTime local = asista::to_local(at, utc_offset_s);
    return std::to_string(local.day) + " " + months[static_cast<std::size_t>(local.month - 1)] + " " + std::to_string(local.year);
}

std::string short_date_text(DayNumber day) {
    const LocalTime local = asista::to_local(InstantMs{day} * ms_per_day, 0);
    return std::to_string(local.day) + " " + std::string(months[static_cast<std::size_t>(local.month - 1)]).substr(0, 3);
}

PageEvent draw_page(const Frame& frame, const PageModel& model, std::string& tab) {
    const Tab* shown = &tabs[0];
    for (const Tab& one : tabs) {
        if (tab == one.id) shown = &one;
    }
    for (const Tab& one : tabs) {
        if (&one != &tabs[0]) ui::beside(frame, 6);
        if (parts::chip(frame, one.words, shown == &one)) tab = one.id;
    }
    ui::space(frame, metrics::space_4);
    PageEvent event;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
    // A part has a window of its own, so that each keeps its place of scrolling.
    if (ImGui::BeginChild(shown->id, {0, 0}, ImGuiChildFlags_NavFlattened)) {
        if (!model.problem.empty()) {
            ui::text(frame, model.problem, FontRole::text, metrics::text, frame.theme().bad);
            ui::space(frame, metrics::space_3);
        }
        event = shown->draw(frame, model);
    }
    ImGui::EndChild();
    ImGui::PopStyleVar();
    return event;
}

} // namespace asista::motivation
