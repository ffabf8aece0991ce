// The servers that a person lets answer chats, and who may use which of them. A provider's key is kept elsewhere, under key_name().
#pragma once

#include "services/net/url.hpp"
#include "store/database.hpp"
#include "wire/calls/ai.hpp"
#include "wire/ids.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services::ai {

struct Choice {
    std::string plugin;                              // "": the coach
    std::optional<std::int64_t> provider;            // nullopt: the offline coach
    std::uint64_t month_tokens = 0, month_cents = 0; // 0: no limit
    calls::AiPreview preview = calls::AiPreview::first_time;
    bool counts_only = false;
    std::string agreed_to = {}; // the origin that a text was shown for; choose() leaves it
};

// [core]
class Providers {
  public:
    static constexpr std::size_t max_providers = 20;

    explicit Providers(store::Database& db) : db_(db) {}

    Result<std::vector<calls::AiProvider>> list(UserId user);
    Result<calls::AiProvider> find(UserId user, std::int64_t id); // Errc::not_found
    // Adds it (id 0) or changes it; has_key as given. Errc::invalid names the field: no name, no model, an address that is none, or one that
    // is neither encrypted nor in the person's own network. The address comes back in its normal form.
    Result<calls::AiProvider> save(UserId user, calls::AiProvider provider);
    Result<void> remove(UserId user, std::int64_t id);

    Result<std::vector<Choice>> choices(UserId user); // the coach's first
    Result<Choice> choice(UserId user, std::string_view plugin);
    Result<void> choose(UserId user, const Choice& choice);                            // Errc::not_found: no such provider
    Result<void> agree(UserId user, std::string_view plugin, std::string_view origin); // that its texts go there

  private:
    store::Database& db_;
};

std::string key_name(std::int64_t provider); // "ai-provider-3"

// An address that a provider may have, as it is stored: without a slash at its end, since the paths of the protocol follow. Errc::invalid: it is none, or
// neither encrypted nor in the person's own network.
Result<net::Url> base_of(std::string_view address);

} // namespace asista::services::ai
