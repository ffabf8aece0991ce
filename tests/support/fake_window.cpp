#include "fake_window.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <sys/epoll.h>

namespace asista::test {

using runtime::TimerId;
using Kind = runtime::WindowEvent::Kind;

namespace {
constexpr float client_width = 1280, client_height = 800;
constexpr float panel_width = 320, panel_height = 200;
constexpr int burst = 8; // passes
} // namespace

FakeWindow::~FakeWindow() {
    for (auto& [instance, link] : processes_) let_go(link);
}

void FakeWindow::let_go(Link& link) {
    loop_.remove(link.area.done_fd());
    for (const auto timer : link.notices) loop_.cancel_timer(timer);
    link.notices.clear();
}

const FakeWindow::Process* FakeWindow::find(InstanceId instance) const {
    const auto found = processes_.find(instance);
    return found == processes_.end() ? nullptr : &found->second.process;
}

void FakeWindow::attach(runtime::Attachment attachment) {
    const InstanceId instance = attachment.instance;
    REQUIRE_FALSE(processes_.contains(instance));
    if (attachment.trial) {
        REQUIRE_FALSE(attachment.trial->surfaces.empty());
        CHECK(processes_.contains(attachment.trial->old_instance)); // the old build is still there while the new one is tried
    }
    auto& link = processes_[instance];
    link.process.plugin = attachment.plugin;
    link.process.trial = std::move(attachment.trial);
    link.area = std::move(attachment.area);
    link.spawned_us = attachment.spawned_us;
    REQUIRE(loop_.add(link.area.done_fd(), EPOLLIN, [this, instance](std::uint32_t) { on_done(instance); }));
    request(instance, link);
}

void FakeWindow::promote(InstanceId instance, InstanceId old_instance) {
    auto& link = processes_.at(instance);
    REQUIRE(link.process.trial);
    CHECK(link.process.trial->old_instance == old_instance);
    CHECK(processes_.contains(old_instance));
    link.process.trial.reset();
    promoted.emplace_back(instance, old_instance);
    auto& old = processes_.at(old_instance);
    if (!old.focused) return;
    link.focused = true;
    link.input = std::exchange(old.input, {});
    link.input.insert(link.input.begin(), frame::Event{frame::EventKind::focus, 0, 0, 0, 1, 0});
}

void FakeWindow::try_again(InstanceId instance) {
    auto& link = processes_.at(instance);
    REQUIRE(link.process.trial);
    link.passed = false;
    link.frames_needed = link.process.good_frames + 1;
    request(instance, link);
}

FakeWindow::Link* FakeWindow::shown(const std::string& plugin) {
    for (auto& [instance, link] : processes_)
        if (link.process.plugin == plugin && !link.process.trial) return &link;
    return nullptr;
}

void FakeWindow::act(const std::string& plugin, std::vector<frame::Event> events) {
    Link* const link = shown(plugin);
    REQUIRE(link != nullptr);
    if (!std::exchange(link->focused, true)) link->input.push_back({frame::EventKind::focus, 0, 0, 0, 1, 0});
    link->input.insert(link->input.end(), events.begin(), events.end());
    link->touched = true;
}

bool FakeWindow::has_acted(const std::string& plugin) const {
    const Link* const link = const_cast<FakeWindow*>(this)->shown(plugin);
    return link != nullptr && link->input.empty() && !link->process.outstanding &&
           (link->process.frame.header.flags & frame::output_flags::wants_frame) == 0;
}

void FakeWindow::tell_passed(InstanceId instance, const Link& link) {
    runtime::WindowEvent event{.kind = Kind::trial_passed, .instance = instance, .text = {}};
    if (const auto old = processes_.find(link.process.trial->old_instance); old != processes_.end()) {
        old->second.held = true;
        event.touched = old->second.touched;
    }
    tell(std::move(event));
}

void FakeWindow::release_old(const Link& link) {
    if (!link.process.trial) return;
    const auto old = processes_.find(link.process.trial->old_instance);
    if (old != processes_.end()) old->second.held = false;
}

void FakeWindow::detach(InstanceId instance, bool keep_picture) {
    const auto found = processes_.find(instance);
    if (found == processes_.end()) return;
    let_go(found->second);
    release_old(found->second);
    if (keep_picture) pictures_[instance] = std::move(found->second.process.frame);
    processes_.erase(found);
}

void FakeWindow::drop_picture(InstanceId instance) { pictures_.erase(instance); }

void FakeWindow::set_pace(InstanceId instance, Pace pace) {
    const auto found = processes_.find(instance);
    if (found == processes_.end()) return;
    Link& link = found->second;
    link.process.pace = pace;
    if (pace != Pace::paused) return;
    for (const auto timer : link.notices) loop_.cancel_timer(timer); // what it owes is not counted against it
    link.notices.clear();
}

void FakeWindow::redraw(InstanceId instance) {
    ++redraws;
    const auto found = processes_.find(instance);
    if (found != processes_.end()) request(instance, found->second);
}

void FakeWindow::draw() {
    constexpr auto apart = std::chrono::milliseconds(pass_ms);
    const auto now = std::chrono::steady_clock::now();
    if (next_pass_ > now) return;
    bool asked = false;
    for (auto& [instance, link] : processes_) asked = request(instance, link) || asked;
    if (asked) next_pass_ = std::max(next_pass_, now - burst * apart) + apart;
}

bool FakeWindow::request(InstanceId instance, Link& link) {
    if (link.process.outstanding || link.held || link.process.pace == Pace::paused) return false;
    std::vector<std::uint32_t> ids;
    if (link.process.trial)
        for (const auto& pair : link.process.trial->surfaces) ids.push_back(pair.new_surface);
    else
        ids = surfaces_of(instance);
    if (ids.empty()) return false; // nothing of it is on screen

    std::vector<frame::InputSurface> surfaces;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const frame::Rect rect{panel_left, panel_top + static_cast<float>(i) * 10, panel_width, panel_height};
        const std::uint32_t special = link.process.trial       ? frame::surface_flags::trial
                                      : link.focused && i == 0 ? frame::surface_flags::focused
                                                               : 0;
        surfaces.push_back({ids[i], special | frame::surface_flags::visible, rect, rect});
    }
    frame::InputHeader header{};
    header.magic = frame::input_magic;
    header.version = frame::protocol_version;
    header.serial = ++link.serial;
    header.wall_time_ms = loop_.clock().now_ms();
    header.delta_s = 1.0F / 60;
    header.theme_serial = 1;
    header.scale = 1;
    header.client_width = client_width;
    header.client_height = client_height;
    header.popup_area = {0, 0, client_width, client_height};
    header.surface_count = static_cast<std::uint32_t>(surfaces.size());
    std::memcpy(link.area.input() + frame::input_surfaces_offset, surfaces.data(), surfaces.size() * sizeof surfaces[0]);
    header.event_count = static_cast<std::uint32_t>(std::min<std::size_t>(link.input.size(), frame::max_events));
    if (header.event_count > 0)
        std::memcpy(link.area.input() + frame::input_events_offset, link.input.data(), header.event_count * sizeof link.input[0]);
    link.input.erase(link.input.begin(), link.input.begin() + header.event_count);
    std::memcpy(link.area.input(), &header, sizeof header);
    link.process.outstanding = true;
    for (const auto& [after, told_as] : {std::pair{times_.first_notice, 1'000.0}, std::pair{times_.last_notice, 5'000.0}})
        link.notices.push_back(loop_.call_after(after, [this, instance, told_as = told_as] {
            processes_.at(instance).told_unanswered = true;
            tell({.kind = Kind::unanswered, .instance = instance, .milliseconds = told_as, .text = {}});
        }));
    signal_eventfd(link.area.kick_fd());
    return true;
}

