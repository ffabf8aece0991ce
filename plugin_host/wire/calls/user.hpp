// Calls that only the person makes, through the client's own pages: plugins, notifications, preferences.
#pragma once

#include "wire/calls/view.hpp"

namespace asista::calls {

// One permission as a page shows it to the person. What they agree to is this, whatever the manifest on the disk says by then.
struct ShownPermission {
    std::string id;
    std::vector<std::string> hosts; // of the network permission, in any order
    ASISTA_FIELDS(id, hosts)
};

struct PluginInstall {
    ASISTA_CALL(0x0601, "plugins.install", "", user, refused);
    struct Request {
        std::string plugin;
        std::vector<std::string> granted; // of those shown
        std::vector<ShownPermission>
            shown{}; // all that the review showed, in any order. When something is granted and the manifest
                     // asks for anything else by now: Errc::invalid, and nothing happened
        ASISTA_FIELDS(plugin, granted, shown)
    };
    using Reply = Nothing;
};
struct PluginNamed {
    std::string plugin;
    ASISTA_FIELDS(plugin)
};
struct PluginUninstall {
    ASISTA_CALL(0x0602, "plugins.uninstall", "", user, refused);
    struct Request {
        std::string plugin;
        bool keep_data = true; // its storage and settings stay for a later installation
        ASISTA_FIELDS(plugin, keep_data)
    };
    using Reply = Nothing;
};
struct PluginSetEnabled {
    ASISTA_CALL(0x0603, "plugins.set_enabled", "", user, refused);
    struct Request {
        std::string plugin;
        bool enabled = true;
        ASISTA_FIELDS(plugin, enabled)
    };
    using Reply = Nothing;
};
// The answer of a review: listed ones are granted, others that were are denied. `shown` is what the running build asks for, or what a
// waiting update asks for beyond what was agreed to; taking away alone needs none.
struct PluginSetGrants {
    ASISTA_CALL(0x0604, "plugins.set_grants", "", user, refused);
    using Request = PluginInstall::Request;
    using Reply = Nothing;
};
struct PluginRestart { // a crashed, stopped or running one, in a new process
    ASISTA_CALL(0x0605, "plugins.restart", "", user, refused);
    using Request = PluginNamed;
    using Reply = Nothing;
};
struct PluginRunCommand { // by command palette, menu or header action
    ASISTA_CALL(0x0606, "plugins.run_command", "", user, refused);
    struct Request {
        std::string plugin;
        std::string command;
        ASISTA_FIELDS(plugin, command)
    };
    using Reply = Nothing;
};
struct PluginRunAction {
    ASISTA_CALL(0x0607, "plugins.run_action", "", user, refused);
    struct Request {
        std::string plugin;
        std::string widget;
        std::string action;
        ASISTA_FIELDS(plugin, widget, action)
    };
    using Reply = Nothing;
};
struct PluginRunVoice { // a phrase typed or, later, heard; Errc::not_found when no plugin registered it
    ASISTA_CALL(0x0608, "voice.run", "", user, refused);
    struct Request {
        std::string phrase;
        ASISTA_FIELDS(phrase)
    };
    using Reply = Nothing;
};
struct PluginCallMethod {
    ASISTA_CALL(0x0609, "methods.call", "", user, refused);
    static constexpr bool from_outside = true;
    struct Request {
        std::string plugin;
        std::string method;
        std::string json;
        ASISTA_FIELDS(plugin, method, json)
    };
    struct Reply {
        std::string json;
        ASISTA_FIELDS(json)
    };
};
struct PluginSetSettings {
    ASISTA_CALL(0x060A, "plugins.set_settings", "", user, refused);
    struct Request {
        std::string plugin;
        std::string json;
        ASISTA_FIELDS(plugin, json)
    };
    using Reply = Nothing;
};
struct NotificationsMarkRead {
    ASISTA_CALL(0x0611, "notifications.mark_read", "", user, refused);
    struct Request {
        std::uint64_t id = 0; // 0: all
        ASISTA_FIELDS(id)
    };
    using Reply = Nothing;
};
struct PreferencesSet { // the client's own settings: theme, scale, layout; one JSON value a key
    ASISTA_CALL(0x0612, "preferences.set", "", user, refused);
    struct Request {
        std::string key;
        std::string json;
        ASISTA_FIELDS(key, json)
    };
    using Reply = Nothing;
};

} // namespace asista::calls
