// Rows of an export of Asista's own: what is the same thing becomes as in the file, what refers to another thing follows it.
#include "services/import/taking.hpp"
#include "services/recurrence.hpp"
#include "services/task_rows.hpp"
#include "services/text_rules.hpp"
#include "services/zones.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace asista::services {
namespace {

using nlohmann::json;

struct Kind {
    Entity entity;
    const char *table, *words;
    const char* identity; // what is the same in two states of one thing, beside its id
    const char* title;
};
constexpr std::array<Kind, 7> kinds{{{Entity::project, "projects", "projects", "created_at", "name"},
                                     {Entity::task, "tasks", "tasks", "created_at", "title"},
                                     {Entity::habit, "habits", "habits", "created_at", "name"},
                                     {Entity::goal, "goals", "goals", "created_at", "title"},
                                     {Entity::vacation, "vacations", "vacations", "from_day", ""},
                                     {Entity::event, "calendar_events", "events", "starts_at", "title"},
                                     {Entity::time_entry, "time_entries", "tracked times", "started_at", ""}}};

// A number of a member, where it is one.
std::optional<std::int64_t> integer(const json& row, const char* name) {
    const auto found = row.find(name);
    if (found == row.end() || !found->is_number_integer()) return std::nullopt;
    return found->get<std::int64_t>();
}

class RowImport final : public Taking {
  public:
    explicit RowImport(ImportParts parts_in)
        : parts_(std::move(parts_in)), s_(parts_.services), actor_(parts_.actor), file_(parts_.file), report_(parts_.report),
          rows_(parts_.services.db) {}

    Result<bool> begin() override { return true; }
    std::size_t size() const override { return file_.rows.size(); }
    Result<void> take(std::size_t index) override {
        const auto& each = file_.rows[index];
        const auto kind = std::ranges::find(kinds, each.entity, &Kind::entity);
        const auto row = json::parse(each.json, nullptr, false);
        if (!row.is_object()) {
            report_.skipped(kind->words, each.line, fmt::format("one of the {} is no object", kind->words));
            return {};
        }
        const auto title = row.value(json::json_pointer(fmt::format("/{}", kind->title)), json());
        const std::string name =
            title.is_string() ? fmt::format("\"{}\"", title.get<std::string>().substr(0, 80)) : "one without a name";
        // A row that does not fit leaves nothing behind and stops no other.
        const auto taken = s_.db.transaction([&] { return take(*kind, row); });
        if (!taken) report_.skipped(kind->words, each.line, fmt::format("{}: {}", name, taken.error().message));
        return {};
    }

  private:
    // Texts as the services take them: the file may be from anywhere.
    Result<void> check_texts(const json& row) {
        for (const auto& [name, value] : row.items()) {
            if (!value.is_string()) continue;
            const auto text = value.get<std::string>();
            const auto what = fmt::format("\"{}\"", name);
            if (name == "title" || name == "name")
                TRY(needed_line("it needs a title", what, text));
            else if (name == "recurrence" && !text.empty())
                TRY(checked_recurrence(text));
            else if (name == "rank" && !std::ranges::all_of(text, [](char c) {
                         return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                     }))
                return fail(Errc::invalid, "\"rank\" has letters that it cannot have");
            else
                TRY(many_lines(what, text));
        }
        if (const auto tags = row.find("tags"); tags != row.end()) {
            if (!tags->is_array()) return fail(Errc::invalid, "\"tags\" is no list");
            for (const auto& tag : *tags) {
                if (!tag.is_string()) return fail(Errc::invalid, "a tag is no text");
                TRY(checked_tag(tag.get<std::string>()));
            }
        }
        return {};
    }

