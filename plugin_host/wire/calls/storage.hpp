// Calls about what the plugin keeps: storage and settings.
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

struct StorageGet {
    ASISTA_CALL(0x0301, "storage.get", "", plugin, now);
    struct Request {
        std::string key; // 1 to 256 bytes
        ASISTA_FIELDS(key)
    };
    struct Reply {
        std::string json;
        ASISTA_FIELDS(json)
    }; // Errc::not_found when there is none
};
struct StorageSet {
    ASISTA_CALL(0x0302, "storage.set", "", plugin, held);
    struct Request {
        std::string key;
        std::string json; // one valid JSON value
        ASISTA_FIELDS(key, json)
    };
    using Reply = Nothing; // Errc::over_limit beyond the quota; nothing is changed then
};
struct StorageRemove {
    ASISTA_CALL(0x0303, "storage.remove", "", plugin, held);
    using Request = StorageGet::Request;
    using Reply = Nothing; // ok also when there was none
};
struct StorageKeys {
    ASISTA_CALL(0x0304, "storage.keys", "", plugin, now);
    struct Request {
        std::string prefix;
        ASISTA_FIELDS(prefix)
    };
    struct Reply {
        std::vector<std::string> keys; // ascending
        ASISTA_FIELDS(keys)
    };
};
struct StorageUsage {
    ASISTA_CALL(0x0305, "storage.usage", "", plugin, now);
    using Request = Nothing;
    struct Reply {
        std::uint64_t used_bytes = 0;
        std::uint64_t quota_bytes = 0; // 0: unlimited
        ASISTA_FIELDS(used_bytes, quota_bytes)
    };
};
struct SettingsGet {
    ASISTA_CALL(0x0306, "settings.get", "", plugin, now);
    using Request = Nothing;
    struct Reply {
        std::string json; // an object with a value for every setting of the manifest
        ASISTA_FIELDS(json)
    };
};
struct SettingsSet { // keys and types are checked against the manifest's definitions
    ASISTA_CALL(0x0307, "settings.set", "", plugin, held);
    struct Request {
        std::string json; // an object; only the settings named in it change
        ASISTA_FIELDS(json)
    };
    using Reply = Nothing;
};

} // namespace asista::calls
