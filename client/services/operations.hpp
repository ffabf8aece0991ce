// The operation log: who changed what and when, with the row before and after. A service records each change of the person's data
// here, in the same transaction as the change; undoing one writes the row before back.
//
// What belongs together is one *change* of several operations, undone and redone as one: everything recorded within together(). An
// operation recorded outside of one is a change of its own.
#pragma once

#include "services/actor.hpp"
#include "services/operation_rows.hpp"
#include "wire/model.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace asista::services {

using calls::ChangeKind;

class ChangeWords;

struct Change {
    std::int64_t id = 0;
    Author author = Author::person;
    std::string plugin; // empty unless a plugin did it
    InstantMs at = 0;
    std::string call; // "tasks.update"
    ChangeKind kind = ChangeKind::change;
    bool undone = false;
};

struct Operation {
    std::int64_t id = 0;
    std::int64_t change = 0;
    Entity entity = Entity::task;
    std::string key;
    Row before, after; // JSON objects; nullopt: the row does not exist
};

// A change that is made in bits, each a transaction of its own, with others' changes in between: what would keep everybody waiting if it
// were made at once. Until it is finished it is noted as unfinished: undo refuses it, the log's bounds leave it, and when a client ended
// in the middle, the next one takes it back.
struct LongChange {
    Actor actor;
    InstantMs at = 0;
    std::string_view call;
    std::int64_t id = 0; // 0: nothing is recorded yet
    ChangeKind kind = ChangeKind::change;
};

struct Reverted {
    std::int64_t change = 0;           // the undo or redo
    std::vector<std::int64_t> changes; // that it took back or made again, in that order
    std::uint32_t skipped = 0;         // changed by somebody else since; left as they are
    std::vector<Entity> entities;      // each once
};

// [core]
class Operations {
  public:
    // The newest of each user are kept, whole changes only; the newest change always is, however large. Above either bound the log first
    // gathers, then forgets from the oldest on, until a tenth is free.
    static constexpr std::int64_t kept = 10'000;                 // operations
    static constexpr std::int64_t kept_bytes = 24 * 1024 * 1024; // of rows before and after
    // Older than this, a run of changes of one thing by one author may become one.
    static constexpr InstantMs gathered_after_ms = InstantMs{7} * 24 * 60 * 60 * 1000;

    explicit Operations(store::Database& db) : db_(db), rows_(db) {}

    // The row as JSON now, or nullopt when there is none.
    Result<Row> row(UserId user, Entity entity, const std::string& key) { return rows_.read(user, entity, key); }

    // With what goes with it (OperationRows::read_whole): what record() wants before a removal.
    Result<Row> whole_row(UserId user, Entity entity, const std::string& key) { return rows_.read_whole(user, entity, key); }

    // Runs `body` in a transaction, all that it records being one change. Within another one it is part of that.
    template <class Body>
    std::invoke_result_t<Body> together(const Actor& actor, InstantMs at, std::string_view call, Body&& body) {
        return db_.transaction([&]() -> std::invoke_result_t<Body> {
            const Together scope(*this, actor, at, call, ChangeKind::change);
            return body();
        });
    }

    // Runs `body` in a transaction as the next bit of `change`. After an error nothing of this bit is there.
    template <class Body> std::invoke_result_t<Body> go_on(LongChange& change, Body&& body) {
        auto id = change.id;
        auto done = db_.transaction([&]() -> std::invoke_result_t<Body> {
            const Together scope(*this, change.actor, change.at, change.call, change.kind, Bits::more, change.id);
            auto result = body();
            id = open_->id;
            return result;
        });
        if (done) change.id = id;
        return done;
    }
    // Within the last bit: it is whole now.
    Result<void> finish();
    // Removes what one that is unfinished did, newest first, `most` operations at a time; true: nothing is left, of it and of its place in
    // the log. What somebody built upon meanwhile stays as it is.
    Result<bool> take_back(UserId user, std::int64_t change, std::size_t most);
    // Those that a client left when it ended in the middle.
    Result<std::vector<std::int64_t>> unfinished(UserId user);

    // Call inside the transaction of the change, after it. `before` is row() from before it, or whole_row() when it is gone now.
    // A change of nothing is not recorded.
    Result<void> record(const Actor& actor, InstantMs at, std::string_view call, Entity entity, const std::string& key,
                        const Row& before);

    // The number of the change that is being made, for undo(); 0 while nothing is recorded. Within together() only.
    std::uint64_t change_under_way() const { return open_ ? static_cast<std::uint64_t>(open_->id) : 0; }

    // Newest first. `plugin`: only by that plugin, "" by no plugin; nullopt by anyone.
    Result<std::vector<Operation>> recent(UserId user, std::uint32_t limit, const std::optional<std::string>& plugin = {});
    Result<std::vector<Change>> changes(UserId user, std::int64_t before,
                                        std::uint32_t limit); // newest first, below number `before`
    Result<Change> change(UserId user, std::int64_t id);
    // In the order they were made, the first `most` of them.
    Result<std::vector<Operation>> operations_of(UserId user, std::int64_t change, std::int64_t most = all_of_them);
    Result<std::int64_t> operation_count(std::int64_t change);
    static constexpr std::int64_t all_of_them = -1;
    Result<std::vector<Operation>> history(UserId user, Entity entity, const std::string& key, std::int64_t before_change,
                                           std::uint32_t limit); // newest first

