#include "personal.hpp"

namespace asista::motivation {
namespace {

using Sentences = std::vector<std::string>;

void goal_facts(const Stats& stats, Sentences& facts) {
    if (stats.goals_moved > 0) {
        if (stats.goals_active == 1) {
            facts.push_back("Your goal moved this week.");
        } else if (stats.goals_moved == stats.goals_active) {
            facts.push_back(stats.goals_active == 2
                                ? "Both of your goals moved this week."
                                : "All " + number_word(stats.goals_active) + " of your goals moved this week.");
        } else {
            facts.push_back(capitalised(number_word(stats.goals_moved)) + " of your " + number_word(stats.goals_active) +
                            " goals moved this week.");
        }
    }
    if (stats.nearest_goal && stats.nearest_goal->percent >= 50) {
        facts.push_back("\"" + shortened(stats.nearest_goal->title, 40) + "\" is " + std::to_string(stats.nearest_goal->percent) +
                        " percent there.");
    }
}

void day_facts(const Stats& stats, Sentences& facts) {
    if (stats.finished_today == 1) facts.push_back("One task is finished already today.");
    if (stats.finished_today > 1) {
        facts.push_back(capitalised(number_word(stats.finished_today)) + " tasks are finished already today.");
    }
    if (stats.habits_today > 0 && stats.habits_done_today >= stats.habits_today) {
        facts.push_back(stats.habits_today == 1 ? "Today's habit is done." : "All of today's habits are done.");
    } else if (stats.habits_done_today > 0) {
        facts.push_back(capitalised(number_word(stats.habits_done_today)) + " of today's " + number_word(stats.habits_today) +
                        (stats.habits_done_today == 1 ? " habits is done." : " habits are done."));
    }
    if (stats.tasks_known && stats.open_tasks > 0 && stats.due_today == 1) facts.push_back("Only one task asks for today.");
    if (stats.tasks_known && stats.due_today == 0 && stats.open_tasks > 0) facts.push_back("Nothing is due today.");
}

void rhythm_facts(const Stats& stats, Sentences& facts) {
    if (stats.streak_days >= 3 && !stats.streak_at_least) {
        facts.push_back("That is " + number_word(stats.streak_days) + " days in a row with something done.");
    } else if (stats.active_days_week >= 3) {
        facts.push_back("You got something done on " + number_word(stats.active_days_week) + " of the last seven days.");
    }
    if (stats.baseline_active_days >= least_days_for_estimate && stats.effort_yesterday > stats.usual_effort * 1.25) {
        facts.push_back("Yesterday you carried more than usual.");
    }
}

const char* part_of_day(const Moment& now) {
    const int hour = now.minute_of_day / 60;
    if (hour < 5 || hour >= 22) return "night";
    if (hour < 12) return "morning";
    return hour < 18 ? "afternoon" : "evening";
}

Sentences words_for(const Stats& stats, const std::optional<Level>& energy, const Moment& now) {
    const std::string part = part_of_day(now);
    const bool day_is_over = part == "evening" || part == "night";
    const bool has_task = stats.open_tasks > 0;
    Sentences words;
    if (day_is_over) {
        words = {"Let that be enough for today.", "The rest can wait until tomorrow.", "Put the list away with a quiet mind.",
                 "A soft " + part + " is well deserved."};
        return words;
    }
    if (energy && *energy <= Level::s) {
        if (has_task) words.push_back("A slow " + part + " still counts, so start with the smallest task on the list.");
        for (const char* word : {"Rest is a fair choice today.", "Nothing more has to be proved.",
                                 "One small thing is plenty, and so is none.", "Go gently from here."}) {
            words.emplace_back(word);
        }
        if (has_task) {
            words.push_back("\"" + shortened(stats.smallest_task, 40) +
                            "\" would be a kind place to start, if you start at all.");
        }
        return words;
    }
    if (has_task) words.push_back("\"" + shortened(stats.smallest_task, 40) + "\" is a good small place to begin.");
    words.insert(words.end(), {"Take the next clear step and see how it feels.", "Keep the pace that got you here."});
    if (energy && *energy >= Level::l) {
        words.push_back("A good " + part + " for the task you have been circling.");
        words.push_back("There is strength today, so spend it on what matters most.");
        if (stats.goals_active > 0) words.push_back("Half an hour for a goal would be well placed now.");
    } else {
        words.push_back("Half an hour on one thing is a fine plan for this " + part + ".");
        words.push_back("One thing at a time is fast enough.");
    }
    return words;
}

} // namespace

std::string shortened(const std::string& text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return text;
    std::size_t end = max_bytes > 3 ? max_bytes - 3 : 0;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end; // not inside a character
    while (end > 0 && text[end - 1] == ' ') --end;
    return text.substr(0, end) + "\xE2\x80\xA6";
}

std::optional<Line> compose_personal(const Stats& stats, const std::optional<Level>& energy, const Moment& now,
                                     const Shown& shown, std::uint64_t seed) {
    Sentences facts;
    goal_facts(stats, facts);
    day_facts(stats, facts);
    rhythm_facts(stats, facts);
    if (facts.empty()) return std::nullopt;
    const Sentences words = words_for(stats, energy, now);
    const std::size_t combinations = facts.size() * words.size();
    const std::size_t start = seed % combinations;
    for (std::size_t i = 0; i < combinations; ++i) {
        const std::size_t choice = (start + i) % combinations;
        std::string text = facts[choice % facts.size()] + " " + words[choice / facts.size()];
        if (!shown.recently(line_id(text), now.day)) return Line{std::move(text), "Asista", Source::personal};
    }
    return std::nullopt;
}

} // namespace asista::motivation
