// Undo and redo: rows are written back as they were before, bit by bit, all of them or none; and what a client left half done is taken back.
#include "services/operation_reverts.hpp"

#include "services/change_words.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace asista::services {
namespace {

constexpr auto newest = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t piece = 100; // operations that are read at once: a millisecond of work or two

constexpr const char* undoing_already = "many things are being undone or redone already; try again when that is done";

} // namespace

// ---- one operation -----------------------------------------------------------------------------------------------------------

Result<Error> Operations::changed_since(UserId user, const Operation& operation) {
    const auto last = TRY(history(user, operation.entity, operation.key, newest, 1));
    std::string who = "somebody";
    if (!last.empty() && last[0].change != operation.change) who = author_words(TRY(change(user, last[0].change)));
    return Error{Errc::busy, fmt::format("{} was changed again by {} since; undo that first", item_words(operation), who)};
}

Result<Operations::Inverse> Operations::inverse_of(UserId user, const Operation& operation) {
    // Writing that row back would grant and start things behind the back of whoever runs the plugins.
    if (operation.entity == Entity::installation)
        return fail(Errc::unsupported, "what is installed and allowed is changed on the Plugins page, not undone");
    // A row that came or went is kept whole.
    const bool change = operation.before && operation.after;
    Inverse inverse{TRY(change ? row(user, operation.entity, operation.key) : whole_row(user, operation.entity, operation.key)),
                    operation.before};
    const auto& present = inverse.present;
    const bool as_it_came = !operation.before && present && operation.after && is_as_it_came(*present, *operation.after);
    if (present == operation.after || as_it_came) return inverse;
    // Somebody changed it since. Where that left alone what this change touched, both can be had.
    if (!present || !operation.before || !operation.after) return fail(TRY(changed_since(user, operation)));
    inverse.wanted = merge_fields(*present, *operation.after, *operation.before);
    if (!inverse.wanted) return fail(TRY(changed_since(user, operation)));
    return inverse;
}

Result<void> Operations::invert_one(UserId user, const Operation& operation) {
    const auto inverse = TRY(inverse_of(user, operation));
    if (const auto written = rows_.write(user, operation.entity, operation.key, inverse.wanted); !written) {
        if (written.error().code != Errc::invalid) return fail(written.error());
        return fail(Errc::busy,
                    "{} cannot be put back, since something it belongs to or that took its place was changed since; "
                    "undo that first",
                    item_words(operation));
    }
    return record(open_->actor, open_->at, open_->call, operation.entity, operation.key, inverse.present);
}

// ---- an undo or redo in bits -------------------------------------------------------------------------------------------------

Operations::Reverting::Reverting(Operations& log, UserId user, const Change& which, InstantMs now, Busy busy)
    : log_(log), user_(user),
      which_(which), change_{Actor{user, {}}, now, which.kind == ChangeKind::undo ? "operations.redo" : "operations.undo"},
      busy_(busy), at_(newest), telling_(std::make_unique<ChangeWords>()), hold_(std::make_shared<const Held>(Held{which.id})) {
    change_.kind = is_redo() ? ChangeKind::redo : ChangeKind::undo;
    log_.reverting_ = hold_;
}

Operations::Reverting::~Reverting() = default;

Result<bool> Operations::Reverting::go_on(const std::function<bool()>& enough) {
    auto done = take_steps(enough);
    // Otherwise it would stand in the way of everything before it.
    if (!done && done.error().code == Errc::busy && busy_ == Busy::pass_over)
        TRY(log_.db_.run("UPDATE changes SET in_line = 0 WHERE user_id = ?1 AND id = ?2", user_.value, which_.id));
    return done;
}

Result<bool> Operations::Reverting::take_steps(const std::function<bool()>& enough) {
    if (step_ == Step::look) {
        if (!TRY(look(enough))) return false;
        seen_.clear();
        step_ = Step::revert;
        at_ = newest;
    }
    if (step_ == Step::revert) {
        if (!TRY(revert(enough))) return false;
        step_ = Step::tell;
        at_ = 0;
    }
    if (step_ == Step::tell) {
        const auto told = tell(enough);
        if (told && !*told) return false;
        if (!told) words_ = "a change"; // it is done, whether it can be told or not
        step_ = Step::done;
        hold_.reset();
    }
    return true;
}

// Reads alone. Of several operations on one thing only the last one left what is there now; and whether a habit or a goal is as it came
// shows when what hangs on it by this very change is gone.
Result<bool> Operations::Reverting::look(const std::function<bool()>& enough) {
    for (;;) {
        const auto operations = TRY(log_.operations_below(user_, which_.id, at_, piece));
        for (const auto& each : operations) {
            at_ = each.id;
            const bool has_belongings = each.entity == Entity::habit || each.entity == Entity::goal;
            if (seen_.emplace(each.entity, each.key).second && !(has_belongings && !each.before))
                TRY(log_.inverse_of(user_, each));
            if (enough()) return false;
        }
        if (operations.size() < piece) return true;
    }
}

