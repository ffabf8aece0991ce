#include "services/net/net_thread.hpp"

#include "services/net/curl_library.hpp"

#include <pthread.h>

#include <algorithm>

namespace asista::services::net {
namespace {
constexpr int idle_ms = 3'600'000; // orders wake it

CURLM* make_multi() {
    CURLM* const multi = curl_library() ? curl().multi_init() : nullptr;
    if (multi == nullptr) return nullptr;
    curl().multi_setopt(multi, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
    curl().multi_setopt(multi, CURLMOPT_MAXCONNECTS, 1L);
    return multi;
}
} // namespace

NetThread::NetThread(TransferOptions options, Post post, Done done)
    : options_(std::move(options)), post_(std::move(post)), done_(std::make_shared<const Done>(std::move(done))),
      multi_(make_multi()), thread_([this](const std::stop_token& stopping) { run(stopping); }) {}

NetThread::~NetThread() {
    thread_.request_stop();
    if (multi_ != nullptr) curl().multi_wakeup(multi_);
    thread_.join();
    for (auto& [id, transfer] : running_) curl().multi_remove_handle(multi_, transfer->easy());
    running_.clear();
    if (multi_ != nullptr) curl().multi_cleanup(multi_);
}

void NetThread::start(Hop hop) { give(std::move(hop)); }
void NetThread::cancel(HopId id) { give(id); }

void NetThread::give(Order order) {
    if (multi_ == nullptr) {
        if (const auto* hop = std::get_if<Hop>(&order))
            deliver(
                hop->id,
                {curl_library() ? fail(Errc::unavailable, "libcurl could not be started") : fail(curl_library().error()), {}});
        return;
    }
    {
        const std::lock_guard lock(mutex_);
        orders_.push_back(std::move(order));
    }
    curl().multi_wakeup(multi_);
}

void NetThread::deliver(HopId id, HopEnd end) {
    post_([done = std::weak_ptr(done_), id, end = std::make_shared<HopEnd>(std::move(end))] {
        if (const auto alive = done.lock()) (*alive)(id, std::move(*end));
    });
}

void NetThread::run(const std::stop_token& stopping) {
    pthread_setname_np(pthread_self(), "asista-net");
    while (multi_ != nullptr && !stopping.stop_requested()) {
        obey();
        begin_waiting();
        int running = 0;
        curl().multi_perform(multi_, &running);
        finish_done();
        if (!waiting_.empty() && running_.size() < max_at_once) continue;
        curl().multi_poll(multi_, nullptr, 0, wait_ms(), nullptr);
    }
}

void NetThread::obey() {
    std::vector<Order> orders;
    {
        const std::lock_guard lock(mutex_);
        orders.swap(orders_);
    }
    for (Order& order : orders) {
        if (auto* const hop = std::get_if<Hop>(&order)) {
            const auto deadline = Clock::now() + std::chrono::milliseconds(hop->timeout_ms);
            waiting_.push_back({std::move(*hop), deadline});
            continue;
        }
        const HopId id = std::get<HopId>(order);
        std::erase_if(waiting_, [id](const Waiting& each) { return each.hop.id == id; });
        if (const auto found = running_.find(id); found != running_.end()) {
            curl().multi_remove_handle(multi_, found->second->easy());
            running_.erase(found);
        }
    }
}

// Starts what has room, and ends what waited for its whole time.
void NetThread::begin_waiting() {
    const auto now = Clock::now();
    for (auto each = waiting_.begin(); each != waiting_.end();) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(each->deadline - now);
        if (left.count() > 0 && running_.size() >= max_at_once) {
            ++each;
            continue;
        }
        Hop hop = std::move(each->hop);
        each = waiting_.erase(each);
        const HopId id = hop.id;
        if (left.count() <= 0) {
            deliver(id, {fail(Errc::timed_out, "the request to {} did not get its turn in time", hop.url.host), {}});
            continue;
        }
        hop.timeout_ms = static_cast<std::uint32_t>(left.count());
        auto made = Transfer::make(std::move(hop), options_);
        if (!made) {
            deliver(id, {fail(std::move(made.error())), {}});
            continue;
        }
        if (curl().multi_add_handle(multi_, (*made)->easy()) != CURLM_OK) {
            deliver(id, {fail(Errc::internal, "libcurl took no more requests"), {}});
            continue;
        }
        running_.emplace(id, std::move(*made));
    }
}

void NetThread::finish_done() {
    int left = 0;
    while (const CURLMsg* const message = curl().multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        const CURLcode code = message->data.result;
        char* owner = nullptr;
        curl().easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
        const HopId id = reinterpret_cast<Transfer*>(owner)->id();
        auto node = running_.extract(id);
        curl().multi_remove_handle(multi_, node.mapped()->easy());
        deliver(id, node.mapped()->end(code));
    }
}

int NetThread::wait_ms() const {
    if (waiting_.empty()) return idle_ms;
    const auto first = std::ranges::min_element(waiting_, {}, &Waiting::deadline);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(first->deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, idle_ms));
}

} // namespace asista::services::net
