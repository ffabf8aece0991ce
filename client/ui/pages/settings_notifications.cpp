// Settings: when Asista and its plugins may speak up.
#include "ui/date_style.hpp"
#include "ui/pages/settings_form.hpp"
#include "ui/words.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace asista::ui {
namespace {
using QuietHours = Preferences::QuietHours;

void keep(Ui& ui, const QuietHours& hours) {
    set_preference(ui, "quiet_hours", nlohmann::json{{"from", hours.from}, {"to", hours.to}}.dump());
}

// Every half hour of the day, from `first` on: a list that begins where people look.
std::vector<std::uint16_t> half_hours(std::uint16_t first) {
    std::vector<std::uint16_t> all;
    for (int i = 0; i < 48; ++i) all.push_back(static_cast<std::uint16_t>((first + 30 * i) % (24 * 60)));
    return all;
}
bool pick_time(Ui& ui, std::string_view id, Box box, std::uint16_t& minute, std::uint16_t first) {
    auto times = half_hours(first);
    auto at = std::ranges::find(times, minute);
    if (at == times.end()) at = times.insert(times.begin(), minute); // set otherwise than here
    auto index = static_cast<std::size_t>(at - times.begin());
    std::vector<std::string> names;
    const DateStyle style = ui.dates();
    for (const auto time : times) names.push_back(words::minute_text(time, style));
    if (!drop_down(ui, id, box, names, index)) return false;
    minute = times[index];
    return true;
}

SettingRow hours_row(Ui& ui, const QuietHours& hours) {
    SettingRow row{"From and to", "Notifications wait under the bell meanwhile."};
    row.words = "quiet hours night time";
    row.control = 2 * ui.px(96) + ui.px(8);
    row.draw = [hours](Ui& page, Box place) {
        QuietHours chosen = hours;
        const bool from = pick_time(page, "from", place.cut_left(page.px(96)), chosen.from, 18 * 60);
        place.cut_left(page.px(8));
        const bool to = pick_time(page, "to", place.cut_left(page.px(96)), chosen.to, 5 * 60);
        if (from || to) keep(page, chosen);
    };
    return row;
}
} // namespace

SettingSection notification_section(Ui& ui) {
    const Preferences now = read_preferences(ui.snapshot);
    SettingSection section{"bell", "Notifications", {}};
    section.rows.push_back(switch_row(ui, "On the desktop", "While you are looking at another window.", "desktop_notifications",
                                      now.desktop_notifications));
    if (now.desktop_notifications) section.rows.back().problem = ui.snapshot.desktop_problem;
    SettingRow quiet{"Quiet hours", "No notifications at night, or whenever you choose."};
    quiet.control = ui.px(size::switch_width);
    quiet.words = "do not disturb silence night";
    quiet.draw = [on = now.quiet_hours.has_value()](Ui& page, Box place) {
        if (!toggle_switch(page, "quiet", switch_box(page, place), on ? On::yes : On::no, Enabled::yes, "Quiet hours")) return;
        if (on)
            set_preference(page, "quiet_hours", "null");
        else
            keep(page, {});
    };
    section.rows.push_back(std::move(quiet));
    if (now.quiet_hours) section.rows.push_back(hours_row(ui, *now.quiet_hours));
    return section;
}

} // namespace asista::ui
