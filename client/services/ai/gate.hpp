// What stands between a chat and the network: who answers, whether it may be sent, and what is written down about it.
#pragma once

#include "services/ai/provider.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace asista::services::ai {

struct ChatOwner;

// [core]
class Gate {
  public:
    using Go = std::function<void(Result<ChatRequest>)>;
    virtual ~Gate() = default;

    // Calls `go` once, at once or later: with the request as it leaves (its endpoint set, or null for the offline coach), or why it does not.
    virtual void admit(StreamId stream, const ChatOwner& owner, ChatRequest request, Go go) = 0;
    // Nobody waits for a stream that is not admitted yet; nothing comes of it any more. Others are ignored.
    virtual void withdrawn(StreamId stream) = 0;
    // Of a stream that was admitted with an endpoint: what came, piece by piece, and how it ended, once.
    virtual void said(StreamId stream, std::string_view text) = 0;
    virtual void ended(StreamId stream, const StreamEnd& end) = 0;

    // Who answers the person at the moment, as shown; empty: the offline coach.
    virtual std::string answers_person() const = 0;
};

} // namespace asista::services::ai
