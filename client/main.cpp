// The client program: reads the command line, starts the core thread, makes the window while that opens the data, and runs the app.
#include "app/app.hpp"
#include "app/doctor.hpp"
#include "app/options.hpp"
#include "app/single_instance.hpp"
#include "app/stop_signals.hpp"
#include "app/window_place.hpp"
#include "app/words/ask_client.hpp"
#include "core/core_thread.hpp"
#include "platform/glfw_window.hpp"
#include "platform/headless_window.hpp"
#include "runtime/clock.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace {
using namespace asista;

Result<std::unique_ptr<platform::Window>> open_window(const app::Options& options) {
    if (!options.headless) {
        platform::GlfwOptions wish;
        wish.width = options.width;
        wish.height = options.height;
        wish.scale = options.scale;
        if (!options.size_given) wish.place = app::read_window_place(options.profile);
        return platform::open_glfw_window(wish);
    }
    platform::HeadlessOptions wish;
    wish.scale = options.scale > 0 ? options.scale : 1;
    wish.width = static_cast<int>(static_cast<float>(options.width) * wish.scale);
    wish.height = static_cast<int>(static_cast<float>(options.height) * wish.scale);
    wish.frames_per_second = 60;
    return std::unique_ptr<platform::Window>(TRY(platform::HeadlessWindow::open(wish)));
}

// Beside an installed program, share/asista; in a build, the source tree's own.
std::filesystem::path assets_folder() {
    const auto program = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    for (const auto& candidate : {program / "../share/asista/assets", std::filesystem::path(ASISTA_ASSETS)})
        if (std::filesystem::exists(candidate / "catalogue.json")) return candidate.lexically_normal();
    return ASISTA_ASSETS;
}

// Likewise: what new plugins are copied from.
std::filesystem::path template_folder() {
    const auto installed = std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "share/asista/template";
    return std::filesystem::exists(installed) ? installed : std::filesystem::path(ASISTA_TEMPLATE);
}

// Of an installation alone: a build has its plugins in a folder that it watches.
std::filesystem::path bundled_plugins_folder() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "lib/asista/plugins";
}

core::CoreConfig core_config(const app::Options& options) {
    core::CoreConfig config;
    config.profile = options.profile;
    config.passphrase = options.passphrase;
    config.plugins = options.plugins;
    // A folder of plugins named on the command line is shown as it is.
    if (options.plugins == options.profile / "plugins") config.bundled_plugins = bundled_plugins_folder();
    config.host_program = options.host_program;
    if (config.host_program.empty())
        config.host_program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "asista-plugin-host";
    config.sample_data = options.sample_data;
    config.scale = options.scale > 0 ? options.scale : 1;
    config.assets = assets_folder();
    config.instant_coach = options.fixed_clock.has_value();
    config.symbolizer_program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "asista-symbolizer";
    config.http_library =
        std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "lib/asista/asista-http.so";
    config.has_window = !options.headless;
    config.may_ask = (!options.headless || !options.driver.empty()) && !options.kiosk; // else nobody is there to answer
    config.may_offer = config.may_ask;
    config.may_introduce = config.may_ask && options.introduction;
    config.shaders = options.shaders;
    config.safe_mode = options.safe_mode;
    config.develop = options.develop;
    config.wait_for_debugger = options.wait_for_debugger;
    config.sanitize = options.sanitize;
    config.plugin_template = template_folder();
    // With a fixed clock everything else that varies stands still too.
    config.seed = options.fixed_clock ? 1 : std::random_device{}();
    if (options.theme == "contrast")
        config.preference_overrides["high_contrast"] = "true";
    else if (!options.theme.empty())
        config.preference_overrides["theme"] = fmt::format("\"{}\"", options.theme);
    if (options.fixed_clock) config.preference_overrides["reduced_motion"] = "true";
    return config;
}

// 0 when plugins can run. A hidden window is made, as that alone tells whether a real one can be.
int run_doctor(const app::Options& options) {
    const auto config = core_config(options);
    const auto beside = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    auto display = [&]() -> Result<std::string> {
        platform::GlfwOptions wish;
        wish.visible = false;
        const auto window = TRY(platform::open_glfw_window(wish));
        return window->renderer_name();
    }();
    const char* const search_path = std::getenv("PATH");
    const auto diagnosis =
        app::diagnose({config.profile, config.plugins, config.host_program, beside / "asista-symbolizer", std::move(display),
                       beside.parent_path() / "lib/cmake/Asista", search_path != nullptr ? search_path : "/usr/bin:/bin"});
    fmt::print("{}", options.json ? app::to_json(diagnosis) : app::to_text(diagnosis));
    return diagnosis.plugins_can_run ? 0 : 1;
}

app::words::Places places(const app::Options& options) {
    const auto config = core_config(options);
    const auto beside = std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
    return {beside / "lib/cmake/Asista", template_folder(), config.host_program,
            config.symbolizer_program,   config.profile,    config.plugins};
}

