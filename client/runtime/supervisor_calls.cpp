// The broker's handlers for calls that are about plugins themselves: what they show, offer, set and publish, and what the user does
// with them. Plugin and user come from the Caller, never from the request.
#include "runtime/plugin_life.hpp"

#include "wire/utf8.hpp"
#include "wire/calls/record.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace asista::runtime {

using calls::Nothing;

namespace {
constexpr std::size_t max_event_bytes = 64u << 10;
constexpr std::size_t max_url_bytes = 2048;

Result<Nothing> done(Result<void> result) {
    if (!result) return fail(std::move(result.error()));
    return Nothing{};
}

bool is_json(const std::string& text) { return wire::is_utf8(text) && nlohmann::json::accept(text); }

bool is_web_address(std::string_view url) {
    const bool scheme = url.starts_with("https://") || url.starts_with("http://");
    const bool characters =
        std::ranges::all_of(url, [](char c) { return c > 0x20 && c < 0x7F && c != '"' && c != '<' && c != '>' && c != '\\'; });
    return scheme && characters && url.size() <= max_url_bytes;
}

std::optional<std::size_t> find_phrase(std::string_view said, const std::vector<std::string>& phrases) {
    const auto same = std::ranges::find(phrases, normal_phrase(said), normal_phrase);
    if (same == phrases.end()) return std::nullopt;
    return static_cast<std::size_t>(same - phrases.begin());
}
} // namespace

void Supervisor::handle_view_calls() {
    auto& broker = context_->broker;
    broker.handle<calls::LogWrite>([this](const Caller& caller, const calls::LogWrite::Request& request) -> Result<Nothing> {
        if (auto* const owner = find(caller.instance)) owner->log().write(request.level, request.text);
        context_->log_changed();
        return Nothing{};
    });
    broker.handle<calls::RequestRedraw>([this](const Caller& caller, const Nothing&) -> Result<Nothing> {
        context_->sink.redraw(caller.instance);
        return Nothing{};
    });
    broker.handle<calls::StateChanged>([this](const Caller& caller, const Nothing&) -> Result<Nothing> {
        if (auto* const owner = find(caller.instance)) owner->on_state_changed(caller.instance);
        return Nothing{};
    });
    broker.handle<calls::OpenUrl>([this](const Caller& caller, const calls::OpenUrl::Request& request) -> Result<Nothing> {
        if (!is_web_address(request.url))
            return fail(Errc::invalid, "an address begins with https:// or http:// and has at most {} plain characters",
                        max_url_bytes);
        if (!context_->hooks.open_url)
            return fail(Errc::unsupported, "no link can be opened here: nobody is there to say that it may (kiosk or headless)");
        context_->hooks.open_url(caller.plugin, caller.instance, request.url);
        return Nothing{};
    });
    broker.handle<calls::PageOpen>([this](const Caller& caller, const calls::PageOpen::Request& request) -> Result<Nothing> {
        auto* const session = session_of(caller);
        if (!session) return fail(Errc::unavailable, "the process has ended");
        const auto& pages = session->registrations().pages();
        if (std::ranges::find(pages, request.id, &calls::PageRegister::Request::id) == pages.end())
            return fail(Errc::not_found, "there is no page {}", request.id.substr(0, 64));
        if (context_->hooks.open_page) context_->hooks.open_page(caller.plugin, caller.instance, request.id);
        return Nothing{};
    });
}

// One handler for each call that adds to or takes from what the calling process offers.
template <class Call, class Apply> void Supervisor::handle_registration(Apply apply) {
    context_->broker.handle<Call>([this, apply](const Caller& caller, const typename Call::Request& request) -> Result<Nothing> {
        auto* const session = session_of(caller);
        if (!session) return fail(Errc::unavailable, "the process has ended");
        TRY(apply(session->registrations(), request));
        if (!caller.trial) context_->changed(); // a build on trial is not on any page yet
        return Nothing{};
    });
}

