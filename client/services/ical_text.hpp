// iCalendar files (RFC 5545) as text: the lines of one that is read, those of one that is written. What they mean is ical_reader's and the
// calendar's affair. Ours and not libical's reader, which names no lines and keeps all of a file it does not understand. [any]
#pragma once

#include "wire/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asista::services {

struct IcalLine {
    std::uint32_t number = 0;                                    // where it begins in the file, from 1
    std::string name;                                            // capitals
    std::vector<std::pair<std::string, std::string>> parameters; // names in capitals; without quotation marks
    std::string value;                                           // as it stands, see unescaped()

    std::string_view parameter(std::string_view wanted) const; // "" for none
};

// Goes through a file line by line, folded ones put together.
class IcalLines {
  public:
    static constexpr std::size_t max_line_bytes = 256 * 1024;

    explicit IcalLines(std::string_view text);
    // nullopt: the end. Errc::invalid and Errc::over_limit name the line.
    Result<std::optional<IcalLine>> next();

  private:
    std::string_view physical_line();

    std::string_view rest_;
    std::uint32_t number_ = 0; // of the line read last
};

// Backslashes resolved; control characters become spaces, but for the newlines of a text of several lines.
std::string unescaped(std::string_view value);

// Writes lines, folded at 75 bytes (never within a character), each ended by CR LF.
class IcalWriter {
  public:
    void line(std::string_view name, std::string_view value); // as it is: numbers, dates, rules
    void text(std::string_view name, std::string_view value); // escaped; "" writes nothing
    std::string take() { return std::move(out_); }

  private:
    std::string out_;
};

} // namespace asista::services
