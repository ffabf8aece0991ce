// What the person does with conversations; coach_answers.cpp is how answers come.
#include "services/coach/coach.hpp"

#include "services/coach/contexts.hpp"
#include "services/coach/counts.hpp"
#include "services/text_rules.hpp"

#include <algorithm>
#include <utility>

namespace asista::services {
namespace {

constexpr std::string_view ended_early =
    "Asista ended while this was being written. What had come until then was kept; try again for the rest.";
constexpr std::size_t most_read = 100, most_read_bytes = 384 * 1024, usual_title_bytes = 60;

// The beginning of the first line that says something, in whole words.
std::string title_of(std::string_view text) {
    auto line = text.substr(0, text.find('\n'));
    if (line.size() <= usual_title_bytes) return std::string(line);
    line = line.substr(0, usual_title_bytes);
    if (const auto blank = line.rfind(' '); blank != std::string_view::npos && blank > usual_title_bytes / 2)
        line = line.substr(0, blank);
    else
        while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xC0U) == 0x80U) line.remove_suffix(1);
    if (!line.empty() && static_cast<unsigned char>(line.back()) >= 0xC0U) line.remove_suffix(1);
    return std::string(line) + "\u2026";
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \n\t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \n\t") - first + 1);
}

std::size_t bytes_of(const calls::CoachMessage& message) {
    std::size_t bytes = message.text.size() + message.problem.size() + message.note.size();
    for (const auto& context : message.contexts) bytes += context.own.size() + context.foreign.size();
    for (const auto& call : message.calls) bytes += call.arguments.size() + call.words.size() + call.outcome.size();
    return bytes;
}

// Which one of several versions it is.
void add_siblings(calls::CoachMessage& message, const std::vector<MessageNode>& nodes, std::uint64_t parent) {
    std::uint32_t count = 0;
    bool passed = false;
    for (const auto& node : nodes) {
        if (node.parent != parent) continue;
        ++count;
        if (node.id == message.id) {
            message.sibling = count;
            passed = true;
        } else if (!passed) {
            message.before = node.id;
        } else if (message.behind == 0) {
            message.behind = node.id;
        }
    }
    message.siblings = count;
}

} // namespace

Coach::Coach(Services& services, ai::Chat& chat, Hooks hooks, std::uint64_t seed)
    : services_(services), chat_(chat), hooks_(std::move(hooks)), seed_(seed), kept_(services.db) {
    // On a full disk they stay as they are, which the page shows like any other that is being written and nothing comes of.
    static_cast<void>(kept_.end_unfinished(ended_early).has_value());
}

Coach::~Coach() {
    for (auto& [id, live] : live_) {
        live.message.state = calls::CoachState::failed;
        live.message.problem = ended_early;
        static_cast<void>(kept_.finish(live.user, live.message, hooks_.moment().now).has_value()); // else the next start does
    }
}

Result<calls::CoachList::Reply> Coach::list(UserId user) const { return calls::CoachList::Reply{TRY(kept_.list(user))}; }

Result<calls::CoachContext> Coach::look(UserId user, calls::CoachContextKind kind) {
    const auto at = moment(user);
    return at.counts_only ? count_context(services_, user, kind, at.now, at.utc_offset_s)
                          : gather_context(services_, user, kind, at.now, at.utc_offset_s);
}

ToolMoment Coach::moment(UserId user) const {
    auto now = hooks_.moment();
    now.counts_only = hooks_.counts_only && hooks_.counts_only(user);
    return now;
}

