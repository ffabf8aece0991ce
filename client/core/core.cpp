#include "core/core.hpp"

#include "core/bundled_plugins.hpp"

#include "core/handlers.hpp"
#include "core/handlers_inspect.hpp"
#include "core/handlers_life.hpp"
#include "runtime/catalog.hpp"
#include "services/day.hpp"
#include "services/sample_data.hpp"
#include "services/voice/phrases.hpp"
#include "ui/preferences.hpp"
#include "wire/calls/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sys/epoll.h>
#include <thread>

namespace asista::core {
namespace {
// Only the author looks into a plugin.
Error not_built_here(const std::string& plugin) {
    return {Errc::denied, fmt::format("{} is not built from source here; `asista dev` builds it", plugin)};
}

// Snapshots come at most this often, in microseconds: a plugin that writes in a loop must not keep the window busy.
constexpr std::int64_t snapshot_interval_us = 8'000;
// How often the day is looked at. Days end, and laptops sleep over it, without any event.
constexpr std::int64_t clock_interval_ms = 60'000;
constexpr std::int64_t usage_interval_ms = 1'000;
constexpr std::int64_t shut_down_ms = 2'000;
// What plugins do is written together: a plugin that calls in a loop must not keep the disk busy.
constexpr std::int64_t audit_interval_ms = 5'000;
// What search has still to read is read in slices of some milliseconds between which calls are answered: first when the window is up, later
// when nothing changed for a moment.
constexpr std::uint32_t catch_up_rows = 250;
constexpr std::int64_t catch_up_begins_ms = 500, catch_up_pause_ms = 10;
} // namespace

Result<std::unique_ptr<Core>> Core::open(const CoreConfig& config, const runtime::Clock& clock, runtime::EventLoop& loop,
                                         WindowInbox& inbox) {
    std::unique_ptr<Core> core(new Core(config, clock, loop, inbox));
    TRY(core->set_up());
    return core;
}

Core::~Core() {
    if (usage_timer_ != runtime::TimerId::none) loop_.cancel_timer(usage_timer_);
    loop_.cancel_timer(audit_timer_);
    loop_.cancel_timer(catch_up_timer_);
    if (supervisor_) write_audit();
    transfer_.reset();
    data_check_.reset();
    backup_keeper_.reset();
    profile_keeper_.reset();
    debug_files_.reset();
    new_plugins_.reset();
    workshop_.reset();
    endpoint_keeper_.reset();
    local_requests_.reset();
    supervisor_.reset(); // kills what is left; its hooks use the members above
}

Result<void> Core::set_up() {
    TRY(start_spare());
    TRY(open_services());
    // Without the mark the next start does not know of this one's end: nothing to keep a person from their tasks for.
    if (auto mark = runtime::StartMark::set(config_.profile)) start_mark_ = std::move(*mark);
    open_chats();
    bind();
    bind_coach();
    TRY(open_ai_desk());
    TRY(start_plugins());
    publish_snapshot();
    loop_.post([this] { endpoint_keeper_->start(); }); // when the window has its first snapshot
    look_at_the_clock();
    want_catch_up(catch_up_begins_ms);
    return {};
}

Result<void> Core::open_services() {
    services::ServicesOptions options;
    options.database = config_.profile / "asista.db";
    options.now = clock_.now_ms();
    options.backups = config_.profile / "backups";
    options.doing = [this](std::string_view what) { inbox_.put_doing(what); };
    // The sample profile's catalogue has made-up ratings and numbers of installs, like the rest of it; the real one claims none.
    options.catalogue = config_.assets / (config_.sample_data ? "sample-data/catalogue.json" : "catalogue.json");
    services_ = TRY(services::Services::open(options));
    if (!config_.sample_data) return {};
    const auto person = TRY(services::read_text_file(config_.assets / "sample-data" / "person.json"));
    const auto today = services::day_of(clock_.now_ms(), clock_.utc_offset_s());
    loaded_sample_data_ =
        TRY(services::load_sample_data(services_->db, services_->user.id, person, today, clock_.utc_offset_s()));
    return {};
}

// The first plugin's process, begun before anything else: it is locked down while the data is being opened, and what it says of that is
// what this machine offers to all of them.
Result<void> Core::start_spare() {
    fonts_ = TRY(gfx::FontFiles::open());
    runtime::SpareHost::Setup setup;
    setup.program = config_.host_program;
    setup.tier = SandboxTier::a;
    setup.theme = ui::to_wire(ui::theme_for({}, false, config_.scale), 0);
    setup.fonts = fonts_.descriptions();
    setup.font_fds = TRY(fonts_.duplicates());
    spare_ = std::make_unique<runtime::SpareHost>(loop_, std::move(setup));
    static_cast<void>(spare_->make().has_value()); // sandbox_plan() finds out why not, and says so
    return {};
}

runtime::SandboxPlan Core::sandbox_plan() {
    constexpr std::chrono::seconds most{5};
    if (const auto held = spare_->wait_for_answer(most))
        if (auto plan = runtime::plan_of_full_tier(*held)) return std::move(*plan);
    return runtime::probe_sandbox(config_.host_program);
}

void Core::bind() {
    const HandlerParts parts{
        *services_,
        *chat_,
        clock_,
        [this](UserId, std::string_view topic) {
            // The handler is still in the broker; what follows from the change runs after it.
            loop_.post([this, topic = std::string(topic)] { data_changed(topic); });
        },
        config_.seed,
        [this](std::function<void()> work, std::function<void()> done) { outside_->beside(std::move(work), std::move(done)); },
        [this](std::function<void()> work) { loop_.post(std::move(work)); }};
    bind_handlers(broker_, parts);
    Outside::Parts outside{loop_, broker_, clock_, inbox_, config_.may_ask, ASISTA_VERSION, {}, {}, {}};
    outside.caller = [this](InstanceId instance) { return supervisor_->caller(instance); };
    outside.changed = [this] { want_snapshot(); };
    outside.audit = [this](const runtime::AuditNote& note) { note_audit(note); };
    outside.unfinished = config_.profile / "unfinished";
    outside_ = std::make_unique<Outside>(std::move(outside));
}

// All that a theme is made of.
Result<ui::Snapshot> Core::shown_preferences() {
    ui::Snapshot shown;
    shown.preferences = TRY(services_->preferences.all(services_->user.id));
    for (const auto& [key, json] : config_.preference_overrides) shown.preferences[key] = json;
    shown.color_schemes = theme_files_->schemes();
    return shown;
}

Result<runtime::HostSetup> Core::host_setup() {
    runtime::HostSetup setup;
    setup.program = config_.host_program;
    setup.symbolizer = config_.symbolizer_program;
    setup.platform = TRY(runtime::SemVer::parse(ASISTA_VERSION));
    const ui::Snapshot shown = TRY(shown_preferences());
    setup.theme = ui::to_wire(ui::theme_for(ui::read_preferences(shown), false, config_.scale, ui::chosen_scheme(shown)), 0);
    setup.fonts = fonts_.descriptions();
    setup.font_fds = TRY(fonts_.duplicates());
    setup.recordings = config_.profile / "recordings";
    setup.cpu_count = std::max(1U, std::thread::hardware_concurrency());
    setup.sandbox = sandbox_plan();
    if (config_.sandbox_tier) setup.sandbox = TRY(setup.sandbox.lowered_to(*config_.sandbox_tier));
    return setup;
}

Result<void> Core::start_plugins() {
    if (!config_.shaders.empty())
        shader_files_ = TRY(ShaderFiles::follow(
            loop_, config_.shaders, [this](ShaderFiles::Texts texts) { inbox_.put(ShadersOrder{std::move(texts)}); }));
    if (config_.has_window)
        desktop_ = std::make_unique<DesktopNotifications>(
            loop_, DesktopNotifications::Hooks{[this] { inbox_.put(RaiseWindowOrder{}); }, [this] { want_snapshot(); }});
    theme_files_ = std::make_unique<ThemeFiles>(loop_, config_.profile / "themes", [this] { want_snapshot(); });
    installations_ = std::make_unique<InstallationsOverRecords>(services_->plugin_records, services_->user.id, clock_);
    crashes_ = std::make_unique<CrashesOverLog>(services_->crash_log, services_->user.id);
    builds_ = std::make_unique<BuildsOverFiles>(services_->plugin_builds, services_->plugin_storage, services_->user.id,
                                                config_.profile / "builds");
    if (!config_.bundled_plugins.empty())
        for (const auto& trouble : copy_bundled_plugins(config_.bundled_plugins, config_.plugins))
            fmt::print(stderr, "asista: {}\n", trouble);
    catalog_ = TRY(runtime::Catalog::open(loop_, config_.plugins));
    if (loaded_sample_data_) TRY(install_first_party());
    TRY(install_developed(config_.develop, *installations_, clock_.now_ms()));

    runtime::SupervisorHooks hooks;
    hooks.changed = [this] { want_snapshot(); };
    hooks.log_changed = [this] {
        if (local_requests_) local_requests_->log_changed();
        if (usage_timer_ != runtime::TimerId::none) want_snapshot(); // the developer page is open
    };
    if (config_.may_ask) // a link is opened when somebody says so
        hooks.open_url = [this](const std::string& plugin, InstanceId, const std::string& url) {
            inbox_.put(OpenUrlRequest{plugin, url});
        };
    hooks.open_page = [this](const std::string& plugin, InstanceId instance, const std::string& page) {
        inbox_.put(OpenPageRequest{plugin, instance, page});
    };
    hooks.instance_gone = [this](InstanceId instance) {
        stop_watching(instance);
        chat_->forget(instance);
        outside_->forget(instance);
    };
    hooks.revoked = [this](InstanceId instance, PermissionSet lost) { revoke(instance, lost); };
    hooks.audit = [this](const runtime::AuditNote& note) { note_audit(note); };
    hooks.succeeded = [this](InstanceId from, InstanceId to) { chat_->succeed(from, to); };
    hooks.activated = [this](InstanceId instance) {
        auto lines = chat_->drop_unclaimed(instance);
        for (auto& line : lines)
            line = fmt::format("the answer \"{}\" that the build before waited for is not wanted any more: it was stopped", line);
        return lines;
    };
    hooks.event = [this](const runtime::EventNote& note) {
        events_.add(clock_.now_ms(), note);
        want_snapshot();
    };
    hooks.sanitizer = [this](const std::string& plugin) {
        return workshop_ ? workshop_->sanitizer(plugin) : std::optional<runtime::SanitizerRuntime>();
    };
    hooks.match_phrase = services::voice::match_phrase;
    supervisor_ =
        std::make_unique<runtime::Supervisor>(runtime::Supervisor::Parts{loop_, broker_, *catalog_, *installations_, inbox_,
                                                                         crashes_.get(), builds_.get(), spare_.get()},
                                              services_->user.id, TRY(host_setup()), config_.plugin_times, std::move(hooks));
    supervisor_->set_may_ask(config_.may_ask);
    snapshots_ = std::make_unique<SnapshotBuilder>(SnapshotBuilder::Parts{
        *services_, *supervisor_, broker_, *chat_, clock_, config_.preference_overrides,
        config_.may_offer && start_mark_ && start_mark_->unclean_before() >= runtime::unclean_starts_for_offer,
        &outside_->files(),
        [this] { return ai_desk_ ? ai_desk_->gateway().previews() : std::vector<const services::ai::Preview*>(); },
        config_.may_introduce});
    bind_life_handlers(broker_, *supervisor_);
    bind_inspection();
    method_calls_ = std::make_unique<MethodCalls>(MethodCalls::Parts{
        broker_, *supervisor_, services_->user.id, [this](const runtime::AuditNote& note) { note_audit(note); }});
    endpoint_keeper_ = std::make_unique<EndpointKeeper>(
        EndpointKeeper::Parts{loop_, broker_, clock_, *method_calls_, config_.profile, config_.http_library,
                              [this] { want_snapshot(); }, config_.endpoint_limits});
    // Without it only the words of the command line hear less; that is no reason not to start.
    LocalRequests::Raise raise;
    if (config_.has_window)
        raise = [this](const std::string& page, const std::string& detail) { inbox_.put(RaiseWindowOrder{page, detail}); };
    if (auto requests = LocalRequests::listen(loop_, *supervisor_, config_.profile, std::move(raise))) {
        local_requests_ = std::move(*requests);
        local_requests_->set_methods([this](const MethodRequest& request, const MethodCalls::Done& done) {
            method_calls_->call(runtime::Caller::Kind::command_line, request, done);
        });
    }
    start_workshop();
    bind_new_plugins();
    bind_themes();
    bind_onboarding();
    bind_debugging();
    backup_keeper_ =
        std::make_unique<BackupKeeper>(BackupKeeper::Parts{loop_, broker_, clock_, config_.profile / "asista.db",
                                                           config_.profile / "backups", [this] { inbox_.put(RestartOrder{}); }});
    data_check_ = std::make_unique<DataCheck>(
        DataCheck::Parts{loop_, clock_, services_->db, [this](const std::string& sentence) { add_notice(sentence); }});
    profile_keeper_ = std::make_unique<ProfileKeeper>(
        ProfileKeeper::Parts{loop_, broker_, services_->db, config_.profile,
                             [this](std::filesystem::path profile) { inbox_.put(RestartOrder{std::move(profile)}); },
                             [this] { want_snapshot(); }, clock_, config_.seal_effort});
    note_appearance();
    transfer_ = std::make_unique<Transfer>(Transfer::Parts{
        loop_, broker_, clock_, *services_, outside_->files(), config_.profile / "asista.db",
        [this](UserId, std::string_view topic) { loop_.post([this, topic = std::string(topic)] { data_changed(topic); }); },
        [this](std::function<void()> work) { loop_.post(std::move(work)); }});
    using Start = runtime::Supervisor::Start;
    return supervisor_->start(wants_safe_mode() ? Start::safe_mode : Start::plugins);
}

void Core::add_notice(const std::string& notice) {
    services_->notice += (services_->notice.empty() ? "" : " ") + notice;
    want_snapshot();
}

void Core::bind_inspection() {
    InspectParts parts{*services_, clock_, {}, {}, {}};
    parts.plugin = [this](const std::string& id) -> std::optional<Inspected> {
        for (const auto& status : supervisor_->plugins())
            if (status.id == id && status.installed)
                return Inspected{status.manifest ? status.manifest->version.to_string() : std::string{}, status.granted};
        return std::nullopt;
    };
    parts.audit = [this](const runtime::AuditNote& note) { note_audit(note); };
    parts.changed = [this] { want_snapshot(); };
    bind_inspect_handlers(broker_, std::move(parts));
}

void Core::start_workshop() {
    if (config_.develop.empty()) return;
    open_workshop();
    for (const auto& folder : config_.develop) static_cast<void>(workshop_->add(folder).has_value()); // one named twice is one
    if (config_.wait_for_debugger)
        for (const auto& plugin : developed_plugins(config_.develop)) supervisor_->wait_for_debugger(plugin, true);
}

void Core::open_workshop() {
    const auto cache = config_.build_cache.empty() ? build_cache_folder() : config_.build_cache;
    const auto changed = [this] { want_snapshot(); };
    const auto known = [this](const std::string& plugin) { supervisor_->sanitizer_known(plugin); };
    workshop_ = std::make_unique<Workshop>(Workshop::Parts{loop_, config_.plugins, cache, changed, config_.wait_for_debugger,
                                                           config_.sanitize && !developer_build, known});
}

// A folder that was made while the client runs: installed before it is built, so that it starts as soon as it is there.
Result<void> Core::develop(const std::filesystem::path& folder) {
    TRY(install_developed({folder}, *installations_, clock_.now_ms()));
    if (!workshop_) open_workshop();
    TRY(workshop_->add(folder));
    want_snapshot();
    return {};
}

void Core::bind_new_plugins() {
    const auto taken = [this](const std::string& plugin) {
        if (catalog_->find(plugin) != nullptr) return true;
        if (!workshop_) return false;
        const auto views = workshop_->views();
        return std::ranges::find(views, plugin, &ui::BuildView::plugin) != views.end();
    };
    const auto parent = config_.new_plugins.empty() ? new_plugin_parent(config_.profile) : config_.new_plugins;
    new_plugins_ =
        std::make_unique<NewPlugins>(NewPlugins::Parts{loop_, broker_, config_.plugin_template, parent, taken,
                                                       [this](const std::filesystem::path& folder) { return develop(folder); }});
}

void Core::bind_themes() {
    broker_.handle<calls::ThemesMake>([this](const runtime::Caller&, const calls::Nothing&) -> Result<calls::ThemesMake::Reply> {
        const auto shown = shown_preferences();
        if (!shown) return fail(shown.error());
        const auto file = TRY(theme_files_->make(ui::read_preferences(*shown), ui::chosen_scheme(*shown)));
        return calls::ThemesMake::Reply{file.stem().string(), file.string()};
    });
}

void Core::bind_onboarding() {
    broker_.handle<calls::ProfileFill>([this](const runtime::Caller& caller,
                                              const calls::Nothing&) -> Result<calls::ProfileFill::Reply> {
        const auto person = TRY(services::read_text_file(config_.assets / "sample-data" / "person.json"));
        const auto now = clock_.now_ms();
        const services::Actor actor{caller.user, {}, services::Author::import};
        auto& log = services_->operations;
        const auto offset = clock_.utc_offset_s();
        const auto change = log.together(actor, now, calls::ProfileFill::name, [&]() -> Result<std::uint64_t> {
            const bool filled = TRY(services::load_sample_data(services_->db, caller.user, person, services::day_of(now, offset),
                                                               offset, [&](services::Entity entity, const std::string& key) {
                                                                   return log.record(actor, now, calls::ProfileFill::name, entity,
                                                                                     key, std::nullopt);
                                                               }));
            if (!filled)
                return fail(Errc::busy, "there is something in this profile already; the sample week goes into an empty one");
            return log.change_under_way();
        });
        if (!change) return fail(change.error());
        for (const auto* const topic : {"tasks", "habits", "goals", "calendar"}) data_changed(topic);
        return calls::ProfileFill::Reply{*change};
    });
}

void Core::bind_debugging() {
    debug_files_ = std::make_unique<DebugFiles>(DebugFiles::Parts{
        loop_, config_.profile / "debug", config_.host_program,
        [this](const std::string& plugin) { return supervisor_->debuggee(plugin); }, [this] { want_snapshot(); }});
    broker_.handle_async<calls::DevelopDebug>([this](const runtime::Caller&, const calls::DevelopDebug::Request& request,
                                                     const runtime::Responder<calls::DevelopDebug>& respond) {
        if (!workshop_ || !workshop_->keep_quick(request.plugin)) return respond(fail(not_built_here(request.plugin)));
        debug_files_->begin(request.plugin, [respond](Result<calls::DevelopDebug::Reply> reply) { respond(std::move(reply)); });
    });
    broker_.handle<calls::DevelopWait>(
        [this](const runtime::Caller&, const calls::DevelopWait::Request& request) -> Result<calls::Nothing> {
            if (!workshop_ || !workshop_->keep_quick(request.plugin)) return fail(not_built_here(request.plugin));
            if (request.on) TRY(can_debug(request.plugin));
            supervisor_->wait_for_debugger(request.plugin, request.on);
            return calls::Nothing{};
        });
    broker_.handle<calls::DevelopSanitize>(
        [this](const runtime::Caller&, const calls::DevelopSanitize::Request& request) -> Result<calls::Nothing> {
            if (developer_build && request.on)
                return fail(Errc::unsupported,
                            "this build of Asista has sanitizers itself, and so have its plugins' processes; use one "
                            "without to build a single plugin with them");
            if (!workshop_ || !workshop_->set_sanitizers(request.plugin, request.on)) return fail(not_built_here(request.plugin));
            return calls::Nothing{};
        });
}

// The command line asks for it, or the person did when it was offered: for one start.
bool Core::wants_safe_mode() {
    const auto preferences = services_->preferences.all(services_->user.id);
    if (!preferences) return config_.safe_mode;
    const auto asked = preferences->find(std::string(ui::safe_mode_next_key));
    if (asked == preferences->end() || asked->second != "true") return config_.safe_mode;
    // Should it not be written down, the next start is safe again: no harm.
    calls::PreferencesSet::Request over{std::string(ui::safe_mode_next_key), "false"};
    static_cast<void>(services_->preferences.set({services_->user.id, {}}, over, clock_.now_ms()).has_value());
    return true;
}

// A sample profile shows the product: the first-party plugins that draw cards are installed with all they ask for.
Result<void> Core::install_first_party() {
    for (const auto& [folder, entry] : catalog_->entries()) {
        if (!entry.manifest || std::ranges::find(config_.sample_plugins, folder) == config_.sample_plugins.end()) continue;
        runtime::Installation installation;
        installation.plugin = entry.manifest->id;
        installation.version = entry.manifest->version.to_string();
        const auto hosts = runtime::network_hosts(runtime::shown_of(*entry.manifest));
        installation.grants.review(entry.manifest->wanted(), hosts, clock_.now_ms());
        TRY(installations_->save(installation));
    }
    return {};
}

void Core::call(std::uint64_t ticket, calls::CallId call, const wire::Bytes& request) {
    runtime::Caller caller;
    caller.kind = runtime::Caller::Kind::user;
    caller.user = services_->user.id;
    ++user_calls_;
    broker_.dispatch(caller, call, request, [this, ticket](Result<wire::Bytes> reply) {
        --user_calls_;
        inbox_.put(CallAnswer{ticket, std::move(reply)});
    });
}

// A process that dies owing a frame never signals it: without stop_watching() each would leave a descriptor and a watch behind.
void Core::watch_done(InstanceId instance, const std::shared_ptr<UniqueFd>& done, std::function<void()> wake) {
    if (!supervisor_->caller(instance)) return wake();
    const auto watch = watched_.emplace(instance, done);
    const auto added = loop_.add(done->get(), EPOLLIN | EPOLLONESHOT, [this, watch, wake](std::uint32_t) {
        const auto woken = wake; // this callback dies with remove()
        loop_.remove(watch->second->get());
        watched_.erase(watch);
        woken();
    });
    if (added) return;
    watched_.erase(watch);
    wake(); // the window then looks by itself
}

void Core::stop_watching(InstanceId instance) {
    const auto [first, last] = watched_.equal_range(instance);
    for (auto watch = first; watch != last; ++watch) loop_.remove(watch->second->get());
    watched_.erase(first, last);
}

void Core::data_changed(std::string_view topic) {
    snapshots_->changed(topic);
    want_snapshot();
    if (topic == "preferences") note_appearance();
    want_catch_up(catch_up_begins_ms);
    if (topic == "tasks" || topic == "habits" || topic == "goals" || topic == "calendar")
        supervisor_->publish(fmt::format("{}/changed", topic), "{}");
}

void Core::note_appearance() {
    if (const auto preferences = services_->preferences.all(services_->user.id)) profile_keeper_->note_appearance(*preferences);
}

void Core::want_snapshot() {
    if (snapshot_wanted_) return;
    snapshot_wanted_ = true;
    const auto since_us = clock_.monotonic_us() - snapshot_made_us_;
    if (since_us >= snapshot_interval_us)
        loop_.post([this] { publish_snapshot(); });
    else
        loop_.call_after((snapshot_interval_us - since_us + 999) / 1000, [this] { publish_snapshot(); });
}

void Core::publish_snapshot() {
    snapshot_wanted_ = false;
    snapshot_made_us_ = clock_.monotonic_us();
    const std::uint32_t builds = workshop_ && workshop_->busy() ? 1 : 0;
    if (workshop_) {
        snapshots_->set_builds(workshop_->views());
        for (const auto& status : supervisor_->plugins())
            debug_files_->follow(status.id, status.debuggee_pid, status.waiting_pid != 0);
        snapshots_->set_waits(debug_files_->waits());
    }
    snapshots_->set_color_schemes(theme_files_->schemes());
    snapshots_->set_profiles(profile_keeper_->profiles());
    snapshots_->set_endpoint(endpoint_keeper_->view());
    snapshots_->set_events(events_.views());
    if (desktop_) snapshots_->set_desktop_problem(desktop_->problem());
    // What waits for the person to look at it is no work under way.
    const auto chats = chat_->under_way() - std::min(chat_->under_way(), ai_desk_->gateway().previews().size());
    auto snapshot = snapshots_->build(static_cast<std::uint32_t>(chats) + user_calls_ + builds);
    if (desktop_) tell_desktop(*snapshot);
    inbox_.put_snapshot(std::move(snapshot));
}

// What is new goes to the desktop as well while the person looks elsewhere, unless they want neither now.
void Core::tell_desktop(const ui::Snapshot& now) {
    std::uint64_t newest = told_notification_.value_or(0);
    std::vector<const Notification*> fresh;
    for (const auto& one : now.notifications) {
        newest = std::max(newest, one.id);
        if (told_notification_ && one.id > *told_notification_ && !one.read) fresh.push_back(&one);
    }
    told_notification_ = newest;
    const auto preferences = ui::read_preferences(now);
    if (focused_ || !preferences.desktop_notifications || ui::is_quiet(preferences, now.now, now.utc_offset_s)) return;
    for (auto one = fresh.rbegin(); one != fresh.rend(); ++one) {
        const auto plugin = std::ranges::find(now.plugins, (*one)->source, &ui::PluginView::id);
        const bool says_who = plugin == now.plugins.end() || (*one)->title.find(plugin->name) != std::string::npos;
        desktop_->show(**one, says_who ? std::string() : plugin->name);
    }
}

void Core::look_at_the_clock() {
    // A minute that is not noted is nothing to tell a person about; the next look tries again.
    static_cast<void>(services_->tracking.note_alive(services_->user.id, clock_.now_ms()).has_value());
    const auto day = services::day_of(clock_.now_ms(), clock_.utc_offset_s());
    loop_.call_after(clock_interval_ms, [this, day] {
        if (services::day_of(clock_.now_ms(), clock_.utc_offset_s()) != day) want_snapshot();
        look_at_the_clock();
    });
}

void Core::clock_changed() {
    for (const auto* const topic : {"tasks", "habits", "goals", "calendar"}) data_changed(topic);
}

void Core::want_catch_up(std::int64_t in_ms) {
    if (catch_up_timer_ != runtime::TimerId::none) return;
    catch_up_timer_ = loop_.call_after(in_ms, [this] {
        catch_up_timer_ = runtime::TimerId::none;
        catch_up();
    });
}

void Core::catch_up() {
    const auto more = services_->search.catch_up(catch_up_rows);
    // On a full disk the next change tries again; what is looked for is then found by what search knows.
    if (more && *more) want_catch_up(catch_up_pause_ms);
}

void Core::touched() {
    // Losing the time of the last key press is nothing to tell a person about; the next one tries again.
    static_cast<void>(services_->activity.touch(services_->user.id, clock_.now_ms()));
}

void Core::watch_usage(bool on) {
    if (on == (usage_timer_ != runtime::TimerId::none)) return;
    supervisor_->watch_events(on);
    if (!on) events_.clear(); // every snapshot carries them
    if (on) {
        sample_usage();
    } else {
        loop_.cancel_timer(usage_timer_);
        usage_timer_ = runtime::TimerId::none;
    }
}

void Core::sample_usage() {
    supervisor_->sample_usage();
    want_snapshot();
    usage_timer_ = loop_.call_after(usage_interval_ms, [this] { sample_usage(); });
}

// An answer that is being written was begun with what the plugin could read then.
void Core::revoke(InstanceId instance, PermissionSet lost) {
    chat_->revoke(instance, lost);
    outside_->grants_changed();
}

void Core::note_audit(const runtime::AuditNote& note) {
    services_->audit.note({services_->user.id, note.plugin, note.version, note.action, note.subject, note.outcome},
                          clock_.now_ms());
    if (audit_timer_ != runtime::TimerId::none) return;
    audit_timer_ = loop_.call_after(audit_interval_ms, [this] {
        audit_timer_ = runtime::TimerId::none;
        write_audit();
    });
}

void Core::write_audit() {
    const auto written = services_->audit.flush(clock_.now_ms());
    const auto saved = supervisor_->save_uses();
    // The log says so itself (Audit::problem), and is tried again with the next entry. Counts that are not saved are counted on.
    if (!written || !saved) want_snapshot();
}

void Core::shut_down(std::function<void()> done) {
    // As for touched(): an activity time that is not written is no reason to stay.
    static_cast<void>(services_->activity.flush());
    supervisor_->shut_down(shut_down_ms, [this, done = std::move(done)] {
        write_audit();
        if (start_mark_) static_cast<void>(start_mark_->ended_well().has_value()); // at worst an offer too many
        done();
    });
}

} // namespace asista::core
