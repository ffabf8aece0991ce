#include "ui/pages/settings_transfer.hpp"

#include "ui/export_place.hpp"
#include "ui/pages/page.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/card.hpp"
#include "ui/words.hpp"
#include "wire/calls/history.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace asista::ui {
namespace {

constexpr float option_rows = 58;
constexpr std::size_t notes_shown = 4, titles_shown = 3;

void tell(Toasts& toasts, NotificationLevel level, std::string title, std::string body) {
    Toast toast;
    toast.level = level;
    toast.title = std::move(title);
    toast.body = std::move(body);
    toasts.add_now(std::move(toast));
}

// A row with a title, a line under it and a button; true when that was pressed. Narrow: the lines are cut, the button is not.
bool option(Ui& ui, Box& body, const char* id, std::string_view title, std::string_view text, std::string_view label,
            std::string_view icon, bool idle, bool first) {
    Box row = body.cut_top(ui.px(option_rows));
    if (!first) horizontal_line(ui, row.x, row.y, row.w, ui.colors().line);
    const Box place = row.cut_right(button_width(ui, label, icon)).centered_rows(ui.px(size::control));
    row.cut_right(ui.px(16));
    Box lines = row.centered_rows(ui.px(20 + 18));
    draw_text(ui, lines.cut_top(ui.px(20)), Role::body_medium, ui.colors().text, title);
    draw_text(ui, lines.cut_top(ui.px(18)), Role::small, ui.colors().dim, text);
    return button(ui, id, place, ButtonKind::secondary, label, icon, idle ? Enabled::yes : Enabled::no);
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
    return text;
}

std::string amount_of(std::uint32_t count, const std::string& kind) {
    return fmt::format("{} {}", words::thousands(count),
                       count == 1 && kind.ends_with('s') ? kind.substr(0, kind.size() - 1) : kind);
}

// Takes the import back, as one.
void undo(ClientCalls& calls, Toasts& toasts, std::uint64_t change) {
    calls.call<calls::UndoChange>({change}, [&toasts](const Result<calls::Undone>& done) {
        if (done) return tell(toasts, NotificationLevel::success, "The import is undone", {});
        if (done.error().code != Errc::cancelled)
            tell(toasts, NotificationLevel::warning, "The import could not be undone", words::sentence(done.error().message));
    });
}

} // namespace

std::string import_amounts(const calls::ImportSummary& summary) {
    std::vector<std::string> parts;
    for (const auto& each : summary.counts)
        if (each.added + each.changed > 0) parts.push_back(amount_of(each.added + each.changed, each.kind));
    return joined(parts);
}

std::string import_words(const calls::ImportSummary& summary) {
    std::vector<std::string> added, changed, skipped;
    for (const auto& each : summary.counts) {
        if (each.added > 0) added.push_back(amount_of(each.added, each.kind));
        if (each.changed > 0) changed.push_back(amount_of(each.changed, each.kind));
        if (each.skipped > 0) skipped.push_back(amount_of(each.skipped, each.kind));
    }
    std::string text = fmt::format("{}.\n", summary.format);
    if (!added.empty()) text += fmt::format("New: {}.\n", joined(added));
    if (!changed.empty()) text += fmt::format("Changed: {}.\n", joined(changed));
    if (!skipped.empty()) text += fmt::format("Left out: {}.\n", joined(skipped));
    if (!summary.first.empty()) {
        std::vector<std::string> titles(summary.first.begin(), summary.first.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                                           titles_shown, summary.first.size())));
        for (auto& title : titles) title = fmt::format("\"{}\"", title.size() > 60 ? "a long title" : title);
        text += fmt::format("First: {}.\n", joined(titles));
    }
    for (std::size_t i = 0; i < std::min(notes_shown, summary.notes.size()); ++i) {
        const auto& note = summary.notes[i];
        text += note.line > 0 ? fmt::format("Line {}: {}.\n", note.line, note.reason)
                              : fmt::format("{}.\n", words::capitalised(note.reason));
    }
    const auto more = summary.more_notes + summary.notes.size() - std::min(notes_shown, summary.notes.size());
    if (more > 0) text += fmt::format("And {} more like these.\n", words::thousands(more));
    return text + "It can be undone as one.";
}

