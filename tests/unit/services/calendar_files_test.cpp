// iCalendar files: what goes out comes back as the same, what others write is understood, and what cannot be is left out with its line.
#include "support.hpp"

#include "services/ical_reader.hpp"
#include "services/ical_text.hpp"

using namespace asista;
using namespace asista::test;
using calls::EventScope;

namespace {

std::string file_of(std::string_view events) {
    return fmt::format("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", events);
}
std::string event(std::string_view lines) { return fmt::format("BEGIN:VEVENT\r\n{}END:VEVENT\r\n", lines); }

std::string all_rows(Profile& p) {
    std::string all;
    auto rows = must(
        p.s.db.prepare("SELECT title || '|' || notes || '|' || place || '|' || color || '|' || all_day || '|' || zone || '|' || "
                       "starts_at || '|' || ends_at || '|' || recurrence || '|' || exceptions || '|' || "
                       "coalesce(occurrence, '') || '|' || uid FROM calendar_events ORDER BY uid, occurrence"));
    while (must(rows.step())) all += std::string(rows.text(0)) + '\n';
    return all;
}

calls::CalendarImport::Reply import(Profile& p, const std::string& text, bool dry_run = false) {
    return must(p.s.calendar.import_text(p.by_ada, text, dry_run, now));
}

void fill(Profile& p) {
    p.s.calendar.set_own_zone("Europe/Berlin", 3600);
    calls::CalendarCreate::Request request;
    request.title =
        "Choir; \"Concert\", \\ with \u00FCml\u00E4uts and a title that is longer than seventy-five bytes so that it folds";
    request.notes = "Line one\nLine two, with a comma";
    request.place = "Town hall";
    request.color = 3;
    request.times = {false, today - 200, 1140, today - 200, 1260};
    request.recurrence = "FREQ=WEEKLY;UNTIL=20270601";
    const auto series = must(p.s.calendar.create(p.by_ada, request, now)).id;
    const DayNumber first = today - 200;
    calls::CalendarEdit::Request one;
    one.id = series;
    one.occurrence = first + 14;
    one.scope = EventScope::one;
    one.title = "Moved";
    one.times = calls::EventTimes{false, first + 15, 600, first + 15, 660};
    must(p.s.calendar.edit(p.by_ada, one, now));
    must(p.s.calendar.erase(p.by_ada, {series, first + 21, EventScope::one}, now));
    request = {};
    request.title = "Holiday";
    request.times = {true, today, 0, today + 2, 0};
    request.recurrence = "FREQ=YEARLY";
    must(p.s.calendar.create(p.by_ada, request, now));
    request.title = "Pill";
    request.zone = "";
    request.times = {false, today, 480, today, 490};
    request.recurrence = "FREQ=DAILY;COUNT=30";
    must(p.s.calendar.create(p.by_ada, request, now));
    request.title = "Far away";
    request.zone = "Asia/Tokyo";
    request.recurrence = "";
    must(p.s.calendar.create(p.by_ada, request, now));
}

} // namespace

TEST_CASE("what is written is read back as the very same") {
    Profile p;
    fill(p);
    const auto exported = must(p.s.calendar.export_text(p.ada, now));
    CHECK(exported.events == 5);
    for (std::size_t at = 0, end = 0; (end = exported.text.find("\r\n", at)) != std::string::npos; at = end + 2)
        CHECK(end - at <= 75);

    Profile other;
    other.s.calendar.set_own_zone("Europe/Berlin", 3600);
    const auto reply = import(other, exported.text);

    CHECK(reply.added == 4);
    CHECK(reply.left_out == 0);
    CHECK(all_rows(other) == all_rows(p));
    // Again: nothing is doubled and nothing is different.
    const auto again = import(other, exported.text);
    CHECK(again.same == 4);
    CHECK(again.change == 0);
    // The exporter's own profile knows its events too.
    CHECK(import(p, exported.text).same == 4);
}

