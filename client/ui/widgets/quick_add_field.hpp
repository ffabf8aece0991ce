// The line in which a task is written: what is understood of it is tinted while it is typed, and a line below says what it will become.
// Used wherever a task is added. [main]
#pragma once

#include "ui/widgets/inputs.hpp"
#include "wire/calls/tasks.hpp"

#include <memory>
#include <span>
#include <string>

namespace asista::ui {

class QuickAddField {
  public:
    QuickAddField();
    struct Look {
        std::string_view hint = "What is to be done?";
        std::string_view icon = {};
        bool plain = false;
    };
    // What a line says nothing of: the list that is open gives its day or its project.
    struct Otherwise {
        std::optional<DayNumber> due_day{};
        std::uint64_t project = 0;
        std::vector<std::string> tags{};
    };
    // The field is ImGui's last item afterwards. `preview`: where the line below goes; empty: nowhere. Submitted: Enter was pressed; with a text, that is a task now.
    FieldEvent draw(Ui& ui, std::string_view id, Box box, Box preview, const Look& look, const Otherwise& otherwise,
                    std::span<const calls::Project> projects);
    void focus() { focus_ = true; }
    const std::string& text() const { return text_; }
    // As Enter does.
    void add(Ui& ui, const Otherwise& otherwise);

  private:
    struct Read { // the newest line that was understood
        std::string text;
        calls::TasksParse::Reply reply;
    };
    void ask(Ui& ui);
    void tint(Ui& ui, Box box, std::uint32_t field) const;

    std::string text_;
    std::shared_ptr<Read> read_;
    bool focus_ = false;
};

} // namespace asista::ui
