// Runs the real client on the sample profile without a display, and compares its window with the pictures in expected/, exactly. Pages
// that show figures of the machine (the developer page) and states that are hard to bring about (a crashed card) come from the sample
// snapshot of asista_ui_preview instead: the same pages, with numbers that stand still.
// After a failure the actual picture and the difference lie in the build folder's golden/. To accept the present pictures as expected:
// ASISTA_BLESS=1 ctest --preset dev -L golden. On another renderer than the one in expected/renderer.txt small differences pass.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "gfx/image.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {
namespace fs = std::filesystem;
using namespace asista;

const fs::path expected_dir = ASISTA_GOLDEN_EXPECTED;
const fs::path output_dir = ASISTA_GOLDEN_OUTPUT;

struct Shot {
    const char* name;
    std::vector<std::string> arguments;
    bool preview = false; // by asista_ui_preview
};

const std::vector<Shot> shots{
    {"dashboard-light", {"--theme", "light"}},
    {"dashboard-dark", {"--theme", "dark"}},
    {"dashboard-light-2x", {"--theme", "light", "--scale", "2"}},
    {"dashboard-dark-2x", {"--theme", "dark", "--scale", "2"}},
    {"kiosk-light", {"--theme", "light", "--kiosk", "--size", "900x600"}},
    {"kiosk-dark", {"--theme", "dark", "--kiosk", "--size", "900x600"}},
    {"plugins-light", {"--theme", "light", "--page", "plugins"}},
    {"plugins-dark-2x", {"--theme", "dark", "--page", "plugins", "--scale", "2"}},
    {"review-light", {"--theme", "light", "--page", "plugins", "--review", "com.example.hello"}},
    {"review-dark-2x", {"--theme", "dark", "--page", "plugins", "--review", "com.example.hello", "--scale", "2"}},
    {"review-permissions-light", {"--theme", "light", "--page", "plugins", "--review", "ai.asista.calendar-sync"}, true},
    {"developer-dark", {"--theme", "dark", "--page", "developer"}, true},
    {"developer-light", {"--theme", "light", "--page", "developer"}, true},
    {"developer-light-2x", {"--theme", "light", "--page", "developer", "--scale", "2", "--size", "2880x1800"}, true},
    {"build-failed-light", {"--theme", "light", "--variant", "build-failed", "--no-toast"}, true},
    {"build-failed-dark", {"--theme", "dark", "--variant", "build-failed", "--no-toast"}, true},
    {"built-dark", {"--theme", "dark", "--variant", "built", "--no-toast"}, true},
    {"developer-build-failed-light",
     {"--theme", "light", "--page", "developer", "--variant", "build-failed", "--no-toast"},
     true},
    {"developer-build-failed-dark", {"--theme", "dark", "--page", "developer", "--variant", "build-failed", "--no-toast"}, true},
    {"developer-built-dark", {"--theme", "dark", "--page", "developer", "--variant", "built", "--no-toast"}, true},
    {"developer-sanitizers-light",
     {"--theme", "light", "--page", "developer", "--detail", "ai.asista.motivation", "--variant", "sanitizers", "--no-toast"},
     true},
    {"developer-sanitizers-dark",
     {"--theme", "dark", "--page", "developer", "--detail", "ai.asista.motivation", "--variant", "sanitizers", "--no-toast"},
     true},
    {"developer-recording-light",
     {"--theme", "light", "--page", "developer", "--detail", "ai.asista.motivation", "--variant", "recording", "--no-toast"},
     true},
    {"developer-recording-dark",
     {"--theme", "dark", "--page", "developer", "--detail", "ai.asista.motivation", "--variant", "recording", "--no-toast"},
     true},
    {"debugger-wait-light", {"--theme", "light", "--variant", "waits", "--no-toast"}, true},
    {"debugger-wait-dark", {"--theme", "dark", "--variant", "waits", "--no-toast"}, true},
    {"developer-storage-light",
     {"--theme", "light", "--page", "developer", "--detail", "ai.asista.motivation", "--no-toast", "--size", "1440x1500", "--do",
      "click 400,1043", "--do", "move 1000,600", "--do", "frames 30"},
     true},
    {"developer-storage-dark",
     {"--theme", "dark", "--page", "developer", "--detail", "ai.asista.motivation", "--no-toast", "--size", "1440x1500", "--do",
      "click 400,1043", "--do", "move 1000,600", "--do", "frames 30"},
     true},
    {"developer-events-light",
     {"--theme", "light", "--page", "developer", "--variant", "events", "--no-toast", "--do", "click 1370,445", "--do",
      "move 1000,400", "--do", "frames 30"},
     true},
    {"developer-events-dark",
     {"--theme", "dark", "--page", "developer", "--variant", "events", "--no-toast", "--do", "click 1370,445", "--do",
      "move 1000,400", "--do", "frames 30"},
     true},
    {"new-plugin-light",
     {"--theme", "light", "--page", "developer", "--no-toast", "--do", "click 888,111", "--do", "frames 30", "--do",
      "type Focus Timer", "--do", "move 1000,700", "--do", "frames 40"},
     true},
    {"new-plugin-dark",
     {"--theme", "dark", "--page", "developer", "--no-toast", "--do", "click 888,111", "--do", "frames 30", "--do",
      "type Focus Timer", "--do", "move 1000,700", "--do", "frames 40"},
     true},
    {"crashed-card-light", {"--theme", "light"}, true},
    {"hanging-card-dark", {"--theme", "dark", "--variant", "hang"}, true},
    {"restarting-card-light", {"--theme", "light", "--variant", "restarting", "--no-toast"}, true},
    {"budget-dark", {"--theme", "dark", "--variant", "budget", "--no-toast"}, true},
    {"permission-light", {"--theme", "light", "--variant", "ask", "--no-toast"}, true},
    {"permission-network-dark-2x",
     {"--theme", "dark", "--variant", "ask-network", "--no-toast", "--scale", "2", "--size", "2880x1800"},
     true},
    {"send-light", {"--theme", "light", "--variant", "send", "--no-toast"}, true},
    {"send-dark", {"--theme", "dark", "--variant", "send", "--no-toast"}, true},
    {"send-small-light", {"--theme", "light", "--variant", "send", "--no-toast", "--size", "900x600"}, true},
    {"update-dark", {"--theme", "dark", "--page", "trust", "--update", "ai.asista.journal", "--no-toast"}, true},
    {"trust-light", {"--theme", "light", "--page", "trust", "--no-toast"}, true},
    {"trust-dark", {"--theme", "dark", "--page", "trust", "--detail", "org.example.weather", "--no-toast"}, true},
    {"trust-light-2x", {"--theme", "light", "--page", "trust", "--no-toast", "--scale", "2", "--size", "2880x1800"}, true},
    {"trust-small-dark", {"--theme", "dark", "--page", "trust", "--no-toast", "--size", "900x600"}, true},
    {"coach-settings-light",
     {"--theme", "light", "--page", "settings", "--detail", "coach", "--variant", "ai", "--no-toast", "--do", "click 1095,376",
      "--do", "move 1200,100", "--do", "frames 40"},
     true},
    {"provider-light",
     {"--theme", "light", "--page", "settings", "--detail", "add provider", "--variant", "ai", "--no-toast", "--do", "frames 30",
      "--do", "click 900,510", "--do", "move 1200,800", "--do", "frames 40"},
     true},
    {"sent-light", {"--theme", "light", "--page", "sent", "--variant", "ai", "--no-toast"}, true},
    {"coach-settings-dark",
     {"--theme", "dark", "--page", "settings", "--detail", "coach", "--variant", "ai", "--no-toast", "--do", "click 1095,376",
      "--do", "move 1200,100", "--do", "frames 40"},
     true},
    {"provider-dark",
     {"--theme", "dark", "--page", "settings", "--detail", "add provider", "--variant", "ai", "--no-toast", "--do", "frames 30",
      "--do", "click 900,510", "--do", "move 1200,800", "--do", "frames 40"},
     true},
    {"sent-dark", {"--theme", "dark", "--page", "sent", "--variant", "ai", "--no-toast"}, true},
    {"sent-entry-light",
     {"--theme", "light", "--page", "sent", "--variant", "ai", "--no-toast", "--do", "click 600,258", "--do", "move 1200,800",
      "--do", "frames 40"},
     true},
    {"sent-small-dark", {"--theme", "dark", "--page", "sent", "--variant", "ai", "--no-toast", "--size", "900x600"}, true},
    {"changes-light", {"--theme", "light", "--page", "changes", "--no-toast"}, true},
    {"changes-dark",
     {"--theme", "dark", "--page", "changes", "--detail", "plugin:ai.asista.motivation", "--no-toast", "--do", "click 1330,158",
      "--do", "move 1200,800", "--do", "frames 40"},
     true},
    {"changes-light-2x", {"--theme", "light", "--page", "changes", "--no-toast", "--scale", "2", "--size", "2880x1800"}, true},
    {"changes-small-dark", {"--theme", "dark", "--page", "changes", "--no-toast", "--size", "900x600"}, true},
    {"history-light", {"--theme", "light", "--page", "changes", "--detail", "goal/3/Read 12 books", "--no-toast"}, true},
    {"history-dark", {"--theme", "dark", "--page", "changes", "--detail", "goal/3/Read 12 books", "--no-toast"}, true},
    {"tasks-today-light",
     {"--theme", "light", "--page", "tasks", "--no-toast", "--do", "move 700,156", "--do", "frames 20", "--do", "click 700,156",
      "--do", "type Call landlord tomorrow 9am @home !s ~15m every week", "--do", "frames 20"},
     true},
    {"tasks-today-dark", {"--theme", "dark", "--page", "tasks", "--no-toast"}, true},
    {"tasks-details-light",
     {"--theme", "light", "--page", "tasks", "--detail", "101", "--no-toast", "--do", "click 320,160"},
     true},
    {"tasks-details-dark",
     {"--theme", "dark", "--page", "tasks", "--detail", "101", "--no-toast", "--do", "click 320,160"},
     true},
    {"tasks-details-light-2x",
     {"--theme", "light", "--page", "tasks", "--detail", "101", "--no-toast", "--scale", "2", "--size", "2880x1800", "--do",
      "click 640,320"},
     true},
    {"tasks-narrow-light",
     {"--theme", "light", "--page", "tasks", "--no-toast", "--size", "900x600", "--do", "click 340,95"},
     true},
    {"tasks-narrow-dark", {"--theme", "dark", "--page", "tasks", "--detail", "101", "--no-toast", "--size", "900x600"}, true},
    {"locked-light", {"--theme", "light", "--variant", "locked", "--no-toast"}, true},
    {"locked-dark", {"--theme", "dark", "--variant", "locked", "--no-toast"}, true},
    {"locked-small-dark", {"--theme", "dark", "--variant", "locked", "--no-toast", "--size", "900x600"}, true},
    {"locked-light-2x", {"--theme", "light", "--variant", "locked", "--no-toast", "--scale", "2", "--size", "3840x2160"}, true},
    {"profiles-light",
     {"--theme", "light", "--page", "settings", "--detail", "profiles", "--variant", "profiles", "--no-toast"},
     true},
    {"endpoint-light",
     {"--theme", "light", "--page", "settings", "--detail", "local endpoint", "--variant", "endpoint", "--no-toast"},
     true},
    {"endpoint-taken-dark",
     {"--theme", "dark", "--page", "settings", "--detail", "local endpoint", "--variant", "endpoint-taken", "--no-toast"},
     true},
    {"profiles-menu-dark",
     {"--theme", "dark", "--variant", "profiles", "--no-toast", "--do", "click 1400,28", "--do", "frames 30"},
     true},
    {"safe-mode-light", {"--theme", "light", "--variant", "safe", "--no-toast"}, true},
    {"safe-mode-offer-dark", {"--theme", "dark", "--variant", "offer", "--no-toast"}, true},
    {"culprit-light", {"--theme", "light", "--variant", "culprit", "--no-toast"}, true},
    {"culprit-small-dark", {"--theme", "dark", "--variant", "culprit-found", "--no-toast", "--size", "900x600"}, true},
    {"popup-frames-light", {"--theme", "light", "--variant", "popups", "--no-toast"}, true},
    {"popup-frames-dark", {"--theme", "dark", "--variant", "popups", "--no-toast"}, true},
    {"habits-light", {"--theme", "light", "--page", "habits", "--variant", "kinds", "--no-toast"}, true},
    {"habits-dark", {"--theme", "dark", "--page", "habits", "--variant", "kinds", "--no-toast"}, true},
    {"habits-small-dark", {"--theme", "dark", "--page", "habits", "--variant", "kinds", "--no-toast", "--size", "900x600"}, true},
    {"habits-light-2x",
     {"--theme", "light", "--page", "habits", "--variant", "kinds", "--no-toast", "--scale", "2", "--size", "3840x2160"},
     true},
    {"habit-light", {"--theme", "light", "--page", "habits", "--variant", "kinds", "--detail", "4", "--no-toast"}, true},
    {"habit-dark", {"--theme", "dark", "--page", "habits", "--variant", "kinds", "--detail", "4", "--no-toast"}, true},
    {"habit-add-light", {"--theme", "light", "--page", "habits", "--detail", "add", "--no-toast"}, true},
    {"goals-light", {"--theme", "light", "--page", "goals", "--variant", "kinds", "--no-toast"}, true},
    {"goals-dark", {"--theme", "dark", "--page", "goals", "--variant", "kinds", "--no-toast"}, true},
    {"goals-small-light", {"--theme", "light", "--page", "goals", "--variant", "kinds", "--no-toast", "--size", "900x600"}, true},
    {"goals-dark-2x",
     {"--theme", "dark", "--page", "goals", "--variant", "kinds", "--no-toast", "--scale", "2", "--size", "3840x2160"},
     true},
    {"goal-light", {"--theme", "light", "--page", "goals", "--variant", "kinds", "--detail", "1", "--no-toast"}, true},
    {"goal-dark", {"--theme", "dark", "--page", "goals", "--variant", "kinds", "--detail", "1", "--no-toast"}, true},
    {"calendar-day-light", {"--theme", "light", "--page", "calendar", "--detail", "day", "--no-toast"}, true},
    {"calendar-day-dark", {"--theme", "dark", "--page", "calendar", "--detail", "day", "--no-toast"}, true},
    {"calendar-week-light", {"--theme", "light", "--page", "calendar", "--no-toast"}, true},
    {"calendar-week-dark", {"--theme", "dark", "--page", "calendar", "--no-toast"}, true},
    {"calendar-month-light", {"--theme", "light", "--page", "calendar", "--detail", "month", "--no-toast"}, true},
    {"calendar-month-dark", {"--theme", "dark", "--page", "calendar", "--detail", "month", "--no-toast"}, true},
    {"calendar-week-small-dark", {"--theme", "dark", "--page", "calendar", "--no-toast", "--size", "900x600"}, true},
    {"calendar-month-2x-light",
     {"--theme", "light", "--page", "calendar", "--detail", "month", "--no-toast", "--scale", "2", "--size", "3840x2160"},
     true},
    {"calendar-details-light",
     {"--theme", "light", "--page", "calendar", "--no-toast", "--do", "click 560,374", "--do", "move 700,860", "--do",
      "frames 40"},
     true},
    {"coach-light", {"--theme", "light", "--page", "coach", "--detail", "1", "--no-toast"}, true},
    {"coach-dark", {"--theme", "dark", "--page", "coach", "--detail", "1", "--no-toast"}, true},
    {"coach-small-light", {"--theme", "light", "--page", "coach", "--detail", "1", "--no-toast", "--size", "900x600"}, true},
    {"coach-approval-light",
     {"--theme", "light", "--page", "coach", "--detail", "1", "--variant", "coach-asks", "--no-toast"},
     true},
    {"coach-approval-dark",
     {"--theme", "dark", "--page", "coach", "--detail", "1", "--variant", "coach-asks", "--no-toast"},
     true},
    {"coach-tables-light",
     {"--theme", "light", "--page", "coach", "--detail", "1", "--variant", "coach-tables", "--no-toast"},
     true},
    {"coach-tables-dark",
     {"--theme", "dark", "--page", "coach", "--detail", "1", "--variant", "coach-tables", "--no-toast"},
     true},
    {"coach-tables-small-dark",
     {"--theme", "dark", "--page", "coach", "--detail", "1", "--variant", "coach-tables", "--no-toast", "--size", "900x600"},
     true},
    {"crash-report-dark",
     {"--theme", "dark", "--page", "developer", "--no-toast", "--do", "move 600,450", "--do", "click 600,450"},
     true},
};

