// storage.*: what a plugin keeps for itself. The space is chosen by the caller's identity alone.
#include "core/handlers.hpp"
#include "wire/calls/storage.hpp"

namespace asista::core {

using namespace calls;
using runtime::Caller;

std::uint64_t storage_quota(PermissionSet granted) {
    return granted.contains(Permission::storage_unlimited) ? services::PluginStorage::unlimited
                                                           : services::PluginStorage::default_quota_bytes;
}

namespace {
std::uint64_t quota_of(const Caller& caller) { return storage_quota(caller.granted); }
} // namespace

void bind_storage_handlers(runtime::Broker& broker, const HandlerParts& parts) {
    auto& storage = parts.services.plugin_storage;
    const auto& clock = parts.clock;

    broker.handle<StorageGet>([&storage](const Caller& caller, const StorageGet::Request& request) -> Result<StorageGet::Reply> {
        return StorageGet::Reply{TRY(storage.get(caller.user, caller.plugin, request.key))};
    });
    broker.handle<StorageSet>([&storage, &clock](const Caller& caller, const StorageSet::Request& request) -> Result<Nothing> {
        TRY(storage.set(caller.user, caller.plugin, request.key, request.json, quota_of(caller), clock.now_ms()));
        return Nothing{};
    });
    broker.handle<StorageRemove>([&storage](const Caller& caller, const StorageRemove::Request& request) -> Result<Nothing> {
        TRY(storage.remove(caller.user, caller.plugin, request.key));
        return Nothing{};
    });
    broker.handle<StorageKeys>(
        [&storage](const Caller& caller, const StorageKeys::Request& request) -> Result<StorageKeys::Reply> {
            return StorageKeys::Reply{TRY(storage.keys(caller.user, caller.plugin, request.prefix))};
        });
    broker.handle<StorageUsage>([&storage](const Caller& caller, const Nothing&) -> Result<StorageUsage::Reply> {
        return StorageUsage::Reply{TRY(storage.used_bytes(caller.user, caller.plugin)), quota_of(caller)};
    });
}

} // namespace asista::core
