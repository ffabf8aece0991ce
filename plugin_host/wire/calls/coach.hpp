// The person's conversations with the coach: reading them, asking, branches, and what the coach asks to do. No plugin has these calls;
// plugins that chat have ai.chat (services.hpp).
//
// A conversation is a tree of messages; one branch of it is shown. A message that is edited, or answered again, gets a sibling.
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

enum class CoachContextKind : std::uint8_t { tasks = 0, habits = 1, goals = 2, week = 3 };
constexpr bool is_known(CoachContextKind value) { return value <= CoachContextKind::week; }
inline constexpr std::size_t coach_context_kinds = 4;

// What goes along with a message, exactly as it is sent.
struct CoachContext {
    CoachContextKind kind = CoachContextKind::tasks;
    std::string own;                  // what the person wrote themselves
    std::string foreign;              // text from plugins, imports and calendars, wrapped as data with its sources; "": none
    std::vector<std::string> fields;  // "titles of 5 tasks"
    std::vector<std::string> sources; // of `foreign`: "an import"
    ASISTA_FIELDS(kind, own, foreign, fields, sources)
};

enum class CoachCallState : std::uint8_t { proposed = 0, declined = 1, done = 2, failed = 3 };
constexpr bool is_known(CoachCallState value) { return value <= CoachCallState::failed; }

struct CoachToolCall { // something that the coach asks to do
    std::uint64_t id = 0;
    std::string name;      // "create_task"
    std::string arguments; // a JSON object
    std::string words;     // what it would do: Add the task "Book the dentist", due Friday, 27 November
    CoachCallState state = CoachCallState::proposed;
    std::string outcome;      // a sentence, once it is not `proposed` any more
    std::uint64_t change = 0; // for operations.undo; 0: nothing is different
    bool undone = false;
    ASISTA_FIELDS(id, name, arguments, words, state, outcome, change, undone)
};

enum class CoachRole : std::uint8_t { person = 0, coach = 1 };
constexpr bool is_known(CoachRole value) { return value <= CoachRole::coach; }
enum class CoachState : std::uint8_t { writing = 0, complete = 1, stopped = 2, failed = 3 };
constexpr bool is_known(CoachState value) { return value <= CoachState::failed; }

struct CoachMessage {
    std::uint64_t id = 0;
    CoachRole role = CoachRole::person;
    CoachState state = CoachState::complete;
    std::string text;     // Markdown
    std::string problem;  // why it failed, a sentence
    std::string note;     // what was left out of it or before it, a sentence; ""
    std::string provider; // of the coach's: "offline coach"
    std::optional<std::uint32_t> input_tokens, output_tokens;
    std::vector<CoachContext> contexts; // of the person's
    std::vector<CoachToolCall> calls;   // of the coach's
    InstantMs created_at = 0;
    std::uint32_t sibling = 1, siblings = 1; // the how manieth of how many
    std::uint64_t before = 0, behind = 0;    // its neighbours among them; 0: none
    ASISTA_FIELDS(id, role, state, text, problem, note, provider, input_tokens, output_tokens, contexts, calls, created_at,
                  sibling, siblings, before, behind)
};

struct CoachConversation {
    std::uint64_t id = 0;
    std::string title;
    InstantMs created_at = 0, updated_at = 0;
    bool writing = false; // an answer is being written
    bool waits = false;   // the coach asks for something
    ASISTA_FIELDS(id, title, created_at, updated_at, writing, waits)
};
struct CoachList {
    ASISTA_CALL(0x04D0, "coach.list", "", user, now);
    using Request = Nothing;
    struct Reply {
        std::vector<CoachConversation> conversations; // newest first; there are at most 1,000
        ASISTA_FIELDS(conversations)
    };
};
struct CoachRead { // the branch that is shown, from its end upwards, piece by piece
    ASISTA_CALL(0x04D1, "coach.read", "", user, now);
    struct Request {
        std::uint64_t conversation = 0;
        std::uint64_t before = 0; // only what is above this message; 0: from the end
        ASISTA_FIELDS(conversation, before)
    };
    struct Reply {
        CoachConversation conversation;
        std::vector<CoachMessage> messages; // the oldest first; at most 100, fewer when they are long
        std::uint32_t above = 0;            // messages of the branch that are before these
        std::uint8_t kept = 0;              // bits of CoachContextKind that go along with each message
        bool untrusted = false;             // text from elsewhere is in the branch
        std::uint64_t stream = 0; // of the answer that is being written; what comes from now on comes as ai chunks of it
        ASISTA_FIELDS(conversation, messages, above, kept, untrusted, stream)
    };
};
struct CoachSend {
    ASISTA_CALL(0x04D2, "coach.send", "", user, refused);
    struct Request {
        std::uint64_t conversation = 0; // 0: a new one
        std::uint64_t instead_of = 0;   // a message of the person's that this is another version of; 0: at the end of the branch
        std::string text;               // at most 16 KiB
        std::vector<CoachContextKind> contexts;
        std::uint8_t kept = 0; // bits of those that go along with the next ones as well
        ASISTA_FIELDS(conversation, instead_of, text, contexts, kept)
    };
    struct Reply {
        std::uint64_t conversation = 0;
        ASISTA_FIELDS(conversation)
    };
};
struct CoachStop { // what came of the answer stays. Errc::not_found: nothing is being written
    ASISTA_CALL(0x04D3, "coach.stop", "", user, refused);
    struct Request {
        std::uint64_t conversation = 0;
        ASISTA_FIELDS(conversation)
    };
    using Reply = Nothing;
};
struct CoachRetry { // another answer in place of this message of the coach's, which stays beside it
    ASISTA_CALL(0x04D4, "coach.retry", "", user, refused);
    struct Request {
        std::uint64_t message = 0;
        ASISTA_FIELDS(message)
    };
    using Reply = Nothing;
};
struct CoachChoose { // shows the branch with this message, to where it was last written
    ASISTA_CALL(0x04D5, "coach.choose", "", user, refused);
    struct Request {
        std::uint64_t message = 0;
        ASISTA_FIELDS(message)
    };
    using Reply = Nothing;
};
struct CoachRename {
    ASISTA_CALL(0x04D6, "coach.rename", "", user, refused);
    struct Request {
        std::uint64_t conversation = 0;
        std::string title;
        ASISTA_FIELDS(conversation, title)
    };
    using Reply = Nothing;
};
struct CoachErase { // with all its branches; an answer that is being written stops
    ASISTA_CALL(0x04D7, "coach.erase", "", user, refused);
    struct Request {
        std::uint64_t conversation = 0;
        ASISTA_FIELDS(conversation)
    };
    using Reply = Nothing;
};
struct CoachLook { // what a context would hold now
    ASISTA_CALL(0x04D8, "coach.look", "", user, now);
    struct Request {
        CoachContextKind kind = CoachContextKind::tasks;
        ASISTA_FIELDS(kind)
    };
    using Reply = CoachContext;
};
// The person's answer to what the coach asks to do; it is done at once, whole or not at all. The coach goes on when all that it asked
// for in one message is answered.
struct CoachDecide {
    ASISTA_CALL(0x04D9, "coach.decide", "", user, refused);
    struct Request {
        std::uint64_t call = 0; // CoachToolCall::id
        bool approve = false;
        ASISTA_FIELDS(call, approve)
    };
    using Reply = CoachToolCall; // as it is now
};

} // namespace asista::calls
