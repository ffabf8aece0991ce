#include "core/window_inbox.hpp"

#include <utility>

namespace asista::core {

void WindowInbox::put(InboxItem item) {
    {
        const std::lock_guard lock(mutex_);
        items_.push_back(std::move(item));
    }
    wake_();
}

void WindowInbox::put_snapshot(ui::SnapshotPtr snapshot) {
    {
        const std::lock_guard lock(mutex_);
        snapshot_.swap(snapshot);
    }
    wake_(); // the former snapshot, if this was its last reader, goes away here, outside the lock
}

void WindowInbox::put_doing(std::string_view what) {
    {
        const std::lock_guard lock(mutex_);
        doing_ = what;
    }
    wake_();
}

std::vector<InboxItem> WindowInbox::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(items_, {});
}

ui::SnapshotPtr WindowInbox::snapshot() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;
}

std::string WindowInbox::doing() const {
    const std::lock_guard lock(mutex_);
    return doing_;
}

} // namespace asista::core
