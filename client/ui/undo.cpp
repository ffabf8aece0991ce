#include "ui/undo.hpp"

#include "ui/context.hpp"
#include "ui/removals.hpp"
#include "ui/toasts.hpp"
#include "ui/words.hpp"
#include "wire/calls/history.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace asista::ui {
namespace {

// Of what outlives any frame.
struct Parts {
    ClientCalls* calls;
    Toasts* toasts;
    Removals* removals;
};
Parts parts_of(Ui& ui) { return {&ui.calls, &ui.toasts, &ui.removals}; }

void told(Parts parts, Result<calls::Undone> done);

// Back again, by the number of the undo or redo itself.
void turn(Parts parts, std::uint64_t change) {
    parts.calls->call<calls::UndoChange>({change}, [parts](Result<calls::Undone> done) { told(parts, std::move(done)); });
}

void told(Parts parts, Result<calls::Undone> done) {
    if (!done && done.error().code == Errc::cancelled) return; // the client ends
    Toast toast;
    if (done) {
        parts.removals->trust_snapshot();
        // "Undid: completed "Call landlord"" is a title and a line.
        const auto colon = done->sentence.find(": ");
        const bool redid = done->sentence.starts_with("Redid");
        toast.title = redid ? "Redone" : "Undone";
        toast.body = words::capitalised(colon == std::string::npos ? done->sentence : done->sentence.substr(colon + 2));
        if (done->skipped > 0)
            toast.body += fmt::format(". {} left as {}, changed again since", words::count_of(done->skipped, "change"),
                                      done->skipped == 1 ? "it is" : "they are");
        toast.icon = redid ? "arrow-clockwise" : "arrow-counter-clockwise";
        // A redo is undone through what it made again, which Ctrl Z comes to first.
        if (!redid) {
            toast.button = "Redo";
            toast.pressed = [parts, change = done->change] { turn(parts, change); };
        }
    } else {
        const bool nothing = done.error().code == Errc::not_found;
        toast.title = nothing ? words::sentence(done.error().message) : "That could not be undone";
        if (!nothing) toast.body = words::sentence(done.error().message);
        toast.icon = "arrow-counter-clockwise";
        if (!nothing) toast.level = NotificationLevel::warning;
    }
    parts.toasts->replace(std::move(toast));
}

} // namespace

void undo_last(Ui& ui) {
    if (ui.removals.undo_newest(ui.toasts)) return;
    ui.calls.call<calls::UndoLast>({}, [parts = parts_of(ui)](Result<calls::Undone> done) { told(parts, std::move(done)); });
}

void redo_last(Ui& ui) {
    ui.calls.call<calls::RedoLast>({}, [parts = parts_of(ui)](Result<calls::Undone> done) { told(parts, std::move(done)); });
}

void undo_change(Ui& ui, std::uint64_t change) { turn(parts_of(ui), change); }

void undo_all_by(Ui& ui, calls::Author author, const std::string& plugin, InstantMs since) {
    Toast toast; // thousands take a while
    toast.title = "Undoing\u2026";
    toast.icon = "arrow-counter-clockwise";
    ui.toasts.replace(std::move(toast));
    ui.calls.call<calls::UndoAllBy>({author, plugin, since}, [parts = parts_of(ui)](Result<calls::Undone> done) {
        if (done && done->change == 0)
            done = fail(Errc::not_found, "{}",
                        done->skipped == 0 ? "nothing of that is left to undo"
                                           : "nothing was undone: all of it was changed by somebody else since");
        told(parts, std::move(done));
    });
}

std::function<void(std::uint64_t)> undoing(Ui& ui) {
    return [parts = parts_of(ui)](std::uint64_t change) { turn(parts, change); };
}

} // namespace asista::ui
