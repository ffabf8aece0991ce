#include "core/event_trail.hpp"

namespace asista::core {

namespace {
std::string cut(std::string_view json) {
    if (json.size() <= EventTrail::most_json_bytes) return std::string(json);
    std::size_t end = EventTrail::most_json_bytes;
    while (end > 0 && (static_cast<unsigned char>(json[end]) & 0xC0) == 0x80) --end; // inside of a character
    return std::string(json.substr(0, end)) + "…";
}
} // namespace

void EventTrail::add(InstantMs at, const runtime::EventNote& note) {
    if (events_.size() == most) events_.pop_front();
    events_.push_back({at, std::string(note.author), std::string(note.name), cut(note.json), note.receivers});
}

} // namespace asista::core