    // An undo or redo in bits (operation_reverts.hpp), for changes of any size. As long as it lives and is not done all other undoing and
    // redoing is refused as Errc::busy. Errors as below.
    class Reverting;
    Result<std::unique_ptr<Reverting>> begin_undo(UserId user, std::int64_t id, InstantMs now);
    Result<std::unique_ptr<Reverting>> begin_undo_last(UserId user, InstantMs now);
    Result<std::unique_ptr<Reverting>> begin_redo_last(UserId user, InstantMs now);

    // Puts all rows back as they were before change `id`; where a row was changed by others since, only the fields that the change
    // touched, if nobody touched those. For an undo: redo. All or nothing. Errors: not_found; Errc::busy when a field was changed again
    // since; Errc::invalid when it is undone already, or is a redo; Errc::unsupported for installations, which the log holds as an audit
    // only. Undoing is itself a change by the person.
    Result<Reverted> undo(UserId user, std::int64_t id, InstantMs now);

    // The person's newest change in effect that is no setting. Errc::busy: it cannot be undone, see undo(), and is passed over from now on.
    Result<Reverted> undo_last(UserId user, InstantMs now);
    // The undo made last that is in effect. Errc::not_found when there is none, or when the person changed something since.
    Result<Reverted> redo_last(UserId user, InstantMs now);
    // What undo_last and redo_last would take back or make again; nullopt: nothing.
    Result<std::optional<Change>> next_undo(UserId user);
    Result<std::optional<Change>> next_redo(UserId user);

    // All that the author changed at or after `since`, newest first, as one undo. Changes that cannot be undone are skipped whole.
    // `plugin`: "" unless the author is one.
    class RevertingAll;
    Result<std::unique_ptr<RevertingAll>> begin_undo_all_by(UserId user, Author author, const std::string& plugin,
                                                            InstantMs since, InstantMs now);
    Result<Reverted> undo_all_by(UserId user, Author author, const std::string& plugin, InstantMs since, InstantMs now);

  private:
    enum class Bits : bool { whole, more }; // of a LongChange
    // What stays in the log while it is being undone: one change, or 0: all of them.
    struct Held {
        std::int64_t change = 0;
    };
    // The change that is being made. Its row is written with its first operation, so a change of nothing leaves none.
    struct Open {
        Actor actor;
        InstantMs at;
        std::string_view call;
        ChangeKind kind;
        Bits bits;
        std::int64_t id = 0;
    };
    class Together {
      public:
        Together(Operations& log, const Actor& actor, InstantMs at, std::string_view call, ChangeKind kind,
                 Bits bits = Bits::whole, std::int64_t id = 0);
        ~Together();
        Together(const Together&) = delete;
        Together& operator=(const Together&) = delete;

      private:
        Operations& log_;
        bool outermost_;
    };

    Result<std::int64_t> open_change(bool in_line);
    Result<void> note_origin(const Actor& actor, Entity entity, const std::string& key, const Row& before, const Row& after);
    Result<void> invert_one(UserId user, const Operation& operation);
    // What undoes an operation: the row now, and as it is to be. Errors as undo() has them.
    struct Inverse {
        Row present, wanted;
    };
    Result<Inverse> inverse_of(UserId user, const Operation& operation);
    Result<void> check_that_nothing_is_reverted() const;
    Result<std::vector<Operation>> operations_below(UserId user, std::int64_t change, std::int64_t below,
                                                    std::size_t most); // newest first
    Result<std::vector<Operation>> operations_above(UserId user, std::int64_t change, std::int64_t above, std::size_t most);
    // More of what changes were about: true once all of it is in `telling`. `at`: the operation that was last.
    Result<bool> tell_of(UserId user, const std::vector<std::int64_t>& changes, ChangeWords& telling, std::int64_t& at,
                         const std::function<bool()>& enough);
    static std::string words_for(const std::vector<std::int64_t>& changes, const ChangeWords& telling);
    Result<Error> changed_since(UserId user, const Operation& operation);
    Result<bool> is_unfinished(std::int64_t change);
    Result<void> put_back(UserId user, const Operation& operation);
    Result<void> take_out(UserId user, const Operation& operation); // put back, and out of the log
    Result<bool> nothing_to_forget(UserId user);
    Result<void> keep_within_bounds(UserId user, InstantMs now);
    Result<void> gather(UserId user, InstantMs until);
    Result<void> forget_oldest(UserId user);

    store::Database& db_;
    OperationRows rows_;
    std::optional<Open> open_;
    std::weak_ptr<const Held> reverting_; // while something is being undone
};

} // namespace asista::services
