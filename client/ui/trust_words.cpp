#include "ui/trust_words.hpp"

#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace asista::ui::words {
namespace {

constexpr InstantMs day_ms = 86'400'000, idle_after = 30 * day_ms;

// What a call or decision of the audit log is in plain words. What is not listed shows its dotted name, which is better than a guess.
struct ActionName {
    std::string_view action, words;
};
constexpr std::array action_names{
    ActionName{"started", "Started"},
    ActionName{"stopped", "Stopped"},
    ActionName{"crashed", "Crashed"},
    ActionName{"installed", "You installed it"},
    ActionName{"uninstalled", "You removed it"},
    ActionName{"updated", "Updated"},
    ActionName{"went back", "Went back to the version before"},
    ActionName{"switched on", "You turned it on"},
    ActionName{"switched off", "You turned it off"},
    ActionName{"host allowed", "You allowed a host"},
    ActionName{"host taken back", "You took back a host"},
    ActionName{"storage edited", "You changed what it keeps"},
    ActionName{"storage erased", "You removed something it keeps"},
    ActionName{"called by endpoint", "Called through the local endpoint"},
    ActionName{"called by command", "Called from the command line"},
    ActionName{"unknown call", "Try what Asista does not know"},
    ActionName{"http.fetch", "Use the internet"},
    ActionName{"files.open", "Read a file you chose"},
    ActionName{"files.save", "Write a file you chose"},
    ActionName{"tasks.list", "Read your tasks"},
    ActionName{"tasks.add", "Add a task"},
    ActionName{"tasks.update", "Change a task"},
    ActionName{"tasks.remove", "Remove a task"},
    ActionName{"habits.list", "Read your habits"},
    ActionName{"habits.add", "Add a habit"},
    ActionName{"habits.remove", "Remove a habit"},
    ActionName{"habits.mark", "Mark a habit's day"},
    ActionName{"goals.list", "Read your goals"},
    ActionName{"goals.add", "Add a goal"},
    ActionName{"goals.remove", "Remove a goal"},
    ActionName{"goals.set_progress", "Change a goal"},
    ActionName{"calendar.list", "Read your calendar"},
    ActionName{"calendar.add", "Add an event"},
    ActionName{"calendar.remove", "Remove an event"},
    ActionName{"ai.chat", "Talk to the coach"},
    ActionName{"notifications.show", "Send a notification"},
    ActionName{"activity.last", "See when you were last active"},
    ActionName{"storage.get", "Read its own notes"},
    ActionName{"storage.keys", "List its own notes"},
    ActionName{"storage.set", "Write its own notes"},
    ActionName{"storage.remove", "Remove its own notes"},
    ActionName{"settings.set", "Change its settings"},
    ActionName{"voice.register", "Offer a voice command"},
    ActionName{"voice.speak", "Speak to you"},
    ActionName{"view.open_url", "Open a link"},
};

// What is decided or asked about a permission: these words go on with the wish, "read your tasks".
constexpr std::array decision_names{
    ActionName{"granted", "You allowed it to "}, ActionName{"denied", "You did not allow it to "},
    ActionName{"revoked", "You took back: "},    ActionName{"asked", "Asked to "},
    ActionName{"put off", "You decide later: "}, ActionName{"to be asked", "You want to be asked: "},
};

} // namespace

const PermissionInfo* permission_info(std::string_view id) {
    const auto permission = find_permission(id);
    return permission ? &info(*permission) : nullptr;
}
std::string permission_title(std::string_view id) {
    const auto* row = permission_info(id);
    return std::string{row ? row->title : id};
}
std::string permission_icon(std::string_view id) {
    const auto* row = permission_info(id);
    return std::string{row ? row->icon : "question"};
}
std::string permission_sentence(std::string_view id) {
    const auto* row = permission_info(id);
    return row ? std::string{row->sentence} : "This version of Asista does not know it, so it gives nothing.";
}
std::string permission_wish(std::string_view id) {
    const auto* row = permission_info(id);
    if (!row) return fmt::format("do \"{}\"", id);
    std::string wish{row->title};
    wish[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(wish[0])));
    return wish;
}
std::string own_words(std::string_view reason) { return reason.empty() ? std::string{} : fmt::format("“{}”", reason); }

