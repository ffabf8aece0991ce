#include "ui/shell.hpp"

#include "ui/file_picker.hpp"
#include "ui/motion.hpp"
#include "ui/introduction.hpp"
#include "ui/kiosk.hpp"
#include "ui/lock_screen.hpp"
#include "ui/new_plugin_dialog.hpp"
#include "ui/pages/change_words.hpp"
#include "ui/pages/page.hpp"
#include "ui/paint.hpp"
#include "ui/palette.hpp"
#include "ui/preferences.hpp"
#include "ui/profile_dialog.hpp"
#include "ui/questions.hpp"
#include "ui/removals.hpp"
#include "ui/screen_items.hpp"
#include "ui/shortcuts.hpp"
#include "ui/undo.hpp"
#include "ui/sidebar.hpp"
#include "ui/strips.hpp"
#include "ui/trust_gate.hpp"
#include "ui/widgets/charts.hpp"

#include "asista/style.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace asista::ui {
namespace {

struct PageMaker {
    std::string_view name;
    std::unique_ptr<Page> (*make)();
};
constexpr std::array page_makers{
    PageMaker{"dashboard", make_dashboard_page}, PageMaker{"tasks", make_tasks_page},
    PageMaker{"habits", make_habits_page},       PageMaker{"goals", make_goals_page},
    PageMaker{"calendar", make_calendar_page},   PageMaker{"coach", make_coach_page},
    PageMaker{"plugins", make_plugins_page},     PageMaker{"developer", make_developer_page},
    PageMaker{"trust", make_trust_page},         PageMaker{"sent", make_sent_page},
    PageMaker{"changes", make_changes_page},     PageMaker{"settings", make_settings_page},
};

// Links that plugins want opened and nobody has answered yet; what comes beyond is refused unasked.
constexpr std::size_t most_links_waiting = 4;

// ImGui needs a frame or two after a change before everything sits: sizes of menus, focus, what the pointer is on.
constexpr int settling_frames = 2;

constexpr ImGuiWindowFlags root_flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                        ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground |
                                        ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoDocking;

// The one in the sidebar from which this one is reached.
std::string_view marked_page(std::string_view page, std::string_view detail) {
    if (page == "sent") return "trust";
    if (page != "changes") return page;
    const auto thing = page_of_history(detail);
    return thing.empty() ? std::string_view{"trust"} : thing;
}

bool same_theme(const Theme& first, const Theme& second) {
    return first.look == second.look && first.contrast == second.contrast && first.motion == second.motion &&
           first.scale == second.scale && first.text_scale == second.text_scale && first.colors == second.colors;
}

} // namespace

struct Shell::State {
    State(PluginSurfaces& surfaces_, ClientCalls& calls_, const Fonts& fonts_)
        : surfaces(surfaces_), calls(calls_), fonts(fonts_) {
        for (const auto& maker : page_makers) pages.emplace(maker.name, maker.make());
    }

    PluginSurfaces& surfaces;
    ClientCalls& calls;
    const Fonts fonts;

    Theme theme;
    std::uint32_t theme_serial = 0;
    Motion motion;
    Charts charts;
    Toasts toasts;
    Removals removals;
    Navigator navigator;
    Patience patience;
    TrustGate gate;
    Palette palette;
    Questions questions;
    FilePicker picker;
    NewPluginDialog new_plugin;
    Introduction introduction;
    ProfileDialog profile_form;
    LockScreen lock_screen;
    bool locked = false;
    TopBar top_bar;
    Strips strips;
    ScreenItems screen;
    Shortcuts keys;
    ShortcutsDialog keys_dialog;
    bool listened_to = false;      // from outside; the palette listens for itself
    std::optional<TreeItem> go_to; // waits until nothing lies in front of the page
    std::map<std::string_view, std::unique_ptr<Page>> pages;
    std::string page = "dashboard";
    std::string detail;
    Box page_box;
    bool page_opened = true;
    int settle = settling_frames;
    std::uint64_t seen_revision = 0;
    int focus_lost_frames = 0;
    double last_time_s = 0;
    bool kiosk = false;

    void use_theme(const Snapshot& snapshot, const FrameContext& frame);
    void obey();
    void open_page(std::string_view name, std::string_view with);
    void draw_inside(Ui& ui, Box window);
    void draw_page(Ui& ui, Box box);
    void shortcuts(Ui& ui);
    void recover_focus();
    void watch_screen();
};

