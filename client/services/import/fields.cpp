#include "services/import/fields.hpp"

#include "services/task_rows.hpp"
#include "services/text_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace asista::services {
namespace {

std::string fit(std::string_view text, std::size_t most, bool many_lines) {
    std::string result(text.substr(0, most));
    if (text.size() > most)
        while (!result.empty() && (static_cast<unsigned char>(text[result.size()]) & 0xC0) == 0x80) result.pop_back();
    std::erase(result, '\r');
    for (char& each : result)
        if ((static_cast<unsigned char>(each) < 0x20 && !(many_lines && (each == '\n' || each == '\t'))) || each == 0x7F)
            each = ' ';
    return result;
}

} // namespace

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& letter : result)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return result;
}
std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}
std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}
std::optional<DayNumber> day(std::string_view text) {
    if (text.size() < 10 || text[4] != '-' || text[7] != '-' || (text.size() > 10 && text[10] != 'T' && text[10] != ' '))
        return std::nullopt;
    const auto y = number(text.substr(0, 4)), m = number(text.substr(5, 2)), d = number(text.substr(8, 2));
    if (!y || !m || !d || *y < 1 || *m < 1 || *d < 1) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*y), std::chrono::month(static_cast<unsigned>(*m)),
                                           std::chrono::day(static_cast<unsigned>(*d))};
    if (!date.ok()) return std::nullopt;
    return static_cast<DayNumber>(std::chrono::sys_days(date).time_since_epoch().count());
}

void add_lines(std::string& notes, std::string_view text) {
    if (text.empty()) return;
    if (!notes.empty()) notes += "\n\n";
    notes += text;
}
std::string fit_line(std::string_view text, std::size_t most) { return fit(text, most, false); }
std::string fit_lines(std::string_view text, std::size_t most) { return fit(text, most, true); }

std::string set_texts(calls::TasksCreate::Request& task, std::string_view title, std::string_view notes) {
    constexpr std::string_view more = "\u2026";
    task.title = trimmed(fit_line(title, max_title_bytes));
    task.notes = notes;
    if (title.size() > max_title_bytes) {
        task.title = fit_line(title, max_title_bytes - more.size());
        task.title += more;
        task.notes = title;
        add_lines(task.notes, notes);
    }
    const bool cut = task.notes.size() > max_notes_bytes;
    task.notes = fit_lines(task.notes, max_notes_bytes);
    return cut ? fmt::format("{}: its notes are cut after {} bytes", in_quotes(task.title), max_notes_bytes) : std::string();
}

bool add_tag(ImportedTask& task, std::string_view word) {
    auto tag = checked_tag(word);
    if (tag) task.task.tags.push_back(std::move(*tag));
    return tag.has_value();
}

std::uint32_t color_of(std::string_view text) {
    if (text.size() != 7 || text[0] != '#') return 0;
    std::array<int, 3> rgb{};
    for (std::size_t i = 0; i < 3; ++i) {
        const auto digits = text.substr(1 + 2 * i, 2);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + 2, rgb[i], 16);
        if (error != std::errc{} || end != digits.data() + 2) return 0;
    }
    const auto [r, g, b] = rgb;
    const int high = std::max({r, g, b}), span = high - std::min({r, g, b});
    if (span < 24) return 0;
    const int around = high == r ? (g - b) * 60 / span : high == g ? 120 + (b - r) * 60 / span : 240 + (r - g) * 60 / span;
    const int hue = (around + 360) % 360;
    // The theme's series colours: 0 blue, 1 green, 2 violet, 3 orange, 4 red, 5 teal; each up to this hue.
    constexpr std::array<std::pair<int, std::uint32_t>, 7> ends{
        {{14, 4}, {64, 3}, {160, 1}, {193, 5}, {235, 0}, {300, 2}, {360, 4}}};
    return std::ranges::find_if(ends, [hue](const auto& each) { return hue < each.first; })->second;
}

std::string amount(std::size_t count, std::string_view thing) {
    if (count == 1) return fmt::format("1 {}", thing);
    return thing.ends_with('y') && !thing.ends_with("day") ? fmt::format("{} {}ies", count, thing.substr(0, thing.size() - 1))
                                                           : fmt::format("{} {}s", count, thing);
}

std::string in_quotes(std::string_view title) { return fmt::format("\"{}\"", fit_line(title, 80)); }

Columns::Columns(const CsvRow& row) {
    for (std::size_t i = 0; i < row.fields.size(); ++i) places_.emplace(lower(trimmed(row.fields[i])), i);
}
std::string_view Columns::of(const CsvRow& row, std::initializer_list<const char*> names) const {
    const auto at = place(names);
    return at && *at < row.fields.size() ? trimmed(row.fields[*at]) : std::string_view();
}
std::optional<std::size_t> Columns::place(std::initializer_list<const char*> names) const {
    for (const char* name : names)
        if (const auto found = places_.find(name); found != places_.end()) return found->second;
    return std::nullopt;
}

} // namespace asista::services
