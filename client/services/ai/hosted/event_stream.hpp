// Server-sent events, as servers stream chats by them: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
#pragma once

#include "wire/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace asista::services::ai {

struct ServerEvent {
    std::string name; // "" when the server gave none
    std::string data; // lines joined with \n
};

// Takes a stream apart however it was cut on its way. Ids and reconnection times are of no use to a chat and are left out. [any]
class EventStream {
  public:
    static constexpr std::size_t max_event_bytes =
        1U << 20; // a chat's are some hundred bytes; a tool call's or an answer's in one piece more

    // Appends the events that are complete now. Errc::over_limit: one grows beyond max_event_bytes; nothing more is read then.
    Result<void> feed(std::string_view bytes, std::vector<ServerEvent>& events);

  private:
    void take_line(std::string_view line, std::vector<ServerEvent>& events);

    std::string line_;  // begun
    ServerEvent event_; // begun
    bool has_data_ = false, after_return_ = false, first_line_ = true;
};

} // namespace asista::services::ai
