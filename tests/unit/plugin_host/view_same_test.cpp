// A plugin's picture is the one its widgets would make in the client's own process. Dear ImGui's and ImPlot's demo windows are driven by
// the same random input, once through the View and once in a plain context with one display, each in a process of its own (the demos keep
// state in static variables), and the geometry of every frame is compared bit by bit.
#include "view_rig.hpp"

#include <asista/style.hpp>
#include <algorithm>
#include <cfloat>
#include <cstring>
#include <ctime>
#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>
#include <implot.h>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

// The demos show dates. Taken by the ImGui library instead of the C library's, so that both runs happen at the same second.
extern "C" __attribute__((visibility("default"))) std::time_t time(std::time_t* out) noexcept {
    constexpr std::time_t fixed = 1'700'000'000;
    if (out != nullptr) *out = fixed;
    return fixed;
}

using namespace asista;
using testing::ViewRig;

namespace {
constexpr int frames = 600;
constexpr frame::Rect place{100, 60, 900, 680};

// One step of a person who clicks around.
struct Step {
    float x, y;
    int button = -1; // -1 none
    bool down = false;
    float wheel = 0;
    frame::Key key = frame::Key::none;
};
std::vector<Step> make_steps(unsigned seed, frame::Rect area) {
    std::mt19937 random(seed);
    const auto pick = [&random](int low, int high) {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low));
    };
    std::vector<Step> steps;
    Step now{400, 300};
    bool down = false;
    for (int i = 0; i < frames; ++i) {
        Step step{now.x, now.y};
        if (down && pick(0, 3) == 0) {
            step.button = 0;
            step.down = down = false;
        } else if (!down && i % 4 == 0) {
            step.x = area.x + static_cast<float>(pick(0, static_cast<int>(area.width)));
            step.y = area.y + static_cast<float>(pick(0, static_cast<int>(area.height)));
        } else if (!down && i % 4 == 2) {
            step.button = 0;
            step.down = down = true;
        } else if (down) {
            step.x += static_cast<float>(pick(-20, 20));
            step.y += static_cast<float>(pick(-6, 6));
        } else if (pick(0, 12) == 0) {
            step.wheel = static_cast<float>(pick(-4, 3));
        } else if (pick(0, 10) == 0) {
            constexpr frame::Key keys[] = {frame::Key::down, frame::Key::right, frame::Key::space, frame::Key::escape,
                                           frame::Key::enter};
            step.key = keys[pick(0, 5)];
        }
        now = step;
        steps.push_back(step);
    }
    return steps;
}

// FNV-1a over what reaches the screen, list by list.
struct Hash {
    std::uint64_t value = 14695981039346656037ULL;
    void add(const void* data, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i) value = (value ^ static_cast<const unsigned char*>(data)[i]) * 1099511628211ULL;
    }
    template <class T> void add(const T& item) { add(&item, sizeof item); }
};
void add_command(Hash& hash, frame::Rect clip_to, const ImVec4& clip, const std::uint16_t* indices, std::uint32_t count) {
    const float left = std::max(clip.x, clip_to.x), top = std::max(clip.y, clip_to.y);
    hash.add(ImVec4(left, top, std::max(std::min(clip.z, clip_to.x + clip_to.width), left),
                    std::max(std::min(clip.w, clip_to.y + clip_to.height), top)));
    hash.add(indices, count * sizeof *indices);
}
std::uint64_t total(std::vector<std::uint64_t> lists) {
    std::sort(lists.begin(), lists.end()); // the order among surfaces is another test's business
    Hash hash;
    hash.add(lists.data(), lists.size() * sizeof lists[0]);
    return hash.value;
}

struct Demo {
    void (*draw)();
    frame::Rect area; // where most of its widgets are: below the title bar, which folds the window
};

std::vector<std::uint64_t> through_view(const Demo& demo, const std::vector<Step>& steps) {
    ViewRig rig;
    rig.panel(1, place, demo.draw);
    std::vector<std::uint64_t> hashes;
    for (const Step& step : steps) {
        rig.move(step.x, step.y);
        if (step.button >= 0) rig.button(step.down);
        if (step.wheel != 0) rig.wheel(step.wheel);
        if (step.key != frame::Key::none) {
            rig.key(step.key, true);
            rig.key(step.key, false);
        }
        const auto& frame = rig.draw();
        std::vector<std::uint64_t> lists;
        for (const auto& surface : frame.surfaces) {
            for (std::uint32_t l = surface.first_list; l < surface.first_list + surface.list_count; ++l) {
                const auto& list = frame.lists[l];
                Hash hash;
                hash.add(frame.vertices.data() + list.first_vertex, list.vertex_count * sizeof(frame::Vertex));
                for (std::uint32_t c = list.first_command; c < list.first_command + list.command_count; ++c) {
                    const auto& command = frame.commands[c];
                    add_command(hash, surface.rect,
                                {command.clip_min_x, command.clip_min_y, command.clip_max_x, command.clip_max_y},
                                frame.indices.data() + list.first_index + command.index_offset, command.index_count);
                }
                lists.push_back(hash.value);
            }
        }
        hashes.push_back(total(std::move(lists)));
    }
    return hashes;
}

const ImGuiWindow* owner_of(const ImDrawList* list) {
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
        if (window->DrawList != list) continue;
        constexpr ImGuiWindowFlags floating = ImGuiWindowFlags_Popup | ImGuiWindowFlags_ChildMenu | ImGuiWindowFlags_Tooltip;
        while ((window->Flags & ImGuiWindowFlags_ChildWindow) != 0 && (window->Flags & floating) == 0)
            window = window->ParentWindow;
        return window;
    }
    return nullptr;
}