void Shell::State::use_theme(const Snapshot& snapshot, const FrameContext& frame) {
    Theme wanted = theme_for(read_preferences(snapshot), frame.system_dark, frame.scale, chosen_scheme(snapshot));
    if (theme_serial != 0 && same_theme(wanted, theme)) return;
    theme = wanted;
    ++theme_serial;
    settle = settling_frames;
    auto colors = shared_colors<ThemeColorsView>(theme.colors);
    colors.dark = theme.dark();
    apply_style(colors, theme.scale);
    ImGuiStyle& style = ImGui::GetStyle();
    style.WindowBorderSize = style.ChildBorderSize = 0;
    style.FontScaleMain = theme.text_scale;
    style.ScrollbarSize = theme.px(10);
    style.WindowMinSize = ImVec2(1, 1);
}

void Shell::State::open_page(std::string_view name, std::string_view with) {
    page = name;
    detail = with;
    page_opened = true;
    settle = settling_frames;
}

void Shell::State::obey() {
    auto wishes = navigator.take();
    if (!wishes.page.empty()) open_page(wishes.page, wishes.detail);
    if (!wishes.review.empty()) questions.review(std::move(wishes.review));
    if (wishes.item) go_to = std::move(wishes.item);
    if (!wishes.update.empty()) questions.review_update(std::move(wishes.update));
    if (!wishes.removal.empty()) questions.confirm_removal(std::move(wishes.removal));
    if (wishes.notifications) top_bar.show_history();
    if (wishes.palette && !palette.is_open()) palette.open(std::move(wishes.palette_text), wishes.voice);
    if (wishes.introduction) introduction.show();
    if (wishes.profile && !questions.open() && !picker.open()) profile_form.ask(*wishes.profile, wishes.profile_folder);
    if (wishes.shortcuts && !questions.open() && !picker.open() && !new_plugin.open() && !palette.is_open()) keys_dialog.ask();
    if (wishes.new_plugin && !questions.open() && !picker.open()) new_plugin.ask();
    for (auto& file : wishes.files) picker.ask(std::move(file));
    for (auto& question : wishes.questions) questions.ask(std::move(question));
}

void Shell::State::shortcuts(Ui& ui) {
    keys.follow(ui.snapshot);
    if (keys_dialog.listens_for_keys()) return; // they are to be chosen, not used
    if (keys.pressed("palette")) ui.navigator.palette();
    for (const auto& action : shortcut_actions())
        if (!action.page.empty() && keys.pressed(action.id)) ui.navigator.open(std::string{action.page});
    const ImGuiIO& io = ImGui::GetIO();
    const auto& typed = io.InputQueueCharacters; // "?" wherever the keyboard has it
    if (keys.pressed("shortcuts") || (!io.WantTextInput && typed.contains(ImWchar{'?'}))) ui.navigator.shortcuts();
    // Not over what has the keyboard: a text field and a plugin's card have an undo of their own.
    if (ImGui::GetTopMostPopupModal() != nullptr) return;
    if (keys.pressed("undo")) undo_last(ui);
    if (keys.pressed("redo") || keys.pressed("redo.also")) redo_last(ui);
}

// When what had the keyboard is gone, ImGui's Tab would search for it for ever: it starts again from the first item instead.
void Shell::State::recover_focus() {
    ImGuiContext& g = *ImGui::GetCurrentContext();
    const bool lost = g.NavCursorVisible && !g.NavAnyRequest && (g.NavId == 0 || !g.NavIdIsAlive);
    focus_lost_frames = lost ? focus_lost_frames + 1 : 0;
    if (focus_lost_frames > settling_frames) g.NavCursorVisible = false;
}

// Who opens the palette may want to go to something on the page, so its items are gathered while it is open.
void Shell::State::watch_screen() {
    screen.listen(listened_to || palette.is_open() || go_to.has_value(), surfaces);
    screen.begin_frame();
    if (!go_to || ImGui::GetTopMostPopupModal() != nullptr) return;
    if (go_to->instance != 0)
        surfaces.focus_item(go_to->instance, go_to->surface, go_to->id);
    else
        screen.gatherer().focus_next(go_to->id);
    go_to.reset();
    settle = settling_frames;
}

