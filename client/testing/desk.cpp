// The steps and questions of asista/test.hpp.
#include "testing/desk_state.hpp"

#include <icons/phosphor_names.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <imgui.h>
#include <optional>

namespace asista::test {

namespace {
namespace fs = std::filesystem;
struct Spot {
    float x = 0, y = 0;
};

std::string all_text(const std::vector<testing::SeenRun>& runs) {
    std::string text;
    for (const auto& run : runs) text += run.text + "\n";
    return text;
}

Spot middle_of(const testing::SeenRun& run, std::size_t from, std::size_t size) {
    float left = 0, right = 0, top = 0, bottom = 0;
    bool first = true;
    for (std::size_t i = 0; i < run.glyphs.size(); ++i) {
        if (run.at[i] < from || run.at[i] >= from + size) continue;
        const auto& glyph = run.glyphs[i];
        left = first ? glyph.left : std::min(left, glyph.left);
        right = first ? glyph.right : std::max(right, glyph.right);
        top = first ? glyph.top : std::min(top, glyph.top);
        bottom = first ? glyph.bottom : std::max(bottom, glyph.bottom);
        first = false;
    }
    return {(left + right) / 2, (top + bottom) / 2};
}

Spot find_words(const std::vector<testing::SeenRun>& runs, std::string_view words) {
    for (const auto& run : runs)
        if (run.text == words) return middle_of(run, 0, run.text.size());
    for (const auto& run : runs)
        if (const auto at = run.text.find(words); at != std::string::npos) return middle_of(run, at, words.size());
    throw Problem(fmt::format("the card shows no \"{}\"; it shows:\n{}", words, all_text(runs)));
}

Spot find_icon(const std::vector<testing::SeenRun>& runs, std::string_view name) {
    for (const auto& icon : icon_names::table) {
        if (icon.name != name) continue;
        for (const auto& run : runs)
            if (const auto at = run.text.find(icon.utf8); at != std::string::npos)
                return middle_of(run, at, std::string_view(icon.utf8).size());
        throw Problem(fmt::format("the card shows no icon \"{}\"; its words are:\n{}", name, all_text(runs)));
    }
    throw Problem(fmt::format("there is no icon \"{}\"; https://phosphoricons.com shows their names", name));
}

void click(DeskState& desk, std::uint32_t surface, Spot spot) {
    desk.move_pointer(spot.x, spot.y, surface);
    for (const bool down : {true, false}) {
        ImGui::GetIO().AddMouseButtonEvent(0, down);
        desk.settle(surface);
    }
}

ImGuiKey key_of(Key key) {
    switch (key) {
    case Key::enter: return ImGuiKey_Enter;
    case Key::escape: return ImGuiKey_Escape;
    case Key::tab: return ImGuiKey_Tab;
    case Key::backspace: return ImGuiKey_Backspace;
    case Key::remove: return ImGuiKey_Delete;
    case Key::space: return ImGuiKey_Space;
    case Key::up: return ImGuiKey_UpArrow;
    case Key::down: return ImGuiKey_DownArrow;
    case Key::left: return ImGuiKey_LeftArrow;
    case Key::right: return ImGuiKey_RightArrow;
    case Key::home: return ImGuiKey_Home;
    case Key::end: return ImGuiKey_End;
    }
    return ImGuiKey_None;
}
} // namespace

Problem::~Problem() = default;

// ---- Card ------------------------------------------------------------------------------------------------------------------

std::string Card::text() const {
    desk_->settle(surface_);
    return all_text(desk_->seen());
}
bool Card::has_text(std::string_view words) const {
    return testing::plain_text(text()).find(testing::plain_text(words)) != std::string::npos;
}
void Card::click(std::string_view words) {
    desk_->settle(surface_);
    test::click(*desk_, surface_, find_words(desk_->seen(), words));
}
void Card::hover(std::string_view words) {
    desk_->settle(surface_);
    const auto spot = find_words(desk_->seen(), words);
    desk_->move_pointer(spot.x, spot.y, surface_);
    for (int i = 0; i < 60; ++i) desk_->frame(surface_); // tooltips wait for a while
}
void Card::click_icon(std::string_view name) {
    desk_->settle(surface_);
    test::click(*desk_, surface_, find_icon(desk_->seen(), name));
}
void Card::click_at(float x, float y) { test::click(*desk_, surface_, {x * desk_->options.scale, y * desk_->options.scale}); }
void Card::drag(float from_x, float from_y, float to_x, float to_y) {
    const float scale = desk_->options.scale;
    desk_->move_pointer(from_x * scale, from_y * scale, surface_);
    ImGui::GetIO().AddMouseButtonEvent(0, true);
    desk_->settle(surface_);
    desk_->move_pointer(to_x * scale, to_y * scale, surface_);
    ImGui::GetIO().AddMouseButtonEvent(0, false);
    desk_->settle(surface_);
}
void Card::scroll(float lines) {
    desk_->settle(surface_);
    ImGui::GetIO().AddMouseWheelEvent(0, lines);
    desk_->settle(surface_);
}
void Card::type(std::string_view text) {
    desk_->settle(surface_);
    ImGui::GetIO().AddInputCharactersUTF8(std::string(text).c_str());
    desk_->settle(surface_);
}
void Card::press(Key key, bool control, bool shift) {
    desk_->settle(surface_);
    ImGuiIO& io = ImGui::GetIO();
    for (const bool down : {true, false}) {
        if (control) io.AddKeyEvent(ImGuiMod_Ctrl, down);
        if (shift) io.AddKeyEvent(ImGuiMod_Shift, down);
        io.AddKeyEvent(key_of(key), down);
        desk_->settle(surface_);
    }
}

void Card::matches(std::string_view name) const {
    desk_->settle(surface_);
    const auto actual = desk_->picture();
    const auto file = fs::path(desk_->pictures) / fmt::format("{}.png", name);
    if (const char* const bless = std::getenv("ASISTA_TEST_BLESS"); bless != nullptr && *bless == '1') {
        std::error_code error;
        fs::create_directories(file.parent_path(), error);
        return must(gfx::write_png(actual, file));
    }
    if (!fs::exists(file))
        throw Problem(fmt::format("there is no picture {} to compare with; `asista test DIR --bless` makes it", file.string()));
    const auto difference = gfx::compare(must(gfx::read_png(file)), actual, 2);
    if (difference.equal()) return;
    const auto beside = fs::current_path() / std::string(name);
    must(gfx::write_png(actual, beside.string() + ".actual.png"));
    if (difference.same_size) must(gfx::write_png(difference.picture, beside.string() + ".difference.png"));
    throw Problem(fmt::format("the card does not look like {}: {}; see {}.actual.png{}", file.string(),
                              difference.same_size
                                  ? fmt::format("{} pixels differ, by {} at most", difference.pixels, difference.largest)
                                  : "it has another size",
                              beside.string(), difference.same_size ? " and .difference.png" : ""));
}

// ---- Desk ------------------------------------------------------------------------------------------------------------------

Desk::Desk(Options options, const char* plugin, const char* pictures)
    : state_(std::make_unique<DeskState>(std::move(options), plugin, pictures)) {}
Desk::~Desk() = default;

Card Desk::card(std::string_view id) { return {*state_, state_->surface_of(id, false)}; }
Card Desk::page(std::string_view id) { return {*state_, state_->surface_of(id, true)}; }

void Desk::run_command(std::string_view id) {
    state_->start();
    must(state_->order<calls::RunCommand>({std::string(id)}));
}
void Desk::run_action(std::string_view widget, std::string_view action) {
    state_->start();
    must(state_->order<calls::RunAction>({std::string(widget), std::string(action)}));
}
nlohmann::json Desk::call(std::string_view method, const nlohmann::json& arguments) {
    state_->start();
    return nlohmann::json::parse(must(state_->order<calls::RunMethod>({std::string(method), arguments.dump()})).json);
}
void Desk::send_event(std::string_view name, const nlohmann::json& data) {
    state_->start();
    state_->notice<calls::DeliverEvent>({std::string(name), data.dump()});
}
void Desk::change_settings(const nlohmann::json& changed) {
    state_->start();
    const auto all = state_->services.with([&](testing::Services::Data& data) {
        auto settings = nlohmann::json::parse(data.settings_json);
        settings.update(changed);
        return data.settings_json = settings.dump();
    });
    state_->notice<calls::SettingsChanged>({all});
}
void Desk::allow(std::string_view permission, bool allowed) {
    state_->start();
    const auto granted = state_->services.with([&](testing::Services::Data& data) {
        if (allowed)
            data.granted.emplace(permission);
        else
            data.granted.erase(std::string(permission));
        return std::vector<std::string>(data.granted.begin(), data.granted.end());
    });
    state_->notice<calls::GrantsChanged>({granted});
}
void Desk::pass_time(std::int64_t milliseconds) {
    state_->start();
    state_->pass_time(milliseconds);
}
void Desk::restart() {
    state_->start();
    auto saved = state_->order<calls::SaveState>({});
    if (!saved && saved.error().code != Errc::unsupported) throw Problem(saved.error().message);
    must(state_->order<calls::Deactivate>({}));
    state_->stop();
    state_->saved.reset();
    if (saved) state_->saved = std::move(*saved);
    state_->start();
}

std::vector<Task> Desk::tasks() const {
    return state_->services.with([](const testing::Services::Data& data) {
        std::vector<Task> all;
        for (const auto& task : data.tasks)
            all.push_back({task.id, task.title, task.notes, task.status == asista::TaskStatus::done});
        return all;
    });
}
void Desk::add_task(std::string_view title) {
    state_->start();
    state_->services.with([&](testing::Services::Data& data) {
        asista::Task task;
        task.id = data.next_task++;
        task.title = title;
        data.tasks.push_back(std::move(task));
    });
    send_event("tasks/changed");
}
void Desk::finish_task(std::uint64_t id) {
    state_->start();
    state_->services.with([&](testing::Services::Data& data) {
        const auto task = std::ranges::find(data.tasks, id, &asista::Task::id);
        if (task == data.tasks.end()) throw Problem(fmt::format("there is no task {} to finish", id));
        task->status = asista::TaskStatus::done;
        task->completed_at = data.now;
    });
    send_event("tasks/changed");
}
nlohmann::json Desk::stored(std::string_view key) const {
    return state_->services.with([&](const testing::Services::Data& data) {
        const auto found = data.storage.find(std::string(key));
        return found == data.storage.end() ? nlohmann::json() : nlohmann::json::parse(found->second);
    });
}
std::vector<std::string> Desk::notifications() const {
    return state_->services.with([](const testing::Services::Data& data) { return data.notifications; });
}
std::vector<std::string> Desk::log() const {
    return state_->services.with([](const testing::Services::Data& data) { return data.log; });
}

} // namespace asista::test