void Supervisor::handle_registration_calls() {
    handle_registration<calls::WidgetRegister>([](Registrations& all, const auto& request) { return all.add_widget(request); });
    handle_registration<calls::WidgetRemove>(
        [](Registrations& all, const auto& request) { return all.remove_widget(request.id); });
    handle_registration<calls::WidgetSetActions>(
        [](Registrations& all, const auto& request) { return all.set_actions(request.id, request.actions); });
    handle_registration<calls::PageRegister>([](Registrations& all, const auto& request) { return all.add_page(request); });
    handle_registration<calls::PageRemove>([](Registrations& all, const auto& request) { return all.remove_page(request.id); });
    handle_registration<calls::CommandRegister>([](Registrations& all, const auto& request) { return all.add_command(request); });
    handle_registration<calls::CommandRemove>(
        [](Registrations& all, const auto& request) { return all.remove_command(request.id); });
    handle_registration<calls::MenuAdd>([](Registrations& all, const auto& request) { return all.add_menu_item(request); });
    handle_registration<calls::MenuRemove>(
        [](Registrations& all, const auto& request) { return all.remove_menu_item(request.id); });
    handle_registration<calls::MethodExport>([](Registrations& all, const auto& request) { return all.add_method(request); });
    handle_registration<calls::VoiceRegister>([](Registrations& all, const auto& request) { return all.add_voice(request); });
    handle_registration<calls::VoiceRemove>([](Registrations& all, const auto& request) { return all.remove_voice(request.id); });
    handle_registration<calls::EventsUnsubscribe>(
        [](Registrations& all, const auto& request) { return all.unsubscribe(request.name); });
}

void Supervisor::handle_settings_and_events() {
    auto& broker = context_->broker;
    broker.handle<calls::SettingsGet>([this](const Caller& caller, const Nothing&) -> Result<calls::SettingsGet::Reply> {
        auto* const owner = TRY(named(caller.plugin));
        return calls::SettingsGet::Reply{owner->settings_json()};
    });
    broker.handle<calls::SettingsSet>(
        [this](const Caller& caller, const calls::SettingsSet::Request& request) -> Result<Nothing> {
            auto* const owner = TRY(named(caller.plugin));
            return done(owner->change_settings(request.json));
        });
    broker.handle<calls::EventsSubscribe>(
        [this](const Caller& caller, const calls::EventsSubscribe::Request& request) -> Result<Nothing> {
            const auto needs = TRY(event_permission(request.name));
            if (needs && !caller.granted.contains(*needs))
                return fail(Errc::denied, "{} needs the permission {}, which was not granted", request.name, info(*needs).id);
            auto* const session = session_of(caller);
            if (!session) return fail(Errc::unavailable, "the process has ended");
            return done(session->registrations().subscribe(request.name));
        });
    // A plugin publishes under its own id. The user may publish under any full name, to try out what subscribers do.
    broker.handle<calls::EventsPublish>(
        [this](const Caller& caller, const calls::EventsPublish::Request& request) -> Result<Nothing> {
            const std::string full_name = caller.is_plugin() ? caller.plugin + "/" + request.name : request.name;
            const auto needs = TRY(event_permission(full_name));
            if (request.json.size() > max_event_bytes)
                return fail(Errc::over_limit, "an event carries at most {} bytes", max_event_bytes);
            if (!is_json(request.json)) return fail(Errc::invalid, "what an event carries is one JSON value; this is none");
            deliver(caller.is_plugin() ? std::string_view(caller.plugin) : "user", full_name, request.json, needs);
            return Nothing{};
        });
}

void Supervisor::handle_management() {
    auto& broker = context_->broker;
    broker.handle<calls::PluginInstall>([this](const Caller&, const calls::PluginInstall::Request& request) -> Result<Nothing> {
        auto* const plugin = TRY(named(request.plugin));
        return done(plugin->install(request));
    });
    broker.handle<calls::PluginUninstall>(
        [this](const Caller&, const calls::PluginUninstall::Request& request) -> Result<Nothing> {
            auto* const plugin = TRY(named(request.plugin));
            return done(plugin->uninstall(request.keep_data));
        });
    broker.handle<calls::PluginSetEnabled>(
        [this](const Caller&, const calls::PluginSetEnabled::Request& request) -> Result<Nothing> {
            auto* const plugin = TRY(named(request.plugin));
            return done(plugin->set_enabled(request.enabled));
        });
    broker.handle<calls::PluginRestart>([this](const Caller&, const calls::PluginRestart::Request& request) -> Result<Nothing> {
        auto* const plugin = TRY(named(request.plugin));
        return done(plugin->restart());
    });
    broker.handle<calls::PluginRecord>(
        [this](const Caller&, const calls::PluginRecord::Request& request) -> Result<calls::PluginRecord::Reply> {
            const auto file = TRY(request.on ? record(request.plugin, request.file) : stop_recording(request.plugin));
            return calls::PluginRecord::Reply{file.string()};
        });
    broker.handle<calls::PluginSetSettings>(
        [this](const Caller&, const calls::PluginSetSettings::Request& request) -> Result<Nothing> {
            auto* const plugin = TRY(named(request.plugin));
            return done(plugin->change_settings(request.json));
        });
}

