#include "ui/toasts.hpp"

#include "ui/motion.hpp"
#include "ui/preferences.hpp"
#include "ui/widgets/card.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <utility>

namespace asista::ui {
namespace {

constexpr InstantMs fresh_ms = 10'000; // notifications younger than this are shown although the window has only just opened
constexpr std::size_t most_shown = 4, most_past = 50;

Toast from_notification(const Notification& note) {
    Toast toast;
    toast.title = note.title;
    toast.body = note.body;
    toast.icon = note.icon;
    toast.level = note.level;
    return toast;
}

} // namespace

std::uint64_t Toasts::add(Toast toast, double time_s) {
    const bool lasting = toast.level == NotificationLevel::error || toast.level == NotificationLevel::warning;
    Shown shown;
    shown.number = next_number_++;
    shown.ends_s = time_s + (lasting ? duration::toast_error : duration::toast);
    past_.push_front({toast.title, toast.body, toast.icon, toast.level, now_ms_});
    if (past_.size() > most_past) past_.pop_back();
    shown.toast = std::move(toast);
    shown_.push_back(std::move(shown));
    while (shown_.size() > most_shown) { // the oldest makes room
        leave(shown_.front(), false);
        shown_.erase(shown_.begin());
    }
    return next_number_ - 1;
}

bool Toasts::press(std::uint64_t number) {
    const auto shown = std::ranges::find(shown_, number, &Shown::number);
    if (shown == shown_.end() || shown->leaving) return false;
    auto gone = std::move(*shown);
    shown_.erase(shown);
    leave(gone, true);
    return true;
}

void Toasts::replace(Toast toast) {
    if (const auto shown = std::ranges::find(shown_, replaced_, &Shown::number); shown != shown_.end()) {
        auto gone = std::move(*shown);
        shown_.erase(shown);
        leave(gone, false);
    }
    replaced_ = add_now(std::move(toast));
}

void Toasts::follow(const Snapshot& snapshot, const FrameContext& frame) {
    now_ms_ = frame.now_ms;
    time_s_ = frame.time_s;
    std::uint64_t newest = last_seen_;
    std::vector<const Notification*> fresh;
    for (const auto& note : snapshot.notifications) {
        newest = std::max(newest, note.id);
        if (note.id <= last_seen_ || note.read) continue;
        if (!started_ && note.shown_at + fresh_ms < frame.now_ms) continue;
        fresh.push_back(&note);
    }
    last_seen_ = newest;
    started_ = true;
    if (is_quiet(read_preferences(snapshot), frame.now_ms, snapshot.utc_offset_s)) return; // they are in the list under the bell
    std::ranges::sort(fresh, {}, &Notification::id);
    for (const auto* note : fresh) {
        add(from_notification(*note), frame.time_s);
        past_.pop_front(); // the snapshot keeps it
    }
}

void Toasts::leave(Shown& shown, bool by_button) {
    auto pressed = std::exchange(shown.toast.pressed, nullptr);
    auto left = std::exchange(shown.toast.left, nullptr);
    if (by_button && pressed) pressed();
    if (!by_button && left) left();
}

void Toasts::flush() {
    auto shown = std::exchange(shown_, {});
    for (auto& item : shown) leave(item, false);
}

std::optional<double> Toasts::wake_in_s(double time_s) const {
    std::optional<double> soonest;
    for (const auto& shown : shown_)
        if (!shown.pointed_at) soonest = std::min(soonest.value_or(1e9), std::max(shown.ends_s - time_s, 0.0));
    return soonest;
}

void Toasts::draw(Ui& ui, Box window) {
    const double now = ui.frame.time_s;
    float bottom = window.bottom() - ui.px(size::step5);
    const float left = window.right() - ui.px(size::toast) - ui.px(size::step5);
    for (const Box& box : std::exchange(clear_, {}))
        if (box.right() > left && box.bottom() > bottom - ui.px(size::toast) / 2)
            bottom = std::min(bottom, box.y - ui.px(size::step2));
    for (std::size_t i = shown_.size(); i-- > 0;) {
        float height = 0;
        const std::uint64_t number = shown_[i].number;
        const bool close = draw_one(ui, shown_[i], bottom, height);
        bottom -= height + ui.px(size::step2);
        if (i < shown_.size() && shown_[i].number == number && close) {
            Shown gone = std::move(shown_[i]);
            shown_.erase(shown_.begin() + static_cast<std::ptrdiff_t>(i));
            leave(gone, gone.leaving);
            ui.motion.keep_going();
        } else if (shown_[i].pointed_at) {
            shown_[i].ends_s = std::max(shown_[i].ends_s, now + 2); // not while it is being read
        }
    }
}

// Returns true when it should go; `leaving` then says whether by its button.
bool Toasts::draw_one(Ui& ui, Shown& shown, float bottom, float& height) {
    const Toast& toast = shown.toast;
    const float width = std::min(ui.px(size::toast), ui.frame.width - 2 * ui.px(size::step4));
    const float pad = ui.px(size::step4), glyph = ui.px(30);
    const float button_room = toast.button.empty() ? 0 : button_width(ui, toast.button) + ui.px(8);
    const float words = width - 2 * pad - glyph - button_room;
    height = 2 * ui.px(11) + leading(ui, Role::strong);
    if (!toast.body.empty()) height += paragraph_height(ui, words, Role::body, toast.body, 4);
    height = std::max(height, 2 * ui.px(11) + (toast.button.empty() ? 0.0F : ui.px(size::control)));

    const auto key = static_cast<std::uint32_t>(0x70A57000U + shown.number * 4);
    const float appear = ui.motion.from(key, 0, 1, duration::slow);
    const float y = ui.motion.from(key + 1, bottom - height, bottom - height, duration::normal);
    const Box box{ui.frame.width - width - ui.px(23), std::round(y + (1 - appear) * ui.px(12)), width, height};

    ImGui::SetNextWindowPos(ImVec2(box.x, box.y));
    ImGui::SetNextWindowSize(ImVec2(box.w, box.h));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(1, 1));
    ImGui::PushStyleVar(ImGuiStyleVar_Alpha, 1);
    const std::string name = fmt::format("##toast{}", shown.number);
    ImGui::Begin(name.c_str(), nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoDocking);
    auto* const list = current_list();
    list->PushClipRectFullScreen();
    draw_surface(ui, list, box, Surface::floating, size::step3);
    list->PopClipRect();

