// operations.*: undo, redo and what was changed by whom.
#include "core/handlers.hpp"
#include "services/change_words.hpp"
#include "services/operation_reverts.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <set>
#include <utility>

namespace asista::core {

using namespace calls;
using runtime::Caller;
using services::Operations;
using services::Reverted;

namespace {

constexpr std::uint32_t max_listed = 500;
constexpr std::int64_t most_looked_at = 1000;       // of one change, for its words: an import may have a million
constexpr std::size_t max_reply_bytes = 512 * 1024; // of texts, below wire::max_message_bytes with room for the rest

std::int64_t number_below(std::uint64_t before) {
    constexpr auto top = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return static_cast<std::int64_t>(before == 0 || before > top ? top : before);
}

Result<ChangeSummary> summary(Operations& log, UserId user, const services::Change& change) {
    const auto operations = TRY(log.operations_of(user, change.id, most_looked_at));
    const bool all = static_cast<std::int64_t>(operations.size()) < most_looked_at;
    const auto count = all ? static_cast<std::int64_t>(operations.size()) : TRY(log.operation_count(change.id));
    const auto beyond = count - static_cast<std::int64_t>(operations.size());
    ChangeSummary summary;
    summary.change = static_cast<std::uint64_t>(change.id);
    summary.author = change.author;
    summary.plugin = change.plugin;
    summary.at = change.at;
    summary.kind = change.kind;
    summary.sentence = services::change_words(operations);
    if (beyond > 0) summary.sentence += fmt::format(", and {} more", beyond);
    summary.operations = static_cast<std::uint32_t>(std::min<std::int64_t>(count, std::numeric_limits<std::uint32_t>::max()));
    summary.undone = change.undone;
    const auto data = std::ranges::find_if(operations, [](const services::Operation& each) {
        return each.entity != services::Entity::preference && each.entity != services::Entity::installation;
    });
    if (!operations.empty())
        summary.entity = services::entity_name(data != operations.end() ? data->entity : operations.front().entity);
    return summary;
}

using Told = std::function<void(UserId, std::string_view)>;

void tell_topics(UserId user, const Reverted& reverted, const Told& changed) {
    std::set<std::string_view> topics; // several kinds of things are of one topic, which is told once
    for (const auto entity : reverted.entities)
        if (topics.insert(services::topic_of(entity)).second) changed(user, services::topic_of(entity));
}

Undone undone(const Reverted& reverted, std::string sentence) {
    return {static_cast<std::uint64_t>(reverted.change), std::move(sentence), static_cast<std::uint32_t>(reverted.changes.size()),
            reverted.skipped};
}

bool makes_again(const Operations::Reverting& work) { return work.is_redo(); }
bool makes_again(const Operations::RevertingAll&) { return false; }

// In bits between other work; nobody is told before it is done, as one change. What was taken back is told by what it was, not by how its
// undoing looks: Undid: removed "Call landlord".
template <class Call, class Work> void revert(const HandlerParts& parts, const Caller& caller,
                                              Result<std::unique_ptr<Work>> begun, const runtime::Responder<Call>& respond) {
    if (!begun) return respond(fail(std::move(begun.error())));
    const std::shared_ptr<Work> work = std::move(*begun);
    go_in_bits(later_of(parts), parts.clock, work,
               [changed = parts.changed, user = caller.user, work, respond](Result<void> done) {
                   if (!done) return respond(fail(std::move(done.error())));
                   const auto& reverted = work->reverted();
                   tell_topics(user, reverted, changed);
                   respond(undone(reverted, fmt::format("{}{} {}", makes_again(*work) ? "Redid" : "Undid",
                                                        reverted.changes.size() == 1 ? ":" : "", work->words())));
               });
}

void bind_undo(runtime::Broker& broker, const HandlerParts& parts) {
    broker.handle_async<UndoLast>([parts](const Caller& caller, const Nothing&, const runtime::Responder<UndoLast>& respond) {
        revert<UndoLast>(parts, caller, parts.services.operations.begin_undo_last(caller.user, parts.clock.now_ms()), respond);
    });
    broker.handle_async<RedoLast>([parts](const Caller& caller, const Nothing&, const runtime::Responder<RedoLast>& respond) {
        revert<RedoLast>(parts, caller, parts.services.operations.begin_redo_last(caller.user, parts.clock.now_ms()), respond);
    });
    broker.handle_async<UndoChange>(
        [parts](const Caller& caller, const UndoChange::Request& request, const runtime::Responder<UndoChange>& respond) {
            auto begun = parts.services.operations.begin_undo(caller.user, number_below(request.change), parts.clock.now_ms());
            revert<UndoChange>(parts, caller, std::move(begun), respond);
        });
    broker.handle_async<UndoAllBy>(
        [parts](const Caller& caller, const UndoAllBy::Request& request, const runtime::Responder<UndoAllBy>& respond) {
            if ((request.author == Author::plugin) == request.plugin.empty())
                return respond(
                    fail(Errc::invalid, "operations.undo_all_by: a plugin is named when, and only when, a plugin is meant"));
            revert<UndoAllBy>(parts, caller,
                              parts.services.operations.begin_undo_all_by(caller.user, request.author, request.plugin,
                                                                          request.since, parts.clock.now_ms()),
                              respond);
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
