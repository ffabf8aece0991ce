#include "services/export.hpp"

#include "services/new_file.hpp"
#include "services/operation_rows.hpp"

namespace asista::services {
namespace {

constexpr std::size_t flush_bytes = 256 * 1024;

struct List {
    const char* name;
    Entity entity;
    std::string_view keys; // of the user's rows
};
// What others refer to comes before them.
constexpr List lists[] = {
    {"projects", Entity::project, "SELECT id FROM projects WHERE user_id = ?1 ORDER BY id"},
    {"tasks", Entity::task, "SELECT id FROM tasks WHERE user_id = ?1 ORDER BY parent_id IS NOT NULL, id"},
    {"habits", Entity::habit, "SELECT id FROM habits WHERE user_id = ?1 ORDER BY id"},
    {"goals", Entity::goal, "SELECT id FROM goals WHERE user_id = ?1 ORDER BY id"},
    {"vacations", Entity::vacation, "SELECT id FROM vacations WHERE user_id = ?1 ORDER BY id"},
    {"events", Entity::event, "SELECT id FROM calendar_events WHERE user_id = ?1 ORDER BY series IS NOT NULL, id"},
    {"time_entries", Entity::time_entry, "SELECT id FROM time_entries WHERE user_id = ?1 ORDER BY id"},
    {"preferences", Entity::preference, "SELECT key FROM preferences WHERE user_id = ?1 ORDER BY key"},
    {"installations", Entity::installation, "SELECT plugin_id FROM plugin_installations WHERE user_id = ?1 ORDER BY plugin_id"},
};

class Writer {
  public:
    explicit Writer(NewFile& file) : file_(file) {}
    Result<void> put(std::string_view text) {
        text_ += text;
        bytes += text.size();
        return text_.size() < flush_bytes ? Result<void>() : flush();
    }
    Result<void> flush() {
        TRY(file_.append(text_));
        text_.clear();
        return {};
    }
    std::uint64_t bytes = 0;

  private:
    NewFile& file_;
    std::string text_;
};

} // namespace

Result<calls::DataExport::Reply> export_all(store::Database& db, UserId user, const std::filesystem::path& path, InstantMs now) {
    auto file = TRY(NewFile::create(path));
    Writer out(file);
    OperationRows rows(db);
    calls::DataExport::Reply reply;
    TRY(db.execute("BEGIN")); // all lists are of one moment, whoever writes meanwhile
    TRY(out.put(fmt::format("{{\"format\": \"asista-export\", \"version\": {}, \"exported_at\": {}", export_version, now)));
    for (const List& list : lists) {
        TRY(out.put(fmt::format(",\n\"{}\": [", list.name)));
        auto keys = TRY(db.prepare(list.keys));
        keys.bind(user.value);
        bool first = true;
        while (TRY(keys.step())) {
            const auto row = TRY(rows.read_whole(user, list.entity, std::string(keys.text(0))));
            if (!row) continue;
            TRY(out.put(first ? "\n" : ",\n"));
            TRY(out.put(*row));
            first = false;
            ++reply.things;
        }
        TRY(out.put("]"));
    }
    TRY(out.put(",\n\"plugin_storage\": ["));
    {
        auto stored =
            TRY(db.prepare("SELECT json_object('plugin_id', plugin_id, 'key', key, 'value', json(value)) FROM plugin_storage "
                           "WHERE user_id = ?1 ORDER BY plugin_id, key"));
        stored.bind(user.value);
        for (bool first = true; TRY(stored.step()); first = false) {
            TRY(out.put(first ? "\n" : ",\n"));
            TRY(out.put(stored.text(0)));
            ++reply.things;
        }
    }
    TRY(out.put("]}\n"));
    TRY(out.flush());
    TRY(db.execute("COMMIT"));
    TRY(file.keep());
    reply.bytes = out.bytes;
    return reply;
}

} // namespace asista::services