Result<calls::CoachRead::Reply> Coach::read(UserId user, const calls::CoachRead::Request& request) {
    const auto conversation = TRY(kept_.find(user, request.conversation));
    const auto nodes = TRY(kept_.nodes(user, request.conversation));
    auto path = branch_to(nodes, conversation.leaf);
    calls::CoachRead::Reply reply;
    reply.conversation = {conversation.id, conversation.title, conversation.created_at, conversation.updated_at, false, false};
    reply.kept = conversation.kept;
    reply.untrusted = TRY(kept_.is_untrusted(user, request.conversation, path));
    if (request.before != 0) {
        const auto end = std::ranges::find(path, request.before, &MessageNode::id);
        if (end == path.end()) return fail(Errc::not_found, "there is no message {} in what is shown", request.before);
        path.erase(end, path.end());
    }
    std::size_t bytes = 0;
    while (!path.empty() && reply.messages.size() < most_read) {
        const MessageNode node = path.back();
        auto message = TRY(kept_.message(user, node.id));
        if (const auto live = live_.find(node.id); live != live_.end()) {
            message.shown.text = live->second.message.text;
            reply.stream = live->second.stream;
            reply.conversation.writing = true;
        }
        for (auto& call : message.calls) {
            reply.conversation.waits =
                reply.conversation.waits || (node.id == conversation.leaf && call.shown.state == calls::CoachCallState::proposed);
            message.shown.calls.push_back(std::move(call.shown));
        }
        add_siblings(message.shown, nodes, node.parent);
        bytes += bytes_of(message.shown);
        if (bytes > most_read_bytes && !reply.messages.empty()) break;
        path.pop_back();
        reply.messages.push_back(std::move(message.shown));
    }
    std::ranges::reverse(reply.messages);
    reply.above = static_cast<std::uint32_t>(path.size());
    return reply;
}

Result<std::vector<StoredMessage>> Coach::branch(UserId user, std::uint64_t conversation, std::uint64_t leaf) {
    std::vector<StoredMessage> messages;
    for (const auto& node : branch_to(TRY(kept_.nodes(user, conversation)), leaf))
        messages.push_back(TRY(kept_.message(user, node.id)));
    return messages;
}

Result<void> Coach::may_go_on(std::uint64_t conversation) const {
    for (const auto& [id, live] : live_)
        if (live.conversation == conversation)
            return fail(Errc::busy, "an answer is being written in this conversation; wait for it, or stop it");
    return {};
}

Result<calls::CoachSend::Reply> Coach::send(UserId user, const calls::CoachSend::Request& request) {
    const auto text = TRY(many_lines("a message to the coach", trimmed(request.text), Conversations::max_message_bytes));
    if (text.empty()) return fail(Errc::invalid, "there is nothing to ask in an empty message");
    if (request.contexts.size() > calls::coach_context_kinds) return fail(Errc::invalid, "each context is attached once");
    TRY(may_go_on(request.conversation));
    const auto now = hooks_.moment().now;
    StoredMessage message;
    message.shown.text = text;
    for (const auto kind : request.contexts) {
        if (std::ranges::find(message.shown.contexts, kind, &calls::CoachContext::kind) != message.shown.contexts.end()) continue;
        message.shown.contexts.push_back(TRY(look(user, kind)));
        message.untrusted = message.untrusted || !message.shown.contexts.back().foreign.empty();
    }
    const auto added = services_.db.transaction([&]() -> Result<std::uint64_t> {
        message.conversation = request.conversation != 0 ? request.conversation : TRY(kept_.add(user, title_of(text), now));
        const auto conversation = TRY(kept_.find(user, message.conversation));
        if (request.instead_of != 0) {
            const auto replaced = TRY(kept_.message(user, request.instead_of));
            if (replaced.conversation != message.conversation || replaced.shown.role != calls::CoachRole::person)
                return fail(Errc::invalid, "only what you wrote in this conversation can be written anew");
            message.parent = replaced.parent;
        } else {
            message.parent = conversation.leaf;
            if (conversation.leaf != 0) TRY(decline_open_calls(user, conversation.leaf));
        }
        TRY(kept_.keep_contexts(user, message.conversation, request.kept));
        return kept_.add_message(user, message, now);
    });
    if (!added) return fail(added.error());
    TRY(answer(user, message.conversation, *added));
    return calls::CoachSend::Reply{message.conversation};
}

Result<void> Coach::decline_open_calls(UserId user, std::uint64_t message) {
    for (auto& call : TRY(kept_.message(user, message)).calls) {
        if (call.shown.state != calls::CoachCallState::proposed) continue;
        call.shown.state = calls::CoachCallState::declined;
        call.shown.outcome = "You wrote something else instead.";
        call.result = tool_declined("the person wrote something else instead of answering this");
        TRY(kept_.answer_call(user, call));
    }
    return {};
}

