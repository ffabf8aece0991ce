// What the tests of the services share: a profile in memory with two users, and a moment in time.
#pragma once

#include "services/day.hpp"
#include "services/services.hpp"

#include <doctest/doctest.h>

namespace asista::test {

using namespace asista::services;

inline constexpr InstantMs now = 1'795'340'460'000; // Sunday 2026-11-22, 09:41 UTC
inline constexpr DayNumber today = day_of(now, 0);
inline constexpr InstantMs minute = 60'000, hour = 60 * minute;

// The value of a Result that must hold one.
template <class T> T must(Result<T> result) {
    REQUIRE_MESSAGE(result.has_value(), result.error().message);
    return std::move(*result);
}
inline void must(Result<void> result) { REQUIRE_MESSAGE(result.has_value(), result.error().message); }

// The error of a Result that must hold one.
template <class T> Error error_of(const Result<T>& result) {
    REQUIRE_FALSE(result.has_value());
    return result.error();
}

inline bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct Profile {
    std::filesystem::path file = ":memory:";
    std::unique_ptr<Services> services =
        must(Services::open({.database = file, .now = now, .user_name = "Ada", .catalogue = {}}));
    Services& s = *services;
    UserId ada = s.user.id;
    UserId bob = must(s.users.add("Bob", now)).id;
    Actor by_ada{ada, {}};
    Actor by_bob{bob, {}};
    Actor by_plugin{ada, "ai.asista.focus"};

    std::int64_t count(const std::string& table) {
        auto row = must(s.db.prepare("SELECT count(*) FROM " + table));
        REQUIRE(must(row.step()));
        return row.integer(0);
    }
    std::uint64_t add_task(const std::string& title, Energy energy = Energy::m, std::optional<DayNumber> due = {}) {
        return must(s.tasks.add(by_ada, {title, {}, energy, {}, due}, now)).id;
    }
};

inline PermissionRecord decided(std::string permission, calls::Grant state, InstantMs at = 0) {
    PermissionRecord record;
    record.permission = std::move(permission);
    record.state = state;
    record.answered_at = at;
    return record;
}

inline calls::TasksUpdate::Request set_status(std::uint64_t id, TaskStatus status) {
    calls::TasksUpdate::Request request;
    request.id = id;
    request.status = status;
    return request;
}

} // namespace asista::test