std::vector<std::uint64_t> in_process(const Demo& demo, const std::vector<Step>& steps) {
    ImGui::CreateContext();
    ImPlot::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {1280, 800};
    io.DeltaTime = 1.0F / 60;
    io.BackendFlags |=
        ImGuiBackendFlags_RendererHasVtxOffset | ImGuiBackendFlags_RendererHasTextures | ImGuiBackendFlags_HasMouseCursors;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    io.ConfigErrorRecoveryEnableAssert = false;
    io.BackendPlatformName = io.BackendRendererName = "asista"; // the demo prints them
    ImGui::GetCurrentContext()->ConfigNavWindowingKeyNext = 0;
    ImGui::GetCurrentContext()->ConfigNavWindowingKeyPrev = 0;
    const ImDrawCallback renderers_own = [](const ImDrawList*, const ImDrawCmd*) {};
    ImGui::GetPlatformIO().DrawCallback_SetSamplerLinear = renderers_own;
    ImGui::GetPlatformIO().DrawCallback_SetSamplerNearest = renderers_own;
    auto opened = testing::test_fonts();
    auto fonts = host::Fonts::load(opened.files, std::move(opened.descriptors));
    const auto theme = testing::test_theme();
    const auto& c = theme.colors;
    apply_style(
        {c.background, c.panel, c.line, c.text, c.dim, c.faint, c.accent, c.accent_soft, c.on_accent, c.ok, c.warn, c.bad, false},
        1);

    std::vector<std::uint64_t> hashes;
    for (const Step& step : steps) {
        io.AddMousePosEvent(step.x, step.y);
        if (step.button >= 0) io.AddMouseButtonEvent(step.button, step.down);
        if (step.wheel != 0) io.AddMouseWheelEvent(0, step.wheel);
        if (step.key != frame::Key::none) {
            const auto key = static_cast<ImGuiKey>(ImGuiKey_NamedKey_BEGIN + static_cast<int>(step.key) - 1);
            io.AddKeyEvent(key, true);
            io.AddKeyEvent(key, false);
        }
        ImGui::NewFrame();
        ImGui::SetNextWindowPos({place.x, place.y});
        ImGui::SetNextWindowSize({place.width, place.height});
        ImGui::Begin("behind", nullptr,
                     ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                         ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoBringToFrontOnFocus |
                         ImGuiWindowFlags_NoFocusOnAppearing);
        demo.draw();
        ImGui::End();
        ImGui::Render();

        std::vector<std::uint64_t> lists;
        for (const ImDrawList* list : ImGui::GetDrawData()->CmdLists) {
            const ImGuiWindow* const window = owner_of(list);
            const frame::Rect rect = window != nullptr && std::string_view(window->Name) != "behind"
                                         ? frame::Rect{window->Pos.x, window->Pos.y, window->Size.x, window->Size.y}
                                         : place;
            Hash hash;
            hash.add(list->VtxBuffer.Data, static_cast<std::size_t>(list->VtxBuffer.size_in_bytes()));
            for (const ImDrawCmd& command : list->CmdBuffer) {
                if (command.UserCallback != nullptr) continue;
                add_command(hash, rect, command.ClipRect, list->IdxBuffer.Data + command.IdxOffset, command.ElemCount);
            }
            lists.push_back(hash.value);
        }
        hashes.push_back(total(std::move(lists)));
        for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
            if (texture->Status == ImTextureStatus_WantCreate) texture->SetTexID(1);
            if (texture->Status == ImTextureStatus_WantDestroy) {
                texture->SetTexID(ImTextureID_Invalid);
                texture->SetStatus(ImTextureStatus_Destroyed);
            } else {
                texture->SetStatus(ImTextureStatus_OK);
            }
        }
    }
    return hashes;
}

// Runs it in a process of its own.
std::vector<std::uint64_t> apart(std::vector<std::uint64_t> (*run)(const Demo&, const std::vector<Step>&), const Demo& demo,
                                 unsigned seed) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto hashes = run(demo, make_steps(seed, demo.area));
        const auto size = static_cast<ssize_t>(hashes.size() * sizeof hashes[0]);
        ::_exit(::write(ends[1], hashes.data(), static_cast<std::size_t>(size)) == size ? 0 : 1);
    }
    ::close(ends[1]);
    std::vector<std::uint64_t> hashes(frames);
    auto* at = reinterpret_cast<char*>(hashes.data());
    auto left = hashes.size() * sizeof hashes[0];
    for (ssize_t got = 0; left > 0 && (got = ::read(ends[0], at, left)) > 0; at += got, left -= static_cast<std::size_t>(got)) {}
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    CHECK(left == 0);
    return hashes;
}

void compare(const Demo& demo) {
    for (const unsigned seed : {1U, 2U, 3U, 4U}) {
        CAPTURE(seed);
        const auto theirs = apart(in_process, demo, seed);
        const auto ours = apart(through_view, demo, seed);
        const auto [there, here] = std::mismatch(theirs.begin(), theirs.end(), ours.begin());
        CAPTURE(there - theirs.begin());
        CHECK(there == theirs.end());
        auto distinct = ours;
        std::sort(distinct.begin(), distinct.end());
        distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
        CHECK(distinct.size() > 100); // something happened in between
    }
}
} // namespace

TEST_CASE("Dear ImGui's demo looks as in the client's process, frame by frame") {
    compare({[] { ImGui::ShowDemoWindow(); }, {655, 80, 530, 610}});
}

TEST_CASE("ImPlot's demo looks as in the client's process, frame by frame") {
    compare({[] { ImPlot::ShowDemoWindow(); }, {60, 60, 560, 660}});
}
