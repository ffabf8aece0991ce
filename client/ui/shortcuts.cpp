#include "ui/shortcuts.hpp"

#include "ui/preferences.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/popups.hpp"
#include "wire/calls/user.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <utility>

namespace asista::ui {
namespace {

constexpr const char* dialog_id = "keyboard shortcuts";
constexpr float width = 520, row_height = 38, cap_width = 132, head_rows = 52, foot_rows = 64;

constexpr std::array actions{
    ShortcutAction{"palette", "Search or run a command", ImGuiMod_Ctrl | ImGuiKey_K, {}, true},
    ShortcutAction{"undo", "Undo", ImGuiMod_Ctrl | ImGuiKey_Z, {}, false, true},
    ShortcutAction{"redo", "Redo", ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_Z, {}, false, true},
    ShortcutAction{"redo.also", "Redo, other keys", ImGuiMod_Ctrl | ImGuiKey_Y, {}, false, true},
    ShortcutAction{"open.dashboard", "Open the dashboard", ImGuiMod_Ctrl | ImGuiKey_1, "dashboard", true},
    ShortcutAction{"open.tasks", "Open tasks", ImGuiMod_Ctrl | ImGuiKey_2, "tasks", true},
    ShortcutAction{"open.habits", "Open habits", ImGuiMod_Ctrl | ImGuiKey_3, "habits", true},
    ShortcutAction{"open.goals", "Open goals", ImGuiMod_Ctrl | ImGuiKey_4, "goals", true},
    ShortcutAction{"open.calendar", "Open the calendar", ImGuiMod_Ctrl | ImGuiKey_5, "calendar", true},
    ShortcutAction{"open.coach", "Open the coach", ImGuiMod_Ctrl | ImGuiKey_6, "coach", true},
    ShortcutAction{"open.settings", "Open settings", ImGuiMod_Ctrl | ImGuiKey_Comma, "settings", true},
    ShortcutAction{"shortcuts", "List the shortcuts (or type ?)", ImGuiKey_F1, {}, true},
};

// What is the same for everybody, since it must lead out of anything.
struct FixedKeys {
    std::string_view keys, title;
};
constexpr std::array fixed_keys{FixedKeys{"Tab, arrows", "From item to item, through plugins too"},
                                FixedKeys{"Ctrl Tab", "Out of a plugin, whatever it does"}};

// Of text fields, and of the way out of a plugin.
constexpr std::array taken_elsewhere{ImGuiMod_Ctrl | ImGuiKey_C, ImGuiMod_Ctrl | ImGuiKey_V, ImGuiMod_Ctrl | ImGuiKey_X,
                                     ImGuiMod_Ctrl | ImGuiKey_A, ImGuiMod_Ctrl | ImGuiKey_Tab};

constexpr std::array modifiers{std::pair{ImGuiMod_Ctrl, "Ctrl"}, std::pair{ImGuiMod_Shift, "Shift"},
                               std::pair{ImGuiMod_Alt, "Alt"}, std::pair{ImGuiMod_Super, "Super"}};

constexpr int key_of(int chord) { return chord & ~ImGuiMod_Mask_; }
bool is_plain_key(int key) {
    const bool modifier = key >= ImGuiKey_LeftCtrl && key <= ImGuiKey_RightSuper;
    return key >= ImGuiKey_Tab && key < ImGuiKey_GamepadStart && !modifier;
}
std::string preference_key(std::string_view id) { return fmt::format("shortcuts.{}", id); }

void keep(Ui& ui, std::string_view id, const std::string& json) {
    ui.calls.call<calls::PreferencesSet>({.key = preference_key(id), .json = json});
}

} // namespace

std::span<const ShortcutAction> shortcut_actions() { return actions; }

const ShortcutAction* shortcut_action(std::string_view id) {
    const auto found = std::ranges::find(actions, id, &ShortcutAction::id);
    return found == actions.end() ? nullptr : &*found;
}

std::string chord_text(int chord) {
    if (chord == 0) return {};
    std::string text;
    for (const auto& [bit, name] : modifiers)
        if ((chord & bit) != 0) text += fmt::format("{}+", name);
    return text + ImGui::GetKeyName(static_cast<ImGuiKey>(key_of(chord)));
}

std::string chord_words(int chord) {
    if (chord == 0) return "None";
    std::string words = chord_text(chord);
    std::ranges::replace(words, '+', ' ');
    return words;
}

std::optional<int> chord_of_text(std::string_view text) {
    int chord = 0;
    for (auto plus = text.find('+'); plus != std::string_view::npos; plus = text.find('+')) {
        const auto found =
            std::ranges::find_if(modifiers, [&](const auto& known) { return text.substr(0, plus) == known.second; });
        if (found == modifiers.end()) return std::nullopt;
        chord |= found->first;
        text.remove_prefix(plus + 1);
    }
    for (int key = ImGuiKey_Tab; key < ImGuiKey_GamepadStart; ++key)
        if (is_plain_key(key) && text == ImGui::GetKeyName(static_cast<ImGuiKey>(key))) return chord | key;
    return std::nullopt;
}

// ---- what the keys are ----------------------------------------------------------------------------------------------------------

void Shortcuts::follow(const Snapshot& snapshot) {
    if (read_ && revision_ == snapshot.revision) return;
    read_ = true;
    revision_ = snapshot.revision;
    chords_.clear();
    // First what was chosen, so that a standard never takes it away.
    for (const auto& action : actions) {
        std::string_view json = preference(snapshot, preference_key(action.id));
        if (json.size() < 2 || json.front() != '"' || json.back() != '"') continue;
        json = json.substr(1, json.size() - 2);
        const auto chosen = json.empty() ? std::optional(0) : chord_of_text(json);
        if (chosen && problem(action.id, *chosen).empty()) chords_[action.id] = *chosen;
    }
    for (const auto& action : actions) {
        if (chords_.contains(action.id)) continue;
        const bool taken = std::ranges::any_of(chords_, [&](const auto& other) { return other.second == action.standard; });
        chords_[action.id] = taken ? 0 : action.standard;
    }
}

int Shortcuts::chord(std::string_view id) const {
    const auto found = chords_.find(id);
    return found == chords_.end() ? 0 : found->second;
}

bool Shortcuts::pressed(std::string_view id) const {
    const ShortcutAction* const action = shortcut_action(id);
    const int keys = chord(id);
    if (action == nullptr || keys == 0) return false;
    ImGuiInputFlags flags = ImGuiInputFlags_RouteGlobal;
    if (action->over_fields) flags |= ImGuiInputFlags_RouteOverFocused;
    if (action->repeats) flags |= ImGuiInputFlags_Repeat;
    return ImGui::Shortcut(keys, flags);
}

std::string Shortcuts::problem(std::string_view id, int chord) const {
    if (chord == 0) return {};
    const bool function_key = key_of(chord) >= ImGuiKey_F1 && key_of(chord) <= ImGuiKey_F24;
    if (!function_key && (chord & (ImGuiMod_Ctrl | ImGuiMod_Alt | ImGuiMod_Super)) == 0)
        return fmt::format("{} alone types or moves. A shortcut has Ctrl or Alt in it, or is a function key.",
                           chord_words(chord));
    if (std::ranges::find(taken_elsewhere, chord) != taken_elsewhere.end())
        return fmt::format("{} belongs to text fields and plugins. Choose other keys.", chord_words(chord));
    for (const auto& [other, keys] : chords_)
        if (keys == chord && other != id)
            return fmt::format("{} is taken by \"{}\". Choose other keys, or change that one first.", chord_words(chord),
                               shortcut_action(other)->title);
    return {};
}

// ---- the dialog -----------------------------------------------------------------------------------------------------------------

void ShortcutsDialog::draw(Ui& ui, const Shortcuts& shortcuts) {
    if (std::exchange(wanted_, false)) {
        open_question(dialog_id);
        changing_.clear();
        problem_.clear();
    }
    const float rows = ui.px(row_height) * static_cast<float>(actions.size() + fixed_keys.size());
    const float most = ui.frame.height - 2 * ui.px(8) - 2 * ui.px(24);
    const float height = std::min(ui.px(head_rows) + rows + ui.px(foot_rows), most);
    const Question question = begin_question(ui, dialog_id, width, height);
    shown_ = question.shown;
    if (!question.shown) return;

    began_ = false;
    Box box = question.box;
    Box head = box.cut_top(ui.px(head_rows));
    draw_text(ui, head.cut_top(ui.px(24)), Role::heading, ui.colors().text, "Keyboard shortcuts");
    draw_text(ui, head.cut_top(ui.px(20)), Role::body, ui.colors().dim, "Press a shortcut's keys here to change them.");
    Box foot = box.cut_bottom(ui.px(foot_rows));
    draw_rows(ui, box, shortcuts);

    Box buttons = foot.cut_bottom(ui.px(size::control));
    const bool close = button_right(ui, buttons, "close", ButtonKind::primary, "Close");
    if (button_right(ui, buttons, "reset", ButtonKind::secondary, "Reset all")) {
        for (const auto& action : actions)
            if (!preference(ui.snapshot, preference_key(action.id)).empty()) keep(ui, action.id, "null");
        problem_.clear();
    }
    draw_paragraph(ui, buttons, Role::small, ui.colors().bad, problem_, 2);
    if (!changing_.empty() && question.closed)
        changing_.clear(); // Escape keeps the keys as they were
    else if (close || question.closed)
        close_question();
    else if (!changing_.empty() && !began_)
        hear_keys(ui, shortcuts);
    end_question();
}

void ShortcutsDialog::draw_rows(Ui& ui, Box box, const Shortcuts& shortcuts) {
    ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
    ImGui::BeginChild("list", ImVec2(box.w, box.h), ImGuiChildFlags_NavFlattened, ImGuiWindowFlags_NoBackground);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float needed = ui.px(row_height) * static_cast<float>(actions.size() + fixed_keys.size());
    const float bar = needed > box.h ? ImGui::GetStyle().ScrollbarSize + ui.px(4) : 0;
    Box rows{at.x, at.y, box.w - bar, needed};
    for (const auto& action : actions) {
        const Box row = rows.cut_top(ui.px(row_height));
        draw_row(ui, row, action, shortcuts);
        horizontal_line(ui, row.x, row.bottom() - ui.px(size::hairline), row.w, ui.colors().line);
    }
    for (const auto& fixed : fixed_keys) {
        Box row = rows.cut_top(ui.px(row_height));
        if (rows.h > 1) horizontal_line(ui, row.x, row.bottom() - ui.px(size::hairline), row.w, ui.colors().line);
        draw_text(ui, row.cut_right(ui.px(cap_width)), Role::small_medium, ui.colors().dim, fixed.keys, Align::center);
        draw_text(ui, row, Role::body, ui.colors().text, fixed.title);
    }
    reach(box.x, at.y + needed);
    ImGui::EndChild();
}

void ShortcutsDialog::draw_row(Ui& ui, Box row, const ShortcutAction& action, const Shortcuts& shortcuts) {
    const Colors& c = ui.colors();
    const int chord = shortcuts.chord(action.id);
    const bool changing = changing_ == action.id;
    Box cap = row.cut_right(ui.px(cap_width)).centered_rows(ui.px(size::control_small));
    const Press state = press(ui, action.id, cap);
    const std::string words = changing ? "Press keys" : chord_words(chord);
    describe(ui, state, {.role = ItemRole::button, .label = action.title, .value = words});
    if (state.visible) {
        draw_surface(ui, current_list(), cap, Surface::control, size::radius);
        fill(ui, cap, changing ? c.accent_soft : with_alpha(c.hover, state.warmth), size::radius);
        draw_text(ui, cap.inset(ui.px(8), 0), Role::small_medium,
                  changing     ? c.on_accent_soft
                  : chord == 0 ? c.faint
                               : c.text,
                  words, Align::center);
        finish_press(ui, state, cap, size::radius);
    }
    if (state.pressed) {
        changing_ = changing ? std::string{} : std::string{action.id};
        began_ = true;
        problem_.clear();
    }
    row.cut_right(ui.px(4));
    const Box back = row.cut_right(ui.px(size::control_small)).centered_rows(ui.px(size::control_small));
    if (chord != action.standard) {
        ImGui::PushID(action.id.data());
        const std::string hint = fmt::format("Back to {}", chord_words(action.standard));
        if (icon_button(ui, "back", back, "arrow-counter-clockwise", c.dim, hint)) {
            problem_ = shortcuts.problem(action.id, action.standard);
            if (problem_.empty()) keep(ui, action.id, "null");
        }
        ImGui::PopID();
    }
    row.cut_right(ui.px(8));
    draw_text(ui, row, Role::body, c.text, action.title);
}

// The first key that is no modifier, with the modifiers that are held. Delete or Backspace alone: no keys any more.
void ShortcutsDialog::hear_keys(Ui& ui, const Shortcuts& shortcuts) {
    for (int key = ImGuiKey_Tab; key < ImGuiKey_GamepadStart; ++key) {
        if (!is_plain_key(key) || !ImGui::IsKeyPressed(static_cast<ImGuiKey>(key), false)) continue;
        int chord = key | (ImGui::GetIO().KeyMods & ImGuiMod_Mask_);
        if (chord == ImGuiKey_Delete || chord == ImGuiKey_Backspace) chord = 0;
        problem_ = shortcuts.problem(changing_, chord);
        if (!problem_.empty()) return;
        keep(ui, changing_, chord == shortcut_action(changing_)->standard ? "null" : json_text(chord_text(chord)));
        changing_.clear();
        return;
    }
}

} // namespace asista::ui
