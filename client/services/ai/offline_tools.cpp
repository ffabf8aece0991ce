#include "services/ai/offline_tools.hpp"

#include "services/quick_add.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

namespace asista::services::ai {
namespace {

using nlohmann::json;

std::string lower(std::string_view text) {
    std::string low(text);
    for (char& c : low)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return low;
}

std::string_view trimmed(std::string_view text, std::string_view off = " \t\n") {
    const auto first = text.find_first_not_of(off);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(off) - first + 1);
}

// What is behind `lead` in `text`, whatever its case; nothing when it does not begin so, or nothing follows.
std::optional<std::string_view> behind(std::string_view text, std::string_view lead) {
    if (text.size() <= lead.size() || lower(text.substr(0, lead.size())) != lead) return std::nullopt;
    const auto rest = text.substr(lead.size());
    if (lead.back() != ':' && rest.front() != ' ' && rest.front() != ':') return std::nullopt;
    const auto found = trimmed(rest, " :\t");
    return found.empty() ? std::nullopt : std::optional(found);
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        if (end > at) words.push_back(lower(text.substr(at, end - at)));
        at = end + 1;
    }
    return words;
}

std::string date_text(DayNumber day) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

bool offers(const ChatRequest& request, std::string_view tool) {
    return std::ranges::find(request.tools, tool, &Tool::name) != request.tools.end();
}

OfflineProposal proposal(const ChatRequest& request, const char* text, const char* tool, const json& arguments) {
    return {text, {fmt::format("call-{}", request.seed), tool, arguments.dump(-1, ' ', false, json::error_handler_t::replace)}};
}

std::optional<OfflineProposal> task_in(const ChatRequest& request, const ToolFacts& facts, std::string_view said) {
    constexpr std::array<std::string_view, 9> leads{"add the task", "add a task", "add task",     "create a task", "create task",
                                                    "new task",     "todo:",      "remind me to", "task:"};
    if (!offers(request, "create_task")) return std::nullopt;
    for (const auto lead : leads) {
        const auto line = behind(said, lead);
        if (!line) continue;
        QuickContext context;
        context.today = facts.today;
        context.minute = request.facts.minute_of_day;
        context.projects = facts.projects;
        const auto task = parse_quick_add(*line, context);
        // A task that repeats, or one that begins on a day, is more than the tool can make.
        if (task.title.empty() || !task.recurrence.empty() || task.start_day) return std::nullopt;
        json arguments{{"title", task.title}};
        if (task.due_day) arguments["due_day"] = date_text(*task.due_day);
        if (task.due_minute) arguments["due_time"] = fmt::format("{:02}:{:02}", *task.due_minute / 60, *task.due_minute % 60);
        if (task.energy) arguments["energy"] = std::array{"XS", "S", "M", "L", "XL"}[static_cast<std::size_t>(*task.energy)];
        if (task.estimate_minutes) arguments["estimate_minutes"] = *task.estimate_minutes;
        if (!task.tags.empty()) arguments["tags"] = task.tags;
        if (const auto project = std::ranges::find(facts.projects, task.project, &QuickProject::id);
            project != facts.projects.end())
            arguments["project"] = project->name;
        return proposal(request, "I can add that for you.", "create_task", arguments);
    }
    return std::nullopt;
}

// "meditate" as one says it has been done: "meditated". Irregular ones that people make habits of are listed.
std::string past_of(const std::string& verb) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 16> irregular{{{"run", "ran"},
                                                                                       {"swim", "swam"},
                                                                                       {"read", "read"},
                                                                                       {"write", "wrote"},
                                                                                       {"draw", "drew"},
                                                                                       {"sing", "sang"},
                                                                                       {"ride", "rode"},
                                                                                       {"drink", "drank"},
                                                                                       {"eat", "ate"},
                                                                                       {"sleep", "slept"},
                                                                                       {"speak", "spoke"},
                                                                                       {"lift", "lifted"},
                                                                                       {"jog", "jogged"},
                                                                                       {"plan", "planned"},
                                                                                       {"study", "studied"},
                                                                                       {"tidy", "tidied"}}};
    for (const auto& [present, past] : irregular)
        if (present == verb) return std::string(past);
    return verb + (verb.ends_with('e') ? "d" : "ed");
}

