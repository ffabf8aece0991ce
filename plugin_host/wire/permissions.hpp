// The permissions a plugin can ask for: their ids, and what they mean in the words a person reads before granting them.
// The call list names the id a call needs; the broker, the manifest, the pages and the tests all use this table.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista {

// The value is the bit in a PermissionSet and the row in permission_table.
enum class Permission : std::uint8_t {
    tasks_read = 0,
    tasks_write,
    habits_read,
    habits_write,
    goals_read,
    goals_write,
    calendar_read,
    calendar_write,
    ai_chat,
    ai_analyze,
    voice_commands,
    voice_synthesis,
    notifications_send,
    storage_unlimited,
    network,
};

struct PermissionInfo {
    Permission permission;
    std::string_view id;       // as manifests and calls name it: "tasks:read"
    std::string_view title;    // "Read your tasks"
    std::string_view sentence; // what that lets the plugin do, in one or two short sentences
    std::string_view icon;     // Phosphor name
};

inline constexpr std::array<PermissionInfo, 15> permission_table{{
    {Permission::tasks_read, "tasks:read", "Read your tasks", "See titles, notes, due dates and what you finished.",
     "list-bullets"},
    {Permission::tasks_write, "tasks:write", "Change your tasks", "Add, edit, finish and remove tasks.", "note-pencil"},
    {Permission::habits_read, "habits:read", "Read your habits", "See your habits and the days you kept them.", "repeat"},
    {Permission::habits_write, "habits:write", "Change your habits", "Add and remove habits, and mark days.", "repeat-once"},
    {Permission::goals_read, "goals:read", "Read your goals", "See your goals and how far along they are.", "target"},
    {Permission::goals_write, "goals:write", "Change your goals", "Add and remove goals, and set their progress.", "flag"},
    {Permission::calendar_read, "calendar:read", "Read your calendar", "See titles, times and places of events.",
     "calendar-blank"},
    {Permission::calendar_write, "calendar:write", "Change your calendar", "Add, move and remove events.", "calendar-plus"},
    {Permission::ai_chat, "ai:chat", "Talk to the coach",
     "Send it text the plugin writes, which may hold what the plugin can read.", "chat-circle"},
    {Permission::ai_analyze, "ai:analyze", "Have your data analysed", "Ask the coach for patterns in what the plugin can read.",
     "chart-line"},
    {Permission::voice_commands, "voice:commands", "Answer to voice commands",
     "Be run by phrases you say or type. It does not hear anything else.", "microphone"},
    {Permission::voice_synthesis, "voice:synthesis", "Speak to you",
     "Read short texts aloud, or show them while there is no sound.", "speaker-high"},
    {Permission::notifications_send, "notifications:send", "Send notifications", "At most 30 an hour.", "bell"},
    {Permission::storage_unlimited, "storage:unlimited", "Store as much as it likes",
     "Without it, a plugin keeps at most 1 MB on this computer.", "database"},
    {Permission::network, "network", "Use the internet",
     "Send to and receive from the hosts it names, and no others. What it can read, it can send there.", "globe"},
}};

constexpr const PermissionInfo& info(Permission permission) { return permission_table[static_cast<std::size_t>(permission)]; }

// The permission with this id; nothing when no service offers it.
constexpr std::optional<Permission> find_permission(std::string_view id) {
    for (const auto& row : permission_table)
        if (row.id == id) return row.permission;
    return std::nullopt;
}

// Which permissions somebody has. A value of four bytes.
class PermissionSet {
  public:
    constexpr PermissionSet() = default;
    constexpr PermissionSet(std::initializer_list<Permission> permissions) {
        for (const auto permission : permissions) add(permission);
    }
    // Ids that no service offers (any more) are left out: a grant of nothing grants nothing.
    static PermissionSet from_ids(const std::vector<std::string>& ids) {
        PermissionSet set;
        for (const auto& id : ids)
            if (const auto permission = find_permission(id)) set.add(*permission);
        return set;
    }

    constexpr void add(Permission permission) { bits_ |= bit(permission); }
    constexpr void remove(Permission permission) { bits_ &= ~bit(permission); }
    constexpr bool contains(Permission permission) const { return (bits_ & bit(permission)) != 0; }
    constexpr bool contains_all(PermissionSet other) const { return (other.bits_ & ~bits_) == 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr int size() const { return std::popcount(bits_); }
    constexpr PermissionSet without(PermissionSet other) const {
        PermissionSet rest;
        rest.bits_ = bits_ & ~other.bits_;
        return rest;
    }
    std::vector<std::string> ids() const { // in the table's order
        std::vector<std::string> found;
        for (const auto& row : permission_table)
            if (contains(row.permission)) found.emplace_back(row.id);
        return found;
    }
    friend constexpr bool operator==(PermissionSet, PermissionSet) = default;

  private:
    static constexpr std::uint32_t bit(Permission permission) { return std::uint32_t{1} << static_cast<unsigned>(permission); }
    std::uint32_t bits_ = 0;
};

} // namespace asista
