// An author saves: from the rename of the source file to the new code's picture in the window, in the whole client, with the plugin's
// source folder watched as `asista dev` does.
#include "bench.hpp"
#include "bench_client.hpp"
#include "bench_host.hpp"

#include "builder/build_plan.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <random>
#include <spawn.h>
#include <sys/wait.h>

extern char** environ;

namespace asista::bench {

namespace {
constexpr double frame_ms = 1000.0 / 60;
constexpr double patience_ms = 120'000; // for one save on a busy machine
constexpr std::string_view first_color = "0x10, 0x20, 0x30";

// Runs a program at the compilers' priority and waits. Milliseconds.
Result<double> run(std::vector<std::string> words, bool succeeds = true) {
    words.insert(words.begin(), {"nice", "-n", "19"});
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    const double began = now_us();
    pid_t child = 0;
    const int error = posix_spawnp(&child, "nice", &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) return fail(Errc::io, "{} cannot be started", words[3]);
    int status = 0;
    ::waitpid(child, &status, 0);
    const double took = (now_us() - began) / 1000;
    if ((WIFEXITED(status) && WEXITSTATUS(status) == 0) != succeeds)
        return fail(Errc::invalid, "{} ended otherwise than expected", words[3]);
    return took;
}

// The client with one plugin under development, its card on screen and its headers precompiled.
class Desk {
  public:
    static Result<std::unique_ptr<Desk>> set(const std::string& name) {
        std::unique_ptr<Desk> desk(new Desk(TRY(TempFolder::make())));
        auto& self = *desk;
        const std::filesystem::path from = std::filesystem::path(ASISTA_BENCH_SOURCES) / name;
        std::filesystem::create_directories(self.source().parent_path());
        self.text_ = TRY(read_file(from / "card.cpp"));
        if (self.text_.find(first_color) == std::string::npos) return fail(Errc::invalid, "{} has no colour to edit", name);
        const auto manifest = TRY(read_file(from / "manifest.json"));
        TRY(write_file_by_rename(self.source().parent_path() / "manifest.json", manifest));
        TRY(write_file_by_rename(self.source(), self.text(0)));
        self.client_ = TRY(LiveClient::start(self.folder_.path(), 1000, 700, [&](core::CoreConfig& config) {
            config.develop = {self.source().parent_path()};
            config.build_cache = self.folder_ / "cache";
        }));
        TRY(self.wait("the first build is not shown", [&] {
            const auto spot = self.client_->find(color(0));
            if (spot) self.spot_ = *spot;
            return spot.has_value();
        }));
        const auto sdk = TRY(builder::Sdk::of_this_program());
        self.plan_ = TRY(builder::plan_from_folder(self.source().parent_path(), sdk));
        self.imgui_ = sdk.imgui_library;
        for (int i = 0; i < 20; ++i) {
            TRY(self.rest(500));
            TRY(self.save_and_see());
            if (self.build().tools.find("precompiled") != std::string::npos) return desk;
        }
        return fail(Errc::timed_out, "no precompiled header was used in 20 saves; {}", self.state());
    }

