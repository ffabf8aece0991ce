#include "view_rig.hpp"

#include <asista_fonts.hpp>
#include <cstring>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <filesystem>

namespace asista::testing {

calls::Theme test_theme(float scale) {
    calls::Theme theme;
    theme.serial = 7;
    theme.scale = scale;
    theme.colors = {0xFFF7F5F4, 0xFFFFFFFF, 0xFFE4E0DD, 0xFF2A2522, 0xFF6E6660, 0xFFA39B95,  0xFFC2663C,
                    0xFFF6E9E1, 0xFFFFFFFF, 0xFF4F9A3A, 0xFF2A8BD8, 0xFF3B3BC8, {0xFFC2663C}};
    return theme;
}

OpenedFonts test_fonts() {
    const std::pair<calls::FontRole, const char*> files[] = {{calls::FontRole::text, fonts::inter_regular},
                                                             {calls::FontRole::mono, fonts::mono_regular},
                                                             {calls::FontRole::icons, fonts::icons}};
    OpenedFonts opened;
    for (const auto& [role, path] : files) {
        UniqueFd fd(::open(path, O_RDONLY | O_CLOEXEC));
        REQUIRE_MESSAGE(fd, path);
        opened.files.push_back({role, std::filesystem::file_size(path)});
        opened.descriptors.push_back(std::move(fd));
    }
    return opened;
}

ViewRig::ViewRig(float scale_) : scale(scale_) {
    frame::HostEnds ends;
    auto client = frame::ClientArea::create(ends);
    REQUIRE(client);
    client_ = std::move(*client);
    auto host = frame::HostArea::adopt(std::move(ends));
    REQUIRE(host);
    host_ = std::move(*host);
    auto fonts = test_fonts();
    auto view = host::View::create(test_theme(scale), fonts.files, std::move(fonts.descriptors),
                                   {[this](std::string url) { urls.push_back(std::move(url)); },
                                    [this](std::string text) { complaints.push_back(std::move(text)); }});
    REQUIRE(view);
    view_ = std::move(*view);
}

void ViewRig::panel(std::uint32_t id, frame::Rect rect, std::function<void()> draw) {
    surfaces.push_back({id, frame::surface_flags::visible, rect, rect});
    plugin.draw_surface[id] = std::move(draw);
}

void ViewRig::click(float x, float y, std::uint32_t which) {
    move(x, y);
    settle();
    button(true, which);
    draw();
    button(false, which);
    settle();
}

const frame::CheckedFrame& ViewRig::draw() {
    frame::InputHeader header{};
    header.magic = frame::input_magic;
    header.version = frame::protocol_version;
    header.serial = ++serial_;
    header.delta_s = delta_s;
    header.theme_serial = 7;
    header.scale = scale;
    header.client_width = width;
    header.client_height = height;
    header.popup_area = popup_area.value_or(frame::Rect{0, 0, width, height});
    header.surface_count = static_cast<std::uint32_t>(surfaces.size());
    header.event_count = static_cast<std::uint32_t>(events_.size());
    header.paste_bytes = static_cast<std::uint32_t>(paste.size());
    header.wishes = items ? frame::input_wishes::items : 0;
    std::byte* const area = client_.input();
    if (!surfaces.empty())
        std::memcpy(area + frame::input_surfaces_offset, surfaces.data(), surfaces.size() * sizeof surfaces[0]);
    if (!events_.empty()) std::memcpy(area + frame::input_events_offset, events_.data(), events_.size() * sizeof events_[0]);
    std::memcpy(area + frame::input_paste_offset, paste.data(), paste.size());
    std::memcpy(area, &header, sizeof header);
    events_.clear();

    const auto answered = view_->answer(host_, plugin);
    REQUIRE(answered);
    REQUIRE(drain_eventfd(client_.done_fd()));
    ++frames;
    frame::FrameLimits limits;
    limits.serial = serial_;
    limits.texture_bytes = texture_bytes_;
    limits.items = items;
    for (const auto& surface : surfaces) limits.visible_area += surface.rect.width * surface.rect.height;
    const auto taken = frame::take_frame({client_.output(), frame::frame_area_bytes}, limits, frame_);
    INFO((taken ? "" : taken.error().message));
    REQUIRE(taken);
    for (const auto& op : frame_.texture_ops) {
        if (op.kind == frame::TextureOpKind::create) texture_bytes_ += op.data_bytes;
    }
    return frame_;
}

const frame::CheckedFrame& ViewRig::settle() {
    for (int i = 0; i < 100; ++i) {
        draw();
        if ((frame_.header.flags & frame::output_flags::wants_frame) == 0) return frame_;
    }
    FAIL("the plugin never comes to rest");
    return frame_;
}

const frame::Surface* ViewRig::find(frame::SurfaceKind kind) const {
    for (const auto& surface : frame_.surfaces) {
        if (surface.kind == kind) return &surface;
    }
    return nullptr;
}

std::size_t ViewRig::count(frame::SurfaceKind kind) const {
    std::size_t found = 0;
    for (const auto& surface : frame_.surfaces) found += surface.kind == kind ? 1 : 0;
    return found;
}

} // namespace asista::testing
