// Backups as the core lists them, and what going back to one would change.
#pragma once

#include "sample_snapshot.hpp"
#include "wire/calls/backups.hpp"

namespace asista::ui::sample {

inline calls::BackupsList::Reply backups() {
    using calls::BackupReason;
    constexpr InstantMs hour = 3'600'000, day = 24 * hour;
    calls::BackupsList::Reply reply;
    reply.folder = "/profile/backups";
    const auto add = [&reply](InstantMs ago, std::uint64_t bytes, BackupReason reason) {
        reply.backups.push_back({fmt::format("asista-{}.db", reply.backups.size()), now - ago, bytes, reason});
    };
    add(hour, 1'240'000, BackupReason::by_hand);
    add(5 * hour, 1'238'000, BackupReason::daily);
    add(day, 1'190'000, BackupReason::daily);
    add(2 * day, 1'100'000, BackupReason::before_update);
    add(3 * day, 1'090'000, BackupReason::daily);
    add(9 * day, 940'000, BackupReason::daily);
    add(40 * day, 700'000, BackupReason::daily);
    return reply;
}

inline calls::BackupsPreview::Reply backup_preview() {
    calls::BackupsPreview::Reply reply;
    reply.kinds = {{"tasks", 412, 405, 3, 10, 24}, {"habits", 6, 6, 0, 0, 0}, {"events", 51, 50, 0, 1, 1}};
    reply.newest_change = now - 25 * 3'600'000;
    reply.newest_change_now = now - 60'000;
    return reply;
}

} // namespace asista::ui::sample
