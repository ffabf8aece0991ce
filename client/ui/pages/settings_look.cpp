// Settings: colours and sizes.
#include "ui/date_style.hpp"
#include "ui/pages/settings_form.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/words.hpp"
#include "wire/calls/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace asista::ui {
namespace {

constexpr std::array<float, 6> scales{0, 1, 1.25F, 1.5F, 2, 3};
constexpr std::array<std::string_view, 6> scale_names{"Monitor", "100 %", "125 %", "150 %", "200 %", "300 %"};
constexpr std::array<std::string_view, 3> theme_names{"System", "Light", "Dark"};
constexpr std::array<int, 3> week_days{0, 5, 6}; // as words::weekday_index
constexpr std::array<float, 4> text_sizes{0.9F, 1, 1.1F, 1.2F};
constexpr std::array<std::string_view, 4> text_size_names{"Small", "Normal", "Large", "Larger"};
template <std::size_t N> std::size_t nearest(const std::array<float, N>& values, float wanted) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < N; ++i)
        if (std::abs(values[i] - wanted) < std::abs(values[best] - wanted)) best = i;
    return best;
}

// A swatch of each accent; the first is Asista's own.
void draw_accents(Ui& ui, Box place, std::string_view chosen) {
    const float pitch = ui.px(30), side = ui.px(22);
    for (std::size_t i = 0; i < accents.size(); ++i) {
        const Accent& accent = accents[i];
        const Box box = place.cut_left(pitch).centered(side, side);
        const bool selected = chosen.empty() ? i == 0 : chosen == accent.name;
        const Press state = press(ui, accent.name, box);
        describe(ui, state, {.role = ItemRole::choice, .label = accent.name, .state = checked_state(selected)});
        tooltip(ui, words::capitalised(accent.name));
        const Color color = ui.theme.dark() ? accent.dark : accent.light;
        fill(ui, box, color, 11);
        if (selected) draw_icon(ui, box, "check", rgb(contrast_ratio(rgb(0xffffff), color) >= 3 ? 0xffffff : 0x16131f), 14);
        finish_press(ui, state, box, 11);
        if (state.pressed) set_preference(ui, "accent", i == 0 ? "null" : json_text(accent.name));
    }
}

SettingRow scheme_row(Ui& ui, const Preferences& now) {
    SettingRow row;
    row.title = "Colours";
    row.text = "Files of your own, shown while you save them.";
    row.words = "theme json palette scheme";
    const auto& schemes = ui.snapshot.color_schemes;
    const auto chosen = std::ranges::find(schemes, now.color_scheme, &SchemeView::id);
    if (now.high_contrast)
        row.text = "High contrast goes before colours of your own.";
    else if (!now.color_scheme.empty() && chosen == schemes.end())
        row.problem = fmt::format("The file {}.json is gone; Asista's own colours are shown.", now.color_scheme);
    else if (chosen != schemes.end() && !chosen->problem.empty())
        row.problem = words::sentence(chosen->problem);
    else if (chosen != schemes.end() && chosen->scheme && !chosen->scheme->warnings.empty())
        row.problem = words::sentence(chosen->scheme->warnings.front());
    const float make = button_width(ui, "New"), edit = ui.px(size::control);
    row.control = ui.px(170) + ui.px(8) + make + (chosen != schemes.end() ? edit + ui.px(8) : 0);
    row.draw = [id = now.color_scheme](Ui& page, Box place) {
        const auto& all = page.snapshot.color_schemes;
        const auto shown = std::ranges::find(all, id, &SchemeView::id);
        std::vector<std::string> names{"Asista"};
        for (const auto& view : all) names.push_back(view.scheme ? view.scheme->name : view.id);
        std::size_t index = shown == all.end() ? 0 : 1 + static_cast<std::size_t>(shown - all.begin());
        if (drop_down(page, "scheme", place.cut_left(page.px(170)), names, index))
            set_preference(page, "color_scheme", index == 0 ? "null" : json_text(all[index - 1].id));
        place.cut_left(page.px(8));
        if (shown != all.end()) {
            if (icon_button(page, "edit", place.cut_left(page.px(size::control)), "pencil-simple", page.colors().dim,
                            "Open the file in your editor"))
                page.calls.open_source(shown->file, 1, 1);
            place.cut_left(page.px(8));
        }
        if (button_left(page, place, "new", ButtonKind::secondary, "New"))
            page.calls.call<calls::ThemesMake>(
                {}, [calls = &page.calls, toasts = &page.toasts](Result<calls::ThemesMake::Reply> made) {
                    Toast toast;
                    if (!made) {
                        toast.title = "No file of colours was made";
                        toast.body = words::sentence(made.error().message);
                        toast.level = NotificationLevel::error;
                        toasts->add_now(std::move(toast));
                        return;
                    }
                    calls->call<calls::PreferencesSet>({.key = "color_scheme", .json = json_text(made->id)});
                    calls->open_source(made->file, 1, 1);
                    toast.title = "Your colours are in a file";
                    toast.body = made->file;
                    toasts->add_now(std::move(toast));
                });
    };
    return row;
}

