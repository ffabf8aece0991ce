#include "core/ai_desk.hpp"

#include "core/handlers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace asista::core {
namespace {

using namespace calls;
using runtime::Caller;
namespace ai = services::ai;
namespace net = services::net;

constexpr std::uint32_t most_model_bytes = 1U << 20, model_timeout_ms = 20'000;
constexpr std::size_t longest_key = 4096;

// A key goes into a header, where a line break would begin another one.
Result<void> check_key_text(std::string_view key) {
    if (key.size() > longest_key) return fail(Errc::invalid, "the key: it is longer than {} bytes", longest_key);
    if (!std::ranges::all_of(key, [](unsigned char c) { return c > 0x20 && c < 0x7F; }))
        return fail(Errc::invalid, "the key: it has a space, a line break or a letter in it that keys do not have; copy it anew");
    return {};
}

net::Request get(const ai::HttpCall& call) {
    net::Request request;
    request.method = "GET";
    request.url = call.url;
    for (const auto& header : call.headers) {
        const auto colon = header.find(": ");
        request.headers.push_back({header.substr(0, colon), header.substr(colon + 2)});
    }
    request.timeout_ms = model_timeout_ms;
    request.max_bytes = most_model_bytes;
    return request;
}
} // namespace

AiKeys keys_in(services::Secrets& secrets) {
    using services::SecretText;
    AiKeys keys;
    keys.save = [&secrets](std::string name, std::string secret, std::function<void(Result<void>)> done) {
        secrets.save(std::move(name), SecretText(std::move(secret)),
                     [done = std::move(done)](const Result<services::Secrets::Place>& place) {
                         done(place ? Result<void>() : fail(place.error()));
                     });
    };
    keys.load = [&secrets](const std::string& name, ai::Gateway::KeyRead done) {
        secrets.load(name, [done = std::move(done)](const Result<std::optional<SecretText>>& read) {
            if (!read) return done(fail(read.error()));
            done(*read ? std::optional(std::string((*read)->view())) : std::nullopt);
        });
    };
    keys.remove = [&secrets](std::string name, std::function<void(Result<void>)> done) {
        secrets.remove(std::move(name), std::move(done));
    };
    keys.place = [&secrets] {
        return fmt::format("Keys are kept in {}.", secrets.place()
                                                       ? secrets.place()->words
                                                       : "the desktop's keyring where there is one, else in a file that only "
                                                         "you can read");
    };
    return keys;
}

AiDesk::AiDesk(Parts parts, std::unique_ptr<ai::Gateway> gateway) : parts_(std::move(parts)), gateway_(std::move(gateway)) {
    parts_.chat.use(*gateway_, [options = parts_.options] { return std::make_unique<ai::HostedProvider>(options); });
    bind_settings();
    bind_providers();
    bind_ledger();
}

void AiDesk::look_again() {
    gateway_->look_again();
    parts_.changed();
}

Result<AiSettings::Reply> AiDesk::settings(UserId user) {
    AiSettings::Reply reply;
    reply.providers = TRY(gateway_->providers().list(user));
    reply.prices_of = gateway_->prices().as_of();
    reply.currency = gateway_->prices().currency();
    reply.keys_kept = parts_.keys.place();
    for (const auto& choice : TRY(gateway_->providers().choices(user))) {
        const auto spent = TRY(gateway_->ledger().spent(user, choice.plugin, parts_.clock.now_ms(), parts_.clock.utc_offset_s()));
        AiChoice shown{.plugin = choice.plugin,
                       .provider = choice.provider.value_or(0),
                       .month_tokens = choice.month_tokens,
                       .month_cents = choice.month_cents,
                       .used_tokens = spent.tokens,
                       .preview = choice.preview,
                       .counts_only = choice.counts_only};
        if (spent.micros) shown.used_cost = static_cast<double>(*spent.micros) / 1e6;
        reply.choices.push_back(std::move(shown));
    }
    return reply;
}

void AiDesk::bind_settings() {
    auto& broker = parts_.broker;
    broker.handle<AiSettings>([this](const Caller& caller, const Nothing&) { return settings(caller.user); });
    broker.handle<AiChoose>([this](const Caller& caller, const AiChoose::Request& request) -> Result<Nothing> {
        if (request.counts_only && !request.plugin.empty())
            return fail(Errc::invalid, "what a plugin sends it writes by itself; take back what it may read under Trust");
        ai::Choice choice{.plugin = request.plugin,
                          .provider = {},
                          .month_tokens = request.month_tokens,
                          .month_cents = request.month_cents,
                          .preview = request.preview,
                          .counts_only = request.counts_only};
        if (request.provider != 0) choice.provider = request.provider;
        TRY(gateway_->providers().choose(caller.user, choice));
        look_again();
        return Nothing{};
    });
}

