// All that one author changed, undone bit by bit: change after change, each wholly or not at all.
#include "services/change_words.hpp"
#include "services/operation_reverts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace asista::services {
namespace {

constexpr auto newest = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t piece = 100; // operations, or changes, that are read at once

// It cannot be undone as it is now, which is no reason to leave the others.
bool passes_over(const Error& error) {
    return error.code == Errc::busy || error.code == Errc::unsupported || error.code == Errc::not_found;
}

} // namespace

Operations::RevertingAll::RevertingAll(Operations& log, UserId user, Author author, std::string plugin, InstantMs since,
                                       InstantMs now)
    : log_(log), user_(user), author_(author), plugin_(std::move(plugin)),
      since_(since), change_{Actor{user, {}}, now, "operations.undo_all_by"}, below_(newest), at_(newest),
      telling_(std::make_unique<ChangeWords>()), hold_(std::make_shared<const Held>()) {
    change_.kind = ChangeKind::undo;
    log_.reverting_ = hold_;
}

Operations::RevertingAll::~RevertingAll() = default;

Result<bool> Operations::RevertingAll::go_on(const std::function<bool()>& enough) {
    if (step_ == Step::done) return true;
    if (step_ == Step::tell) return tell(enough);
    const auto found = found_;
    const auto shown = reverted_;
    auto done = log_.go_on(change_, [&]() -> Result<bool> { return take_steps(enough); });
    if (!done) { // nothing of this bit is there
        found_ = found;
        reverted_ = shown;
        return fail(std::move(done.error()));
    }
    if (!*done) return false;
    step_ = Step::tell;
    at_ = 0;
    return enough() ? Result<bool>(false) : tell(enough);
}

// Within one transaction. True: all changes were come to.
Result<bool> Operations::RevertingAll::take_steps(const std::function<bool()>& enough) {
    for (;;) {
        if (step_ == Step::find) {
            if (found_.empty()) TRY(find());
            if (found_.empty() && below_ == 0) {
                TRY(end());
                return true;
            }
            if (!found_.empty()) {
                which_ = found_.back();
                found_.pop_back();
                step_ = Step::look;
                at_ = newest;
            }
            if (enough()) return false;
        } else if (step_ == Step::look) {
            const auto looked = look(enough);
            if (looked && !*looked) return false;
            if (!looked && !passes_over(looked.error())) return fail(looked.error());
            if (!looked) {
                if (looked.error().code == Errc::busy) ++reverted_.skipped;
                next();
                continue;
            }
            step_ = Step::revert;
            at_ = newest;
            mark_ = 0;
            if (reverted_.change != 0)
                if (const auto last = TRY(log_.operations_below(user_, reverted_.change, newest, 1)); !last.empty())
                    mark_ = last.front().id;
        } else if (step_ == Step::revert) {
            reverted_.change = TRY(log_.open_change(false)); // outside of what is rolled back where this change cannot be undone
            const auto reverted = log_.db_.transaction([&] { return revert(enough); });
            if (reverted && !*reverted) return false;
            if (!reverted && !passes_over(reverted.error())) return fail(reverted.error());
            if (reverted)
                next();
            else
                step_ = Step::put_back;
        } else {
            if (TRY(put_back())) {
                ++reverted_.skipped;
                next();
            }
            if (enough()) return false;
        }
    }
}

void Operations::RevertingAll::next() {
    step_ = Step::find;
    seen_.clear();
}

// The next of the author's changes. Those that come while this goes on are newer, and not meant.
Result<void> Operations::RevertingAll::find() {
    // Of the person's own, those that undo comes to: no settings.
    auto rows = TRY(log_.db_.prepare(
        "SELECT id, at FROM changes WHERE user_id = ?1 AND author = ?2 AND plugin_id = ?3 AND id < ?4 "
        "AND kind = 0 AND undone_by IS NULL AND (author <> 0 OR in_line = 1) AND id NOT IN (SELECT change_id FROM "
        "unfinished_changes) ORDER BY id DESC LIMIT ?5"));
    rows.bind(user_.value, author_, plugin_, below_, piece);
    std::size_t read = 0;
    while (TRY(rows.step())) {
        ++read;
        below_ = rows.integer(0);
        if (rows.integer(1) >= since_) found_.push_back(below_);
    }
    if (read < piece) below_ = 0;
    std::ranges::reverse(found_);
    return {};
}

// Reads alone, so that what cannot be undone is passed over before anything of it moves. As Reverting looks.
Result<bool> Operations::RevertingAll::look(const std::function<bool()>& enough) {
    for (;;) {
        const auto operations = TRY(log_.operations_below(user_, which_, at_, piece));
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

Result<bool> Operations::RevertingAll::revert(const std::function<bool()>& enough) {
    for (;;) {
        const auto operations = TRY(log_.operations_below(user_, which_, at_, piece));
        for (const auto& each : operations) {
            TRY(log_.invert_one(user_, each));
            at_ = each.id;
            auto& entities = reverted_.entities;
            if (std::ranges::find(entities, each.entity) == entities.end()) entities.push_back(each.entity);
            if (enough()) return false;
        }
        if (operations.size() < piece) break;
    }
    reverted_.changes.push_back(which_);
    TRY(log_.db_.run("UPDATE changes SET undone_by = ?3 WHERE user_id = ?1 AND id = ?2", user_.value, which_, reverted_.change));
    return true;
}

// What bits before had undone of a change that then could not be undone further. True: nothing of it is left.
Result<bool> Operations::RevertingAll::put_back() {
    const auto operations = TRY(log_.operations_below(user_, reverted_.change, newest, piece));
    for (const auto& each : operations) {
        if (each.id <= mark_) return true;
        TRY(log_.take_out(user_, each));
    }
    return operations.size() < piece;
}

Result<void> Operations::RevertingAll::end() {
    if (reverted_.change == 0) return {};
    TRY(log_.finish());
    if (!reverted_.changes.empty()) return {};
    TRY(log_.db_.run("DELETE FROM changes WHERE id = ?1", reverted_.change));
    reverted_.change = 0;
    return {};
}

Result<bool> Operations::RevertingAll::tell(const std::function<bool()>& enough) {
    const auto told = log_.tell_of(user_, reverted_.changes, *telling_, at_, enough);
    if (told && !*told) return false;
    words_ = told ? words_for(reverted_.changes, *telling_) : "a change"; // it is done, whether it can be told or not
    step_ = Step::done;
    hold_.reset();
    return true;
}

Result<bool> Operations::RevertingAll::take_back() {
    const bool all = change_.id == 0 || TRY(log_.take_back(user_, change_.id, piece));
    if (all) hold_.reset();
    return all;
}

} // namespace asista::services