TEST_CASE("a dry run says what would be and changes nothing and the import is one change by an import") {
    Profile p;
    const auto text = file_of(event("UID:a\r\nDTSTART:20261124T090000Z\r\nDTEND:20261124T100000Z\r\nSUMMARY:One\r\n") +
                              event("UID:b\r\nDTSTART;VALUE=DATE:20261124\r\nSUMMARY:Two\r\n"));
    const auto tried = import(p, text, true);
    CHECK(tried.added == 2);
    CHECK(tried.change == 0);
    REQUIRE(tried.rows.size() == 2);
    CHECK(tried.rows[0].item.title == "One");
    CHECK(p.count("calendar_events") == 0);
    CHECK(p.count("operations") == 0);

    const auto done = import(p, text);
    CHECK(done.added == 2);
    CHECK(must(p.s.operations.change(p.ada, static_cast<std::int64_t>(done.change))).author == Author::import);
    const auto newer =
        import(p, file_of(event("UID:a\r\nDTSTART:20261124T090000Z\r\nDTEND:20261124T110000Z\r\nSUMMARY:Longer\r\n")));
    CHECK(newer.updated == 1);
    CHECK(p.count("calendar_events") == 2);
    must(p.s.operations.undo(p.ada, static_cast<std::int64_t>(newer.change), now));
    must(p.s.operations.undo(p.ada, static_cast<std::int64_t>(done.change), now));
    CHECK(p.count("calendar_events") == 0);
}

TEST_CASE("times of other programs are understood") {
    Profile p;
    p.s.calendar.set_own_zone("Europe/Berlin", 3600);
    struct Variant {
        const char* lines;
        DayNumber day;
        int start, end; // minutes in Berlin; -1: all day
    };
    for (const auto& [lines, day, start, end] : {
             Variant{"DTSTART:20261124T090000Z\r\nDTEND:20261124T100000Z\r\n", today + 2, 600, 660},
             Variant{"DTSTART;TZID=America/New_York:20261124T090000\r\nDURATION:PT1H30M\r\n", today + 2, 900, 990},
             Variant{"DTSTART;TZID=\"W. Europe Standard Time\":20261124T090000\r\nDURATION:PT15M\r\n", today + 2, 540, 555},
             Variant{"DTSTART;TZID=/citadel.org/20210210_1/Asia/Tokyo:20261124T180000\r\nDURATION:PT1H\r\n", today + 2, 600, 660},
             Variant{"DTSTART:20261124T090000\r\nDTEND:20261124T093000\r\n", today + 2, 540, 570},
             Variant{"DTSTART;VALUE=DATE:20261124\r\n", today + 2, -1, -1},
             Variant{"DTSTART;VALUE=DATE:20261124\r\nDTEND;VALUE=DATE:20261126\r\n", today + 2, -1, -1},
             Variant{"dtstart:20261124T090000Z\r\nDESCRIPTION:folded\r\n  over two\r\n", today + 2, 600, 600},
         }) {
        CAPTURE(lines);
        must(p.s.db.execute("DELETE FROM calendar_events"));
        REQUIRE(import(p, file_of(event(std::string("UID:a\r\nSUMMARY:x\r\n") + lines))).added == 1);
        const auto events = must(p.s.calendar.range(p.ada, {day, day + 1})).events;
        REQUIRE(events.size() == 1);
        CHECK(events[0].times.all_day == (start < 0));
        if (start < 0) continue;
        CHECK(events[0].times.start_minute == start);
        CHECK(events[0].times.end_minute == end);
    }
}

TEST_CASE("repetition with days left out and single changes is understood") {
    Profile p;
    p.s.calendar.set_own_zone("Europe/Berlin", 3600);
    const auto text = file_of(
        event("UID:a\r\nDTSTART;TZID=Europe/Berlin:20261123T090000\r\nDTEND;TZID=Europe/Berlin:20261123T100000\r\n"
              "RRULE:FREQ=DAILY;UNTIL=20261128T080000Z\r\nEXDATE;TZID=Europe/"
              "Berlin:20261124T090000,20261125T090000\r\nSUMMARY:Daily\r\n") +
        event("UID:a\r\nRECURRENCE-ID;TZID=Europe/Berlin:20261126T090000\r\nDTSTART;TZID=Europe/Berlin:20261126T150000\r\n"
              "DTEND;TZID=Europe/Berlin:20261126T160000\r\nSUMMARY:Later\r\n") +
        event("UID:a\r\nRECURRENCE-ID:20261127T080000Z\r\nDTSTART:20261127T080000Z\r\nSTATUS:CANCELLED\r\n"));
    const auto reply = import(p, text);
    CHECK(reply.left_out == 0);
    std::vector<std::string> shown;
    for (const auto& each : must(p.s.calendar.range(p.ada, {today, today + 20})).events)
        shown.push_back(fmt::format("{} {} {}", each.title, each.times.start_day - today, each.times.start_minute / 60));
    CHECK(shown == std::vector<std::string>{"Daily 1 9", "Later 4 15", "Daily 6 9"});
}

