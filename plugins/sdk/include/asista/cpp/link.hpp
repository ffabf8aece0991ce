// The host's tables, looked up once, and the few steps every service shares: is the function there, what became of the call.
#pragma once

#include "result.hpp"

#include "../ext/all.h"

namespace asista {
inline namespace sdk {
namespace detail {

struct Link {
    const asista_host* host = nullptr;
    const asista_host_activity* activity = nullptr;
    const asista_host_ai* ai = nullptr;
    const asista_host_calendar* calendar = nullptr;
    const asista_host_commands* commands = nullptr;
    const asista_host_events* events = nullptr;
    const asista_host_files* files = nullptr;
    const asista_host_goals* goals = nullptr;
    const asista_host_habits* habits = nullptr;
    const asista_host_http* http = nullptr;
    const asista_host_log* log = nullptr;
    const asista_host_menu* menu = nullptr;
    const asista_host_methods* methods = nullptr;
    const asista_host_notifications* notifications = nullptr;
    const asista_host_pages* pages = nullptr;
    const asista_host_permissions* permissions = nullptr;
    const asista_host_settings* settings = nullptr;
    const asista_host_state* state = nullptr;
    const asista_host_storage* storage = nullptr;
    const asista_host_tasks* tasks = nullptr;
    const asista_host_timers* timers = nullptr;
    const asista_host_ui* ui = nullptr;
    const asista_host_voice* voice = nullptr;
    const asista_host_widgets* widgets = nullptr;

    explicit Link(const asista_host* from) : host(from) {
        find(activity, ASISTA_EXT_ACTIVITY);
        find(ai, ASISTA_EXT_AI);
        find(calendar, ASISTA_EXT_CALENDAR);
        find(commands, ASISTA_EXT_COMMANDS);
        find(events, ASISTA_EXT_EVENTS);
        find(files, ASISTA_EXT_FILES);
        find(goals, ASISTA_EXT_GOALS);
        find(habits, ASISTA_EXT_HABITS);
        find(http, ASISTA_EXT_HTTP);
        find(log, ASISTA_EXT_LOG);
        find(menu, ASISTA_EXT_MENU);
        find(methods, ASISTA_EXT_METHODS);
        find(notifications, ASISTA_EXT_NOTIFICATIONS);
        find(pages, ASISTA_EXT_PAGES);
        find(permissions, ASISTA_EXT_PERMISSIONS);
        find(settings, ASISTA_EXT_SETTINGS);
        find(state, ASISTA_EXT_STATE);
        find(storage, ASISTA_EXT_STORAGE);
        find(tasks, ASISTA_EXT_TASKS);
        find(timers, ASISTA_EXT_TIMERS);
        find(ui, ASISTA_EXT_UI);
        find(voice, ASISTA_EXT_VOICE);
        find(widgets, ASISTA_EXT_WIDGETS);
    }

    // Calls a table's function when this host has it: link.call(link.tasks, &asista_host_tasks::remove, id).
    template <class Table, class... Parameters, class... Arguments>
    Expected<void> call(const Table* table, asista_status (*Table::*function)(const asista_host*, Parameters...),
                        Arguments&&... arguments) const {
        if (!has(table, function)) return Error{Errc::unsupported, "this version of asista does not offer it"};
        return outcome((table->*function)(host, std::forward<Arguments>(arguments)...));
    }
    template <class Table, class... Parameters, class... Arguments>
    void call(const Table* table, void (*Table::*function)(const asista_host*, Parameters...), Arguments&&... arguments) const {
        if (has(table, function)) (table->*function)(host, std::forward<Arguments>(arguments)...);
    }

    Expected<void> outcome(asista_status status) const {
        if (status == ASISTA_OK) return {};
        return Error{static_cast<Errc>(status), copy(host->last_error(host))};
    }

    void write_log(asista_log_level level, std::string_view text) const {
        call(log, &asista_host_log::write, level, borrow(text));
    }

  private:
    template <class Table> void find(const Table*& table, const char* id) {
        table = static_cast<const Table*>(host->get_extension(host, id));
    }
    template <class Table, class Function> static bool has(const Table* table, Function Table::*function) {
        if (table == nullptr) return false;
        const auto* start = reinterpret_cast<const char*>(table);
        const auto* end = reinterpret_cast<const char*>(&(table->*function) + 1);
        return table->struct_size >= static_cast<std::size_t>(end - start) && table->*function != nullptr;
    }
};

// A sink that hands each text to a callable, for the length of one call. The callable must not throw.
template <class Take> asista_sink sink_to(Take& take) {
    return {&take, [](void* context, asista_string text) { (*static_cast<Take*>(context))(view(text)); }};
}

} // namespace detail
} // namespace sdk
} // namespace asista
