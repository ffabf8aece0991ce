// Removing with a way back: what a person removes disappears at once and a toast offers to undo it; the call goes out when the toast
// leaves. So undo loses nothing, not even a habit's history, and a crash in between keeps the thing. [main]
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace asista::ui {

struct Ui;
enum class Thing : std::uint8_t { task, habit, goal, event };

class Removals {
  public:
    // `title` names the thing in the toast; `commit` removes it for good.
    void begin(Ui& ui, Thing kind, std::uint64_t id, const std::string& title, std::function<void()> commit);
    // Whether pages should leave it out.
    bool hidden(Thing kind, std::uint64_t id) const;

  private:
    struct Hidden {
        Thing kind;
        std::uint64_t id;
    };
    void show_again(Thing kind, std::uint64_t id);
    std::vector<Hidden> hidden_;
};

} // namespace asista::ui
