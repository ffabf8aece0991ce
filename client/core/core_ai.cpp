// The part of the core thread that is about chats: who answers them, the coach's conversations, and what goes back to those who asked.
#include "core/core.hpp"

#include "core/handlers_coach.hpp"
#include "services/ai/offline_coach.hpp"

#include <utility>

namespace asista::core {

void Core::open_chats() {
    services::ai::Chat::Deliver deliver;
    deliver.chunk = [this](const auto& owner, const auto& chunk) { deliver_chunk(owner, chunk); };
    deliver.done = [this](const auto& owner, const auto& done) { deliver_done(owner, done); };
    chat_ = std::make_unique<services::ai::Chat>(
        chat_provider(), [this](std::function<void()> work) { loop_.post(std::move(work)); }, std::move(deliver));
}

std::unique_ptr<services::ai::Provider> Core::chat_provider() const {
    if (config_.provider) return config_.provider();
    // With a wall clock that stands still nobody reads along: the coach says all at once.
    if (config_.instant_coach) return std::make_unique<services::ai::OfflineCoach>(std::chrono::milliseconds(0));
    return std::make_unique<services::ai::OfflineCoach>();
}

// Who answers chats, and where its keys are. Without a price list that can be read nothing has a known price.
Result<void> Core::open_ai_desk() {
    const auto post = [this](std::function<void()> work) { loop_.post(std::move(work)); };
    services::Secrets::Options secret_options;
    secret_options.told = [this](const std::string& sentence) { add_notice(sentence); };
    secrets_ = std::make_unique<services::Secrets>(config_.profile, post, std::move(secret_options));

    services::ai::Gateway::Parts gate{services_->db,
                                      services_->user.id,
                                      [this] { return clock_.now_ms(); },
                                      [this] { return clock_.utc_offset_s(); },
                                      {},
                                      {},
                                      [this] { want_snapshot(); },
                                      config_.may_ask};
    gate.read_prices = [file = config_.assets / "ai-prices.json"] {
        const auto text = services::read_text_file(file);
        auto prices = text ? services::ai::Prices::read(*text) : fail(text.error());
        return prices ? std::move(*prices) : services::ai::Prices();
    };
    auto keys = keys_in(*secrets_);
    gate.read_key = keys.load;

    services::ai::HostedOptions options = config_.ai;
    if (options.user_agent.empty()) options.user_agent = "Asista/" ASISTA_VERSION;
    AiDesk::Parts parts{broker_, *chat_, clock_, std::move(keys), std::move(options), post, [this] { want_snapshot(); }};
    ai_desk_ = std::make_unique<AiDesk>(std::move(parts), TRY(services::ai::Gateway::make(std::move(gate))));
    return {};
}

void Core::bind_coach() {
    services::Coach::Hooks hooks;
    hooks.moment = [this] { return services::ToolMoment{clock_.now_ms(), clock_.utc_offset_s()}; };
    hooks.counts_only = [this](UserId user) { return ai_desk_ && ai_desk_->gateway().counts_only(user); };
    hooks.after = [this](std::int64_t ms, std::function<void()> work) { loop_.call_after(ms, std::move(work)); };
    hooks.changed = [this](UserId, std::string_view topic) {
        loop_.post([this, topic = std::string(topic)] { data_changed(topic); });
    };
    hooks.text = [this](services::ai::StreamId stream, const std::string& text) {
        inbox_.put(calls::AiChunk::Request{stream, text});
    };
    hooks.ended = [this](services::ai::StreamId stream) {
        inbox_.put(calls::AiDone::Request{stream, 0, {}, std::string(chat_->provider_name())});
    };
    coach_ = std::make_unique<services::Coach>(*services_, *chat_, std::move(hooks), config_.seed);
    bind_coach_handlers(broker_, *coach_);
}

void Core::deliver_chunk(const services::ai::ChatOwner& owner, const calls::AiChunk::Request& chunk) {
    if (owner.instance == 0)
        inbox_.put(chunk);
    else
        supervisor_->notify<calls::AiChunk>(owner.instance, chunk);
}

void Core::deliver_done(const services::ai::ChatOwner& owner, const calls::AiDone::Request& done) {
    if (owner.instance != 0)
        supervisor_->notify<calls::AiDone>(owner.instance, done);
    else
        inbox_.put(done);
    want_snapshot();
}

} // namespace asista::core