// The names that `said` can only mean; a whole name, or "I meditated" of a habit of one word.
bool means(std::string_view said, const std::string& name) {
    const std::string low = lower(name);
    for (const std::string_view lead : {"done:", "i did", "i have done", "tick"})
        if (const auto what = behind(said, lead); what && lower(*what) == low) return true;
    const auto words = words_of(said);
    const bool sentence = words.size() == 2 || (words.size() == 3 && words[2] == "today");
    return sentence && words[0] == "i" && low.find(' ') == std::string::npos && words[1] == past_of(low);
}

std::optional<OfflineProposal> habit_in(const ChatRequest& request, const ToolFacts& facts, std::string_view said) {
    if (!offers(request, "record_habit")) return std::nullopt;
    const ToolFacts::CountedHabit* found = nullptr;
    for (const auto& habit : facts.habits) {
        if (!means(said, habit.name)) continue;
        if (found != nullptr) return std::nullopt;
        found = &habit;
    }
    if (found == nullptr || found->has_target) return std::nullopt;
    return proposal(request, "Well done. I can tick it for you.", "record_habit", json{{"habit", found->name}});
}

std::optional<OfflineProposal> goal_in(const ChatRequest& request, const ToolFacts& facts, std::string_view said) {
    const auto words = words_of(said);
    // "I need 3 km" and "I missed 3 km" add nothing: only what is surely done.
    constexpr std::array<std::string_view, 24> deeds{"ran",     "walked", "swam",      "cycled",    "rode",    "hiked",
                                                     "jogged",  "rowed",  "skied",     "skated",    "climbed", "paddled",
                                                     "read",    "wrote",  "drank",     "saved",     "did",     "studied",
                                                     "learned", "learnt", "practised", "practiced", "played",  "slept"};
    const bool sentence = words.size() == 4 || (words.size() == 5 && words[4] == "today");
    if (!offers(request, "update_goal") || !sentence || words[0] != "i" || std::ranges::find(deeds, words[1]) == deeds.end())
        return std::nullopt;
    double amount = 0;
    const auto& number = words[2];
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), amount, std::chars_format::fixed);
    if (error != std::errc{} || end != number.data() + number.size() || !(amount > 0)) return std::nullopt;
    const ToolFacts::CountedGoal* found = nullptr;
    for (const auto& goal : facts.goals) {
        if (goal.unit.empty() || lower(goal.unit) != words[3]) continue;
        if (found != nullptr) return std::nullopt;
        found = &goal;
    }
    if (found == nullptr) return std::nullopt;
    return proposal(request, "Well done. I can add that to your goal.", "update_goal",
                    json{{"goal", found->title}, {"add", amount}});
}

} // namespace

std::optional<OfflineProposal> offline_proposal(const ChatRequest& request) {
    if (!request.facts.tools || request.messages.empty()) return std::nullopt;
    const auto& last = request.messages.back();
    if (last.role != ChatMessage::Role::user || last.untrusted) return std::nullopt;
    const auto said = trimmed(trimmed(last.text), ".!");
    if (said.empty() || said.find('\n') != std::string_view::npos) return std::nullopt;
    const ToolFacts& facts = *request.facts.tools;
    if (auto task = task_in(request, facts, said)) return task;
    if (auto habit = habit_in(request, facts, said)) return habit;
    return goal_in(request, facts, said);
}

std::optional<std::string> said_of_result(const ChatRequest& request) {
    if (request.messages.empty() || request.messages.back().role != ChatMessage::Role::tool) return std::nullopt;
    const auto result = json::parse(request.messages.back().text, nullptr, false);
    const auto flag = [&result](const char* name) {
        const auto found = result.is_object() ? result.find(name) : result.end();
        return result.is_object() && found != result.end() && found->is_boolean() && found->get<bool>();
    };
    if (flag("ok")) return "Done. Undo takes it back.";
    if (flag("declined")) return "All right, I left everything as it is.";
    return "That did not work; nothing was changed.";
}

} // namespace asista::services::ai
