// The person's backups: made by themselves once a day and before an update, listed, made at will, looked into, put back.
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

enum class BackupReason : std::uint8_t { daily = 0, by_hand = 1, before_update = 2, before_restore = 3 };
constexpr bool is_known(BackupReason value) { return value <= BackupReason::before_restore; }

struct Backup {       // it was checked when it was made
    std::string name; // of its file
    InstantMs made_at = 0;
    std::uint64_t bytes = 0;
    BackupReason reason = BackupReason::daily;
    ASISTA_FIELDS(name, made_at, bytes, reason)
};
struct BackupsList {
    ASISTA_CALL(0x0491, "backups.list", "", user, now);
    using Request = Nothing;
    struct Reply {
        std::vector<Backup> backups; // newest first
        std::string folder;
        std::string problem; // why the last one was not made, as a sentence; "": all is well
        bool under_way = false;
        ASISTA_FIELDS(backups, folder, problem, under_way)
    };
};
struct BackupsMake { // answered when it is made and checked
    ASISTA_CALL(0x0492, "backups.make", "", user, refused);
    using Request = Nothing;
    using Reply = Backup;
};
struct BackupDifference {
    std::string kind;                                // "tasks"
    std::uint64_t now = 0, then = 0;                 // how many there are, and were
    std::uint64_t back = 0, gone = 0, otherwise = 0; // would come back, would go, would be as they were
    ASISTA_FIELDS(kind, now, then, back, gone, otherwise)
};
struct BackupsPreview { // what putting it back would change; the backup is checked again for it
    ASISTA_CALL(0x0493, "backups.preview", "", user, now);
    struct Request {
        std::string name;
        ASISTA_FIELDS(name)
    };
    struct Reply {
        std::vector<BackupDifference> kinds;
        InstantMs newest_change = 0; // in the backup; 0: none is known
        InstantMs newest_change_now = 0;
        ASISTA_FIELDS(kinds, newest_change, newest_change_now)
    };
};
// What is there now is set aside as a backup first. Answered when all is ready; then the client starts anew, and opens with the backup's
// content.
struct BackupsRestore {
    ASISTA_CALL(0x0494, "backups.restore", "", user, refused);
    struct Request {
        std::string name;
        ASISTA_FIELDS(name)
    };
    using Reply = Nothing;
};

} // namespace asista::calls
