#include "services/ai/chat.hpp"

#include "wire/utf8.hpp"
#include "wire/calls/orders.hpp"

#include <algorithm>

namespace asista::services::ai {
namespace {

bool same(const ChatOwner& a, const ChatOwner& b) {
    return a.actor.user == b.actor.user && a.actor.plugin == b.actor.plugin && a.instance == b.instance;
}

Result<void> check(const ChatRequest& request) {
    if (request.messages.empty()) return fail(Errc::invalid, "a chat needs at least one message");
    if (request.messages.size() > Chat::max_messages)
        return fail(Errc::over_limit, "a chat of {} messages; at most {} are sent", request.messages.size(), Chat::max_messages);
    std::size_t bytes = 0;
    for (const auto& message : request.messages) {
        bytes += message.text.size();
        for (const auto& call : message.tool_calls) bytes += call.arguments.size();
        if (!wire::is_utf8(message.text)) return fail(Errc::invalid, "a chat message is not valid UTF-8");
    }
    if (bytes > Chat::max_text_bytes)
        return fail(Errc::over_limit, "a chat of {} bytes; at most {} are sent", bytes, Chat::max_text_bytes);
    if (request.max_tokens == 0) return fail(Errc::invalid, "an answer of no tokens was asked for");
    return {};
}

ChatMessage::Role role_of(calls::AiMessage::Role role) {
    switch (role) {
    case calls::AiMessage::Role::system: return ChatMessage::Role::system;
    case calls::AiMessage::Role::user: return ChatMessage::Role::user;
    case calls::AiMessage::Role::assistant: break;
    }
    return ChatMessage::Role::assistant;
}

// What a plugin wrote is not the person's own words, whatever role it gave them.
ChatRequest request_of(const calls::AiChat::Request& asked, bool untrusted) {
    ChatRequest request;
    for (const auto& message : asked.messages)
        request.messages.push_back({.role = role_of(message.role), .text = message.text, .untrusted = untrusted});
    request.max_tokens = asked.max_tokens;
    return request;
}

bool covers(const FactScope& more, const FactScope& less) {
    return (more.tasks || !less.tasks) && (more.habits || !less.habits) && (more.goals || !less.goals) &&
           (more.calendar || !less.calendar);
}

bool begins_character(const std::string& text, std::size_t at) {
    return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
}

} // namespace

Chat::Chat(std::unique_ptr<Provider> provider, AiThread::Post post, Deliver deliver)
    : deliver_(std::move(deliver)), post_(post), thread_(std::move(provider), std::move(post), events()) {}

AiThread::Events Chat::events() {
    return {[this](StreamId stream, std::string text) { on_text(stream, std::move(text)); },
            [this](StreamId stream, const StreamEnd& end) { on_end(stream, end); }};
}

void Chat::use(Gate& gate, std::function<std::unique_ptr<Provider>()> online) {
    gate_ = &gate;
    make_online_ = std::move(online);
}

std::string Chat::provider_name() const {
    const auto elsewhere = gate_ != nullptr ? gate_->answers_person() : std::string();
    return elsewhere.empty() ? std::string(thread_.provider().name()) : elsewhere;
}
bool Chat::online() const { return thread_.provider().online() || (gate_ != nullptr && !gate_->answers_person().empty()); }

std::size_t Chat::under_way() const {
    return static_cast<std::size_t>(std::ranges::count_if(streams_, [](const auto& entry) { return !entry.second.end; }));
}

Result<void> Chat::has_room(const ChatOwner& owner, std::string_view key) const {
    std::size_t live = 0;
    for (const auto& [id, stream] : streams_) {
        if (!same(stream.owner, owner) || stream.end) continue;
        ++live;
        if (!key.empty() && stream.key == key)
            return fail(Errc::busy, "an answer is being written under the key \"{}\" already; wait for it, or stop it", key);
    }
    if (live >= max_streams) return fail(Errc::busy, "{} answers are being written already; wait for one, or stop it", live);
    return {};
}

Result<void> Chat::make_room(const ChatOwner& owner, std::string_view key) {
    if (key.size() > max_key_bytes || !wire::is_utf8(key))
        return fail(Errc::invalid, "the key of an answer has at most {} bytes of UTF-8", max_key_bytes);
    TRY(has_room(owner, key));
    forget_ended(owner, key);
    return {};
}

Result<StreamId> Chat::start(const ChatOwner& owner, const calls::AiChat::Request& asked, CoachFacts facts, std::uint64_t seed) {
    auto request = request_of(asked, !owner.actor.plugin.empty());
    TRY(check(request));
    TRY(make_room(owner, asked.key));
    request.facts = std::move(facts);
    request.seed = seed;
    const StreamId stream = next_++;
    streams_.emplace(stream, Stream{.owner = owner, .key = owner.instance != 0 ? asked.key : std::string()});
    begin(stream, std::move(request));
    return stream;
}

Result<StreamId> Chat::start(const ChatOwner& owner, ChatRequest request, Listener listener) {
    TRY(check(request));
    TRY(has_room(owner, {}));
    const StreamId stream = next_++;
    streams_.emplace(stream, Stream{.owner = owner, .listener = std::move(listener)});
    begin(stream, std::move(request));
    return stream;
}

Result<StreamId> Chat::analyze(const ChatOwner& owner, const calls::AiAnalyze::Request& asked) {
    auto question = TRY(Analysis::make(asked));
    TRY(make_room(owner, asked.key));
    const StreamId stream = next_++;
    auto request = question.request();
    streams_.emplace(stream, Stream{.owner = owner,
                                    .key = owner.instance != 0 ? asked.key : std::string(),
                                    .analysis = Analysed{.question = std::move(question)}});
    begin(stream, std::move(request));
    return stream;
}

void Chat::begin(StreamId stream, ChatRequest request) {
    request.max_tokens = std::min(request.max_tokens, max_tokens);
    if (gate_ == nullptr) return admitted(stream, std::move(request));
    const ChatOwner owner = streams_.at(stream).owner;
    gate_->admit(stream, owner, std::move(request), [this, alive = std::weak_ptr(alive_), stream](Result<ChatRequest> passed) {
        if (!alive.expired()) admitted(stream, std::move(passed));
    });
}

void Chat::admitted(StreamId id, Result<ChatRequest> request) {
    const bool leaves = request && request->endpoint != nullptr;
    const auto entry = streams_.find(id);
    if (entry == streams_.end() || entry->second.end || entry->second.stopped) { // while it waited at the gate
        if (leaves) gate_->ended(id, {.error = Error{Errc::cancelled, "the answer was stopped before it was asked for"}});
        return;
    }
    Stream& stream = entry->second;
    if (!request) { // not from within start()
        post_([this, alive = std::weak_ptr(alive_), id, why = request.error()] {
            if (!alive.expired()) on_end(id, {.error = why});
        });
        return;
    }
    stream.where = leaves ? Stream::Where::online : Stream::Where::offline;
    if (!leaves) {
        stream.provider = thread_.provider().name();
        return thread_.start(id, std::move(*request));
    }
    if (!online_) online_ = std::make_unique<AiThread>(make_online_(), post_, events());
    on_network_.insert(id);
    stream.provider = request->provider;
    online_->start(id, std::move(*request));
}

// Its end follows: from its thread, or from here when it is at the gate still.
void Chat::stop(StreamId id, const Stream& stream) {
    if (stream.where == Stream::Where::offline) return thread_.cancel(id);
    if (stream.where == Stream::Where::online) return online_->cancel(id);
    if (gate_ != nullptr) gate_->withdrawn(id);
    post_([this, alive = std::weak_ptr(alive_), id] {
        if (!alive.expired()) on_end(id, {.error = Error{Errc::cancelled, "the answer was stopped"}});
    });
}

// Room for a new answer: of those that have ended, the one of the same key goes, and the oldest of too many.
void Chat::forget_ended(const ChatOwner& owner, std::string_view key) {
    const auto ended = [&](const Stream& stream) { return stream.end && same(stream.owner, owner); };
    std::erase_if(streams_, [&](const auto& entry) { return ended(entry.second) && entry.second.key == key; });
    auto many = std::ranges::count_if(streams_, [&](const auto& entry) { return ended(entry.second); });
    std::erase_if(streams_,
                  [&](const auto& entry) { return ended(entry.second) && many-- >= static_cast<std::ptrdiff_t>(max_streams); });
}

Result<void> Chat::cancel(const ChatOwner& owner, StreamId stream) {
    const auto entry = streams_.find(stream);
    if (entry == streams_.end() || !same(entry->second.owner, owner) || entry->second.end)
        return fail(Errc::not_found, "there is no answer {} being written", stream);
    entry->second.stopped = true;
    entry->second.key.clear(); // free for the next one at once; nobody goes on with this
    stop(stream, entry->second);
    return {};
}

void Chat::forget(InstanceId instance) {
    if (instance == 0) return;
    for (auto& [id, stream] : streams_)
        if (stream.owner.instance == instance && stream.heir != 0 && !stream.too_long) stream.waits = true;
    std::erase_if(streams_, [&](const auto& entry) {
        const Stream& stream = entry.second;
        const bool goes_on = stream.owner.instance == instance && stream.waits && stream.heir != 0;
        if ((stream.owner.instance != instance && stream.heir != instance) || goes_on) return false;
        if (!stream.end) stop(entry.first, stream);
        return true;
    });
}

void Chat::succeed(InstanceId from, InstanceId to) {
    for (auto& [id, stream] : streams_)
        if (from != 0 && stream.owner.instance == from && !stream.key.empty()) stream.heir = to;
}

Result<StreamId> Chat::resume(const ChatOwner& owner, std::string_view key, std::uint64_t received) {
    return take_over(owner, key, Kind::chat, received);
}
Result<StreamId> Chat::resume_analysis(const ChatOwner& owner, std::string_view key) {
    return take_over(owner, key, Kind::analysis, 0);
}

Result<StreamId> Chat::take_over(const ChatOwner& owner, std::string_view key, Kind kind, std::uint64_t received) {
    const auto found = std::ranges::find_if(streams_, [&](const auto& entry) {
        const Stream& stream = entry.second;
        return stream.waits && stream.analysis.has_value() == (kind == Kind::analysis) && stream.heir != 0 &&
               stream.heir == owner.instance && stream.key == key && stream.owner.actor.user == owner.actor.user &&
               stream.owner.actor.plugin == owner.actor.plugin;
    });
    if (found == streams_.end()) return fail(Errc::not_found, "there is no answer under the key \"{}\" to go on with", key);
    auto& [id, stream] = *found;
    if (!covers(owner.may_see, stream.owner.may_see))
        return fail(Errc::denied, "the answer \"{}\" was begun with permissions that this build does not have", key);
    if (received > stream.text.size() || !begins_character(stream.text, received))
        return fail(Errc::invalid, "{} bytes of the answer \"{}\" cannot have come: it has {}", received, key,
                    stream.text.size());
    stream.owner = owner;
    stream.heir = 0;
    // After the reply to this call, which names the stream.
    post_([this, alive = std::weak_ptr(alive_), stream_id = id, received] {
        if (alive.expired()) return;
        const auto resumed = streams_.find(stream_id);
        if (resumed == streams_.end()) return;
        Stream& mine = resumed->second;
        mine.waits = false;
        const ChatOwner to = mine.owner;
        if (received < mine.text.size()) deliver_.chunk(to, {stream_id, mine.text.substr(received)});
        if (const auto end = mine.end) deliver_.done(to, *end);
    });
    return id;
}

std::vector<std::string> Chat::drop_unclaimed(InstanceId successor) {
    std::vector<std::string> stopped;
    std::erase_if(streams_, [&](const auto& entry) {
        if (successor == 0 || entry.second.heir != successor) return false;
        if (!entry.second.end) {
            stop(entry.first, entry.second);
            stopped.push_back(entry.second.key);
        }
        return true;
    });
    return stopped;
}

void Chat::revoke(InstanceId instance, PermissionSet lost) {
    constexpr PermissionSet of_any{Permission::tasks_read, Permission::habits_read, Permission::goals_read,
                                   Permission::calendar_read};
    const bool all = lost.without(of_any) != lost;
    struct Stopped {
        StreamId stream;
        ChatOwner owner;
        std::string provider;
    };
    std::vector<Stopped> stopped;
    std::erase_if(streams_, [&](const auto& entry) {
        const Stream& stream = entry.second;
        if (instance == 0 || (stream.owner.instance != instance && stream.heir != instance)) return false;
        if (!all && !lost.contains(stream.analysis ? Permission::ai_analyze : Permission::ai_chat)) return false;
        if (stream.end) return true;
        stop(entry.first, stream);
        if (stream.owner.instance == instance && !(stream.waits && stream.heir != 0))
            stopped.push_back({entry.first, stream.owner, stream.provider});
        return true;
    });
    for (const auto& [stream, owner, provider] : stopped)
        deliver_.done(
            owner, {stream, static_cast<std::int32_t>(Errc::denied), "a permission it was begun under was taken back", provider});
}

void Chat::on_text(StreamId id, std::string text) {
    if (on_network_.contains(id)) gate_->said(id, text);
    const auto entry = streams_.find(id);
    if (entry == streams_.end()) return;
    Stream& stream = entry->second;
    if (stream.analysis) {
        Analysed& analysis = *stream.analysis;
        analysis.too_long = analysis.too_long || text.size() > Analysis::max_answer_bytes - analysis.said.size();
        if (!analysis.too_long) analysis.said += text;
        return;
    }
    if (!stream.key.empty() && !stream.too_long) {
        stream.too_long = text.size() > max_kept_bytes - stream.text.size();
        if (!stream.too_long) stream.text += text;
    }
    if (stream.waits) {
        if (!stream.too_long) return;
        // Nobody could be given all of it.
        stop(id, stream);
        streams_.erase(entry);
        return;
    }
    if (stream.listener) {
        const auto listener = stream.listener->text; // it may end its own stream
        if (listener) listener(id, std::move(text));
        return;
    }
    const ChatOwner owner = stream.owner;
    deliver_.chunk(owner, {id, std::move(text)});
}

// An answer that does not hold to the schema is asked for again, once, and only where nothing else was the matter with it.
std::optional<StreamEnd> Chat::analysed(StreamId id, const StreamEnd& end) {
    Stream& stream = streams_.at(id);
    Analysed& analysis = *stream.analysis;
    const auto failed = [&](Errc code, std::string why) -> StreamEnd {
        if (!analysis.problem.empty() && code != Errc::cancelled)
            why = fmt::format("{}; it was asked again, since the first answer did not hold to the schema: {}", why,
                              analysis.problem);
        return {.error = Error{code, std::move(why)}, .retry_after = end.retry_after};
    };
    if (end.error) return failed(end.error->code, end.error->message);
    if (stream.stopped) return failed(Errc::cancelled, "the answer was stopped");
    if (end.reason == StopReason::refused) return failed(Errc::denied, "the model declined to answer this");
    if (analysis.too_long)
        return failed(Errc::over_limit, fmt::format("the answer is longer than {} KiB", Analysis::max_answer_bytes / 1024));
    auto json = analysis.question.read(analysis.said);
    if (json) {
        stream.text = std::move(*json);
        return end;
    }
    if (end.reason == StopReason::length)
        return failed(Errc::over_limit, "the answer was cut off before its end; allow it more tokens, or ask for less");
    if (!analysis.problem.empty())
        return failed(Errc::invalid, fmt::format("the answer does not hold to the schema: {}", json.error().message));
    analysis.problem = json.error().message;
    auto request = analysis.question.again(analysis.said, analysis.problem);
    analysis.said.clear();
    stream.where = Stream::Where::gate;
    begin(id, std::move(request));
    return std::nullopt;
}

void Chat::on_end(StreamId id, const StreamEnd& ended) {
    if (on_network_.erase(id) > 0) gate_->ended(id, ended);
    const auto entry = streams_.find(id);
    if (entry == streams_.end() || entry->second.end) return;
    StreamEnd end = ended;
    if (entry->second.analysis) {
        auto whole = analysed(id, ended);
        if (!whole) return;
        end = std::move(*whole);
    }
    if (entry->second.listener) {
        const auto listener = entry->second.listener->end;
        streams_.erase(entry);
        if (listener) listener(id, end);
        return;
    }
    calls::AiDone::Request done{id, 0, {}, entry->second.provider};
    if (end.error) {
        done.status = static_cast<std::int32_t>(end.error->code);
        done.message = end.error->message;
        if (end.retry_after)
            done.message += fmt::format("; try again in {} s", std::chrono::ceil<std::chrono::seconds>(*end.retry_after).count());
    }
    const ChatOwner owner = entry->second.owner;
    const bool waits = entry->second.waits;
    const auto analysis = !waits && entry->second.analysis && !end.error ? entry->second.text : std::string();
    // Before the listener hears of it: it may ask for the next answer at once.
    if (entry->second.key.empty())
        streams_.erase(entry);
    else
        entry->second.end = done;
    if (!analysis.empty()) deliver_.chunk(owner, {id, analysis});
    if (!waits) deliver_.done(owner, done);
}

} // namespace asista::services::ai
