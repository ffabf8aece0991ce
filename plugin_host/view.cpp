// Setting the context up, and one frame from request to answer.
#include "view.hpp"

#include "crash.hpp"
#include "panel_window.hpp"
#include "view_popup_area.hpp"
#include "view_wake.hpp"

#include "wire/utf8.hpp"

#include <asista/style.hpp>
#include <chrono>
#include <imgui.h>
#include <imgui_internal.h>
#include <implot.h>
#include <implot_internal.h>
#include <utility>

namespace asista::host {

namespace {
void no_callback(const ImDrawList*, const ImDrawCmd*) {} // stands for an operation of the client's renderer; never called here
void no_callback_linear(const ImDrawList*, const ImDrawCmd*) {}
void no_callback_nearest(const ImDrawList*, const ImDrawCmd*) {}

// A texture of this size is exactly what one frame may upload.
constexpr int max_atlas_width = 2048, max_atlas_height = 1024;
static_assert(std::uint32_t{max_atlas_width} * max_atlas_height * 4 <= frame::max_upload_bytes);

frame::Cursor cursor_of(ImGuiMouseCursor cursor) {
    switch (cursor) {
    case ImGuiMouseCursor_None: return frame::Cursor::none;
    case ImGuiMouseCursor_TextInput: return frame::Cursor::text;
    case ImGuiMouseCursor_ResizeAll: return frame::Cursor::resize_all;
    case ImGuiMouseCursor_ResizeNS: return frame::Cursor::resize_ns;
    case ImGuiMouseCursor_ResizeEW: return frame::Cursor::resize_ew;
    case ImGuiMouseCursor_ResizeNESW: return frame::Cursor::resize_nesw;
    case ImGuiMouseCursor_ResizeNWSE: return frame::Cursor::resize_nwse;
    case ImGuiMouseCursor_Hand: return frame::Cursor::hand;
    case ImGuiMouseCursor_Wait: return frame::Cursor::wait;
    case ImGuiMouseCursor_Progress: return frame::Cursor::progress;
    case ImGuiMouseCursor_NotAllowed: return frame::Cursor::not_allowed;
    default: return frame::Cursor::arrow;
    }
}

View& view_of(ImGuiContext* context) { return *static_cast<View*>(context->IO.UserData); }

// Whether a turn of the wheel would do something where the pointer is: a window there scrolls, or a widget (a plot) claimed the wheel.
// Otherwise the page under the plugin scrolls.
bool uses_wheel(const ImGuiContext& g) {
    if (g.HoveredWindow == nullptr) return false;
    for (const ImGuiKey wheel : {ImGuiKey_MouseWheelX, ImGuiKey_MouseWheelY}) {
        if (ImGui::GetKeyOwner(wheel) != ImGuiKeyOwner_NoOwner) return true;
    }
    for (const ImGuiWindow* window = g.HoveredWindow; window != nullptr; window = window->ParentWindow) {
        const bool scrolls = (window->Flags & (ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoMouseInputs)) == 0;
        if (scrolls && (window->ScrollMax.x > 0 || window->ScrollMax.y > 0)) return true;
        if ((window->Flags & ImGuiWindowFlags_ChildWindow) == 0) break;
    }
    return false;
}

// ImPlot keeps its own begin/end state, which ImGui's error recovery knows nothing of.
void recover_plots() {
    if (ImPlot::GetCurrentContext() == nullptr) return;
    if (ImPlot::GetCurrentContext()->CurrentPlot != nullptr) ImPlot::ResetCtxForNextPlot(ImPlot::GetCurrentContext());
    if (ImPlot::GetCurrentContext()->CurrentSubplot != nullptr) ImPlot::ResetCtxForNextSubplot(ImPlot::GetCurrentContext());
}
} // namespace

Result<std::unique_ptr<View>> View::create(const calls::Theme& theme, std::span<const calls::FontFile> files,
                                           std::vector<UniqueFd> descriptors, Hooks hooks) {
    std::unique_ptr<View> view(new View(std::move(hooks)));
    view->context_ = ImGui::CreateContext();
    view->plot_context_ = ImPlot::CreateContext();
    view->configure();
    view->fonts_ = TRY(Fonts::load(files, std::move(descriptors)));
    view->set_theme(theme);
    return view;
}

View::~View() {
    items_.listen(false);
    ImPlot::DestroyContext(plot_context_);
    for (ImTextureData* const texture : ImGui::GetPlatformIO().Textures) texture->SetTexID(ImTextureID_Invalid);
    for (ImTextureData* const texture : ImGui::GetPlatformIO().Textures) texture->SetStatus(ImTextureStatus_Destroyed);
    ImGui::DestroyContext(context_);
}

void View::configure() {
    ImGuiIO& io = ImGui::GetIO();
    io.UserData = this;
    io.IniFilename = nullptr; // there is no disk
    io.LogFilename = nullptr;
    io.BackendPlatformName = "asista";
    io.BackendRendererName = "asista";
    io.BackendFlags |=
        ImGuiBackendFlags_RendererHasVtxOffset | ImGuiBackendFlags_RendererHasTextures | ImGuiBackendFlags_HasMouseCursors;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    // A missing End() costs a line in the log and a tooltip, not the process.
    io.ConfigErrorRecovery = true;
    io.ConfigErrorRecoveryEnableAssert = false;
    context_->ErrorCallbackUserData = this;
    context_->ErrorCallback = [](ImGuiContext*, void* user_data, const char* text) {
        auto& view = *static_cast<View*>(user_data);
        view.recovered_ = true;
        if (view.last_complaint_ == text) return;
        view.last_complaint_ = text;
        if (view.hooks_.complain) view.hooks_.complain(text);
    };
    // Ctrl+Tab is the client's.
    context_->ConfigNavWindowingKeyNext = 0;
    context_->ConfigNavWindowingKeyPrev = 0;

    ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
    platform.Renderer_TextureMaxWidth = max_atlas_width;
    platform.Renderer_TextureMaxHeight = max_atlas_height;
    platform.DrawCallback_ResetRenderState = no_callback;
    platform.DrawCallback_SetSamplerLinear = no_callback_linear;
    platform.DrawCallback_SetSamplerNearest = no_callback_nearest;
    platform.Platform_GetClipboardTextFn = [](ImGuiContext* context) { return view_of(context).input_.paste().c_str(); };
    platform.Platform_SetClipboardTextFn = [](ImGuiContext* context, const char* text) {
        View& view = view_of(context);
        view.clipboard_ = text;
        view.clipboard_set_ = true;
    };
    platform.Platform_OpenInShellFn = [](ImGuiContext* context, const char* path) {
        View& view = view_of(context);
        if (view.hooks_.open_url) view.hooks_.open_url(path);
        return true;
    };
    platform.Platform_SetImeDataFn = [](ImGuiContext* context, ImGuiViewport*, ImGuiPlatformImeData* data) {
        view_of(context).caret_ = {data->InputPos.x, data->InputPos.y, 1, data->InputLineHeight};
    };
}

void View::set_theme(const calls::Theme& theme) {
    theme_serial_ = theme.serial;
    const calls::ThemeColors& c = theme.colors;
    const float scale = theme.scale >= 0.25F && theme.scale <= 8.0F ? theme.scale : 1.0F;
    apply_style({c.background, c.panel, c.line, c.text, c.dim, c.faint, c.accent, c.accent_soft, c.on_accent, c.ok, c.warn, c.bad,
                 theme.dark},
                scale);
    ImGui::GetStyle().FontScaleMain = theme.text_scale >= 0.5F && theme.text_scale <= 2.0F ? theme.text_scale : 1.0F;
    ImGui::GetIO().ConfigInputTextCursorBlink = !theme.reduced_motion;
}

Result<void> View::answer(const frame::HostArea& area, PluginSide& plugin) {
    if (input_serial(area.input()) == last_serial_) return {}; // a wake-up without a request
    TRY(read_input(area.input(), request_));
    const frame::InputHeader& header = request_.header;
    last_serial_ = header.serial;
    recovered_ = false;

    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {header.client_width, header.client_height};
    io.DeltaTime = header.delta_s > 0 ? header.delta_s : 1.0F / 60.0F;
    bring_back(plugin);
    input_.replay(request_);
    memory_.catch_up();
    items_.listen((header.wishes & frame::input_wishes::items) != 0);
    if (const auto wanted = input_.take_wanted_item()) items_.focus(*wanted);
    if (const auto entry = input_.take_entry()) border_.enter(entry->panel, entry->way);
    border_.before_frame();
    ImGui::NewFrame();
    border_.begin_frame();
    items_.begin_frame();
    plugin.begin_frame(frame_info());
    const auto started = std::chrono::steady_clock::now();
    draw_panels(plugin);
    const auto draw_time = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
    const FrameWishes wishes = plugin.end_frame();
    border_.end_frame();
    ImGui::Render();

    write_frame(area, plugin, wishes, static_cast<std::uint32_t>(draw_time.count()));
    signal_eventfd(area.done_fd());
    return {};
}

FrameInfo View::frame_info() const {
    const frame::InputHeader& header = request_.header;
    return {header.serial, header.wall_time_ms, header.utc_offset_s, ImGui::GetIO().DeltaTime, header.scale};
}

Result<void> View::remember(std::span<const std::byte> bytes) {
    TRY(memory_.load(bytes));
    surfaces_.adopt(memory_.surfaces());
    input_.stay();
    return {};
}

// All of it in one answer: whoever looks at the first frame must not see how it comes together.
void View::bring_back(PluginSide& plugin) {
    report_due_ = report_due_ || memory_.settling();
    while (memory_.settling()) {
        draw_unseen(plugin);
        memory_.end_frame();
    }
}

void View::draw_unseen(PluginSide& plugin) {
    ImGui::NewFrame();
    plugin.begin_frame(frame_info());
    draw_panels(plugin);
    static_cast<void>(plugin.end_frame());
    ImGui::EndFrame();
}

void View::finish_input(PluginSide& plugin) {
    constexpr int most_frames = 256; // as many as a request has events
    for (int i = 0; i < most_frames && !context_->InputEventsQueue.empty(); ++i) draw_unseen(plugin);
}

std::optional<ViewMemory::Report> View::take_report() {
    if (!report_due_ || memory_.settling()) return std::nullopt;
    report_due_ = false;
    return memory_.take_report();
}

void View::draw_panels(PluginSide& plugin) {
    for (const frame::InputSurface& surface : request_.surfaces) {
        if ((surface.flags & frame::surface_flags::visible) == 0 || surface.id == 0 || surface.id >= frame::first_own_surface)
            continue;
        const crash::DoingScope doing(frame::Doing::drawing, surface.id);
        draw_panel(surface, plugin);
    }
}

void View::draw_panel(const frame::InputSurface& surface, PluginSide& plugin) {
    constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                       ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground |
                                       ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoBringToFrontOnFocus |
                                       ImGuiWindowFlags_NoFocusOnAppearing;
    ImGui::SetNextWindowPos({surface.rect.x, surface.rect.y});
    ImGui::SetNextWindowSize({surface.rect.width, surface.rect.height});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, {1, 1});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
    ImGui::Begin(panel_window_name(surface.id).c_str(), nullptr, flags);
    ImGui::PopStyleVar(4); // the panel's alone: what the plugin opens inside has the usual padding again
    const ImGuiWindow* const panel = ImGui::GetCurrentWindow();

