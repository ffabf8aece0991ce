#include "services/ai/gateway.hpp"

#include "services/ai/ai_thread.hpp"
#include "services/ai/chat.hpp"
#include "services/ai/hosted/exchange.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace asista::services::ai {
namespace {

constexpr std::size_t max_text_bytes = 256 * 1024; // of an answer, in the ledger
constexpr std::int64_t micros_in_cent = 10'000;

std::string_view role_word(ChatMessage::Role role) {
    switch (role) {
    case ChatMessage::Role::system: return "Instruction";
    case ChatMessage::Role::user: return "You";
    case ChatMessage::Role::assistant: return "Answer";
    case ChatMessage::Role::tool: break;
    }
    return "Result";
}

// All that a provider gets to read, for a person to read.
std::string readable(const ChatRequest& request) {
    std::string out;
    for (const auto& message : request.messages) {
        out += fmt::format("{}{}:\n{}\n", out.empty() ? "" : "\n", role_word(message.role), message.text);
        for (const auto& call : message.tool_calls) out += fmt::format("({} {})\n", call.name, call.arguments);
    }
    for (const auto& tool : request.tools) out += fmt::format("\nTool {}: {}\n", tool.name, tool.description);
    if (!request.schema.empty()) out += fmt::format("\nIn this form: {}\n", request.schema);
    return out;
}

// A plugin writes what it sends by itself: what may be in it is what it may read.
std::vector<std::string> fields_of(const ChatRequest& request, const ChatOwner& owner) {
    if (!request.fields.empty() || owner.actor.plugin.empty()) return request.fields;
    std::vector<std::string> fields;
    if (owner.may_see.tasks) fields.emplace_back("what it wrote; it may read tasks");
    if (owner.may_see.habits) fields.emplace_back("habits");
    if (owner.may_see.goals) fields.emplace_back("goals");
    if (owner.may_see.calendar) fields.emplace_back("calendar");
    if (fields.empty()) fields.emplace_back("what it wrote; it may read none of your data");
    return fields;
}

std::string who(std::string_view plugin) { return plugin.empty() ? "the coach" : fmt::format("the plugin {}", plugin); }
} // namespace

Result<std::unique_ptr<Gateway>> Gateway::make(Parts parts) {
    std::unique_ptr<Gateway> gateway(new Gateway(std::move(parts)));
    TRY(gateway->ledger_.close_open(gateway->parts_.user));
    gateway->look_again();
    return gateway;
}

const Prices& Gateway::prices() {
    if (!prices_) prices_ = parts_.read_prices();
    return *prices_;
}

void Gateway::look_again() {
    keys_.clear();
    person_.clear();
    const auto choice = providers_.choice(parts_.user, {});
    if (!choice || !choice->provider) return;
    if (const auto provider = providers_.find(parts_.user, *choice->provider)) person_ = provider->name;
}

void Gateway::endpoint_of(std::int64_t id, std::function<void(Result<std::shared_ptr<const Endpoint>>)> go) {
    const auto provider = providers_.find(parts_.user, id);
    if (!provider) return go(fail(provider.error()));
    auto base = net::parse_url(provider->address);
    if (!base) return go(fail(std::move(base.error())));
    while (base->text.ends_with('/')) base->text.pop_back();
    auto endpoint = std::make_shared<Endpoint>();
    endpoint->protocol = provider->protocol == calls::AiProtocol::anthropic ? ProtocolKind::anthropic : ProtocolKind::openai;
    endpoint->label = provider->name;
    endpoint->base = std::move(*base);
    endpoint->model = provider->model;
    if (!provider->has_key) return go(endpoint);
    if (const auto known = keys_.find(id); known != keys_.end()) {
        endpoint->key = known->second;
        return go(endpoint);
    }
    parts_.read_key(
        key_name(id), [this, alive = std::weak_ptr(alive_), id, endpoint, go](Result<std::optional<std::string>> key) {
            if (alive.expired()) return;
            if (!key)
                return go(fail(key.error().code, "the key of {} could not be read: {}", endpoint->label, key.error().message));
            if (!*key)
                return go(fail(Errc::denied, "the key of {} is not there any more; put it in again under Settings, Coach",
                               endpoint->label));
            endpoint->key = keys_[id] = **key;
            go(endpoint);
        });
}