    Result<bool> is_taken(const Kind& kind, std::int64_t id) {
        auto row = TRY(s_.db.prepare(fmt::format("SELECT 1 FROM {} WHERE id = ?1", kind.table)));
        row.bind(id);
        return row.step();
    }
    Result<std::int64_t> free_id(const Kind& kind) {
        auto& next = next_[kind.entity];
        if (next == 0) {
            auto row = TRY(s_.db.prepare("SELECT seq FROM sqlite_sequence WHERE name = ?1"));
            row.bind(std::string_view(kind.table));
            if (TRY(row.step())) next = row.integer(0);
            for (const auto& each : file_.rows) // never one that the file itself will want
                if (each.entity == kind.entity)
                    if (const auto row_of = json::parse(each.json, nullptr, false); row_of.is_object())
                        next = std::max(next, std::min<std::int64_t>(integer(row_of, "id").value_or(0), most_id));
        }
        return ++next;
    }
    // What a row refers to, as it is called here; nothing when it is not there.
    void follow(json& row, const char* member, Entity entity) const {
        const auto id = integer(row, member);
        if (!id) return;
        const auto here = ids_.find({entity, *id});
        if (here == ids_.end())
            row[member] = nullptr;
        else
            row[member] = here->second;
    }

    // What a file of an older version does not know is as it is in a new row.
    Result<void> complete(const Kind& kind, json& row) {
        auto& defaults = defaults_[kind.entity];
        if (defaults.is_null()) {
            defaults = json::object();
            auto columns = TRY(s_.db.prepare("SELECT name, dflt_value FROM pragma_table_info(?1) WHERE dflt_value IS NOT NULL"));
            columns.bind(std::string_view(kind.table));
            while (TRY(columns.step())) {
                // The schema is ours: a literal, quoted as SQL does.
                const std::string literal(columns.text(1));
                const bool text = literal.size() >= 2 && literal.front() == '\'' && literal.back() == '\'';
                defaults[std::string(columns.text(0))] =
                    text ? json(literal.substr(1, literal.size() - 2)) : json::parse(literal, nullptr, false);
            }
        }
        for (const auto& [name, value] : defaults.items())
            if (!row.contains(name)) row[name] = value;
        return {};
    }

    // Where a goal's links lead here; its steps get numbers of their own.
    void follow_belongings(json& row) const {
        for (auto& step : list_in(row, "milestones"))
            if (step.is_array() && !step.empty()) step[0] = nullptr;
        json links = json::array();
        for (const auto& link : list_in(row, "links")) {
            if (!link.is_array() || link.size() != 2 || !link[0].is_number_integer() || !link[1].is_number_integer()) continue;
            const auto entity = link[0] == 0 ? Entity::task : Entity::habit; // calls::LinkKind
            const auto here = ids_.find({entity, link[1].get<std::int64_t>()});
            if (here != ids_.end()) links.push_back({link[0], here->second});
        }
        if (row.contains("links")) row["links"] = std::move(links);
    }
    static json& list_in(json& row, const char* name) {
        static json none = json::array();
        const auto found = row.find(name);
        if (found != row.end() && found->is_array()) return *found;
        return none = json::array();
    }

    // Days of a habit that is here already, each a change of its own, so that undo takes back these alone.
    Result<bool> take_days(std::int64_t habit, const json& days) {
        bool any = false;
        for (const auto& day : days) {
            if (!day.is_array() || day.size() < 2 || !day[0].is_number_integer()) continue;
            const auto key = fmt::format("{}/{}", habit, day[0].get<std::int64_t>());
            if (TRY(s_.operations.row(actor_.user, Entity::habit_day, key))) continue;
            const json made{{"habit_id", habit},
                            {"day", day[0]},
                            {"done_at", day[1]},
                            {"amount", day.size() > 2 ? day[2] : json(1)},
                            {"skipped", day.size() > 3 ? day[3] : json(0)}};
            TRY(rows_.write(actor_.user, Entity::habit_day, key, made.dump()));
            TRY(s_.operations.record(actor_, parts_.now, import_call, Entity::habit_day, key, std::nullopt));
            any = true;
        }
        return any;
    }

    Result<void> check_event(const json& row) {
        const auto zone = row.find("zone");
        if (zone == row.end() || !zone->is_string()) return fail(Errc::invalid, "\"zone\" is no text");
        if (const auto name = zone->get<std::string>(); !name.empty()) TRY(zones_.find(name));
        const auto left_out = row.value("exceptions", std::string());
        if (!std::ranges::all_of(left_out, [](char c) { return (c >= '0' && c <= '9') || c == ' ' || c == '-'; }))
            return fail(Errc::invalid, "\"exceptions\" is no list of days");
        return {};
    }

