// Tables of what the client shows for the plugin: widgets, pages, commands, menu, methods.
#include "host_api_state.hpp"

namespace asista::host {

namespace {

constexpr std::size_t max_actions = 4;

auto find_surface(ApiState& api, SurfaceUse use, std::string_view id) {
    return std::ranges::find_if(api.surfaces,
                                [use, id](const auto& entry) { return entry.second.use == use && entry.second.id == id; });
}

// A number for a new widget or page. Ids are not used twice, so that a late frame of a removed one cannot be taken for the new one.
Result<std::uint32_t> new_surface(ApiState& api, SurfaceUse use, const std::string& id) {
    constexpr std::uint32_t first_popup = 0x10000;
    if (find_surface(api, use, id) != api.surfaces.end()) return fail(Errc::busy, "the id {} is taken", id);
    if (api.surfaces.size() >= max_surfaces || api.last_surface + 1 >= first_popup) {
        return fail(Errc::over_limit, "a plugin has at most {} widgets and pages", max_surfaces);
    }
    return ++api.last_surface;
}

Result<std::vector<calls::WidgetAction>> actions_of(const asista_widget_action* actions, std::uint32_t count) {
    if (count > max_actions) return fail(Errc::over_limit, "a widget has at most {} actions, not {}", max_actions, count);
    std::vector<calls::WidgetAction> copied;
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto raw = TRY(record_at(actions, i, "action"));
        calls::WidgetAction action;
        action.id = TRY(id_of(raw.id, "action id"));
        action.icon = TRY(text_of(raw.icon, "action icon", 64));
        action.tooltip = TRY(title_of(raw.tooltip, "action tooltip"));
        action.active = raw.active;
        copied.push_back(std::move(action));
    }
    return copied;
}

// ---- widgets ---------------------------------------------------------------------------------------------------------------

asista_status widget_add(const asista_host* host, const asista_widget* widget) {
    return on_frame(host, "widgets.add", When::not_drawing, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(record_of(widget, "widget"));
        calls::WidgetRegister::Request request;
        request.id = TRY(id_of(raw.id, "widget id"));
        request.title = TRY(title_of(raw.title, "widget title"));
        request.icon = TRY(text_of(raw.icon, "widget icon", 64));
        request.actions = TRY(actions_of(raw.actions, raw.action_count));
        if (raw.draw == nullptr) return fail(Errc::invalid, "widget {} has no draw function", request.id);
        if (raw.columns < 1 || raw.columns > 3)
            return fail(Errc::invalid, "widget {}: columns is {}, not 1 to 3", request.id, raw.columns);
        if (!(raw.height >= 0 && raw.height <= 4096))
            return fail(Errc::invalid, "widget {}: height is not 0 to 4096", request.id);
        request.columns = raw.columns;
        request.height = raw.height;
        request.highlight = raw.highlight;
        request.surface = TRY(new_surface(api, SurfaceUse::widget, request.id));
        TRY(api.call<calls::WidgetRegister>(request));
        api.surfaces[request.surface] = {SurfaceUse::widget, request.id, raw.height, 0, raw.context, raw.draw, raw.on_action, {}};
        return {};
    });
}

asista_status widget_remove(const asista_host* host, asista_string id) {
    return on_frame(host, "widgets.remove", When::not_drawing, [&](ApiState& api) -> Result<void> {
        const auto name = TRY(id_of(id, "widget id"));
        const auto found = find_surface(api, SurfaceUse::widget, name);
        if (found == api.surfaces.end()) return fail(Errc::not_found, "there is no widget {}", name);
        api.surfaces.erase(found);
        return api.call_only<calls::WidgetRemove>({name});
    });
}

asista_status widget_set_actions(const asista_host* host, asista_string id, const asista_widget_action* actions,
                                 std::uint32_t count) {
    return on_frame(host, "widgets.set_actions", When::any, [&](ApiState& api) -> Result<void> {
        const auto name = TRY(id_of(id, "widget id"));
        if (find_surface(api, SurfaceUse::widget, name) == api.surfaces.end()) {
            return fail(Errc::not_found, "there is no widget {}", name);
        }
        auto copied = TRY(actions_of(actions, count));
        return api.call_only<calls::WidgetSetActions>({name, std::move(copied)});
    });
}

// ---- pages -----------------------------------------------------------------------------------------------------------------

asista_status page_add(const asista_host* host, const asista_page* page) {
    return on_frame(host, "pages.add", When::not_drawing, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(record_of(page, "page"));
        calls::PageRegister::Request request;
        request.id = TRY(id_of(raw.id, "page id"));
        request.title = TRY(title_of(raw.title, "page title"));
        request.icon = TRY(text_of(raw.icon, "page icon", 64));
        if (raw.draw == nullptr) return fail(Errc::invalid, "page {} has no draw function", request.id);
        request.surface = TRY(new_surface(api, SurfaceUse::page, request.id));
        TRY(api.call<calls::PageRegister>(request));
        api.surfaces[request.surface] = {SurfaceUse::page, request.id, 0, 0, raw.context, raw.draw, nullptr, {}};
        return {};
    });
}

asista_status page_remove(const asista_host* host, asista_string id) {
    return on_frame(host, "pages.remove", When::not_drawing, [&](ApiState& api) -> Result<void> {
        const auto name = TRY(id_of(id, "page id"));
        const auto found = find_surface(api, SurfaceUse::page, name);
        if (found == api.surfaces.end()) return fail(Errc::not_found, "there is no page {}", name);
        api.surfaces.erase(found);
        return api.call_only<calls::PageRemove>({name});
    });
}

