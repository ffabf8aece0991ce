// Where a plugin's lambdas live while the host holds a pointer to them, and the border every call from the host passes: no
// exception gets through it, and a slot stays alive while it runs even if its own code removes it.
#pragma once

#include "frame.hpp"
#include "services.hpp"

#include <functional>
#include <memory>

namespace asista {
inline namespace sdk {

class Plugin;

using DrawFunction = std::function<void(Frame&)>;

namespace detail {

struct Slot : std::enable_shared_from_this<Slot> {
    Slot(const Link& at, std::string name) : link(&at), what(std::move(name)) {}
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    virtual ~Slot() = default;

    const Link* link;
    std::string what; // for the log: "widget quote"
};

struct SurfaceSlot : Slot {
    using Slot::Slot;
    DrawFunction draw;
    std::function<void(std::string_view action)> on_action;
};
struct CommandSlot : Slot {
    using Slot::Slot;
    std::function<void()> run;
};
struct VoiceSlot : Slot {
    using Slot::Slot;
    std::function<void(std::string_view phrase)> run;
};
struct MethodSlot : Slot {
    using Slot::Slot;
    std::function<Json(const Json&)> call;
};
struct EventSlot : Slot {
    using Slot::Slot;
    std::function<void(const Json&)> on_event;
};
struct TimerSlot : Slot {
    using Slot::Slot;
    Plugin* plugin = nullptr;
    bool once = false;
    std::function<void()> run;
};
struct AiSlot : Slot {
    using Slot::Slot;
    Plugin* plugin = nullptr;
    std::string key;
    std::string text; // of the answer so far
    std::function<void(std::string_view chunk)> on_chunk;
    std::function<void(Expected<AiAnswer>)> done;
};

struct AnalysisSlot : Slot {
    using Slot::Slot;
    Plugin* plugin = nullptr;
    std::string key;
    std::function<void(Expected<AiFinding>)> done;
};

// Runs `body`; an exception becomes an Error.
template <class Body> Expected<void> contained(Body&& body) {
    try {
        body();
        return {};
    } catch (const Failure& failure) {
        return failure.error();
    } catch (const std::exception& error) {
        return Error{Errc::internal, std::string("uncaught exception: ") + error.what()};
    } catch (...) {
        return Error{Errc::internal, "uncaught exception of an unknown type"};
    }
}

// For functions that answer a status: the host shows and logs what is explained.
template <class Body> asista_status guarded(const Link& link, Body&& body) noexcept {
    const auto done = contained(std::forward<Body>(body));
    if (done) return ASISTA_OK;
    link.host->explain(link.host, borrow(done.error().message));
    return static_cast<asista_status>(done.error().code);
}

// For functions that answer nothing: the log is the only place left.
template <class Body> void guarded_quietly(const Link& link, std::string_view what, Body&& body) noexcept {
    const auto done = contained(std::forward<Body>(body));
    if (!done) link.write_log(ASISTA_LOG_ERROR, std::string(what) + ": " + done.error().message);
}

template <class S, class Body> asista_status enter(void* context, Body&& body) noexcept {
    auto* slot = static_cast<S*>(context);
    const auto keep = slot->shared_from_this();
    return guarded(*slot->link, [&] { body(*slot); });
}
template <class S, class Body> void enter_quietly(void* context, Body&& body) noexcept {
    auto* slot = static_cast<S*>(context);
    const auto keep = slot->shared_from_this();
    guarded_quietly(*slot->link, slot->what, [&] { body(*slot); });
}

} // namespace detail
} // namespace sdk
} // namespace asista
