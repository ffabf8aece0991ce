#include "help_view.hpp"

#include "parts.hpp"

namespace asista::motivation {
namespace {

namespace ui = asista::ui;

std::span<const HelpLine> lines_for(const HelpRegion* region) { return region ? region->lines : help_anywhere(); }

// One row: how to reach it, its name, and its own page.
HelpEvent draw_line(const Frame& frame, const HelpLine& line) {
    ui::text(frame, line.reach, FontRole::semibold, metrics::text, frame.theme().text, ui::Wrap::no);
    ui::beside(frame);
    ui::text(frame, line.name, FontRole::text, metrics::text, frame.theme().dim, ui::Wrap::no);
    ui::beside(frame);
    if (parts::quiet_link(frame, std::string(line.source).c_str(), line.source)) {
        return {HelpEvent::Kind::open, "https://" + std::string(line.source)};
    }
    return {};
}

void keep(HelpEvent& event, HelpEvent other) {
    if (other.kind != HelpEvent::Kind::none) event = std::move(other);
}

} // namespace

HelpEvent draw_help_card(const Frame& frame, const std::string& region) {
    const HelpRegion* place = help_region(region);
    HelpEvent event;
    ui::space(frame, metrics::space_1);
    ui::text(frame, help_title, FontRole::semibold, 18, frame.theme().text);
    ui::small(frame, help_text);
    ui::space(frame, metrics::space_2);
    ui::strong(frame, emergency_text(place));
    for (const HelpLine& line : lines_for(place)) keep(event, draw_line(frame, line));
    ui::space(frame, metrics::space_2);
    if (parts::quiet_link(frame, "more", place ? "More, and other regions" : "Choose your region"))
        event.kind = HelpEvent::Kind::more;
    ui::beside(frame, 20);
    if (parts::quiet_link(frame, "close", "Close")) event.kind = HelpEvent::Kind::close;
    return event;
}

HelpEvent draw_help_section(const Frame& frame, const std::string& region) {
    const HelpRegion* place = help_region(region);
    HelpEvent event;
    ui::dim(frame, help_text);
    ui::space(frame, metrics::space_3);
    ImGui::PushID("help");
    ImGui::SetNextItemWidth(frame.px(240));
    if (ImGui::BeginCombo("##region", place ? region.c_str() : "Choose your region")) {
        if (ImGui::Selectable("Not set", !place)) event = {HelpEvent::Kind::choose_region, "Not set"};
        for (const HelpRegion& one : help_regions()) {
            const std::string name(one.name);
            if (ImGui::Selectable(name.c_str(), place == &one)) event = {HelpEvent::Kind::choose_region, name};
        }
        ImGui::EndCombo();
    }
    ui::space(frame, metrics::space_3);
    ui::strong(frame, emergency_text(place));
    if (place) {
        for (const HelpLine& line : place->lines) keep(event, draw_line(frame, line));
    }
    for (const HelpLine& line : help_anywhere()) keep(event, draw_line(frame, line));
    ui::space(frame, metrics::space_2);
    ui::hint(frame,
             "Numbers compared with public listings on " + std::string(help_checked) + "; each line's own page is beside it.");
    ImGui::PopID();
    return event;
}

} // namespace asista::motivation
