// Long work on the core thread, a bit at a time, so that plugins and pages get their turn in between.
#pragma once

#include "runtime/clock.hpp"
#include "wire/result.hpp"

#include <functional>
#include <memory>
#include <utility>

namespace asista::core {

// Runs work on the core thread after what waits there already.
using Later = std::function<void(std::function<void()>)>;

inline constexpr std::int64_t bit_us =
    8'000; // half a frame of the window, and what a plugin's call may wait for without being noticed

template <class Work> void take_back_in_bits(const Later& later, const std::shared_ptr<Work>& work, const Error& why,
                                             const std::function<void(Result<void>)>& done) {
    const auto ended = work->take_back();
    if (!ended)
        return done(fail(why.code, "{}; a part of it is here, which the next start of Asista removes ({})", why.message,
                         ended.error().message));
    if (*ended) return done(fail(why));
    later([later, work, why, done] { take_back_in_bits(later, work, why, done); });
}

// `Work` has go_on(enough), which does a bit and returns whether that was all, and take_back(), which after an error of go_on removes the next
// piece of what was done, until it returns true. `done` is told nothing, or the error, once it is over; not at all when the loop ends before.
template <class Work> void go_in_bits(const Later& later, const runtime::Clock& clock, const std::shared_ptr<Work>& work,
                                      const std::function<void(Result<void>)>& done) {
    const auto until = clock.monotonic_us() + bit_us;
    const auto ended = work->go_on([&] { return clock.monotonic_us() >= until; });
    if (!ended) return take_back_in_bits(later, work, ended.error(), done);
    if (*ended) return done({});
    later([later, &clock, work, done] { go_in_bits(later, clock, work, done); });
}

} // namespace asista::core
