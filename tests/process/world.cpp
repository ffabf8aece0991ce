#include "world.hpp"
#include "wire/calls/data.hpp"

#include <asista_fonts.hpp>

#include <array>
#include <fcntl.h>

namespace asista::test {

namespace fs = std::filesystem;
using runtime::PluginState;

namespace {

constexpr std::string_view script_mark = "ASISTA-FIXTURE-SCRIPT:";
constexpr std::size_t script_size = 127; // with the mark, without the end

runtime::HostSetup host_setup(const WorldOptions& options) {
    const std::string& program = options.program;
    runtime::HostSetup setup;
    // As in the client: the strictest that this machine has, also for hosts that only tests have.
    static const auto strictest = runtime::probe_sandbox(build_folder() / "bin" / "asista-plugin-host");
    setup.sandbox = options.sandbox ? *options.sandbox : strictest;
    setup.program = program.empty() ? build_folder() / "bin" / "asista-plugin-host" : fs::path(program);
    setup.platform = *runtime::SemVer::parse("0.1.0");
    if (options.symbolize) setup.symbolizer = build_folder() / "bin" / "asista-symbolizer";
    setup.cpu_count = 2;
    setup.theme.serial = 1;
    setup.theme.scale = 1;
    for (const auto& [role, path] :
         {std::pair{calls::FontRole::text, fonts::inter_regular}, std::pair{calls::FontRole::icons, fonts::icons}}) {
        UniqueFd fd(::open(path, O_RDONLY | O_CLOEXEC));
        REQUIRE_MESSAGE(fd, path);
        setup.fonts.push_back({role, fs::file_size(path)});
        setup.font_fds.push_back(std::move(fd));
    }
    return setup;
}

runtime::SpareHost::Setup spare_setup(const runtime::HostSetup& hosts, std::int64_t idle_ms) {
    runtime::SpareHost::Setup setup;
    setup.program = hosts.program;
    setup.tier = hosts.sandbox.tier;
    setup.theme.scale = 1; // not the plugins' theme: that one comes with Hello
    setup.fonts = hosts.fonts;
    for (const auto& font : hosts.font_fds) {
        auto copy = font.duplicate();
        REQUIRE(copy);
        setup.font_fds.push_back(std::move(*copy));
    }
    setup.idle_ms = idle_ms;
    return setup;
}
} // namespace

// ---- installations ---------------------------------------------------------------------------------------------------------

Result<std::vector<runtime::Installation>> MemoryInstallations::list() {
    std::vector<runtime::Installation> all;
    for (const auto& [id, row] : rows) all.push_back(row);
    return all;
}
Result<void> MemoryInstallations::save(const runtime::Installation& installation) {
    if (broken) return fail(Errc::io, "the disk is full");
    rows[installation.plugin] = installation;
    return {};
}
Result<void> MemoryInstallations::record_load(std::string_view plugin, std::string_view version, InstantMs at) {
    auto& row = rows.at(std::string(plugin));
    ++loads;
    ++row.load_count;
    row.version = version;
    row.last_loaded_at = at;
    return {};
}
Result<void> MemoryInstallations::remove(std::string_view plugin, bool keep_data) {
    const std::string id(plugin);
    if (broken) return fail(Errc::io, "the disk is full");
    if (keep_data)
        kept[id] = rows.at(id).settings_json;
    else
        states.erase(id);
    rows.erase(id);
    return {};
}
Result<void> MemoryInstallations::save_uses(std::string_view plugin, const runtime::Grants& grants) {
    rows.at(std::string(plugin)).grants = grants;
    return {};
}
Result<void> MemoryInstallations::save_state(std::string_view plugin, const runtime::SavedState& state) {
    states[std::string(plugin)] = state;
    return {};
}
Result<std::optional<runtime::SavedState>> MemoryInstallations::load_state(std::string_view plugin) {
    const auto found = states.find(std::string(plugin));
    if (found == states.end()) return std::optional<runtime::SavedState>();
    return std::optional(found->second);
}
Result<std::string> MemoryInstallations::kept_settings(std::string_view plugin) {
    const auto found = kept.find(std::string(plugin));
    return found == kept.end() ? std::string("{}") : found->second;
}

// ---- builds ----------------------------------------------------------------------------------------------------------------

Result<runtime::BuildHistory> MemoryBuilds::load(std::string_view plugin) { return rows[std::string(plugin)]; }
Result<void> MemoryBuilds::save(std::string_view plugin, const runtime::BuildHistory& history, const UniqueFd* library) {
    rows[std::string(plugin)] = history;
    if (library) libraries[std::string(plugin)] = TRY(library->duplicate());
    return {};
}
Result<UniqueFd> MemoryBuilds::library(std::string_view plugin, const runtime::BuildName&) {
    const auto found = libraries.find(std::string(plugin));
    if (found == libraries.end()) return fail(Errc::not_found, "the build before was not kept");
    return found->second.duplicate();
}
Result<void> MemoryBuilds::forget(std::string_view plugin) {
    rows.erase(std::string(plugin));
    libraries.erase(std::string(plugin));
    return drop_mark(plugin);
}
Result<void> MemoryBuilds::mark_storage(std::string_view plugin) {
    auto& mark = marks[std::string(plugin)];
    mark.clear();
    for (const auto& [key, json] : storage_)
        if (key.first == plugin) mark[key] = json;
    return {};
}
Result<void> MemoryBuilds::restore_storage(std::string_view plugin) {
    const auto mark = marks.extract(std::string(plugin));
    if (mark.empty()) return {};
    std::erase_if(storage_, [&](const auto& entry) { return entry.first.first == plugin; });
    storage_.insert(mark.mapped().begin(), mark.mapped().end());
    return {};
}
Result<void> MemoryBuilds::drop_mark(std::string_view plugin) {
    marks.erase(std::string(plugin));
    return {};
}

// ---- the world -------------------------------------------------------------------------------------------------------------

World::World(WorldOptions options) : plugins_dir_(dir / "plugins") {
    auto made = runtime::EventLoop::create(clock);
    REQUIRE(made);
    loop = std::move(*made);
    broker = std::make_unique<runtime::Broker>(clock, options.broker);
    auto opened = runtime::Catalog::open(*loop, plugins_dir_);
    REQUIRE(opened);
    catalog = std::move(*opened);
    window = std::make_unique<FakeWindow>(*loop, options.window);
    window->surfaces_of = [this](InstanceId instance) {
        std::vector<std::uint32_t> surfaces;
        for (const auto& plugin : supervisor->plugins()) {
            if (plugin.instance != instance || !plugin.registrations) continue;
            for (const auto& widget : plugin.registrations->widgets()) surfaces.push_back(widget.surface);
        }
        return surfaces;
    };
    window->on_event = [this](const runtime::WindowEvent& event) {
        if (supervisor) supervisor->on_window_event(event);
    };
    handle_services();
    runtime::SupervisorHooks hooks;
    hooks.instance_gone = [this](InstanceId instance) { gone.push_back(instance); };
    hooks.revoked = [this](InstanceId instance, PermissionSet lost) { revoked.emplace_back(instance, lost); };
    hooks.audit = [this](const runtime::AuditNote& note) {
        constexpr std::array outcomes{"done", "denied", "over_limit", "failed", "decided"};
        audited.push_back(fmt::format("{} {} {} {}", note.plugin, note.action, note.subject,
                                      outcomes.at(static_cast<std::size_t>(note.outcome))));
    };
    if (options.sanitizer) hooks.sanitizer = [runtime = options.sanitizer](const std::string&) { return runtime; };
    auto setup = host_setup(options);
    if (options.spare_idle_ms) {
        spare = std::make_unique<runtime::SpareHost>(*loop, spare_setup(setup, *options.spare_idle_ms));
        REQUIRE(spare->make());
    }
    supervisor = std::make_unique<runtime::Supervisor>(
        runtime::Supervisor::Parts{*loop, *broker, *catalog, installations, *window, options.crashes, &builds, spare.get()},
        UserId{1}, std::move(setup), options.times, std::move(hooks));
    REQUIRE(supervisor->start(options.start));
}

World::~World() { supervisor.reset(); }

void World::close() {
    bool done = false;
    supervisor->shut_down(20'000, [&] { done = true; });
    REQUIRE(run_until(*loop, [&] { return done; }));
}

void World::handle_services() {
    using runtime::Caller;
    broker->handle<calls::StorageGet>(
        [this](const Caller& caller, const calls::StorageGet::Request& request) -> Result<calls::StorageGet::Reply> {
            const auto found = storage.find({caller.plugin, request.key});
            if (found == storage.end()) return fail(Errc::not_found, "no such key");
            return calls::StorageGet::Reply{found->second};
        });
    broker->handle<calls::StorageSet>(
        [this](const Caller& caller, const calls::StorageSet::Request& request) -> Result<calls::Nothing> {
            storage[{caller.plugin, request.key}] = request.json;
            writes.push_back(caller.plugin + " " + request.key);
            return calls::Nothing{};
        });
    broker->handle<calls::TasksAdd>([this](const Caller&, const calls::TasksAdd::Request&) -> Result<calls::TasksAdd::Reply> {
        return calls::TasksAdd::Reply{static_cast<std::uint64_t>(++tasks_added)};
    });
}

std::string World::actor_library(const std::string& script, const std::string& fixture) {
    static std::map<std::string, std::string> pristine;
    std::string& kept = pristine[fixture];
    if (kept.empty()) kept = read_file(build_folder() / "test-plugins" / fixture / "plugin.so");
    std::string bytes = kept;
    const auto at = bytes.find(script_mark);
    REQUIRE(at != std::string::npos);
    REQUIRE(bytes.find(script_mark, at + 1) == std::string::npos);
    std::string text = std::string(script_mark) + " " + script + " ";
    REQUIRE(text.size() <= script_size);
    text.resize(script_size, ' ');
    return bytes.replace(at, script_size, text);
}

std::string World::fixture(const std::string& file) { return read_file(build_folder() / "test-plugins" / file); }

void World::put_library(const std::string& id, const std::string& script) {
    write_file_by_rename(folder(id) / "plugin.so", actor_library(script));
}

void World::put_manifest(const std::string& id, const std::string& version, const std::string& more_fields) {
    std::string text = R"({"id": ")" + id + R"(", "name": "Actor", "version": ")" + version +
                       R"(", "description": "For tests.", "author": {"name": "Asista"}, "category": "automation")";
    if (!more_fields.empty()) text += ", " + more_fields;
    write_file_by_rename(folder(id) / "manifest.json", text + "}");
}

