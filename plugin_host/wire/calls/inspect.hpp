// The person's calls on the developer page: what a plugin keeps, looked at and changed by hand.
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

struct StoredValue {
    std::string key;
    std::uint64_t bytes = 0; // of the value
    ASISTA_FIELDS(key, bytes)
};
struct StorageBrowse { // what a plugin keeps, ascending by key; its values are not in the reply
    ASISTA_CALL(0x0651, "inspect.storage", "", user, refused);
    struct Request {
        std::string plugin;
        std::string after; // only keys behind this one; "": from the first
        ASISTA_FIELDS(plugin, after)
    };
    struct Reply {
        std::vector<StoredValue> values; // at most 1,000
        bool more = false;               // there are keys behind the last one
        std::uint64_t used_bytes = 0;    // of all keys and values
        std::uint64_t quota_bytes = 0;   // 0: none
        ASISTA_FIELDS(values, more, used_bytes, quota_bytes)
    };
};
struct StoragePeek {
    ASISTA_CALL(0x0652, "inspect.storage_get", "", user, refused);
    struct Request {
        std::string plugin;
        std::string key;
        ASISTA_FIELDS(plugin, key)
    };
    struct Reply {
        std::string json;
        ASISTA_FIELDS(json)
    }; // Errc::not_found when there is none
};
struct StorageEdit { // under the plugin's own rules and quota, and written into the audit log as the person's doing
    ASISTA_CALL(0x0653, "inspect.storage_set", "", user, refused);
    struct Request {
        std::string plugin;
        std::string key;
        std::string json; // one valid JSON value
        ASISTA_FIELDS(plugin, key, json)
    };
    using Reply = Nothing;
};
struct StorageErase { // audited likewise
    ASISTA_CALL(0x0654, "inspect.storage_remove", "", user, refused);
    using Request = StoragePeek::Request;
    using Reply = Nothing; // ok also when there was none
};

} // namespace asista::calls
