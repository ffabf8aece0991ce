// What all plugins of one supervisor share. Private to supervisor*.cpp and plugin_life*.cpp.
#pragma once

#include "runtime/supervisor.hpp"

namespace asista::runtime {

struct Supervisor::Context {
    EventLoop& loop;
    Broker& broker;
    Catalog& catalog;
    Installations& installations;
    FrameSink& sink;
    UserId user;
    HostSetup setup;
    SupervisorTimes times;
    SupervisorHooks hooks;
    std::map<InstanceId, PluginLife*> instances; // every process that has not ended
    InstanceId last_instance = 0;
    bool shutting_down = false;
    std::function<void()> process_ended;
    std::shared_ptr<bool> alive = std::make_shared<bool>(true); // answers that come after the supervisor's end look here

    void changed() const {
        if (hooks.changed) hooks.changed();
    }
    // Destroys something whose callback is running now, once control is back in the loop.
    template <class T> void bury(std::unique_ptr<T> object) {
        loop.post([kept = std::shared_ptr<T>(std::move(object))] {});
    }
};

} // namespace asista::runtime
