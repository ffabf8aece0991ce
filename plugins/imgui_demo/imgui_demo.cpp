// Dear ImGui's own demo window as a page. The window fills the page and stays inside its surface; the example windows it can open are
// windows of their own.
#include <asista/plugin.hpp>

class ImGuiDemo : public asista::Plugin {
  public:
    ImGuiDemo() {
        page({.id = "demo", .title = "Dear ImGui demo", .icon = "squares-four"}, [](asista::Frame& frame) {
            ImGui::ShowDemoWindow();
            asista::ui::fill_with_window(frame, "Dear ImGui Demo");
        });
        command({.id = "open", .title = "Open the Dear ImGui demo", .icon = "squares-four"},
                [this] { open_page("demo").value(); });
    }
};

ASISTA_PLUGIN(ImGuiDemo)
