// Removing with a way back: what a person removes disappears at once and a toast offers to undo it; the call goes out when the toast
// leaves. So undo loses nothing, not even a habit's history, and a crash in between keeps the thing. [main]
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace asista::ui {

struct Ui;
class Toasts;
enum class Thing : std::uint8_t { task, habit, goal, event, conversation };

class Removals {
  public:
    // `title` names the thing in the toast; `commit` removes it for good.
    void begin(Ui& ui, Thing kind, std::uint64_t id, const std::string& title, std::function<void()> commit);
    // The newest removal whose toast is still there is taken back; false when there is none.
    bool undo_newest(Toasts& toasts);
    // What was removed for good may be there again, by undo: pages show what the snapshot holds.
    void trust_snapshot();
    // Whether pages should leave it out.
    bool hidden(Thing kind, std::uint64_t id) const;

  private:
    struct Hidden {
        Thing kind;
        std::uint64_t id;
        std::uint64_t toast = 0; // 0: it is removed for good, and hidden until a snapshot without it comes
    };
    void show_again(Thing kind, std::uint64_t id);
    std::vector<Hidden> hidden_;
};

} // namespace asista::ui
