// The questions that stop the window: may this plugin be installed, may it do that, may this be sent, may it go, may a link be opened. One
// at a time; what a plugin asks for waits its turn. questions.cpp has the small ones, question_review.cpp, question_permission.cpp and
// question_send.cpp theirs. [main]
#pragma once

#include "ui/context.hpp"
#include "ui/widgets/popups.hpp"

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace asista::ui {

class Questions {
  public:
    void review(std::string plugin);
    void review_update(std::string plugin); // what a waiting update asks for beyond what was agreed to
    void confirm_removal(std::string plugin);
    void ask(Navigator::Question question);
    std::size_t waiting() const { return plain_.size(); } // of those that were asked so
    // `free`: nothing else of the client is open, so that a plugin's question may come up; those the person asked for come up anyway.
    void draw(Ui& ui, bool free);
    bool open() const { return shown_; }
    // Answers everything still open with no.
    void flush();

  private:
    enum class Kind { none, review, update, removal, plain, permission, send };
    void draw_review(Ui& ui); // and update
    void draw_permission_rows(Ui& ui, Box& box, const std::vector<PermissionView>& permissions, bool installed);
    void agree_to_review(Ui& ui, const PluginView& plugin, const std::vector<PermissionView>& permissions);
    void draw_removal(Ui& ui);
    void draw_plain(Ui& ui);
    void pick_permission(const Ui& ui);
    void draw_permission(Ui& ui);
    void pick_send(const Ui& ui);
    void draw_send(Ui& ui);
    void close();
    void start(std::string_view dialog); // opens it in the first frame of a question
    // As begin_trusted; one that is not shown any more is over.
    Question begin(Ui& ui, std::string_view dialog, float width_logical, float height_px);
    // What the open question is about, as it is drawn in this frame. When that changes under the person's eyes, the question is a new one:
    // deaf at first, its switches as they were, and it says so.
    void show(std::vector<PermissionView> permissions);
    std::vector<calls::ShownPermission> shown() const; // as the answer carries it
    // The core did not take the answer: the person is told why and asked again.
    std::function<void(Result<calls::Nothing>)> ask_again_unless_taken(Ui& ui, std::string plugin, Kind kind);
    static std::string_view changed_words() { return "It asks for something else now: look again."; }

    Kind kind_ = Kind::none;
    bool shown_ = false, first_look_ = false;
    std::uint64_t opened_ = 0; // questions so far: none passes for the one before it
    std::string plugin_;
    std::map<std::string, bool> optional_; // permission -> granted, in the review
    std::vector<PermissionView> seen_;     // what the open question shows
    bool changed_ = false;                 // and that it showed something else before
    bool keep_data_ = true;
    std::uint64_t asked_ = 0;          // the question of the snapshot that is shown
    std::uint64_t told_ = 0;           // the one of which the core was last told that it is
    std::set<std::uint64_t> answered_; // those answered whose end the snapshot does not show yet
    std::set<std::uint64_t> sent_;     // the same of texts that wait to be sent
    std::string text_;                 // of the one that is shown
    std::deque<Navigator::Question> plain_;
};

} // namespace asista::ui