Result<void> Coach::stop(UserId user, std::uint64_t conversation) {
    for (const auto& [id, live] : live_)
        if (live.conversation == conversation && live.user == user) return chat_.cancel(owner(user), live.stream);
    return fail(Errc::not_found, "no answer is being written in this conversation");
}

Result<void> Coach::retry(UserId user, std::uint64_t message) {
    const auto old = TRY(kept_.message(user, message));
    if (old.shown.role != calls::CoachRole::coach || old.parent == 0)
        return fail(Errc::invalid, "only an answer of the coach's can be asked for again");
    TRY(may_go_on(old.conversation));
    return answer(user, old.conversation, old.parent);
}

Result<void> Coach::choose(UserId user, std::uint64_t message) {
    const auto chosen = TRY(kept_.message(user, message));
    TRY(may_go_on(chosen.conversation));
    const auto nodes = TRY(kept_.nodes(user, chosen.conversation));
    TRY(kept_.show(user, chosen.conversation, newest_leaf_below(nodes, message)));
    hooks_.changed(user, "coach");
    return {};
}

Result<void> Coach::rename(UserId user, std::uint64_t conversation, std::string_view title) {
    TRY(kept_.rename(user, conversation, title));
    hooks_.changed(user, "coach");
    return {};
}

Result<void> Coach::erase(UserId user, std::uint64_t conversation) {
    TRY(kept_.find(user, conversation));
    std::erase_if(live_, [&](const auto& entry) {
        if (entry.second.conversation != conversation) return false;
        static_cast<void>(chat_.cancel(owner(user), entry.second.stream).has_value()); // it may have ended in this moment
        hooks_.ended(entry.second.stream);
        return true;
    });
    TRY(kept_.erase(user, conversation));
    hooks_.changed(user, "coach");
    return {};
}

Result<calls::CoachToolCall> Coach::decide(UserId user, std::uint64_t id, bool approve) {
    auto call = TRY(kept_.call(user, id));
    if (call.shown.state != calls::CoachCallState::proposed) return fail(Errc::invalid, "this was answered already");
    const auto message = TRY(kept_.message(user, call.message));
    TRY(may_go_on(message.conversation));
    if (TRY(kept_.find(user, message.conversation)).leaf != call.message)
        return fail(Errc::invalid, "the conversation went on without this; ask the coach again");
    if (approve) {
        call = run(user, std::move(call));
    } else {
        call.shown.state = calls::CoachCallState::declined;
        call.shown.outcome = "You declined this. Nothing was changed.";
        call.result = tool_declined("the person declined this; do not ask for it again unless they want it");
    }
    if (!approve || call.shown.state == calls::CoachCallState::failed) TRY(kept_.answer_call(user, call));
    const bool more = std::ranges::any_of(TRY(kept_.message(user, call.message)).calls, [](const StoredCall& each) {
        return each.shown.state == calls::CoachCallState::proposed;
    });
    if (more)
        hooks_.changed(user, "coach");
    else
        TRY(answer(user, message.conversation, call.message));
    return call.shown;
}

// The deed and the note of it are one: after an error nothing of either is there.
StoredCall Coach::run(UserId user, StoredCall call) {
    std::string topic;
    const auto done = services_.db.transaction([&]() -> Result<StoredCall> {
        StoredCall after = call;
        const auto plan = TRY(plan_tool(services_, user, call.shown.name, call.shown.arguments, moment(user)));
        // The person agreed to these words and to nothing else: what they name may be another thing by now.
        if (plan.words != call.shown.words)
            return fail(Errc::busy,
                        "what this is about was changed since, so it would do something else now; ask the coach again");
        const auto outcome = TRY(plan.run());
        after.shown.state = calls::CoachCallState::done;
        after.shown.outcome = outcome.sentence;
        after.shown.change = outcome.change;
        after.result = outcome.result;
        after.untrusted = outcome.untrusted;
        after.fields = outcome.fields;
        topic = outcome.topic;
        TRY(kept_.answer_call(user, after));
        return after;
    });
    if (done) {
        if (!topic.empty()) hooks_.changed(user, topic);
        return *done;
    }
    call.shown.state = calls::CoachCallState::failed;
    call.shown.outcome = done.error().message;
    call.result = tool_error(done.error().message);
    return call;
}

} // namespace asista::services
