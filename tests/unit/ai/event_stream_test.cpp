// Server-sent events, however they are cut.
#include "services/ai/hosted/event_stream.hpp"

#include <doctest/doctest.h>

using namespace asista::services::ai;

namespace {
std::string read(std::string_view text, std::size_t step) {
    EventStream stream;
    std::vector<ServerEvent> events;
    for (std::size_t at = 0; at < text.size(); at += step) REQUIRE(stream.feed(text.substr(at, step), events));
    std::string out;
    for (const auto& event : events) out += "[" + event.name + "|" + event.data + "]";
    return out;
}
} // namespace

TEST_CASE("events are the same however their bytes are cut") {
    struct Case {
        std::string_view text, events;
    };
    for (const auto& [text, events] : {
             Case{"data: a\n\ndata: b\n\n", "[|a][|b]"},
             Case{"event: x\ndata: a\n\n", "[x|a]"},
             Case{"data: a\r\n\r\ndata: b\r\rdata: c\n\n", "[|a][|b][|c]"},
             Case{"data: one\ndata: two\n\n", "[|one\ntwo]"},
             Case{": ping\n\ndata:no space\n\n", "[|no space]"},
             Case{"event: nothing follows\n\ndata: a\n\n", "[|a]"},
             Case{"id: 7\nretry: 10\ndata\n\n", "[|]"},
             Case{"\xEF\xBB\xBF"
                  "data: after a mark\n\n",
                  "[|after a mark]"},
             Case{"data: gr\xC3\xBC\xC3\x9F dich \xF0\x9F\x8C\xB1\n\n", "[|gr\xC3\xBC\xC3\x9F dich \xF0\x9F\x8C\xB1]"},
             Case{"data: never ended\n", ""},
         }) {
        CAPTURE(text);
        for (std::size_t step = 1; step <= text.size(); ++step) CHECK(read(text, step) == events);
    }
}

TEST_CASE("an event that never ends is refused at its limit, in one line or in many") {
    for (const std::string& line : {std::string(1000, 'x'), "data: " + std::string(1000, 'x') + "\n"}) {
        EventStream stream;
        std::vector<ServerEvent> events;
        std::size_t fed = 0;
        asista::Result<void> result;
        while ((result = stream.feed(line, events)) && fed < 4 * EventStream::max_event_bytes) fed += line.size();
        REQUIRE(!result);
        CHECK(result.error().code == asista::Errc::over_limit);
        CHECK(fed <= EventStream::max_event_bytes + EventStream::max_event_bytes / 100); // the fields' names do not count
        CHECK(events.empty());
    }
}
