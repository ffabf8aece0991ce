#include "services/users.hpp"

#include "services/text_rules.hpp"

#include <algorithm>

namespace asista::services {

Result<User> Users::first(const std::string& name, InstantMs now) {
    {
        auto row = TRY(db_.prepare("SELECT id, name FROM users ORDER BY id LIMIT 1"));
        if (TRY(row.step())) return User{UserId{row.integer(0)}, std::string(row.text(1))};
    }
    return add(name, now);
}

Result<User> Users::add(const std::string& name, InstantMs now) {
    auto line = TRY(needed_line("a user needs a name", "a user's name", name));
    TRY(db_.run("INSERT INTO users(name, created_at) VALUES(?1, ?2)", line, now));
    return User{UserId{db_.last_row()}, std::move(line)};
}

Result<Activity::Seen*> Activity::seen(UserId user) {
    if (const auto known = seen_.find(user); known != seen_.end()) return &known->second;
    auto row = TRY(db_.prepare("SELECT last_activity_at FROM users WHERE id = ?1"));
    row.bind(user.value);
    if (!TRY(row.step())) return fail(Errc::not_found, "there is no user {}", user.value);
    return &seen_.emplace(user, Seen{row.integer(0), row.integer(0)}).first->second;
}

Result<void> Activity::touch(UserId user, InstantMs now) {
    Seen* const entry = TRY(seen(user));
    entry->at = std::max(entry->at, now);
    if (entry->at - entry->written < write_every_ms) return {};
    return write(user, *entry);
}

Result<void> Activity::write(UserId user, Seen& entry) {
    TRY(db_.run("UPDATE users SET last_activity_at = ?2 WHERE id = ?1", user.value, entry.at));
    entry.written = entry.at;
    return {};
}

Result<InstantMs> Activity::last(UserId user) {
    const Seen* const entry = TRY(seen(user));
    return entry->at;
}

Result<void> Activity::flush() {
    for (auto& [user, entry] : seen_)
        if (entry.at != entry.written) TRY(write(user, entry));
    return {};
}

} // namespace asista::services
