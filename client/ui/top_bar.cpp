#include "ui/sidebar.hpp"

#include "ui/toasts.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"
#include "wire/calls/profiles.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <utility>

namespace asista::ui {
namespace {

constexpr float pill_rows = 26, avatar = 30, bell = 32, least_search = 150;

void draw_search(Ui& ui, Box box) {
    const Press state = press(ui, "search", box);
    describe(ui, state, {.role = ItemRole::button, .label = "Search or run a command"});
    if (!state.visible) return;
    const Colors& c = ui.colors();
    draw_surface(ui, current_list(), box, Surface::control, size::radius);
    fill(ui, box, with_alpha(c.hover, state.warmth), size::radius);
    Box row = box.inset(ui.px(12), 0);
    draw_icon(ui, row.cut_left(ui.px(17)), "magnifying-glass", c.faint, 17);
    row.cut_left(ui.px(8));
    const float key = text_width(ui, Role::tiny, "Ctrl K") + ui.px(14);
    if (row.w > key + ui.px(120)) {
        const Box cap = row.cut_right(key).centered_rows(ui.px(19));
        outline(ui, cap, c.line, size::radius_small);
        draw_text(ui, cap, Role::tiny, c.faint, "Ctrl K", Align::center);
        row.cut_right(ui.px(8));
    }
    draw_text(ui, row, Role::body, c.faint, "Search or run a command");
    finish_press(ui, state, box, size::radius);
    if (state.pressed) ui.navigator.palette();
}

std::string initial(std::string_view name) {
    if (name.empty()) return "A";
    std::size_t end = 1;
    while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) ++end;
    return words::capitalised(name.substr(0, end));
}

// The person of a computer with one profile is who the data says; with several, each goes by its name.
std::string person_name(const Ui& ui) {
    const auto* const profile = ui.profile();
    if (profile != nullptr && ui.snapshot.profiles.size() > 1) return profile->name;
    return ui.snapshot.user_name.empty() ? "Settings" : ui.snapshot.user_name;
}

void draw_profiles(Ui& ui, Box anchor) {
    if (!begin_menu(ui, "profiles", anchor, {.width = 230, .align_right = true})) return;
    menu_title(ui, "Profiles");
    for (const auto& profile : ui.snapshot.profiles) {
        ImGui::PushID(profile.folder.c_str());
        const bool chosen =
            menu_item(ui, {.label = profile.name, .icon = profile.sealed ? "lock-key" : "user", .ticked = profile.current});
        if (chosen && !profile.current) ui.calls.call<calls::ProfilesOpen>({profile.folder});
        ImGui::PopID();
    }
    if (menu_item(ui, {.label = "New profile\u2026", .icon = "user-plus"})) ui.navigator.profile(ProfileForm::create);
    const auto& profiles = ui.snapshot.profiles;
    const bool removable = std::any_of(profiles.begin(), profiles.end(),
                                       [&](const auto& each) { return !each.current && &each != &profiles.front(); });
    if (removable && menu_item(ui, {.label = "Remove a profile\u2026", .icon = "trash"}))
        ui.navigator.open("settings", "profiles");
    menu_line(ui);
    if (menu_item(ui, {.label = "Settings", .icon = "gear-six"})) ui.navigator.open("settings");
    end_menu();
}

struct Line {
    std::string title, body, icon;
    NotificationLevel level;
    InstantMs at;
    bool unread;
};

std::vector<Line> history(const Ui& ui) {
    std::vector<Line> lines;
    for (const auto& note : ui.snapshot.notifications)
        lines.push_back({note.title, note.body, note.icon, note.level, note.shown_at, !note.read});
    for (const auto& past : ui.toasts.past()) lines.push_back({past.title, past.body, past.icon, past.level, past.at, false});
    std::ranges::stable_sort(lines, std::greater{}, &Line::at);
    if (lines.size() > 60) lines.resize(60);
    return lines;
}

void draw_line(Ui& ui, const Line& line) {
    const Colors& c = ui.colors();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, pad = ui.px(10);
    const float words_width = width - 2 * pad - ui.px(28);
    const float body = line.body.empty() ? 0 : paragraph_height(ui, words_width, Role::small, line.body, 4);
    const Box box{at.x, at.y, width, ui.px(20) + body + 2 * ui.px(8)};
    ImGui::Dummy(ImVec2(box.w, box.h));
    Box row = box.inset(pad, ui.px(8));
    Box icon = row.cut_left(ui.px(20));
    icon.h = ui.px(20);
    row.cut_left(ui.px(8));
    draw_icon(ui, icon, line.icon.empty() ? level_icon(line.level) : std::string_view{line.icon}, level_color(ui, line.level),
              18);
    Box head = row.cut_top(ui.px(20));
    const std::string when = words::relative(ui.frame.now_ms, line.at);
    draw_text(ui, head.cut_right(text_width(ui, Role::small, when)), Role::small, c.faint, when);
    head.cut_right(ui.px(8));
    const float drawn = draw_text(ui, head, line.unread ? Role::strong : Role::body_medium, c.text, line.title);
    if (line.unread && drawn + ui.px(12) < head.w) dot(ui, head.x + drawn + ui.px(9), head.middle_y(), 3, c.accent);
    draw_paragraph(ui, row, Role::small, c.dim, line.body, 4);
}

} // namespace

