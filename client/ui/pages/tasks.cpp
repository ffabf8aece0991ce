// The Tasks page: lists to choose from, a line for a new task, the list, and the task that is opened.
#include "ui/pages/page.hpp"
#include "ui/pages/task_details.hpp"
#include "ui/pages/task_list.hpp"
#include "ui/pages/task_views.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/quick_add_field.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <charconv>

namespace asista::ui {
namespace {

using calls::TaskView;

constexpr float views_width = 196, details_width = 384, with_views = 820, with_details = 1'080, column_gap = 24;

class TasksPage final : public Page {
  public:
    void opened(std::string_view detail) override {
        if (detail == "add") new_task_.focus();
        constexpr std::string_view project = "project:"; // "project:7": its list; "7": the task
        const bool of_project = detail.starts_with(project);
        if (of_project) detail.remove_prefix(project.size());
        std::uint64_t id = 0;
        std::from_chars(detail.data(), detail.data() + detail.size(), id);
        if (of_project) {
            desk_.reader.open({.view = TaskView::project, .of = id, .tag = {}});
            list_.restart();
            list_.take_keyboard();
        } else if (id != 0) {
            desk_.opened = id;
            list_.seek(id);
        } else if (detail != "add") {
            list_.take_keyboard();
        }
    }
    void draw(Ui& ui, Box area) override;

  private:
    void draw_new(Ui& ui, Box& area);
    void draw_list(Ui& ui, Box area);
    void draw_drag(Ui& ui);
    void keys(Ui& ui);
    QuickAddField::Otherwise otherwise(const Ui& ui) const;
    std::string line(const TaskListing& listing) const;

    TaskDesk desk_;
    TaskViews views_{desk_};
    TaskList list_{desk_};
    TaskDetails details_{desk_};
    QuickAddField new_task_;
};

// What a list says of itself to a new task in it.
QuickAddField::Otherwise TasksPage::otherwise(const Ui& ui) const {
    const auto& view = desk_.reader.view();
    QuickAddField::Otherwise result;
    if (view.view == TaskView::today) result.due_day = ui.today();
    if (view.view == TaskView::upcoming) result.due_day = ui.today() + 1;
    if (view.view == TaskView::project) result.project = view.of;
    if (view.view == TaskView::tag) result.tags = {view.tag};
    return result;
}

std::string TasksPage::line(const TaskListing& listing) const {
    const auto& counts = listing.counts;
    const auto open = listing.total - listing.finished.size();
    switch (listing.view.view) {
    case TaskView::today:
        if (open == 0) return counts.all == 0 ? "Nothing open." : "Nothing left for today.";
        return counts.overdue > 0
                   ? fmt::format("{}, {} overdue.", words::count_of(open, "task"), words::thousands(counts.overdue))
                   : words::count_of(open, "task") + ".";
    case TaskView::done: return words::count_of(open, "task") + " done.";
    default: return words::count_of(open, "task") + " open.";
    }
}

Empty empty_of(TaskView view) {
    switch (view) {
    case TaskView::today:
        return {"sun", "Nothing for today", "What is due or starts today, and what is overdue, is here.", "Add a task", "plus"};
    case TaskView::upcoming:
        return {"calendar-blank", "Nothing is coming up", "Tasks with a day after today are here, by day.", "Add a task", "plus"};
    case TaskView::done: return {"check-circle", "Nothing is done yet", "What you complete is kept here, newest first."};
    case TaskView::project:
        return {"folder", "No tasks in this project", "Write one above, or drag tasks onto the project.", "Add a task", "plus"};
    case TaskView::tag: return {"hash", "No open tasks with this tag", "Write #tag in a task to give it one."};
    case TaskView::all:
    case TaskView::subtasks: break;
    }
    return {"check-square", "No tasks yet", "What you write above appears here.", "Add a task", "plus"};
}

void TasksPage::draw_new(Ui& ui, Box& area) {
    const auto* const listing = desk_.reader.shown();
    const bool preview = !new_task_.text().empty();
    const Box field = area.cut_top(ui.px(40));
    area.cut_top(ui.px(4));
    Box below = preview ? area.cut_top(ui.px(20)) : Box{};
    if (preview) below.cut_left(ui.px(12));
    static const std::vector<calls::Project> none;
    new_task_.draw(ui, "new task", field, below, {.hint = "Add a task: call landlord tomorrow 9am #home !s ~15m", .icon = "plus"},
                   otherwise(ui), listing ? listing->projects : none);
    area.cut_top(ui.px(10));
}

void TasksPage::draw_list(Ui& ui, Box area) {
    const auto* const listing = desk_.reader.shown();
    const std::string title = TaskViews::title(listing, desk_.reader.view());
    page_heading(ui, area, title, listing ? line(*listing) : "");
    area.y -= ui.px(6); // the field is the heading's own
    area.h += ui.px(6);
    draw_new(ui, area);
    if (listing && !listing->problem.empty()) {
        notice(ui, "problem", area, NotificationLevel::error,
               "Your tasks could not be read: " + words::sentence(listing->problem));
    }
    Box place = area;
    place.w += ui.px(LongScroll::bar_room); // the bar stands beside the cards
    list_.draw(ui, place);                  // which may have taken up a newer state
    const auto* const drawn = desk_.reader.shown();
    if (!drawn || !drawn->problem.empty() || drawn->total > 0 || drawn->view != desk_.reader.view()) return;
    // In front of the list, which takes the pointer wherever it lies.
    ImGui::SetCursorScreenPos(ImVec2(area.x, area.y));
    ImGui::BeginChild("nothing here", ImVec2(area.w, area.h), ImGuiChildFlags_NavFlattened, ImGuiWindowFlags_NoBackground);
    if (empty_state(ui, "empty", area, empty_of(drawn->view.view))) new_task_.focus();
    ImGui::EndChild();
}

// What is in the hand, at the pointer.
void TasksPage::draw_drag(Ui& ui) {
    auto& drag = desk_.drag;
    if (drag.ids.empty()) return;
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    const std::string& text = drag.title;
    const float width =
        std::min(std::max(text_width(ui, Role::body_medium, text), text_width(ui, Role::small, drag.hint)), ui.px(280));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(ui.px(12), ui.px(8)));
    ImGui::PushStyleVar(ImGuiStyleVar_PopupRounding, ui.px(size::radius));
    ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 1);
    ImGui::PushStyleColor(ImGuiCol_PopupBg, ui.colors().panel);
    ImGui::PushStyleColor(ImGuiCol_Border, ui.colors().line);
    if (ImGui::BeginTooltip()) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        Box box{at.x, at.y, width, ui.px(20)};
        draw_text(ui, box, Role::body_medium, ui.colors().text, text);
        if (!drag.hint.empty()) draw_text(ui, box.moved(0, ui.px(20)), Role::small, ui.colors().accent, drag.hint);
        ImGui::Dummy(ImVec2(width, ui.px(drag.hint.empty() ? 20 : 40)));
        ImGui::EndTooltip();
    }
    ImGui::PopStyleColor(2);
    ImGui::PopStyleVar(3);
    if (drag.dropped || ImGui::IsKeyPressed(ImGuiKey_Escape, false)) drag.clear();
}

