// The person's calls about what plugins may do, what they did, and which of them is the culprit.
#pragma once

#include "wire/calls/user.hpp"

namespace asista::calls {

struct PermissionsAnswer { // to a question of Snapshot::permission_questions; the call that asked goes on or is denied
    ASISTA_CALL(0x0621, "permissions.answer", "", user, refused);
    enum class Answer : std::uint8_t {
        allow = 0, // remembered
        deny = 1,  // remembered
        later = 2, // denied this once; asked again after the plugin's next start
    };
    friend constexpr bool is_known(Answer value) { return value <= Answer::later; }
    struct Request {
        std::uint64_t question = 0;
        Answer answer = Answer::later;
        std::vector<std::string>
            hosts{}; // to allow the network: those that the question showed. Others than are asked for: Errc::invalid
        ASISTA_FIELDS(question, answer, hosts)
    };
    using Reply = Nothing;
};
enum class Grant : std::uint8_t { ask = 0, granted = 1, denied = 2 };
constexpr bool is_known(Grant value) { return value <= Grant::denied; }
struct PermissionsSet { // takes effect at once, also in the middle of a plugin's work; a required one taken away stops the plugin
    ASISTA_CALL(0x0622, "permissions.set", "", user, refused);
    struct Request {
        std::string plugin;
        std::string permission; // id
        Grant grant = Grant::ask;
        std::vector<std::string> hosts{}; // as in permissions.answer
        ASISTA_FIELDS(plugin, permission, grant, hosts)
    };
    using Reply = Nothing;
};
// A question of Snapshot::permission_questions has come up in front of the person: from now on, and no sooner, the call that asked waits
// its usual time for them.
struct PermissionsShown {
    ASISTA_CALL(0x0627, "permissions.shown", "", user, refused);
    struct Request {
        std::uint64_t question = 0;
        ASISTA_FIELDS(question)
    };
    using Reply = Nothing;
};

struct AuditEntry {       // what one plugin did with one call, or what the person decided about it, gathered over a short time
    std::uint64_t id = 0; // ascending with time
    InstantMs first_at = 0, last_at = 0;
    std::string plugin;
    std::string version;
    std::string action;  // dotted name of the call, or "granted", "denied", "revoked", "started", "crashed"...
    std::string subject; // the permission it needed, the host it spoke to, the file it was given; may be empty
    enum class Outcome : std::uint8_t { done = 0, denied = 1, over_limit = 2, failed = 3, decided = 4 };
    friend constexpr bool is_known(Outcome value) { return value <= Outcome::decided; }
    Outcome outcome = Outcome::done;
    std::uint64_t count = 1;
    ASISTA_FIELDS(id, first_at, last_at, plugin, version, action, subject, outcome, count)
};
struct AuditList {
    ASISTA_CALL(0x0623, "audit.list", "", user, now);
    struct Request {
        std::string plugin;        // "": of all
        std::uint64_t before = 0;  // only entries with a lower id; 0: from the newest
        std::uint32_t limit = 100; // at most 1,000
        ASISTA_FIELDS(plugin, before, limit)
    };
    struct Reply {
        std::vector<AuditEntry> entries; // newest first
        std::uint64_t total = 0;         // that are kept
        ASISTA_FIELDS(entries, total)
    };
};
struct AuditExport { // every kept entry as JSON lines into a new file; Errc::busy when it exists
    ASISTA_CALL(0x0624, "audit.export", "", user, refused);
    struct Request {
        std::string path; // absolute
        ASISTA_FIELDS(path)
    };
    struct Reply {
        std::uint64_t entries = 0;
        ASISTA_FIELDS(entries)
    };
};
struct PluginAllowHost { // a host of the person's own, whose address may be private or loopback
    ASISTA_CALL(0x0625, "plugins.allow_host", "", user, refused);
    struct Request {
        std::string plugin;
        std::string host; // name or address, with ":port" when only that one is meant
        bool allowed = true;
        ASISTA_FIELDS(plugin, host, allowed)
    };
    using Reply = Nothing;
};
struct PluginWait { // "wait" in the card of a plugin that does not respond: asked again when as much time has passed once more
    ASISTA_CALL(0x0626, "plugins.wait", "", user, refused);
    using Request = PluginNamed;
    using Reply = Nothing;
};

struct SafeModeLeave { // starts the plugins that safe mode kept from starting
    ASISTA_CALL(0x0631, "safe_mode.leave", "", user, refused);
    using Request = Nothing;
    using Reply = Nothing;
};
// Which plugin makes the window slow? Halves of the running ones are paused while the person says whether it is still bad.
struct CulpritStart {
    ASISTA_CALL(0x0632, "culprit.start", "", user, refused);
    using Request = Nothing;
    using Reply = Nothing; // Errc::unavailable with fewer than two running plugins
};
struct CulpritAnswer {
    ASISTA_CALL(0x0633, "culprit.answer", "", user, refused);
    struct Request {
        bool still_bad = false;
        ASISTA_FIELDS(still_bad)
    };
    using Reply = Nothing;
};
struct CulpritStop { // everything runs on
    ASISTA_CALL(0x0634, "culprit.stop", "", user, refused);
    using Request = Nothing;
    using Reply = Nothing;
};
// To a question of Snapshot::file_questions. When the file cannot be read or written, the question stays open, so that the person can
// choose another; Errc::busy: a file of that name is there, and `replace` does not say that it may go.
struct FilesAnswer {
    ASISTA_CALL(0x0641, "files.answer", "", user, refused);
    struct Request {
        std::uint64_t question = 0;
        std::string path; // absolute; empty: the person chose nothing
        bool replace = false;
        ASISTA_FIELDS(question, path, replace)
    };
    using Reply = Nothing;
};
struct FileEntry {
    std::string name;
    bool folder = false;
    std::uint64_t size_bytes = 0;
    InstantMs modified_at = 0;
    ASISTA_FIELDS(name, folder, size_bytes, modified_at)
};
struct FilePlace {
    std::string title; // "Documents"
    std::string icon;  // Phosphor name
    std::string path;
    ASISTA_FIELDS(title, icon, path)
};
struct FilesList { // what the picker shows of one folder
    ASISTA_CALL(0x0642, "files.list", "", user, refused);
    struct Request {
        std::string path; // absolute; empty: where the person chose a file last, or else their documents
        ASISTA_FIELDS(path)
    };
    struct Reply {
        std::string path;               // absolute, without "." and ".."
        std::vector<FileEntry> entries; // files and folders, in no order, at most 4,096
        std::uint64_t left_out = 0;     // how many more there are
        std::vector<FilePlace> places;  // folders of this person that exist
        ASISTA_FIELDS(path, entries, left_out, places)
    };
};

} // namespace asista::calls