void TopBar::draw_history(Ui& ui, Box anchor) {
    if (!begin_menu(ui, "history", anchor, {.width = 360, .align_right = true, .max_height = 460})) return;
    const auto lines = history(ui);
    menu_title(ui, "Notifications");
    if (lines.empty()) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        const float width = ImGui::GetContentRegionAvail().x;
        const Empty empty{"bell", "Nothing yet", "What plugins and Asista tell you is kept here.", {}, {}};
        const Box box{at.x, at.y, width, ui.px(180)};
        empty_state(ui, "none", box, empty);
        ImGui::Dummy(ImVec2(width, box.h));
    }
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    for (const auto& line : lines) draw_line(ui, line);
    ImGui::PopStyleVar();
    end_menu();
}

void TopBar::draw(Ui& ui, Box box) {
    const Colors& c = ui.colors();
    horizontal_line(ui, box.x, box.bottom() - ui.px(size::hairline), box.w, c.line);
    Box row = box.inset(ui.px(box.w < ui.px(480) ? 10 : size::page_margin), 0);
    const float gap = ui.px(14);

    const Box face_box = row.cut_right(ui.px(avatar)).centered_rows(ui.px(avatar));
    gradient(ui, current_list(), face_box, c.person_from, c.person_to, avatar / 2);
    const std::string name = person_name(ui);
    draw_text(ui, face_box, Role::small_medium, rgb(0xffffff), initial(name), Align::center);
    const Press face_press = press(ui, "person", face_box);
    describe(ui, face_press, {.role = ItemRole::button, .label = name});
    tooltip(ui, name);
    finish_press(ui, face_press, face_box, avatar / 2);
    if (face_press.pressed) open_menu("profiles");
    draw_profiles(ui, face_box);
    row.cut_right(ui.px(12));

    const Box bell_box = row.cut_right(ui.px(bell)).centered_rows(ui.px(bell));
    const bool unread = std::ranges::any_of(ui.snapshot.notifications, [](const Notification& note) { return !note.read; });
    const bool pressed =
        icon_button(ui, "bell", bell_box, "bell", c.dim, unread ? "Notifications, some unread" : "Notifications");
    if (std::exchange(show_history_, false) || pressed) {
        open_menu("history");
        if (unread) ui.calls.call<calls::NotificationsMarkRead>({.id = 0});
    }
    if (unread) {
        const float x = bell_box.x + ui.px(21), y = bell_box.y + ui.px(9);
        dot(ui, x, y, 5, c.background);
        dot(ui, x, y, 3.5F, c.bad);
    }
    draw_history(ui, bell_box);
    row.cut_right(ui.px(10));

    // The pills shorten to their icons, then leave, before the search field gets too small to use.
    const std::string coach = ui.snapshot.ai_online ? fmt::format("Coach: {}", ui.snapshot.ai_provider) : "Coach: offline";
    const std::string_view voice = "Type a voice command";
    const float coach_width = pill_width(ui, coach, "dot"), voice_width = pill_width(ui, voice, "microphone");
    const float room = row.w - ui.px(least_search) - 2 * gap;
    const bool both = room >= coach_width + voice_width + gap, coach_only = room >= coach_width + ui.px(bell) + gap;
    if (both || coach_only) {
        const std::string_view label = both ? voice : std::string_view{};
        const Box place = row.cut_right(pill_width(ui, label, "microphone")).centered_rows(ui.px(pill_rows));
        if (pill(ui, "voice", place, label, "microphone", Selected::no, "There is no sound yet: type what you would say"))
            ui.navigator.palette({}, true);
        row.cut_right(gap);
        const Box state = row.cut_right(coach_width).centered_rows(ui.px(pill_rows));
        const std::string_view hint = ui.snapshot.ai_online ? "Who answers the coach, and what that costs"
                                                            : "Answers come from your own numbers, on this computer";
        if (pill(ui, "coach", state, coach, "dot", Selected::no, hint)) ui.navigator.open("settings", "coach");
        row.cut_right(gap);
    }
    draw_search(ui, row.cut_left(std::min(ui.px(size::search), row.w)).centered_rows(ui.px(size::control + 2)));
}

} // namespace asista::ui
