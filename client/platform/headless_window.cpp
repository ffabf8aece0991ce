// Injected input, an eventfd to wake up by, and a framebuffer in memory.
#include "platform/headless_window.hpp"

#include "wire/os.hpp"

#include <poll.h>

#include <chrono>
#include <cmath>
#include <ctime>
#include <mutex>

namespace asista::platform {

struct HeadlessWindow::Inbox {
    UniqueFd woken;
    std::mutex mutex; // guards events
    std::vector<InputEvent> events;
};

Result<std::unique_ptr<HeadlessWindow>> HeadlessWindow::open(const HeadlessOptions& options) {
    if (options.width < 1 || options.height < 1 || options.width > 16384 || options.height > 16384) {
        return fail(Errc::invalid, "a headless window of {} x {} pixels; each side is 1 to 16384", options.width, options.height);
    }
    auto context = TRY(HeadlessContext::create(options.width, options.height));
    auto inbox = std::make_unique<Inbox>();
    inbox->woken = TRY(make_eventfd());
    return std::unique_ptr<HeadlessWindow>(new HeadlessWindow(options, std::move(context), std::move(inbox)));
}

HeadlessWindow::HeadlessWindow(const HeadlessOptions& options, std::unique_ptr<HeadlessContext> context,
                               std::unique_ptr<Inbox> inbox)
    : context_(std::move(context)), inbox_(std::move(inbox)), size_{options.width, options.height}, scale_(options.scale),
      pacer_(options.frames_per_second), clock_(options.clock), renderer_name_(context_->renderer_name()) {}

HeadlessWindow::~HeadlessWindow() = default;

void HeadlessWindow::inject(const InputEvent& event) { inject(std::vector{event}); }

void HeadlessWindow::inject(const std::vector<InputEvent>& events) {
    {
        const std::lock_guard lock(inbox_->mutex);
        inbox_->events.insert(inbox_->events.end(), events.begin(), events.end());
    }
    wake();
}

void HeadlessWindow::resize(int width, int height) {
    size_ = {width, height};
    inject({.kind = InputEvent::Kind::resize, .x = static_cast<float>(width), .y = static_cast<float>(height)});
}

void HeadlessWindow::set_scale(float scale) {
    scale_ = scale;
    inject({.kind = InputEvent::Kind::scale, .x = scale});
}

void HeadlessWindow::set_visible(bool visible) {
    visible_ = visible;
    inject({.kind = InputEvent::Kind::expose});
}

std::vector<InputEvent> HeadlessWindow::take_events() {
    std::vector<InputEvent> taken;
    {
        const std::lock_guard lock(inbox_->mutex);
        taken.swap(inbox_->events);
    }
    for (const InputEvent& event : taken) {
        if (event.kind == InputEvent::Kind::focus) focused_ = event.pressed;
        if (event.kind == InputEvent::Kind::close) should_close_ = true;
    }
    return taken;
}

void HeadlessWindow::wait(double timeout_s) {
    // Injecting wakes too, so the eventfd alone says whether there is anything.
    timespec timeout{};
    if (timeout_s >= 0) {
        timeout.tv_sec = static_cast<time_t>(timeout_s);
        timeout.tv_nsec = static_cast<long>((timeout_s - std::floor(timeout_s)) * 1e9);
    }
    pollfd woken{.fd = inbox_->woken.get(), .events = POLLIN, .revents = 0};
    ::ppoll(&woken, 1, timeout_s >= 0 ? &timeout : nullptr, nullptr);
    drain_eventfd(inbox_->woken.get());
}

void HeadlessWindow::wake() { signal_eventfd(inbox_->woken.get()); }

bool HeadlessWindow::begin_frame() { return context_->bind(size_.width, size_.height); }

void HeadlessWindow::end_frame(const ChangedAreas& changed) {
    last_frame_changed_ = !changed || !changed->empty();
    context_->finish_frame();
    ++frames_;
    pacer_.frame_shown(now_s());
}

double HeadlessWindow::now_s() const {
    if (clock_) return clock_();
    static const auto start = std::chrono::steady_clock::now();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace asista::platform