void AiDesk::bind_providers() {
    auto& broker = parts_.broker;
    broker.handle_async<Save>([this](const Caller& caller, const Save::Request& request,
                                     const runtime::Responder<Save>& respond) { save(caller.user, request, respond); });
    broker.handle_async<AiProviderRemove>([this](const Caller& caller, const AiProviderRemove::Request& request,
                                                 const runtime::Responder<AiProviderRemove>& respond) {
        // The key first: one whose provider is gone could not be removed from here any more.
        parts_.keys.remove(ai::key_name(request.id), [this, alive = std::weak_ptr(alive_), user = caller.user, id = request.id,
                                                      respond](Result<void> removed) {
            if (alive.expired()) return;
            if (removed) removed = gateway_->providers().remove(user, id);
            look_again();
            if (!removed) return respond(fail(std::move(removed.error())));
            respond(Nothing{});
        });
    });
    broker.handle_async<AiProviderTest>(
        [this](const Caller& caller, const AiProviderTest::Request& request, const runtime::Responder<AiProviderTest>& respond) {
            test(caller, request.id, respond);
        });
    broker.handle_async<AiProviderModels>(
        [this](const Caller&, const AiProviderModels::Request& request, const runtime::Responder<AiProviderModels>& respond) {
            gateway_->endpoint_of(request.id, [this, respond](Result<std::shared_ptr<const ai::Endpoint>> endpoint) {
                if (!endpoint) return respond(fail(std::move(endpoint.error())));
                list_models(std::move(*endpoint), respond);
            });
        });
    broker.handle_async<AiProviderModelsAt>(
        [this](const Caller&, const AiProviderModelsAt::Request& request, const runtime::Responder<AiProviderModelsAt>& respond) {
            list_models_at(request, respond);
        });
}

void AiDesk::save(UserId user, const Save::Request& request, const runtime::Responder<Save>& respond) {
    AiProvider provider = request.provider;
    const bool is_new = provider.id == 0;
    if (auto fit = check_key_text(request.key); !fit) return respond(fail(std::move(fit.error())));
    provider.has_key = !request.without_key && !request.key.empty();
    if (!is_new && !request.without_key && request.key.empty()) {
        const auto before = gateway_->providers().find(user, provider.id);
        if (!before) return respond(fail(before.error()));
        const auto was = net::parse_url(before->address), will_be = net::parse_url(provider.address);
        // A key is for whom it was given to.
        if (before->has_key && was && will_be && !was->same_origin(*will_be))
            return respond(
                fail(Errc::invalid, "the key: another address needs it anew, since this one was meant for {}", was->host));
        provider.has_key = before->has_key;
    }
    auto saved = gateway_->providers().save(user, provider);
    if (!saved) return respond(fail(std::move(saved.error())));
    if (!request.key.empty() && !request.without_key) return keep_key(user, *saved, is_new, request.key, respond);
    if (!request.without_key || is_new) {
        look_again();
        return respond(*saved);
    }
    parts_.keys.remove(ai::key_name(saved->id), [this, alive = std::weak_ptr(alive_), saved = *saved,
                                                 respond](const Result<void>& removed) {
        if (alive.expired()) return;
        look_again();
        if (!removed)
            return respond(fail(removed.error().code, "the key is used no more, but still kept: {}", removed.error().message));
        respond(saved);
    });
}

// Without its key a new provider would be one that is not what the person asked for; an old one stays, and asks for its key.
void AiDesk::keep_key(UserId user, AiProvider provider, bool is_new, const std::string& key,
                      const runtime::Responder<Save>& respond) {
    parts_.keys.save(ai::key_name(provider.id), key,
                     [this, alive = std::weak_ptr(alive_), user, provider, is_new, respond](const Result<void>& kept) mutable {
                         if (alive.expired()) return;
                         if (!kept && is_new) static_cast<void>(gateway_->providers().remove(user, provider.id).has_value());
                         look_again();
                         if (!kept)
                             return respond(fail(kept.error().code, "the key could not be kept: {}", kept.error().message));
                         respond(provider);
                     });
}

