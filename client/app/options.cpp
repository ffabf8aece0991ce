#include "app/options.hpp"

#include "app/words/word_options.hpp"
#include "core/profiles.hpp"
#include "wire/sandbox_tier.hpp"

#include <CLI/CLI.hpp>
#include <date/date.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace asista::app {
namespace {
namespace fs = std::filesystem;

fs::path home_relative(const char* variable, const char* fallback) {
    if (const char* set = std::getenv(variable); set != nullptr && *set == '/') return fs::path(set) / "asista";
    const char* home = std::getenv("HOME");
    return fs::path(home != nullptr ? home : "/") / fallback / "asista";
}

struct FixedTime {
    InstantMs instant = 0;
    std::int32_t offset_s = 0;
};

// "2026-11-22T09:41:00" or with an offset, "2026-11-22T09:41:00+0100"; without one, local time is UTC.
Result<FixedTime> parse_time(const std::string& text) {
    date::sys_seconds utc;
    std::chrono::minutes offset{0};
    std::istringstream with_offset(text);
    with_offset >> date::parse("%FT%T%z", utc, offset);
    if (with_offset.fail()) {
        std::istringstream plain(text);
        plain >> date::parse("%FT%T", utc);
        if (plain.fail())
            return fail(Errc::invalid,
                        "--fixed-clock: \"{}\" is not a time; write it like 2026-11-22T09:41:00 or 2026-11-22T09:41:00+0100",
                        text);
        offset = std::chrono::minutes{0};
    }
    return FixedTime{utc.time_since_epoch().count() * 1000, static_cast<std::int32_t>(offset.count() * 60)};
}

Result<void> parse_size(const std::string& text, Options& options) {
    int width = 0, height = 0;
    char x = 0;
    std::istringstream in(text);
    if (!(in >> width >> x >> height) || x != 'x' || width < 320 || height < 240 || width > 7680 || height > 4320)
        return fail(Errc::invalid, "--size: \"{}\" is not a window size; write it like 1440x900, from 320x240 to 7680x4320",
                    text);
    options.width = width;
    options.height = height;
    options.size_given = true;
    return {};
}

// Only who may read the file knows the passphrase, which a command line would show to everybody.
Result<std::string> first_line_of(const std::string& file) {
    std::ifstream in(file);
    std::string line;
    if (!in || !std::getline(in, line) || line.empty())
        return fail(Errc::invalid, "--passphrase-file: {} cannot be read, or its first line is empty", file);
    return line;
}
} // namespace

