#include "services/import/loop_habits.hpp"

#include "services/import/fields.hpp"
#include "services/text_rules.hpp"
#include "store/foreign.hpp"
#include "wire/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace asista::services {
namespace {

using store::ForeignFile;
using store::ForeignValue;

constexpr std::int64_t ms_of_day = 86'400'000;
constexpr int newest_version = 25;
constexpr int no = 0, by_hand = 2, skipped = 3; // values of a day
constexpr double amount_unit = 1000;
constexpr std::size_t most_rows = 1'000'000, most_unit_bytes = 32;

// ---- a habit, wherever it is from --------------------------------------------------------------------------------------------

struct LoopHabit {
    std::uint32_t line = 0;
    std::string name, question, description, unit;
    std::uint32_t color = 0;
    std::int64_t times = 1, in_days = 1;
    bool measurable = false, at_most = false, archived = false;
    double target = 0;
};

void set_frequency(const LoopHabit& from, ImportedHabit& habit, ImportFile& file) {
    const auto times = from.times, days = from.in_days;
    if (times < 1 || days < 1 || times > 10'000 || days > 10'000) {
        file.notes.push_back({from.line, fmt::format("{}: \"{} times in {} days\" is no frequency; it is taken as every day",
                                                     in_quotes(from.name), times, days)});
        return;
    }
    if (times >= days) return; // every day
    const auto a_week =
        std::clamp<std::int64_t>(std::llround(7.0 * static_cast<double>(times) / static_cast<double>(days)), 1, 7);
    habit.habit.times_per_week = static_cast<std::uint8_t>(a_week);
    if (days != 7)
        file.notes.push_back({from.line, fmt::format("{} was meant {} in {} days; here it is meant {} a week",
                                                     in_quotes(from.name), amount(static_cast<std::size_t>(times), "time"), days,
                                                     amount(static_cast<std::size_t>(a_week), "time"))});
}

void set_target(const LoopHabit& from, ImportedHabit& habit, ImportFile& file) {
    if (!from.measurable) return;
    const bool fits = std::isfinite(from.target) && from.target > 0 && from.target <= Habits::max_amount;
    habit.habit.target = fits ? from.target : 1;
    habit.habit.unit = trimmed(fit_line(from.unit, most_unit_bytes));
    const auto told = [&](std::string words) { file.notes.push_back({from.line, in_quotes(from.name) + std::move(words)}); };
    if (!fits) told(" has no target that is above zero; here it is 1");
    if (from.at_most) {
        add_lines(habit.habit.notes, fmt::format("At most {} {}", *habit.habit.target, habit.habit.unit));
        told(" is to stay below its target; here a target is there to be reached");
    }
    if (from.in_days > 1 && from.times < from.in_days)
        told(fmt::format(" has its target for {} days together; here it is that of one day", from.in_days));
}

// Here habits are told apart by their names, there several may have the same: the second one is "Run (2)".
std::string own_name(std::string_view name, const ImportFile& file) {
    const std::string fit(trimmed(fit_line(name, max_title_bytes - 8)));
    const auto taken = [&file](const std::string& wanted) {
        return std::ranges::any_of(file.habits, [&](const auto& each) { return lower(each.habit.name) == lower(wanted); });
    };
    std::string own = fit;
    for (int count = 2; !own.empty() && taken(own); ++count) own = fmt::format("{} ({})", fit, count);
    return own;
}

// False: it has no name, so nothing can be known as it.
bool add_habit(const LoopHabit& from, ImportFile& file) {
    ImportedHabit habit;
    habit.line = from.line;
    habit.habit.name = own_name(from.name, file);
    if (habit.habit.name.empty()) {
        file.notes.push_back({from.line, "a habit without a name is left out"});
        return false;
    }
    std::string notes = fit_lines(from.question, max_notes_bytes / 2 - 2);
    add_lines(notes, fit_lines(from.description, max_notes_bytes / 2 - 200));
    habit.habit.notes = std::move(notes);
    habit.habit.color = from.color;
    habit.archived = from.archived;
    set_frequency(from, habit, file);
    set_target(from, habit, file);
    file.habits.push_back(std::move(habit));
    return true;
}

std::optional<calls::HabitDay> day_of_value(DayNumber day, double value, bool measurable) {
    if (value == skipped) return calls::HabitDay{day, calls::HabitMark::skipped, 0};
    if (!measurable) return value == by_hand ? std::optional(calls::HabitDay{day, calls::HabitMark::done, 1}) : std::nullopt;
    if (!std::isfinite(value) || value <= no || value / amount_unit > Habits::max_amount) return std::nullopt;
    return calls::HabitDay{day, calls::HabitMark::done, value / amount_unit};
}

// ---- the backup --------------------------------------------------------------------------------------------------------------

std::optional<std::int64_t> whole(const ForeignValue& value, std::int64_t low, std::int64_t high) {
    const auto* const number = std::get_if<std::int64_t>(&value);
    return number != nullptr && *number >= low && *number <= high ? std::optional(*number) : std::nullopt;
}
double real(const ForeignValue& value) {
    if (const auto* const number = std::get_if<double>(&value)) return *number;
    if (const auto* const number = std::get_if<std::int64_t>(&value)) return static_cast<double>(*number);
    return 0;
}
std::string words(const ForeignValue& value) {
    const auto* const text = std::get_if<std::string>(&value);
    return text != nullptr && wire::is_utf8(*text) ? *text : std::string();
}

// Its 20 colours as series colours of the theme, which are 0 blue, 1 green, 2 violet, 3 orange, 4 red, 5 teal. Up to version 20 there were
// 13, which its migrations turned into these (14.sql, 21.sql).
std::uint32_t palette_color(std::int64_t index, int version) {
    constexpr std::array<std::uint32_t, 20> colors{4, 3, 3, 3, 3, 1, 1, 1, 5, 5, 0, 0, 2, 2, 2, 4, 3, 0, 0, 0};
    constexpr std::array<std::int64_t, 13> older{0, 1, 4, 5, 7, 8, 9, 10, 13, 14, 15, 17, 19};
    if (version < 21) index = index >= 0 && index < 13 ? older[static_cast<std::size_t>(index)] : 11;
    return index >= 0 && index < 20 ? colors[static_cast<std::size_t>(index)] : 0;
}

class BackupReader {
  public:
    explicit BackupReader(ForeignFile file) : source_(std::move(file)) {}