void World::put_actor(const std::string& id, const std::string& script, const std::string& version,
                      const std::string& more_fields) {
    put_library(id, script);
    put_manifest(id, version, more_fields);
    REQUIRE(until([&] { return listed(id); }));
}

std::vector<calls::ShownPermission> World::shown(const std::string& id) const {
    const auto now = status(id);
    if (now.update) return shown_of(now.update->more);
    return now.manifest ? shown_of(*now.manifest) : std::vector<calls::ShownPermission>();
}

void World::run(const std::string& id, std::vector<std::string> granted) {
    const auto installed = install(id, std::move(granted));
    REQUIRE_MESSAGE(installed, installed.error().message);
    const bool good = until([&] { return status(id).state == PluginState::running && frames(id) > 0; });
    REQUIRE_MESSAGE(good, status(id).reason << " " << log(id));
}

nlohmann::json World::ask(const std::string& id) {
    REQUIRE(reaches(id, PluginState::running));
    const auto answer = call<calls::PluginCallMethod>({id, "status", "{}"});
    REQUIRE_MESSAGE(answer, answer.error().message);
    return nlohmann::json::parse(answer->json);
}

runtime::PluginStatus World::status(const std::string& id) const {
    for (auto& plugin : supervisor->plugins())
        if (plugin.id == id) return plugin;
    FAIL("not listed: " << id);
    return {};
}

bool World::listed(const std::string& id) const {
    for (const auto& plugin : supervisor->plugins())
        if (plugin.id == id) return true;
    return false;
}

std::string World::log(const std::string& id) const {
    std::string text;
    for (const auto& line : status(id).log->lines()) text += line.text + "\n";
    return text;
}

std::uint64_t World::frames(const std::string& id) const {
    const auto* const process = window->find(status(id).instance);
    return process ? process->good_frames : 0;
}

bool World::keeps_drawing(const std::string& id) {
    const InstanceId instance = status(id).instance;
    const auto before = frames(id);
    return until([&] { return status(id).instance == instance && frames(id) >= before + 3; });
}

std::size_t open_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator("/proc/self/fd")) ++count;
    return count;
}

std::size_t child_processes() {
    std::size_t count = 0;
    for (const auto& task : fs::directory_iterator("/proc/self/task")) {
        std::ifstream children(task.path() / "children");
        for (std::string pid; children >> pid;) ++count;
    }
    return count;
}

} // namespace asista::test