    Box row = box.inset(pad, ui.px(11));
    Box icon = row.cut_left(glyph);
    icon.h = leading(ui, Role::strong);
    icon.w = ui.px(20);
    const Color color = level_color(ui, toast.level);
    draw_icon(ui, icon, toast.icon.empty() ? level_icon(toast.level) : std::string_view{toast.icon}, color, 20);
    bool close = ui.frame.time_s >= shown.ends_s;
    if (!toast.button.empty()) {
        Box place = row.cut_right(button_room);
        if (button_right(ui, place, "button", ButtonKind::secondary, toast.button)) close = shown.leaving = true;
    }
    draw_text(ui, row.cut_top(leading(ui, Role::strong)), Role::strong, ui.colors().text, toast.title);
    if (!toast.body.empty()) draw_paragraph(ui, row, Role::body, ui.colors().dim, toast.body, 4);
    shown.pointed_at = ImGui::IsWindowHovered();
    const float side = ui.px(22);
    if (shown.pointed_at &&
        icon_button(ui, "close", {box.right() - side - ui.px(5), box.y + ui.px(5), side, side}, "x", ui.colors().faint, "Close"))
        close = true;
    // A question is not talked over: what is told meanwhile waits dimmed behind it.
    if (ImGuiWindow* const question = ImGui::GetTopMostPopupModal(); question != nullptr)
        ImGui::BringWindowToDisplayBehind(ImGui::GetCurrentWindow(), question);
    ImGui::End();
    ImGui::PopStyleVar(4);
    return close;
}

} // namespace asista::ui
