// The person's calls that make plugins of their own: a new one out of the template, built and watched by the client from then on.
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

struct DevelopReady { // whether this computer can build plugins, asked before the person is asked anything
    ASISTA_CALL(0x0661, "develop.ready", "", user, refused);
    using Request = Nothing;
    struct Reply {
        std::string missing; // whole sentences: what is missing, and what to do; empty: nothing
        std::string tools;   // "clang++-19, mold"
        std::string parent;  // where new plugins go unless the person says otherwise
        std::vector<std::string> categories;
        ASISTA_FIELDS(missing, tools, parent, categories)
    };
};
struct DevelopCheck { // what would become of these words; changes nothing
    ASISTA_CALL(0x0662, "develop.check", "", user, refused);
    struct Request {
        std::string name; // as people will read it
        std::string category;
        std::string parent; // the folder in which the plugin's own is made; absolute
        ASISTA_FIELDS(name, category, parent)
    };
    struct Reply {
        std::string id;
        std::string folder;  // the plugin's own
        std::string problem; // why it cannot be made so, a whole sentence; empty: it can
        ASISTA_FIELDS(id, folder, problem)
    };
};
struct DevelopNew { // makes it, installs it with what it cannot do without, and builds it from now on at each save
    ASISTA_CALL(0x0663, "develop.new", "", user, refused);
    using Request = DevelopCheck::Request;
    struct Reply {
        std::string plugin; // its id
        std::string folder;
        std::string file; // the source to open first
        ASISTA_FIELDS(plugin, folder, file)
    }; // Errc::busy: something is there already; Errc::invalid, denied, io with the reason; then nothing was made
};
// How to attach a debugger to the process of a plugin that is built from source here, now and after each reload.
struct DevelopDebug {
    ASISTA_CALL(0x0664, "develop.debug", "", user, refused);
    struct Request {
        std::string plugin;
        ASISTA_FIELDS(plugin)
    };
    struct Reply {
        std::string command; // for a shell
        std::string again;   // for gdb's own prompt, once the plugin runs in another process
        ASISTA_FIELDS(command, again)
    }; // Errc::denied: it is not built from source here, or the system lets nobody attach; Errc::unavailable: no process of it runs
};
// From now on each start of a plugin that is built from source here waits for a debugger before any of its code runs; off: no further one
// does, and one that waits goes on.
struct DevelopWait {
    ASISTA_CALL(0x0668, "develop.wait", "", user, refused);
    struct Request {
        std::string plugin;
        bool on = false;
        ASISTA_FIELDS(plugin, on)
    };
    using Reply = Nothing; // Errc::denied as above
};
// From now on a plugin that is built from source here is built with sanitizers, or without again.
struct DevelopSanitize {
    ASISTA_CALL(0x0669, "develop.sanitize", "", user, refused);
    struct Request {
        std::string plugin;
        bool on = false;
        ASISTA_FIELDS(plugin, on)
    };
    using Reply = Nothing; // Errc::denied: it is not built here; Errc::unsupported: this client has sanitizers itself
};

} // namespace asista::calls
