#include "runtime/spare_host.hpp"

#include <cerrno>
#include <poll.h>
#include <sys/epoll.h>

namespace asista::runtime {

namespace {
constexpr std::uint64_t prepare_id = 1;
constexpr int most_failures = 3;
// As long as the longest id of a plugin, which is put in its place when there is one: see the host's name_process().
constexpr std::size_t longest_id = 64;

std::string name_with_room() {
    std::string name = "spare";
    name.resize(longest_id, ' ');
    return name;
}
} // namespace

SpareHost::SpareHost(EventLoop& loop, Setup setup) : loop_(loop), setup_(std::move(setup)) {}

SpareHost::~SpareHost() { stop(); }

void SpareHost::stop() {
    stopped_ = true;
    loop_.cancel_timer(std::exchange(timer_, TimerId::none));
    let_go();
}

Result<void> SpareHost::make() {
    if (link_ || stopped_) return {};
    auto prepare = TRY(prepare_order(prepare_id, {frame::protocol_version, setup_.theme, setup_.fonts}, setup_.font_fds));
    link_ = std::make_unique<HostLink>(TRY(HostLink::start(setup_.program, name_with_room(), setup_.tier, std::move(prepare))));
    auto watched = watch();
    if (!watched) let_go();
    return watched;
}

Result<void> SpareHost::watch() {
    TRY(loop_.add(link_->channel.fd(), EPOLLIN, [this](std::uint32_t) { hear(); }));
    return loop_.add(link_->process.pidfd(), EPOLLIN, [this](std::uint32_t) { failed(); });
}

void SpareHost::make_soon() {
    loop_.cancel_timer(std::exchange(timer_, TimerId::none));
    if (stopped_) return;
    timer_ = loop_.call_after(setup_.idle_ms, [this] {
        timer_ = TimerId::none;
        // Without one a plugin takes some milliseconds more to start, and says itself what is wrong: nothing to tell here.
        if (!make()) failed();
    });
}

// It says one thing, and that once.
void SpareHost::hear() {
    auto message = link_->channel.receive();
    if (message && !*message) return;
    if (!message || ready() || (*message)->kind != wire::MessageKind::reply || (*message)->id != prepare_id ||
        (*message)->status != Errc::ok)
        return failed();
    const auto reply = wire::decode<calls::Prepare::Reply>((*message)->payload);
    if (!reply || reply->tier.empty()) return failed();
    held_ = reply->tier;
}

Result<std::string> SpareHost::wait_for_answer(std::chrono::milliseconds most) {
    const auto until = std::chrono::steady_clock::now() + most;
    while (link_ && !ready()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
        if (left <= 0) return fail(Errc::timed_out, "the plugin host did not answer within {} ms", most.count());
        pollfd waiting[] = {{link_->channel.fd(), POLLIN, 0}, {link_->process.pidfd(), POLLIN, 0}};
        const int count = ::poll(waiting, std::size(waiting), static_cast<int>(left));
        if (count < 0 && errno != EINTR) return fail_errno("wait for the plugin host");
        if (count > 0) hear(); // also when it has ended: the channel says so
    }
    if (!link_) return fail(Errc::unavailable, "the plugin host did not get ready");
    return held_;
}

std::unique_ptr<HostLink> SpareHost::take(SandboxTier tier) {
    setup_.tier = tier;
    if (ready() && parse_tier(held_) != tier) let_go();
    // Its end may not have been told to the loop yet.
    if (ready() && link_->process.reap()) let_go();
    make_soon();
    if (!ready()) return nullptr;
    failures_ = 0;
    held_.clear();
    loop_.remove(link_->channel.fd());
    loop_.remove(link_->process.pidfd());
    return std::move(link_);
}

void SpareHost::let_go() {
    if (!link_) return;
    loop_.remove(link_->channel.fd());
    loop_.remove(link_->process.pidfd());
    held_.clear();
    link_.reset(); // kills
}

// It ended, or could not be made. Something about this machine may make every one of them end: no endless row.
void SpareHost::failed() {
    let_go();
    if (++failures_ < most_failures) make_soon();
}

} // namespace asista::runtime
