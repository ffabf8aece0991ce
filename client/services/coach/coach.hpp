// The coach's conversations: asking, stopping, asking again, branches, what is attached, and what the coach asks to do.
//
//   send ──> the branch, what is attached, a system message ──> ai::Chat ──> text, piece by piece ──> hooks, and the database now and then
//                                                    ^                        └> calls: checked, put into words ──> the person decides
//                                                    └── results ── done, declined, failed <────────────────────────┘   at most 8 times
//
// What comes of an answer is written at least once a second. After a crash it is there, and says that it ended early.
#pragma once

#include "services/ai/chat.hpp"
#include "services/coach/conversations.hpp"
#include "services/coach/request.hpp"
#include "services/coach/tools.hpp"
#include "services/services.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

// [core]
class Coach {
  public:
    static constexpr std::int64_t save_interval_ms = 1'000;
    static constexpr std::size_t max_calls = 8;                  // in one message; more are refused
    static constexpr std::size_t max_arguments_bytes = 8 * 1024; // of one call

    // Called on the core thread.
    struct Hooks {
        std::function<ToolMoment()> moment;      // its counts_only counts for nothing
        std::function<bool(UserId)> counts_only; // whether this person wants no names sent; empty: they do not mind
        std::function<void(std::int64_t ms, std::function<void()>)> after; // runs it once, that much later
        // "coach", or what a call of the coach's changed: "tasks".
        std::function<void(UserId, std::string_view topic)> changed;
        std::function<void(ai::StreamId, const std::string& text)> text; // more of an answer
        std::function<void(ai::StreamId)> ended;
    };
    // Ends what a client before left unfinished. `chat` and `services` outlive it.
    Coach(Services& services, ai::Chat& chat, Hooks hooks, std::uint64_t seed);
    ~Coach();
    Coach(const Coach&) = delete;
    Coach& operator=(const Coach&) = delete;

    Result<calls::CoachList::Reply> list(UserId user) const;
    Result<calls::CoachRead::Reply> read(UserId user, const calls::CoachRead::Request& request);
    Result<calls::CoachContext> look(UserId user, calls::CoachContextKind kind);

    Result<calls::CoachSend::Reply> send(UserId user, const calls::CoachSend::Request& request);
    Result<void> stop(UserId user, std::uint64_t conversation);
    Result<void> retry(UserId user, std::uint64_t message);
    Result<void> choose(UserId user, std::uint64_t message);
    Result<void> rename(UserId user, std::uint64_t conversation, std::string_view title);
    Result<void> erase(UserId user, std::uint64_t conversation);
    Result<calls::CoachToolCall> decide(UserId user, std::uint64_t call, bool approve);

  private:
    struct Live { // an answer that is being written
        UserId user;
        std::uint64_t conversation = 0;
        ai::StreamId stream = 0;
        calls::CoachMessage message;
        bool unsaved = false, save_waits = false, too_long = false;
    };

    ToolMoment moment(UserId user) const;
    ai::ChatOwner owner(UserId user) const { return {Actor{user, {}, Author::coach}, 0}; }
    Result<std::vector<StoredMessage>> branch(UserId user, std::uint64_t conversation, std::uint64_t leaf);
    Result<void> may_go_on(std::uint64_t conversation) const; // Errc::busy while an answer is being written

    // Begins an answer below `parent`. What keeps it from beginning is its problem, not an error.
    Result<void> answer(UserId user, std::uint64_t conversation, std::uint64_t parent);
    Result<ai::StreamId> start(UserId user, std::uint64_t conversation, std::uint64_t parent, calls::CoachMessage& message);
    void on_text(std::uint64_t message, std::string_view text);
    void on_end(std::uint64_t message, const ai::StreamEnd& end);
    Result<void> finish(Live& live, const ai::StreamEnd& end);
    Result<bool> take_calls(const Live& live, const std::vector<ai::ToolCall>& calls); // whether the person has to decide
    void save(std::uint64_t message);
    Result<void> decline_open_calls(UserId user, std::uint64_t message);
    StoredCall run(UserId user, StoredCall call);

    Services& services_;
    ai::Chat& chat_;
    Hooks hooks_;
    std::uint64_t seed_;
    mutable Conversations kept_;
    std::map<std::uint64_t, Live> live_; // by message
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace asista::services
