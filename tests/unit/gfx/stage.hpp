// A window with one page that places surfaces of fake hosts, drawn frame by frame.
#pragma once

#include "fake_host.hpp"
#include "gfx/compositor.hpp"
#include "scene.hpp"

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

    explicit Stage(int width = 400, int height = 300);

    // What the page shows, and what else of the client there is.
    std::vector<Card> page;
    std::function<void()> extra;
    // Runs where hosts would: between the requests and collect().
    std::function<void()> hosts;

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
    std::vector<InstanceId> watched;
    std::map<InstanceId, std::unique_ptr<FakeHost>> host_of;

  private:
    Scene scene_;
    std::unique_ptr<gfx::Compositor> compositor_;
};

} // namespace asista::test
