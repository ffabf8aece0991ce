/* The C headers as C11, and a whole plugin in C: what an author in C, Rust or Zig builds on. Compiling it is the test. */
#include "abi_pins.h"

#define PIN(type, size) _Static_assert(sizeof(type) == (size), "size of " #type " is not " #size);
ASISTA_PINNED(PIN)

static asista_status draw(void* context, const asista_frame* frame) {
    const asista_host* host = context;
    const asista_host_ui* ui = host->get_extension(host, ASISTA_EXT_UI);
    if (ASISTA_HAS(ui, wake_after)) ui->wake_after(host, frame->focused ? 1000 : 60000);
    return ASISTA_OK;
}

static asista_status init(const asista_plugin* plugin) {
    const asista_host* host = plugin->plugin_data;
    const asista_host_widgets* widgets = host->get_extension(host, ASISTA_EXT_WIDGETS);
    asista_widget widget = {0};
    if (!ASISTA_HAS(widgets, add)) return ASISTA_UNSUPPORTED;
    widget.struct_size = sizeof widget;
    widget.columns = 1;
    widget.id = ASISTA_STR("plain");
    widget.title = ASISTA_STR("Plain C");
    widget.context = plugin->plugin_data;
    widget.draw = draw;
    return widgets->add(host, &widget);
}
static asista_status activate(const asista_plugin* plugin) { return plugin != NULL ? ASISTA_OK : ASISTA_INVALID; }
static void deactivate(const asista_plugin* plugin, bool uninstalling) {
    (void)plugin;
    (void)uninstalling;
}

static const asista_plugin* create(const asista_host* host) {
    static asista_plugin plugin;
    plugin.struct_size = sizeof plugin;
    plugin.plugin_data = (void*)(uintptr_t)host;
    plugin.init = init;
    plugin.activate = activate;
    plugin.deactivate = deactivate;
    return &plugin;
}

ASISTA_EXPORT const asista_plugin_entry asista_plugin_entry_v1 = {
    sizeof(asista_plugin_entry), ASISTA_ABI_MAJOR, ASISTA_ABI_MINOR, 0, "", create};