int run(const char* program, const std::vector<std::string>& arguments, const fs::path& log) {
    const pid_t child = fork();
    if (child == 0) {
        if (std::freopen(log.c_str(), "w", stderr) == nullptr) _exit(126);
        std::vector<char*> argv;
        std::vector<std::string> copies(arguments);
        copies.insert(copies.begin(), program);
        for (auto& argument : copies) argv.push_back(argument.data());
        argv.push_back(nullptr);
        execv(argv[0], argv.data());
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string text_of(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool blessing() {
    const char* bless = std::getenv("ASISTA_BLESS");
    return bless != nullptr && std::string(bless) == "1";
}

// The same renderer draws the same pixels; another one may round differently.
int tolerance() { return text_of(expected_dir / "renderer.txt").find("llvmpipe") != std::string::npos ? 0 : 8; }
} // namespace

TEST_CASE("every page looks as blessed") {
    fs::create_directories(output_dir);
    for (const auto& shot : shots) {
        CAPTURE(shot.name);
        const auto profile = output_dir / "profile" / shot.name;
        fs::remove_all(profile);
        const auto actual = output_dir / fmt::format("{}.png", shot.name);
        fs::remove(actual);
        std::vector<std::string> arguments{"--out", actual.string()};
        if (!shot.preview)
            arguments = {"--headless",          "--sample-data", "--profile",           profile.string(), "--plugins",
                         ASISTA_GOLDEN_PLUGINS, "--fixed-clock", "2026-11-22T09:41:00", "--screenshot",   actual.string()};
        arguments.insert(arguments.end(), shot.arguments.begin(), shot.arguments.end());
        const auto log = output_dir / fmt::format("{}.log", shot.name);

        const int code = run(shot.preview ? ASISTA_PREVIEW : ASISTA_CLIENT, arguments, log);

        REQUIRE_MESSAGE(code == 0, text_of(log));
        const auto expected_file = expected_dir / fmt::format("{}.png", shot.name);
        if (blessing()) {
            fs::copy_file(actual, expected_file, fs::copy_options::overwrite_existing);
            continue;
        }
        const auto got = gfx::read_png(actual);
        REQUIRE(got.has_value());
        const auto expected = gfx::read_png(expected_file);
        REQUIRE_MESSAGE(expected.has_value(), fmt::format("{} is missing; bless it", expected_file.string()));
        const auto difference = gfx::compare(*expected, *got, tolerance());
        if (!difference.equal() && difference.same_size)
            CHECK(gfx::write_png(difference.picture, output_dir / fmt::format("{}-difference.png", shot.name)).has_value());
        CHECK_MESSAGE(difference.equal(),
                      fmt::format("{} pixels differ, by {} at most, first at {},{}; see {}", difference.pixels,
                                  difference.largest, difference.first_x, difference.first_y, actual.string()));
    }
}
