// What a file holds, as tasks or rows. Formats:
// - Asista's own export: services/export.hpp.
// - Todoist's project template as CSV: columns TYPE, CONTENT, DESCRIPTION, PRIORITY, INDENT, DATE and others, as documented at
//   todoist.com/help/articles/import-or-export-a-project-as-a-csv-file-in-todoist-YC8YvN (read 2026-11). TYPE is task, section or note; INDENT 1
//   is a task, more is a part of the one above; "@word" in CONTENT is a label; a note belongs to the task above. Dates are taken where they
//   are written as 2026-11-22; others are words in the language of the account and stay in the notes.
// - Tasks as CSV with a first line of column names, in any order: title (or name, task, content), notes (or description), due (or date,
//   due date), project (or list), tags (or labels), done (or completed, status), estimate (minutes), energy (XS to XL).
// - Super Productivity's backup (super_productivity.hpp), Loop Habit Tracker's backup and CSV (loop_habits.hpp).
#include "services/import/csv.hpp"
#include "services/import/fields.hpp"
#include "services/import/import.hpp"
#include "services/import/loop_habits.hpp"
#include "services/import/super_productivity.hpp"
#include "store/foreign.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace asista::services {
namespace {

using nlohmann::json;

// "Buy milk @shop" without its labels.
std::string without_labels(std::string_view content, ImportedTask& task) {
    std::string title;
    while (!content.empty()) {
        const auto end = std::min(content.find(' '), content.size());
        const auto word = content.substr(0, end);
        const bool label = word.size() > 1 && word[0] == '@' && add_tag(task, word.substr(1));
        if (!label && !word.empty()) title += (title.empty() ? "" : " ") + std::string(word);
        content.remove_prefix(std::min(end + 1, content.size()));
    }
    return title;
}

ImportFile read_todoist(const std::vector<CsvRow>& rows, std::string_view name) {
    ImportFile file;
    file.format = "Todoist";
    const Columns columns(rows.front());
    // The file is one project and has no name but its own.
    std::string project(name.substr(0, name.rfind('.')));
    if (const auto bracket = project.rfind(" ["); bracket != std::string::npos && project.ends_with(']'))
        project.resize(bracket); // "[id]"
    std::string section;
    std::size_t parent = 0; // the last task that is no part
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto type = lower(columns.of(rows[i], {"type"}));
        const auto content = columns.of(rows[i], {"content"});
        if (type == "section") {
            section = content;
        } else if (type == "note") {
            if (!file.tasks.empty()) add_lines(file.tasks.back().task.notes, content);
        } else if (type == "task") {
            ImportedTask task;
            task.line = rows[i].line;
            task.task.title = without_labels(content, task);
            task.task.notes = columns.of(rows[i], {"description"});
            task.project = project;
            if (!section.empty()) add_lines(task.task.notes, "Section: " + section);
            const auto date = columns.of(rows[i], {"date"});
            task.task.due_day = day(date);
            if (!task.task.due_day && !date.empty()) add_lines(task.task.notes, "Date: " + std::string(date));
            const bool part = number(columns.of(rows[i], {"indent"})).value_or(1) > 1;
            if (part) task.parent = parent;
            file.tasks.push_back(std::move(task));
            if (!part) parent = file.tasks.size();
        } else if (!type.empty() && type != "meta") {
            file.notes.push_back({rows[i].line, fmt::format("\"{}\" is no type that Todoist has", type.substr(0, 40))});
        }
    }
    return file;
}

ImportFile read_task_rows(const std::vector<CsvRow>& rows) {
    ImportFile file;
    file.format = "Tasks as CSV";
    const Columns columns(rows.front());
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const CsvRow& row = rows[i];
        ImportedTask task;
        task.line = row.line;
        task.task.title = columns.of(row, {"title", "name", "task", "content", "summary"});
        task.task.notes = columns.of(row, {"notes", "description", "note"});
        task.project = columns.of(row, {"project", "list", "folder"});
        const auto due = columns.of(row, {"due", "due date", "due_date", "date", "deadline"});
        task.task.due_day = day(due);
        if (!due.empty() && !task.task.due_day)
            file.notes.push_back(
                {row.line, fmt::format("\"{}\" is no day like 2026-11-22; the task is taken without one", due.substr(0, 40))});
        const auto done = lower(columns.of(row, {"done", "completed", "status"}));
        task.done = done == "1" || done == "true" || done == "yes" || done == "x" || done == "done" || done == "completed" ||
                    day(done).has_value();
        if (const auto minutes = number(columns.of(row, {"estimate", "minutes", "duration"})); minutes && *minutes > 0)
            task.task.estimate_minutes = static_cast<std::uint32_t>(*minutes);
        const auto energy = lower(columns.of(row, {"energy", "effort", "size"}));
        constexpr std::array<std::string_view, 5> energies{"xs", "s", "m", "l", "xl"};
        if (const auto found = std::ranges::find(energies, energy); found != energies.end())
            task.task.energy = static_cast<Energy>(found - energies.begin());
        std::string tags(columns.of(row, {"tags", "labels", "tag"}));
        std::ranges::replace_if(
            tags, [](char each) { return each == ',' || each == ';' || each == '#' || each == '@'; }, ' ');
        for (std::size_t at = 0; at < tags.size();) {
            const auto end = std::min(tags.find(' ', at), tags.size());
            const auto word = std::string_view(tags).substr(at, end - at);
            if (!word.empty() && !add_tag(task, word))
                file.notes.push_back(
                    {row.line, fmt::format("\"{}\" is no tag; the task is taken without it", word.substr(0, 60))});
            at = end + 1;
        }
        file.tasks.push_back(std::move(task));
    }
    return file;
}

