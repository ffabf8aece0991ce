#include "host_fixture.hpp"

#include <imgui_internal.h>

#include <poll.h>

namespace asista::tests {

HostFixture::HostFixture() {
    auto ends = wire::Channel::make_pair().value();
    client = std::make_unique<FakeClient>(std::move(ends.first));
    connection = std::make_unique<host::Connection>(std::move(ends.second));
    loop = std::make_unique<host::Loop>(host::Loop::create().value());

    context_ = ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {800, 600};
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    io.ConfigErrorRecoveryEnableAssert = false;
    ImFont* font = io.Fonts->AddFontDefault();
    fonts = {font, font, font, font, font, font};

    hello.plugin = "org.test.plugin";
    hello.name = "Test";
    hello.version = "1.2.3";
    hello.settings_json = R"({"name":"Ada","cap":2})";
    hello.theme.scale = 1;
    hello.theme.colors.text = 0xFF112233;
    hello.theme.colors.series = {1, 2, 3};
    hello.utc_offset_s = 3600;
    hello.fixed_clock_ms = 1'000'000;
    api = std::make_unique<host::HostApi>(*connection, *loop, fonts);
}

HostFixture::~HostFixture() {
    api.reset();
    // A texture is the renderer's to let go of; there is none here.
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) texture->SetStatus(ImTextureStatus_Destroyed);
    ImGui::DestroyContext(context_);
}

host::FrameWishes HostFixture::draw(std::uint32_t surface) {
    ImGui::GetIO().DeltaTime = 0.016F;
    ImGui::NewFrame();
    api->begin_frame({++serial_, hello.fixed_clock_ms.value_or(0), hello.utc_offset_s, 0.016F, 1.0F});
    ImGui::SetNextWindowPos({100, 50});
    ImGui::SetNextWindowSize({400, 200});
    ImGui::Begin("surface", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove);
    ImGuiErrorRecoveryState before;
    ImGui::ErrorRecoveryStoreState(&before);
    api->draw({surface, {100, 50, 400, 200}, true, false, false});
    ImGui::ErrorRecoveryTryToRecoverState(&before);
    ImGui::End();
    const auto wishes = api->end_frame();
    ImGui::Render();
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) texture->SetStatus(ImTextureStatus_OK);
    return wishes;
}

void HostFixture::turn() {
    connection->pump();
    while (const auto order = connection->next_order()) connection->reply(*order, api->handle(*order));
    connection->dispatch_replies();
    loop->run_due();
}

bool HostFixture::run_until(const std::function<bool()>& done) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (;;) {
        turn();
        if (done()) return true;
        if (std::chrono::steady_clock::now() > until) return false;
        pollfd waiting[] = {{connection->fd(), POLLIN, 0}, {loop->wake_fd(), POLLIN, 0}};
        ::poll(waiting, 2, 1);
    }
}

void HostFixture::run_for(std::chrono::milliseconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    static_cast<void>(run_until([until] { return std::chrono::steady_clock::now() >= until; }));
}

std::vector<std::string> HostFixture::log_lines(std::size_t count) {
    run_for(std::chrono::milliseconds(0)); // lines of other threads come through the loop
    std::vector<std::string> lines;
    for (auto& line : client->wait_for<calls::LogWrite>(count)) lines.push_back(std::move(line.text));
    return lines;
}

} // namespace asista::tests
