#include "stage.hpp"

#include <imgui.h>

#include <algorithm>
#include <utility>

namespace asista::test {

Stage::Stage(int width, int height, double deadline_s) : scene_(width, height) {
    gfx::CompositorOptions options;
    options.deadline_s = deadline_s;
    options.get_clipboard = [this] { return clipboard; };
    options.set_clipboard = [this](const std::string& text) { clipboard = text; };
    options.watch_done = [this](InstanceId instance, UniqueFd) { watched.push_back(instance); };
    options.is_client_chord = [this](std::uint32_t code, bool ctrl, bool, bool) {
        return client_chord && client_chord(code, ctrl);
    };
    compositor_ = std::make_unique<gfx::Compositor>(std::move(options));
}

FakeHost& Stage::add(InstanceId instance, gfx::AttachOptions options) {
    auto& host = host_of[instance] = std::make_unique<FakeHost>();
    compositor_->attach(instance, std::move(host->client), std::move(options));
    return *host;
}

gfx::Image Stage::frame(std::vector<platform::InputEvent> events) {
    const gfx::FrameClock clock{.now_s = scene_.now_s, .wall_time_ms = 1'700'000'000'000, .utc_offset_s = 0};
    compositor_->advance_trials(clock);
    left = compositor_->begin_frame(events, clock);
    scene_.begin(left);
    if (hosts) hosts();
    ImGui::SetNextWindowPos(ImVec2(0, 0));
    ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
    ImGui::Begin("page", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoBringToFrontOnFocus |
                     ImGuiWindowFlags_NoMove);
    ImGui::PopStyleVar(2);
    for (const Card& card : page) {
        ImGui::SetCursorScreenPos(ImVec2(card.rect.x, card.rect.y));
        compositor_->place(card.instance, card.surface, ImVec2(card.rect.width, card.rect.height), card.dim);
    }
    ImGui::End();
    // Another window of the client that could take the focus when one closes.
    ImGui::SetNextWindowPos(ImVec2(ImGui::GetIO().DisplaySize.x - 4, 0));
    ImGui::SetNextWindowSize(ImVec2(4, 4));
    ImGui::Begin("sidebar", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoBringToFrontOnFocus);
    ImGui::End();
    if (extra) extra();
    if (asks_new_panels) {
        compositor_->ask_new_panels();
        if (hosts) hosts();
    }
    compositor_->collect();
    auto image = scene_.end();
    for (auto& event : compositor_->take_events()) told.push_back(std::move(event));
    compositor_->end_frame(1.5);
    return image;
}

bool Stage::was_told(gfx::CompositorEvent::Kind kind, InstanceId instance) const {
    return std::ranges::any_of(
        told, [&](const gfx::CompositorEvent& event) { return event.kind == kind && event.instance == instance; });
}

FrameBuilder solid(std::uint32_t id, const frame::Rect& rect, std::uint32_t color, bool first) {
    FrameBuilder frame;
    if (first) frame.create(1, 2, 2, white);
    frame.panel(id, rect).quad(rect, color, 1);
    return frame;
}

std::function<void()> answering(FakeHost& host, std::uint32_t color, std::vector<Received>* requests) {
    auto first = std::make_shared<bool>(true);
    return [&host, color, requests, first] {
        auto got = host.request();
        if (!got) return;
        FrameBuilder frame;
        if (std::exchange(*first, false)) frame.create(1, 2, 2, white);
        for (const auto& surface : got->surfaces) frame.panel(surface.id, surface.rect).quad(surface.rect, color, 1);
        host.answer(frame);
        if (requests) requests->push_back(std::move(*got));
    };
}

platform::InputEvent move(float x, float y) { return {.kind = platform::InputEvent::Kind::mouse_position, .x = x, .y = y}; }
platform::InputEvent press() { return {.kind = platform::InputEvent::Kind::mouse_button, .pressed = true}; }
platform::InputEvent release() { return {.kind = platform::InputEvent::Kind::mouse_button, .pressed = false}; }
platform::InputEvent key(frame::Key code, bool pressed) {
    return {.kind = platform::InputEvent::Kind::key, .code = static_cast<std::uint32_t>(code), .pressed = pressed};
}

} // namespace asista::test
