// What must hold of any line that quick_add reads, for its tests and its fuzzer.
#pragma once

#include "services/quick_add.hpp"

#include <string>
#include <string_view>

namespace asista::test {

inline std::string without_space(std::string_view text) {
    std::string rest;
    for (const char c : text)
        if (c != ' ' && !(c >= '\t' && c <= '\r')) rest += c;
    return rest;
}

// Empty when all holds: spans lie in the text in order, nothing else of the text is lost, and the fields fit each other.
inline std::string broken_rule(std::string_view text, const services::QuickAdd& task) {
    std::string kept;
    std::size_t at = 0;
    for (const auto& span : task.spans) {
        if (span.begin < at || span.end <= span.begin || span.end > text.size()) return "spans overlap or leave the text";
        kept += text.substr(at, span.begin - at);
        at = span.end;
    }
    kept += text.substr(at);
    if (without_space(kept) != without_space(task.title)) return "something is lost or made up";
    if (task.due_minute && (!task.due_day || *task.due_minute > 1439)) return "a time without a day, or none of a day";
    if (!task.recurrence.empty() && !task.due_day && !task.start_day) return "a repetition without a day";
    if (task.estimate_minutes && *task.estimate_minutes == 0) return "an estimate of nothing";
    for (const auto& tag : task.tags)
        if (tag.empty() || tag.size() > 50) return "a tag that tasks do not take";
    return {};
}

} // namespace asista::test
