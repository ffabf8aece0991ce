#include "core/data_check.hpp"

#include <fmt/format.h>

#include <utility>

namespace asista::core {
namespace {

// After the start, and after the backup of the day, which reads every page too.
constexpr std::int64_t first_look_ms = 120'000, look_every_ms = 3'600'000;

} // namespace

DataCheck::DataCheck(Parts parts)
    : parts_(std::move(parts)),
      thread_([&loop = parts_.loop](std::function<void()> work) { loop.post(std::move(work)); }, "asista-check") {
    timer_ = parts_.loop.call_after(first_look_ms, [this] { look(); });
}

DataCheck::~DataCheck() {
    *stopped_ = true;
    parts_.loop.cancel_timer(timer_);
}

void DataCheck::look() {
    parts_.loop.cancel_timer(timer_);
    timer_ = parts_.loop.call_after(look_every_ms, [this] { look(); });
    if (under_way_ || told_ || !parts_.db.check_due(parts_.clock.now_ms())) return;
    under_way_ = true;
    thread_.run([file = parts_.db.file(), stopped = stopped_] { return store::Database::look_through(file, *stopped); },
                [this](Result<std::string> wrong) {
                    under_way_ = false;
                    if (!wrong)
                        return; // could not be read just now: the next look tries again, and who works with it is told why
                    if (wrong->empty()) return parts_.db.checked(parts_.clock.now_ms());
                    told_ = true;
                    parts_.tell(
                        fmt::format("Your data file {} is damaged ({}). Restore a backup in the settings; or start Asista again, "
                                    "which keeps the file beside a fresh one.",
                                    parts_.db.file().string(), *wrong));
                });
}

} // namespace asista::core