    Result<ImportFile> read() {
        file_.format = "Loop Habit Tracker";
        for (const std::string_view table : {"Habits", "Repetitions"})
            if (TRY(source_.columns(table)).empty())
                return fail(Errc::unsupported, "it is no backup of Loop Habit Tracker: it has no table {}", table);
        if (source_.version() > newest_version)
            file_.notes.push_back(
                {0, fmt::format("the backup is of version {}, and {} is the newest that is known: something may be missing",
                                source_.version(), newest_version)});
        TRY(read_habits());
        TRY(read_days());
        say_what_stays();
        return std::move(file_);
    }

  private:
    Result<void> read_habits() {
        constexpr std::array<std::string_view, 13> columns{
            "id",       "name", "question",    "description", "color",        "freq_num",     "freq_den",
            "archived", "type", "target_type", "unit",        "target_value", "reminder_hour"};
        return source_.read("Habits", columns, "position", Habits::max_habits * 10,
                            [&](std::span<const ForeignValue> row) -> Result<void> {
                                LoopHabit habit;
                                habit.name = words(row[1]);
                                habit.question = words(row[2]);
                                habit.description = words(row[3]);
                                habit.color = palette_color(whole(row[4], 0, 100).value_or(-1), source_.version());
                                habit.times = whole(row[5], 0, 1'000'000).value_or(0);
                                habit.in_days = whole(row[6], 0, 1'000'000).value_or(0);
                                habit.archived = whole(row[7], 1, 1).has_value();
                                habit.measurable = whole(row[8], 1, 1).has_value();
                                habit.at_most = whole(row[9], 1, 1).has_value();
                                habit.unit = words(row[10]);
                                habit.target = real(row[11]);
                                const auto id = std::get_if<std::int64_t>(&row[0]);
                                if (id == nullptr || !add_habit(habit, file_)) return {};
                                if (whole(row[12], 0, 23)) ++reminders_;
                                places_[*id] = file_.habits.size() - 1;
                                return {};
                            });
    }

