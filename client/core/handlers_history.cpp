// operations.*: undo, redo and what was changed by whom.
#include "core/handlers.hpp"
#include "services/change_words.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace asista::core {

using namespace calls;
using runtime::Caller;
using services::Operations;
using services::Reverted;

namespace {

constexpr std::uint32_t max_listed = 500;
constexpr std::size_t max_reply_bytes = 512 * 1024; // of texts, below wire::max_message_bytes with room for the rest

std::int64_t number_below(std::uint64_t before) {
    constexpr auto top = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return static_cast<std::int64_t>(before == 0 || before > top ? top : before);
}

Result<ChangeSummary> summary(Operations& log, UserId user, const services::Change& change) {
    const auto operations = TRY(log.operations_of(user, change.id));
    ChangeSummary summary;
    summary.change = static_cast<std::uint64_t>(change.id);
    summary.author = change.author;
    summary.plugin = change.plugin;
    summary.at = change.at;
    summary.kind = change.kind;
    summary.sentence = services::change_words(operations);
    summary.operations = static_cast<std::uint32_t>(operations.size());
    summary.undone = change.undone;
    return summary;
}

// What was taken back is told by what it was, not by how its undoing looks: Undid: removed "Call landlord".
Result<std::string> sentence(Operations& log, UserId user, const Reverted& reverted, std::string_view done) {
    if (reverted.changes.size() == 1)
        return fmt::format("{}: {}", done, services::change_words(TRY(log.operations_of(user, reverted.changes.front()))));
    return fmt::format("{} {} changes", done, reverted.changes.size());
}

using Told = std::function<void(UserId, std::string_view)>;

Result<Undone> tell(Operations& log, UserId user, const Result<Reverted>& done, std::string_view word, const Told& changed) {
    if (!done) return fail(done.error());
    std::set<std::string_view> topics; // several kinds of things are of one topic, which is told once
    for (const auto entity : done->entities)
        if (topics.insert(services::topic_of(entity)).second) changed(user, services::topic_of(entity));
    return Undone{static_cast<std::uint64_t>(done->change), TRY(sentence(log, user, *done, word)),
                  static_cast<std::uint32_t>(done->changes.size()), done->skipped};
}

void bind_undo(runtime::Broker& broker, const HandlerParts& parts) {
    auto& log = parts.services.operations;
    const auto& clock = parts.clock;
    const Told changed = parts.changed;

    broker.handle<UndoLast>([&log, &clock, changed](const Caller& caller, const Nothing&) {
        return tell(log, caller.user, log.undo_last(caller.user, clock.now_ms()), "Undid", changed);
    });
    broker.handle<RedoLast>([&log, &clock, changed](const Caller& caller, const Nothing&) {
        return tell(log, caller.user, log.redo_last(caller.user, clock.now_ms()), "Redid", changed);
    });
    broker.handle<UndoChange>(
        [&log, &clock, changed](const Caller& caller, const UndoChange::Request& request) -> Result<Undone> {
            const auto id = number_below(request.change);
            const auto which = TRY(log.change(caller.user, id));
            const char* const word = which.kind == ChangeKind::undo ? "Redid" : "Undid";
            return tell(log, caller.user, log.undo(caller.user, id, clock.now_ms()), word, changed);
        });
    broker.handle<UndoAllBy>([&log, &clock, changed](const Caller& caller, const UndoAllBy::Request& request) -> Result<Undone> {
        if ((request.author == Author::plugin) == request.plugin.empty())
            return fail(Errc::invalid, "operations.undo_all_by: a plugin is named when, and only when, a plugin is meant");
        const auto undone = log.undo_all_by(caller.user, request.author, request.plugin, request.since, clock.now_ms());
        return tell(log, caller.user, undone, "Undid", changed);
    });
}

} // namespace

void bind_history_handlers(runtime::Broker& broker, const HandlerParts& parts) {
    auto& log = parts.services.operations;
    const auto& clock = parts.clock;
    bind_undo(broker, parts);
    broker.handle<ChangesList>([&log](const Caller& caller, const ChangesList::Request& request) -> Result<ChangesList::Reply> {
        ChangesList::Reply reply;
        const auto changes = TRY(log.changes(caller.user, number_below(request.before), std::min(request.limit, max_listed)));
        for (const auto& change : changes) reply.changes.push_back(TRY(summary(log, caller.user, change)));
        return reply;
    });
    broker.handle<ItemHistory>(
        [&log, &clock](const Caller& caller, const ItemHistory::Request& request) -> Result<ItemHistory::Reply> {
            const auto entity = services::find_entity(request.entity);
            if (!entity) return fail(Errc::invalid, "operations.history: there is no kind of thing \"{}\"", request.entity);
            ItemHistory::Reply reply;
            const auto operations = TRY(log.history(caller.user, *entity, request.key, number_below(request.before),
                                                    std::min(request.limit, max_listed)));
            std::size_t bytes = 0;
            for (const auto& operation : operations) {
                const auto change = TRY(log.change(caller.user, operation.change));
                HistoryEntry entry{TRY(summary(log, caller.user, change)), {}};
                // Of one thing alone, even where the change was about more.
                entry.change.sentence = services::change_words({operation});
                entry.fields = services::field_changes(operation, clock.utc_offset_s());
                for (const auto& field : entry.fields) bytes += field.before.size() + field.after.size();
                if (bytes > max_reply_bytes) break;
                reply.entries.push_back(std::move(entry));
            }
            return reply;
        });
}

} // namespace asista::core
