#include "ui/pages/change_words.hpp"

#include "ui/paint.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace asista::ui {
namespace {

constexpr float field_rows = 18, field_indent = 12;

// A field of a change. Text of the person's own stays as it is: only what the core writes beside a date, or alone, is a time.
std::string value_text(const std::string& value, const DateStyle& style) {
    if (value.empty()) return "none";
    const std::string dated = words::with_dates(value, style);
    const bool time_alone = value.size() == 5 && value[2] == ':';
    return dated != value || time_alone ? words::with_times(dated, style) : dated;
}

} // namespace

std::string author_name(const Ui& ui, calls::Author author, std::string_view plugin) {
    switch (author) {
    case calls::Author::person: return "You";
    case calls::Author::coach: return "Coach";
    case calls::Author::sync: return "Sync";
    case calls::Author::import: return "Import";
    case calls::Author::plugin: break;
    }
    const PluginView* const known = ui.plugin(plugin);
    return known != nullptr && !known->name.empty() ? known->name : std::string(plugin);
}

std::string_view author_icon(calls::Author author) {
    switch (author) {
    case calls::Author::person: return "user";
    case calls::Author::coach: return "chat-circle";
    case calls::Author::sync: return "arrows-clockwise";
    case calls::Author::import: return "download-simple";
    case calls::Author::plugin: break;
    }
    return "puzzle-piece";
}

std::string change_text(const Ui& ui, const calls::ChangeSummary& change) {
    std::string text = words::capitalised(words::with_dates(change.sentence, ui.dates()));
    if (change.entity == "installation")
        for (const auto& plugin : ui.snapshot.plugins) { // known by their ids to the log
            const auto id = text.find(fmt::format("\"{}\"", plugin.id));
            if (id != std::string::npos && !plugin.name.empty()) text.replace(id + 1, plugin.id.size(), plugin.name);
        }
    return text;
}

void show_history(Ui& ui, std::string_view entity, std::uint64_t id, std::string_view title) {
    ui.navigator.open("changes", fmt::format("{}/{}/{}", entity, id, title));
}

std::string_view page_of_history(std::string_view detail) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> pages{
        {{"task/", "tasks"}, {"habit/", "habits"}, {"goal/", "goals"}, {"event/", "calendar"}}};
    const auto found = std::ranges::find_if(pages, [&](const auto& each) { return detail.starts_with(each.first); });
    return found == pages.end() ? std::string_view{} : found->second;
}

void draw_field_changes(Ui& ui, Box& column, const std::vector<calls::FieldChange>& fields) {
    const DateStyle style = ui.dates();
    for (const auto& field : fields) {
        Box line = column.cut_top(ui.px(field_rows));
        line.cut_left(ui.px(field_indent));
        draw_text(ui, line, Role::small, ui.colors().faint,
                  fmt::format("{}: {} \u2192 {}", field.field, value_text(field.before, style), value_text(field.after, style)));
    }
}

float field_changes_height(const Ui& ui, const std::vector<calls::FieldChange>& fields) {
    return ui.px(field_rows) * static_cast<float>(fields.size());
}

} // namespace asista::ui