void TasksPage::keys(Ui& ui) {
    static_cast<void>(ui);
    const ImGuiIO& io = ImGui::GetIO();
    if (io.WantTextInput || ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup)) return;
    if (!io.KeyCtrl && !io.KeyAlt && ImGui::IsKeyPressed(ImGuiKey_N, false)) new_task_.focus();
    if (!desk_.drag.ids.empty() || !ImGui::IsKeyPressed(ImGuiKey_Escape, false)) return;
    if (!desk_.marked.empty()) {
        desk_.marked.clear();
    } else if (desk_.opened != 0) {
        details_.leave(ui);
        desk_.opened = 0;
        list_.take_keyboard();
    }
}

void TasksPage::draw(Ui& ui, Box area) {
    desk_.drag.dropped = !desk_.drag.ids.empty() && !ImGui::IsMouseDown(ImGuiMouseButton_Left);
    if (!desk_.drag.ids.empty()) desk_.drag.hint.clear();
    keys(ui);
    const bool wide = area.w >= ui.px(with_views), beside = area.w >= ui.px(with_details);
    bool chosen = false;
    if (wide) {
        chosen = views_.draw_column(ui, area.cut_left(ui.px(views_width)));
        area.cut_left(ui.px(column_gap));
    } else {
        chosen = views_.draw_row(ui, area.cut_top(ui.px(size::control)));
        area.cut_top(ui.px(10));
    }
    if (chosen) {
        list_.restart();
        list_.take_keyboard();
    }
    if (desk_.opened != 0 && beside) {
        details_.draw(ui, area.cut_right(ui.px(details_width)));
        area.cut_right(ui.px(column_gap - 6));
    }
    if (desk_.opened != 0 && !beside) {
        list_.follow(ui, area.h);
        details_.draw(ui, area);
    } else {
        draw_list(ui, area);
    }
    draw_drag(ui);
}

} // namespace

std::unique_ptr<Page> make_tasks_page() { return std::make_unique<TasksPage>(); }

} // namespace asista::ui
