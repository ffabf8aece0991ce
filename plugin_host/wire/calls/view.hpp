// Calls about the plugin's place in the client: log, widgets, pages, commands, menu items, methods.
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

struct LogWrite { // a notice
    ASISTA_CALL(0x0101, "log.write", "", everyone, now);
    enum class Level : std::uint8_t { debug = 0, info = 1, warning = 2, error = 3 };
    friend constexpr bool is_known(Level value) { return value <= Level::error; }
    struct Request {
        Level level = Level::info;
        std::string text; // one line, at most 4 KiB kept; control characters are shown escaped
        ASISTA_FIELDS(level, text)
    };
    using Reply = Nothing;
};
struct RequestRedraw { // a notice: draw this plugin at the next window frame
    ASISTA_CALL(0x0102, "view.request_redraw", "", plugin, now);
    using Request = Nothing;
    using Reply = Nothing;
};
struct StateChanged { // a notice: the plugin's state is worth saving (at most every 5 s)
    ASISTA_CALL(0x0103, "state.changed", "", plugin, now);
    using Request = Nothing;
    using Reply = Nothing;
};
struct OpenUrl { // asks the user, then opens the system's browser
    ASISTA_CALL(0x0104, "view.open_url", "", plugin, refused);
    struct Request {
        std::string url; // http or https
        ASISTA_FIELDS(url)
    };
    using Reply = Nothing;
};

struct WidgetAction {
    std::string id;
    std::string icon; // Phosphor name
    std::string tooltip;
    bool active = false; // drawn filled, in the accent or "bad" colour for hearts
    ASISTA_FIELDS(id, icon, tooltip, active)
};
struct WidgetRegister {
    ASISTA_CALL(0x0201, "widgets.register", "", plugin, now);
    struct Request {
        std::uint32_t surface = 0; // chosen by the host, below 0x10000
        std::string id;            // stable within the plugin; the user's layout is kept under it
        std::string title;
        std::string icon;          // Phosphor name
        std::uint32_t columns = 1; // wanted width in grid columns, 1 to 3
        float height = 0;          // wanted content height in logical pixels, 0: the client's default
        bool highlight = false;    // the highlight card style; the client grants it to one card a page
        std::vector<WidgetAction> actions;
        ASISTA_FIELDS(surface, id, title, icon, columns, height, highlight, actions)
    };
    using Reply = Nothing;
};
struct WidgetRemove {
    ASISTA_CALL(0x0202, "widgets.remove", "", plugin, now);
    struct Request {
        std::string id;
        ASISTA_FIELDS(id)
    };
    using Reply = Nothing;
};
struct WidgetSetActions {
    ASISTA_CALL(0x0203, "widgets.set_actions", "", plugin, now);
    struct Request {
        std::string id;
        std::vector<WidgetAction> actions; // at most 4
        ASISTA_FIELDS(id, actions)
    };
    using Reply = Nothing;
};
struct PageRegister {
    ASISTA_CALL(0x0204, "pages.register", "", plugin, now);
    struct Request {
        std::uint32_t surface = 0;
        std::string id;
        std::string title;
        std::string icon;
        ASISTA_FIELDS(surface, id, title, icon)
    };
    using Reply = Nothing;
};
struct PageRemove {
    ASISTA_CALL(0x0205, "pages.remove", "", plugin, now);
    using Request = WidgetRemove::Request;
    using Reply = Nothing;
};
struct PageOpen { // only within 1 s of an input event in this plugin
    ASISTA_CALL(0x0206, "pages.open", "", plugin, held);
    using Request = WidgetRemove::Request;
    using Reply = Nothing;
};
struct CommandRegister {
    ASISTA_CALL(0x0207, "commands.register", "", plugin, now);
    struct Request {
        std::string id;
        std::string title; // as the command palette shows it
        std::string icon;
        bool in_menu = false; // also an entry of the plugin's card menu
        ASISTA_FIELDS(id, title, icon, in_menu)
    };
    using Reply = Nothing;
};
struct CommandRemove {
    ASISTA_CALL(0x0208, "commands.remove", "", plugin, now);
    using Request = WidgetRemove::Request;
    using Reply = Nothing;
};
struct MenuAdd {
    ASISTA_CALL(0x0209, "menu.add", "", plugin, now);
    struct Request {
        std::string id;
        std::string title;
        std::string icon;
        std::string command; // id of the command it runs
        ASISTA_FIELDS(id, title, icon, command)
    };
    using Reply = Nothing;
};
struct MenuRemove {
    ASISTA_CALL(0x020A, "menu.remove", "", plugin, now);
    using Request = WidgetRemove::Request;
    using Reply = Nothing;
};
struct MethodExport { // a function of the plugin that others may call with JSON: the developer page, later other plugins
    ASISTA_CALL(0x020B, "methods.export", "", plugin, now);
    struct Request {
        std::string name;
        std::string description;
        std::string example; // JSON arguments shown in the form
        ASISTA_FIELDS(name, description, example)
    };
    using Reply = Nothing;
};

} // namespace asista::calls
