// The dialog with one request that left for a provider: to whom, which of the person's data, what it cost, and all of its text. [main]
#pragma once

#include "ui/context.hpp"
#include "wire/calls/ai.hpp"

#include <memory>
#include <optional>
#include <string>

namespace asista::ui {

std::string sent_by(const Ui& ui, const calls::AiSent& sent); // "Coach", or the plugin's name

class SentDialog {
  public:
    void show(Ui& ui, const calls::AiSent& sent); // reads its text; in the next draw()
    void draw(Ui& ui, std::string_view currency);

  private:
    struct Work {
        calls::AiSent sent;
        std::optional<calls::AiLedgerText::Reply> text;
        std::string problem; // why there is no text; "" while it is read
    };
    void draw_facts(Ui& ui, Box& box, std::string_view currency) const;
    void draw_text_of(Ui& ui, Box box, std::string_view title, std::string& text);

    // Shared with the answer that is under way.
    std::shared_ptr<Work> now_;
    bool asked_ = false;
};

} // namespace asista::ui