// Hands an order of the user's to the plugin's process, when `check` finds there what the order is about, and answers as the plugin does.
template <class Order, class Call, class Check>
void Supervisor::pass_on(const std::string& plugin, typename Order::Request order, Responder<Call> respond, Check check) {
    const auto known = named(plugin);
    if (!known) return respond(fail(known.error()));
    (*known)->when_active([this, plugin, order = std::move(order), respond, check = std::move(check)](Session* session) {
        if (!session) return respond(fail(Errc::unavailable, "{} is not running", plugin));
        if (!check(session->registrations())) return respond(fail(Errc::not_found, "{} offers nothing of that name", plugin));
        session->order<Order>(order, context_->times.order,
                              [respond](Result<typename Order::Reply> reply) { respond(std::move(reply)); });
    });
}

void Supervisor::handle_running() {
    auto& broker = context_->broker;
    const auto has = [](const auto& items, const std::string& wanted, auto id) {
        return std::ranges::find(items, wanted, id) != items.end();
    };

    using RunCommand = calls::PluginRunCommand;
    broker.handle_async<RunCommand>(
        [this, has](const Caller&, const RunCommand::Request& request, const Responder<RunCommand>& respond) {
            pass_on<calls::RunCommand>(request.plugin, {request.command}, respond,
                                       [has, id = request.command](const Registrations& all) {
                                           return has(all.commands(), id, &calls::CommandRegister::Request::id);
                                       });
        });
    using RunAction = calls::PluginRunAction;
    broker.handle_async<RunAction>(
        [this, has](const Caller&, const RunAction::Request& request, const Responder<RunAction>& respond) {
            pass_on<calls::RunAction>(
                request.plugin, {request.widget, request.action}, respond, [has, request](const Registrations& all) {
                    const auto widget = std::ranges::find(all.widgets(), request.widget, &calls::WidgetRegister::Request::id);
                    return widget != all.widgets().end() && has(widget->actions, request.action, &calls::WidgetAction::id);
                });
        });
    using CallMethod = calls::PluginCallMethod;
    broker.handle_async<CallMethod>(
        [this, has](const Caller&, const CallMethod::Request& request, const Responder<CallMethod>& respond) {
            if (!is_json(request.json)) return respond(fail(Errc::invalid, "the arguments are one JSON value; this is none"));
            pass_on<calls::RunMethod>(request.plugin, {request.method, request.json}, respond,
                                      [has, id = request.method](const Registrations& all) {
                                          return has(all.methods(), id, &calls::MethodExport::Request::name);
                                      });
        });
    using RunVoice = calls::PluginRunVoice;
    broker.handle_async<RunVoice>([this](const Caller&, const RunVoice::Request& request, const Responder<RunVoice>& respond) {
        struct Candidate {
            std::string plugin, voice;
        };
        std::vector<Candidate> candidates; // one for each of phrases
        std::vector<std::string> phrases;
        for (const auto& [id, known] : lives_) {
            const auto* const session = known->active();
            if (!session || !known->granted(Permission::voice_commands)) continue;
            for (const auto& voice : session->registrations().voices())
                for (const auto& phrase : voice.phrases) {
                    candidates.push_back({id, voice.id});
                    phrases.push_back(phrase);
                }
        }
        const auto& match = context_->hooks.match_phrase;
        const auto meant = match ? match(request.phrase, phrases) : find_phrase(request.phrase, phrases);
        if (!meant || *meant >= candidates.size())
            return respond(
                fail(Errc::not_found, "no plugin knows the phrase \"{}\"", printable_line(request.phrase.substr(0, 128))));
        const auto& [plugin, voice] = candidates[*meant];
        pass_on<calls::RunVoice>(plugin, {voice, phrases[*meant]}, respond, [](const Registrations&) { return true; });
    });
}

Session* Supervisor::session_of(const Caller& caller) const {
    const auto* const owner = find(caller.instance);
    return owner ? owner->session(caller.instance) : nullptr;
}

} // namespace asista::runtime
