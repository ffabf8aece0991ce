// Orders from the client to a plugin host.
#pragma once

#include "wire/calls/services.hpp"
#include "wire/calls/storage.hpp"
#include "wire/calls/user.hpp"

namespace asista::calls {

struct ThemeColors { // RGBA8, straight alpha, 0xAABBGGRR as ImGui packs them
    std::uint32_t background = 0, panel = 0, line = 0, text = 0, dim = 0, faint = 0, accent = 0, accent_soft = 0, on_accent = 0,
                  ok = 0, warn = 0, bad = 0;
    std::vector<std::uint32_t> series; // for charts and calendars
    ASISTA_FIELDS(background, panel, line, text, dim, faint, accent, accent_soft, on_accent, ok, warn, bad, series)
};
struct Theme {
    std::uint32_t serial = 0;
    bool dark = false;
    bool reduced_motion = false;
    float scale = 1; // pixels per logical pixel
    ThemeColors colors;
    float text_scale = 1;       // type alone, on top of `scale`
    bool public_screen = false; // a kiosk: plugins show nothing personal
    ASISTA_FIELDS(serial, dark, reduced_motion, scale, colors, text_scale, public_screen)
};

enum class FontRole : std::uint8_t { text = 0, medium = 1, semibold = 2, mono = 3, icons = 4, icons_fill = 5, fallback = 6 };
constexpr bool is_known(FontRole value) { return value <= FontRole::fallback; }
struct FontFile { // the bytes come as a descriptor with the message, in the same order
    FontRole role = FontRole::text;
    std::uint64_t size_bytes = 0;
    ASISTA_FIELDS(role, size_bytes)
};

struct Prepare { // may come before Hello, when the plugin is not known yet: all that does not depend on it. fds: one per font
    ASISTA_CALL(0x1011, "host.prepare", "", user, now);
    struct Request {
        std::uint32_t protocol = 0; // frame::protocol_version
        Theme theme;                // until Hello brings its own
        std::vector<FontFile> fonts;
        ASISTA_FIELDS(protocol, theme, fonts)
    };
    struct Reply {        // the process is locked down and waits for Hello
        std::string tier; // as in Hello::Reply
        ASISTA_FIELDS(tier)
    };
};
// The first message on a connection, or the second after Prepare. fds: the sealed library, then one per font; after Prepare the library
// alone, and `fonts` is empty.
struct Hello {
    ASISTA_CALL(0x1001, "host.hello", "", user, now);
    struct Request {
        std::uint32_t protocol = 0; // frame::protocol_version
        std::string plugin;         // id
        std::string version;
        std::string name;
        bool trial = false; // a reload: Activate comes only when it may take over
        Theme theme;
        std::vector<FontFile> fonts;
        std::string settings_json;
        std::vector<std::string> granted;
        std::uint32_t cpu_count = 1;
        std::int32_t utc_offset_s = 0;           // local time minus UTC, until the first frame says it again
        std::optional<InstantMs> fixed_clock_ms; // the client's clock stands still here; none: it is the system's
        ASISTA_FIELDS(protocol, plugin, version, name, trial, theme, fonts, settings_json, granted, cpu_count, utc_offset_s,
                      fixed_clock_ms)
    };
    struct Reply {        // once the library is loaded, initialised and has registered what it draws; before its first frame
        std::string tier; // and the layers that hold, "A NS+LL7+SC+RL"
        std::uint32_t load_us = 0; // from the arrival of this order to its reply
        ASISTA_FIELDS(tier, load_us)
    };
};
struct LoadState { // after Hello, before Activate; a second time while on trial, when the build before had changed meanwhile
    ASISTA_CALL(0x1002, "host.load_state", "", user, now);
    struct Request {
        std::uint32_t version = 0;
        wire::Bytes state; // at most 16 MiB
        ASISTA_FIELDS(version, state)
    };
    struct Reply {
        std::string reset; // a line about what was not taken over, because the state has another layout now; empty: all was
        ASISTA_FIELDS(reset)
    };
};
struct SaveState { // Errc::unsupported when the plugin keeps none
    ASISTA_CALL(0x1003, "host.save_state", "", user, now);
    using Request = Nothing;
    using Reply = LoadState::Request;
};
// What Dear ImGui remembers of the plugin's view, handed from one build to the next beside the state: focus, the text being edited,
// scrolling, popups. Made and read by the hosts alone; to the client these are bytes.
inline constexpr std::size_t max_view_bytes = 256u << 10;
// After Hello, before Activate, between frames; it shows in the next frame. May come a second time, and replaces the first.
struct LoadView {
    ASISTA_CALL(0x1015, "host.load_view", "", user, now);
    struct Request {
        wire::Bytes view; // at most max_view_bytes
        ASISTA_FIELDS(view)
    };
    using Reply = Nothing;
};
// With all input that the process was given before, which SaveState after it knows of, too. Empty: nothing to remember.
struct SaveView {
    ASISTA_CALL(0x1014, "host.save_view", "", user, now);
    using Request = Nothing;
    using Reply = LoadView::Request;
};
struct ReportView { // after the frame that followed LoadView, for the log: "keyboard focus, 2 scroll positions"
    ASISTA_CALL(0x1016, "host.report_view", "", user, now);
    using Request = Nothing;
    struct Reply {
        std::string kept, gone; // gone: what this build has no more of
        ASISTA_FIELDS(kept, gone)
    };
};
struct Activate {
    ASISTA_CALL(0x1004, "host.activate", "", user, now);
    using Request = Nothing;
    using Reply = Nothing;
};
struct Deactivate { // asks for a tidy end; the process exits after its reply
    ASISTA_CALL(0x1005, "host.deactivate", "", user, now);
    struct Request {
        bool uninstalling = false;
        ASISTA_FIELDS(uninstalling)
    };
    using Reply = Nothing;
};
struct SetTheme { // a notice
    ASISTA_CALL(0x1006, "host.set_theme", "", user, now);
    using Request = Theme;
    using Reply = Nothing;
};
struct SettingsChanged { // a notice
    ASISTA_CALL(0x1007, "host.settings_changed", "", user, now);
    using Request = SettingsGet::Reply;
    using Reply = Nothing;
};
struct RunCommand {
    ASISTA_CALL(0x1008, "host.run_command", "", user, now);
    struct Request {
        std::string command;
        ASISTA_FIELDS(command)
    };
    using Reply = Nothing;
};
struct RunAction {
    ASISTA_CALL(0x1009, "host.run_action", "", user, now);
    struct Request {
        std::string widget;
        std::string action;
        ASISTA_FIELDS(widget, action)
    };
    using Reply = Nothing;
};
struct RunVoice {
    ASISTA_CALL(0x100A, "host.run_voice", "", user, now);
    struct Request {
        std::string id;
        std::string phrase;
        ASISTA_FIELDS(id, phrase)
    };
    using Reply = Nothing;
};
struct RunMethod {
    ASISTA_CALL(0x100B, "host.run_method", "", user, now);
    struct Request {
        std::string method;
        std::string json;
        ASISTA_FIELDS(method, json)
    };
    using Reply = PluginCallMethod::Reply;
};
struct DeliverEvent { // a notice
    ASISTA_CALL(0x100C, "host.deliver_event", "", user, now);
    struct Request {
        std::string name; // full
        std::string json;
        ASISTA_FIELDS(name, json)
    };
    using Reply = Nothing;
};
struct AiChunk { // a notice
    ASISTA_CALL(0x100D, "host.ai_chunk", "", user, now);
    struct Request {
        std::uint64_t stream = 0;
        std::string text;
        ASISTA_FIELDS(stream, text)
    };
    using Reply = Nothing;
};
struct AiDone { // a notice; nothing more comes for this stream
    ASISTA_CALL(0x100E, "host.ai_done", "", user, now);
    struct Request {
        std::uint64_t stream = 0;
        std::int32_t status = 0; // Errc
        std::string message;     // why, when it failed
        std::string provider;    // who answered: "offline coach"
        ASISTA_FIELDS(stream, status, message, provider)
    };
    using Reply = Nothing;
};
struct CallWaits { // a notice: the request with this id waits for the person, so its reply may take as long as they do
    ASISTA_CALL(0x1010, "host.call_waits", "", user, now);
    struct Request {
        std::uint64_t request = 0; // the message's id
        ASISTA_FIELDS(request)
    };
    using Reply = Nothing;
};
struct GrantsChanged { // a notice: what the plugin may do from now on
    ASISTA_CALL(0x100F, "host.grants_changed", "", user, now);
    struct Request {
        std::vector<std::string> granted;
        ASISTA_FIELDS(granted)
    };
    using Reply = Nothing;
};

} // namespace asista::calls
