// Dates in words: languages, orders, and every page after the person's choice.
#include "sample_ai.hpp"
#include "sample_coach.hpp"
#include "window_rig.hpp"

#include "ui/date_style.hpp"
#include "ui/task_words.hpp"
#include "ui/words.hpp"

#include "wire/calls/ai.hpp"
#include "wire/calls/calendar.hpp"
#include "wire/calls/user.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace asista;
using namespace asista::ui;

namespace {

constexpr DayNumber sunday = 20'779;    // 2026-11-22
constexpr DayNumber march = 20'516;     // 2026-03-04, a Wednesday
constexpr DayNumber next_year = 20'837; // 2027-01-19

DateStyle style(std::string_view code, DateOrder order = DateOrder::day_first) {
    for (const auto& language : date_languages())
        if (language.code == code) return {0, order, &language, HourStyle::hours_24};
    FAIL("no such language");
    return {};
}

} // namespace

TEST_CASE("dates are written as each language writes them, with the day first") {
    struct Case {
        const char *code, *full, *brief, *line, *month, *week;
    };
    const Case cases[] = {
        {"en", "4 March 2026", "4 Mar 2026", "Wednesday 4 March", "March 2026", "4 to 10 March 2026"},
        {"de", "4. März 2026", "4. März 2026", "Mittwoch, 4. März", "März 2026", "4. to 10. März 2026"},
        {"fr", "4 mars 2026", "4 mars 2026", "Mercredi 4 mars", "Mars 2026", "4 to 10 mars 2026"},
        {"es", "4 de marzo de 2026", "4 mar 2026", "Miércoles, 4 de marzo", "Marzo de 2026", "4 to 10 de marzo de 2026"},
        {"it", "4 marzo 2026", "4 mar 2026", "Mercoledì 4 marzo", "Marzo 2026", "4 to 10 marzo 2026"},
        {"nl", "4 maart 2026", "4 mrt 2026", "Woensdag 4 maart", "Maart 2026", "4 to 10 maart 2026"},
        {"pt", "4 de março de 2026", "4 de mar. de 2026", "Quarta-feira, 4 de março", "Março de 2026",
         "4 to 10 de março de 2026"},
    };
    CHECK(std::size(cases) == date_languages().size());
    for (const auto& each : cases) {
        CAPTURE(each.code);
        const DateStyle in = style(each.code);
        CHECK(words::date_text(march, in) == each.full);
        CHECK(words::short_date_of_year(march, in) == each.brief);
        CHECK(words::date_line(march, in) == each.line);
        CHECK(words::month_title(month_of(march), in) == each.month);
        CHECK(words::week_title(march, 7, in) == each.week);
    }
}

TEST_CASE("the order goes before the language's own, and the year first needs no names") {
    CHECK(words::date_text(march, style("de", DateOrder::month_first)) == "März 4, 2026");
    CHECK(words::date_line(march, style("fr", DateOrder::month_first)) == "Mercredi, mars 4");
    CHECK(words::day_word(march, sunday, style("en", DateOrder::month_first)) == "March 4");
    CHECK(words::day_word(next_year, sunday, style("en", DateOrder::month_first)) == "January 19, 2027");
    CHECK(words::day_word(march, sunday, style("es", DateOrder::year_first)) == "03-04");
    CHECK(words::day_word(next_year, sunday, style("es", DateOrder::year_first)) == "2027-01-19");
    CHECK(words::day_word(sunday + 2, sunday, style("nl", DateOrder::year_first)) == "dinsdag");
    CHECK(words::dated_line(sunday, style("de", DateOrder::year_first)) == "Sonntag 2026-11-22");
    CHECK(words::repetition("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", style("en", DateOrder::month_first)) ==
          "every year on December 24");
    CHECK(words::repetition("FREQ=WEEKLY;BYDAY=MO,FR;UNTIL=20261224", style("it")) ==
          "every week on lunedì and venerdì until 24 dicembre 2026");
}