// Of a position in the text, the line; json's own errors count bytes.
std::uint32_t line_of(std::string_view text, std::size_t at) {
    return 1 + static_cast<std::uint32_t>(std::ranges::count(text.substr(0, std::min(at, text.size())), '\n'));
}

// Without exceptions the parser does not say where it stopped; this hears it.
struct WhereItBreaks : nlohmann::json_sax<json> {
    std::size_t at = 0;
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        at = position;
        return false;
    }
};

// Depth is bounded before anything is built of it: a file of a million brackets is no document.
Result<void> check_depth(std::string_view text) {
    constexpr int most = 32;
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char each = text[i];
        if (quoted) {
            if (each == '\\')
                ++i;
            else if (each == '"')
                quoted = false;
        } else if (each == '"') {
            quoted = true;
        } else if (each == '[' || each == '{') {
            if (++depth > most) return fail(Errc::invalid, "line {}: nested deeper than {} levels", line_of(text, i), most);
        } else if (each == ']' || each == '}') {
            --depth;
        }
    }
    return {};
}

Result<ImportFile> read_own(const json& document) {
    ImportFile file;
    file.format = "Asista export";
    const auto version = document.find("version");
    if (version == document.end() || !version->is_number_integer() || version->get<std::int64_t>() != 1)
        return fail(Errc::unsupported, "this export is of another version than 1; update Asista to read it");
    constexpr std::pair<const char*, Entity> lists[] = {
        {"projects", Entity::project},   {"tasks", Entity::task},   {"habits", Entity::habit},           {"goals", Entity::goal},
        {"vacations", Entity::vacation}, {"events", Entity::event}, {"time_entries", Entity::time_entry}};
    for (const auto& [list, entity] : lists) {
        const auto found = document.find(list);
        if (found == document.end()) continue;
        if (!found->is_array()) return fail(Errc::invalid, "\"{}\" is no list", list);
        for (const auto& row : *found) file.rows.push_back({0, entity, row.dump()});
    }
    if (const auto conversations = document.find("conversations"); conversations != document.end()) {
        if (!conversations->is_array()) return fail(Errc::invalid, "\"conversations\" is no list");
        for (const auto& each : *conversations) file.conversations.push_back(each.dump());
    }
    return file;
}

Result<ImportFile> none_of_these() {
    return fail(Errc::unsupported, "it is none of the files that can be read: an export of Asista or a backup of Super "
                                   "Productivity (JSON), a backup of Loop "
                                   "Habit Tracker (.db) or its Habits.csv and Checkmarks.csv, a project of Todoist (CSV), or "
                                   "tasks as CSV with a first line of "
                                   "column names, one of them \"title\"");
}

Result<ImportFile> read_json(std::string_view content) {
    TRY(check_depth(content));
    const auto begin = content.find('{');
    const auto document = json::parse(content.substr(begin), nullptr, false);
    if (document.is_discarded()) {
        WhereItBreaks where;
        json::sax_parse(content.substr(begin), &where);
        return fail(Errc::invalid, "line {}: this is no JSON", line_of(content, begin + where.at));
    }
    const auto format = document.find("format");
    if (format != document.end() && *format == "asista-export") return read_own(document);
    if (const auto* const data = find_super_productivity(document)) return read_super_productivity(*data);
    return none_of_these();
}

Result<ImportFile> read_rows(std::string_view name, std::string_view content) {
    const auto rows = TRY(read_csv(content));
    if (rows.empty()) return fail(Errc::invalid, "it is empty");
    if (const auto loop = loop_csv(rows)) return read_loop_csv(*loop, rows);
    const Columns columns(rows.front());
    if (columns.has({"type"}) && columns.has({"content"})) return read_todoist(rows, name);
    if (columns.has({"title", "name", "task", "content", "summary"})) return read_task_rows(rows);
    return none_of_these();
}

Result<ImportFile> read_any(std::string_view name, std::string_view content) {
    if (store::ForeignFile::is_sqlite(content)) return read_loop_backup(content);
    if (content.starts_with("PK\x03\x04"))
        return fail(Errc::unsupported,
                    "it is a ZIP archive: unpack it and import the files in it one by one (of Loop Habit Tracker first "
                    "Habits.csv, then Checkmarks.csv)");
    const auto begin = content.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (begin == std::string_view::npos) return fail(Errc::invalid, "it is empty");
    return content[begin] == '{' ? read_json(content) : read_rows(name, content);
}

} // namespace

Result<ImportFile> read_import(std::string_view name, std::string_view content) {
    auto file = read_any(name, content);
    if (!file) return fail_in(name, file.error());
    if (const auto things = file->things(); things > most_imported)
        return fail(Errc::over_limit, "{} holds {} things; at most {} are taken over at once: split it", name, things,
                    most_imported);
    file->name = name;
    return file;
}

} // namespace asista::services
