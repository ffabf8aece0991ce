#include "services/ai/hosted/event_stream.hpp"

#include <utility>

namespace asista::services::ai {

Result<void> EventStream::feed(std::string_view bytes, std::vector<ServerEvent>& events) {
    while (!bytes.empty()) {
        if (std::exchange(after_return_, false) && bytes.front() == '\n') { // "\r\n" is one end of a line
            bytes.remove_prefix(1);
            continue;
        }
        const auto end = bytes.find_first_of("\r\n");
        const auto piece = bytes.substr(0, end);
        if (line_.size() + piece.size() + event_.data.size() > max_event_bytes)
            return fail(Errc::over_limit, "an event of more than {} KiB", max_event_bytes / 1024);
        if (end == std::string_view::npos) {
            line_ += piece;
            return {};
        }
        after_return_ = bytes[end] == '\r';
        bytes.remove_prefix(end + 1);
        line_ += piece;
        take_line(line_, events);
        line_.clear();
    }
    return {};
}

void EventStream::take_line(std::string_view line, std::vector<ServerEvent>& events) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (std::exchange(first_line_, false) && line.starts_with(mark)) line.remove_prefix(mark.size());
    if (line.empty()) {
        if (has_data_) events.push_back(std::move(event_));
        event_ = {};
        has_data_ = false;
        return;
    }
    const auto colon = line.find(':'); // at 0: a comment, which keeps the connection awake
    const auto field = line.substr(0, colon);
    auto value = colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (field == "event") {
        event_.name = value;
    } else if (field == "data") {
        if (std::exchange(has_data_, true)) event_.data += '\n';
        event_.data += value;
    }
}

} // namespace asista::services::ai
