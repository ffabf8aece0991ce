#include "coach.hpp"

#include "safety.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace asista::motivation {
namespace {

constexpr std::size_t max_titles = 5;

// A title as it is sent; nothing for one that must not leave.
std::string sent_title(const std::string& title) { return sounds_like_crisis(title) ? std::string() : title; }

std::string listed_goals(const std::vector<GoalFact>& goals, bool share_titles) {
    std::string text;
    for (std::size_t i = 0; i < goals.size() && i < max_titles; ++i) {
        const std::string title = share_titles ? sent_title(goals[i].title) : std::string();
        text += (text.empty() ? "" : "; ") + title + (title.empty() ? "" : " ") + std::to_string(percent_of(goals[i])) + "%";
    }
    return text;
}

std::string listed_tasks(const std::vector<TaskFact>& tasks) {
    std::string text;
    for (std::size_t i = 0; i < tasks.size() && i < max_titles; ++i) {
        const std::string effort(level_code(tasks[i].effort)), title = sent_title(tasks[i].title);
        text += (text.empty() ? "" : "; ") + (title.empty() ? effort : title + " (" + effort + ")");
    }
    return text;
}

// The same tasks without their titles: "1 of effort S, 2 of effort M".
std::string counted_tasks(const std::vector<TaskFact>& tasks) {
    std::array<int, 5> counts{};
    for (std::size_t i = 0; i < tasks.size() && i < max_titles; ++i) ++counts[static_cast<std::size_t>(tasks[i].effort)];
    std::string text;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        text += (text.empty() ? "" : ", ") + std::to_string(counts[i]) + " of effort " +
                std::string(level_code(static_cast<Level>(i)));
    }
    return text;
}

std::string energy_text(const EnergyReading& energy) {
    if (!energy.level) return "Energy: unknown\n";
    return "Energy: " + std::string(level_code(*energy.level)) + " (" + std::string(level_words(*energy.level)) +
           (energy.origin == EnergyReading::Origin::checked_in ? ", self-reported)\n" : ", estimated)\n");
}

std::string tasks_text(const Stats& stats, const Facts& facts, bool share_titles) {
    if (!stats.tasks_known) return {};
    std::string text = "Pending tasks: " + std::to_string(stats.open_tasks) + ", due today: " + std::to_string(stats.due_today) +
                       ", finished today: " + std::to_string(stats.finished_today) + "\n";
    if (facts.open_tasks && !facts.open_tasks->empty()) {
        text += share_titles ? "Next tasks with effort: " + listed_tasks(*facts.open_tasks) + "\n"
                             : "Next tasks: " + counted_tasks(*facts.open_tasks) + "\n";
    }
    return text;
}

std::string habits_text(const Stats& stats) {
    if (!stats.habits_known) return {};
    return "Habits done today: " + std::to_string(stats.habits_done_today) + " of " + std::to_string(stats.habits_today) + "\n";
}

std::string goals_text(const Stats& stats, const Facts& facts, bool share_titles) {
    if (!stats.goals_known || !facts.goals || facts.goals->empty()) return {};
    return "Active goals: " + listed_goals(*facts.goals, share_titles) +
           "; moved in the last seven days: " + std::to_string(stats.goals_moved) + "\n";
}

// Spaces, line ends and control characters become single spaces.
std::string folded(const std::string& text) {
    std::string result;
    for (const char character : text) {
        const bool blank = static_cast<unsigned char>(character) <= 0x20 || character == 0x7F;
        if (!blank)
            result += character;
        else if (!result.empty() && result.back() != ' ')
            result += ' ';
    }
    while (!result.empty() && result.back() == ' ') result.pop_back();
    return result;
}

void strip_prefix(std::string& text, std::string_view prefix) {
    if (text.starts_with(prefix)) text.erase(0, prefix.size());
}

