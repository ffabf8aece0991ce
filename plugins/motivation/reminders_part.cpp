// The page's third part: when reminders come, whether one would come now and why not, and how to hold them.
#include "page.hpp"
#include "parts.hpp"

namespace asista::motivation {
namespace {

namespace ui = asista::ui;

std::string hours_text(const DayHours& hours) {
    return hours.start == hours.end ? "none" : clock_text(hours.start) + " to " + clock_text(hours.end);
}

// The rules in words, a line each.
void draw_rules(const Frame& frame, const PageModel& model) {
    const NudgeRules& rules = model.preferences->nudges;
    if (rules.per_day <= 0) return ui::body(frame, "Reminders are switched off in the settings.");
    ui::body(frame, "At most " + counted(rules.per_day, "reminder", "reminders") + " a day, " +
                        std::to_string(rules.gap_ms / ms_per_minute) +
                        " minutes apart, after two hours in which nothing was touched.");
    if (rules.week) {
        for (int day = 0; day < 7; ++day)
            ui::dim(frame, std::string(weekday_name(day)) + ": " + hours_text((*rules.week)[static_cast<std::size_t>(day)]));
    } else {
        ui::dim(frame, std::string(rules.weekdays_only ? "Monday to Friday: " : "Every day: ") +
                           hours_text({rules.work_start_minute, rules.work_end_minute}));
    }
    ui::dim(frame, "Quiet hours: " + hours_text(rules.quiet));
    ui::dim(frame, rules.hold_in_meetings ? "They wait while your calendar has a meeting, and during a focus session."
                                          : "They wait during a focus session.");
    ui::dim(frame, "After two answered with \"Not now\" in a row they stop for the day, then for longer.");
    if (!model.preferences->hours_problem.empty())
        ui::text(frame, "Working hours in the settings: " + model.preferences->hours_problem, FontRole::text, metrics::text,
                 frame.theme().warn);
}

} // namespace

PageEvent draw_reminders_part(const Frame& frame, const PageModel& model) {
    PageEvent event;
    parts::heading(frame, "When they come", true);
    draw_rules(frame, model);

    parts::heading(frame, "Now");
    if (!model.may_notify)
        ui::body(frame, "Showing messages is not allowed for this plugin, so none will come.");
    else
        ui::body(frame, (model.answer == NudgeAnswer::send ? "Nothing holds them: " : "None comes now: ") +
                            std::string(nudge_words(model.answer)) + ".");
    const int today = model.nudges->day == model.now.day ? model.nudges->sent : 0;
    ui::dim(frame, counted(today, "reminder", "reminders") + " today.");
    ui::space(frame, metrics::space_3);
    if (model.answer == NudgeAnswer::snoozed) {
        if (ui::primary_button(frame, "Reminders again")) event.kind = PageEvent::Kind::resume;
        return event;
    }
    if (ui::secondary_button(frame, "Snooze for two hours")) event.kind = PageEvent::Kind::snooze;
    ui::beside(frame);
    if (ui::secondary_button(frame, "Not today")) event.kind = PageEvent::Kind::not_today;
    return event;
}

} // namespace asista::motivation