TEST_CASE("an event that cannot be read is left out with its line and the others come in") {
    struct Variant {
        const char* lines;
        const char* why;
    };
    for (const auto& [lines, why] : {
             Variant{"SUMMARY:x\r\n", "when it begins"},
             Variant{"DTSTART:yesterday\r\n", "line 5: \"yesterday\" is no date"},
             Variant{"DTSTART:20260230\r\n", "no date"},
             Variant{"DTSTART;TZID=Mars/Olympus:20261124T090000\r\n", "\"Mars/Olympus\" is not known"},
             Variant{"DTSTART:20261124T090000Z\r\nDTEND:20261123T090000Z\r\n", "cannot end before it begins"},
             Variant{"DTSTART:20261124T090000Z\r\nDTEND:20301123T090000Z\r\n", "366 days"},
             Variant{"DTSTART:20261124T090000Z\r\nDURATION:-PT1H\r\n", "no duration"},
             Variant{"DTSTART:20261124T090000Z\r\nRRULE:FREQ=SECONDLY\r\n", "FREQ=SECONDLY"},
             Variant{"DTSTART:20261124T090000Z\r\nRRULE:FREQ=DAILY;BYHOUR=1,2,3\r\n", "BYHOUR"},
             Variant{"DTSTART:20261124T090000Z\r\nRRULE:FREQ=DAILY;COUNT=999999999\r\n", "COUNT"},
             Variant{"DTSTART:20261124T090000Z\r\nRRULE:FREQ=DAILY;UNTIL=20200101\r\n", "never happen"},
             Variant{"DTSTART:20261124T090000Z\r\nRDATE:20261125T090000Z\r\n", "RDATE"},
             Variant{"DTSTART:20261124T090000Z\r\nno colon\r\n", "no line of an iCalendar file"},
         }) {
        CAPTURE(lines);
        Profile p;
        const auto reply = import(p, file_of(event(std::string("UID:bad\r\n") + lines) +
                                             event("UID:good\r\nDTSTART:20261124T090000Z\r\nSUMMARY:Good\r\n")));
        CHECK(reply.added == 1);
        CHECK(reply.left_out == 1);
        REQUIRE(reply.notes.size() == 1);
        CHECK(reply.notes[0].line == 3);
        CHECK_MESSAGE(contains(reply.notes[0].text, why), reply.notes[0].text);
    }
}

TEST_CASE("a file that is no calendar is refused with the line") {
    std::string deep = "BEGIN:VCALENDAR\r\n";
    for (int i = 0; i < 20; ++i) deep += "BEGIN:VEVENT\r\n";
    const std::pair<std::string, const char*> variants[] = {
        {"", "does not begin with BEGIN:VCALENDAR"},
        {"hello", "line 1"},
        {"BEGIN:VCARD\r\nEND:VCARD\r\n", "does not begin with BEGIN:VCALENDAR"},
        {"BEGIN:VCALENDAR\r\n", "ends within VCALENDAR"},
        {"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", "line 2 ends VEVENT"},
        {"BEGIN:VCALENDAR\r\nX:\xFF\r\nEND:VCALENDAR\r\n", "line 2 is not UTF-8"},
        {"BEGIN:VCALENDAR\r\nX:" + std::string(300 * 1024, 'x') + "\r\nEND:VCALENDAR\r\n", "line 2 is longer"},
        {deep, "within each other"},
    };
    for (const auto& [text, why] : variants) {
        CAPTURE(why);
        Profile p;
        const auto reply = p.s.calendar.import_text(p.by_ada, text, false, now);
        CHECK_MESSAGE(contains(error_of(reply).message, why), error_of(reply).message);
        CHECK(p.count("calendar_events") == 0);
    }
    std::string many = "BEGIN:VCALENDAR\r\n";
    for (int i = 0; i < 11; ++i) many += event("DTSTART:20261124\r\n");
    CHECK(contains(error_of(read_ical(many + "END:VCALENDAR\r\n", 10)).message, "more than 10 events"));
}

TEST_CASE("durations of files") {
    const std::pair<const char*, std::optional<InstantMs>> variants[] = {
        {"PT1H30M", 90 * minute}, {"P1W", 7 * 24 * hour}, {"P2DT1H", 49 * hour},  {"-PT15M", -15 * minute},
        {"P", std::nullopt},      {"1H", std::nullopt},   {"PT1D", std::nullopt}, {"PT99999999999H", std::nullopt},
    };
    for (const auto& [text, ms] : variants) {
        CAPTURE(text);
        CHECK(ical_duration(text) == ms);
    }
}
