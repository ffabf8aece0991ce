#include "ui/file_rows.hpp"

#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace asista::ui {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool begins_with(std::string_view text, std::string_view start) {
    return text.size() >= start.size() && std::ranges::equal(text.substr(0, start.size()), start, {}, lower, lower);
}

bool name_before(std::string_view a, std::string_view b) {
    const auto [at_a, at_b] = std::ranges::mismatch(a, b, {}, lower, lower);
    if (at_a != a.end() && at_b != b.end())
        return static_cast<unsigned char>(lower(*at_a)) < static_cast<unsigned char>(lower(*at_b));
    if (a.size() != b.size()) return a.size() < b.size();
    return a < b;
}

struct IconOf {
    std::string_view icon;
    std::array<std::string_view, 10> extensions;
};
constexpr std::array icons{IconOf{"image", {"png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "heic", "avif", "tiff"}},
                           IconOf{"file-text", {"txt", "md", "csv", "tsv", "json", "xml", "ics", "org", "rtf", "html"}},
                           IconOf{"file-pdf", {"pdf"}}, IconOf{"music-note", {"mp3", "ogg", "flac", "wav", "m4a", "opus"}},
                           IconOf{"film-strip", {"mp4", "mkv", "webm", "mov", "avi"}}};

} // namespace

bool has_extension(std::string_view name, const std::vector<std::string>& extensions) {
    return extensions.empty() || std::ranges::any_of(extensions, [&](std::string_view extension) {
               return name.size() > extension.size() + 1 && name[name.size() - extension.size() - 1] == '.' &&
                      begins_with(name.substr(name.size() - extension.size()), extension);
           });
}

std::vector<calls::FileEntry> rows_of(const std::vector<calls::FileEntry>& entries, const FileFilter& filter,
                                      const FileOrder& order) {
    std::vector<calls::FileEntry> rows;
    std::ranges::copy_if(entries, std::back_inserter(rows), [&](const calls::FileEntry& entry) {
        if (!filter.hidden && entry.name.starts_with('.')) return false;
        return entry.folder || has_extension(entry.name, filter.extensions);
    });
    std::ranges::sort(rows, [&](const calls::FileEntry& first, const calls::FileEntry& second) {
        if (first.folder != second.folder) return first.folder;
        const auto& a = order.descending ? second : first;
        const auto& b = order.descending ? first : second;
        if (order.column == FileColumn::size && a.size_bytes != b.size_bytes) return a.size_bytes < b.size_bytes;
        if (order.column == FileColumn::date && a.modified_at != b.modified_at) return a.modified_at < b.modified_at;
        if (order.column == FileColumn::name) return name_before(a.name, b.name);
        return name_before(first.name, second.name);
    });
    return rows;
}

std::optional<std::size_t> row_named(const std::vector<calls::FileEntry>& rows, std::string_view letters, std::size_t after) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t row = (after + i) % rows.size();
        if (begins_with(rows[row].name, letters)) return row;
    }
    return std::nullopt;
}

std::string_view file_icon(const calls::FileEntry& entry) {
    if (entry.folder) return "folder";
    for (const auto& row : icons)
        for (const auto extension : row.extensions)
            if (!extension.empty() && has_extension(entry.name, {std::string(extension)})) return row.icon;
    return "file";
}

std::string date_words(InstantMs at, InstantMs now, std::int32_t utc_offset_s, const DateStyle& style) {
    const DayNumber day = words::local_day(at, utc_offset_s), today = words::local_day(now, utc_offset_s);
    if (day == today) return "today " + words::clock_text(at, utc_offset_s, style);
    if (day > today) return words::iso_day(day); // a clock was wrong, here or there
    if (day > today - 7 && day != today - 1) return std::string(words::weekday_name(day, style));
    return words::day_word(day, today, style);
}

std::string extensions_words(const std::vector<std::string>& extensions) {
    std::vector<std::string> upper;
    for (std::string each : extensions) {
        std::ranges::transform(each, each.begin(),
                               [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
        if (upper.size() < 4) upper.push_back(std::move(each));
    }
    if (upper.size() < extensions.size()) return fmt::format("{} and other files", fmt::join(upper, ", "));
    const std::string last = upper.empty() ? std::string() : std::exchange(upper.back(), {});
    if (upper.size() < 2) return last + " files";
    upper.pop_back();
    return fmt::format("{} and {} files", fmt::join(upper, ", "), last);
}

std::string folder_above(std::string_view path) {
    const auto slash = path.find_last_of('/');
    return slash == 0 || slash == std::string_view::npos ? "/" : std::string(path.substr(0, slash));
}

std::string path_in(std::string_view folder, std::string_view name) {
    return folder.ends_with('/') ? fmt::format("{}{}", folder, name) : fmt::format("{}/{}", folder, name);
}

std::vector<PathStep> steps_of(std::string_view path, std::string_view home) {
    std::vector<PathStep> steps;
    const bool at_home = home.size() > 1 && path.starts_with(home) && (path.size() == home.size() || path[home.size()] == '/');
    steps.push_back(at_home ? PathStep{"Home", std::string(home)} : PathStep{"Computer", "/"});
    std::size_t at = at_home ? home.size() : 0;
    while (at < path.size()) {
        const std::size_t end = std::min(path.find('/', at + 1), path.size());
        if (end > at + 1) steps.push_back({std::string(path.substr(at + 1, end - at - 1)), std::string(path.substr(0, end))});
        at = end;
    }
    return steps;
}

std::optional<std::string_view> name_problem(std::string_view name) {
    if (name.empty()) return "Give it a name first.";
    if (name == "." || name == "..") return "This name stands for a folder.";
    if (name.find('/') != std::string_view::npos) return "A name has no slash in it.";
    if (name.size() > 255) return "The name is too long.";
    return std::nullopt;
}

} // namespace asista::ui
