// What happens by the clock: the next line, reminders and what holds them, the welcome.
#include "motivation_plugin.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace asista::motivation {
namespace {

using std::chrono::milliseconds;

constexpr InstantMs longest_wait_ms = 15 * ms_per_minute; // a machine that slept is noticed this soon
// Of a session whose end nobody told of, because its plugin was closed meanwhile.
constexpr InstantMs longest_focus_ms = 4 * ms_per_hour;
// What takes most of a day is no meeting: birthdays and holidays come so from many calendars.
constexpr InstantMs longest_meeting_ms = 12 * ms_per_hour;

} // namespace

void MotivationPlugin::tick() {
    const Moment at = moment();
    keep_fresh(at.at_ms);
    ensure_line();
    if (at.at_ms >= next_nudge_check_) {
        maybe_nudge(at);
        next_nudge_check_ = next_nudge_check_ms(at);
    }
    redraw();
    wait_for_next();
}

void MotivationPlugin::wait_for_next() {
    if (ticking_ != 0) stop_timer(ticking_);
    const Moment at = moment();
    const InstantMs next = std::min({next_change_ms(state_.shown_at, at), next_nudge_check_, at.at_ms + longest_wait_ms});
    ticking_ = after(milliseconds(std::max<InstantMs>(1000, next - at.at_ms)), [this] {
        ticking_ = 0;
        tick();
    });
}

void MotivationPlugin::hear_of_focus() {
    static constexpr std::string_view timer = "ai.asista.focus-timer/focus.";
    subscribe(std::string(timer) + "started", [this](const asista::Json&) {
        state_.focusing_since = now();
        mark_state_dirty();
    });
    for (const char* end : {"paused", "finished"}) {
        subscribe(std::string(timer) + end, [this](const asista::Json&) {
            state_.focusing_since = 0;
            mark_state_dirty();
        });
    }
}

bool MotivationPlugin::is_in_meeting(const Moment& at) const {
    if (!granted("calendar:read")) return false;
    const auto entries = calendar().list(at.at_ms, at.at_ms + 1);
    if (!entries) return false;
    return std::any_of(entries->begin(), entries->end(), [](const asista::CalendarEvent& entry) {
        return entry.ends_at > entry.starts_at && entry.ends_at - entry.starts_at < longest_meeting_ms;
    });
}

NudgeAnswer MotivationPlugin::nudge_answer(const Moment& at) const {
    if (at.at_ms < state_.coach_rests_until) return NudgeAnswer::snoozed;
    const auto last = activity().last();
    const bool focusing = state_.focusing_since > 0 && at.at_ms - state_.focusing_since < longest_focus_ms;
    return decide_nudge(preferences_.nudges, notebook_.journal().nudges, at, last ? *last : 0, {focusing, is_in_meeting(at)});
}

void MotivationPlugin::maybe_nudge(const Moment& at) {
    if (is_public() || nudge_answer(at) != NudgeAnswer::send) return;
    const Line line = built_in_line(at, energy_.level, mixed(static_cast<std::uint64_t>(at.at_ms)));
    // Counted first: a reminder that is lost is better than one too many.
    notebook_.set_nudges(after_nudge(notebook_.journal().nudges, at), at.at_ms);
    notebook_.remember(line, at);
    notify("When you are ready", line.text);
}

void MotivationPlugin::set_nudges(const NudgeLog& log) {
    notebook_.set_nudges(log, now());
    redraw();
}

void MotivationPlugin::welcome() {
    if (!notebook_.journal_known() || notebook_.journal().welcomed || !granted("notifications:send")) return;
    notebook_.set_welcomed(true, now());
    notify("Motivation Booster is on", nudge_promise(preferences_.nudges));
}

bool MotivationPlugin::notify(std::string title, std::string body) {
    const auto shown = notifications().show({.title = std::move(title), .body = std::move(body), .icon = "sparkle"});
    if (!shown && shown.error().code != asista::Errc::denied) log_info("not shown: " + shown.error().message);
    return shown.has_value();
}

} // namespace asista::motivation
