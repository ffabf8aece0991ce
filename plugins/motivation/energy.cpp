#include "energy.hpp"

#include <algorithm>
#include <cstdio>

namespace asista::motivation {
namespace {

std::string one_decimal(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    std::string result = text;
    if (result.size() > 2 && result.ends_with(".0")) result.resize(result.size() - 2);
    return result;
}

// -1, 0 or +1 for done against usual.
int compare_effort(double done, double usual) {
    if (done < usual * 0.5) return -1;
    return done > usual * 1.25 ? 1 : 0;
}

EnergyReading estimate(const Stats& stats, const Moment& now) {
    EnergyReading reading{EnergyReading::Origin::estimated, Level::m, stats.baseline_active_days, {}, 0};
    int score = 2;
    // Below one small task by this hour the comparison would be noise.
    const bool day_is_young = stats.usual_by_now < 2;
    if (day_is_young) {
        // Little is done at this hour on any day. What counts is whether yesterday was a full one.
        const bool after_a_full_day = stats.effort_yesterday >= stats.usual_effort * 1.5;
        if (after_a_full_day) score -= 1;
        reading.how = "Little is usually finished by this hour. Yesterday's effort was " +
                      std::to_string(stats.effort_yesterday) + "; your usual day has " + one_decimal(stats.usual_effort) + ".";
        if (after_a_full_day) reading.how += " A slower start would be fair.";
    } else {
        score += compare_effort(stats.effort_today, stats.usual_by_now);
        reading.how = "Finished effort today is " + std::to_string(stats.effort_today) + "; usually it is " +
                      one_decimal(stats.usual_by_now) + " by now.";
    }
    if (stats.habits_today > 0) {
        if (stats.habits_today >= 2 && stats.habits_done_today >= stats.habits_today) score += 1;
        reading.how +=
            " " + std::to_string(stats.habits_done_today) + " of " + counted(stats.habits_today, "habit", "habits") + " done.";
    }
    if (stats.effort_today > 0 && stats.effort_today >= stats.usual_effort * 1.5) {
        score -= 1;
        reading.how += " That is already more than a usual day, so some rest is fair.";
    }
    if (now.minute_of_day < 7 * 60 || now.minute_of_day >= 21 * 60) {
        score -= 1;
        reading.how += now.minute_of_day < 7 * 60 ? " It is early." : " It is late.";
    }
    reading.how += " Estimated from " + counted(stats.baseline_active_days, "day", "days") + " of finished tasks.";
    reading.level = static_cast<Level>(std::clamp(score, 0, 4));
    return reading;
}

} // namespace

std::string mood_text(Moods moods) {
    std::string text;
    for (std::size_t i = 0; i < mood_count; ++i) {
        if ((moods & mood_bit(i)) != 0) text += (text.empty() ? "" : ", ") + std::string(mood_names[i]);
    }
    return text;
}

bool holds(const CheckIn& check_in, const Moment& now) {
    const InstantMs age = now.at_ms - check_in.at_ms;
    return age >= 0 && age < check_in_holds_ms && day_of(check_in.at_ms, now.utc_offset_s) == now.day;
}

EnergyReading read_energy(const Stats& stats, const Moment& now, const std::optional<CheckIn>& check_in) {
    if (check_in && holds(*check_in, now)) {
        const int minute = moment_at(check_in->at_ms, now.utc_offset_s).minute_of_day;
        return {EnergyReading::Origin::checked_in, check_in->level, 0, "You said so at " + clock_text(minute) + ".",
                check_in->moods};
    }
    if (!stats.tasks_known) return {EnergyReading::Origin::unknown, {}, 0, "Your tasks are not shared, so only you can tell.", 0};
    if (stats.baseline_active_days < least_days_for_estimate) {
        return {EnergyReading::Origin::unknown,
                {},
                stats.baseline_active_days,
                "An estimate needs finished tasks on " + std::to_string(least_days_for_estimate) + " of the last " +
                    std::to_string(baseline_days) + " days; there are " + std::to_string(stats.baseline_active_days) +
                    " so far. You can say it yourself.",
                0};
    }
    return estimate(stats, now);
}

} // namespace asista::motivation
