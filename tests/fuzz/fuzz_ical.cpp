// An iCalendar file that somebody sent: whatever it is, reading it ends, and what it says is what the calendar takes.
#include "expect.hpp"
#include "services/ical_reader.hpp"
#include "services/ical_text.hpp"
#include "services/recurrence.hpp"
#include "services/text_rules.hpp"
#include "wire/utf8.hpp"

using namespace asista;
using namespace asista::services;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::uint32_t most = 50;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto file = read_ical(text, most);
    if (!file) return 0;
    expect(file->events.size() + file->left_out <= most, "more events than asked for");
    expect(file->notes.size() <= max_ical_notes, "more notes than there may be");
    for (const auto& event : file->events) {
        expect(event.line > 0, "an event without a line");
        expect(needed_line("", "", event.title).has_value(), "a title that the calendar does not take");
        expect(one_line("", event.place, 200).has_value(), "a place that the calendar does not take");
        expect(many_lines("", event.notes).has_value(), "notes that the calendar does not take");
        // A rule is refused or can be followed; it never keeps us.
        if (!event.rule.empty())
            if (const auto rule = checked_recurrence(event.rule)) {
                const auto days = occurrences(*rule, 20'000, 20'000, 20'400, 1'000);
                expect(days.has_value() && days->size() <= 1'000, "a rule that was taken and cannot be followed");
                expect(checked_recurrence(*rule).has_value(), "a rule in its own form is not taken again");
            }
        // What is written is read as the same.
        IcalWriter out;
        out.line("BEGIN", "VCALENDAR");
        out.line("BEGIN", "VEVENT");
        out.line("DTSTART", "20261124T090000Z");
        out.text("SUMMARY", event.title);
        out.text("DESCRIPTION", event.notes);
        out.line("END", "VEVENT");
        out.line("END", "VCALENDAR");
        const auto again = read_ical(out.take(), 1);
        expect(again.has_value() && again->events.size() == 1, "what was written cannot be read");
        expect(again->events[0].title == event.title && again->events[0].notes == event.notes, "text changed on its way");
    }
    return 0;
}
