// Finds the plugin that makes the window bad, by asking a person: some plugins stand still, is it still bad? Each answer halves what it can
// be. Pure logic: who pauses processes is the supervisor.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace asista::runtime {

// "No plugin at all" is one of the possibilities, so n plugins take at most ceil(log2(n + 1)) questions. What was paused while it stayed
// bad stays paused, so that a second culprit among those does not mislead: with several, one of them is found.
class CulpritSearch {
  public:
    explicit CulpritSearch(std::vector<std::string> candidates); // at least one, none twice

    // Whether it is bad with exactly these standing still is the question now; not after the end.
    const std::set<std::string>& paused() const { return paused_; }
    void answer(bool still_bad);
    // A candidate has ended or was started anew: whatever it did, it does not any more.
    void gone(const std::string& plugin);

    bool done() const { return done_; }
    const std::string& found() const { return found_; } // when done: the culprit, or empty when it is no plugin
    std::uint32_t step() const { return step_; }        // from 1
    std::uint32_t most_steps() const { return most_steps_; }

  private:
    void choose();

    std::vector<std::string> possible_; // the culprit is among these
    bool none_possible_ = true;         // or it is none
    std::set<std::string> kept_;        // ruled out, and kept paused
    std::set<std::string> half_;        // of possible_: asked about now
    std::set<std::string> paused_;      // kept_ and half_
    std::string found_;
    bool done_ = false;
    std::uint32_t step_ = 1, most_steps_ = 1;
};

} // namespace asista::runtime
