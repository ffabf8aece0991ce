// Waits for the hosts' answers, all together and not long, and decides what becomes of each.
#include "gfx/compositor_state.hpp"

#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <ctime>

namespace asista::gfx {

using Kind = CompositorEvent::Kind;

// Sync hosts asked in this window frame are waited for, until one deadline for all. Whoever else owes an answer is looked at in
// passing: a late frame that is there already is shown.
void Compositor::State::wait_for_answers() {
    const auto deadline = kicked + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                       std::chrono::duration<double>(options.deadline_s));
    std::vector<Plugin*> open;
    for (auto& [id, plugin] : plugins)
        if (plugin.link && !plugin.on_trial() && plugin.link->outstanding() && !take_answer(plugin)) open.push_back(&plugin);

    std::vector<pollfd> ready;
    while (true) {
        std::erase_if(open, [](const Plugin* plugin) { return plugin->link->flapping(); });
        const bool worth_waiting = std::ranges::any_of(open, [this](const Plugin* plugin) {
            return plugin->link->kicked_in_frame(frame) && !plugin->link->punctuality.asynchronous() &&
                   plugin->pace == Pace::normal;
        });
        const auto left =
            std::chrono::duration_cast<std::chrono::nanoseconds>(deadline - std::chrono::steady_clock::now()).count();
        if (!worth_waiting || left <= 0) break;
        ready.clear();
        for (const Plugin* plugin : open) ready.push_back({.fd = plugin->link->done_fd(), .events = POLLIN, .revents = 0});
        const timespec timeout{.tv_sec = static_cast<time_t>(left / 1'000'000'000),
                               .tv_nsec = static_cast<long>(left % 1'000'000'000)};
        if (::ppoll(ready.data(), ready.size(), &timeout, nullptr) <= 0) break;
        std::vector<Plugin*> still_open;
        for (std::size_t i = 0; i < open.size(); ++i)
            if (ready[i].revents == 0 || !take_answer(*open[i])) still_open.push_back(open[i]);
        open.swap(still_open);
    }
    for (auto& [id, plugin] : plugins)
        if (plugin.link && !plugin.on_trial() && plugin.link->outstanding()) note_missing(plugin);
}

bool Compositor::State::take_answer(Plugin& plugin) {
    FrameLink& link = *plugin.link;
    const double age_s = link.unanswered_s(clock.now_s);
    const bool in_this_frame = link.kicked_in_frame(frame);
    const FrameLink::Answer answer = link.take(clock.now_s, std::chrono::steady_clock::now());
    if (answer == FrameLink::Answer::nothing) return false;

    // One that is not waited for is looked at late: it counts as in time, too, when by its own account it needed half the deadline. A
    // host that lies about that is waited for three times, and for longer and longer not.
    const bool in_time = in_this_frame || (link.punctuality.asynchronous() && answer == FrameLink::Answer::frame &&
                                           static_cast<double>(link.fresh().header.draw_time_us) <= options.deadline_s * 0.5e6);
    const auto change = in_time ? link.punctuality.answered_in_time() : link.punctuality.answered_late();
    if (change == Punctuality::Change::promoted) tell(Kind::synchronous, plugin.id);

    if (plugin.told_unanswered > 0) {
        plugin.told_unanswered = 0;
        tell(Kind::answered, plugin.id, age_s * 1000);
        // What the person did meanwhile must not happen all at once now. Keys held then are let go.
        link.input().clear();
        link.input().push(plain_event(frame::EventKind::focus));
        if (router.hovered().instance != plugin.id) {
            link.input().push(plain_event(frame::EventKind::mouse_leave));
        }
        router.resend(plugin.id);
    }
    if (answer == FrameLink::Answer::frame) {
        if (const auto fits = plugin.textures.check(link.fresh().texture_ops); !fits)
            link.reject(fits.error().message, clock.now_s);
        else {
            accept_frame(plugin);
            return true;
        }
    }
    refuse_frame(plugin);
    return true;
}

void Compositor::State::accept_frame(Plugin& plugin) {
    FrameLink& link = *plugin.link;
    // Uploads, the new picture, then what only the old one needed.
    plugin.textures.apply_uploads(link.fresh());
    std::swap(plugin.picture, link.fresh());
    plugin.textures.apply_destroys(plugin.picture);
    const frame::OutputHeader& header = plugin.picture.header;
    plugin.has_picture = true;
    if (const auto way = frame::leaves_of(header.flags); way != frame::Way::none) plugin.leaves = way;
    plugin.wake_at_s = header.next_wake_ms == frame::never_wake ? never : clock.now_s + header.next_wake_ms / 1000.0;
    const float visible = link.last_request().visible_area;
    plugin.painted_factor = visible > 0 ? plugin.picture.painted_area / visible : 0;
    if (++plugin.good_frames == 1) {
        tell(Kind::first_frame, plugin.id, (clock.now_s - plugin.options.spawned_s) * 1000);
    }
    // Ids of surfaces are never used again, so what is gone may be forgotten.
    const auto is_gone = [&plugin](std::uint32_t id) { return plugin.surface(id) == nullptr; };
    std::erase_if(plugin.allowed_surfaces, is_gone);
    std::erase_if(plugin.dismissed_surfaces, is_gone);
    if (plugin.on_trial())
        note_trial(plugin);
    else
        put_on_clipboard(plugin);
}

void Compositor::State::note_trial(Plugin& plugin) {
    constexpr std::uint32_t needed = 2;
    if (++plugin.trial_frames < needed || plugin.trial_passed) return;
    plugin.trial_passed = true;
    // Some frames before the start count, too: ImGui takes events that come at once in frames of their own.
    constexpr double margin_s = 0.25;
    CompositorEvent event{Kind::trial_passed, plugin.id, (clock.now_s - plugin.options.spawned_s) * 1000, 0, {}};
    if (Plugin* const old = find(plugin.options.trial->old_instance); old != nullptr) {
        old->held = true;
        event.touched = old->touched_s >= plugin.options.spawned_s - margin_s;
    }
    events.push_back(std::move(event));
}

// Its trial ended in some way: whatever the person did meanwhile goes to the old process, if that is still the one.
void Compositor::State::release_old(const Plugin& plugin) {
    if (!plugin.on_trial()) return;
    if (Plugin* const old = find(plugin.options.trial->old_instance); old != nullptr) old->held = false;
}

void Compositor::State::put_on_clipboard(Plugin& plugin) {
    const std::string text = std::exchange(plugin.picture.clipboard, {});
    if (text.empty() || !options.set_clipboard || clock.now_s - plugin.last_input_s > options.input_window_s) return;
    options.set_clipboard(text);
    tell(Kind::clipboard_set, plugin.id, static_cast<double>(text.size()));
}

void Compositor::State::refuse_frame(Plugin& plugin) {
    const std::uint32_t strikes = plugin.link->strikes(clock.now_s);
    tell(strikes >= 3 ? Kind::should_stop : Kind::rejected, plugin.id, 0, strikes, plugin.link->refusal());
    // Asked again, but not in a tight loop: a frame refused for what it holds is refused again.
    plugin.wake_at_s = std::min(plugin.wake_at_s, clock.now_s + 0.25);
    plugin.trial_frames = 0;
    plugin.trial_next_s = clock.now_s + 0.01;
}

void Compositor::State::note_missing(Plugin& plugin) {
    FrameLink& link = *plugin.link;
    if (plugin.pace == Pace::paused) return;
    ++link.missed;
    if (plugin.pace == Pace::normal && link.punctuality.missed() == Punctuality::Change::demoted) {
        tell(Kind::asynchronous, plugin.id);
    }
    const double age = link.unanswered_s(clock.now_s);
    const int due = age >= 5 ? 2 : age >= 1 ? 1 : 0;
    if (due > plugin.told_unanswered) {
        plugin.told_unanswered = due;
        tell(Kind::unanswered, plugin.id, age * 1000);
    }
    watch(plugin);
}

void Compositor::State::watch(Plugin& plugin) {
    FrameLink& link = *plugin.link;
    if (link.watched || link.flapping() || !options.watch_done) return;
    // A duplicate: whoever watches it may close it, and detach() may close ours, in any order.
    if (const int copy = ::fcntl(link.done_fd(), F_DUPFD_CLOEXEC, 3); copy >= 0) {
        link.watched = true;
        options.watch_done(plugin.id, UniqueFd(copy));
    }
}

} // namespace asista::gfx
