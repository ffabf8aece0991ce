#include "services/ai/hosted/hosted_provider.hpp"

#include "services/net/curl_library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace asista::services::ai {
using net::curl;
using net::curl_library;

namespace {
constexpr int idle_ms = 3'600'000; // orders wake it
}

HostedProvider::HostedProvider(HostedOptions options) : options_(std::move(options)), chance_(std::random_device{}()) {
    if (!options_.jitter) options_.jitter = [this] { return std::uniform_real_distribution<double>()(chance_); };
    if (curl_library()) multi_ = curl().multi_init();
}

HostedProvider::~HostedProvider() {
    for (auto& [stream, answer] : answers_) drop_exchange(answer);
    if (multi_ != nullptr) curl().multi_cleanup(multi_);
}

void HostedProvider::start(StreamId stream, ChatRequest request) {
    const auto known = known_.find(server_of(*request.endpoint));
    answers_[stream] = {.request = std::move(request), .asked_without = known == known_.end() ? Lacks{} : known->second};
}

void HostedProvider::cancel(StreamId stream) {
    const auto found = answers_.find(stream);
    if (found == answers_.end()) return;
    drop_exchange(found->second);
    answers_.erase(found);
}

// Taking a handle that is not done out of libcurl closes its connection.
void HostedProvider::drop_exchange(Answer& answer) {
    if (!answer.exchange) return;
    curl().multi_remove_handle(multi_, answer.exchange->easy());
    answer.exchange.reset();
}

void HostedProvider::wake() {
    if (multi_ != nullptr) curl().multi_wakeup(multi_);
}

void HostedProvider::work(StreamSink& sink) {
    progressed_ = false;
    begin_due(sink);
    if (multi_ == nullptr) return;
    int running = 0;
    curl().multi_perform(multi_, &running);
    hand_over(sink);
    finish_done(sink);
    finish_late(sink);
    // Whoever drives this looks at what came before it waits for more: an answer may have had its tokens.
    if (!progressed_) curl().multi_poll(multi_, nullptr, 0, wait_ms(), nullptr);
}

void HostedProvider::begin_due(StreamSink& sink) {
    const auto now = Clock::now();
    for (auto entry = answers_.begin(); entry != answers_.end();) {
        auto& [stream, answer] = *entry;
        if (answer.exchange || answer.begin > now) {
            ++entry;
            continue;
        }
        if (auto begun = begin(answer); !begun) {
            sink.end(stream, {.error = std::move(begun.error())});
            progressed_ = true;
            entry = answers_.erase(entry);
            continue;
        }
        ++entry;
    }
}

Result<void> HostedProvider::begin(Answer& answer) {
    if (multi_ == nullptr)
        return curl_library() ? fail(Errc::unavailable, "libcurl could not be started") : fail(curl_library().error());
    const Endpoint& endpoint = *answer.request.endpoint;
    const auto call = TRY(chat_call(endpoint, answer.request, answer.asked_without));
    auto exchange = TRY(Exchange::make(endpoint, call, make_reader(endpoint, answer.request), options_, Clock::now()));
    if (curl().multi_add_handle(multi_, exchange->easy()) != CURLM_OK)
        return fail(Errc::internal, "libcurl took no more requests");
    answer.exchange = std::move(exchange);
    return {};
}

void HostedProvider::hand_over(StreamSink& sink) {
    for (auto& [stream, answer] : answers_) {
        if (!answer.exchange) continue;
        if (const auto text = answer.exchange->take_text(); !text.empty()) {
            sink.text(stream, text);
            progressed_ = true;
        }
    }
}

void HostedProvider::finish_done(StreamSink& sink) {
    int left = 0;
    while (const CURLMsg* const message = curl().multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        const CURLcode code = message->data.result;
        void* const easy = message->easy_handle;
        const auto entry = std::ranges::find_if(
            answers_, [&](const auto& each) { return each.second.exchange && each.second.exchange->easy() == easy; });
        if (entry != answers_.end()) settle(entry, entry->second.exchange->finish(code), sink);
    }
}

void HostedProvider::finish_late(StreamSink& sink) {
    const auto now = Clock::now();
    for (auto entry = answers_.begin(); entry != answers_.end();) {
        const auto next = std::next(entry);
        if (entry->second.exchange && entry->second.exchange->deadline() <= now)
            settle(entry, entry->second.exchange->too_late(now), sink);
        entry = next;
    }
}

// What the server does not take is left out at once, once for each such thing; what may pass is tried again later; the rest is the end.
void HostedProvider::settle(Entry entry, Exchange::Outcome outcome, StreamSink& sink) {
    progressed_ = true;
    auto& [stream, answer] = *entry;
    const bool said = answer.exchange->has_said();
    drop_exchange(answer);
    if (!outcome.trouble) {
        outcome.end.note = note_on(answer.asked_without, answer.request);
        sink.end(stream, std::move(outcome.end));
        answers_.erase(entry);
        return;
    }
    Trouble& trouble = *outcome.trouble;
    const bool about_fields = trouble.error.code == Errc::invalid || trouble.error.code == Errc::not_found;
    if (!said && about_fields && !outcome.refusal.empty()) {
        if (const auto learned = learned_from(outcome.refusal, answer.request, answer.asked_without)) {
            answer.asked_without = known_[server_of(*answer.request.endpoint)] = *learned;
            answer.begin = Clock::now();
            return;
        }
    }
    const auto wait = said ? std::nullopt : wait_before_retry(options_.retry, answer.retries, trouble, options_.jitter());
    if (wait) {
        ++answer.retries;
        answer.begin = Clock::now() + *wait;
        return;
    }
    StreamEnd end{.error = std::move(trouble.error)};
    if (!said && trouble.again) end.retry_after = trouble.wait;
    sink.end(stream, std::move(end));
    answers_.erase(entry);
}

int HostedProvider::wait_ms() const {
    auto first = Clock::now() + std::chrono::milliseconds(idle_ms);
    for (const auto& [stream, answer] : answers_)
        first = std::min(first, answer.exchange ? answer.exchange->deadline() : answer.begin);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(first - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, idle_ms));
}

} // namespace asista::services::ai