    Result<void> take(const Kind& kind, json row) {
        const auto id = integer(row, "id");
        if (!id || *id <= 0 || *id > most_id) return fail(Errc::invalid, "it has no id");
        TRY(complete(kind, row));
        TRY(check_texts(row));
        if (kind.entity == Entity::event) {
            TRY(check_event(row));
            follow(row, "series", Entity::event);
            if (integer(row, "occurrence") && row["series"].is_null()) return fail(Errc::not_found, "its series is not there");
        }
        if (kind.entity == Entity::task) {
            follow(row, "project_id", Entity::project);
            follow(row, "parent_id", Entity::task);
        } else if (kind.entity == Entity::time_entry) {
            follow(row, "task_id", Entity::task);
            if (row["task_id"].is_null()) return fail(Errc::not_found, "its task is not there");
            if (!integer(row, "ended_at")) return fail(Errc::invalid, "it was still running");
        }
        if (kind.entity == Entity::project && TRY(is_known_project(row, *id))) return {};
        std::int64_t here = *id;
        auto before = TRY(s_.operations.row(actor_.user, kind.entity, std::to_string(here)));
        if (before) {
            const auto there = json::parse(*before, nullptr, false);
            if (integer(there, kind.identity) != integer(row, kind.identity)) before.reset(); // another thing with this number
        }
        if (!before && TRY(is_taken(kind, here))) {
            here = TRY(free_id(kind));
            row["id"] = here;
        }
        const json days = kind.entity == Entity::habit && before ? list_in(row, "days") : json::array();
        if (before)
            for (const char* belonging : {"days", "milestones", "links", "points"}) row.erase(belonging);
        else if (kind.entity == Entity::goal)
            follow_belongings(row);
        TRY(rows_.write(actor_.user, kind.entity, std::to_string(here), row.dump()));
        const auto after = TRY(s_.operations.row(actor_.user, kind.entity, std::to_string(here)));
        if (!after) return fail(Errc::invalid, "it does not fit");
        ids_[{kind.entity, *id}] = here;
        const bool more_days = TRY(take_days(here, days));
        if (before == after && more_days) {
            ++report_.of(kind.words).changed;
            return {};
        }
        if (before == after) {
            ++report_.of(kind.words).skipped; // it is as it is here: nothing to say of it
            return {};
        }
        TRY(s_.operations.record(actor_, parts_.now, import_call, kind.entity, std::to_string(here), before));
        const auto title = kind.title[0] != '\0' ? row.value(kind.title, std::string()) : std::string();
        if (before)
            ++report_.of(kind.words).changed;
        else
            report_.added(kind.words, title);
        return {};
    }
    // Projects are of one name each: one of the same name is the same.
    Result<bool> is_known_project(const json& row, std::int64_t id) {
        const auto name = row.find("name");
        if (name == row.end() || !name->is_string()) return fail(Errc::invalid, "it has no name");
        auto known = TRY(s_.db.prepare("SELECT id, created_at FROM projects WHERE user_id = ?1 AND name = ?2"));
        known.bind(actor_.user.value, name->get<std::string>());
        if (!TRY(known.step())) return false;
        if (known.integer(0) == id && known.integer(1) == integer(row, "created_at")) return false; // this very one
        ids_[{Entity::project, id}] = known.integer(0);
        ++report_.of("projects").skipped;
        return true;
    }

    static constexpr std::int64_t most_id = std::int64_t{1} << 52; // far from the end of what an id can be

    ImportParts parts_;
    Services& s_;
    const Actor& actor_;
    const ImportFile& file_;
    ImportReport& report_;
    OperationRows rows_;
    Zones zones_;
    std::map<Entity, json> defaults_;                             // of a table's columns
    std::map<std::pair<Entity, std::int64_t>, std::int64_t> ids_; // of the file -> here
    std::map<Entity, std::int64_t> next_;
};

} // namespace

std::unique_ptr<Taking> take_rows(ImportParts parts) { return std::make_unique<RowImport>(std::move(parts)); }

} // namespace asista::services