    // The next text; milliseconds from its rename to its colour in the window.
    Result<double> save_and_see() { return see(++edit_); }
    Result<double> see(int edit) {
        TRY(rest(60));
        sleep_until_us(now_us() + std::uniform_real_distribution<double>(0, 17'000)(random_)); // any moment of the window's pace
        double shown_us = 0;
        client_->on_frame = [&] {
            if (shown_us == 0 && client_->pixel(spot_.first, spot_.second) == color(edit)) shown_us = now_us();
        };
        const double began_us = now_us();
        TRY(write_file_by_rename(source(), text(edit)));
        const auto shown = wait(fmt::format("text {} is not shown", edit), [&] { return shown_us > 0; });
        client_->on_frame = nullptr;
        TRY(shown);
        return (shown_us - began_us) / 1000;
    }
    // A text with an error; milliseconds until a frame that shows it.
    Result<double> save_error() {
        TRY(rest(60));
        bool shown = false;
        client_->on_frame = [&] { shown = shown || (build().failed && build().line > 0); };
        const double began_us = now_us();
        TRY(write_file_by_rename(source(), wrong_text(++edit_)));
        const auto seen = wait("the error is not shown", [&] { return shown; });
        client_->on_frame = nullptr;
        TRY(seen);
        return (now_us() - began_us) / 1000;
    }
    // What CMake's default would run for this text: g++ and its own linker, no precompiled header.
    Result<double> bare_build() {
        const auto object = (folder_ / "bare.o").string(), copy = (folder_ / "bare.cpp").string();
        TRY(write_file_by_rename(copy, text(++edit_)));
        std::vector<std::string> compile{"g++"},
            link{"g++", "-shared", "-o", (folder_ / "bare.so").string(), object, imgui_.string()};
        for (const auto& flag : plan_.units.front().flags) compile.push_back(flag);
        compile.insert(compile.end(), {"-O0", "-g", "-c", copy, "-o", object});
        const double compiled = TRY(run(compile));
        return compiled + TRY(run(link));
    }
    Result<double> bare_error() {
        const auto copy = (folder_ / "bare.cpp").string();
        TRY(write_file_by_rename(copy, wrong_text(++edit_)));
        std::vector<std::string> compile{"g++"};
        for (const auto& flag : plan_.units.front().flags) compile.push_back(flag);
        compile.insert(compile.end(), {"-O0", "-g", "-c", copy, "-o", (folder_ / "bare.o").string()});
        return run(compile, false);
    }
    const ui::BuildView& build() const { return client_->snapshot()->builds.front(); }
    int edit() const { return edit_; }
    // Nothing moves any more, and no compiler or helper that a person would wait for runs.
    Result<void> rest(double ms) { return named("the client does not come to rest", client_->rest(ms)); }

  private:
    explicit Desk(TempFolder folder) : folder_(std::move(folder)) {}
    Result<void> wait(const std::string& or_else, const std::function<bool()>& is_so) {
        return named(or_else, client_->until(is_so, patience_ms));
    }
    Result<void> named(const std::string& what, Result<void> waited) const {
        if (waited) return {};
        return fail(waited.error().code, "{}: {}; {}", what, waited.error().message, state());
    }
    // What a wait in vain is explained by.
    std::string state() const {
        if (client_ == nullptr || !client_->snapshot() || client_->snapshot()->builds.empty()) return "nothing is built";
        const auto& last = build();
        std::string plugins;
        for (const auto& plugin : client_->snapshot()->plugins)
            if (plugin.id == last.plugin) plugins = fmt::format(", its card says \"{}{}\"", plugin.reason, plugin.reload_note);
        return fmt::format("build {} {}{} {}{}", last.builds,
                           last.running  ? "runs: "
                           : last.failed ? "failed: "
                                         : "is done",
                           last.phase, last.message, plugins);
    }
    static std::uint32_t color(int edit) { return 0x104000U + static_cast<std::uint32_t>(edit % 120) * 0x100 + 0x55; }
    std::string text(int edit) const {
        auto text = text_;
        const auto value = color(edit);
        return text.replace(text.find(first_color), first_color.size(),
                            fmt::format("0x{:02x}, 0x{:02x}, 0x{:02x}", value >> 16, value >> 8 & 0xFF, value & 0xFF)) +
               fmt::format("// {}\n", edit);
    }
    std::string wrong_text(int edit) const {
        auto wrong = text(edit);
        constexpr std::string_view right = "frame.position()";
        return wrong.replace(wrong.find(right), right.size(), "frame.positoin()");
    }
    std::filesystem::path source() const { return folder_.path() / "source/card.cpp"; }

    TempFolder folder_; // destroyed last
    std::string text_;
    builder::BuildPlan plan_;
    std::filesystem::path imgui_;
    std::unique_ptr<LiveClient> client_;
    std::pair<int, int> spot_{};
    std::mt19937 random_{1};
    int edit_ = 0;
};

// floors: how often the floor is measured among the saves; one of them may take half a minute on a busy machine.
Result<Figure> save(const std::string& name, int floors, double goal) {
    constexpr int rounds = 11;
    auto desk = TRY(Desk::set(name));
    std::vector<double> ours, floor, tools, extra;
    for (int i = 0; i < rounds; ++i) {
        TRY(desk->rest(300));
        ours.push_back(TRY(desk->save_and_see()));
        tools.push_back(desk->build().compile_ms + desk->build().link_ms);
        extra.push_back(ours.back() - tools.back());
        if (i * floors / rounds < (i + 1) * floors / rounds) floor.push_back(TRY(desk->bare_build()));
    }
    const double ratio = median(ours) / median(floor);
    return figure(
        ours, floor,
        fmt::format("rename of the source to its colour in the window; {}: {:.0f} ms, the rest {:.0f} (p95 {:.0f}); floor: g++ "
                    "-O0 -g and its linker, alone, same priority; goals: ratio <= {:.2f} {}, rest <= 20 and p95 <= 35 {}",
                    desk->build().tools, median(tools), median(extra), percentile(extra, 0.95), goal,
                    ratio <= goal ? "met" : "missed", median(extra) <= 20 && percentile(extra, 0.95) <= 35 ? "met" : "missed"));
}

Result<Figure> save_error() {
    constexpr int rounds = 9;
    auto desk = TRY(Desk::set("save_stl"));
    std::vector<double> ours, floor;
    for (int i = 0; i < rounds; ++i) {
        ours.push_back(TRY(desk->save_error()));
        floor.push_back(TRY(desk->bare_error()));
        TRY(desk->save_and_see());
    }
    const double ratio = median(ours) / median(floor);
    return figure(
        ours, floor,
        fmt::format("rename of a text with an error to the frame that shows it; floor: g++ failing on it, alone; goal <= 0.30 {}",
                    ratio <= 0.30 ? "met" : "missed"));
}

Result<Figure> save_undo() {
    constexpr int rounds = 30;
    auto desk = TRY(Desk::set("save_imgui"));
    const int earlier = desk->edit();
    TRY(desk->rest(2000));
    TRY(desk->save_and_see());
    const int later = desk->edit();
    TRY(desk->rest(2000));
    std::vector<double> ours;
    for (int i = 0; i < rounds; ++i) {
        TRY(desk->rest(300)); // as between the saves of the others
        ours.push_back(TRY(desk->see(i % 2 == 0 ? earlier : later)));
    }
    return figure(
        ours, {2 * frame_ms},
        fmt::format(
            "rename of a text that was built before to its colour in the window; floor: two frames of 60, which is the goal {}",
            median(ours) <= 2 * frame_ms + 1 ? "met" : "missed"));
}
} // namespace

void add_save_benches(std::vector<Bench>& all) {
    all.push_back({"save-imgui", "ms", [] { return save("save_imgui", 11, 0.35); }});
    all.push_back({"save-stl", "ms", [] { return save("save_stl", 3, 0.45); }});
    all.push_back({"save-error", "ms", save_error});
    all.push_back({"save-undo", "ms", save_undo});
}

} // namespace asista::bench
