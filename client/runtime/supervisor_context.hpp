// What all plugins of one supervisor share. Private to supervisor*.cpp and plugin_life*.cpp.
#pragma once

#include "runtime/crash_reports.hpp"
#include "runtime/supervisor.hpp"

#include <set>

namespace asista::runtime {

struct Supervisor::Context {
    EventLoop& loop;
    Broker& broker;
    Catalog& catalog;
    Installations& installations;
    FrameSink& sink;
    BuildStore* builds; // or null
    SpareHost* spare;   // or null
    UserId user;
    HostSetup setup;
    SupervisorTimes times;
    SupervisorHooks hooks;
    std::map<InstanceId, PluginLife*> instances; // every process that has not ended
    InstanceId last_instance = 0;
    bool shutting_down = false;
    Questions questions{};
    bool may_ask = true;
    std::set<std::string> wait_for_debugger{}; // plugins whose starts wait
    std::function<void()> process_ended;
    std::function<void()> watch_costs; // a process runs that may cost something
    std::unique_ptr<Symbolizer> symbolizer;
    std::unique_ptr<CrashReports> crash_reports;                // uses the symbolizer
    std::shared_ptr<bool> alive = std::make_shared<bool>(true); // answers that come after the supervisor's end look here

    void log_changed() const {
        if (hooks.log_changed) hooks.log_changed();
    }
    void changed() const {
        if (hooks.changed) hooks.changed();
    }
    void audit(const AuditNote& note) const {
        if (hooks.audit) hooks.audit(note);
    }
    // Destroys something whose callback is running now, once control is back in the loop.
    template <class T> void bury(std::unique_ptr<T> object) {
        loop.post([kept = std::shared_ptr<T>(std::move(object))] {});
    }
};

} // namespace asista::runtime