void FakeWindow::on_done(InstanceId instance) {
    auto& link = processes_.at(instance);
    drain_eventfd(link.area.done_fd());
    if (!link.process.outstanding) return;
    frame::FrameLimits limits;
    limits.serial = link.serial;
    limits.visible_area = panel_width * panel_height * frame::max_surfaces;
    limits.texture_bytes = link.texture_bytes;
    frame::CheckedFrame fresh;
    const auto taken = frame::take_frame({link.area.output(), frame::frame_area_bytes}, limits, fresh);
    if (!taken && taken.error().code == Errc::unavailable) return;
    link.process.outstanding = false;
    for (const auto timer : link.notices) loop_.cancel_timer(timer);
    link.notices.clear();
    if (!taken) return on_rejected(instance, link, taken.error().message);
    link.process.frame = std::move(fresh);
    on_frame(instance, link);
}

void FakeWindow::on_frame(InstanceId instance, Link& link) {
    for (const auto& op : link.process.frame.texture_ops)
        if (op.kind == frame::TextureOpKind::create) link.texture_bytes += op.data_bytes;
    ++link.process.good_frames;
    const double since_spawn = static_cast<double>(loop_.clock().monotonic_us() - link.spawned_us) / 1000;
    if (std::exchange(link.told_unanswered, false)) tell({.kind = Kind::answered, .instance = instance, .text = {}});
    if (link.process.good_frames == 1)
        tell({.kind = Kind::first_frame, .instance = instance, .milliseconds = since_spawn, .text = {}});
    if (!link.process.trial || link.passed) return;
    if (link.process.good_frames < link.frames_needed) {
        request(instance, link);
        return;
    }
    link.passed = true;
    tell_passed(instance, link);
}

void FakeWindow::on_rejected(InstanceId instance, Link& link, std::string reason) {
    ++link.process.rejected;
    link.process.refusal = reason;
    const std::int64_t now = loop_.clock().monotonic_ms();
    std::erase_if(link.strikes_ms, [now](std::int64_t at) { return now - at > 10'000; });
    link.strikes_ms.push_back(now);
    const auto strikes = static_cast<std::uint32_t>(link.strikes_ms.size());
    tell({.kind = Kind::rejected, .instance = instance, .strikes = strikes, .text = reason});
    if (strikes == 3) tell({.kind = Kind::should_stop, .instance = instance, .strikes = strikes, .text = std::move(reason)});
}

// Later, as from another thread: the supervisor never hears of a frame in the middle of its own work.
void FakeWindow::tell(runtime::WindowEvent event) {
    loop_.post([this, event = std::move(event)] { on_event(event); });
}

} // namespace asista::test