void AiDesk::test(const Caller& caller, std::int64_t provider, const runtime::Responder<AiProviderTest>& respond) {
    ai::ChatRequest request;
    request.messages = {{.text = "Answer with the word OK and nothing else."}};
    request.max_tokens = 16;
    request.ask_provider = provider;
    request.fields = {"none: a test"};
    const auto began_us = parts_.clock.monotonic_us();
    ai::Chat::Listener listener;
    listener.end = [this, alive = std::weak_ptr(alive_), began_us, respond](ai::StreamId, const ai::StreamEnd& end) {
        if (alive.expired()) return;
        AiProviderTest::Reply reply;
        if (end.error) reply.problem = end.error->message;
        reply.note = end.note;
        reply.took_ms = static_cast<std::uint32_t>((parts_.clock.monotonic_us() - began_us) / 1000);
        respond(std::move(reply));
    };
    const auto started = parts_.chat.start({actor_of(caller), 0}, std::move(request), std::move(listener));
    if (!started) respond(fail(started.error()));
}

void AiDesk::list_models_at(const AiProviderModelsAt::Request& request, const Listed& respond) {
    if (auto fit = check_key_text(request.key); !fit) return respond(fail(std::move(fit.error())));
    auto base = ai::base_of(request.address);
    if (!base) return respond(fail(std::move(base.error())));
    auto endpoint = std::make_shared<ai::Endpoint>();
    endpoint->protocol = request.protocol == AiProtocol::anthropic ? ai::ProtocolKind::anthropic : ai::ProtocolKind::openai;
    endpoint->label = request.name.empty() ? base->host : request.name;
    endpoint->base = std::move(*base);
    endpoint->key = request.key;
    list_models(std::move(endpoint), respond);
}

void AiDesk::list_models(std::shared_ptr<const ai::Endpoint> endpoint, const Listed& respond) {
    if (!net_)
        net_ = std::make_unique<net::NetThread>(
            net::TransferOptions{parts_.options.user_agent, parts_.options.certificates, parts_.options.fixed_hosts}, parts_.post,
            [this](net::HopId id, net::HopEnd end) {
                auto node = listings_.extract(id);
                if (node.empty()) return;
                const auto& [asked, answer] = node.mapped();
                if (!end.reply) return answer(fail(std::move(end.reply.error())));
                const std::string body(reinterpret_cast<const char*>(end.reply->body.data()), end.reply->body.size());
                if (end.reply->status == 404 || end.reply->status == 405)
                    return answer(fail(Errc::unsupported, "{} has no list of its models", asked->label));
                if (end.reply->status != 200)
                    return answer(fail(ai::trouble_of_status(*asked, static_cast<int>(end.reply->status), {}, body).error));
                auto models = ai::read_models(body);
                if (!models) return answer(fail(Errc::unsupported, "{}: {}", asked->label, models.error().message));
                answer(AiProviderModels::Reply{std::move(*models)});
            });
    const auto call = ai::models_call(*endpoint);
    auto url = net::parse_url(call.url);
    if (!url) return respond(fail(std::move(url.error())));
    const auto reach = ai::is_near(endpoint->base) ? net::Reach::local_too : net::Reach::internet;
    const auto id = next_hop_++;
    listings_.emplace(id, Listing{std::move(endpoint), respond});
    net_->start({id, std::move(*url), std::make_shared<const net::Request>(get(call)), reach, model_timeout_ms});
}

void AiDesk::bind_ledger() {
    auto& broker = parts_.broker;
    broker.handle<AiLedger>(
        [this](const Caller& caller, const AiLedger::Request& request) { return gateway_->ledger().list(caller.user, request); });
    broker.handle<AiLedgerText>([this](const Caller& caller, const AiLedgerText::Request& request) {
        return gateway_->ledger().text(caller.user, request.id);
    });
    broker.handle<AiLedgerExport>(
        [this](const Caller& caller, const AiLedgerExport::Request& request) -> Result<AiLedgerExport::Reply> {
            return AiLedgerExport::Reply{TRY(gateway_->ledger().export_to(caller.user, request.path))};
        });
    broker.handle<AiAnswerPreview>([this](const Caller&, const AiAnswerPreview::Request& request) -> Result<Nothing> {
        TRY(gateway_->answer_preview(request.question, request.send));
        return Nothing{};
    });
}

} // namespace asista::core