void TransferCard::look(Ui& ui) {
    known_->looking = true;
    ui.calls.call<calls::ImportLook>({}, [known = known_, toasts = &ui.toasts](Result<calls::ImportSummary> reply) {
        known->looking = false;
        if (reply) {
            known->seen = std::move(*reply);
        } else if (reply.error().code != Errc::cancelled) {
            tell(*toasts, NotificationLevel::error, "This file cannot be imported",
                 words::sentence(words::capitalised(reply.error().message)));
        }
    });
}

void TransferCard::ask(Ui& ui) {
    const auto summary = *std::exchange(known_->seen, std::nullopt);
    if (import_amounts(summary).empty()) {
        const bool told = !summary.notes.empty() && summary.notes[0].line > 0;
        tell(ui.toasts, NotificationLevel::info, "Nothing in it is new",
             told ? fmt::format("Line {}: {}.", summary.notes[0].line, summary.notes[0].reason)
                  : fmt::format("All of {} is here already.", summary.file));
        return;
    }
    ui.navigator.ask(fmt::format("Import {}?", summary.file), import_words(summary), "Import",
                     [known = known_, calls = &ui.calls, toasts = &ui.toasts](bool yes) {
                         if (!yes) return;
                         known->importing = true;
                         calls->call<calls::ImportRun>({}, [known, calls, toasts](Result<calls::ImportRun::Reply> reply) {
                             known->importing = false;
                             if (!reply) {
                                 if (reply.error().code != Errc::cancelled)
                                     tell(*toasts, NotificationLevel::error, "Nothing was imported",
                                          words::sentence(reply.error().message));
                                 return;
                             }
                             Toast toast;
                             toast.level = NotificationLevel::success;
                             toast.title = "Imported";
                             toast.body = words::capitalised(import_amounts(reply->done));
                             if (reply->change != 0) {
                                 toast.button = "Undo";
                                 toast.pressed = [calls, toasts, change = reply->change] { undo(*calls, *toasts, change); };
                             }
                             toasts->add_now(std::move(toast));
                         });
                     });
}

void TransferCard::draw(Ui& ui, Box& area) {
    if (known_->seen) ask(ui);
    const Box card = area.cut_top(card_height(ui, 2 * ui.px(option_rows)));
    area.cut_top(ui.px(size::step4));
    Box body = draw_card(ui, card, {.icon = "arrows-left-right", .title = "Import and export"}).body;
    ImGui::PushID("transfer");
    const bool idle = !known_->looking && !known_->importing;
    if (option(ui, body, "import", "Import from a file",
               "Of Asista, Super Productivity, Loop Habit Tracker, Todoist, or tasks as CSV. You see first what it changes.",
               known_->importing ? "Importing\u2026" : "Choose a file\u2026", "download-simple", idle, true))
        look(ui);
    if (option(ui, body, "export", "Export everything", "One JSON file among your documents, which other programs can read.",
               known_->exporting ? "Exporting\u2026" : "Export", "upload-simple", !known_->exporting, false)) {
        known_->exporting = true;
        export_to_documents<calls::DataExport>(
            ui, fmt::format("asista-{}", words::iso_day(ui.today())), ".json",
            [known = known_, toasts = &ui.toasts](const Result<calls::DataExport::Reply>& reply, const std::string& path) {
                known->exporting = false;
                if (reply)
                    tell(*toasts, NotificationLevel::success, "Exported",
                         fmt::format("{} in {}", words::byte_size(reply->bytes), path));
                else if (reply.error().code != Errc::cancelled)
                    tell(*toasts, NotificationLevel::error, "Nothing was exported", words::sentence(reply.error().message));
            });
    }
    ImGui::PopID();
}

} // namespace asista::ui