Result<bool> Operations::Reverting::revert(const std::function<bool()>& enough) {
    return log_.go_on(change_, [&]() -> Result<bool> {
        reverted_.change = TRY(log_.open_change(false));
        for (;;) {
            const auto operations = TRY(log_.operations_below(user_, which_.id, at_, piece));
            for (const auto& each : operations) {
                TRY(log_.invert_one(user_, each));
                at_ = each.id;
                auto& entities = reverted_.entities;
                if (std::ranges::find(entities, each.entity) == entities.end()) entities.push_back(each.entity);
                if (enough()) return false;
            }
            if (operations.size() < piece) break;
        }
        TRY(note_undone());
        TRY(log_.finish());
        return true;
    });
}

Result<void> Operations::Reverting::note_undone() {
    if (is_redo()) {
        auto taken_back = TRY(log_.db_.prepare("SELECT id FROM changes WHERE undone_by = ?2 AND user_id = ?1 ORDER BY id"));
        taken_back.bind(user_.value, which_.id);
        while (TRY(taken_back.step())) reverted_.changes.push_back(taken_back.integer(0));
    } else {
        reverted_.changes.push_back(which_.id);
    }
    if (is_redo())
        for (const auto id : reverted_.changes) TRY(log_.db_.run("UPDATE changes SET undone_by = NULL WHERE id = ?1", id));
    return log_.db_.run("UPDATE changes SET undone_by = ?3 WHERE user_id = ?1 AND id = ?2", user_.value, which_.id,
                        reverted_.change);
}

Result<bool> Operations::Reverting::tell(const std::function<bool()>& enough) {
    const auto all = TRY(log_.tell_of(user_, reverted_.changes, *telling_, at_, enough));
    if (all) words_ = words_for(reverted_.changes, *telling_);
    return all;
}

// One change is told by what it was, several by their number.
Result<bool> Operations::tell_of(UserId user, const std::vector<std::int64_t>& changes, ChangeWords& telling, std::int64_t& at,
                                 const std::function<bool()>& enough) {
    while (changes.size() == 1) {
        const auto operations = TRY(operations_above(user, changes.front(), at, piece));
        for (const auto& each : operations) {
            at = each.id;
            telling.add(each);
            if (enough()) return false;
        }
        if (operations.size() < piece) break;
    }
    return true;
}
std::string Operations::words_for(const std::vector<std::int64_t>& changes, const ChangeWords& telling) {
    return changes.size() == 1 ? telling.words() : fmt::format("{} changes", changes.size());
}

Result<bool> Operations::Reverting::take_back() {
    const bool all = TRY(log_.take_back(user_, change_.id, piece));
    if (all) hold_.reset();
    return all;
}

// ---- undo and redo -----------------------------------------------------------------------------------------------------------

namespace {
template <class Work> Result<Reverted> at_once(Result<std::unique_ptr<Work>> work) {
    if (!work) return fail(std::move(work.error()));
    TRY((*work)->go_on([] { return false; }));
    return (*work)->reverted();
}
} // namespace

Result<void> Operations::check_that_nothing_is_reverted() const {
    if (reverting_.expired()) return {};
    return fail(Errc::busy, "{}", undoing_already);
}

Result<std::unique_ptr<Operations::Reverting>> Operations::begin_undo(UserId user, std::int64_t id, InstantMs now) {
    TRY(check_that_nothing_is_reverted());
    const Change which = TRY(change(user, id));
    if (which.undone) return fail(Errc::invalid, "change {} is undone already", id);
    if (TRY(is_unfinished(id))) return fail(Errc::busy, "change {} is still being made; undo it when it is done", id);
    if (which.kind == ChangeKind::redo) return fail(Errc::invalid, "change {} made another one again; undo that one", id);
    return std::make_unique<Reverting>(*this, user, which, now, Reverting::Busy::refuse);
}

Result<std::unique_ptr<Operations::Reverting>> Operations::begin_undo_last(UserId user, InstantMs now) {
    TRY(check_that_nothing_is_reverted());
    const auto next = TRY(next_undo(user));
    if (!next) return fail(Errc::not_found, "there is nothing to undo");
    return std::make_unique<Reverting>(*this, user, *next, now, Reverting::Busy::pass_over);
}

