#include "services/calendar_words.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace asista::services {
namespace {

using nlohmann::json;

json parsed(const Row& row) { return row ? json::parse(*row, nullptr, false) : json(); }

std::string text_of(const json& row, const char* field) {
    return row.is_object() && row.contains(field) && row[field].is_string() ? row[field].get<std::string>() : std::string();
}

struct SeriesChange { // of the series' own row
    std::string title;
    bool left_out = false, ended = false, other = false;
};

std::optional<SeriesChange> series_change(const Operation& operation) {
    if (!operation.before || !operation.after) return std::nullopt;
    const json before = parsed(operation.before), after = parsed(operation.after);
    if (!before.is_object() || !after.is_object() || text_of(before, "recurrence").empty()) return std::nullopt;
    SeriesChange change;
    change.title = text_of(after, "title");
    for (const auto& [name, value] : after.items()) {
        if (before.value(name, json()) == value || name == "until_at") continue;
        if (name == "exceptions")
            change.left_out = text_of(after, "exceptions").size() > text_of(before, "exceptions").size();
        else if (name == "recurrence")
            change.ended = text_of(after, "recurrence").find("UNTIL=") != std::string::npos;
        else
            change.other = true;
    }
    return change;
}

} // namespace

std::optional<std::string> series_words(const std::vector<Operation>& operations) {
    if (!std::ranges::all_of(operations, [](const Operation& each) { return each.entity == Entity::event; })) return std::nullopt;
    std::optional<SeriesChange> series;
    std::size_t added = 0, added_single = 0, removed = 0;
    for (const Operation& each : operations) {
        if (!each.before) {
            ++added;
            const json row = parsed(each.after);
            added_single += row.is_object() && row.contains("series") && row["series"].is_number() ? 1 : 0;
        } else if (!each.after) {
            ++removed;
        } else if (const auto change = series_change(each); change && (change->left_out || change->ended)) {
            if (series) return std::nullopt; // of several series
            series = change;
        }
    }
    if (!series || series->other) return std::nullopt;
    if (series->left_out && operations.size() == 1) return fmt::format("removed one \"{}\"", series->title);
    if (series->left_out && added == 1 && added_single == 1) return fmt::format("changed one \"{}\"", series->title);
    if (series->ended && added == 1 && added_single == 0) return fmt::format("changed \"{}\" from one day on", series->title);
    if (series->ended && added == 0 && operations.size() == removed + 1) return fmt::format("ended \"{}\"", series->title);
    return std::nullopt;
}

} // namespace asista::services
