// Rules of repetition (RRULE, RFC 5545) for things that have days: checked, and expanded by libical, which is opened with the first rule.
#pragma once

#include "wire/model.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

// The rule as it is stored: capitals, without "RRULE:". Takes FREQ of DAILY to YEARLY with INTERVAL, COUNT, UNTIL (a date; a time is left
// out), WKST and BYDAY, BYMONTHDAY, BYMONTH, BYYEARDAY, BYWEEKNO, BYSETPOS. Errc::invalid with the part that is wrong, or when it never
// happens; Errc::unavailable without libical. [any], like all of this: libical keeps what it expands in the iterator.
Result<std::string> checked_recurrence(std::string_view text);

// Days of `rule`, which begins on `start`, within [from, to], ascending, at most `limit`. `start` itself is one only if the rule meets it.
// Costs what the days cost, however long before them the rule began, unless it has a COUNT and is more than "every n days" or "these days
// of every n weeks".
Result<std::vector<DayNumber>> occurrences(const std::string& rule, DayNumber start, DayNumber from, DayNumber to,
                                           std::uint32_t limit);

struct NextOccurrence {
    DayNumber day = 0;
    std::string rule; // that begins on that day: a COUNT is less by what has passed
};
// The first one behind both `start` and `behind`; nullopt when the rule has ended.
Result<std::optional<NextOccurrence>> next_occurrence(const std::string& rule, DayNumber start, DayNumber behind);

// The last day there is; nullopt: it goes on for ever, or further than the year 2500.
Result<std::optional<DayNumber>> last_occurrence(const std::string& rule, DayNumber start);
// What a rule that begins on `start` is when it begins on `from`, one of its days, instead: a COUNT is less by what has passed.
Result<std::string> rule_from(const std::string& rule, DayNumber start, DayNumber from);
// The rule without what comes on `day` and later.
Result<std::string> rule_before(const std::string& rule, DayNumber day);
// The rule for something that is moved from the day `from`, one of its days, to `to`: every Tuesday becomes every Wednesday, the 3rd of a
// month the 4th. Errc::invalid, with what to do, for rules that do not tell which part of them should move.
Result<std::string> rule_moved(const std::string& rule, DayNumber from, DayNumber to);

} // namespace asista::services
