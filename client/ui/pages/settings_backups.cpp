#include "ui/pages/settings_backups.hpp"

#include "ui/pages/page.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/card.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <utility>

namespace asista::ui {
namespace {

constexpr float head_rows = 58, rows = 46;
constexpr std::size_t shown_first = 5;

std::string_view reason_words(calls::BackupReason reason) {
    switch (reason) {
    case calls::BackupReason::daily: return "Daily";
    case calls::BackupReason::by_hand: return "By hand";
    case calls::BackupReason::before_update: return "Before an update";
    case calls::BackupReason::before_restore: return "Before going back";
    }
    return {};
}

void fail_toast(Toasts& toasts, const char* title, const Error& error) {
    if (error.code == Errc::cancelled) return; // the client ends
    Toast toast;
    toast.title = title;
    toast.body = words::sentence(error.message);
    toast.level = NotificationLevel::error;
    toasts.add_now(std::move(toast));
}

std::string when(const Ui& ui, InstantMs at) {
    const auto offset = ui.snapshot.utc_offset_s;
    return fmt::format("{}, {}", words::day_word(words::local_day(at, offset), ui.today(), ui.dates()),
                       words::clock_text(at, offset, ui.dates()));
}

} // namespace

std::string restore_words(const calls::BackupsPreview::Reply& preview, InstantMs now) {
    std::string text;
    for (const auto& kind : preview.kinds) {
        std::string parts;
        const auto add = [&parts](std::uint64_t count, const char* what) {
            if (count > 0) parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", words::thousands(count), what);
        };
        add(kind.back, kind.back == 1 ? "comes back" : "come back");
        add(kind.gone, kind.gone == 1 ? "goes" : "go");
        add(kind.otherwise, kind.otherwise == 1 ? "is as it was then" : "are as they were then");
        if (!parts.empty()) text += fmt::format("{}: {}.\n", words::capitalised(kind.kind), parts);
    }
    if (text.empty()) text = "It holds the same as what you have now.\n";
    if (preview.newest_change > 0)
        text += fmt::format("The last change in it is from {}.\n", words::relative(now, preview.newest_change));
    return text + "What you have now is set aside as a backup first. Asista then starts anew.";
}

void BackupsCard::opened() { known_->asked = false; }

void BackupsCard::read(Ui& ui) {
    known_->asked = true;
    ui.calls.call<calls::BackupsList>(
        {}, [known = known_](Result<calls::BackupsList::Reply> reply) { known->list = std::move(reply); });
}

void BackupsCard::make(Ui& ui) {
    known_->making = true;
    ui.calls.call<calls::BackupsMake>({}, [known = known_, toasts = &ui.toasts](Result<calls::Backup> made) {
        known->making = false;
        known->asked = false;
        if (!made) return fail_toast(*toasts, "No backup was made", made.error());
        Toast toast;
        toast.title = "Backed up";
        toast.body = fmt::format("{}, and checked.", words::byte_size(made->bytes));
        toast.level = NotificationLevel::success;
        toasts->add_now(std::move(toast));
    });
}

void BackupsCard::look_into(Ui& ui, const calls::Backup& backup) {
    known_->looking = true;
    looked_at_ = backup.name;
    ui.calls.call<calls::BackupsPreview>(
        {backup.name}, [known = known_, backup, toasts = &ui.toasts](Result<calls::BackupsPreview::Reply> reply) {
            known->looking = false;
            if (!reply) return fail_toast(*toasts, "This backup cannot be used", reply.error());
            known->preview.emplace(backup, std::move(*reply));
        });
}

void BackupsCard::ask(Ui& ui) {
    const auto [backup, preview] = *std::exchange(known_->preview, std::nullopt);
    ui.navigator.ask(fmt::format("Go back to {}?", when(ui, backup.made_at)), restore_words(preview, ui.frame.now_ms), "Restore",
                     [known = known_, calls = &ui.calls, toasts = &ui.toasts, name = backup.name](bool yes) {
                         if (!yes) return;
                         known->restoring = true;
                         calls->call<calls::BackupsRestore>({name}, [known, toasts](const Result<calls::Nothing>& ready) {
                             known->restoring = false;
                             if (!ready) fail_toast(*toasts, "Nothing was put back", ready.error());
                         });
                     });
}

void BackupsCard::draw(Ui& ui, Box& area) {
    if (!known_->asked) read(ui);
    if (known_->preview) ask(ui);
    const auto* const reply = known_->list && *known_->list ? &**known_->list : nullptr;
    const std::size_t count = reply ? reply->backups.size() : 0;
    const std::size_t shown = all_ ? count : std::min(count, shown_first);
    const bool more = count > shown_first;
    const float height =
        ui.px(head_rows) + ui.px(rows) * static_cast<float>(std::max<std::size_t>(shown, 1)) + (more ? ui.px(36) : 0);
    const Box card = area.cut_top(card_height(ui, height));
    area.cut_top(ui.px(size::step4));
    Box body = draw_card(ui, card, {.icon = "clock-counter-clockwise", .title = "Backups"}).body;
    ImGui::PushID("backups");
    draw_head(ui, body);
    if (shown == 0) {
        const Box row = body.cut_top(ui.px(rows));
        horizontal_line(ui, row.x, row.y, row.w, ui.colors().line);
        const bool failed = known_->list && !*known_->list;
        draw_text(ui, row, Role::body, failed ? ui.colors().bad : ui.colors().dim,
                  failed  ? words::sentence(known_->list->error().message)
                  : reply ? "None yet. The first is made by itself when Asista has been open for a minute."
                          : "Reading\u2026");
    }
    for (std::size_t i = 0; i < shown; ++i) draw_row(ui, body.cut_top(ui.px(rows)), reply->backups[i]);
    if (more) {
        Box row = body.cut_top(ui.px(36));
        row.cut_top(ui.px(10));
        const std::string label = all_ ? "Show the newest" : fmt::format("Show all {}", count);
        if (link(ui, "all", row.cut_left(text_width(ui, Role::body_medium, label)), Role::body_medium, label)) all_ = !all_;
    }
    ImGui::PopID();
}

void BackupsCard::draw_head(Ui& ui, Box& body) {
    const auto* const reply = known_->list && *known_->list ? &**known_->list : nullptr;
    Box row = body.cut_top(ui.px(head_rows));
    const bool busy = known_->making || (reply && reply->under_way);
    const std::string_view label = known_->restoring ? "Going back\u2026" : busy ? "Backing up\u2026" : "Back up now";
    const float width = button_width(ui, label, "floppy-disk");
    const Box place = row.cut_right(width).centered_rows(ui.px(size::control));
    if (button(ui, "make", place, ButtonKind::secondary, label, "floppy-disk",
               busy || known_->restoring ? Enabled::no : Enabled::yes))
        make(ui);
    row.cut_right(ui.px(16));
    Box lines = row.centered_rows(ui.px(20 + 18));
    const bool problem = reply && !reply->problem.empty();
    draw_text(ui, lines.cut_top(ui.px(20)), Role::body_medium, problem ? ui.colors().bad : ui.colors().text,
              problem ? words::sentence(words::capitalised(reply->problem)) : "One a day, by itself, and checked");
    draw_text(ui, lines.cut_top(ui.px(18)), Role::small, ui.colors().dim,
              reply ? fmt::format("The last 7 days, 4 weeks and 12 months are kept in {}", reply->folder)
                    : std::string("The last 7 days, 4 weeks and 12 months are kept."));
}

void BackupsCard::draw_row(Ui& ui, Box row, const calls::Backup& backup) {
    const Colors& c = ui.colors();
    ImGui::PushID(backup.name.c_str());
    horizontal_line(ui, row.x, row.y, row.w, c.line);
    const bool looking = known_->looking && looked_at_ == backup.name;
    const std::string_view label = looking ? "Looking\u2026" : "Restore\u2026";
    const Box place = row.cut_right(button_width(ui, label)).centered_rows(ui.px(size::control_small));
    if (button(ui, "restore", place, ButtonKind::secondary, label, {},
               known_->looking || known_->restoring ? Enabled::no : Enabled::yes))
        look_into(ui, backup);
    row.cut_right(ui.px(14));
    draw_text(ui, row.cut_right(ui.px(64)), Role::small, c.dim, words::byte_size(backup.bytes), Align::right);
    row.cut_right(ui.px(14));
    draw_icon(ui, row.cut_left(ui.px(18)), "check-circle", c.ok, 17); // only what was checked has a name
    row.cut_left(ui.px(10));
    row.cut_left(draw_text(ui, row, Role::body, c.text, words::capitalised(when(ui, backup.made_at))));
    row.cut_left(ui.px(12));
    draw_text(ui, row, Role::small, c.faint, reason_words(backup.reason));
    ImGui::PopID();
}

} // namespace asista::ui