Result<std::unique_ptr<Operations::Reverting>> Operations::begin_redo_last(UserId user, InstantMs now) {
    TRY(check_that_nothing_is_reverted());
    const auto next = TRY(next_redo(user));
    if (!next) return fail(Errc::not_found, "there is nothing to redo");
    return std::make_unique<Reverting>(*this, user, *next, now, Reverting::Busy::refuse);
}

Result<Reverted> Operations::undo(UserId user, std::int64_t id, InstantMs now) { return at_once(begin_undo(user, id, now)); }
Result<Reverted> Operations::undo_last(UserId user, InstantMs now) { return at_once(begin_undo_last(user, now)); }
Result<Reverted> Operations::redo_last(UserId user, InstantMs now) { return at_once(begin_redo_last(user, now)); }

Result<std::unique_ptr<Operations::RevertingAll>> Operations::begin_undo_all_by(UserId user, Author author,
                                                                                const std::string& plugin, InstantMs since,
                                                                                InstantMs now) {
    TRY(check_that_nothing_is_reverted());
    return std::make_unique<RevertingAll>(*this, user, author, plugin, since, now);
}
Result<Reverted> Operations::undo_all_by(UserId user, Author author, const std::string& plugin, InstantMs since, InstantMs now) {
    return at_once(begin_undo_all_by(user, author, plugin, since, now));
}

// ---- changes in bits ---------------------------------------------------------------------------------------------------------

Result<void> Operations::finish() { return db_.run("DELETE FROM unfinished_changes WHERE change_id = ?1", open_->id); }

Result<bool> Operations::is_unfinished(std::int64_t change) {
    auto row = TRY(db_.prepare("SELECT 1 FROM unfinished_changes WHERE change_id = ?1"));
    row.bind(change);
    return row.step();
}

Result<std::vector<std::int64_t>> Operations::unfinished(UserId user) {
    auto rows = TRY(db_.prepare("SELECT change_id FROM unfinished_changes WHERE user_id = ?1"));
    rows.bind(user.value);
    std::vector<std::int64_t> changes;
    while (TRY(rows.step())) changes.push_back(rows.integer(0));
    return changes;
}

namespace {

// A row that went, without what may be gone or taken by now, so that it comes back at all: a task needs no project, and a project's name may
// be another's.
Row loosened(Entity entity, const Row& row) {
    auto fields = nlohmann::ordered_json::parse(*row, nullptr, false);
    if (!fields.is_object()) return std::nullopt;
    if (entity == Entity::task)
        fields["project_id"] = nullptr;
    else if (entity == Entity::project)
        fields["name"] = fmt::format("{} ({})", fields.value("name", std::string()), fields.value("id", std::int64_t{0}));
    else
        return std::nullopt;
    return fields.dump();
}

} // namespace

// Unlike an undo it leaves no trace: the change never was.
Result<void> Operations::put_back(UserId user, const Operation& operation) {
    Row wanted = operation.before;
    if (operation.before) {
        const auto present = TRY(row(user, operation.entity, operation.key));
        if (present.has_value() != operation.after.has_value()) return {}; // it came back, or went, by somebody else
        if (present != operation.after) wanted = merge_fields(*present, *operation.after, *operation.before);
        if (!wanted) return {}; // the same fields were changed again
    }
    const auto write = [&](const Row& as) {
        return db_.transaction([&]() -> Result<void> { return rows_.write(user, operation.entity, operation.key, as); });
    };
    auto written = write(wanted);
    if (!written && written.error().code == Errc::invalid && operation.before && !operation.after)
        if (const auto without = loosened(operation.entity, wanted)) written = write(without);
    // Something of the person's hangs on it by now, or what it belongs to is gone.
    if (!written && written.error().code != Errc::invalid) return fail(written.error());
    return {};
}

Result<void> Operations::take_out(UserId user, const Operation& operation) {
    TRY(put_back(user, operation));
    return db_.run("DELETE FROM operations WHERE id = ?1", operation.id);
}

Result<bool> Operations::take_back(UserId user, std::int64_t change, std::size_t most) {
    return db_.transaction([&]() -> Result<bool> {
        const auto operations = TRY(operations_below(user, change, newest, most));
        for (const auto& each : operations) TRY(take_out(user, each));
        if (operations.size() == most) return false;
        // What it had undone is in effect again.
        TRY(db_.run("UPDATE changes SET undone_by = NULL WHERE id IN (SELECT id FROM changes WHERE undone_by = ?2 LIMIT ?3) AND "
                    "user_id = ?1",
                    user.value, change, most));
        if (db_.changed_rows() == static_cast<std::int64_t>(most)) return false;
        TRY(db_.run("DELETE FROM changes WHERE user_id = ?1 AND id = ?2", user.value, change));
        return true;
    });
}

} // namespace asista::services
