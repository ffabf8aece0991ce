// How the window says what plugins may do, did and asked for. Pure functions. [any]
#pragma once

#include "ui/snapshot.hpp"

#include "wire/permissions.hpp"

#include <string>
#include <string_view>

namespace asista::ui::words {

const PermissionInfo* permission_info(std::string_view id); // null: this version of Asista does not know it
std::string permission_title(std::string_view id);          // "Read your tasks"; an unknown id as it is
std::string permission_icon(std::string_view id);
std::string permission_sentence(std::string_view id);         // what it lets a plugin do
std::string permission_wish(std::string_view id);             // "read your tasks": behind "wants to"
std::string own_words(std::string_view reason);               // the plugin's reason in quotation marks, empty for none
std::string host_list(const std::vector<std::string>& hosts); // "Only a.example and b.example."

// A grant that stands idle: it could be taken back without being missed.
enum class Idle { no, thirty_days, never };
Idle idle(const PermissionView& permission, InstantMs now);
std::string_view idle_name(Idle idle);                                 // "Not used for 30 days"; empty for no
std::string use_line(const PermissionView& permission, InstantMs now); // "Used 1,048 times, last 1 min ago"

// One line of the audit log: what was done or decided ("Read your tasks"), and how it went.
std::string audit_action(const calls::AuditEntry& entry);
std::string_view audit_outcome(calls::AuditEntry::Outcome outcome); // "denied"; empty for done and decided

// Sandbox tiers for people: "Full lock-down".
std::string_view tier_name(std::string_view tier);
std::string_view tier_sentence(std::string_view tier);

// What a crashed plugin's card says: what happened, where, what was kept.
std::string crash_text(const PluginView& plugin);

} // namespace asista::ui::words
