#include "ui/pages/task_list.hpp"

#include "ui/motion.hpp"
#include "ui/widgets/popups.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <utility>

namespace asista::ui {
namespace {

constexpr float bulk_bar = 52;

// Keys that are the list's while it has the keyboard; ImGui would take them to go to another control.
constexpr std::array list_keys{ImGuiKey_UpArrow, ImGuiKey_DownArrow, ImGuiKey_PageUp, ImGuiKey_PageDown,   ImGuiKey_Home,
                               ImGuiKey_End,     ImGuiKey_Space,     ImGuiKey_Enter,  ImGuiKey_KeypadEnter};

} // namespace

void TaskList::restart() {
    scroll_.to(0);
    desk_.marked.clear();
    cursor_ = cursor_id_ = range_from_ = place_id_ = 0;
}

std::uint64_t TaskList::id_at(const TaskListing& listing, std::uint64_t index) const {
    const auto* const item = listing.at(index);
    return item ? item->task.id : 0;
}

// What an action on this row is about: all that is marked when it is among them, or it alone.
TaskIds TaskList::meant(const TaskListing& listing, std::uint64_t id) const {
    if (desk_.marked.contains(id)) return desk_.marked_in_order(listing);
    return id == 0 ? TaskIds{} : TaskIds{id};
}

// A newer state of the list is shown from here on: the rows on screen stay where they are, and the keyboard stays with its task.
void TaskList::keep_place(const TaskListing& listing) {
    const auto place_of = [&listing](std::uint64_t id) {
        return id == 0 ? std::nullopt : listing.rows.find([id](const calls::TaskItem& item) { return item.task.id == id; });
    };
    scroll_.resize(listing.height);
    if (scroll_.top() > 0)
        if (const auto place = place_of(place_id_)) scroll_.to(listing.top_of(*place) - place_above_);
    if (const auto place = place_of(cursor_id_)) cursor_ = *place;
    cursor_ = listing.total == 0 ? 0 : std::min(cursor_, listing.total - 1);
    cursor_id_ = id_at(listing, cursor_);
}

void TaskList::follow(Ui& ui, float height) {
    const bool newer = desk_.reader.follow(ui, scroll_.top(), static_cast<double>(height / ui.theme.scale));
    const auto* const listing = desk_.reader.shown();
    if (newer && listing) keep_place(*listing);
    if (sought_ == 0 || !listing || listing->view != desk_.reader.view() || desk_.reader.reading()) return;
    const auto found = listing->rows.find([this](const calls::TaskItem& item) { return item.task.id == sought_; });
    if (found) {
        cursor_ = *found;
        cursor_id_ = std::exchange(sought_, 0);
        scroll_.resize(listing->height);
        scroll_.show(listing->top_of(cursor_) - 60, listing->top_of(cursor_) + 120);
    }
}

bool TaskList::begin_keyboard() {
    ImGuiContext& g = *ImGui::GetCurrentContext();
    ImGuiWindow* const window = ImGui::GetCurrentWindow();
    id_ = window->GetID("tasks");
    const Box inner = box_.inset(1);
    const ImRect area(inner.x, inner.y, inner.right(), inner.bottom());
    ImGui::SetNextItemAllowOverlap();
    if (!ImGui::ItemAdd(area, id_)) return false;
    // Not while the person does something else: the first list may come after they began to type.
    if (std::exchange(take_keyboard_, false) && g.ActiveId == 0) ImGui::FocusItem();
    focused_ = g.NavId == id_ && g.NavWindow == window && g.ActiveId == 0;
    if (!focused_) return false;
    for (const auto key : list_keys) ImGui::SetKeyOwner(key, id_);
    // In the frame in which the list gets the keyboard, ImGui may have begun to move on already.
    const bool by_arrow = (g.NavMoveFlags & (ImGuiNavMoveFlags_IsTabbing | ImGuiNavMoveFlags_FocusApi)) == 0 &&
                          (g.NavMoveDir == ImGuiDir_Up || g.NavMoveDir == ImGuiDir_Down);
    if (g.NavMoveSubmitted && by_arrow) ImGui::NavMoveRequestCancel();
    return true;
}

void TaskList::draw(Ui& ui, Box box) {
    if (!desk_.marked.empty()) {
        box_ = box.cut_bottom(ui.px(bulk_bar));
        box_.w -= ui.px(LongScroll::bar_room);
        box.cut_bottom(ui.px(8));
        follow(ui, box.h);
        if (const auto* const listing = desk_.reader.shown()) draw_bulk_bar(ui, *listing);
    } else {
        follow(ui, box.h);
    }
    box_ = box;
    const auto* const listing = desk_.reader.shown();
    if (!listing) return;
    scroll_.begin(ui, "task list", box, listing->height);
    if (begin_keyboard()) keys(ui, *listing);
    draw_sections(ui, *listing);
    draw_drop(ui, *listing);
    draw_menu(ui, *listing);
    scroll_.end(ui);
}

void TaskList::move_cursor(const TaskListing& listing, std::int64_t by, bool extend, Ui& ui) {
    if (listing.total == 0) return;
    const auto last = static_cast<std::int64_t>(listing.total - 1);
    const auto to = static_cast<std::uint64_t>(std::clamp<std::int64_t>(static_cast<std::int64_t>(cursor_) + by, 0, last));
    if (!extend) range_from_ = to;
    cursor_ = to;
    cursor_id_ = id_at(listing, to);
    const auto* const section = listing.section_of(to);
    const bool first = section && section->first == to;
    scroll_.show(listing.top_of(to) - (first ? task_layout::heading + task_layout::padding : 0.0),
                 listing.top_of(to) + task_layout::row + task_layout::padding);
    if (extend) mark_range(ui, listing, range_from_, to);
}

// What is not held is asked for: a range may be as long as the list.
void TaskList::mark_range(Ui& ui, const TaskListing& listing, std::uint64_t from, std::uint64_t to) {
    if (from > to) std::swap(from, to);
    const std::uint64_t listed = listing.total - listing.finished.size();
    if (listed == 0) return;
    to = std::min(to, listed - 1);
    from = std::min(from, to);
    desk_.marked.clear();
    bool all = true;
    for (std::uint64_t i = from; i <= to && all && i - from < most_marked; ++i) {
        const auto id = id_at(listing, i);
        all = id != 0;
        if (all) desk_.marked.insert(id);
    }
    if (all) return;
    const auto count = static_cast<std::uint32_t>(std::min<std::uint64_t>(to - from + 1, most_marked));
    ui.calls.call<calls::TasksIds>(
        {listing.view.view, listing.view.of, listing.view.tag, static_cast<std::uint32_t>(from), count},
        [this](Result<calls::TasksIds::Reply> reply) {
            if (reply) desk_.marked.insert(reply->ids.begin(), reply->ids.end());
        });
}

void TaskList::move_by_key(Ui& ui, const TaskListing& listing, bool down) {
    const auto* const item = listing.at(cursor_);
    const auto* const section = listing.section_of(cursor_);
    if (!item || !section || !listing.view.by_hand() || item->task.status >= TaskStatus::done) return;
    const std::uint64_t end = section->first + section->count;
    if (down ? cursor_ + 1 >= end : cursor_ == section->first) return;
    const auto* const beside = listing.at(down ? cursor_ + 1 : cursor_ - 1);
    if (!beside || beside->parent != item->parent) return;
    task_actions::move(ui, {item->task.id, beside->task.id, down, {}, {}});
}

void TaskList::keys(Ui& ui, const TaskListing& listing) {
    const ImGuiIO& io = ImGui::GetIO();
    const auto hit = [&](ImGuiKey key, bool repeat = true) {
        return ImGui::IsKeyPressed(key, repeat ? ImGuiInputFlags_Repeat : ImGuiInputFlags_None, id_);
    };
    const auto page = static_cast<std::int64_t>(std::max(scroll_.visible() / task_layout::row - 1, 1.0));
    const bool shown = ImGui::GetCurrentContext()->NavCursorVisible; // the first press shows where the keyboard is
    for (const bool down : {false, true}) {
        if (!hit(down ? ImGuiKey_DownArrow : ImGuiKey_UpArrow)) continue;
        ImGui::SetNavCursorVisible(true);
        if (io.KeyAlt)
            move_by_key(ui, listing, down);
        else
            move_cursor(listing, shown ? (down ? 1 : -1) : 0, io.KeyShift, ui);
    }
    if (hit(ImGuiKey_PageDown)) move_cursor(listing, page, io.KeyShift, ui);
    if (hit(ImGuiKey_PageUp)) move_cursor(listing, -page, io.KeyShift, ui);
    const auto all = static_cast<std::int64_t>(listing.total);
    if (hit(ImGuiKey_End)) move_cursor(listing, all, io.KeyShift, ui);
    if (hit(ImGuiKey_Home)) move_cursor(listing, -all, io.KeyShift, ui);
    if (io.KeyCtrl && ImGui::IsKeyPressed(ImGuiKey_A, false)) mark_range(ui, listing, 0, listing.total);
    const auto* const item = listing.at(cursor_);
    if (!item) return;
    const TaskIds ids = meant(listing, item->task.id);
    if (hit(ImGuiKey_Space, false)) {
        task_actions::set_done(ui, ids, item->task.status < TaskStatus::done, task_actions::name_of(listing, ids));
        desk_.marked.clear();
    }
    if (hit(ImGuiKey_Enter, false) || hit(ImGuiKey_KeypadEnter, false)) {
        desk_.opened = item->task.id;
    }
    if (ImGui::IsKeyPressed(ImGuiKey_Delete, false)) {
        task_actions::erase(ui, ids, task_actions::name_of(listing, ids));
        desk_.marked.clear();
    }
    if (ImGui::IsKeyPressed(ImGuiKey_Menu, false) || (io.KeyShift && ImGui::IsKeyPressed(ImGuiKey_F10, false))) {
        menu_id_ = item->task.id;
        menu_anchor_ = {box_.x + ui.px(40), scroll_.y_of(ui, listing.top_of(cursor_)), ui.px(100), ui.px(36)};
        open_menu_ = "task menu";
    }
}

} // namespace asista::ui
