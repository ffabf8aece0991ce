// A plugin in its real process, reached by the client's own code: a Session on an EventLoop, its calls answered by the Broker with the
// real handlers over a database file, its frames taken by a FrameLink and appended to an ImGui draw list. Only the compositor's
// choice of when to ask, and OpenGL, are left out.
#pragma once

#include "bench_canvas.hpp"
#include "bench_files.hpp"

#include "core/handlers.hpp"
#include "gfx/frame_link.hpp"
#include "runtime/broker.hpp"
#include "runtime/sandbox_plan.hpp"
#include "runtime/session.hpp"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace asista::bench {

class Host;

// Which plugin host, and what it puts in force.
struct HostChoice {
    std::optional<SandboxTier> tier; // none: what this machine offers
    std::string program;             // empty: the client's own
};

// What the client's core thread has around its plugins. One thread does everything here; while a plugin is asked for frames, the loop
// rests, as nothing comes over the channels then.
class Desk {
  public:
    // With a fresh database in a folder of its own, and the bench's panel plugin read into memory.
    static Result<std::unique_ptr<Desk>> open();
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;

    runtime::EventLoop& loop() { return *loop_; }
    const gfx::FontFiles& fonts() const { return fonts_; }
    Canvas& canvas() { return *canvas_; }
    const TempFolder& folder() const { return folder_; }
    const std::string& library() const { return library_; }
    const runtime::SandboxPlan& sandbox() const { return sandbox_; } // of this machine
    // Runs the loop until it is so. Errc::timed_out after `most_ms`.
    template <class Predicate> Result<void> until(Predicate is_so, std::int64_t most_ms = 20'000) {
        const double last_us = now_us() + static_cast<double>(most_ms) * 1000;
        while (!is_so()) {
            if (now_us() > last_us) return fail(Errc::timed_out, "waited {} ms for a plugin process in vain", most_ms);
            loop_->run_once(100);
        }
        return {};
    }

  private:
    friend class Host;
    explicit Desk(TempFolder folder) : folder_(std::move(folder)) {}
    Result<void> set_up();
    static double now_us();

    TempFolder folder_; // destroyed last
    runtime::SystemClock clock_;
    std::unique_ptr<runtime::EventLoop> loop_;
    std::unique_ptr<services::Services> services_;
    std::unique_ptr<services::ai::Chat> chat_;
    std::unique_ptr<runtime::Broker> broker_;
    gfx::FontFiles fonts_;
    std::unique_ptr<Canvas> canvas_;
    std::string library_;
    runtime::SandboxPlan sandbox_;
    std::map<InstanceId, Host*> hosts_;
    InstanceId last_instance_ = 0;
};

class Host {
  public:
    // Starts the process and returns at once. Its sealed copy of the library is its own, as it is for different plugins.
    static Result<std::unique_ptr<Host>> spawn(Desk& desk, const std::string& id, const frame::Rect& place = panel_place,
                                               const HostChoice& choice = {});
    // spawn(), and all until it is active and has drawn all it has to load.
    static Result<std::unique_ptr<Host>> run(Desk& desk, const std::string& id, const frame::Rect& place = panel_place,
                                             const HostChoice& choice = {});
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;
    ~Host();

    // Until it answered Hello. Activate is on its way then, as in the client, and frames may be asked for.
    Result<void> greet();
    // Until Activate is answered, and frames until it wants no more.
    Result<void> settle();
    // Asks for a frame.
    void request();
    // Takes the answer if it is there, and appends the panel to the list. False: not yet.
    Result<bool> take(ImDrawList& into);
    // request(), sleeping until the answer is there, take().
    Result<void> frame(ImDrawList& into);
    // Runs a method the plugin exported; its answer.
    Result<std::string> call(const std::string& method, const std::string& json);

    int done_fd() const { return link_->done_fd(); }
    int pid() const { return session_->pid(); }
    const std::string& tier() const { return tier_; }
    const frame::CheckedFrame& picture() const { return picture_; }
    std::span<const std::byte> frame_area() const { return {output_, frame::frame_area_bytes}; } // as long as it lives
    std::uint64_t serial() const { return picture_.header.serial; }
    gfx::FrameLink::Request what() const; // what request() says
    void append(const frame::CheckedFrame& frame, ImDrawList& into) const;

  private:
    friend class Desk;
    Host(Desk& desk, const frame::Rect& place) : desk_(desk), place_(place), textures_(desk.canvas().graveyard()) {}
    void on_hello(Result<calls::Hello::Reply> reply);
    void on_call(const wire::Message& message);

    Desk& desk_;
    frame::Rect place_;
    InstanceId instance_ = 0;
    std::string id_, tier_;
    std::optional<Error> failure_;
    bool active_ = false;
    gfx::PluginTextures textures_;
    frame::CheckedFrame picture_;
    const std::byte* output_ = nullptr;
    std::unique_ptr<gfx::FrameLink> link_;
    std::unique_ptr<runtime::Session> session_;
};

// Waits, as the compositor does, until all of them have answered, and takes every frame as it comes.
Result<void> take_all(std::span<const std::unique_ptr<Host>> hosts, ImDrawList& into);

// Sleeps until this moment of the steady clock, in microseconds.
void sleep_until_us(double moment_us);

} // namespace asista::bench
