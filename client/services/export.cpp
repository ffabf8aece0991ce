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

// Message by message, since one may be long.
Result<void> put_conversations(store::Database& db, UserId user, Writer& out, std::uint64_t& things) {
    auto conversations =
        TRY(db.prepare("SELECT id, json_object('id', id, 'title', title, 'leaf', leaf, 'created_at', created_at, "
                       "'updated_at', updated_at) FROM conversations WHERE user_id = ?1 ORDER BY id"));
    auto messages = TRY(db.prepare("SELECT json_object('id', id, 'parent', parent_id, 'role', role, 'state', state, 'text', "
                                   "text, 'problem', problem, 'note', note, "
                                   "'provider', provider, 'input_tokens', input_tokens, 'output_tokens', output_tokens, "
                                   "'context', json(context), 'created_at', "
                                   "created_at, 'calls', json((SELECT json_group_array(json_object('call_id', call_id, 'name', "
                                   "name, 'arguments', arguments, 'words', "
                                   "words, 'state', t.state, 'outcome', outcome, 'result', result)) FROM conversation_tool_calls "
                                   "AS t WHERE t.message_id = m.id))) "
                                   "FROM conversation_messages AS m WHERE conversation_id = ?1 ORDER BY id"));
    conversations.bind(user.value);
    TRY(out.put(",\n\"conversations\": ["));
    for (bool first = true; TRY(conversations.step()); first = false) {
        std::string head(conversations.text(1));
        head.pop_back(); // its messages come before the end of it
        TRY(out.put(fmt::format("{}{}, \"messages\": [", first ? "\n" : ",\n", head)));
        messages.bind(conversations.integer(0));
        for (bool first_message = true; TRY(messages.step()); first_message = false) {
            if (!first_message) TRY(out.put(",\n"));
            TRY(out.put(messages.text(0)));
        }
        TRY(out.put("]}"));
        ++things;
    }
    return out.put("]");
}

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
    TRY(out.put("]"));
    TRY(put_conversations(db, user, out, reply.things));
    TRY(out.put("}\n"));
    TRY(out.flush());
    TRY(db.execute("COMMIT"));
    TRY(file.keep());
    reply.bytes = out.bytes;
    return reply;
}

} // namespace asista::services
