// The people of this computer, each with a profile of their own, and the passphrase of the one that is open.
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

struct ProfileInfo {
    std::string folder; // absolute; what a profile is known by
    std::string name;
    bool sealed = false; // its data is encrypted with a passphrase
    bool current = false;
    ASISTA_FIELDS(folder, name, sealed, current)
};
struct ProfilesCreate { // empty; it is opened by ProfilesOpen
    ASISTA_CALL(0x04C0, "profiles.create", "", user, refused);
    struct Request {
        std::string name;
        ASISTA_FIELDS(name)
    };
    using Reply = ProfileInfo;
};
struct ProfilesRename {
    ASISTA_CALL(0x04C1, "profiles.rename", "", user, refused);
    struct Request {
        std::string folder, name;
        ASISTA_FIELDS(folder, name)
    };
    using Reply = Nothing;
};
// The client closes this profile and starts anew with that one, which later starts open too.
struct ProfilesOpen {
    ASISTA_CALL(0x04C2, "profiles.open", "", user, refused);
    struct Request {
        std::string folder;
        ASISTA_FIELDS(folder)
    };
    using Reply = Nothing;
};
// What would go with a profile. Errc::not_found: it is gone already.
struct ProfilesLook {
    ASISTA_CALL(0x04C7, "profiles.look", "", user, now);
    struct Request {
        std::string folder;
        ASISTA_FIELDS(folder)
    };
    struct Reply {
        std::string name, folder;
        std::uint64_t bytes = 0;
        std::uint32_t backups = 0;
        std::string cannot; // why it cannot be removed: "it is open already in process 123"; "": it can
        ASISTA_FIELDS(name, folder, bytes, backups, cannot)
    };
};
// Moves it into the trash of the desktop. `name`: as the person typed it, which must be its own. Errors: invalid for another name, and for
// the first profile, which holds the others; busy: it is open, here or in another window; not_found; and those of moving it.
struct ProfilesRemove {
    ASISTA_CALL(0x04C8, "profiles.remove", "", user, refused);
    struct Request {
        std::string folder, name;
        ASISTA_FIELDS(folder, name)
    };
    struct Reply {
        std::string now; // where it is in the trash
        ASISTA_FIELDS(now)
    };
};
// From the next start on, which follows at once and asks for it, the data of the open profile and its backups are encrypted.
struct PassphraseSet {
    ASISTA_CALL(0x04C3, "passphrase.set", "", user, refused);
    struct Request {
        std::string passphrase;
        ASISTA_FIELDS(passphrase)
    };
    using Reply = Nothing;
};
struct PassphraseChange { // Errc::denied when `present` is another
    ASISTA_CALL(0x04C4, "passphrase.change", "", user, refused);
    struct Request {
        std::string present, next;
        ASISTA_FIELDS(present, next)
    };
    using Reply = Nothing;
};
// From the next start on, which follows at once and asks for it a last time, nothing is encrypted any more.
struct PassphraseRemove {
    ASISTA_CALL(0x04C5, "passphrase.remove", "", user, refused);
    struct Request {
        std::string present;
        ASISTA_FIELDS(present)
    };
    using Reply = Nothing;
};
// Of a profile that waits for its passphrase; there are no other calls then but ProfilesOpen. Errc::denied: it is another.
struct ProfileUnlock {
    ASISTA_CALL(0x04C6, "profile.unlock", "", user, refused);
    struct Request {
        std::string passphrase;
        ASISTA_FIELDS(passphrase)
    };
    using Reply = Nothing;
};

} // namespace asista::calls