TEST_CASE("every name is there, distinct, and has its glyphs in the fonts") {
    WindowRig rig;
    rig.frames(1);
    ImFont* const font = ImGui::GetIO().Fonts->Fonts[0];
    const auto has_glyphs = [font](std::string_view text) {
        for (const char *at = text.data(), *const end = at + text.size(); at < end;) {
            unsigned code = 0;
            at += ImTextCharFromUtf8(&code, at, end);
            if (!font->IsGlyphInFont(static_cast<ImWchar>(code))) return false;
        }
        return true;
    };
    for (const auto& language : date_languages()) {
        CAPTURE(language.name);
        for (const auto& months : {language.months, language.months_short}) {
            CHECK(std::set<std::string_view>(months.begin(), months.end()).size() == 12);
            CHECK(std::ranges::all_of(months, has_glyphs));
        }
        for (const auto& days : {language.weekdays, language.weekdays_short, language.weekdays_brief}) {
            CHECK(std::set<std::string_view>(days.begin(), days.end()).size() == 7);
            CHECK(std::ranges::all_of(days, has_glyphs));
        }
        CHECK(std::ranges::all_of(language.letters, [](std::string_view letter) { return letter.size() == 1; }));
        CHECK(has_glyphs(language.name));
    }
}

TEST_CASE("dates in what the core says of changes become the person's, quotes stay") {
    const DateStyle german = style("de");
    CHECK(words::with_dates("23 Nov 2026", german) == "23. Nov. 2026");
    CHECK(words::with_dates("1 Feb 2026, 3 Mar 2026", german) == "1. Feb. 2026, 3. März 2026");
    CHECK(words::with_dates("4 Mar 2026, 09:30", style("en", DateOrder::year_first)) == "2026-03-04, 09:30");
    CHECK(words::with_dates("added \"Trip 4 Mar 2026\" for 4 Mar 2026", german) == "added \"Trip 4 Mar 2026\" for 4. März 2026");
    for (const char* const other :
         {"", "31 Feb 2026", "4 Mar", "4 Mar 26", "4 Mar 20260", "v14 Mar 2026", "4 Mars 2026", "14", "4 M"})
        CHECK(words::with_dates(other, german) == other);
    CHECK(words::with_dates("23 Nov 2026", {}) == "23 Nov 2026");
}

TEST_CASE("an unknown language in the preferences is English") {
    WindowRig rig;
    CHECK(read_date_style(rig.snapshot) == DateStyle{});
    rig.snapshot.preferences["date_language"] = "\"fr\"";
    CHECK(read_date_style(rig.snapshot).language->code == "fr");
    for (const char* const nonsense : {"\"xx\"", "7", "", "\"fr"}) {
        rig.snapshot.preferences["date_language"] = nonsense;
        CHECK(read_date_style(rig.snapshot).language->code == "en");
    }
}

TEST_CASE("no page goes on with English names, nor with the day first, once something else is chosen") {
    WindowRig rig;
    rig.height = 4000; // all of a page is drawn
    // What people write themselves stays as it is.
    rig.tasks.find(101)->task.notes.clear();
    rig.tasks.find(3)->task.title = "Draft the report";
    std::ranges::find(rig.snapshot.tasks, 3U, &Task::id)->title = "Draft the report";
    rig.shell->listen(true);
    const auto read = [&rig] {
        std::string all;
        for (const auto* const page :
             {"dashboard", "tasks", "habits", "goals", "calendar", "plugins", "trust", "developer", "settings"}) {
            for (const auto* const detail : {"", "101", "1"}) {
                REQUIRE(rig.shell->set_page(page, detail));
                rig.settle();
                for (const auto& item : rig.shell->items().items) all += item.label + '\n' + item.value + '\n';
            }
        }
        return all;
    };
    const auto holds = [](const std::string& all, std::string_view word) { return all.find(word) != std::string::npos; };
    const std::string english = read();
    CHECK(holds(english, "Sunday 22 November"));
    CHECK(holds(english, "Wed"));

    rig.snapshot.preferences["date_language"] = "\"fr\"";
    rig.snapshot.preferences["date_order"] = "\"month\"";
    ++rig.snapshot.revision;
    const std::string french = read();

    CHECK(holds(french, "Dimanche, novembre 22"));
    CHECK(holds(french, "mer."));
    const DateLanguage& first = date_languages().front();
    std::vector<std::string_view> names(first.months.begin(), first.months.end());
    names.insert(names.end(), first.weekdays.begin(), first.weekdays.end());
    for (const auto name : names) {
        CAPTURE(name);
        CHECK_FALSE(holds(french, name));
    }
    CHECK_FALSE(holds(french, "22 novembre"));
}

