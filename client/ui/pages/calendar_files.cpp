// Import and export of iCalendar files: picked, tried, asked about, done.
#include "ui/pages/calendar.hpp"

#include "ui/toasts.hpp"
#include "ui/undo.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

namespace asista::ui {
namespace {

using calls::CalendarImport;

// "Adds 12 events and brings 3 up to date; 40 are here already. 2 are left out; the first: line 40: ..."
std::string import_words(const CalendarImport::Reply& would) {
    std::string text;
    const auto say = [&text](const std::string& part) { text += (text.empty() ? "" : " ") + part; };
    if (would.added > 0) say(fmt::format("{} will be added.", words::count_of(would.added, "event")));
    if (would.updated > 0) say(fmt::format("{} will be brought up to date.", words::count_of(would.updated, "event")));
    if (would.same > 0)
        say(fmt::format("{} {} here already.", words::count_of(would.same, "event"), would.same == 1 ? "is" : "are"));
    if (would.left_out > 0)
        say(fmt::format("{} cannot be read and {} left out.", words::count_of(would.left_out, "event"),
                        would.left_out == 1 ? "is" : "are"));
    for (std::size_t i = 0; i < would.notes.size() && i < 3; ++i)
        text += fmt::format("\nLine {}: {}", would.notes[i].line, words::sentence(would.notes[i].text));
    if (would.rows.empty()) return text;
    text += "\nFirst:";
    for (std::size_t i = 0; i < would.rows.size() && i < 3; ++i)
        text += fmt::format("{} \"{}\"", i == 0 ? "" : ",", would.rows[i].item.title);
    return text + ".";
}

} // namespace

void CalendarPage::draw_files_menu(Ui& ui, Box anchor) {
    if (!begin_menu(ui, "files", anchor, {.width = 220, .align_right = true})) return;
    // All of it outlives the frame.
    const auto tell = [toasts = &ui.toasts, undo = undoing(ui)](std::string title, std::string body, std::uint64_t change) {
        Toast toast;
        toast.title = std::move(title);
        toast.body = std::move(body);
        toast.icon = "calendar-blank";
        if (change != 0) {
            toast.button = "Undo";
            toast.pressed = [undo, change] { undo(change); };
        }
        toasts->add_now(std::move(toast));
    };
    if (menu_item(ui, {.label = "Import a calendar file...", .icon = "download-simple"})) {
        Navigator::FileWish wish;
        wish.title = "Import a calendar file";
        wish.extensions = {"ics", "ical", "ifb", "icalendar"};
        wish.chosen = [calls = &ui.calls, navigator = &ui.navigator, arrived = arrived_,
                       tell](const std::string& path, bool, std::function<void(Result<calls::Nothing>)> done) {
            calls->call<CalendarImport>({path, true}, [calls, navigator, arrived, tell, path,
                                                       done](Result<CalendarImport::Reply> would) {
                if (!would) return done(fail(would.error()));
                done(calls::Nothing{});
                if (would->added + would->updated == 0) return tell("Nothing to import", import_words(*would), 0);
                navigator->ask("Import this calendar?", import_words(*would), "Import", [calls, arrived, tell, path](bool yes) {
                    if (!yes) return;
                    calls->call<CalendarImport>({path, false}, [arrived, tell](Result<CalendarImport::Reply> imported) {
                        arrived->stale = true;
                        if (imported)
                            tell("Calendar imported",
                                 fmt::format("{} added, {} changed.", words::count_of(imported->added, "event"),
                                             imported->updated),
                                 imported->change);
                        else if (imported.error().code != Errc::cancelled)
                            tell("The calendar was not imported", words::sentence(imported.error().message), 0);
                    });
                });
            });
        };
        ui.navigator.pick_file(std::move(wish));
    }
    if (menu_item(ui, {.label = "Export as a calendar file...", .icon = "upload-simple"})) {
        Navigator::FileWish wish;
        wish.save = true;
        wish.title = "Export the calendar";
        wish.suggested_name = "calendar.ics";
        wish.extensions = {"ics"};
        wish.chosen = [calls = &ui.calls, tell](const std::string& path, bool replace,
                                                std::function<void(Result<calls::Nothing>)> done) {
            calls->call<calls::CalendarExport>({path, replace}, [tell, done](Result<calls::CalendarExport::Reply> written) {
                if (!written) return done(fail(written.error()));
                done(calls::Nothing{});
                tell("Calendar exported", fmt::format("{}, in {}.", words::count_of(written->events, "event"), written->name), 0);
            });
        };
        ui.navigator.pick_file(std::move(wish));
    }
    end_menu();
}

} // namespace asista::ui
