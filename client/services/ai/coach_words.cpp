#include "services/ai/coach_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace asista::services::ai {
namespace {

constexpr std::array<std::string_view, 5> energy_names{"XS", "S", "M", "L", "XL"};
std::string_view name_of(Energy energy) { return energy_names[static_cast<std::size_t>(energy)]; }

// One of several ways to say the same, by the seed. Each use moves on, so that two sentences do not share their variant.
class Choice {
  public:
    explicit Choice(std::uint64_t seed) : state_(seed) {}
    std::string_view of(std::span<const std::string_view> variants) { return variants[next() % variants.size()]; }
    std::string_view of(std::initializer_list<std::string_view> variants) {
        return of(std::span(variants.begin(), variants.size()));
    }

  private:
    std::uint64_t next() { // splitmix64: neighbouring seeds give unrelated choices
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    std::uint64_t state_;
};

std::string counted(std::uint32_t count, std::string_view one, std::string_view many) {
    return count == 1 ? fmt::format("1 {}", one) : fmt::format("{} {}", count, many);
}
std::string percent(const GoalFact& goal) {
    return fmt::format("{}%", static_cast<int>(std::clamp(std::floor(100 * goal.current / goal.target), 0.0, 999.0)));
}

using Sentences = std::vector<std::string>;

void say_tasks(Sentences& out, const TaskFacts& tasks, Choice& choice) {
    if (tasks.open == 0 && tasks.done_today == 0) {
        out.emplace_back("Your task list is empty.");
        return;
    }
    const std::string left =
        tasks.due_today > 0 ? fmt::format("{} still planned for today", counted(tasks.due_today, "task is", "tasks are"))
                            : fmt::format("nothing more is due today and {} open", counted(tasks.open, "task is", "tasks are"));
    if (tasks.done_today > 0)
        out.push_back(fmt::format(
            "{} today, and {}.",
            fmt::format(fmt::runtime(choice.of({"You finished {}", "{} done"})), counted(tasks.done_today, "task", "tasks")),
            left));
    else
        out.push_back(fmt::format("{}, and {}.", choice.of({"Nothing is finished yet today", "The day is still open"}), left));
}

void say_first_step(Sentences& out, const CoachFacts& facts, Choice& choice) {
    const TaskFacts& tasks = *facts.tasks;
    if (tasks.smallest.empty()) return;
    const bool low = facts.energy_guess <= Energy::s;
    const std::string_view lead =
        low ? choice.of({"Rest counts too; if you want one thing, it could be",
                         "If there is energy for one more thing, the smallest is", "A quiet pace is fine. The smallest one is"})
            : choice.of({"A good start is the smallest one:", "The smallest one is", "You could begin with"});
    out.push_back(fmt::format("{} \"{}\" ({}).", lead, tasks.smallest, name_of(tasks.smallest_energy)));
}

void say_habits(Sentences& out, const HabitFacts& habits) {
    if (habits.done_today + habits.left_today == 0) {
        out.emplace_back("No habit is meant for today.");
    } else if (habits.left_today == 0) {
        out.push_back(fmt::format("All of today's habits are done ({}).", habits.done_today));
    } else {
        out.push_back(
            fmt::format("{} done today and {} to go.", counted(habits.done_today, "habit is", "habits are"), habits.left_today));
    }
    if (habits.longest_days >= 2)
        out.push_back(fmt::format("\"{}\" is on a run of {} days.", habits.longest, habits.longest_days));
}

std::string_view pace_words(Pace pace) {
    switch (pace) {
    case Pace::ahead: return ", ahead of plan";
    case Pace::on_track: return ", on track";
    case Pace::behind: return ", with some way to catch up";
    case Pace::no_plan: break;
    }
    return "";
}

void say_one_goal(Sentences& out, const GoalFact& goal) {
    out.push_back(fmt::format("\"{}\" stands at {}{}.", goal.title, percent(goal), pace_words(goal.pace)));
}

void say_goals(Sentences& out, const std::vector<GoalFact>& goals) {
    if (goals.empty()) {
        out.emplace_back("There is no active goal yet.");
        return;
    }
    const auto moved = static_cast<std::uint32_t>(std::ranges::count_if(goals, &GoalFact::moved_this_week));
    if (goals.size() > 1) out.push_back(fmt::format("{} of your {} goals moved this week.", moved, goals.size()));
    for (const GoalFact& goal : std::span(goals).first(std::min<std::size_t>(goals.size(), 3))) say_one_goal(out, goal);
}

void say_calendar(Sentences& out, const CoachFacts& facts) {
    if (facts.next_event)
        out.push_back(fmt::format("Next is \"{}\" at {}.", facts.next_event->title,
                                  minute_words(facts.next_event->start_minute, facts.hours)));
    else
        out.emplace_back("Nothing else is in your calendar today.");
}

void say_energy(Sentences& out, const CoachFacts& facts) {
    const std::string_view from = facts.tasks ? "the hour and what you finished today" : "the hour";
    out.push_back(fmt::format("From {} I would guess your energy at {}; you know better.", from, name_of(facts.energy_guess)));
    if (!facts.tasks) return;
    const auto level = static_cast<std::size_t>(facts.energy_guess);
    std::uint32_t fitting = 0;
    for (std::size_t i = 0; i <= level; ++i) fitting += facts.tasks->open_by_energy[i];
    out.push_back(fitting == 0 ? "No open task is that small, so a pause is a fair choice."
                               : fmt::format("{} no more than that.", counted(fitting, "open task asks", "open tasks ask")));
}

void say_overview(Sentences& out, const CoachFacts& facts, Choice& choice) {
    if (facts.tasks) say_tasks(out, *facts.tasks, choice);
    if (facts.goals && !facts.goals->empty()) {
        const auto best =
            std::ranges::max_element(*facts.goals, {}, [](const GoalFact& goal) { return goal.current / goal.target; });
        say_one_goal(out, *best);
    } else if (facts.habits && facts.habits->done_today + facts.habits->left_today > 0) {
        say_habits(out, *facts.habits);
    }
    if (facts.tasks) say_first_step(out, facts, choice);
    if (facts.may_see_calendar && facts.next_event) say_calendar(out, facts);
}

// In words up to ten: a sentence that begins with a digit looks like a form.
std::string number_word(std::size_t number, bool capital) {
    constexpr std::array<std::string_view, 11> small{"None", "One",   "Two",   "Three", "Four", "Five",
                                                     "Six",  "Seven", "Eight", "Nine",  "Ten"};
    if (number >= small.size()) return fmt::format("{}", number);
    std::string word(small[number]);
    if (!capital) word[0] = static_cast<char>(word[0] - 'A' + 'a');
    return word;
}

// What went well, in numbers; what is open or late is no encouragement and stays out.
void say_what_went_well(Sentences& out, const CoachFacts& facts, Choice& choice) {
    Sentences good;
    if (facts.goals) {
        const auto moved = static_cast<std::size_t>(std::ranges::count_if(*facts.goals, &GoalFact::moved_this_week));
        const std::size_t all = facts.goals->size();
        if (moved > 0 && all == 1)
            good.emplace_back("Your goal moved this week.");
        else if (moved == 2 && all == 2)
            good.emplace_back("Both of your goals moved this week.");
        else if (moved > 0 && moved == all)
            good.push_back(fmt::format("All {} of your goals moved this week.", number_word(all, false)));
        else if (moved > 0)
            good.push_back(
                fmt::format("{} of your {} goals moved this week.", number_word(moved, true), number_word(all, false)));
    }
    if (facts.tasks && facts.tasks->done_today > 0)
        good.push_back(fmt::format("You finished {} today.", counted(facts.tasks->done_today, "task", "tasks")));
    else if (facts.tasks && facts.tasks->done_this_week > 0)
        good.push_back(
            fmt::format("You finished {} in the last seven days.", counted(facts.tasks->done_this_week, "task", "tasks")));
    if (facts.habits && facts.habits->longest_days >= 2)
        good.push_back(fmt::format("\"{}\" is on a run of {} days.", facts.habits->longest, facts.habits->longest_days));
    if (good.empty()) return;
    const std::vector<std::string_view> variants(good.begin(), good.end());
    out.emplace_back(choice.of(variants));
}

void say_encouragement(Sentences& out, CoachFacts facts, const std::optional<Energy>& stated, Choice& choice) {
    if (stated) facts.energy_guess = *stated;
    say_what_went_well(out, facts, choice);
    constexpr int evening = 18 * 60;
    if (facts.minute_of_day >= evening) {
        out.emplace_back(
            choice.of({"That is enough for one day.", "The rest can wait until tomorrow.", "Let the evening be a soft one."}));
    } else if (facts.tasks && !facts.tasks->smallest.empty()) {
        const bool low = facts.energy_guess <= Energy::s;
        const std::string_view words =
            low ? choice.of({"A quiet pace is fine: begin with \"{}\", or with a rest.",
                             "Rest counts too. If you want one thing, let it be \"{}\".",
                             "If there is energy for one thing, \"{}\" is small enough."})
                : choice.of({"\"{}\" is a good small place to begin.", "Begin with \"{}\" and see how it feels.",
                             "Half an hour is enough for a start, perhaps with \"{}\"."});
        out.push_back(fmt::format(fmt::runtime(words), facts.tasks->smallest));
    } else {
        out.emplace_back(choice.of(
            {"One small thing is a good beginning, and a rest is one too.", "Start where you are, as small as you like."}));
    }
}

bool nothing_known(const CoachFacts& facts) {
    return (!facts.tasks || facts.tasks->open + facts.tasks->done_this_week == 0) &&
           (!facts.habits || facts.habits->done_today + facts.habits->left_today == 0) &&
           (!facts.goals || facts.goals->empty()) && !facts.next_event;
}

// What is asked for lies outside what whoever asks may read, or outside what there is.
constexpr std::string_view no_access = "I cannot see that from here: it was not granted.";

struct Word {
    std::string_view start; // of a word in the question
    Topic topic;
};
constexpr Word words[] = {
    {"task", Topic::tasks},     {"todo", Topic::tasks},        {"pending", Topic::tasks},    {"habit", Topic::habits},
    {"streak", Topic::habits},  {"routine", Topic::habits},    {"goal", Topic::goals},       {"target", Topic::goals},
    {"event", Topic::calendar}, {"calendar", Topic::calendar}, {"meeting", Topic::calendar}, {"appointment", Topic::calendar},
    {"energy", Topic::energy},  {"tired", Topic::energy},      {"exhausted", Topic::energy}, {"weather", Topic::beyond},
    {"news", Topic::beyond},    {"translate", Topic::beyond},  {"code", Topic::beyond},      {"recipe", Topic::beyond},
};

} // namespace

Topic topic_of(std::string_view question) {
    std::string lower(question);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    for (const std::string_view wish : {"encourag", "motivat"})
        if (const auto at = lower.find(wish); at != std::string::npos && (at == 0 || !is_letter(lower[at - 1])))
            return Topic::encouragement;
    std::optional<Topic> found;
    for (const Word& word : words) {
        for (auto at = lower.find(word.start); at != std::string::npos; at = lower.find(word.start, at + 1)) {
            if (at > 0 && is_letter(lower[at - 1])) continue; // inside another word
            if (found && *found != word.topic) return Topic::overview;
            found = word.topic;
        }
    }
    return found.value_or(Topic::overview);
}

std::optional<Energy> stated_energy(std::string_view question) {
    constexpr std::string_view label = "Energy: ";
    const auto at = question.find(label);
    if (at == std::string_view::npos) return std::nullopt;
    question.remove_prefix(at + label.size());
    const auto code = question.substr(0, question.find_first_not_of("XSML"));
    const auto found = std::ranges::find(energy_names, code);
    if (found == energy_names.end()) return std::nullopt;
    return static_cast<Energy>(found - energy_names.begin());
}

std::string coach_answer(const ChatRequest& request) {
    const CoachFacts& facts = request.facts;
    Choice choice(request.seed);
    const auto question =
        std::ranges::find(request.messages.rbegin(), request.messages.rend(), ChatMessage::Role::user, &ChatMessage::role);
    const Topic topic = question == request.messages.rend() ? Topic::overview : topic_of(question->text);

    Sentences out;
    switch (topic) {
    case Topic::encouragement: say_encouragement(out, facts, stated_energy(question->text), choice); break;
    case Topic::tasks:
        if (facts.tasks) {
            say_tasks(out, *facts.tasks, choice);
            say_first_step(out, facts, choice);
        }
        break;
    case Topic::habits:
        if (facts.habits) say_habits(out, *facts.habits);
        break;
    case Topic::goals:
        if (facts.goals) say_goals(out, *facts.goals);
        break;
    case Topic::calendar:
        if (facts.may_see_calendar) say_calendar(out, facts);
        break;
    case Topic::energy:
        say_energy(out, facts);
        if (facts.tasks) say_first_step(out, facts, choice);
        break;
    case Topic::beyond:
        out.emplace_back("I am the offline coach: I only know what you keep in Asista, so I cannot help with that.");
        break;
    case Topic::overview:
        if (nothing_known(facts))
            out.emplace_back("There is nothing to count yet. Add a task, a habit or a goal, and I can tell you how it goes.");
        else
            say_overview(out, facts, choice);
        break;
    }
    if (out.empty()) out.emplace_back(no_access);
    return fmt::format("{}", fmt::join(out, " "));
}

} // namespace asista::services::ai
