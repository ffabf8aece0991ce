// Chats as the core thread sees them: who may ask how much, whose stream is whose, and where the text goes.
#pragma once

#include "services/actor.hpp"
#include "services/ai/analysis.hpp"
#include "services/ai/ai_thread.hpp"
#include "services/ai/coach_facts.hpp"
#include "services/ai/gate.hpp"
#include "wire/calls/orders.hpp"
#include "wire/permissions.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services::ai {

// Whose stream it is. A plugin's ends with its process, unless it has a key and the process is replaced by one with a newer build:
// another instance of the same plugin neither hears nor stops it.
struct ChatOwner {
    Actor actor;
    InstanceId instance = 0; // 0 for the person
    FactScope may_see = FactScope::everything();
};

// [core]
class Chat {
  public:
    static constexpr std::size_t max_messages = 64;
    static constexpr std::size_t max_text_bytes = 64 * 1024; // of all messages together
    static constexpr std::uint32_t max_tokens = 4096;        // of one answer; a request for more is cut to this
    static constexpr std::size_t max_streams = 4;            // at once, of one owner
    static constexpr std::size_t max_key_bytes = 64;
    static constexpr std::size_t max_kept_bytes = 256 * 1024; // of an answer with a key; a longer one cannot be resumed

    // Where text and ends go. Called on the core thread, never from within start() or cancel().
    struct Deliver {
        std::function<void(const ChatOwner&, const calls::AiChunk::Request&)> chunk;
        std::function<void(const ChatOwner&, const calls::AiDone::Request&)> done;
    };

    // For a stream that the client itself asked for. Called on the core thread, never from within start() or cancel(); `end` once, unless
    // the owner was forgotten.
    struct Listener {
        std::function<void(StreamId, std::string)> text;
        std::function<void(StreamId, const StreamEnd&)> end;
    };

    Chat(std::unique_ptr<Provider> provider, AiThread::Post post, Deliver deliver);
    // Every request passes here from now on; what it sends elsewhere is answered by what `online` makes at the first such request. The gate
    // outlives this.
    void use(Gate& gate, std::function<std::unique_ptr<Provider>()> online);

    Result<StreamId> start(const ChatOwner& owner, const calls::AiChat::Request& request, CoachFacts facts, std::uint64_t seed);
    // The same limits; what comes goes to the listener.
    Result<StreamId> start(const ChatOwner& owner, ChatRequest request, Listener listener);
    // The same limits, an answer by a schema: see calls::AiAnalyze for what comes of it. An answer that does not hold to it is asked for once
    // more, past the same gate as the first.
    Result<StreamId> analyze(const ChatOwner& owner, const calls::AiAnalyze::Request& request);
    // Its end follows, with Errc::cancelled. Errc::not_found for a stream that has ended, or is somebody else's.
    Result<void> cancel(const ChatOwner& owner, StreamId stream);
    // The process is gone: its streams stop, and nothing of them is delivered any more. Those with a key go on for the successor.
    void forget(InstanceId instance);

    // `to` takes over from `from`, which is about to leave.
    void succeed(InstanceId from, InstanceId to);
    // What came of the answer after its first `received` bytes is delivered soon, then the rest: nothing twice, nothing left out. See
    // calls::AiResume for the errors; Errc::invalid: there are not so many bytes, or that is within a character.
    Result<StreamId> resume(const ChatOwner& owner, std::string_view key, std::uint64_t received);
    Result<StreamId> resume_analysis(const ChatOwner& owner, std::string_view key);
    // The successor has had its time: what it did not resume stops. Returns the keys of answers that were still being written.
    std::vector<std::string> drop_unclaimed(InstanceId successor);

    // Permissions were taken back: what was begun under one of them stops, and its end says so (Errc::denied).
    void revoke(InstanceId instance, PermissionSet lost);

    std::size_t under_way() const;
    // Who answers the person at the moment, and whether that is on the network.
    std::string provider_name() const;
    bool online() const;

  private:
    struct Analysed {
        Analysis question;
        std::string said = {}; // of the answer under way
        bool too_long = false;
        std::string problem = {}; // with the first answer, once it is asked for again
    };
    struct Stream {
        ChatOwner owner;
        std::string key = {};
        std::optional<Listener> listener = {}; // nullopt: it goes out by Deliver
        std::optional<Analysed> analysis = {}; // nullopt: a chat
        std::string provider = {};             // who answers, once that is known
        enum class Where { gate, offline, online } where = Where::gate;
        std::string text = {}; // with a key: all that came
        bool too_long = false;
        InstanceId heir = 0;                            // who may resume it
        bool stopped = false;                           // by its owner: its end is on its way
        bool waits = false;                             // its owner is gone, or has resumed it and gets the rest at once
        std::optional<calls::AiDone::Request> end = {}; // kept with the key: the owner's last state may not know of it
    };
    // Room for one more, under a key that it may have. Errc::busy, Errc::invalid.
    Result<void> make_room(const ChatOwner& owner, std::string_view key);
    Result<void> has_room(const ChatOwner& owner, std::string_view key) const;
    enum class Kind { chat, analysis };
    Result<StreamId> take_over(const ChatOwner& owner, std::string_view key, Kind kind, std::uint64_t received);
    // What came of an analysis: its end, or nothing while it is asked for again.
    std::optional<StreamEnd> analysed(StreamId stream, const StreamEnd& end);
    void begin(StreamId stream, ChatRequest request);
    void admitted(StreamId stream, Result<ChatRequest> request);
    void stop(StreamId id, const Stream& stream);
    void forget_ended(const ChatOwner& owner, std::string_view key);
    void on_text(StreamId stream, std::string text);
    void on_end(StreamId stream, const StreamEnd& end);

    AiThread::Events events();

    Deliver deliver_;
    Gate* gate_ = nullptr;
    std::function<std::unique_ptr<Provider>()> make_online_;
    std::set<StreamId> on_network_; // the gate is owed their end
    std::map<StreamId, Stream> streams_;
    StreamId next_ = 1;
    AiThread::Post post_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // posted work looks here
    AiThread thread_;                                            // last, with the next: they call into the above
    std::unique_ptr<AiThread> online_;                           // null until something is sent
};

} // namespace asista::services::ai