void Shell::State::draw_page(Ui& ui, Box box) {
    const auto found = pages.find(page);
    Page* const own = found == pages.end() ? nullptr : found->second.get();
    if (own && page_opened) own->opened(detail);
    const float margin = ui.px(box.w < ui.px(480) ? size::step3 : size::page_margin);
    const bool fresh = std::exchange(page_opened, false);

    ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::BeginChild(fmt::format("page {}", page).c_str(), ImVec2(box.w, box.h), ImGuiChildFlags_NavFlattened,
                      ImGuiWindowFlags_NoBackground);
    ImGui::PopStyleVar();
    if (fresh) ImGui::SetScrollY(0);
    const float scroll = ImGui::GetScrollY();
    const float visible_width = ImGui::GetWindowWidth(); // the scroll bar lies in the margin
    const float widest = ui.px(own ? own->widest() : 1720);
    Box area{box.x + margin, box.y + ui.px(22) - scroll, visible_width - 2 * margin, box.h - ui.px(22) - margin};
    if (area.w > widest) {
        area.x += std::floor((area.w - widest) / 2);
        area.w = widest;
    }
    if (own)
        own->draw(ui, area);
    else
        draw_plugin_page(ui, area, page);
    ImGui::EndChild();
}

Shell::Shell(PluginSurfaces& surfaces, ClientCalls& calls, const Fonts& fonts)
    : state_(std::make_unique<State>(surfaces, calls, fonts)) {
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    io.ConfigNavEscapeClearFocusItem = false; // Escape closes things; it does not lose the place
    io.ConfigInputTextCursorBlink = false;
    io.ConfigWindowsMoveFromTitleBarOnly = true;
}

Shell::~Shell() = default;

void Shell::draw(const Snapshot& snapshot, const FrameContext& frame) {
    State& s = *state_;
    s.last_time_s = frame.time_s;
    s.use_theme(snapshot, frame);
    if (snapshot.revision != s.seen_revision) {
        s.seen_revision = snapshot.revision;
        s.settle = settling_frames;
    } else if (ImGui::GetCurrentContext()->InputEventsTrail.Size > 0) {
        s.settle = settling_frames;
    } else if (s.settle > 0) {
        --s.settle;
    }
    s.gate.begin_frame();
    s.charts.begin_frame();
    s.motion.begin_frame(frame.time_s, s.theme.motion == MotionWish::reduced);
    Ui ui{s.theme,  s.fonts,    snapshot,    frame,      s.calls, s.surfaces,          s.motion,
          s.toasts, s.removals, s.navigator, s.patience, s.gate,  &s.screen.gatherer()};
    s.watch_screen();
    s.toasts.follow(snapshot, frame);

    const Face type = face(s.fonts, Role::body, s.theme.type_scale());
    ImGui::PushFont(type.font, type.imgui_size);
    ImGui::SetNextWindowPos(ImVec2(0, 0));
    ImGui::SetNextWindowSize(ImVec2(frame.width, frame.height));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::Begin("asista", nullptr, root_flags);
    ImGui::PopStyleVar();
    Box window{0, 0, frame.width, frame.height};
    s.kiosk = frame.kiosk;
    if (frame.kiosk)
        draw_kiosk(ui, window);
    else
        fill(ui, window, ui.colors().background);

    if (std::exchange(s.locked, snapshot.lock.has_value()) && !s.locked) s.lock_screen.leave();
    if (snapshot.lock)
        s.lock_screen.draw(ui, window, *snapshot.lock);
    else
        s.draw_inside(ui, window);
    ImGui::End();
    s.toasts.draw(ui, {0, 0, frame.width, frame.height});
    s.obey();
    s.recover_focus();
    ImGui::PopFont();
}