Result<Options> parse_options(int argc, const char* const* argv) {
    Options options;
    options.profile = core::Profiles::opened_last(home_relative("XDG_DATA_HOME", ".local/share"));
    std::string fixed_clock, size, screenshot, trace, plugins, profile = options.profile.string(), host, shaders, driver;
    std::string passphrase_file;
    double exit_after = 0;

    CLI::App parser{"Asista Desktop: your week, with plugins that cannot break it"};
    parser.set_version_flag("--version", ASISTA_VERSION);
    parser.add_option("--profile", profile, "folder of the database and everything kept (made when missing)");
    parser.add_option("--passphrase-file", passphrase_file,
                      "open an encrypted profile with the first line of this file; for kiosks");
    parser.add_option("--plugins", plugins, "folder that is watched for plugins (default: PROFILE/plugins)");
    parser.add_flag("--sample-data", options.sample_data, "fill an empty profile with a sample week");
    parser.add_flag("--headless", options.headless, "draw without a display (with --screenshot, or for demos and tests)");
    parser.add_option("--screenshot", screenshot, "draw until everything is still, write this PNG, and end");
    parser.add_option("--fixed-clock", fixed_clock, "let the wall clock stand still, like 2026-11-22T09:41:00");
    parser.add_option("--size", size, "window size in logical pixels, like 1440x900");
    parser.add_option("--scale", options.scale, "pixels per logical pixel, 0.5 to 4 (default: the monitor's)")
        ->check(CLI::Range(0.5, 4.0));
    parser.add_option("--theme", options.theme, "light or dark (default: as set in the app)")
        ->check(CLI::IsMember({"light", "dark", "contrast"}));
    auto* const page = parser.add_option(
        "--page", options.page,
        "page to open: dashboard, tasks, habits, goals, calendar, coach, plugins, trust, sent, developer, settings");
    parser.add_option("--detail", options.detail, "what to show on that page: a plugin's id");
    parser.add_option("--review", options.review, "open the installation question of this plugin");
    parser.add_flag("--safe-mode", options.safe_mode,
                    "start no plugin; everything is kept, and plugins can be started in the app");
    parser.add_flag("--kiosk", options.kiosk,
                    "ask and offer nothing that somebody would have to answer, before a background that moves slowly");
    parser.add_flag("!--no-introduction", options.introduction, "show no introduction at a first start");
    parser.add_option("--host", host, "the plugin host program (default: beside this one)");
    parser.add_option("--shaders", shaders, "draw with the shaders of this folder, and again whenever one is saved");
    parser.add_option("--trace-frames", trace, "write a line of JSON for each window frame drawn");
    parser.add_option("--driver", driver, "make this socket, through which `asista drive` and tests use the window");
    parser.add_option("--exit-after", exit_after, "end by itself after this many seconds");
    auto* const doctor =
        parser.add_subcommand("doctor", "say what this computer offers plugins, and what to do about what it lacks");
    doctor->fallthrough(); // --profile and the like may come after the word
    doctor->add_flag("--json", options.json, "as JSON");
    std::vector<std::string> develop;
    auto* const dev = parser.add_subcommand("dev", "open the window with plugins that are built from source at each save");
    dev->fallthrough();
    dev->add_option("dir", develop, "the plugins' folders")->required();
    dev->add_flag("--sanitize", options.sanitize,
                  "build these plugins with checks for memory errors and undefined behaviour (AddressSanitizer, UBSan)");
    dev->add_flag("--wait-for-debugger", options.wait_for_debugger,
                  "each start of these plugins waits until gdb is attached; the card has the command");
    words::add_words(parser, [&options](words::Word word) { options.word = std::move(word); });
    parser.footer("Exit codes: 0 done; 1 it could not be done; 2 no window could be opened; 64 the command line is wrong.\n"
                  "`asista WORD --help` lists the options of a word.");
    try {
        parser.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) { // --help, --version
            parser.exit(error, std::cout, std::cerr);
            options.show_help = true;
            return options;
        }
        return fail(Errc::invalid, "{}; `asista --help` lists the options", error.what());
    }

    options.doctor = doctor->parsed();
    options.page_given = page->count() > 0;
    if (options.sanitize && developer_build)
        return fail(Errc::invalid, "dev --sanitize: this build of Asista has sanitizers itself; use one without");
    for (const auto& folder : develop) {
        options.develop.push_back(fs::absolute(folder).lexically_normal());
        std::error_code ignored;
        if (!fs::exists(options.develop.back() / "manifest.json", ignored))
            return fail(Errc::invalid, "dev: {} holds no manifest.json, so it is no plugin; `asista new` makes one",
                        options.develop.back().string());
    }
    options.profile = fs::absolute(profile);
    options.plugins = plugins.empty() ? options.profile / "plugins" : fs::absolute(plugins);
    options.host_program = host.empty() ? fs::path{} : fs::absolute(host);
    if (!shaders.empty()) options.shaders = fs::absolute(shaders);
    if (!screenshot.empty()) options.screenshot = fs::absolute(screenshot);
    if (!trace.empty()) options.trace_frames = fs::absolute(trace);
    options.driver = driver;
    if (!passphrase_file.empty()) options.passphrase = TRY(first_line_of(passphrase_file));
    if (exit_after > 0) options.exit_after_s = exit_after;
    if (!size.empty()) TRY(parse_size(size, options));
    if (!fixed_clock.empty()) {
        const auto fixed = TRY(parse_time(fixed_clock));
        options.fixed_clock = fixed.instant;
        options.fixed_utc_offset_s = fixed.offset_s;
    }
    return options;
}

} // namespace asista::app