std::string host_list(const std::vector<std::string>& hosts) {
    if (hosts.empty()) return "It names no host yet: only those you add.";
    std::string text = "Only ";
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        if (i > 0) text += i + 1 == hosts.size() ? " and " : ", ";
        text += hosts[i];
    }
    return text + ".";
}

Idle idle(const PermissionView& permission, InstantMs now) {
    if (permission.grant != calls::Grant::granted) return Idle::no;
    if (permission.last_used_at != 0) return now - permission.last_used_at >= idle_after ? Idle::thirty_days : Idle::no;
    return permission.answered_at != 0 && now - permission.answered_at >= idle_after ? Idle::never : Idle::no;
}
std::string_view idle_name(Idle idle) {
    switch (idle) {
    case Idle::no: return "";
    case Idle::thirty_days: return "Not used for 30 days";
    case Idle::never: return "Never used";
    }
    return "";
}

std::string use_line(const PermissionView& permission, InstantMs now) {
    std::string text;
    if (permission.use_count > 0)
        text = fmt::format("Used {}, last {}", count_of(permission.use_count, "time"), relative(now, permission.last_used_at));
    else if (permission.grant == calls::Grant::granted && idle(permission, now) == Idle::no)
        text = "Not used yet";
    if (permission.refused_count > 0) {
        text += text.empty() ? "Refused " : ", refused ";
        text += count_of(permission.refused_count, "time");
    }
    return text;
}

std::string audit_action(const calls::AuditEntry& entry) {
    const bool ended = entry.action == "crashed" || entry.action == "stopped";
    if (ended && !entry.subject.empty()) return entry.subject; // a sentence of its own
    if (const auto decision = std::ranges::find(decision_names, entry.action, &ActionName::action);
        decision != decision_names.end())
        return std::string{decision->words} + permission_wish(entry.subject);
    const auto found = std::ranges::find(action_names, entry.action, &ActionName::action);
    std::string text{found == action_names.end() ? std::string_view{entry.action} : found->words};
    if (!entry.subject.empty() && !permission_info(entry.subject)) text += fmt::format(": {}", entry.subject);
    return text;
}
std::string_view audit_outcome(calls::AuditEntry::Outcome outcome) {
    using Outcome = calls::AuditEntry::Outcome;
    switch (outcome) {
    case Outcome::done:
    case Outcome::decided: return "";
    case Outcome::denied: return "denied";
    case Outcome::over_limit: return "over its limit";
    case Outcome::failed: return "failed";
    }
    return "";
}

std::string_view tier_name(std::string_view tier) {
    if (tier == "A") return "Full lock-down";
    if (tier == "B" || tier == "C") return "Strong lock-down";
    if (tier == "developer") return "No lock-down: developer build";
    if (tier == "none") return "No lock-down possible";
    return "Not known yet";
}
std::string_view tier_sentence(std::string_view tier) {
    if (tier == "A")
        return "Plugins see no files, no network, no other program, and nothing of this system but their own folder.";
    if (tier == "B") return "Plugins cannot open files, the network or other programs. They could learn that a file exists.";
    if (tier == "C") return "Plugins see no files, no network and no other program. One of three layers is missing here.";
    if (tier == "developer")
        return "This build is for finding faults in Asista itself. Do not use it with plugins you do not trust.";
    if (tier == "none") return "This system offers nothing to lock plugins down with, so none of other people's plugins runs.";
    return "";
}

std::string crash_text(const PluginView& plugin) {
    std::string text;
    if (!plugin.reason.empty())
        text = sentence(plugin.reason);
    else if (!plugin.crashes.empty())
        text = plugin.crashes.front().sentence;
    if (plugin.crashes.empty()) return text;
    const CrashView& last = plugin.crashes.front();
    if (last.where.empty() || text.find(last.where) != std::string::npos) return text;
    // Behind the first sentence, which says what happened; a point that ends a file's name ends no sentence.
    const auto end = text.find(". ");
    return text.insert(end == std::string::npos ? text.size() : end + 1, fmt::format(" Stopped in {}.", last.where));
}

} // namespace asista::ui::words
