#include "runtime/plugin_life.hpp"
#include "runtime/spare_host.hpp"

#include <algorithm>

namespace asista::runtime {

namespace {
constexpr std::int64_t kill_grace_ms = 500; // from SIGKILL to reaped, when closing
}

Supervisor::Supervisor(Parts parts, UserId user, HostSetup setup, SupervisorTimes times, SupervisorHooks hooks)
    : context_(new Context{.loop = parts.loop,
                           .broker = parts.broker,
                           .catalog = parts.catalog,
                           .installations = parts.installations,
                           .sink = parts.sink,
                           .builds = parts.builds,
                           .spare = parts.spare,
                           .user = user,
                           .setup = std::move(setup),
                           .times = std::move(times),
                           .hooks = std::move(hooks),
                           .instances = {},
                           .process_ended = {},
                           .watch_costs = {},
                           .symbolizer = {},
                           .crash_reports = {}}) {
    context_->process_ended = [this] { on_process_ended(); };
    context_->watch_costs = [this] { watch_costs(); };
    context_->symbolizer = std::make_unique<Symbolizer>(parts.loop, context_->setup.symbolizer, context_->setup.program);
    context_->crash_reports = std::make_unique<CrashReports>(parts.loop.clock(), *context_->symbolizer, parts.crashes);
    context_->catalog.set_change_hook(
        [this](const std::string& folder, const CatalogChange& change) { on_catalog(folder, change); });
    context_->broker.set_refusal_hook(
        [this](const Caller& caller, const Broker::Refused& refused) { on_refused(caller, refused); });
    handle_view_calls();
    handle_registration_calls();
    handle_settings_and_events();
    handle_management();
    handle_grants();
    handle_running();
}

Supervisor::~Supervisor() {
    context_->loop.cancel_timer(shutdown_timer_);
    context_->loop.cancel_timer(costs_timer_);
    context_->catalog.set_change_hook({});
    context_->broker.set_refusal_hook({});
    context_->broker.set_ask_hook({});
    context_->broker.set_use_hook({});
    context_->alive.reset();
    lives_.clear();
}

Result<void> Supervisor::start(Start how) {
    safe_mode_ = how == Start::safe_mode;
    const auto installations = TRY(context_->installations.list());
    for (const auto& [folder, entry] : context_->catalog.entries()) life(folder);
    for (const auto& installation : installations)
        if (auto* const known = find(installation.plugin)) known->adopt(installation);
    for (const auto& [id, known] : lives_) {
        if (safe_mode_) known->hold_for_safe_mode();
        known->reconsider();
    }
    return {};
}

void Supervisor::shut_down(std::int64_t most_ms, std::function<void()> done) {
    context_->shutting_down = true;
    static_cast<void>(stop_search().has_value()); // there need not be one
    if (context_->spare) context_->spare->stop();
    shutdown_done_ = std::move(done);
    for (const auto& [id, known] : lives_) known->shut_down();
    shutdown_timer_ = context_->loop.call_after(most_ms, [this] {
        for (const auto& [id, known] : lives_) known->kill_all();
        shutdown_timer_ = context_->loop.call_after(kill_grace_ms, [this] {
            if (auto finished = std::exchange(shutdown_done_, nullptr)) finished();
        });
    });
    on_process_ended();
}

const SandboxPlan& Supervisor::sandbox() const { return context_->setup.sandbox; }

std::vector<PluginStatus> Supervisor::plugins() const {
    std::vector<PluginStatus> found;
    for (const auto& [id, known] : lives_)
        if (known->in_catalog()) found.push_back(known->status());
    return found;
}

void Supervisor::sample_usage() {
    for (const auto& [id, known] : lives_) known->sample_usage();
    context_->changed();
}

void Supervisor::set_theme(const calls::Theme& theme) {
    context_->setup.theme = theme;
    for (const auto& [id, known] : lives_) known->set_theme(theme);
}

void Supervisor::on_window_event(const WindowEvent& event) {
    if (auto* const owner = find(event.instance)) owner->on_window_event(event);
}

bool Supervisor::notify_raw(InstanceId instance, calls::CallId order, wire::Bytes payload) {
    auto* const owner = find(instance);
    auto* const session = owner ? owner->session(instance) : nullptr;
    if (!session) return false;
    session->notify_raw(order, std::move(payload));
    return true;
}

std::optional<Caller> Supervisor::caller(InstanceId instance) const {
    const auto* const owner = find(instance);
    return owner ? owner->caller(instance) : std::nullopt;
}

void Supervisor::publish(std::string_view full_name, std::string_view json) {
    if (const auto needs = event_permission(full_name)) deliver({}, full_name, json, *needs);
}

void Supervisor::deliver(std::string_view author, std::string_view full_name, std::string_view json,
                         std::optional<Permission> needs) {
    std::vector<std::string> receivers;
    const calls::DeliverEvent::Request event{std::string(full_name), std::string(json)};
    for (const auto& [id, known] : lives_) {
        auto* const session = known->active();
        if (!session || !session->registrations().subscribed(event.name)) continue;
        if (needs && !known->granted(*needs)) continue; // taken back since it subscribed
        known->deliver(event);
        if (watch_events_) receivers.push_back(id);
    }
    if (watch_events_ && context_->hooks.event) context_->hooks.event({author, full_name, json, receivers});
}

PluginLife& Supervisor::life(const std::string& plugin) {
    auto& slot = lives_[plugin];
    if (!slot) slot = std::make_unique<PluginLife>(*context_, plugin);
    return *slot;
}

PluginLife* Supervisor::find(const std::string& plugin) const {
    const auto found = lives_.find(plugin);
    return found == lives_.end() ? nullptr : found->second.get();
}

PluginLife* Supervisor::find(InstanceId instance) const {
    const auto found = context_->instances.find(instance);
    return found == context_->instances.end() ? nullptr : found->second;
}

Result<std::filesystem::path> Supervisor::record(const std::string& plugin, const std::filesystem::path& file) {
    return TRY(named(plugin))->record(file);
}

Result<std::filesystem::path> Supervisor::stop_recording(const std::string& plugin) {
    return TRY(named(plugin))->stop_recording();
}

Result<PluginLife*> Supervisor::named(const std::string& plugin) const {
    auto* const found = find(plugin);
    if (!found || !found->in_catalog()) return fail(Errc::not_found, "there is no plugin {}", plugin.substr(0, 64));
    return found;
}

void Supervisor::on_catalog(const std::string& folder, const CatalogChange& change) {
    const bool is_new = !find(folder);
    auto& changed = life(folder);
    if (is_new) {
        // It may have been installed in an earlier life of the same folder.
        if (auto installations = context_->installations.list()) {
            const auto known = std::ranges::find(*installations, folder, &Installation::plugin);
            if (known != installations->end()) changed.adopt(std::move(*known));
        }
    }
    if (is_new && safe_mode_) changed.hold_for_safe_mode();
    changed.on_catalog_change(change);
    const bool reloads = changed.has_trial();
    on_process_ended();                // a folder that vanished without a process is forgotten at once
    if (!reloads) context_->changed(); // the pages show the build before, until the new one has taken over
}

// A plugin whose folder is gone is forgotten when its last process is.
void Supervisor::on_process_ended() {
    bool all_idle = true;
    for (auto known = lives_.begin(); known != lives_.end();) {
        all_idle = all_idle && known->second->idle();
        const bool forget = !known->second->in_catalog() && known->second->idle();
        if (forget) {
            known->second->forget_picture();
            context_->bury(std::move(known->second)); // one of its callbacks may be running
        }
        known = forget ? lives_.erase(known) : std::next(known);
    }
    follow_search();
    if (all_idle && context_->shutting_down && shutdown_done_) {
        context_->loop.cancel_timer(shutdown_timer_);
        // Posted: whoever waits for this may destroy the supervisor.
        context_->loop.post(std::exchange(shutdown_done_, nullptr));
    }
}

} // namespace asista::runtime
