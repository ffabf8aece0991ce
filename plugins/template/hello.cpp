// A complete plugin: one card that greets, counts the open tasks, and adds one. Copy this folder, change the id in manifest.json and
// CMakeLists.txt, and go on from here.
#include <asista/plugin.hpp>

#include <imgui_stdlib.h>

#include <string>

namespace ui = asista::ui;

class Hello : public asista::Plugin {
  public:
    Hello() {
        widget({.id = "hello", .title = "Hello", .icon = "hand-waving"}, [this](asista::Frame& frame) { draw(frame); });
        command({.id = "refresh", .title = "Hello: count again", .icon = "arrows-clockwise"}, [this] { refresh(); });
        subscribe("tasks/changed", [this](const asista::Json&) { refresh(); });
        method("getOpenTasks", [this](const asista::Json&) { return asista::Json{{"open", open_tasks_}}; });
    }

  private:
    void on_start() override { refresh(); }
    void on_settings_changed(const asista::Json&) override { refresh(); }

    // Survives a rebuild while the app runs: what was typed stays.
    std::optional<asista::Json> save_state() override { return asista::Json{{"title", title_}}; }
    void load_state(const asista::Json& state, unsigned) override { title_ = state.value("title", ""); }

    // Data is read when it changes and kept; drawing shows what was kept.
    void refresh() {
        const auto name = settings().get_or<std::string>("name", "");
        greeting_ = name.empty() ? "Hello!" : "Hello, " + name + "!";
        const auto list = tasks().list({.limit = 1});
        open_tasks_ = list ? list->total : 0;
        problem_ = list ? "" : list.error().message;
        redraw();
    }

    void draw(asista::Frame& frame) {
        ui::quote(frame, greeting_);
        if (!problem_.empty()) return ui::dim(frame, problem_);
        ui::dim(frame, std::to_string(open_tasks_) + (open_tasks_ == 1 ? " open task" : " open tasks"));

        ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x);
        if (ImGui::InputTextWithHint("##title", "Something to do", &title_)) mark_state_dirty();
        ImGui::BeginDisabled(title_.empty());
        if (ui::primary_button(frame, "Add task", "plus")) {
            const auto added = tasks().add({.title = title_});
            refusal_ = added ? "" : added.error().message; // "tasks:write" may not be granted: say so, the rest goes on
            if (added) title_.clear();
        }
        ImGui::EndDisabled();
        if (!refusal_.empty()) ui::small(frame, refusal_);
    }

    std::string greeting_, problem_, refusal_, title_;
    unsigned open_tasks_ = 0;
};

ASISTA_PLUGIN(Hello)