    Result<void> read_days() {
        constexpr std::array<std::string_view, 4> columns{"habit", "timestamp", "value", "notes"};
        const bool has_values = std::ranges::count(TRY(source_.columns("Repetitions")), "value") > 0; // since version 16
        return source_.read("Repetitions", columns, "id", most_rows, [&](std::span<const ForeignValue> row) -> Result<void> {
            const auto habit = whole(row[0], 0, INT64_MAX);
            const auto at = whole(row[1], -ms_of_day * 40'000, ms_of_day * 80'000); // midnights in UTC
            const auto known = habit ? places_.find(*habit) : places_.end();
            const auto value = has_values ? whole(row[2], -1, INT64_MAX) : std::optional<std::int64_t>(by_hand);
            if (known == places_.end() || !at || !value) {
                ++odd_;
                return {};
            }
            if (!words(row[3]).empty()) ++notes_;
            ImportedHabit& to = file_.habits[known->second];
            const auto day = static_cast<DayNumber>(std::floor(static_cast<double>(*at) / ms_of_day));
            const auto found = day_of_value(day, static_cast<double>(*value), to.habit.target.has_value());
            if (found && days_.emplace(known->second, day).second) to.days.push_back(*found);
            return {};
        });
    }

    void say_what_stays() {
        const auto told = [&](std::size_t count, std::string words) {
            // First: a person is shown the beginning of the notes.
            if (count > 0) file_.notes.insert(file_.notes.begin(), {0, std::move(words)});
        };
        told(odd_, fmt::format("left out: {} without a habit, a day or a value", amount(odd_, "entry")));
        told(notes_, fmt::format("left behind: {} on days, which have none here", amount(notes_, "note")));
        told(reminders_, fmt::format("left behind: {} of habits, which have none here", amount(reminders_, "reminder")));
    }

    ForeignFile source_;
    ImportFile file_;
    std::map<std::int64_t, std::size_t> places_; // of a habit by its id
    std::set<std::pair<std::size_t, DayNumber>> days_;
    std::size_t odd_ = 0, notes_ = 0, reminders_ = 0;
};

// ---- the CSV files -----------------------------------------------------------------------------------------------------------

double decimal(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : 0;
}

ImportFile read_habits_csv(const std::vector<CsvRow>& rows) {
    ImportFile file;
    const Columns columns(rows.front());
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto of = [&](const char* name) { return std::string(columns.of(rows[i], {name})); };
        LoopHabit habit;
        habit.line = rows[i].line;
        habit.name = of("name");
        habit.question = of("question");
        habit.description = of("description");
        habit.unit = of("unit");
        habit.color = color_of(of("color"));
        habit.times = number(of(columns.has({"numrepetitions"}) ? "numrepetitions" : "frequencynumerator")).value_or(0);
        habit.in_days = number(of(columns.has({"interval"}) ? "interval" : "frequencydenominator")).value_or(0);
        habit.measurable = of("type") == "NUMERICAL";
        habit.at_most = of("target type") == "AT_MOST";
        habit.target = decimal(of("target value"));
        habit.archived = of("archived?") == "true";
        add_habit(habit, file);
    }
    return file;
}

// What a cell says of a day; NO, YES_AUTO and UNKNOWN say nothing that is kept.
struct Cell {
    double value = no;
    bool is_amount = false, is_known = true;
};
Cell cell_of(std::string_view text) {
    if (text == "YES_MANUAL") return {by_hand};
    if (text == "SKIP") return {skipped};
    if (text.empty() || text == "NO" || text == "YES_AUTO" || text == "UNKNOWN") return {};
    if (const auto value = number(text)) return {static_cast<double>(*value), true};
    return {no, false, false};
}

class CheckmarksReader {
  public:
    explicit CheckmarksReader(const std::vector<CsvRow>& rows) : rows_(rows) {}