TEST_CASE("times of day are of 24 hours or of 12, and read in either way") {
    struct Case {
        int minute;
        const char *full, *half, *hour;
    };
    const DateStyle full, half{.hours = HourStyle::hours_12};
    for (const auto& [minute, of_24, of_12, hour] : {Case{0, "0:00", "12:00 am", "12 am"},
                                                     {5, "0:05", "12:05 am", "12 am"},
                                                     {9 * 60, "9:00", "9:00 am", "9 am"},
                                                     {11 * 60 + 59, "11:59", "11:59 am", "11 am"},
                                                     {12 * 60, "12:00", "12:00 pm", "12 pm"},
                                                     {13 * 60 + 7, "13:07", "1:07 pm", "1 pm"},
                                                     {23 * 60 + 59, "23:59", "11:59 pm", "11 pm"}}) {
        CAPTURE(minute);
        CHECK(words::minute_text(minute, full) == of_24);
        CHECK(words::minute_text(minute, half) == of_12);
        CHECK(words::hour_text(minute / 60, half) == hour);
        CHECK(words::read_clock(of_24) == minute);
        CHECK(words::read_clock(of_12) == minute);
        const InstantMs at = sample::at(0, 0) + minute * 60'000 + 7'000;
        CHECK(words::clock_text(at, 0, half) == of_12);
        CHECK(words::second_text(at, 0, full).size() == 8);
    }
    CHECK(words::hour_text(9, full) == "9:00");
    CHECK(words::second_text(sample::at(9, 2) + 11'000, 0, full) == "09:02:11");
    CHECK(words::second_text(sample::at(21, 2) + 11'000, 0, half) == "9:02:11 pm");
    for (const auto& [typed, minute] : {std::pair{"9p", 21 * 60}, {"9 PM", 21 * 60}, {"9.30 p.m.", 21 * 60 + 30}, {"12am", 0}})
        CHECK(words::read_clock(typed) == minute);
    for (const char* const nonsense : {"13 pm", "0 am", "am", "9:5 pm", "9 pmx", "-1 am"})
        CHECK_FALSE(words::read_clock(nonsense).has_value());
}

TEST_CASE("the clock does as the language does, unless chosen otherwise") {
    WindowRig rig;
    const auto hours = [&rig](const char* clock, const char* language, const char* order) {
        rig.snapshot.preferences["clock"] = clock;
        rig.snapshot.preferences["date_language"] = language;
        rig.snapshot.preferences["date_order"] = order;
        return read_date_style(rig.snapshot).hours;
    };
    CHECK(read_date_style(rig.snapshot).hours == HourStyle::hours_24);
    CHECK(hours("", "", "") == HourStyle::hours_24);
    CHECK(hours("", "", "\"month\"") == HourStyle::hours_12);
    CHECK(hours("", "\"fr\"", "\"month\"") == HourStyle::hours_24);
    CHECK(hours("\"24\"", "", "\"month\"") == HourStyle::hours_24);
    CHECK(hours("\"12\"", "\"fr\"", "") == HourStyle::hours_12);
    CHECK(hours("7", "", "") == HourStyle::hours_24);
}

TEST_CASE("times in what the core says become the person's, quotes and other figures stay") {
    const DateStyle half{.hours = HourStyle::hours_12};
    CHECK(words::with_times("09:30", half) == "9:30 am");
    CHECK(words::with_times("4 Mar 2026, 14:05", half) == "4 Mar 2026, 2:05 pm");
    CHECK(words::with_times("Add the event \"Train 09:30\" on Friday, 09:00 to 13:30", half) ==
          "Add the event \"Train 09:30\" on Friday, 9:00 am to 1:30 pm");
    for (const char* const other : {"", "9:30", "09:300", "24:00", "127.0.0.1:11434", "x09:30", "09:30:11", "12:3"})
        CHECK(words::with_times(other, half) == other);
    CHECK(words::with_times("at 14:05", {}) == "at 14:05");
}

TEST_CASE("no page shows the other clock") {
    WindowRig rig;
    rig.height = 4000; // all of a page is drawn
    rig.calls.serve<calls::CalendarRange>([](const auto&) { return sample::calendar(); });
    rig.calls.serve<calls::AuditList>([](const auto&) { return sample::audit(); });
    sample::serve_ai(rig.calls);
    sample::serve_coach(rig.calls, [] { return sample::coach_talk(); });
    // What people write themselves stays as it is.
    for (auto& habit : rig.snapshot.habits)
        if (habit.name == "No phone after 22:00") habit.name = "No phone late";
    rig.snapshot.preferences["quiet_hours"] = R"({"from": 1320, "to": 420})";
    rig.snapshot.plugins.front().last_reload_at = sample::at(8, 15);
    rig.shell->listen(true);
    // Not of a clock: how long something took ("0:45 h").
    const std::regex time(R"((^|[^0-9.:])([0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)(?![0-9]| h)( [ap]m)?)");
    struct Found {
        std::set<std::string> full, half; // 24 hours and 12, each with the page
    };
    const auto read = [&] {
        Found found;
        for (const auto& [page, details] :
             std::vector<std::pair<const char*, std::vector<const char*>>>{{"dashboard", {""}},
                                                                           {"tasks", {"", "101"}},
                                                                           {"habits", {""}},
                                                                           {"goals", {""}},
                                                                           {"calendar", {"day", "week", "month", "add"}},
                                                                           {"coach", {"1"}},
                                                                           {"plugins", {""}},
                                                                           {"trust", {""}},
                                                                           {"developer", {""}},
                                                                           {"sent", {""}},
                                                                           {"settings", {""}}})
            for (const auto* const detail : details) {
                REQUIRE(rig.shell->set_page(page, detail));
                rig.settle();
                for (const auto& item : rig.shell->items().items)
                    for (const auto& text : {item.label, item.value})
                        for (std::sregex_iterator each(text.begin(), text.end(), time), end; each != end; ++each)
                            ((*each)[4].matched ? found.half : found.full).insert(fmt::format("{}: {}", page, text));
            }
        return found;
    };

    const auto on_every_page = [](const std::set<std::string>& texts) {
        for (const char* const page : {"dashboard", "tasks", "calendar", "trust", "developer", "sent", "settings"}) {
            CAPTURE(page);
            CHECK(std::ranges::any_of(texts, [page](const auto& text) { return text.starts_with(page); }));
        }
    };

    const Found full = read();
    on_every_page(full.full);
    CHECK(full.half.empty());

    rig.snapshot.preferences["clock"] = "\"12\"";
    ++rig.snapshot.revision;
    const Found half = read();
    on_every_page(half.half);
    for (const auto& text : half.full) FAIL_CHECK(text);
}

TEST_CASE("the clock is chosen in the settings") {
    WindowRig rig;
    REQUIRE(rig.shell->set_page("settings"));
    rig.click({.label = "12 hours"});
    CHECK(rig.calls.last<calls::PreferencesSet>().key == "clock");
    CHECK(rig.calls.last<calls::PreferencesSet>().json == "\"12\"");
}

TEST_CASE("the language is chosen in the settings") {
    WindowRig rig;
    REQUIRE(rig.shell->set_page("settings"));
    rig.click({.label = "English", .exact = true, .controls_only = true});
    rig.click({.label = "Deutsch"});
    CHECK(rig.calls.last<calls::PreferencesSet>().key == "date_language");
    CHECK(rig.calls.last<calls::PreferencesSet>().json == "\"de\"");
}
