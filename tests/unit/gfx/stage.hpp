// A window with one page that places surfaces of fake hosts, drawn frame by frame.
#pragma once

#include "fake_host.hpp"
#include "gfx/compositor.hpp"
#include "scene.hpp"

#include "wire/keys.hpp"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace asista::test {

class Stage {
  public:
    struct Card {
        InstanceId instance = 0;
        std::uint32_t surface = 0;
        frame::Rect rect{};
        float dim = 0;
    };

    // How long the window waits for hosts, by the real clock: short where hosts stay silent, patient where one must be waited for.
    static constexpr double short_wait_s = 0.02, patient_wait_s = 1;
    explicit Stage(int width = 400, int height = 300, double deadline_s = short_wait_s);

    // What the page shows, and what else of the client there is.
    std::vector<Card> page;
    std::function<void()> extra;
    // Runs where hosts would: between the requests and collect().
    std::function<void()> hosts;

    // Panels that were not shown before are asked for in the frame that places them, as in the client.
    bool asks_new_panels = false;

    // One window frame with these events.
    gfx::Image frame(std::vector<platform::InputEvent> events = {});
    gfx::Compositor& compositor() { return *compositor_; }
    Scene& scene() { return scene_; }
    double now() const { return scene_.now_s; }
    void pass(double seconds) { scene_.now_s += seconds; }

    // A host that is attached and answers nothing by itself.
    FakeHost& add(InstanceId instance, gfx::AttachOptions options = {});
    // Events of a kind since the last call of take().
    std::vector<gfx::CompositorEvent> told;
    bool was_told(gfx::CompositorEvent::Kind kind, InstanceId instance) const;

    std::vector<platform::InputEvent> left; // for the client, of the last frame
    std::string clipboard;
    std::function<bool(std::uint32_t key, bool ctrl)> client_chord;
    std::vector<InstanceId> watched;
    std::map<InstanceId, std::unique_ptr<FakeHost>> host_of;

  private:
    Scene scene_;
    std::unique_ptr<gfx::Compositor> compositor_;
};

// Colours as ImGui packs them, and as pixels of an image.
inline constexpr std::uint32_t red = 0xFF0000FF, green = 0xFF00FF00, blue = 0xFFFF0000, white = 0xFFFFFFFF;
using Pixel = std::array<std::uint8_t, 4>;
inline constexpr Pixel red_pixel{255, 0, 0, 255}, green_pixel{0, 255, 0, 255}, blue_pixel{0, 0, 255, 255},
    white_pixel{255, 255, 255, 255};
inline constexpr frame::Rect at_left{20, 20, 100, 80}, at_right{200, 20, 100, 80};

// A panel in one colour, with texture 1 made on its first use.
FrameBuilder solid(std::uint32_t id, const frame::Rect& rect, std::uint32_t color, bool first = false);
// For Stage::hosts: answers every request with its panels where they were asked to be, in one colour, and keeps the requests.
std::function<void()> answering(FakeHost& host, std::uint32_t color, std::vector<Received>* requests = nullptr);

platform::InputEvent move(float x, float y);
platform::InputEvent press();
platform::InputEvent release();
platform::InputEvent key(frame::Key code, bool pressed);

// Plugin 1 with panel 5 at the left: placed, but its host answers nothing by itself.
struct PlacedStage : Stage {
    FakeHost& host;
    explicit PlacedStage(double deadline_s = short_wait_s) : Stage(400, 300, deadline_s), host(add(1)) {
        page = {{1, 5, at_left}};
    }
};
// The same with an answer to every request, in red; its first picture is on screen.
struct ShownStage : PlacedStage {
    explicit ShownStage(double deadline_s = short_wait_s) : PlacedStage(deadline_s) {
        hosts = answering(host, red);
        frame();
        frame();
    }
};

} // namespace asista::test
