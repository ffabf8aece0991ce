// Recording a plugin: the button, and what is said of it.
#include "ui/pages/developer.hpp"

#include "ui/pages/build_note.hpp"
#include "ui/toasts.hpp"
#include "ui/words.hpp"
#include "wire/calls/record.hpp"

#include <fmt/format.h>

namespace asista::ui {

namespace {
void set_recording(Ui& ui, const PluginView& plugin, bool on) {
    ui.calls.call<calls::PluginRecord>({plugin.id, on, {}}, [toasts = &ui.toasts, on](Result<calls::PluginRecord::Reply> reply) {
        Toast toast;
        toast.icon = on ? "record" : "stop";
        if (!reply) {
            toast.level = NotificationLevel::error;
            toast.title = "It is not recorded";
            toast.body = words::sentence(reply.error().message);
        } else if (on) {
            toast.title = "Started anew, and recorded from now on";
            toast.body = "The file holds what the plugin is told and what it draws: give it only to those who may see that.";
        } else {
            toast.title = "Recorded";
            toast.body = fmt::format("{}\nasista replay lets it happen again.", reply->file);
        }
        toasts->add_now(std::move(toast));
    });
}
} // namespace

void draw_record_action(Ui& ui, Box& actions, const PluginView& plugin) {
    if (plugin.recording) {
        if (icon_action(ui, actions, "stop recording", "stop", ui.colors().bad, "Stop recording"))
            set_recording(ui, plugin, false);
    } else if (plugin.state == PluginState::running && build_of(ui, plugin.id) != nullptr) {
        // Of what is built from source here: others are recorded by who knows why, with `asista record`.
        if (icon_action(ui, actions, "record", "record", ui.colors().dim, "Record from a fresh start"))
            set_recording(ui, plugin, true);
    }
}

} // namespace asista::ui