void Gateway::admit(StreamId stream, const ChatOwner& owner, ChatRequest request, Go go) {
    auto choice = providers_.choice(owner.actor.user, owner.actor.plugin);
    if (!choice) return go(fail(std::move(choice.error())));
    if (request.ask_provider) *choice = {.plugin = owner.actor.plugin, .provider = request.ask_provider};
    if (!choice->provider) {
        if (!request.schema.empty())
            return go(
                fail(Errc::unavailable, "the offline coach answers in words alone; choose a provider under Settings, Coach"));
        return go(std::move(request));
    }
    const auto provider = providers_.find(parts_.user, *choice->provider);
    if (!provider) return go(fail(provider.error()));
    auto base = net::parse_url(provider->address);
    if (!base) return go(fail(std::move(base.error())));
    request.fields = fields_of(request, owner);
    Outgoing outgoing{.user = parts_.user,
                      .plugin = owner.actor.plugin,
                      .provider = provider->name,
                      .host = base->host,
                      .model = provider->model,
                      .fields = request.fields,
                      .text = readable(request)};
    outgoing.estimated_tokens = estimate_tokens(outgoing.text);
    const auto tokens = within_limits(*choice, outgoing.estimated_tokens, request.max_tokens);
    if (!tokens) return go(fail(tokens.error()));
    request.max_tokens = *tokens;
    const bool unseen = choice->preview == calls::AiPreview::each_time ||
                        (choice->preview == calls::AiPreview::first_time && choice->agreed_to != origin_of(*base));
    if (unseen && !request.ask_provider) return ask_person(stream, *choice, *base, std::move(outgoing), std::move(request), go);
    approach(stream, provider->id, std::move(outgoing), std::move(request), std::move(go));
}

void Gateway::approach(StreamId stream, std::int64_t provider, Outgoing outgoing, ChatRequest request, Go go) {
    endpoint_of(provider, [this, stream, outgoing = std::move(outgoing), request = std::move(request),
                           go = std::move(go)](Result<std::shared_ptr<const Endpoint>> endpoint) mutable {
        if (!endpoint) return go(fail(std::move(endpoint.error())));
        send(stream, std::move(outgoing), std::move(request), std::move(*endpoint), go);
    });
}

// How long the answer may be.
Result<std::uint32_t> Gateway::within_limits(const Choice& choice, std::uint32_t estimated, std::uint32_t wanted) {
    if (choice.month_tokens == 0 && choice.month_cents == 0) return wanted;
    const auto spent = TRY(ledger_.spent(parts_.user, choice.plugin, parts_.now(), parts_.utc_offset_s()));
    if (choice.month_cents != 0 && spent.known_micros >= static_cast<std::int64_t>(choice.month_cents) * micros_in_cent)
        return fail(Errc::over_limit, "{} has spent its {:.2f} {} of this month; raise the limit under Settings, Coach",
                    who(choice.plugin), static_cast<double>(choice.month_cents) / 100, prices().currency());
    if (choice.month_tokens == 0) return wanted;
    const auto used = spent.tokens + estimated;
    if (used >= choice.month_tokens)
        return fail(Errc::over_limit, "{} has no room left in its {} tokens of this month; raise the limit under Settings, Coach",
                    who(choice.plugin), choice.month_tokens);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(wanted, choice.month_tokens - used));
}

void Gateway::send(StreamId stream, Outgoing outgoing, ChatRequest request, std::shared_ptr<const Endpoint> endpoint,
                   const Go& go) {
    const auto entry = ledger_.begin(outgoing, parts_.now(), parts_.utc_offset_s());
    if (!entry)
        return go(
            fail(entry.error().code, "nothing was sent, since it could not be written down first: {}", entry.error().message));
    under_way_[stream] = {*entry, endpoint->base.host, endpoint->model, is_near(endpoint->base), outgoing.estimated_tokens, {}};
    request.provider = endpoint->label;
    request.endpoint = std::move(endpoint);
    parts_.changed();
    go(std::move(request));
}

void Gateway::said(StreamId stream, std::string_view text) {
    const auto found = under_way_.find(stream);
    if (found == under_way_.end()) return;
    auto& kept = found->second.text;
    if (kept.size() + text.size() <= max_text_bytes) kept += text;
}

void Gateway::ended(StreamId stream, const StreamEnd& end) {
    auto node = under_way_.extract(stream);
    if (node.empty()) return;
    UnderWay& request = node.mapped();
    Returned answer;
    answer.text = std::move(request.text);
    for (const auto& call : end.tool_calls) answer.text += fmt::format("\n({} {})\n", call.name, call.arguments);
    answer.input_tokens = end.usage.input_tokens;
    answer.output_tokens = end.usage.output_tokens;
    if (end.error) {
        answer.state = end.error->code == Errc::cancelled ? calls::AiSentState::stopped : calls::AiSentState::failed;
        if (answer.state == calls::AiSentState::failed) answer.problem = end.error->message;
    }
    // A refusal is not charged for; what was broken off is, but nobody says how much.
    const bool nothing_came = end.error && end.error->code != Errc::cancelled && answer.text.empty() && !end.usage.input_tokens;
    if (!nothing_came)
        answer.counted_tokens = end.usage.input_tokens.value_or(request.estimated_tokens) +
                                end.usage.output_tokens.value_or(estimate_tokens(answer.text));
    if (nothing_came || request.near)
        answer.cost_micros = 0;
    else if (end.usage.input_tokens && end.usage.output_tokens)
        answer.cost_micros =
            prices().micros(request.host, request.model, request.near, *end.usage.input_tokens, *end.usage.output_tokens);
    // What cannot be written now stays under way in the ledger until the next start, which closes it.
    static_cast<void>(ledger_.finish(request.entry, answer).has_value());
    parts_.changed();
}

} // namespace asista::services::ai
