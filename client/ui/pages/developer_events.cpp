#include "ui/pages/developer.hpp"
#include "ui/widgets/scrolling.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace asista::ui {
namespace {

constexpr int most_payload_lines = 3;

std::string name_of(const Ui& ui, const std::string& id) {
    if (id.empty()) return "Asista";
    if (id == "user") return "You";
    const PluginView* const plugin = ui.plugin(id);
    return plugin && !plugin->name.empty() ? plugin->name : id;
}

std::string receivers_of(const Ui& ui, const EventView& event) {
    if (event.receivers.empty()) return "nobody listens";
    std::string text = "to ";
    for (std::size_t i = 0; i < event.receivers.size(); ++i) text += (i > 0 ? ", " : "") + name_of(ui, event.receivers[i]);
    return text;
}

// Who told whom what: "09:02:11  Motivation: ai.asista.motivation/saved", what it carried, and who received it.
Box draw_event(const Ui& ui, Box column, const EventView& event) {
    const Colors& c = ui.colors();
    const float line = leading(ui, Role::mono), time_width = seconds_width(ui) + ui.px(8);
    Box head = column.cut_top(line);
    draw_text(ui, head.cut_left(time_width), Role::mono, c.faint,
              words::second_text(event.at, ui.snapshot.utc_offset_s, ui.dates()));
    draw_text(ui, head, Role::mono, c.text, fmt::format("{}: {}", name_of(ui, event.author), event.name));
    column.cut_left(time_width);
    const float tall = paragraph_height(ui, column.w, Role::mono, event.json, most_payload_lines);
    draw_paragraph(ui, column.cut_top(tall), Role::mono, c.dim, event.json, most_payload_lines);
    draw_text(ui, column.cut_top(ui.px(18)), Role::small, event.receivers.empty() ? c.faint : c.ok, receivers_of(ui, event));
    column.cut_top(ui.px(8));
    column.x -= time_width;
    column.w += time_width;
    return column;
}

bool concerns(const EventView& event, const PluginView& plugin) {
    return event.author == plugin.id || std::ranges::find(event.receivers, plugin.id) != event.receivers.end();
}

} // namespace

float seconds_width(const Ui& ui) {
    return text_width(ui, Role::mono, ui.dates().hours == HourStyle::hours_24 ? "00:00:00" : "00:00:00 pm");
}

void EventList::draw(Ui& ui, Box body, const PluginView* only) const {
    std::vector<const EventView*> shown;
    for (auto event = ui.snapshot.sent_events.rbegin(); event != ui.snapshot.sent_events.rend(); ++event)
        if (!only || concerns(*event, *only)) shown.push_back(&*event);
    if (shown.empty()) {
        empty_state(ui, "no events", body,
                    {"broadcast", "No events yet", "What plugins publish while this page is open appears here.", {}, {}});
        return;
    }
    Scrolling list(ui, "events", body);
    for (const EventView* const event : shown) list.column = draw_event(ui, list.column, *event);
}

} // namespace asista::ui
