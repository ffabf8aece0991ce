// One of each kind of control on a page. It stores what a person did to them, so that a test outside of all processes can read the outcome.
#include <asista/plugin.hpp>

#include <imgui_stdlib.h>

#include <string>

class Probe : public asista::Plugin {
  public:
    Probe() {
        page({.id = "probe", .title = "Probe", .icon = "flask"}, [this](asista::Frame&) { draw(); });
    }

  private:
    // Nobody has touched anything: this must come to nothing.
    void on_activate() override {
        files().open({.title = "Unasked"}, [this](asista::Expected<asista::PickedFile> file) {
            keep("unasked", file ? asista::Json("a file") : asista::Json(static_cast<int>(file.error().code)));
        });
    }
    void draw() {
        if (ImGui::Button("Count", {120, 32})) keep("count", ++count_);
        ImGui::SetNextItemWidth(240);
        if (ImGui::InputText("Text", &text_)) keep("text", text_);
        ImGui::SetNextItemWidth(240);
        const char* const fruits[] = {"Apple", "Pear", "Plum"};
        if (ImGui::BeginCombo("Fruit", fruits[fruit_])) {
            for (int i = 0; i < 3; ++i)
                if (ImGui::Selectable(fruits[i], i == fruit_)) keep("fruit", fruits[fruit_ = i]);
            ImGui::EndCombo();
        }
        ImGui::SetNextItemWidth(240);
        if (ImGui::SliderInt("Level", &level_, 0, 100)) keep("level", level_);
        if (ImGui::Button("Crash", {120, 32})) *crash_ = 1;
        if (ImGui::Button("Export", {120, 32}))
            files().save({.title = "Export what was typed", .name = "typed.txt", .content = text_},
                         [this](asista::Expected<std::string> name) { keep("saved", name ? *name : name.error().message); });
    }
    void keep(const char* key, const asista::Json& value) { storage().set(key, value).value(); }

    int count_ = 0, fruit_ = 0, level_ = 0;
    std::string text_;
    volatile int* crash_ = nullptr;
};

ASISTA_PLUGIN(Probe)