    Result<ImportFile> read() {
        auto names = rows_.front().fields;
        if (!names.empty() && trimmed(names.back()).empty()) names.pop_back(); // each line ends with a separator
        for (std::size_t column = 1; column < names.size(); ++column) {
            ImportedHabit habit;
            habit.line = rows_.front().line;
            habit.habit.name = own_name(names[column], file_);
            file_.habits.push_back(std::move(habit));
        }
        for (std::size_t i = 1; i < rows_.size(); ++i) TRY(read_row(rows_[i], names.size()));
        for (auto& habit : file_.habits)
            if (habit.needs_target) habit.habit.target = 1; // of one that is here already; see ImportedHabit
        std::erase_if(file_.habits, [](const ImportedHabit& habit) { return habit.habit.name.empty(); });
        return std::move(file_);
    }

  private:
    Result<void> read_row(const CsvRow& row, std::size_t columns) {
        const auto cells = row.fields.size() - (row.fields.back().empty() ? 1 : 0);
        // The names in the first line are not quoted, so one with a comma moves all that follow.
        if (cells != columns)
            return fail(
                Errc::invalid,
                "line {}: {} cells under {} names: a habit's name has a comma in it; import the backup of Loop (.db) instead",
                row.line, cells, columns);
        const auto date = day(row.fields[0]);
        if (!date || !days_.insert(*date).second) {
            file_.notes.push_back(
                {row.line, fmt::format("{} is {}", in_quotes(row.fields[0]), date ? "there twice" : "no day like 2026-11-22")});
            return {};
        }
        for (std::size_t column = 1; column < columns && column < row.fields.size(); ++column) {
            auto& habit = file_.habits[column - 1];
            const auto cell = cell_of(trimmed(row.fields[column]));
            if (!cell.is_known)
                file_.notes.push_back({row.line, fmt::format("{} says nothing about a day", in_quotes(row.fields[column]))});
            if (cell.is_amount) habit.needs_target = true;
            if (const auto found = day_of_value(*date, cell.value, cell.is_amount)) habit.days.push_back(*found);
        }
        return {};
    }

    const std::vector<CsvRow>& rows_;
    std::set<DayNumber> days_;
    ImportFile file_;
};

} // namespace

Result<ImportFile> read_loop_backup(std::string_view content) { return BackupReader(TRY(ForeignFile::open(content))).read(); }

std::optional<LoopCsv> loop_csv(const std::vector<CsvRow>& rows) {
    const CsvRow& heading = rows.front();
    const Columns columns(heading);
    if (columns.has({"position"}) && columns.has({"question"}) &&
        (columns.has({"frequencynumerator"}) || columns.has({"numrepetitions"})))
        return LoopCsv::habits;
    if (heading.fields.size() < 2 || lower(trimmed(heading.fields[0])) != "date") return std::nullopt;
    if (columns.has({"value"}) && heading.fields.size() <= 3) return LoopCsv::checkmarks_of_one;
    // Any other list may begin with a date: here each cell says something about a day, and most are words that only Loop has.
    if (rows.size() < 2) return std::nullopt;
    const auto& cells = rows[1].fields;
    const bool known =
        std::all_of(cells.begin() + 1, cells.end(), [](const auto& each) { return cell_of(trimmed(each)).is_known; });
    const bool ends_open = heading.fields.back().empty();
    const bool has_words =
        std::any_of(cells.begin() + 1, cells.end(), [](const auto& each) { return !each.empty() && !number(trimmed(each)); });
    return known && (ends_open || has_words) ? std::optional(LoopCsv::checkmarks) : std::nullopt;
}

Result<ImportFile> read_loop_csv(LoopCsv kind, const std::vector<CsvRow>& rows) {
    if (kind == LoopCsv::checkmarks_of_one)
        return fail(Errc::unsupported,
                    "it holds the days of one habit and does not say of which: import the Checkmarks.csv of all habits, "
                    "or the backup of Loop (.db)");
    auto file = kind == LoopCsv::habits ? Result<ImportFile>(read_habits_csv(rows)) : CheckmarksReader(rows).read();
    if (file) file->format = kind == LoopCsv::habits ? "Loop Habit Tracker, habits" : "Loop Habit Tracker, days";
    return file;
}

} // namespace asista::services
