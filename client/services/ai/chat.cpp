#include "services/ai/chat.hpp"

#include "wire/utf8.hpp"

#include <algorithm>

namespace asista::services::ai {
namespace {

bool same(const ChatOwner& a, const ChatOwner& b) {
    return a.actor.user == b.actor.user && a.actor.plugin == b.actor.plugin && a.instance == b.instance;
}

Result<void> check(const calls::AiChat::Request& request) {
    if (request.messages.empty()) return fail(Errc::invalid, "a chat needs at least one message");
    if (request.messages.size() > Chat::max_messages)
        return fail(Errc::over_limit, "a chat of {} messages; at most {} are sent", request.messages.size(), Chat::max_messages);
    std::size_t bytes = 0;
    for (const auto& message : request.messages) {
        bytes += message.text.size();
        if (!wire::is_utf8(message.text)) return fail(Errc::invalid, "a chat message is not valid UTF-8");
    }
    if (bytes > Chat::max_text_bytes)
        return fail(Errc::over_limit, "a chat of {} bytes; at most {} are sent", bytes, Chat::max_text_bytes);
    if (request.max_tokens == 0) return fail(Errc::invalid, "an answer of no tokens was asked for");
    return {};
}

} // namespace

Chat::Chat(std::unique_ptr<Provider> provider, AiThread::Post post, Deliver deliver)
    : deliver_(std::move(deliver)), thread_(std::move(provider), std::move(post),
                                            {[this](StreamId stream, std::string text) { on_text(stream, std::move(text)); },
                                             [this](StreamId stream, const StreamEnd& end) { on_end(stream, end); }}) {}

Result<StreamId> Chat::start(const ChatOwner& owner, const calls::AiChat::Request& request, CoachFacts facts,
                             std::uint64_t seed) {
    TRY(check(request));
    const auto live = std::ranges::count_if(streams_, [&](const auto& entry) { return same(entry.second, owner); });
    if (static_cast<std::size_t>(live) >= max_streams)
        return fail(Errc::busy, "{} answers are being written already; wait for one, or stop it", live);
    const StreamId stream = next_++;
    streams_.emplace(stream, owner);
    thread_.start(stream, {request.messages, std::min(request.max_tokens, max_tokens), std::move(facts), seed});
    return stream;
}

Result<void> Chat::cancel(const ChatOwner& owner, StreamId stream) {
    const auto entry = streams_.find(stream);
    if (entry == streams_.end() || !same(entry->second, owner))
        return fail(Errc::not_found, "there is no answer {} being written", stream);
    thread_.cancel(stream);
    return {};
}

void Chat::forget(InstanceId instance) {
    if (instance == 0) return;
    std::erase_if(streams_, [&](const auto& entry) {
        if (entry.second.instance != instance) return false;
        thread_.cancel(entry.first);
        return true;
    });
}

void Chat::revoke(InstanceId instance) {
    std::vector<std::pair<StreamId, ChatOwner>> stopped;
    for (const auto& entry : streams_)
        if (instance != 0 && entry.second.instance == instance) stopped.push_back(entry);
    forget(instance);
    for (const auto& [stream, owner] : stopped)
        deliver_.done(owner, {stream, static_cast<std::int32_t>(Errc::denied), "a permission it was begun under was taken back",
                              std::string(provider_name())});
}

void Chat::on_text(StreamId stream, std::string text) {
    const auto entry = streams_.find(stream);
    if (entry != streams_.end()) deliver_.chunk(entry->second, {stream, std::move(text)});
}

void Chat::on_end(StreamId stream, const StreamEnd& end) {
    const auto entry = streams_.find(stream);
    if (entry == streams_.end()) return;
    const ChatOwner owner = std::move(entry->second);
    streams_.erase(entry); // before the listener hears of it: it may ask for the next answer at once
    calls::AiDone::Request done{stream, 0, {}, std::string(provider_name())};
    if (end.error) {
        done.status = static_cast<std::int32_t>(end.error->code);
        done.message = end.error->message;
        if (end.retry_after)
            done.message += fmt::format("; try again in {} s", std::chrono::ceil<std::chrono::seconds>(*end.retry_after).count());
    }
    deliver_.done(owner, done);
}

} // namespace asista::services::ai
