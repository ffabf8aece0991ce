// asista_ui_preview: draws one page from the sample snapshot, without core, plugins or a display, into a PNG. For looking at pages
// while working on them.
//   asista_ui_preview --page tasks --theme dark --scale 2 --size 2880x1800 --out tasks.png
#include "fake_ui.hpp"
#include "sample_ai.hpp"
#include "sample_changes.hpp"
#include "sample_backups.hpp"
#include "sample_coach.hpp"
#include "sample_files.hpp"
#include "sample_search.hpp"
#include "sample_snapshot.hpp"
#include "sample_tasks.hpp"

#include "gfx/fonts.hpp"
#include "gfx/popup_frame.hpp"
#include "gfx/renderer.hpp"
#include "platform/headless_window.hpp"
#include "platform/imgui_platform.hpp"
#include "ui/paint.hpp"
#include "ui/shell.hpp"

#include <CLI/CLI.hpp>
#include <imgui.h>

#include <cmath>
#include <cstdio>
#include <sstream>

namespace {

using namespace asista;

struct Options {
    std::string page = "dashboard", detail, theme = "light", out = "page.png", review, update, palette, variant,
                size = "1440x900";
    float scale = 1;
    bool toast = true;
    std::vector<std::string>
        steps; // "click 10,20", "move 10,20", "drag 1,2,3,4", "type text", "key Enter", "wheel -3", "frames 10"
};

void change(ui::Snapshot& s, const std::string& variant) {
    if (variant == "empty") {
        s.tasks.clear();
        s.habits.clear();
        s.goals.clear();
        s.events.clear();
        s.plugins.clear();
        s.widgets.clear();
        s.pages.clear();
        s.methods.clear();
        s.marketplace.clear();
        s.voices.clear();
        s.commands.clear();
        s.open_task_count = 0;
    }
    if (variant == "kinds") ui::sample::add_kinds(s);
    if (variant == "ai") ui::sample::add_ai(s);
    if (variant == "reload") s.plugins[3].reload_note = "motivation.so: undefined symbol _ZN6asista5Frame4fontE";
    if (variant == "build-failed") s.builds = {ui::sample::failed_build()};
    if (variant == "built") s.builds = {ui::sample::good_build()};
    if (variant == "sanitizers" || variant == "waits" || variant == "recording") s.builds = {ui::sample::good_build()};
    if (variant == "sanitizers") {
        s.builds = {ui::sample::checked_build()};
        s.plugins[3].sanitized = true;
    }
    if (variant == "waits") ui::sample::wait_for_debugger(s.plugins[3]);
    if (variant == "recording") s.plugins[3].recording = true;
    if (variant == "events") s.sent_events = ui::sample::events();
    if (variant == "restarting") s.plugins[1].state = ui::PluginState::restarting;
    if (variant == "refused") {
        s.plugins[4].state = ui::PluginState::refused;
        s.plugins[4].reason = "it needs \"Read your tasks\", which is not allowed. Allow it under Settings, and it starts.";
    }
    if (variant == "ask") s.permission_questions = ui::sample::questions(s);
    if (variant == "ask-network") s.permission_questions = {ui::sample::questions(s).back()};
    if (variant == "send") s.send_questions = ui::sample::send_questions();
    if (variant == "safe") {
        s.safe_mode = true;
        for (auto& plugin : s.plugins)
            if (plugin.installed) plugin.state = ui::PluginState::disabled, plugin.instance = 0;
        s.widgets.clear();
        s.pages.clear();
    }
    if (variant == "file-open") s.file_questions = {ui::sample::file_to_open()};
    if (variant == "file-save") s.file_questions = {ui::sample::file_to_save()};
    if (variant == "offer") s.safe_mode_offer = true;
    if (variant == "profiles" || variant == "locked")
        s.profiles = {{"~/.local/share/asista", "Ada", true, true},
                      {"~/.local/share/asista/profiles/work", "Work", false, false}};
    if (variant == "locked") {
        s.lock.emplace();
        s.lock->profile = "Ada";
        s.lock->others = {s.profiles[1], {"~/.local/share/asista/profiles/grace", "Grace", true, false}};
        s.lock->problem = "this is not the passphrase";
    }
    if (variant == "endpoint" || variant == "endpoint-taken") {
        s.endpoint.on = s.endpoint.listening = s.endpoint.has_token = true;
        s.endpoint.port = 27480;
        s.endpoint.last = ui::EndpointUse{ui::sample::at(9, 37), "ai.asista.motivation", "getMotivationStats", 200};
    }
    if (variant == "endpoint-taken") {
        s.endpoint.listening = false;
        s.endpoint.last.reset();
        s.endpoint.problem = "another program listens on port 27480 already; choose another port, or end that program";
    }
    if (variant == "culprit") {
        s.plugins[1].paused = true;
        s.culprit = ui::CulpritView{1, 2, {"Focus timer"}, {}, false};
    }
    if (variant == "culprit-found") s.culprit = ui::CulpritView{2, 2, {}, "ai.asista.focus", false};
    if (variant == "culprit-none") s.culprit = ui::CulpritView{2, 2, {}, {}, true};
    if (variant == "budget") {
        s.plugins[1].budget = ui::BudgetState::over;
        s.plugins[1].budget_note = "uses 84 % of a processor core";
        s.plugins[3].budget = ui::BudgetState::throttled;
        s.plugins[3].budget_note = "uses 97 % of a processor core";
    }
    if (variant == "developer-tier")
        for (auto& plugin : s.plugins) plugin.developer_tier = plugin.instance != 0;
    if (variant == "notice")
        s.data_notice = "The database was damaged. It was set aside as asista.db.damaged-1 and a new one was begun.";
}

// What the two plugins of the sample would draw.
void paint_sample(const ui::Shell& shell, const ui::Fonts& fonts, std::uint64_t instance, ImVec2 size) {
    const auto& theme = shell.theme();
    const auto& c = theme.colors;
    auto* const list = ImGui::GetWindowDrawList();
    const ImVec2 at = ImGui::GetWindowPos();
    const auto text = [&](float x, float y, ui::Role role, ui::Color color, const char* words) {
        const ui::Face face = ui::face(fonts, role, theme.scale);
        list->AddText(face.font, face.size_px, ImVec2(at.x + theme.px(x), at.y + theme.px(y)), color, words);
    };
    if (instance == 1) {
        text(0, 6, ui::Role::quote, c.text, "Two of your three goals moved this week. A slow morning still counts, so");
        text(0, 36, ui::Role::quote, c.text, "start with the smallest task on the list.");
        text(0, 72, ui::Role::small, c.dim, "Asista");
        list->AddRectFilled(ImVec2(at.x, at.y + theme.px(104)), ImVec2(at.x + size.x, at.y + theme.px(105)), c.highlight_line);
        text(0, 118, ui::Role::small, c.dim, "7 day streak       12 saved       Low energy");
    } else {
        const ImVec2 middle(at.x + size.x / 2, at.y + theme.px(70));
        list->AddCircle(middle, theme.px(58), c.track, 0, theme.px(9));
        list->PathArcTo(middle, theme.px(58), -1.57F, 2.7F);
        list->PathStroke(c.accent, theme.px(9));
    }
}

// A menu, a tooltip and a window of the sample's plugins, in the frames the compositor gives them.
void paint_popups(const ui::Shell& shell, const ui::Fonts& fonts) {
    const auto& theme = shell.theme();
    const auto& c = theme.colors;
    const auto page = shell.page_box();
    const frame::Rect area{page.x, page.y, page.w, page.h};
    const ui::Face face = ui::face(fonts, ui::Role::body, theme.scale);
    const auto show = [&](const char* owner, frame::SurfaceKind kind, const frame::Rect& logical,
                          std::initializer_list<const char*> lines) {
        const frame::Rect rect{theme.px(logical.x), theme.px(logical.y), theme.px(logical.width), theme.px(logical.height)};
        const auto sizes = gfx::frame_sizes(theme.scale);
        const auto plan =
            gfx::plan_frame(rect, area, sizes, gfx::strip_side(kind, rect, area, sizes, 0), gfx::name_width(owner, theme.scale));
        if (!plan) return;
        auto* const list = ImGui::GetForegroundDrawList();
        gfx::draw_frame(*list, *plan, area, owner, theme.scale);
        const ImVec2 low(rect.x, rect.y), high(rect.x + rect.width, rect.y + rect.height);
        list->AddRectFilled(low, high, c.panel, theme.px(8));
        list->AddRect(low, high, c.line, theme.px(8));
        float y = rect.y + theme.px(8);
        for (const char* line : lines) {
            list->AddText(face.font, face.size_px, ImVec2(rect.x + theme.px(12), y), c.text, line);
            y += theme.px(26);
        }
    };
    show("Focus timer", frame::SurfaceKind::popup, {1050, 300, 180, 112},
         {"Round of 25 min", "Round of 50 min", "Long rest", "Skip"});
    show("Motivation", frame::SurfaceKind::tooltip, {330, 240, 150, 34}, {"12 lines saved"});
    show("Journal", frame::SurfaceKind::window, {520, 470, 320, 200}, {"Export", "Choose a year, then press Save."});
}

void step(platform::HeadlessWindow& window, const std::string& line, int& frames) {
    using Event = platform::InputEvent;
    std::istringstream words(line);
    std::string verb, rest;
    words >> verb;
    std::getline(words, rest);
    if (!rest.empty() && rest.front() == ' ') rest.erase(0, 1);
    float x = 0, y = 0, x2 = 0, y2 = 0;
    const int count = std::sscanf(rest.c_str(), "%f,%f,%f,%f", &x, &y, &x2, &y2);
    const auto move = [&](float to_x, float to_y) { window.inject(Event{Event::Kind::mouse_position, 0, to_x, to_y, false}); };
    const auto button = [&](bool down) { window.inject(Event{Event::Kind::mouse_button, 0, 0, 0, down}); };
    if (verb == "move" || verb == "click" || verb == "press" || verb == "drag") move(x, y);
    if (verb == "click" || verb == "press" || verb == "drag") button(true);
    if (verb == "click") button(false);
    if (verb == "drag" && count == 4) {
        for (int i = 1; i <= 8; ++i) move(x + (x2 - x) * static_cast<float>(i) / 8, y + (y2 - y) * static_cast<float>(i) / 8);
    }
    if (verb == "release") button(false);
    if (verb == "wheel") window.inject(Event{Event::Kind::mouse_wheel, 0, 0, x, false});
    if (verb == "type")
        for (const char letter : rest) window.inject(Event{Event::Kind::text, static_cast<std::uint32_t>(letter), 0, 0, false});
    if (verb == "key") {
        const auto code = static_cast<std::uint32_t>(std::atoi(rest.c_str()));
        window.inject(Event{Event::Kind::key, code, 0, 0, true});
        window.inject(Event{Event::Kind::key, code, 0, 0, false});
    }
    frames = verb == "frames" ? static_cast<int>(x) : 12;
}

int run(const Options& options) {
    platform::HeadlessOptions wanted;
    std::sscanf(options.size.c_str(), "%dx%d", &wanted.width, &wanted.height);
    wanted.scale = options.scale;
    double time_s = 1;
    wanted.clock = [&time_s] { return time_s; };
    auto window = platform::HeadlessWindow::open(wanted);
    if (!window) return std::fprintf(stderr, "%s\n", window.error().message.c_str()), 1;
    ImGui::CreateContext();
    const auto files = gfx::FontFiles::open();
    if (!files) return std::fprintf(stderr, "%s\n", files.error().message.c_str()), 1;
    const auto loaded = gfx::add_fonts(*ImGui::GetIO().Fonts, *files);
    if (!loaded) return std::fprintf(stderr, "%s\n", loaded.error().message.c_str()), 1;
    const ui::Fonts fonts{loaded->text, loaded->medium, loaded->semibold, loaded->mono, loaded->icons, loaded->icons_fill};
    platform::ImGuiPlatform platform(**window);
    auto renderer = gfx::Renderer::create();
    if (!renderer) return std::fprintf(stderr, "%s\n", renderer.error().message.c_str()), 1;

    ui::RecordedCalls calls;
    ui::PaintedSurfaces surfaces;
    for (int i = 0; i < 300; ++i)
        surfaces.frame_ms.push_back(0.7F + 0.2F * std::sin(static_cast<float>(i)) + (i % 47 == 0 ? 1.4F : 0));
    surfaces.drawings[1] = {{{1, "panel", 724, 182, 1, 14, 1'236}, {65'536, "tooltip", 180, 34, 1, 3, 76}}, {{1, 256, 512}}};
    if (options.variant == "hang") {
        surfaces.known[2] = surfaces.figures(2);
        surfaces.known[2].unanswered_s = 6;
    }
    ui::Snapshot snapshot = ui::sample::snapshot();
    ui::sample::Tasks tasks = options.variant == "empty"  ? ui::sample::Tasks{}
                              : options.variant == "many" ? ui::sample::many_tasks(20'000)
                                                          : ui::sample::tasks();
    tasks.serve(calls);
    ui::sample::serve_changes(calls);
    calls.serve<calls::ItemHistory>([&tasks](const calls::ItemHistory::Request& request) {
        return calls::ItemHistory::Reply{request.entity == "task" ? tasks.history : ui::sample::history_of_goal()};
    });
    if (options.variant != "empty")
        ui::sample::serve_coach(calls, options.variant == "coach-asks"     ? ui::sample::coach_asks
                                       : options.variant == "coach-done"   ? ui::sample::coach_done
                                       : options.variant == "coach-tables" ? ui::sample::coach_tables
                                                                           : ui::sample::coach_talk);
    if (options.variant == "ai") ui::sample::serve_ai(calls);
    change(snapshot, options.variant);
    if (!options.toast) snapshot.notifications.clear();
    snapshot.preferences["theme"] = "\"" +
                                    (options.theme == "contrast"        ? std::string{"light"}
                                     : options.theme == "contrast-dark" ? "dark"
                                                                        : options.theme) +
                                    "\"";
    if (options.theme.starts_with("contrast")) snapshot.preferences["high_contrast"] = "true";
    ui::Shell shell(surfaces, calls, fonts);
    surfaces.paint = [&](std::uint64_t instance, std::uint32_t, ImVec2 size) { paint_sample(shell, fonts, instance, size); };
    shell.set_page(options.page, options.detail);

    const auto draw = [&](int frames) {
        for (int i = 0; i < frames; ++i) {
            time_s += 1.0 / 60;
            const auto events = (*window)->take_events();
            (*window)->begin_frame();
            platform.begin_frame(events);
            (*renderer)->begin_frame();
            calls.deliver();
            ImGui::NewFrame();
            shell.draw(snapshot, {time_s, 1.0F / 60, static_cast<float>(wanted.width), static_cast<float>(wanted.height),
                                  options.scale, ui::sample::now, false});
            if (options.variant == "popups") paint_popups(shell, fonts);
            ImGui::Render();
            platform.end_frame({});
            (*renderer)->draw(*ImGui::GetDrawData(), shell.theme().colors.background);
            if (i + 1 < frames) (*window)->end_frame({});
        }
    };
    draw(4);
    calls.answer_last<calls::AuditList>(options.variant == "empty" ? calls::AuditList::Reply{} : ui::sample::audit());
    calls.answer_last<calls::BackupsList>(ui::sample::backups());
    calls.answer_last<calls::StorageBrowse>(ui::sample::stored());
    calls.answer_last<calls::CalendarRange>(options.variant == "empty" ? calls::CalendarRange::Reply{} : ui::sample::calendar());
    if (options.variant.starts_with("file-")) calls.answer_last<calls::FilesList>(ui::sample::folder());
    if (!options.review.empty()) shell.review_plugin(options.review);
    if (!options.update.empty()) shell.review_update(options.update);
    if (!options.palette.empty()) shell.open_palette(options.palette == "-" ? "" : options.palette);
    const auto answer_histories = [&calls, &snapshot] {
        const auto habit = calls.last<calls::HabitsHistory>();
        for (const auto& each : snapshot.habits)
            if (each.id == habit.id) calls.answer_last<calls::HabitsHistory>(ui::sample::habit_history(each, habit.from_day));
        calls.answer_last<calls::GoalsHistory>(ui::sample::goal_history());
    };
    draw(24);
    if (!options.palette.empty()) calls.answer_last<calls::SearchFind>(ui::sample::found());
    answer_histories();
    draw(24);
    for (const auto& line : options.steps) {
        int frames = 0;
        step(**window, line, frames);
        draw(frames);
        calls.answer_last<calls::StoragePeek>(ui::sample::stored_value());
        calls.answer_last<calls::BackupsPreview>(ui::sample::backup_preview());
        calls.answer_last<calls::DevelopReady>(ui::sample::can_develop());
        calls.answer_last<calls::CalendarRange>(options.variant == "empty" ? calls::CalendarRange::Reply{}
                                                                           : ui::sample::calendar());
        calls.answer_last<calls::CalendarGet>(ui::sample::calendar_details());
        calls.answer_last<calls::DevelopCheck>(ui::sample::checked());
        answer_histories();
        draw(2);
    }
    draw(1);
    const auto written = gfx::write_png((*renderer)->capture(wanted.width, wanted.height), options.out);
    if (!written) return std::fprintf(stderr, "%s\n", written.error().message.c_str()), 1;
    for (const auto& call : calls.sent) std::printf("call %#x, %zu bytes\n", call.id, call.request.size());
    std::printf("%s: still %s\n", options.out.c_str(), shell.animating() ? "moving" : "resting");
    shell.flush();
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app{"Draws a page of the client into a PNG"};
    app.add_option("--page", options.page);
    app.add_option("--detail", options.detail);
    app.add_option("--theme", options.theme)->check(CLI::IsMember({"light", "dark", "contrast", "contrast-dark"}));
    app.add_option("--out", options.out);
    app.add_option("--size", options.size, "pixels, 1440x900");
    app.add_option("--scale", options.scale);
    app.add_option("--review", options.review, "id of a plugin whose installation question is open");
    app.add_option("--update", options.update, "id of a plugin whose waiting update is reviewed");
    app.add_option("--palette", options.palette, "text in the command palette; - for none");
    app.add_option("--variant", options.variant,
                   "empty, reload, restarting, refused, hang, notice, ask, safe, offer, culprit, budget, ...");
    app.add_flag("!--no-toast", options.toast);
    app.add_option("--do", options.steps, "input: \"click 10,20\"");
    CLI11_PARSE(app, argc, argv);
    return run(options);
}
