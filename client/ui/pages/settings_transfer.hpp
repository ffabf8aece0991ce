// The settings page's "Import and export": everything as one file, and files of other programs, seen before they are taken over. [main]
#pragma once

#include "ui/context.hpp"
#include "wire/calls/transfer.hpp"

#include <memory>
#include <optional>
#include <string>

namespace asista::ui {

class TransferCard {
  public:
    // Off the top of `area`.
    void draw(Ui& ui, Box& area);

  private:
    // What came back. Callbacks hold it, and may outlive this.
    struct Known {
        std::optional<calls::ImportSummary> seen; // to be asked about
        bool exporting = false, looking = false, importing = false;
    };
    void look(Ui& ui);
    void ask(Ui& ui);

    std::shared_ptr<Known> known_ = std::make_shared<Known>();
};

// What taking a file over would do, as the question before it says it.
std::string import_words(const calls::ImportSummary& summary);
// "3 tasks and 1 project"; "" when nothing is added or changed.
std::string import_amounts(const calls::ImportSummary& summary);

} // namespace asista::ui
