// The settings page's list of backups: make one, look into one, put one back. [main]
#pragma once

#include "ui/context.hpp"
#include "wire/calls/backups.hpp"

#include <memory>
#include <optional>
#include <string>

namespace asista::ui {

class BackupsCard {
  public:
    void opened(); // the list is read anew
    // Off the top of `area`.
    void draw(Ui& ui, Box& area);

  private:
    // What came back. Callbacks hold it, and may outlive this.
    struct Known {
        std::optional<Result<calls::BackupsList::Reply>> list;
        std::optional<std::pair<calls::Backup, calls::BackupsPreview::Reply>> preview; // to be asked about
        bool asked = false, making = false, looking = false, restoring = false;
    };

    void read(Ui& ui);
    void make(Ui& ui);
    void look_into(Ui& ui, const calls::Backup& backup);
    void ask(Ui& ui);
    void draw_head(Ui& ui, Box& body);
    void draw_row(Ui& ui, Box row, const calls::Backup& backup);

    std::shared_ptr<Known> known_ = std::make_shared<Known>();
    std::string looked_at_; // the backup that is being looked into
    bool all_ = false;      // all are listed, not only the newest
};

// What putting a backup back would change, as the question before it says it: a line for each kind that would change.
std::string restore_words(const calls::BackupsPreview::Reply& preview, InstantMs now);

} // namespace asista::ui