SettingRow choice_row(Ui& ui, std::string title, std::string text, std::span<const std::string_view> names, std::size_t index,
                      std::function<void(Ui&, std::size_t)> choose) {
    SettingRow row{std::move(title), std::move(text)};
    row.control = segments_width(ui, names);
    for (const auto name : names) row.words += std::string(name) + ' ';
    const std::vector<std::string> own(names.begin(), names.end());
    row.draw = [own, index, choose = std::move(choose)](Ui& page, Box place) mutable {
        const std::vector<std::string_view> choices(own.begin(), own.end());
        if (segments(page, "choice", place, choices, index)) choose(page, index);
    };
    return row;
}

SettingRow clock_row(Ui& ui, const DateStyle& dates) {
    constexpr std::array<std::string_view, 3> kept{"", "24", "12"};
    const auto chosen = preference(ui.snapshot, "clock");
    const auto index = chosen == json_text("24") ? 1U : chosen == json_text("12") ? 2U : 0U;
    constexpr std::array<std::string_view, 3> names{"As the language does", "24 hours", "12 hours"};
    SettingRow row = choice_row(ui, "Clock", "", names, index, [kept](Ui& page, std::size_t now) {
        set_preference(page, "clock", now == 0 ? "null" : json_text(kept[now]));
    });
    row.text = fmt::format("Times of day, like {}.", words::minute_text(15 * 60, dates));
    row.words += "time am pm ";
    return row;
}

SettingRow language_row(Ui& ui, const DateStyle& dates) {
    SettingRow row{"Language of dates", "Names of months and weekdays."};
    row.control = ui.px(170);
    row.words = "months weekdays locale ";
    std::vector<std::string> names;
    for (const auto& language : date_languages()) {
        names.emplace_back(language.name);
        row.words += std::string(language.name) + ' ';
    }
    const auto index = static_cast<std::size_t>(dates.language - date_languages().data());
    row.draw = [names, index](Ui& page, Box place) {
        std::size_t chosen = index;
        if (drop_down(page, "language of dates", place, names, chosen))
            set_preference(page, "date_language", chosen == 0 ? "null" : json_text(date_languages()[chosen].code));
    };
    return row;
}

void add_date_rows(Ui& ui, SettingSection& section) {
    const DateStyle dates = ui.dates();
    section.rows.push_back(language_row(ui, dates));
    constexpr DayNumber some_monday = 4;     // 1970-01-05
    constexpr DayNumber an_example = 20'779; // 2026-11-22, whose day is no month
    std::vector<std::string> week_names, order_names;
    for (const int day : week_days) week_names.push_back(words::capitalised(words::weekday_name(some_monday + day, dates)));
    for (const auto order : {DateOrder::day_first, DateOrder::month_first, DateOrder::year_first})
        order_names.push_back(words::short_date(an_example, {dates.first_weekday, order, dates.language, dates.hours}));
    const auto views = [](const std::vector<std::string>& names) {
        return std::vector<std::string_view>(names.begin(), names.end());
    };
    const auto week_day = static_cast<std::size_t>(std::ranges::find(week_days, dates.first_weekday) - week_days.begin());
    section.rows.push_back(choice_row(
        ui, "Weeks begin on", "In the calendar, and wherever weeks are counted.", views(week_names), week_day,
        [](Ui& page, std::size_t chosen) { set_preference(page, "first_weekday", first_weekday_json(week_days[chosen])); }));
    section.rows.push_back(choice_row(ui, "Dates", "What comes first: the day, the month, or the year.", views(order_names),
                                      static_cast<std::size_t>(dates.order), [](Ui& page, std::size_t chosen) {
                                          set_preference(page, "date_order",
                                                         json_text(date_order_name(static_cast<DateOrder>(chosen))));
                                      }));
    section.rows.push_back(clock_row(ui, dates));
}

} // namespace

SettingSection look_section(Ui& ui) {
    const Preferences now = read_preferences(ui.snapshot);
    SettingSection section{"palette", "Look", {}};
    section.rows.push_back(choice_row(ui, "Theme", "System follows what the desktop uses.", theme_names,
                                      static_cast<std::size_t>(now.theme), [](Ui& page, std::size_t chosen) {
                                          set_preference(page, "theme",
                                                         json_text(theme_choice_name(static_cast<ThemeChoice>(chosen))));
                                      }));
    SettingRow accent{"Accent", "The one colour that stands out."};
    accent.control = ui.px(30) * static_cast<float>(accents.size());
    accent.words = "colour violet blue teal green orange pink";
    accent.draw = [chosen = now.accent](Ui& page, Box place) { draw_accents(page, place, chosen); };
    section.rows.push_back(std::move(accent));
    section.rows.push_back(scheme_row(ui, now));
    section.rows.push_back(choice_row(
        ui, "Size", "Of everything in this window.", scale_names, nearest(scales, now.scale),
        [](Ui& page, std::size_t chosen) { set_preference(page, "scale", json_number(static_cast<double>(scales[chosen]))); }));
    section.rows.push_back(choice_row(ui, "Text", "Larger or smaller than the rest.", text_size_names,
                                      nearest(text_sizes, now.text_size), [](Ui& page, std::size_t chosen) {
                                          set_preference(page, "text_size", json_number(static_cast<double>(text_sizes[chosen])));
                                      }));
    add_date_rows(ui, section);
    section.rows.push_back(
        switch_row(ui, "High contrast", "Darker greys and visible borders.", "high_contrast", now.high_contrast));
    section.rows.push_back(
        switch_row(ui, "Reduced motion", "Things change at once instead of gliding.", "reduced_motion", now.reduced_motion));
    return section;
}

} // namespace asista::ui
