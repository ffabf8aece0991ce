// An undo or redo on its way, bit by bit, so that one of ten thousand things keeps nobody waiting. See Operations::begin_undo().
#pragma once

#include "services/operations.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace asista::services {

// First all of it is looked through, so that what cannot be undone is refused before anything moves; then it is done, newest first; then it is
// told in words. What is small is done within the first bit. [core]
class Operations::Reverting {
  public:
    enum class Busy : bool {
        refuse,
        pass_over
    }; // what was changed since: once refused, undo_last() comes to the change before it
    // `which`: the change to undo, or the undo to make again.
    Reverting(Operations& log, UserId user, const Change& which, InstantMs now, Busy busy);
    ~Reverting();
    Reverting(const Reverting&) = delete;
    Reverting& operator=(const Reverting&) = delete;

    // The next bit, in one transaction, until all is done, which is true, or `enough` says that this was enough. It is asked after each
    // operation. After an error nothing of this bit is there, and take_back() removes the bits before. Errors as undo() has them.
    Result<bool> go_on(const std::function<bool()>& enough);
    // Removes the next piece of what was done; true: nothing is left of it.
    Result<bool> take_back();

    // Once it is done.
    const Reverted& reverted() const { return reverted_; }
    bool is_redo() const { return which_.kind == ChangeKind::undo; }
    // What was taken back or made again, told by what it was: completed "Call landlord".
    const std::string& words() const { return words_; }

  private:
    enum class Step { look, revert, tell, done };
    Result<bool> take_steps(const std::function<bool()>& enough);
    Result<bool> look(const std::function<bool()>& enough);
    Result<bool> revert(const std::function<bool()>& enough);
    Result<bool> tell(const std::function<bool()>& enough);
    Result<void> note_undone();

    Operations& log_;
    UserId user_;
    Change which_;
    LongChange change_;
    Reverted reverted_;
    Busy busy_;
    Step step_ = Step::look;
    std::int64_t at_; // of the present step: the operation that was last
    std::set<std::pair<Entity, std::string>> seen_;
    std::unique_ptr<ChangeWords> telling_;
    std::string words_;
    std::shared_ptr<const Held> hold_; // while it is there, nothing else is undone, and `which` stays in the log
};

// All that one author changed since some moment, newest first, as one undo. Each change is looked through and then undone, whole, or passed over: where
// somebody changes what it comes to in between, what was undone of that change is put back. [core]
class Operations::RevertingAll {
  public:
    RevertingAll(Operations& log, UserId user, Author author, std::string plugin, InstantMs since, InstantMs now);
    ~RevertingAll();
    RevertingAll(const RevertingAll&) = delete;
    RevertingAll& operator=(const RevertingAll&) = delete;

    // As those of Reverting.
    Result<bool> go_on(const std::function<bool()>& enough);
    Result<bool> take_back();

    // Once it is done. `change` is 0 when there was nothing to undo.
    const Reverted& reverted() const { return reverted_; }
    const std::string& words() const { return words_; } // as Reverting's, or how many changes

  private:
    enum class Step { find, look, revert, put_back, tell, done };
    Result<bool> take_steps(const std::function<bool()>& enough);
    Result<void> find();
    Result<bool> look(const std::function<bool()>& enough);
    Result<bool> revert(const std::function<bool()>& enough);
    Result<bool> put_back();
    Result<bool> tell(const std::function<bool()>& enough);
    Result<void> end();
    void next(); // change

    Operations& log_;
    UserId user_;
    Author author_;
    std::string plugin_;
    InstantMs since_;
    LongChange change_;
    Reverted reverted_;
    Step step_ = Step::find;
    std::vector<std::int64_t> found_; // the next ones, the newest last
    std::int64_t below_;              // whatever is left is older than this
    std::int64_t which_ = 0;          // the change that is being undone,
    std::int64_t at_;                 // its operation that was last,
    std::int64_t mark_ = 0;           // and the last operation of the undo before it
    std::set<std::pair<Entity, std::string>> seen_;
    std::unique_ptr<ChangeWords> telling_;
    std::string words_;
    std::shared_ptr<const Held> hold_; // while it is there, nothing else is undone, and nothing leaves the log
};

} // namespace asista::services