asista_status page_open(const asista_host* host, asista_string id) {
    return on_frame(host, "pages.open", When::only_active, [&](ApiState& api) -> Result<void> {
        const auto name = TRY(id_of(id, "page id"));
        return api.call_only<calls::PageOpen>({name});
    });
}

// ---- commands and menu -----------------------------------------------------------------------------------------------------

asista_status command_add(const asista_host* host, const asista_command* command) {
    return on_frame(host, "commands.add", When::not_drawing, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(record_of(command, "command"));
        calls::CommandRegister::Request request;
        request.id = TRY(id_of(raw.id, "command id"));
        request.title = TRY(title_of(raw.title, "command title"));
        request.icon = TRY(text_of(raw.icon, "command icon", 64));
        request.in_menu = raw.in_menu;
        if (raw.run == nullptr) return fail(Errc::invalid, "command {} has no run function", request.id);
        if (api.commands.contains(request.id)) return fail(Errc::busy, "the id {} is taken", request.id);
        if (api.commands.size() >= max_commands) return fail(Errc::over_limit, "a plugin has at most {} commands", max_commands);
        TRY(api.call<calls::CommandRegister>(request));
        api.commands[request.id] = {raw.context, raw.run};
        return {};
    });
}

asista_status command_remove(const asista_host* host, asista_string id) {
    return on_frame(host, "commands.remove", When::not_drawing, [&](ApiState& api) -> Result<void> {
        const auto name = TRY(id_of(id, "command id"));
        if (api.commands.erase(name) == 0) return fail(Errc::not_found, "there is no command {}", name);
        for (auto item = api.menu_items.begin(); item != api.menu_items.end();) {
            if (item->second != name) {
                ++item;
                continue;
            }
            const std::string menu_id = item->first;
            item = api.menu_items.erase(item);
            TRY(api.call<calls::MenuRemove>({menu_id}));
        }
        return api.call_only<calls::CommandRemove>({name});
    });
}

asista_status menu_add(const asista_host* host, const asista_menu_item* item) {
    return on_frame(host, "menu.add", When::not_drawing, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(record_of(item, "menu item"));
        calls::MenuAdd::Request request;
        request.id = TRY(id_of(raw.id, "menu item id"));
        request.title = TRY(title_of(raw.title, "menu item title"));
        request.icon = TRY(text_of(raw.icon, "menu item icon", 64));
        request.command = TRY(id_of(raw.command, "command id"));
        if (!api.commands.contains(request.command)) return fail(Errc::not_found, "there is no command {}", request.command);
        if (api.menu_items.contains(request.id)) return fail(Errc::busy, "the id {} is taken", request.id);
        if (api.menu_items.size() >= max_menu_items) {
            return fail(Errc::over_limit, "a plugin has at most {} menu items", max_menu_items);
        }
        TRY(api.call<calls::MenuAdd>(request));
        api.menu_items[request.id] = request.command;
        return {};
    });
}

asista_status menu_remove(const asista_host* host, asista_string id) {
    return on_frame(host, "menu.remove", When::not_drawing, [&](ApiState& api) -> Result<void> {
        const auto name = TRY(id_of(id, "menu item id"));
        if (api.menu_items.erase(name) == 0) return fail(Errc::not_found, "there is no menu item {}", name);
        return api.call_only<calls::MenuRemove>({name});
    });
}

// ---- methods ---------------------------------------------------------------------------------------------------------------

asista_status method_add(const asista_host* host, const asista_method* method) {
    return on_frame(host, "methods.add", When::not_drawing, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(record_of(method, "method"));
        calls::MethodExport::Request request;
        request.name = TRY(id_of(raw.name, "method name", true));
        request.description = TRY(text_of(raw.description, "method description", 512));
        request.example = TRY(text_of(raw.example, "method example", 4096));
        if (raw.call == nullptr) return fail(Errc::invalid, "method {} has no call function", request.name);
        if (api.methods.contains(request.name)) return fail(Errc::busy, "the name {} is taken", request.name);
        if (api.methods.size() >= max_methods) return fail(Errc::over_limit, "a plugin has at most {} methods", max_methods);
        TRY(api.call<calls::MethodExport>(request));
        api.methods[request.name] = {raw.context, raw.call};
        return {};
    });
}

} // namespace

const asista_host_widgets* widgets_table() {
    static const asista_host_widgets table{size32<asista_host_widgets>(), 0, &widget_add, &widget_remove, &widget_set_actions};
    return &table;
}
const asista_host_pages* pages_table() {
    static const asista_host_pages table{size32<asista_host_pages>(), 0, &page_add, &page_remove, &page_open};
    return &table;
}
const asista_host_commands* commands_table() {
    static const asista_host_commands table{size32<asista_host_commands>(), 0, &command_add, &command_remove};
    return &table;
}
const asista_host_menu* menu_table() {
    static const asista_host_menu table{size32<asista_host_menu>(), 0, &menu_add, &menu_remove};
    return &table;
}
const asista_host_methods* methods_table() {
    static const asista_host_methods table{size32<asista_host_methods>(), 0, &method_add};
    return &table;
}

} // namespace asista::host
