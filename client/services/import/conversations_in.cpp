// Conversations of an export of Asista's own. They are no part of the log: undoing the import leaves them, and they are removed on the
// page. What the coach asked for in them is history and cannot be approved any more; all of their text counts as text from elsewhere.
#include "services/coach/conversations.hpp"
#include "services/import/taking.hpp"
#include "services/text_rules.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

namespace asista::services {
namespace {

using nlohmann::json;

std::string text_in(const json& row, const char* name) {
    const auto found = row.find(name);
    return found != row.end() && found->is_string() ? found->get<std::string>() : std::string();
}
std::optional<std::int64_t> integer_in(const json& row, const char* name) {
    const auto found = row.find(name);
    if (found == row.end() || !found->is_number_integer()) return std::nullopt;
    return found->get<std::int64_t>();
}
std::optional<std::uint32_t> count_in(const json& row, const char* name) {
    const auto number = integer_in(row, name);
    if (!number || *number < 0 || *number > INT32_MAX) return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

Result<StoredCall> call_in(const json& row) {
    if (!row.is_object()) return fail(Errc::invalid, "a call in it is no object");
    StoredCall call;
    call.call_id = TRY(one_line("a call's number", text_in(row, "call_id"), max_key_bytes));
    call.shown.name = TRY(one_line("a call's name", text_in(row, "name"), max_key_bytes));
    call.shown.arguments = TRY(many_lines("a call's arguments", text_in(row, "arguments")));
    call.shown.words = TRY(many_lines("a call's words", text_in(row, "words")));
    call.shown.outcome = TRY(many_lines("what came of a call", text_in(row, "outcome")));
    call.result = TRY(many_lines("a call's result", text_in(row, "result"), Conversations::max_answer_bytes));
    call.untrusted = true;
    const auto state = integer_in(row, "state").value_or(0);
    call.shown.state = state == 2   ? calls::CoachCallState::done
                       : state == 3 ? calls::CoachCallState::failed
                                    : calls::CoachCallState::declined;
    if (state == 0) call.shown.outcome = "It was not answered before it was exported.";
    return call;
}

Result<StoredMessage> message_in(const json& row) {
    if (!row.is_object()) return fail(Errc::invalid, "a message in it is no object");
    StoredMessage message;
    auto& shown = message.shown;
    shown.role = integer_in(row, "role") == 1 ? calls::CoachRole::coach : calls::CoachRole::person;
    const auto state = integer_in(row, "state").value_or(1);
    shown.state = state == 2 ? calls::CoachState::stopped : state == 3 ? calls::CoachState::failed : calls::CoachState::complete;
    const bool by_coach = shown.role == calls::CoachRole::coach;
    shown.text = TRY(many_lines("a message", text_in(row, "text"),
                                by_coach ? Conversations::max_answer_bytes : Conversations::max_message_bytes));
    shown.problem = TRY(many_lines("a message's problem", text_in(row, "problem")));
    shown.note = TRY(many_lines("a message's note", text_in(row, "note")));
    shown.provider = TRY(one_line("a message's provider", text_in(row, "provider")));
    shown.input_tokens = count_in(row, "input_tokens");
    shown.output_tokens = count_in(row, "output_tokens");
    if (const auto context = row.find("context"); context != row.end()) shown.contexts = contexts_from_json(context->dump());
    for (const auto& each : shown.contexts) {
        TRY(many_lines("what was attached", each.own, Conversations::max_answer_bytes));
        TRY(many_lines("what was attached", each.foreign, Conversations::max_answer_bytes));
    }
    message.untrusted = true;
    if (const auto calls = row.find("calls"); by_coach && calls != row.end() && calls->is_array())
        for (const auto& call : *calls) message.calls.push_back(TRY(call_in(call)));
    return message;
}

std::string title_words(const json& row) {
    const auto title = text_in(row, "title");
    return title.size() <= Conversations::max_title_bytes ? title : std::string("one with a long title");
}

class ConversationImport final : public Taking {
  public:
    explicit ConversationImport(ImportParts parts)
        : s_(parts.services), actor_(std::move(parts.actor)), file_(parts.file), report_(parts.report), kept_(parts.services.db) {
    }

    Result<bool> begin() override { return true; }
    std::size_t size() const override { return file_.conversations.size(); }
    Result<void> take(std::size_t index) override {
        const auto row = json::parse(file_.conversations[index], nullptr, false);
        if (!row.is_object()) {
            report_.skipped(kind, 0, "one of the conversations is no object");
            return {};
        }
        // One that does not fit leaves nothing behind and stops no other.
        const auto taken = s_.db.transaction([&] { return take(row); });
        if (!taken) report_.skipped(kind, 0, fmt::format("\"{}\": {}", title_words(row), taken.error().message));
        return {};
    }

  private:
    static constexpr std::string_view kind = "conversations";

    Result<void> take(const json& row) {
        const auto title =
            TRY(needed_line("it has no title", "its title", text_in(row, "title"), Conversations::max_title_bytes));
        const auto made = integer_in(row, "created_at");
        const auto messages = row.find("messages");
        if (!made || messages == row.end() || !messages->is_array()) return fail(Errc::invalid, "it has no date, or no messages");
        auto known = TRY(s_.db.prepare("SELECT 1 FROM conversations WHERE user_id = ?1 AND created_at = ?2"));
        known.bind(actor_.user.value, *made);
        if (TRY(known.step())) {
            ++report_.of(kind).skipped; // it is here already: nothing to say of it
            return {};
        }
        const auto id = TRY(kept_.add(actor_.user, title, *made));
        std::unordered_map<std::int64_t, std::uint64_t> here; // the file's numbers
        for (const auto& each : *messages) {
            auto message = TRY(message_in(each));
            message.conversation = id;
            const auto parent = here.find(integer_in(each, "parent").value_or(0));
            if (parent != here.end()) message.parent = parent->second;
            const auto at = integer_in(each, "created_at").value_or(*made);
            here[integer_in(each, "id").value_or(0)] = TRY(kept_.add_message(actor_.user, message, at));
        }
        if (const auto leaf = here.find(integer_in(row, "leaf").value_or(0)); leaf != here.end())
            TRY(kept_.show(actor_.user, id, leaf->second));
        report_.added(kind, title);
        return {};
    }

    Services& s_;
    Actor actor_;
    const ImportFile& file_;
    ImportReport& report_;
    Conversations kept_;
};

} // namespace

std::unique_ptr<Taking> take_conversations(ImportParts parts) { return std::make_unique<ConversationImport>(std::move(parts)); }

} // namespace asista::services
