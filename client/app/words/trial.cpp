#include "app/words/trial.hpp"

#include "app/words/build.hpp"
#include "builder/whole_files.hpp"
#include "app/words/memory_installations.hpp"
#include "gfx/fonts.hpp"
#include "runtime/supervisor.hpp"
#include "ui/preferences.hpp"
#include "ui/theme.hpp"

namespace asista::app::words {

namespace {
// Nobody looks: a plugin is active before its first frame, which is all that is asked.
class NoWindow final : public runtime::FrameSink {
  public:
    void attach(runtime::Attachment attachment) override { kept_.push_back(std::move(attachment)); } // the areas stay mapped
    void promote(InstanceId, InstanceId) override {}
    void try_again(InstanceId) override {}
    void detach(InstanceId, bool) override { kept_.clear(); }
    void drop_picture(InstanceId) override {}
    void set_pace(InstanceId, Pace) override {}
    void redraw(InstanceId) override {}

  private:
    std::vector<runtime::Attachment> kept_;
};

Result<runtime::HostSetup> host_setup(const Places& places) {
    runtime::HostSetup setup;
    setup.program = places.host_program;
    setup.symbolizer = places.symbolizer;
    setup.platform = TRY(runtime::SemVer::parse(ASISTA_VERSION));
    setup.theme = ui::to_wire(ui::theme_for(ui::Preferences{}, false, 1), 0);
    const auto fonts = TRY(gfx::FontFiles::open());
    setup.fonts = fonts.descriptions();
    setup.font_fds = TRY(fonts.duplicates());
    setup.sandbox = runtime::probe_sandbox(places.host_program);
    return setup;
}

runtime::Installation all_granted(const runtime::Manifest& manifest) {
    runtime::Installation installation;
    installation.plugin = manifest.id;
    installation.version = manifest.version.to_string();
    for (const auto& wish : manifest.permissions)
        installation.grants.decide(wish.permission, calls::Grant::granted, wish.hosts, 0);
    return installation;
}

bool settled(runtime::PluginState state) {
    return state != runtime::PluginState::found && state != runtime::PluginState::starting;
}
} // namespace

Result<Trial> start_on_trial(const fs::path& folder, const Places& places) {
    const auto manifest = TRY(manifest_in(folder));
    const auto room = TRY(builder::make_temporary("asista-trial"));
    const auto copy = room.path() / manifest.id;
    std::error_code error;
    fs::create_directories(copy, error);
    for (const auto& name : {std::string("manifest.json"), manifest.entry}) {
        fs::copy_file(folder / name, copy / name, error);
        if (error) return fail(Errc::not_found, "{} cannot be read: {}", (folder / name).string(), error.message());
    }

    const runtime::SystemClock clock;
    const auto loop = TRY(runtime::EventLoop::create(clock));
    runtime::Broker broker(clock);
    const auto catalog = TRY(runtime::Catalog::open(*loop, room.path()));
    MemoryInstallations installations(all_granted(manifest));
    NoWindow window;
    auto setup = TRY(host_setup(places));
    Trial trial;
    trial.tier = tier_name(setup.sandbox.tier);
    trial.layers = setup.sandbox.layers;
    const runtime::Supervisor::Parts parts{*loop, broker, *catalog, installations, window};
    runtime::Supervisor supervisor(parts, UserId{1}, std::move(setup), {}, {});
    supervisor.set_may_ask(false);
    TRY(supervisor.start());
    const auto until_us = clock.monotonic_us() + 15'000'000;
    const auto state = [&] {
        for (const auto& plugin : supervisor.plugins())
            if (plugin.id == manifest.id) return plugin.state;
        return runtime::PluginState::starting;
    };
    while (!settled(state()) && clock.monotonic_us() < until_us) loop->run_once(100);

    for (const auto& plugin : supervisor.plugins()) {
        if (plugin.id != manifest.id) continue;
        trial.started = plugin.state == runtime::PluginState::running;
        if (!trial.started) trial.reason = plugin.reason.empty() ? "It did not start within 15 seconds." : plugin.reason;
        if (plugin.registrations) trial.offers = *plugin.registrations;
        if (plugin.log)
            for (const auto& line : plugin.log->lines()) trial.log.push_back(line.text);
    }
    bool gone = false;
    supervisor.shut_down(2'000, [&gone] { gone = true; });
    while (!gone) loop->run_once(100);
    return trial;
}

} // namespace asista::app::words
