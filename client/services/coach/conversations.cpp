#include "services/coach/conversations.hpp"

#include "services/text_rules.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <unordered_map>

namespace asista::services {
namespace {

using nlohmann::json;

constexpr std::string_view message_sql =
    "SELECT id, conversation_id, parent_id, role, state, text, problem, note, provider, input_tokens, output_tokens, context, "
    "untrusted, created_at FROM conversation_messages WHERE id = ?1 AND user_id = ?2";
constexpr std::string_view call_columns =
    "t.id, t.message_id, t.call_id, t.name, t.arguments, t.words, t.state, t.outcome, t.result, "
    "t.change_id, t.untrusted, t.fields, c.undone_by IS NOT NULL";

StoredMessage read_message(const store::Statement& row) {
    StoredMessage message;
    auto& shown = message.shown;
    shown.id = row.as<std::uint64_t>(0);
    message.conversation = row.as<std::uint64_t>(1);
    message.parent = row.as<std::uint64_t>(2);
    shown.role = static_cast<calls::CoachRole>(row.as<std::uint8_t>(3));
    shown.state = static_cast<calls::CoachState>(row.as<std::uint8_t>(4));
    shown.text = row.text(5);
    shown.problem = row.text(6);
    shown.note = row.text(7);
    shown.provider = row.text(8);
    shown.input_tokens = row.maybe<std::uint32_t>(9);
    shown.output_tokens = row.maybe<std::uint32_t>(10);
    shown.contexts = contexts_from_json(row.text(11));
    message.untrusted = row.as<bool>(12);
    shown.created_at = row.integer(13);
    return message;
}

StoredCall read_call(const store::Statement& row) {
    StoredCall call;
    call.shown.id = row.as<std::uint64_t>(0);
    call.message = row.as<std::uint64_t>(1);
    call.call_id = row.text(2);
    call.shown.name = row.text(3);
    call.shown.arguments = row.text(4);
    call.shown.words = row.text(5);
    call.shown.state = static_cast<calls::CoachCallState>(row.as<std::uint8_t>(6));
    call.shown.outcome = row.text(7);
    call.result = row.text(8);
    call.shown.change = row.as<std::uint64_t>(9);
    call.untrusted = row.as<bool>(10);
    call.fields = texts_from_json(row.text(11));
    call.shown.undone = row.as<bool>(12);
    return call;
}

Result<void> changed_one(const store::Database& db, std::string_view what, std::uint64_t id) {
    if (db.changed_rows() == 1) return {};
    return fail(Errc::not_found, "there is no {} {}", what, id);
}

std::optional<std::int64_t> maybe_id(std::uint64_t id) {
    return id == 0 ? std::nullopt : std::optional(static_cast<std::int64_t>(id));
}

} // namespace

// ---- the tree ----------------------------------------------------------------------------------------------------------------

std::vector<MessageNode> branch_to(const std::vector<MessageNode>& nodes, std::uint64_t leaf) {
    std::vector<MessageNode> branch;
    // A parent always has a smaller number than its child, so this ends whatever the rows say.
    for (std::uint64_t wanted = leaf; wanted != 0;) {
        const auto found = std::ranges::lower_bound(nodes, wanted, {}, &MessageNode::id);
        if (found == nodes.end() || found->id != wanted) break;
        branch.push_back(*found);
        wanted = found->parent < wanted ? found->parent : 0;
    }
    std::ranges::reverse(branch);
    return branch;
}

std::uint64_t newest_leaf_below(const std::vector<MessageNode>& nodes, std::uint64_t message) {
    std::unordered_map<std::uint64_t, std::uint64_t> newest_child;
    for (const auto& node : nodes) newest_child[node.parent] = std::max(newest_child[node.parent], node.id);
    auto leaf = message;
    for (auto child = newest_child.find(leaf); child != newest_child.end() && child->second > leaf;
         child = newest_child.find(leaf))
        leaf = child->second;
    return leaf;
}

// ---- conversations -------------------------------------------------------------------------------------------------------------

Result<std::vector<calls::CoachConversation>> Conversations::list(UserId user) {
    auto rows = TRY(db_.prepare("SELECT id, title, created_at, updated_at, "
                                "EXISTS(SELECT 1 FROM conversation_messages AS m WHERE m.id = c.leaf AND m.state = 0), "
                                "EXISTS(SELECT 1 FROM conversation_tool_calls AS t WHERE t.message_id = c.leaf AND t.state = 0) "
                                "FROM conversations AS c WHERE user_id = ?1 ORDER BY updated_at DESC, id DESC LIMIT ?2"));
    rows.bind(user.value, max_conversations);
    std::vector<calls::CoachConversation> found;
    while (TRY(rows.step()))
        found.push_back({rows.as<std::uint64_t>(0), std::string(rows.text(1)), rows.integer(2), rows.integer(3), rows.as<bool>(4),
                         rows.as<bool>(5)});
    return found;
}

Result<Conversation> Conversations::find(UserId user, std::uint64_t id) {
    auto row = TRY(db_.prepare("SELECT title, named, leaf, kept_context, created_at, updated_at FROM conversations "
                               "WHERE id = ?1 AND user_id = ?2"));
    row.bind(id, user.value);
    if (!TRY(row.step())) return fail(Errc::not_found, "there is no conversation {}", id);
    return Conversation{id,
                        std::string(row.text(0)),
                        row.as<bool>(1),
                        row.as<std::uint64_t>(2),
                        row.as<std::uint8_t>(3),
                        row.integer(4),
                        row.integer(5)};
}

Result<std::uint64_t> Conversations::add(UserId user, std::string_view title, InstantMs now) {
    auto count = TRY(db_.prepare("SELECT count(*) FROM conversations WHERE user_id = ?1"));
    count.bind(user.value);
    if (TRY(count.step()) && count.integer(0) >= max_conversations)
        return fail(Errc::over_limit, "there are {} conversations, and no more are kept; remove one to begin another",
                    max_conversations);
    TRY(db_.run("INSERT INTO conversations(user_id, title, created_at, updated_at) VALUES(?1, ?2, ?3, ?3)", user.value, title,
                now));
    return static_cast<std::uint64_t>(db_.last_row());
}

Result<void> Conversations::rename(UserId user, std::uint64_t id, std::string_view title) {
    const auto checked = TRY(needed_line("a conversation needs a title", "a conversation's title", title, max_title_bytes));
    TRY(db_.run("UPDATE conversations SET title = ?3, named = 1 WHERE id = ?1 AND user_id = ?2", id, user.value, checked));
    return changed_one(db_, "conversation", id);
}

Result<void> Conversations::erase(UserId user, std::uint64_t id) {
    TRY(db_.run("DELETE FROM conversations WHERE id = ?1 AND user_id = ?2", id, user.value));
    return changed_one(db_, "conversation", id);
}

Result<void> Conversations::show(UserId user, std::uint64_t id, std::uint64_t leaf) {
    TRY(db_.run("UPDATE conversations SET leaf = ?3 WHERE id = ?1 AND user_id = ?2", id, user.value, leaf));
    return changed_one(db_, "conversation", id);
}

Result<void> Conversations::keep_contexts(UserId user, std::uint64_t id, std::uint8_t kinds) {
    return db_.run("UPDATE conversations SET kept_context = ?3 WHERE id = ?1 AND user_id = ?2", id, user.value, kinds);
}

// ---- messages ------------------------------------------------------------------------------------------------------------------

Result<std::vector<MessageNode>> Conversations::nodes(UserId user, std::uint64_t conversation) {
    auto rows = TRY(db_.prepare("SELECT id, parent_id, role FROM conversation_messages "
                                "WHERE conversation_id = ?1 AND user_id = ?2 ORDER BY id"));
    rows.bind(conversation, user.value);
    std::vector<MessageNode> nodes;
    while (TRY(rows.step()))
        nodes.push_back(
            {rows.as<std::uint64_t>(0), rows.as<std::uint64_t>(1), static_cast<calls::CoachRole>(rows.as<std::uint8_t>(2))});
    return nodes;
}

Result<StoredMessage> Conversations::message(UserId user, std::uint64_t id) {
    auto row = TRY(db_.prepare(message_sql));
    row.bind(id, user.value);
    if (!TRY(row.step())) return fail(Errc::not_found, "there is no message {}", id);
    auto message = read_message(row);
    if (message.shown.role == calls::CoachRole::coach) message.calls = TRY(calls_of(user, id));
    return message;
}

Result<std::uint64_t> Conversations::add_message(UserId user, const StoredMessage& message, InstantMs now) {
    return db_.transaction([&]() -> Result<std::uint64_t> {
        auto count = TRY(db_.prepare("SELECT count(*) FROM conversation_messages WHERE conversation_id = ?1"));
        count.bind(message.conversation);
        if (TRY(count.step()) && count.integer(0) >= max_messages)
            return fail(Errc::over_limit, "this conversation has {} messages, and no more are kept; begin a new one",
                        max_messages);
        const auto& shown = message.shown;
        TRY(db_.run(
            "INSERT INTO conversation_messages(user_id, conversation_id, parent_id, role, state, text, problem, note, provider, "
            "input_tokens, output_tokens, context, untrusted, created_at) "
            "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            user.value, message.conversation, maybe_id(message.parent), shown.role, shown.state, shown.text, shown.problem,
            shown.note, shown.provider, shown.input_tokens, shown.output_tokens, contexts_as_json(shown.contexts),
            message.untrusted, now));
        const auto id = static_cast<std::uint64_t>(db_.last_row());
        for (auto call : message.calls) {
            call.message = id;
            TRY(add_call(user, call));
        }
        TRY(db_.run("UPDATE conversations SET leaf = ?3, updated_at = max(updated_at, ?4) WHERE id = ?1 AND user_id = ?2",
                    message.conversation, user.value, id, now));
        TRY(changed_one(db_, "conversation", message.conversation));
        return id;
    });
}

Result<void> Conversations::save_text(UserId user, std::uint64_t message, std::string_view text) {
    return db_.run("UPDATE conversation_messages SET text = ?3 WHERE id = ?1 AND user_id = ?2 AND state = 0", message, user.value,
                   text);
}

Result<void> Conversations::finish(UserId user, const calls::CoachMessage& shown, InstantMs now) {
    return db_.transaction([&]() -> Result<void> {
        TRY(db_.run("UPDATE conversation_messages SET text = ?3, problem = ?4, note = ?5, provider = ?6, input_tokens = ?7, "
                    "output_tokens = ?8, state = ?9 WHERE id = ?1 AND user_id = ?2",
                    shown.id, user.value, shown.text, shown.problem, shown.note, shown.provider, shown.input_tokens,
                    shown.output_tokens, shown.state));
        TRY(changed_one(db_, "message", shown.id));
        return db_.run("UPDATE conversations SET updated_at = max(updated_at, ?2) WHERE id = "
                       "(SELECT conversation_id FROM conversation_messages WHERE id = ?1)",
                       shown.id, now);
    });
}

Result<void> Conversations::note(UserId user, std::uint64_t message, std::string_view sentence) {
    return db_.run("UPDATE conversation_messages SET note = ?3 WHERE id = ?1 AND user_id = ?2", message, user.value, sentence);
}

Result<bool> Conversations::is_untrusted(UserId user, std::uint64_t conversation, const std::vector<MessageNode>& branch) {
    auto rows = TRY(
        db_.prepare("SELECT m.id FROM conversation_messages AS m WHERE m.conversation_id = ?1 AND m.user_id = ?2 AND "
                    "(m.untrusted = 1 OR EXISTS("
                    "SELECT 1 FROM conversation_tool_calls AS t WHERE t.message_id = m.id AND t.untrusted = 1)) ORDER BY m.id"));
    rows.bind(conversation, user.value);
    while (TRY(rows.step()))
        if (std::ranges::find(branch, rows.as<std::uint64_t>(0), &MessageNode::id) != branch.end()) return true;
    return false;
}

Result<void> Conversations::end_unfinished(std::string_view problem) {
    return db_.run("UPDATE conversation_messages SET state = 3, problem = ?1 WHERE state = 0", problem);
}

// ---- what the coach asks to do -------------------------------------------------------------------------------------------------

Result<std::uint64_t> Conversations::add_call(UserId user, const StoredCall& call) {
    TRY(db_.run(
        "INSERT INTO conversation_tool_calls(user_id, message_id, call_id, name, arguments, words, state, outcome, result, "
        "change_id, untrusted, fields) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        user.value, call.message, call.call_id, call.shown.name, call.shown.arguments, call.shown.words, call.shown.state,
        call.shown.outcome, call.result, maybe_id(call.shown.change), call.untrusted, texts_as_json(call.fields)));
    return static_cast<std::uint64_t>(db_.last_row());
}

Result<StoredCall> Conversations::call(UserId user, std::uint64_t id) {
    static const std::string query =
        fmt::format("SELECT {} FROM conversation_tool_calls AS t LEFT JOIN changes AS c ON c.id = t.change_id "
                    "WHERE t.id = ?1 AND t.user_id = ?2",
                    call_columns);
    auto row = TRY(db_.prepare(query));
    row.bind(id, user.value);
    if (!TRY(row.step())) return fail(Errc::not_found, "the coach asked for nothing with the number {}", id);
    return read_call(row);
}

Result<std::vector<StoredCall>> Conversations::calls_of(UserId user, std::uint64_t message) {
    static const std::string query =
        fmt::format("SELECT {} FROM conversation_tool_calls AS t LEFT JOIN changes AS c ON c.id = t.change_id "
                    "WHERE t.message_id = ?1 AND t.user_id = ?2 ORDER BY t.id",
                    call_columns);
    auto rows = TRY(db_.prepare(query));
    rows.bind(message, user.value);
    std::vector<StoredCall> calls;
    while (TRY(rows.step())) calls.push_back(read_call(rows));
    return calls;
}

Result<void> Conversations::answer_call(UserId user, const StoredCall& call) {
    TRY(db_.run(
        "UPDATE conversation_tool_calls SET state = ?3, outcome = ?4, result = ?5, change_id = ?6, untrusted = ?7, fields = ?8 "
        "WHERE id = ?1 AND user_id = ?2",
        call.shown.id, user.value, call.shown.state, call.shown.outcome, call.result, maybe_id(call.shown.change), call.untrusted,
        texts_as_json(call.fields)));
    return changed_one(db_, "call", call.shown.id);
}

// ---- JSON ----------------------------------------------------------------------------------------------------------------------

std::string texts_as_json(const std::vector<std::string>& texts) { return json(texts).dump(); }

std::vector<std::string> texts_from_json(std::string_view text) {
    std::vector<std::string> texts;
    const auto list = json::parse(text, nullptr, false);
    if (!list.is_array()) return texts;
    for (const auto& each : list)
        if (each.is_string()) texts.push_back(each.get<std::string>());
    return texts;
}

std::string contexts_as_json(const std::vector<calls::CoachContext>& contexts) {
    json list = json::array();
    for (const auto& each : contexts)
        list.push_back({{"kind", static_cast<int>(each.kind)},
                        {"own", each.own},
                        {"foreign", each.foreign},
                        {"fields", each.fields},
                        {"sources", each.sources}});
    return list.dump();
}

std::vector<calls::CoachContext> contexts_from_json(std::string_view text) {
    std::vector<calls::CoachContext> contexts;
    const auto list = json::parse(text, nullptr, false);
    if (!list.is_array()) return contexts;
    const auto text_in = [](const json& each, const char* name) {
        const auto found = each.find(name);
        return found != each.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    for (const auto& each : list) {
        const auto kind = each.is_object() ? each.find("kind") : each.end();
        if (!each.is_object() || kind == each.end() || !kind->is_number_unsigned() ||
            kind->get<std::uint64_t>() >= calls::coach_context_kinds)
            continue;
        calls::CoachContext context;
        context.kind = static_cast<calls::CoachContextKind>(kind->get<std::uint8_t>());
        context.own = text_in(each, "own");
        context.foreign = text_in(each, "foreign");
        if (const auto fields = each.find("fields"); fields != each.end()) context.fields = texts_from_json(fields->dump());
        if (const auto sources = each.find("sources"); sources != each.end()) context.sources = texts_from_json(sources->dump());
        contexts.push_back(std::move(context));
    }
    return contexts;
}

} // namespace asista::services