// A second start from a menu or a dock: the person wants to see the client, not to hear that it runs.
bool wants_the_open_window(const app::Options& options) {
    return !options.headless && !options.screenshot && options.develop.empty();
}
bool raise_the_open_window(const app::Options& options) {
    nlohmann::json question{{"ask", "raise"}};
    if (options.page_given) question.update({{"page", options.page}, {"detail", options.detail}});
    const auto answer = app::words::ask_client(options.profile, question);
    if (!answer || !*answer) return false;
    fmt::print("Asista is open already; its window is in front now.\n");
    return true;
}

// A start after this one, once everything of this one is closed: with the same words, or
// with another profile, and then without what was said of this one: sample data, its passphrase.
int start_anew(char** argv, const std::string& profile) {
    std::vector<char*> words{argv[0]};
    std::string chosen = "--profile=" + profile;
    constexpr std::array<std::string_view, 2> of_the_profile{"--profile", "--passphrase-file"};
    for (char** word = argv + 1; *word != nullptr; ++word) {
        const std::string_view text = *word;
        const auto named = [text](std::string_view option) {
            return text == option || (text.starts_with(option) && text.substr(option.size()).starts_with('='));
        };
        const bool dropped = !profile.empty() && std::ranges::any_of(of_the_profile, named);
        if (dropped && text.find('=') == std::string_view::npos && word[1] != nullptr) ++word;
        if (!dropped && (profile.empty() || text != "--sample-data")) words.push_back(*word);
    }
    if (!profile.empty()) words.push_back(chosen.data());
    words.push_back(nullptr);
    ::execv("/proc/self/exe", words.data());
    fmt::print(stderr, "asista: could not start again by itself; start it by hand\n");
    return 1;
}

struct Ends {
    bool to_start_anew = false;
    std::string profile; // then: another one; empty: the same
};

int run(const app::Options& options, Ends& ends) {
    std::unique_ptr<runtime::Clock> clock;
    runtime::FixedClock* fixed_clock = nullptr;
    if (options.fixed_clock) {
        auto fixed = std::make_unique<runtime::FixedClock>(*options.fixed_clock, options.fixed_utc_offset_s);
        fixed_clock = fixed.get();
        clock = std::move(fixed);
    } else {
        clock = std::make_unique<runtime::SystemClock>();
    }

    const auto lock = app::SingleInstance::take(options.profile);
    if (!lock) {
        if (lock.error().code == Errc::busy && wants_the_open_window(options) && raise_the_open_window(options)) return 0;
        fmt::print(stderr, "asista: {}\n", lock.error().message);
        return 1;
    }
    // Threads start before there is a window to wake; what they wake for until then is seen by the first frame anyway.
    std::atomic<platform::Window*> window_to_wake{nullptr};
    const auto wake = [&window_to_wake] {
        if (auto* window = window_to_wake.load()) window->wake();
    };
    const app::StopSignals signals(wake);
    // Who is told to stop while it closes to start anew stops.
    struct StopsAfterAll {
        const app::StopSignals& signals;
        Ends& ends;
        ~StopsAfterAll() {
            if (signals.asked()) ends = {};
        }
    };
    const StopsAfterAll stops_after_all{signals, ends}; // looks when all below is closed
    std::unique_ptr<app::driver::Socket> driver;
    if (!options.driver.empty()) {
        auto listening = app::driver::Socket::listen(options.driver, wake);
        if (!listening) {
            fmt::print(stderr, "asista: --driver: {}\n", listening.error().message);
            return 1;
        }
        driver = std::move(*listening);
    }
    core::CoreThread core(core_config(options), *clock, wake);
    auto window = open_window(options);
    if (!window) {
        fmt::print(stderr, "asista: {}\n", window.error().message);
        return 2;
    }
    window_to_wake = window->get();
    int code = 0;
    {
        auto app = app::App::create(options, **window, core, *clock);
        if (!app) {
            fmt::print(stderr, "asista: {}\n", app.error().message);
            code = 2;
        } else {
            if (driver) (*app)->drive(std::move(driver), fixed_clock);
            code = (*app)->run([&signals] { return signals.asked(); });
            if ((*app)->restart_wanted()) ends = {true, (*app)->restart_profile().string()};
        }
    }
    if (const auto failure = core.failure()) fmt::print(stderr, "asista: {}\n", failure->message);
    driver.reset(); // before there is no window to wake
    window_to_wake = nullptr;
    return code;
}
} // namespace

int main(int argc, char** argv) {
    const auto options = app::parse_options(argc, argv);
    if (!options) {
        fmt::print(stderr, "asista: {}\n", options.error().message);
        return 64;
    }
    if (options->show_help) return 0;
    if (options->word.index() != 0)
        return app::words::run(options->word, places(*options), std::cin,
                               ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1);
    if (options->doctor) return run_doctor(*options);
    Ends ends;
    const int code = run(*options, ends);
    return ends.to_start_anew ? start_anew(argv, ends.profile) : code;
}
