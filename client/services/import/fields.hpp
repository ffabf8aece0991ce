// What readers of other programs' files share: texts, days and colours as people and programs write them. Pure. Private to the import. [any]
#pragma once

#include "services/import/csv.hpp"
#include "services/import/import.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace asista::services {

std::string lower(std::string_view text); // of ASCII
std::string_view trimmed(std::string_view text);
std::optional<int> number(std::string_view text);
// "2026-11-22", also with a time behind it.
std::optional<DayNumber> day(std::string_view text);

void add_lines(std::string& notes, std::string_view text); // as a paragraph of its own
// What has a place in a line: control characters become spaces, and what is longer than `most` bytes is cut between two characters.
std::string fit_line(std::string_view text, std::size_t most);
// The same for many lines.
std::string fit_lines(std::string_view text, std::size_t most);
// Sets title and notes as they can be kept: a title that is too long is whole in the notes. Returns what is cut off, for a note; "" mostly.
std::string set_texts(calls::TasksCreate::Request& task, std::string_view title, std::string_view notes);
bool add_tag(ImportedTask& task, std::string_view word); // false: it is no tag
// The series colour that is nearest to "#1976D2" by its hue; 0 for greys and for what is no colour.
std::uint32_t color_of(std::string_view text);

// "3 habits", "1 habit".
std::string amount(std::size_t count, std::string_view thing);
std::string in_quotes(std::string_view title); // and not longer than a note bears

// The first line of a file as columns: name in lower case -> place.
class Columns {
  public:
    explicit Columns(const CsvRow& row);
    bool has(std::initializer_list<const char*> names) const { return place(names).has_value(); }
    std::string_view of(const CsvRow& row, std::initializer_list<const char*> names) const;

  private:
    std::optional<std::size_t> place(std::initializer_list<const char*> names) const;
    std::map<std::string, std::size_t, std::less<>> places_;
};

} // namespace asista::services
