#include "coach.hpp"

#include <algorithm>
#include <cctype>

namespace asista::motivation {
namespace {

constexpr std::size_t max_titles = 5;

std::string listed_goals(const std::vector<GoalFact>& goals, bool share_titles) {
    std::string text;
    for (std::size_t i = 0; i < goals.size() && i < max_titles; ++i) {
        const GoalFact& goal = goals[i];
        text += (text.empty() ? "" : "; ") + (share_titles ? goal.title + " " : std::string()) +
                std::to_string(percent_of(goal)) + "%";
    }
    return text;
}

std::string listed_tasks(const std::vector<TaskFact>& tasks, bool share_titles) {
    std::string text;
    for (std::size_t i = 0; i < tasks.size() && i < max_titles; ++i) {
        const std::string effort(level_code(tasks[i].effort));
        text += (text.empty() ? "" : "; ") + (share_titles ? tasks[i].title + " (" + effort + ")" : effort);
    }
    return text;
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

CoachPrompt make_prompt(const Stats& stats, const Facts& facts, const EnergyReading& energy, const Moment& now,
                        bool share_titles) {
    CoachPrompt prompt;
    prompt.system = "You write one short, warm, honest message of encouragement for the card of a planning app: at most two "
                    "sentences and 180 characters, plain text, no greeting, no exclamation marks, no emoji. Use only the facts "
                    "given and invent nothing. When energy is low, say that rest is fine and ask for little. Never mention a "
                    "streak that ended or anything not done. No medical advice.";
    std::string& user = prompt.user;
    user = std::string("Write a message of encouragement.\nTime: ") + weekday_name(now.weekday) + " " +
           clock_text(now.minute_of_day) + "\n";
    user += "Energy: " +
            (energy.level ? std::string(level_code(*energy.level)) + " (" + std::string(level_words(*energy.level)) +
                                (energy.origin == EnergyReading::Origin::checked_in ? ", self-reported)" : ", estimated)")
                          : std::string("unknown")) +
            "\n";
    if (stats.tasks_known) {
        user += "Pending tasks: " + std::to_string(stats.open_tasks) + ", due today: " + std::to_string(stats.due_today) +
                ", finished today: " + std::to_string(stats.finished_today) + "\n";
        if (facts.open_tasks && !facts.open_tasks->empty()) {
            user += "Next tasks with effort: " + listed_tasks(*facts.open_tasks, share_titles) + "\n";
        }
    }
    if (stats.habits_known) {
        user +=
            "Habits done today: " + std::to_string(stats.habits_done_today) + " of " + std::to_string(stats.habits_today) + "\n";
    }
    if (stats.goals_known && facts.goals && !facts.goals->empty()) {
        user += "Active goals: " + listed_goals(*facts.goals, share_titles) +
                "; moved in the last seven days: " + std::to_string(stats.goals_moved) + "\n";
    }
    if (stats.streak_days >= 2) user += "Days in a row with something done: " + std::to_string(stats.streak_days) + "\n";
    return prompt;
}

std::optional<std::string> clean_reply(const std::string& reply) {
    std::string text = folded(reply);
    strip_marks(text);
    text = whole_sentences(text);
    if (text.empty() || tells_of_a_lost_streak(text)) return std::nullopt;
    return text;
}

} // namespace asista::motivation