void strip_marks(std::string& text) {
    strip_prefix(text, "- ");
    strip_prefix(text, "* ");
    for (std::size_t at = text.find("**"); at != std::string::npos; at = text.find("**")) text.erase(at, 2);
    if (text.size() >= 2 && text.front() == '"' && text.find('"', 1) == text.size() - 1) text = text.substr(1, text.size() - 2);
    static constexpr std::string_view open = "\xE2\x80\x9C", close = "\xE2\x80\x9D";
    if (text.starts_with(open) && text.ends_with(close) && text.size() >= 6) text = text.substr(3, text.size() - 6);
}

// The sentences that fit into coach_max_bytes; empty when not even the first does.
std::string whole_sentences(const std::string& text) {
    if (text.size() <= coach_max_bytes) return text;
    for (std::size_t end = coach_max_bytes; end > 0; --end) {
        const char last = text[end - 1];
        if ((last == '.' || last == '!' || last == '?') && text[end] == ' ') return text.substr(0, end);
    }
    return {};
}

bool tells_of_a_lost_streak(const std::string& text) {
    std::string lower = text;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char character) { return static_cast<char>(std::tolower(character)); });
    if (lower.find("streak") == std::string::npos) return false;
    for (const char* word : {"broke", "broken", "lost", "lose", "missed", "ended", "reset", "failed", "slipped"}) {
        if (lower.find(word) != std::string::npos) return true;
    }
    return false;
}

} // namespace

std::vector<PromptField> prompt_fields(const Stats& stats, const Facts& facts, const EnergyReading& energy, const Moment& now,
                                       const PromptChoices& choices) {
    const bool checked_in = energy.origin == EnergyReading::Origin::checked_in;
    return {
        {"send_time", "Weekday and time", choices.time,
         std::string("Time: ") + weekday_name(now.weekday) + " " + clock_text(now.minute_of_day) + "\n"},
        {"send_energy", "Energy", choices.energy, energy_text(energy)},
        {"send_moods", "Mood tags", choices.moods,
         checked_in && energy.moods != 0 ? "Mood: " + mood_text(energy.moods) + "\n" : ""},
        {"send_tasks", "Tasks", choices.tasks, tasks_text(stats, facts, choices.titles)},
        {"send_habits", "Habits", choices.habits, habits_text(stats)},
        {"send_goals", "Goals", choices.goals, goals_text(stats, facts, choices.titles)},
        {"send_rhythm", "Days in a row", choices.rhythm,
         stats.streak_days >= 2 ? "Days in a row with something done: " + std::to_string(stats.streak_days) + "\n" : ""},
    };
}

CoachPrompt make_prompt(const Stats& stats, const Facts& facts, const EnergyReading& energy, const Moment& now,
                        const PromptChoices& choices) {
    CoachPrompt prompt;
    prompt.system = "You write one short, warm, honest message of encouragement for the card of a planning app: at most two "
                    "sentences and 180 characters, plain text, no greeting, no exclamation marks, no emoji. Use only the facts "
                    "given and invent nothing. When energy is low, say that rest is fine and ask for little. Never mention a "
                    "streak that ended or anything not done. No medical advice.";
    prompt.user = "Write a message of encouragement.\n";
    for (const PromptField& field : prompt_fields(stats, facts, energy, now, choices)) {
        if (field.on) prompt.user += field.text;
    }
    return prompt;
}

bool may_ask(const CoachBudget& budget, int per_day, const Moment& now) {
    return (budget.day == now.day ? budget.asked : 0) < per_day;
}

CoachBudget after_question(const CoachBudget& budget, const Moment& now) {
    return {now.day, budget.day == now.day ? budget.asked + 1 : 1};
}

std::optional<std::string> clean_reply(const std::string& reply) {
    std::string text = folded(reply);
    strip_marks(text);
    text = whole_sentences(text);
    if (text.empty() || tells_of_a_lost_streak(text)) return std::nullopt;
    return text;
}

} // namespace asista::motivation
