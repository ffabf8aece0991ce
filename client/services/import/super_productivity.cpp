#include "services/import/super_productivity.hpp"

#include "services/day.hpp"
#include "services/import/fields.hpp"
#include "services/text_rules.hpp"
#include "wire/calls/habits.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace asista::services {
namespace {

using nlohmann::json;

constexpr std::string_view today_tag = "TODAY", inbox = "INBOX_PROJECT";
constexpr InstantMs last_ms = 253'402'300'799'999; // year 9999
constexpr double most_estimate_minutes = 60 * 24 * 365;
constexpr int most_levels = 32;         // of parts within parts; there should be one
constexpr std::size_t longest_id = 100; // they make 21 letters

// ---- members of any type -----------------------------------------------------------------------------------------------------

const json& part(const json& object, std::string_view name) {
    static const json none;
    if (!object.is_object()) return none;
    const auto found = object.find(name);
    return found == object.end() ? none : *found;
}
std::string text(const json& object, std::string_view name) {
    const auto& value = part(object, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}
bool flag(const json& object, std::string_view name) {
    const auto& value = part(object, name);
    return value.is_boolean() && value.get<bool>();
}
std::optional<double> number_in(const json& value, double low, double high) {
    if (!value.is_number()) return std::nullopt;
    const double number = value.get<double>();
    if (!std::isfinite(number) || number < low || number > high) return std::nullopt;
    return number;
}
std::optional<InstantMs> instant(const json& object, std::string_view name) {
    const auto ms = number_in(part(object, name), 1, static_cast<double>(last_ms));
    return ms ? std::optional(static_cast<InstantMs>(*ms)) : std::nullopt;
}
std::vector<std::string> texts(const json& object, std::string_view name) {
    std::vector<std::string> result;
    if (const auto& list = part(object, name); list.is_array())
        for (const auto& each : list)
            if (each.is_string()) result.push_back(each.get<std::string>());
    return result;
}

// {"ids": [...], "entities": {...}} in the order of ids; what they leave out comes last.
std::vector<std::pair<std::string, const json*>> entities(const json& state) {
    std::vector<std::pair<std::string, const json*>> result;
    const auto& all = part(state, "entities");
    if (!all.is_object()) return result;
    std::set<std::string> seen;
    for (const auto& id : texts(state, "ids"))
        if (const auto found = all.find(id); found != all.end() && seen.insert(id).second) result.emplace_back(id, &*found);
    for (const auto& [id, entity] : all.items())
        if (seen.insert(id).second) result.emplace_back(id, &entity);
    return result;
}

// ---- the reader --------------------------------------------------------------------------------------------------------------

struct FoundTask {
    std::string id;
    const json* task;
    bool archived;
};

class Reader {
  public:
    explicit Reader(const json& data) : data_(data) {}

    ImportFile read() {
        file_.format = "Super Productivity";
        say_what_stays(); // first: a person is shown the beginning of the notes
        read_projects();
        for (const auto& [id, tag] : entities(part(data_, "tag")))
            if (id != today_tag) tags_[id] = text(*tag, "title");
        read_planner();
        find_tasks();
        choose_repeating();
        read_tasks();
        read_repetitions();
        read_counters();
        leave_out_times();
        return std::move(file_);
    }

  private:
    void note(std::string reason) { file_.notes.push_back({0, std::move(reason)}); }

    // "" for an id that is none.
    static std::string origin(std::string_view kind, const std::string& id) {
        if (id.empty() || id.size() > longest_id || !one_line("an id", id)) return {};
        return fmt::format("super-productivity/{}/{}", kind, id);
    }

    void read_projects() {
        for (const auto& [id, project] : entities(part(data_, "project"))) {
            const auto name = fit_line(text(*project, "title"), Projects::max_name_bytes);
            if (id == inbox || trimmed(name).empty()) continue;
            projects_[id] = std::string(trimmed(name));
            file_.projects.push_back(
                {projects_[id], color_of(text(part(*project, "theme"), "primary")), flag(*project, "isArchived")});
        }
    }
    std::string project_of(const json& thing) const {
        const auto known = projects_.find(text(thing, "projectId"));
        return known == projects_.end() ? std::string() : known->second;
    }
    void read_planner() {
        const auto& days = part(part(data_, "planner"), "days");
        if (!days.is_object()) return;
        for (const auto& [name, list] : days.items())
            if (const auto number = day(name))
                for (const auto& id : texts(days, name)) planned_.emplace(id, *number);
    }

    void find_tasks() {
        const auto find = [&](const json& state, bool archived) {
            for (const auto& [id, task] : entities(state)) {
                if (!task->is_object()) {
                    note(fmt::format("task {} is no object", in_quotes(id)));
                } else if (!places_.contains(id)) { // a task that is being archived may be in both
                    places_[id] = tasks_.size();
                    tasks_.push_back({id, task, archived});
                }
            }
        };
        find(part(data_, "task"), false);
        for (const char* archive : {"archiveYoung", "archiveOld"}) find(part(part(data_, archive), "task"), true);
        find(part(data_, "taskArchive"), true);
    }

    // The task that `of` is a part of, at the top; itself when it is none. Here parts have no parts.
    std::size_t top_of(std::size_t of) {
        const auto title = [&] { return in_quotes(text(*tasks_[of].task, "title")); };
        std::size_t at = of;
        for (int level = 0; level < most_levels; ++level) {
            const auto parent = text(*tasks_[at].task, "parentId");
            if (parent.empty()) return at;
            const auto found = places_.find(parent);
            if (found == places_.end()) {
                if (at == of) note(fmt::format("{}: what it is a part of is not in the file; it is a task of its own", title()));
                return at;
            }
            at = found->second;
        }
        note(fmt::format("{}: what it is a part of leads in a circle, or further than {} levels; it is a task of its own",
                         title(), most_levels));
        return of;
    }

    // Of several open tasks of one repetition the last one goes on repeating, else each would.
    void choose_repeating() {
        for (std::size_t i = 0; i < tasks_.size(); ++i) {
            const auto repetition = text(*tasks_[i].task, "repeatCfgId");
            if (repetition.empty() || tasks_[i].archived || flag(*tasks_[i].task, "isDone")) continue;
            auto& chosen = repeating_.try_emplace(repetition, i).first->second;
            if (instant(*tasks_[i].task, "created") >= instant(*tasks_[chosen].task, "created")) chosen = i;
        }
    }

    void read_tasks() {
        std::vector<std::size_t> top(tasks_.size());
        std::map<std::size_t, std::vector<std::size_t>> parts;
        for (std::size_t i = 0; i < tasks_.size(); ++i)
            if (top[i] = top_of(i); top[i] != i) parts[top[i]].push_back(i);
        for (std::size_t i = 0; i < tasks_.size(); ++i) {
            if (top[i] != i) continue;
            const auto own = parts.find(i);
            read_task(i, 0, own != parts.end());
            const auto place = file_.tasks.size();
            if (own != parts.end())
                for (const auto each : own->second) read_task(each, place, false);
        }
    }

    void read_task(std::size_t index, std::size_t parent, bool has_parts) {
        const auto& [id, source, archived] = tasks_[index];
        const json& from = *source;
        ImportedTask task;
        task.parent = parent;
        std::string notes = text(from, "notes");
        if (const auto& links = part(from, "attachments"); links.is_array())
            for (const auto& each : links) add_lines(notes, trimmed(text(each, "title") + " " + text(each, "path")));
        if (const auto issue = text(from, "issueId"); !issue.empty())
            add_lines(notes, fmt::format("{} {}", text(from, "issueType"), issue));
        set_words(task, text(from, "title"), notes);
        task.project = parent > 0 ? file_.tasks[parent - 1].project : project_of(from);
        for (const auto& tag : texts(from, "tagIds")) set_tag(task, tag);
        set_estimate(task, part(from, "timeEstimate"));
        task.made_at = instant(from, "created");
        task.done = archived || flag(from, "isDone");
        if (task.done) task.done_at = instant(from, "doneOn");
        set_due(task, id, from);
        // What is known of a task with parts is the sum of theirs.
        if (!has_parts) set_times(task, from);
        task.origin = origin("task", id);
        if (const auto repetition = text(from, "repeatCfgId"); !repetition.empty()) {
            const auto chosen = repeating_.find(repetition);
            if (chosen != repeating_.end() && chosen->second == index) set_rule(task, repetition);
            if (!task.task.recurrence.empty()) task.origin = origin("repetition", repetition);
        }
        file_.tasks.push_back(std::move(task));
    }

    void set_words(ImportedTask& task, std::string_view title, std::string_view notes) {
        const auto cut = set_texts(task.task, trimmed(title).empty() ? "Without a title" : title, notes);
        if (!cut.empty()) note(cut);
    }
    void set_tag(ImportedTask& task, const std::string& id) {
        const auto known = tags_.find(id);
        if (known == tags_.end()) return;
        std::string word(trimmed(known->second));
        std::ranges::replace_if(
            word, [](char each) { return std::string_view(" #@+!\"\t\n\r").find(each) != std::string_view::npos; }, '-');
        if (!add_tag(task, word) && told_tags_.insert(id).second)
            note(fmt::format("{} is no tag here; its tasks are taken without it", in_quotes(known->second)));
    }
    void set_estimate(ImportedTask& task, const json& ms) {
        const auto minutes = number_in(ms, 1, most_estimate_minutes * 60'000);
        if (minutes)
            task.task.estimate_minutes = static_cast<std::uint32_t>(std::ceil(*minutes / 60'000));
        else if (number_in(ms, 1, INFINITY))
            note(fmt::format("{}: its estimate of more than a year is left out", in_quotes(task.task.title)));
    }
    void set_due(ImportedTask& task, const std::string& id, const json& from) {
        for (const char* name : {"dueWithTime", "plannedAt"})
            if (!task.due_at) task.due_at = instant(from, name);
        if (task.due_at) return;
        const auto written = text(from, "dueDay");
        task.task.due_day = day(written);
        if (!written.empty() && !task.task.due_day)
            note(fmt::format("{}: {} is no day; the task is taken without one", in_quotes(task.task.title), in_quotes(written)));
        if (const auto planned = planned_.find(id); !task.task.due_day && planned != planned_.end())
            task.task.due_day = planned->second;
    }
    void set_times(ImportedTask& task, const json& from) {
        const auto& days = part(from, "timeSpentOnDay");
        if (!days.is_object()) return;
        for (const auto& [name, spent] : days.items()) {
            const auto number = day(name);
            const auto lasted = number_in(spent, 1, static_cast<double>(ms_per_day));
            if (number && lasted)
                task.tracked.push_back({*number, static_cast<InstantMs>(*lasted)});
            else if (!number || !number_in(spent, 0, 0))
                note(fmt::format("{}: the time spent on {} is left out, which is no time of a day", in_quotes(task.task.title),
                                 in_quotes(name)));
        }
    }

    // ---- repetitions ----

    // As RFC 5545 has it; "" for one that is paused, or of which something is missing.
    std::string rule_of(const json& repetition) const {
        const auto every = number_in(part(repetition, "repeatEvery"), 1, 1'000).value_or(1);
        const auto cycle = text(repetition, "repeatCycle");
        const auto start = day(text(repetition, "startDate"));
        std::string rule = fmt::format("FREQ={}", cycle);
        if (every > 1) rule += fmt::format(";INTERVAL={}", static_cast<int>(every));
        if (cycle == "DAILY") return rule;
        if (cycle == "WEEKLY") {
            constexpr std::array<std::pair<const char*, const char*>, 7> weekdays{{{"monday", "MO"},
                                                                                   {"tuesday", "TU"},
                                                                                   {"wednesday", "WE"},
                                                                                   {"thursday", "TH"},
                                                                                   {"friday", "FR"},
                                                                                   {"saturday", "SA"},
                                                                                   {"sunday", "SU"}}};
            std::string days;
            for (const auto& [name, code] : weekdays)
                if (flag(repetition, name)) days += (days.empty() ? "" : ",") + std::string(code);
            return days.empty() ? std::string() : rule + ";BYDAY=" + days;
        }
        if ((cycle != "MONTHLY" && cycle != "YEARLY") || !start) return {};
        const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{*start}}};
        if (cycle == "YEARLY") rule += fmt::format(";BYMONTH={}", static_cast<unsigned>(date.month()));
        // A month without that day has its last one instead.
        const auto of_month = static_cast<unsigned>(date.day());
        if (of_month <= 28) return rule + fmt::format(";BYMONTHDAY={}", of_month);
        std::string days = "28";
        for (unsigned each = 29; each <= of_month; ++each) days += fmt::format(",{}", each);
        return rule + fmt::format(";BYMONTHDAY={};BYSETPOS=-1", days);
    }

    std::optional<std::uint16_t> time_of_day(const std::string& words) const {
        if (words.size() != 5 || words[2] != ':') return std::nullopt;
        const auto hour = number(std::string_view(words).substr(0, 2)), minute = number(std::string_view(words).substr(3));
        if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) return std::nullopt;
        return static_cast<std::uint16_t>(*hour * 60 + *minute);
    }

    void set_rule(ImportedTask& task, const std::string& id) {
        const auto& repetition = part(part(part(data_, "taskRepeatCfg"), "entities"), id);
        if (!repetition.is_object()) return;
        const auto rule = flag(repetition, "isPaused") ? std::string() : rule_of(repetition);
        if (rule.empty()) {
            note(fmt::format("{} does not repeat here: its repetition is paused, or incomplete", in_quotes(task.task.title)));
            return;
        }
        if (!task.task.due_day && !task.due_at) {
            task.task.due_day = day(text(repetition, "lastTaskCreationDay"));
            if (!task.task.due_day && task.made_at) task.task.due_day = day_of(*task.made_at, 0);
            if (!task.task.due_day)
                return note(fmt::format("{} does not repeat here: no day is known of it", in_quotes(task.task.title)));
        }
        task.task.recurrence = rule;
        if (flag(repetition, "repeatFromCompletionDate"))
            note(fmt::format("{} repeated from when it was done; here it repeats from its day", in_quotes(task.task.title)));
    }

    // Those of which no task is open now come on their next day.
    void read_repetitions() {
        for (const auto& [id, from] : entities(part(data_, "taskRepeatCfg"))) {
            if (!from->is_object() || repeating_.contains(id)) continue;
            ImportedTask task;
            set_words(task, text(*from, "title"), text(*from, "notes"));
            auto last = day(text(*from, "lastTaskCreationDay"));
            if (const auto at = instant(*from, "lastTaskCreation"); at && !last) last = day_of(*at, 0); // of older versions
            const auto start = day(text(*from, "startDate"));
            task.task.due_day = start ? start : last;
            set_rule(task, id);
            if (task.task.recurrence.empty()) continue;
            task.repeats_behind = last.value_or(*task.task.due_day - 1);
            task.origin = origin("repetition", id);
            task.task.due_minute = time_of_day(text(*from, "startTime"));
            task.project = project_of(*from);
            for (const auto& tag : texts(*from, "tagIds")) set_tag(task, tag);
            set_estimate(task, part(*from, "defaultEstimate"));
            file_.tasks.push_back(std::move(task));
            const auto parent = file_.tasks.size();
            const auto& templates = part(*from, "subTaskTemplates");
            if (!templates.is_array()) continue;
            for (const auto& each : templates) {
                ImportedTask step;
                step.parent = parent;
                step.project = file_.tasks[parent - 1].project;
                set_words(step, text(each, "title"), text(each, "notes"));
                set_estimate(step, part(each, "timeEstimate"));
                file_.tasks.push_back(std::move(step));
            }
        }
    }

    // ---- counters ----

    void read_counters() {
        for (const auto& [id, from] : entities(part(data_, "simpleCounter"))) {
            const std::string title(trimmed(text(*from, "title")));
            if (!from->is_object() || title.empty()) continue;
            // A stopwatch counts milliseconds; as a habit it counts minutes.
            const bool stopwatch = text(*from, "type") == "StopWatch";
            const double unit = stopwatch ? 60'000 : 1;
            ImportedHabit habit;
            habit.habit.name = fit_line(title, max_title_bytes);
            habit.habit.target = number_in(part(*from, "streakMinValue"), unit, 1e9).value_or(unit) / unit;
            if (stopwatch) habit.habit.unit = "min";
            habit.archived = part(*from, "isEnabled").is_boolean() && !flag(*from, "isEnabled");
            habit.habit.weekdays = weekdays_of(part(*from, "streakWeekDays"));
            std::set<DayNumber> seen;
            if (const auto& days = part(*from, "countOnDay"); days.is_object())
                for (const auto& [name, count] : days.items())
                    if (const auto number = day(name))
                        if (const auto value = number_in(count, 1, 1e12); value && seen.insert(*number).second)
                            habit.days.push_back({*number, calls::HabitMark::done, *value / unit});
            file_.habits.push_back(std::move(habit));
        }
    }
    // {"0": true, ...} from Sunday on; all of them where none is said.
    static std::uint8_t weekdays_of(const json& days) {
        unsigned bits = 0;
        for (unsigned each = 0; each < 7; ++each)
            if (flag(days, std::to_string(each))) bits |= 1u << (each + 6) % 7;
        return bits == 0 ? std::uint8_t{0x7F} : static_cast<std::uint8_t>(bits);
    }

    // ---- what has no place here ----

    // The log bounds what is taken at once; the oldest of many years of tracked times can be done without.
    void leave_out_times() {
        std::size_t times = 0;
        for (const auto& each : file_.tasks) times += each.tracked.size();
        const auto others = file_.things() - times;
        if (times == 0 || others + times <= most_imported || others > most_imported) return;
        std::vector<DayNumber> days;
        for (const auto& task : file_.tasks)
            for (const auto& each : task.tracked) days.push_back(each.day);
        std::ranges::sort(days, std::greater<>());
        const DayNumber first = days[most_imported - others];
        std::size_t out = 0;
        for (auto& task : file_.tasks)
            out += std::erase_if(task.tracked, [first](const ImportedTime& each) { return each.day <= first; });
        note(fmt::format("{} of work on tasks are left out, the oldest: at most {} things are taken over at once",
                         amount(out, "tracked day"), most_imported));
    }

    void say_what_stays() {
        const auto stays = [&](std::size_t count, std::string_view thing, std::string_view why) {
            if (count > 0) note(fmt::format("{} {} left behind: {}", amount(count, thing), count == 1 ? "is" : "are", why));
        };
        stays(entities(part(data_, "note")).size(), "note", "notes that belong to no task have no place here");
        const auto& reminders = part(data_, "reminders");
        stays(reminders.is_array() ? reminders.size() : 0, "reminder",
              "tasks here have a day and a time, and no reminder of their own");
        for (const char* name : {"metric", "improvement", "obstruction"})
            stays(entities(part(data_, name)).size(), "daily evaluation", "there are none here");
        stays(entities(part(data_, "issueProvider")).size(), "issue tracker", "there are none here");
    }

    const json& data_;
    ImportFile file_;
    std::map<std::string, std::string> projects_, tags_; // title by id
    std::set<std::string> told_tags_;
    std::map<std::string, DayNumber> planned_; // by task
    std::vector<FoundTask> tasks_;
    std::map<std::string, std::size_t> places_;    // of a task by its id
    std::map<std::string, std::size_t> repeating_; // the task that goes on, by the repetition's id
};

} // namespace

const json* find_super_productivity(const json& document) {
    for (const json* each : {&document, &part(document, "data")})
        if (part(part(*each, "task"), "entities").is_object() && part(part(*each, "project"), "entities").is_object())
            return each;
    return nullptr;
}

ImportFile read_super_productivity(const json& data) { return Reader(data).read(); }

} // namespace asista::services
