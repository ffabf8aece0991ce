// inspect.*: what a plugin keeps, as the person sees it. Keys, values and quota have the rules of the plugin's own calls, since the same
// service is asked; only who asked is another, and that is in the audit log.
#include "core/handlers_inspect.hpp"

#include <memory>
#include <utility>

namespace asista::core {

using namespace calls;
using runtime::Caller;

namespace {
Result<Inspected> known(const InspectParts& parts, const std::string& id) {
    auto found = parts.plugin(id);
    if (!found) return fail(Errc::not_found, "no plugin {} is installed; what others kept is theirs until they are again", id);
    return std::move(*found);
}

void note(const InspectParts& parts, const std::string& id, const Inspected& plugin, std::string_view action,
          std::string_view key) {
    parts.audit({id, plugin.version, action, key, AuditEntry::Outcome::decided});
    parts.changed();
}
} // namespace

void bind_inspect_handlers(runtime::Broker& broker, InspectParts all) {
    const auto parts = std::make_shared<const InspectParts>(std::move(all));

    broker.handle<StorageBrowse>(
        [parts](const Caller& caller, const StorageBrowse::Request& request) -> Result<StorageBrowse::Reply> {
            const auto plugin = TRY(known(*parts, request.plugin));
            auto& storage = parts->services.plugin_storage;
            auto listing = TRY(storage.listing(caller.user, request.plugin, request.after));
            const auto used = TRY(storage.used_bytes(caller.user, request.plugin));
            return StorageBrowse::Reply{std::move(listing.values), listing.more, used, storage_quota(plugin.granted)};
        });
    broker.handle<StoragePeek>([parts](const Caller& caller, const StoragePeek::Request& request) -> Result<StoragePeek::Reply> {
        TRY(known(*parts, request.plugin));
        return StoragePeek::Reply{TRY(parts->services.plugin_storage.get(caller.user, request.plugin, request.key))};
    });
    broker.handle<StorageEdit>([parts](const Caller& caller, const StorageEdit::Request& request) -> Result<Nothing> {
        const auto plugin = TRY(known(*parts, request.plugin));
        TRY(parts->services.plugin_storage.set(caller.user, request.plugin, request.key, request.json,
                                               storage_quota(plugin.granted), parts->clock.now_ms()));
        note(*parts, request.plugin, plugin, "storage edited", request.key);
        return Nothing{};
    });
    broker.handle<StorageErase>([parts](const Caller& caller, const StorageErase::Request& request) -> Result<Nothing> {
        const auto plugin = TRY(known(*parts, request.plugin));
        TRY(parts->services.plugin_storage.remove(caller.user, request.plugin, request.key));
        note(*parts, request.plugin, plugin, "storage erased", request.key);
        return Nothing{};
    });
}

} // namespace asista::core
