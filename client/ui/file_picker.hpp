// The dialog in which the person picks a file for a plugin, or a place to save one. The choice is the whole permission, so this is a
// trusted dialog: above everything of plugins, deaf for its first moment. Folders are read elsewhere; nothing here waits. [main]
#pragma once

#include "ui/context.hpp"
#include "ui/file_rows.hpp"
#include "ui/widgets/popups.hpp"

#include <memory>
#include <set>

namespace asista::ui {

class FilePicker {
  public:
    // The oldest question of Snapshot::file_questions that is not answered yet. `free`: no other question of the client is open.
    void draw(Ui& ui, bool free);
    bool open() const { return shown_; }
    // For the client itself, behind what plugins asked before. One at a time: a newer one takes the place of one that is not shown yet.
    void ask(Navigator::FileWish wish);

  private:
    // What came back from the core. Callbacks hold it, and outlive this.
    struct Arrived {
        std::uint64_t asked = 0; // the newest listing that was asked for
        std::optional<Result<calls::FilesList::Reply>> folder;
        std::optional<Result<calls::Nothing>> answer;
    };
    enum class Keys : bool { ignored, heard };

    const FileQuestion* pick(const Ui& ui);
    void begin(Ui& ui, const FileQuestion& question);
    void finish();
    void shut();
    void look_into(Ui& ui, std::string path);
    void take_arrived(Ui& ui, const FileQuestion& question);
    void show_rows();
    void draw_dialog(Ui& ui, const FileQuestion& question);
    void draw_path(Ui& ui, Box row, const Question& dialog);
    void draw_places(Ui& ui, Box box);
    void draw_list(Ui& ui, Box box, const FileQuestion& question, Keys keys);
    void draw_columns(Ui& ui, Box row);
    void draw_row(Ui& ui, Box row, std::size_t index, const FileQuestion& question);
    void draw_instead_of_rows(Ui& ui, Box box);
    void draw_name(Ui& ui, Box& box);
    void draw_foot(Ui& ui, Box box, const FileQuestion& question, const Question& dialog);
    void draw_replace(Ui& ui, Box box, const FileQuestion& question);
    void hear_keys(Ui& ui);
    void choose(Ui& ui, const FileQuestion& question);
    void send(Ui& ui, const FileQuestion& question, bool replace);
    void give_up(Ui& ui, const FileQuestion& question);
    bool can_choose(const FileQuestion& question) const;

    // What one question has come to.
    struct Work {
        std::uint64_t question = 0; // 0: none
        std::shared_ptr<Arrived> arrived = std::make_shared<Arrived>();
        calls::FilesList::Reply folder; // as last read
        std::string problem;            // why a folder could not be read, or a file not be used
        bool reading = false;           // a folder is on its way
        double reading_since_s = 0;
        bool sending = false; // the answer is on its way
        bool replace_asked = false;
        FileFilter filter;
        bool any_type = false;              // the plugin's extensions are set aside
        std::vector<calls::FileEntry> rows; // of folder, by filter and order
        std::string selected;               // the name of a row, or ""
        std::string name;                   // of the file to save
        std::string typed;                  // letters to jump to a row
        double typed_s = 0;
        bool scroll_to_selected = false, scroll_to_top = false;
        // What this frame's rows and buttons ask for, done after they are drawn.
        std::string enter; // a folder to go into
        bool chosen = false, given_up = false;
    };
    // A question of the client itself.
    struct Own {
        FileQuestion question;
        Navigator::FileWish wish;
    };
    bool is_own(const FileQuestion& question) const { return own_ && own_->question.id == question.id; }
    std::unique_ptr<Own> own_;
    std::uint64_t own_count_ = 0;
    bool shown_ = false;
    std::set<std::uint64_t> answered_; // whose end the snapshot does not show yet
    FileOrder order_;                  // stays as the person likes it
    Work now_;
};

} // namespace asista::ui