// All of the window, once the profile is open.
void Shell::State::draw_inside(Ui& ui, Box window) {
    const NavPlan plan = plan_navigation(ui);
    const bool narrow = ui.frame.width < ui.px(size::narrow_window);
    draw_sidebar(ui, window.cut_left(ui.px(narrow ? size::sidebar_narrow : size::sidebar)), plan, marked_page(page, detail));
    top_bar.draw(ui, window.cut_top(ui.px(size::top_bar)));
    strips.draw(ui, window);
    page_box = window;
    draw_page(ui, window);
    shortcuts(ui);

    std::vector<PageName> names;
    for (const auto* group : {&plan.main, &plan.plugins, &plan.bottom})
        for (const auto& item : *group) names.push_back({item.name, item.title, item.icon});
    obey();
    palette.draw(ui, names, palette.is_open() ? screen.tree(page, surfaces) : ItemTree{});
    new_plugin.draw(ui);
    // One dialog at a time; a question waits for the others to be answered.
    keys_dialog.draw(ui, keys);
    profile_form.draw(ui);
    const bool own_dialog = new_plugin.open() || keys_dialog.open() || introduction.open() || profile_form.open();
    if (!picker.open() && !own_dialog) questions.draw(ui, !palette.is_open());
    picker.draw(ui, !questions.open() && !own_dialog);
    introduction.draw(ui, !palette.is_open() && !questions.open() && !picker.open() && !new_plugin.open() &&
                              !keys_dialog.open() && !profile_form.open());
}

bool Shell::animating() const {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    const bool modal = g.OpenPopupStack.Size > 0 && ImGui::GetTopMostPopupModal() != nullptr;
    const bool dimming = modal ? g.DimBgRatio < 1 : g.DimBgRatio > 0;
    const bool tooltip_soon = g.HoverItemDelayId != 0 && g.HoverItemDelayTimer < g.Style.HoverDelayNormal;
    return state_->motion.moving() || state_->settle > 0 || (state_->page_opened && !state_->locked) || dimming || tooltip_soon;
}

std::optional<double> Shell::wake_in_s(double time_s) const {
    auto next = state_->toasts.wake_in_s(time_s);
    const auto moves = state_->kiosk ? kiosk_moves_in_s(state_->theme, state_->last_time_s, time_s) : std::nullopt;
    for (const auto& other : {state_->gate.opens_in_s(time_s), moves})
        if (other && (!next || *other < *next)) next = other;
    return next;
}
const Theme& Shell::theme() const { return state_->theme; }
std::uint32_t Shell::theme_serial() const { return state_->theme_serial; }

bool Shell::set_page(std::string_view name, std::string_view detail) {
    const bool known = state_->pages.contains(name) || name.starts_with("plugin:");
    if (known) state_->open_page(name, detail);
    return known;
}
const std::string& Shell::page() const { return state_->page; }
bool Shell::opens_palette(int chord) const {
    return chord == (state_->keys.chord("palette") != 0 ? state_->keys.chord("palette") : ImGuiMod_Ctrl | ImGuiKey_K);
}
Box Shell::page_box() const { return state_->page_box; }

void Shell::review_plugin(std::string_view plugin) {
    state_->questions.review(std::string{plugin});
    state_->settle = settling_frames;
}
void Shell::review_update(std::string_view plugin) {
    state_->questions.review_update(std::string{plugin});
    state_->settle = settling_frames;
}
void Shell::open_palette(std::string_view text) {
    state_->palette.open(std::string{text}, false);
    state_->settle = settling_frames;
}
void Shell::show_toast(Toast toast) {
    state_->toasts.add(std::move(toast), state_->last_time_s);
    state_->settle = settling_frames;
}
void Shell::ask_open_url(std::string_view plugin_name, std::string_view url, std::function<void(bool)> answer) {
    if (state_->questions.waiting() >= most_links_waiting) return answer(false);
    state_->questions.ask(
        {"Open a link?", fmt::format("{} wants to open this in your browser:\n{}", plugin_name, url), "Open", std::move(answer)});
    state_->settle = settling_frames;
}

void Shell::flush() {
    state_->questions.flush();
    state_->toasts.flush();
}

void Shell::listen(bool on) {
    state_->listened_to = on;
    state_->settle = settling_frames;
}
ItemTree Shell::items() const { return state_->screen.tree(state_->page, state_->surfaces); }
void Shell::attend(const TreeItem& item, Attention how) {
    if (how == Attention::focus)
        state_->go_to = item;
    else if (item.instance == 0)
        state_->screen.gatherer().reveal_next(item.id);
    state_->settle = settling_frames;
}

bool Shell::modal_open() const {
    return state_->palette.is_open() || state_->questions.open() || state_->picker.open() || state_->new_plugin.open() ||
           state_->introduction.open() || state_->keys_dialog.open() || state_->profile_form.open() || state_->locked ||
           ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup);
}

} // namespace asista::ui
