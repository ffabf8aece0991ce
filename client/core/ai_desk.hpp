// Who answers chats, as the person decides it: binds the calls of wire/calls/ai.hpp, and stands as the gate before every chat.
#pragma once

#include "runtime/broker.hpp"
#include "services/ai/chat.hpp"
#include "services/ai/gateway.hpp"
#include "services/ai/hosted/hosted_provider.hpp"
#include "services/net/net_thread.hpp"
#include "services/secrets/secrets.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace asista::core {

// Where keys are kept; answers come on the core thread, at once or later.
struct AiKeys {
    std::function<void(std::string name, std::string secret, std::function<void(Result<void>)> done)> save;
    std::function<void(const std::string& name, services::ai::Gateway::KeyRead done)> load;
    std::function<void(std::string name, std::function<void(Result<void>)> done)> remove;
    std::function<std::string()> place; // a sentence for the person
};

// `secrets` outlives what it returns.
AiKeys keys_in(services::Secrets& secrets);

// [core]
class AiDesk {
  public:
    struct Parts { // references outlive this
        runtime::Broker& broker;
        services::ai::Chat& chat;
        const runtime::Clock& clock;
        AiKeys keys;
        services::ai::HostedOptions options;
        services::net::NetThread::Post post;
        std::function<void()> changed; // who answers the person
    };
    AiDesk(Parts parts, std::unique_ptr<services::ai::Gateway> gateway);
    AiDesk(const AiDesk&) = delete;
    AiDesk& operator=(const AiDesk&) = delete;

    services::ai::Gateway& gateway() { return *gateway_; }
    const services::ai::Gateway& gateway() const { return *gateway_; }

  private:
    using Save = calls::AiProviderSave;

    void bind_settings();
    void bind_providers();
    void bind_ledger();
    Result<calls::AiSettings::Reply> settings(UserId user);
    void save(UserId user, const Save::Request& request, const runtime::Responder<Save>& respond);
    void keep_key(UserId user, calls::AiProvider provider, bool is_new, const std::string& key,
                  const runtime::Responder<Save>& respond);
    void test(const runtime::Caller& caller, std::int64_t provider, const runtime::Responder<calls::AiProviderTest>& respond);
    using Listed = std::function<void(Result<calls::AiProviderModels::Reply>)>;
    void list_models_at(const calls::AiProviderModelsAt::Request& request, const Listed& respond);
    void list_models(std::shared_ptr<const services::ai::Endpoint> endpoint, const Listed& respond);
    void look_again();

    struct Listing {
        std::shared_ptr<const services::ai::Endpoint> endpoint;
        Listed respond;
    };
    Parts parts_;
    std::unique_ptr<services::ai::Gateway> gateway_;
    std::map<services::net::HopId, Listing> listings_;
    services::net::HopId next_hop_ = 1;
    std::unique_ptr<services::net::NetThread> net_;              // for lists of models; made for the first
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // whoever answers later looks here
};

} // namespace asista::core
