#include "scene.hpp"

#include <doctest/doctest.h>
#include <imgui.h>

namespace asista::test {

namespace {
// Whatever is missing here is missing for every test of this folder: say what, then stop.
template <class T> T expect(Result<T> result) {
    REQUIRE_MESSAGE(result.has_value(), result.error().message);
    return std::move(*result);
}
} // namespace

Scene::Scene(int width, int height, WithFonts fonts) {
    platform::HeadlessOptions options;
    options.width = width;
    options.height = height;
    options.clock = [this] { return now_s; };
    window_ = expect(platform::HeadlessWindow::open(options));
    context_ = ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().LogFilename = nullptr;
    platform_ = std::make_unique<platform::ImGuiPlatform>(*window_);
    renderer_ = expect(gfx::Renderer::create());
    if (fonts == WithFonts::yes) {
        const auto files = expect(gfx::FontFiles::open());
        fonts_ = expect(gfx::add_fonts(*ImGui::GetIO().Fonts, files));
    }
}

Scene::~Scene() {
    renderer_.reset();
    platform_.reset();
    ImGui::DestroyContext(context_);
}

void Scene::begin(std::span<const platform::InputEvent> events) {
    now_s += 1.0 / 60;
    renderer_->begin_frame();
    platform_->begin_frame(events);
    ImGui::NewFrame();
}

gfx::Image Scene::end(std::uint32_t background) {
    ImGui::Render();
    const bool holds_last = window_->begin_frame();
    renderer_->draw(*ImGui::GetDrawData(), background, holds_last && !always_whole);
    auto image = renderer_->capture(window_->size().width, window_->size().height);
    window_->end_frame({});
    platform_->end_frame(std::nullopt);
    return image;
}

gfx::Image Scene::frame(const std::function<void()>& build, std::uint32_t background) {
    begin();
    build();
    return end(background);
}

} // namespace asista::test
