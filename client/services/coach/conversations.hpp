// Conversations with the coach as they are kept: a tree of messages each, what was attached to them, what the coach asked to do.
// Not in the operation log: what it says is not the person's data that they would want back piece by piece, and long.
#pragma once

#include "store/database.hpp"
#include "wire/calls/coach.hpp"
#include "wire/ids.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

struct Conversation {
    std::uint64_t id = 0;
    std::string title;
    bool named = false;     // by the person
    std::uint64_t leaf = 0; // the end of the branch that is shown; 0: nothing is said yet
    std::uint8_t kept = 0;  // bits of CoachContextKind
    InstantMs created_at = 0, updated_at = 0;
};

struct StoredCall {
    calls::CoachToolCall shown;
    std::uint64_t message = 0;
    std::string call_id;             // the provider's name for it
    std::string result;              // JSON, for the model; "" while it is proposed
    bool untrusted = false;          // the result holds text from elsewhere
    std::vector<std::string> fields; // what of the person's data is in it
};

struct StoredMessage {
    calls::CoachMessage shown; // without its calls and siblings
    std::uint64_t conversation = 0, parent = 0;
    bool untrusted = false; // text from elsewhere is attached
    std::vector<StoredCall> calls;
};

// A message's place in the tree.
struct MessageNode {
    std::uint64_t id = 0, parent = 0;
    calls::CoachRole role = calls::CoachRole::person;
};
// From the first message to `leaf`; empty when that is not there.
std::vector<MessageNode> branch_to(const std::vector<MessageNode>& nodes, std::uint64_t leaf);
// From `message` downwards, always the newest.
std::uint64_t newest_leaf_below(const std::vector<MessageNode>& nodes, std::uint64_t message);

// [core]
class Conversations {
  public:
    static constexpr std::uint32_t max_conversations = 1'000;
    static constexpr std::uint32_t max_messages = 2'000; // of one conversation, all branches together
    static constexpr std::size_t max_title_bytes = 200;
    static constexpr std::size_t max_message_bytes = 16 * 1024; // of the person's
    static constexpr std::size_t max_answer_bytes = 64 * 1024;

    explicit Conversations(store::Database& db) : db_(db) {}

    Result<std::vector<calls::CoachConversation>> list(UserId user);
    Result<Conversation> find(UserId user, std::uint64_t id);
    // Errc::over_limit with the remedy, beyond max_conversations.
    Result<std::uint64_t> add(UserId user, std::string_view title, InstantMs now);
    Result<void> rename(UserId user, std::uint64_t id, std::string_view title);
    Result<void> erase(UserId user, std::uint64_t id);
    Result<void> show(UserId user, std::uint64_t id, std::uint64_t leaf);
    Result<void> keep_contexts(UserId user, std::uint64_t id, std::uint8_t kinds);

    Result<std::vector<MessageNode>> nodes(UserId user, std::uint64_t conversation); // by number
    Result<StoredMessage> message(UserId user, std::uint64_t id);
    // At the end of its parent's branch, which is shown from now on. Its calls are added as well. Errc::over_limit beyond max_messages.
    Result<std::uint64_t> add_message(UserId user, const StoredMessage& message, InstantMs now);
    // Of one that is being written.
    Result<void> save_text(UserId user, std::uint64_t message, std::string_view text);
    // Text, state, problem, note, provider and usage of `shown`, whose id it is.
    Result<void> finish(UserId user, const calls::CoachMessage& shown, InstantMs now);
    Result<void> note(UserId user, std::uint64_t message, std::string_view sentence);
    // Whether text from elsewhere is in it.
    Result<bool> is_untrusted(UserId user, std::uint64_t conversation, const std::vector<MessageNode>& branch);
    // What a client that ended in the middle left: nothing is being written any more, and each says so.
    Result<void> end_unfinished(std::string_view problem);

    Result<std::uint64_t> add_call(UserId user, const StoredCall& call);
    Result<StoredCall> call(UserId user, std::uint64_t id);
    Result<void> answer_call(UserId user, const StoredCall& call); // state, outcome, result, change, untrusted, fields

  private:
    Result<std::vector<StoredCall>> calls_of(UserId user, std::uint64_t message);

    store::Database& db_;
};

// What is kept as JSON beside a message.
std::string contexts_as_json(const std::vector<calls::CoachContext>& contexts);
std::vector<calls::CoachContext> contexts_from_json(std::string_view json); // what does not fit is left out
std::string texts_as_json(const std::vector<std::string>& texts);
std::vector<std::string> texts_from_json(std::string_view json);

} // namespace asista::services