    ImGuiErrorRecoveryState before;
    ImGui::ErrorRecoveryStoreState(&before);
    {
        const PopupAreaScope area(*ImGui::GetMainViewport(), request_.header.popup_area);
        plugin.draw({surface.id, surface.rect, (surface.flags & frame::surface_flags::focused) != 0,
                     (surface.flags & frame::surface_flags::hovered) != 0, (surface.flags & frame::surface_flags::trial) != 0});
    }
    recover_plots();
    // An End() too many has closed the panel already; the stacks it held went with it.
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    if (g.CurrentWindowStack.Size < before.SizeOfWindowStack) {
        context_->ErrorCallback(context_, this, "End() was called once more than Begin()");
        return;
    }
    ImGui::ErrorRecoveryTryToRecoverState(&before);
    if (ImGui::GetCurrentWindow() == panel) ImGui::End();
}

void View::write_frame(const frame::HostArea& area, const PluginSide& plugin, const FrameWishes& wishes,
                       std::uint32_t draw_time_us) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    FrameWriter writer(area.output());
    const auto& shown = surfaces_.collect(request_, plugin);
    const ImGuiWindow* const modal = ImGui::GetTopMostPopupModal();
    const std::uint32_t dim = modal != nullptr ? ImGui::GetColorU32(modal->DC.ModalDimBgColor, g.DimBgRatio) : 0;
    bool below_modal = modal != nullptr;
    for (const ShownSurface& surface : shown) {
        if (surface.window == modal) below_modal = false;
        if (!writer.begin_surface(surface.surface)) break;
        for (const ImDrawList* const list : surface.lists) writer.add_list(*list, textures_);
        // ImGui dims behind a modal with one rectangle over the display, which ends at the modal's own surface here.
        if (below_modal && (dim >> IM_COL32_A_SHIFT) != 0) {
            const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
            writer.add_rect(surface.surface.rect, dim, textures_.id_of(ImGui::GetIO().Fonts->TexRef), white.x, white.y);
        }
    }
    if (items_.listening()) writer.set_items(items_.encoded(shown));
    const bool textures_wait = textures_.write(writer);
    if (writer.left_out() && hooks_.complain && last_complaint_ != "too much") {
        last_complaint_ = "too much";
        hooks_.complain("draws more than a frame can hold; a part of it is not shown");
    }
    if (std::exchange(clipboard_set_, false)) {
        if (clipboard_.size() <= frame::max_clipboard_bytes && wire::is_utf8(clipboard_)) writer.set_clipboard(clipboard_);
        clipboard_.clear();
        clipboard_.shrink_to_fit();
    }

    Wake wake = next_wake(request_, input_, wishes, layout_);
    wake.now = wake.now || border_.unfinished();
    frame::OutputHeader header{};
    header.serial = request_.header.serial;
    header.flags = (g.IO.WantTextInput ? frame::output_flags::wants_text_input : 0) |
                   (g.IO.WantCaptureMouse ? frame::output_flags::wants_mouse : 0) |
                   (g.IO.WantCaptureKeyboard ? frame::output_flags::wants_keyboard : 0) |
                   (recovered_ ? frame::output_flags::draw_recovered : 0) |
                   (wake.now || textures_wait ? frame::output_flags::wants_frame : 0) |
                   (g.OpenPopupStack.Size > 0 ? frame::output_flags::popup_open : 0) |
                   (uses_wheel(g) ? frame::output_flags::wants_wheel : 0) | frame::leaves_flags(border_.leaves());
    header.cursor = cursor_of(ImGui::GetMouseCursor());
    header.scale = request_.header.scale;
    header.theme_serial = theme_serial_;
    header.caret = caret_;
    header.left_from = border_.left_from();
    header.next_wake_ms = wake.after_ms;
    header.draw_time_us = draw_time_us;
    writer.finish(header);
}

} // namespace asista::host
