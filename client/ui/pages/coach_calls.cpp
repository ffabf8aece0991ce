// The card of something that the coach asks to do: in words, with Approve and Decline, and afterwards what came of it.
#include "ui/pages/coach.hpp"

#include "ui/toasts.hpp"
#include "ui/trust_gate.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/words.hpp"
#include "wire/calls/history.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <functional>

namespace asista::ui {
namespace {

constexpr float pad = 14, icon_room = 30, widest_card = 560;
constexpr std::string_view about_untrusted =
    "Text from elsewhere, of a plugin or an import, is in this conversation. Such a text may be what asks for this.";
constexpr ImGuiKeyChord approve_keys = ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_Y,
                        decline_keys = ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_N;

std::string_view icon_of(const calls::CoachToolCall& call) {
    if (call.name == "list_tasks") return "list";
    if (call.name == "create_task") return "check-square";
    if (call.name == "record_habit") return "repeat";
    if (call.name == "update_goal") return "target";
    return "calendar-blank";
}

bool waits(const calls::CoachToolCall& call) { return call.state == calls::CoachCallState::proposed; }

std::string outcome_of(const calls::CoachToolCall& call) {
    if (call.undone) return words::sentence(call.outcome) + " It was undone since.";
    return words::sentence(call.outcome);
}

// One for each card, so that each waits its half second.
std::uint64_t gate_key(const calls::CoachToolCall& call) {
    return std::hash<std::string>{}(fmt::format("coach call {}", call.id));
}

} // namespace

float CoachPage::draw_call(Ui& ui, Box column, const calls::CoachToolCall& call, bool last, Pass pass) {
    const Colors& c = ui.colors();
    Box box{column.x, column.y, std::min(column.w, ui.px(widest_card)), endless};
    Box inner = box.inset(ui.px(pad), ui.px(pad));
    const Box side = inner.cut_left(ui.px(icon_room));
    const float top = inner.y;
    const std::string said = words::with_times(call.words, ui.dates());
    const bool asks = waits(call) && last;
    const bool warns = waits(call) && reader_.talk().untrusted;
    inner.cut_top(paragraph_height(ui, inner.w, Role::body_medium, said) + ui.px(2));
    const float warning = warns ? paragraph_height(ui, inner.w - ui.px(22), Role::small, about_untrusted) : 0;
    const Box warned{inner.x, inner.y + ui.px(4), inner.w, warning};
    if (warns) inner.cut_top(warning + ui.px(4));
    inner.cut_top(ui.px(waits(call) ? 10 : 4));
    const float words_height =
        asks ? ui.px(size::control)
             : std::max(paragraph_height(ui, inner.w - ui.px(80), Role::small, outcome_of(call)), ui.px(20));
    const Box foot = inner.cut_top(words_height);
    box.h = inner.y + ui.px(pad) - box.y;
    if (pass == Pass::measure) return box.h;

    ImGui::PushID(static_cast<int>(call.id));
    draw_surface(ui, current_list(), box, asks ? Surface::highlight : Surface::card);
    draw_icon(ui, Box{side.x, top, ui.px(20), ui.px(20)}, icon_of(call), waits(call) ? c.accent : c.dim);
    draw_paragraph(ui, Box{side.right(), top, inner.w, endless}, Role::body_medium, c.text, said);
    if (warns) {
        draw_icon(ui, Box{warned.x, warned.y, ui.px(16), ui.px(16)}, "warning", c.warn, 15);
        draw_paragraph(ui, Box{warned.x + ui.px(22), warned.y, warned.w - ui.px(22), endless}, Role::small, c.warn,
                       about_untrusted);
    }
    if (asks)
        draw_choice(ui, foot, call);
    else
        draw_outcome(ui, foot, call);
    ImGui::PopID();
    return box.h;
}

// A card appears while one types or clicks elsewhere: it is deaf for its first moments.
void CoachPage::draw_choice(Ui& ui, Box row, const calls::CoachToolCall& call) {
    const auto key = gate_key(call);
    const Held held(ui, key);
    const Enabled free = reader_.deciding(call.id) ? Enabled::no : Enabled::yes;
    const auto& calls = reader_.talk().entries.back().message.calls;
    const auto first = std::ranges::find_if(calls, waits);
    const bool has_keys =
        first != calls.end() && first->id == call.id && free == Enabled::yes && ui.gate.listens(key, ui.frame.time_s);
    const bool approved = button_left(ui, row, "approve", ButtonKind::primary, "Approve", "check", free);
    tooltip(ui, "Ctrl+Shift+Y");
    const bool declined = button_left(ui, row, "decline", ButtonKind::secondary, "Decline", {}, free);
    tooltip(ui, "Ctrl+Shift+N");
    if (approved || (has_keys && ImGui::IsKeyChordPressed(approve_keys)))
        reader_.decide(ui, call.id, true);
    else if (declined || (has_keys && ImGui::IsKeyChordPressed(decline_keys)))
        reader_.decide(ui, call.id, false);
}

void CoachPage::draw_outcome(Ui& ui, Box row, const calls::CoachToolCall& call) {
    const Colors& c = ui.colors();
    const bool done = call.state == calls::CoachCallState::done;
    if (done && call.change != 0 && !call.undone) {
        const float width = button_width(ui, "Undo");
        Box undo = row.cut_right(width);
        undo = Box{undo.x, row.bottom() - ui.px(24), width, ui.px(24)};
        if (button(ui, "undo", undo, ButtonKind::ghost, "Undo"))
            ui.calls.call<calls::UndoChange>({call.change}, [toasts = &ui.toasts](Result<calls::Undone> reply) {
                if (!reply && reply.error().code == Errc::cancelled) return;
                Toast toast;
                toast.title = reply ? reply->sentence : std::string("That did not work");
                if (!reply) {
                    toast.body = words::sentence(reply.error().message);
                    toast.level = NotificationLevel::error;
                }
                toasts->replace(std::move(toast));
            });
    }
    const bool failed = call.state == calls::CoachCallState::failed;
    const std::string text = waits(call) ? "Not answered: the conversation went on in another branch." : outcome_of(call);
    draw_icon(ui, Box{row.x, row.y, ui.px(16), ui.px(18)},
              done     ? "check-circle"
              : failed ? "warning"
                       : "x-circle",
              done && !call.undone ? c.ok
              : failed             ? c.warn
                                   : c.faint,
              15);
    row.cut_left(ui.px(22));
    draw_paragraph(ui, row, Role::small, failed ? c.warn : c.dim, text);
}

} // namespace asista::ui
