// Chats as the core thread sees them: who may ask how much, whose stream is whose, and where the text goes.
#pragma once

#include "services/actor.hpp"
#include "services/ai/ai_thread.hpp"

#include <map>

namespace asista::services::ai {

// Whose stream it is. A plugin's ends with its process: another instance of the same plugin neither hears nor stops it.
struct ChatOwner {
    Actor actor;
    InstanceId instance = 0; // 0 for the person
};

// [core]
class Chat {
  public:
    static constexpr std::size_t max_messages = 64;
    static constexpr std::size_t max_text_bytes = 64 * 1024; // of all messages together
    static constexpr std::uint32_t max_tokens = 4096;        // of one answer; a request for more is cut to this
    static constexpr std::size_t max_streams = 4;            // at once, of one owner

    // Where text and ends go. Called on the core thread, never from within start() or cancel().
    struct Deliver {
        std::function<void(const ChatOwner&, const calls::AiChunk::Request&)> chunk;
        std::function<void(const ChatOwner&, const calls::AiDone::Request&)> done;
    };

    Chat(std::unique_ptr<Provider> provider, AiThread::Post post, Deliver deliver);

    Result<StreamId> start(const ChatOwner& owner, const calls::AiChat::Request& request, CoachFacts facts, std::uint64_t seed);
    // Its end follows, with Errc::cancelled. Errc::not_found for a stream that has ended, or is somebody else's.
    Result<void> cancel(const ChatOwner& owner, StreamId stream);
    // The process is gone: its streams stop, and nothing of them is delivered any more.
    void forget(InstanceId instance);

    // A permission that its streams were begun under was taken back: they stop, and their end says so (Errc::denied).
    void revoke(InstanceId instance);

    std::size_t under_way() const { return streams_.size(); }
    std::string_view provider_name() const { return thread_.provider().name(); }
    bool online() const { return thread_.provider().online(); }

  private:
    void on_text(StreamId stream, std::string text);
    void on_end(StreamId stream, const StreamEnd& end);

    Deliver deliver_;
    std::map<StreamId, ChatOwner> streams_;
    StreamId next_ = 1;
    AiThread thread_; // last: it calls into the above
};

} // namespace asista::services::ai
