#include "services/ai/providers.hpp"

#include "services/ai/hosted/exchange.hpp"
#include "services/text_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace asista::services::ai {
namespace {

constexpr std::size_t max_name_bytes = 60, max_model_bytes = 200;

calls::AiProvider read(store::Statement& row) {
    calls::AiProvider provider;
    provider.id = row.integer(0);
    provider.protocol = static_cast<calls::AiProtocol>(row.integer(1));
    provider.name = row.text(2);
    provider.address = row.text(3);
    provider.model = row.text(4);
    provider.has_key = row.as<bool>(5);
    if (const auto url = net::parse_url(provider.address)) provider.near = is_near(*url);
    return provider;
}
constexpr std::string_view columns = "SELECT id, protocol, name, address, model, has_key FROM ai_providers ";

Choice read_choice(store::Statement& row) {
    Choice choice{.plugin = std::string(row.text(0)),
                  .provider = {},
                  .month_tokens = row.as<std::uint64_t>(2),
                  .month_cents = row.as<std::uint64_t>(3),
                  .preview = static_cast<calls::AiPreview>(row.as<std::uint8_t>(4)),
                  .counts_only = row.as<bool>(5),
                  .agreed_to = std::string(row.text(6))};
    if (const auto provider = row.integer(1); provider != 0) choice.provider = provider;
    return choice;
}
constexpr std::string_view choice_columns = "SELECT plugin_id, provider_id, month_tokens, month_cents, preview, counts_only, "
                                            "agreed_to FROM ai_choices";

// What holds until the person chooses: their own words to the coach they have seen, those of a plugin they have not.
Choice unchosen(std::string_view plugin) {
    Choice choice;
    choice.plugin = plugin;
    if (plugin.empty()) choice.preview = calls::AiPreview::never;
    return choice;
}
} // namespace

Result<net::Url> base_of(std::string_view address) {
    auto url = net::parse_url(address);
    if (!url) return fail(Errc::invalid, "the address: {}", url.error().message);
    if (url->text.find('?') != std::string::npos) return fail(Errc::invalid, "the address: it ends before the question mark");
    if (!url->secure && !is_near(*url))
        return fail(Errc::invalid, "the address: {} is neither encrypted (https) nor in your own network", url->host);
    while (url->text.ends_with('/')) url->text.pop_back();
    return std::move(*url);
}

std::string key_name(std::int64_t provider) { return fmt::format("ai-provider-{}", provider); }

Result<std::vector<calls::AiProvider>> Providers::list(UserId user) {
    auto row = TRY(db_.prepare(fmt::format("{} WHERE user_id = ?1 ORDER BY id", columns)));
    row.bind(user.value);
    std::vector<calls::AiProvider> all;
    while (TRY(row.step())) all.push_back(read(row));
    return all;
}

Result<calls::AiProvider> Providers::find(UserId user, std::int64_t id) {
    auto row = TRY(db_.prepare(fmt::format("{} WHERE user_id = ?1 AND id = ?2", columns)));
    row.bind(user.value, id);
    if (!TRY(row.step())) return fail(Errc::not_found, "this provider is not there any more");
    return read(row);
}

Result<calls::AiProvider> Providers::save(UserId user, calls::AiProvider provider) {
    provider.name = TRY(needed_line("a provider needs a name", "the name", provider.name, max_name_bytes));
    provider.model = TRY(needed_line("a provider needs a model", "the model", provider.model, max_model_bytes));
    const auto base = TRY(base_of(provider.address));
    provider.address = base.text;
    provider.near = is_near(base);
    const auto protocol = static_cast<std::int64_t>(provider.protocol);
    if (provider.id == 0) {
        if (TRY(list(user)).size() >= max_providers)
            return fail(Errc::over_limit, "there are {} providers already; remove one first", max_providers);
        auto added = TRY(db_.prepare("INSERT INTO ai_providers(user_id, protocol, name, address, model, has_key) "
                                     "VALUES(?1, ?2, ?3, ?4, ?5, ?6) RETURNING id"));
        added.bind(user.value, protocol, provider.name, provider.address, provider.model, provider.has_key);
        TRY(added.step());
        provider.id = added.integer(0);
        TRY(added.step());
        return provider;
    }
    TRY(find(user, provider.id));
    TRY(db_.run(
        "UPDATE ai_providers SET protocol = ?3, name = ?4, address = ?5, model = ?6, has_key = ?7 WHERE user_id = ?1 AND id = ?2",
        user.value, provider.id, protocol, provider.name, provider.address, provider.model, provider.has_key));
    return provider;
}

Result<void> Providers::remove(UserId user, std::int64_t id) {
    TRY(find(user, id));
    return db_.run("DELETE FROM ai_providers WHERE user_id = ?1 AND id = ?2", user.value, id);
}

Result<std::vector<Choice>> Providers::choices(UserId user) {
    auto row = TRY(db_.prepare(fmt::format("{} WHERE user_id = ?1 ORDER BY plugin_id", choice_columns)));
    row.bind(user.value);
    std::vector<Choice> all;
    while (TRY(row.step())) all.push_back(read_choice(row));
    if (all.empty() || !all.front().plugin.empty()) all.insert(all.begin(), unchosen({}));
    return all;
}

Result<Choice> Providers::choice(UserId user, std::string_view plugin) {
    auto row = TRY(db_.prepare(fmt::format("{} WHERE user_id = ?1 AND plugin_id = ?2", choice_columns)));
    row.bind(user.value, plugin);
    if (!TRY(row.step())) return unchosen(plugin);
    return read_choice(row);
}

Result<void> Providers::choose(UserId user, const Choice& choice) {
    if (choice.provider) TRY(find(user, *choice.provider));
    return db_.run("INSERT INTO ai_choices(user_id, plugin_id, provider_id, month_tokens, month_cents, preview, counts_only) "
                   "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) "
                   "ON CONFLICT(user_id, plugin_id) DO UPDATE SET provider_id = excluded.provider_id, "
                   "month_tokens = excluded.month_tokens, month_cents = excluded.month_cents, preview = excluded.preview, "
                   "counts_only = excluded.counts_only",
                   user.value, choice.plugin, choice.provider, choice.month_tokens, choice.month_cents,
                   static_cast<std::int64_t>(choice.preview), choice.counts_only);
}

Result<void> Providers::agree(UserId user, std::string_view plugin, std::string_view origin) {
    return db_.run("UPDATE ai_choices SET agreed_to = ?3 WHERE user_id = ?1 AND plugin_id = ?2", user.value, plugin, origin);
}

} // namespace asista::services::ai
