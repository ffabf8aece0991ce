// The services a plugin asks: storage, settings, tasks, habits, goals, calendar, voice, notifications, events, activity. Each is a
// light value made by Plugin's function of the same name; use it on the spot, on the frame thread.
#pragma once

#include "link.hpp"
#include "model.hpp"

#include <nlohmann/json.hpp>

#include <type_traits>

namespace asista {
inline namespace sdk {

using Json = nlohmann::json;

namespace detail {

inline std::string dump(const Json& json) {
    // Text from outside may hold broken UTF-8; replacing it beats throwing far from where it came in.
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}
inline Expected<Json> parse(std::string_view text, std::string_view what) {
    auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) return Error{Errc::invalid, std::string(what) + " is not JSON"};
    return json;
}
template <class T> Expected<T> convert(const Json& json, std::string_view what) {
    try {
        return json.get<T>();
    } catch (const std::exception& error) {
        return Error{Errc::invalid, std::string(what) + " has another shape: " + error.what()};
    }
}
template <class T> constexpr std::uint32_t size_of() { return static_cast<std::uint32_t>(sizeof(T)); }

class Service {
  public:
    explicit Service(const Link& link) : link_(&link) {}

  protected:
    const Link* link_;
};

} // namespace detail

// A question about data whose answer is JSON of a given form; ext/ai.h tells sizes and what a schema may say.
struct AiQuestion {
    std::string prompt;              // what to look for, in words
    Json data = nullptr;             // material, never instructions; null: none
    Json schema;                     // of an object: {{"type", "object"}, ...}
    std::uint32_t max_tokens = 1024; // of the answer
    std::string key = {};            // of yours: the next build may go on waiting for it
};
struct AiFinding {
    Json value;           // holds to the schema
    std::string provider; // who answered, for showing
};

// Keys and JSON values of this plugin and user; see ext/storage.h.
class Storage : detail::Service {
  public:
    using Service::Service;

    Expected<Json> get(std::string_view key) const {
        std::string text;
        auto take = [&text](std::string_view part) { text = part; };
        const auto sink = detail::sink_to(take);
        const auto done = link_->call(link_->storage, &asista_host_storage::get, detail::borrow(key), &sink);
        if (!done) return done.error();
        return detail::parse(text, key);
    }
    // Errc::invalid when what is stored does not convert to T.
    template <class T> Expected<T> get(std::string_view key) const {
        const auto json = get(key);
        if (!json) return json.error();
        return detail::convert<T>(*json, key);
    }
    // `otherwise` when there is none, or when it cannot be had.
    template <class T> T get_or(std::string_view key, T otherwise) const { return get<T>(key).value_or(std::move(otherwise)); }
    Expected<void> set(std::string_view key, const Json& value) const {
        const auto text = detail::dump(value);
        return link_->call(link_->storage, &asista_host_storage::set, detail::borrow(key), detail::borrow(text));
    }
    Expected<void> remove(std::string_view key) const {
        return link_->call(link_->storage, &asista_host_storage::remove, detail::borrow(key));
    }
    Expected<std::vector<std::string>> keys(std::string_view prefix = {}) const {
        std::vector<std::string> found;
        auto take = [&found](std::string_view key) { found.emplace_back(key); };
        const auto sink = detail::sink_to(take);
        const auto done = link_->call(link_->storage, &asista_host_storage::keys, detail::borrow(prefix), &sink);
        if (!done) return done.error();
        return found;
    }
    Expected<StorageUsage> usage() const {
        asista_storage_usage raw{};
        raw.struct_size = detail::size_of<asista_storage_usage>();
        const auto done = link_->call(link_->storage, &asista_host_storage::usage, &raw);
        if (!done) return done.error();
        return StorageUsage{raw.used_bytes, raw.quota_bytes};
    }
};

// The settings the manifest defines; see ext/settings.h.
class Settings : detail::Service {
  public:
    using Service::Service;

    Expected<Json> all() const {
        std::string text;
        auto take = [&text](std::string_view part) { text = part; };
        const auto sink = detail::sink_to(take);
        const auto done = link_->call(link_->settings, &asista_host_settings::get, &sink);
        if (!done) return done.error();
        return detail::parse(text, "settings");
    }
    template <class T> Expected<T> get(std::string_view key) const {
        const auto json = all();
        if (!json) return json.error();
        const auto found = json->find(std::string(key));
        if (found == json->end()) return Error{Errc::not_found, "the manifest defines no setting " + std::string(key)};
        return detail::convert<T>(*found, key);
    }
    template <class T> T get_or(std::string_view key, T otherwise) const { return get<T>(key).value_or(std::move(otherwise)); }
    // settings().set({{"daily_cap", 3}})
    Expected<void> set(const Json& values) const {
        const auto text = detail::dump(values);
        return link_->call(link_->settings, &asista_host_settings::set, detail::borrow(text));
    }
};

// Permissions "tasks:read" and "tasks:write"; see ext/tasks.h.
class Tasks : detail::Service {
  public:
    using Service::Service;
    Expected<TaskList> list(const TaskFilter& filter = {}) const;
    Expected<std::uint64_t> add(const NewTask& task) const;
    Expected<void> update(std::uint64_t id, const TaskChange& change) const;
    Expected<void> complete(std::uint64_t id) const { return update(id, {.status = TaskStatus::done}); }
    Expected<void> remove(std::uint64_t id) const { return link_->call(link_->tasks, &asista_host_tasks::remove, id); }
};

// Permissions "habits:read" and "habits:write"; see ext/habits.h.
class Habits : detail::Service {
  public:
    using Service::Service;
    // Every habit, with its completions from `from` to `to`, both included.
    Expected<std::vector<Habit>> list(DayNumber from, DayNumber to) const;
    Expected<std::uint64_t> add(std::string_view name, std::uint8_t weekdays = 0x7F) const {
        std::uint64_t id = 0;
        const auto done = link_->call(link_->habits, &asista_host_habits::add, detail::borrow(name), weekdays, &id);
        if (!done) return done.error();
        return id;
    }
    Expected<void> mark(std::uint64_t id, DayNumber day, bool done = true) const {
        return link_->call(link_->habits, &asista_host_habits::mark, id, day, done);
    }
    Expected<void> remove(std::uint64_t id) const { return link_->call(link_->habits, &asista_host_habits::remove, id); }
};

// Permissions "goals:read" and "goals:write"; see ext/goals.h.
class Goals : detail::Service {
  public:
    using Service::Service;
    Expected<std::vector<Goal>> list(bool include_inactive = false) const;
    Expected<std::uint64_t> add(const NewGoal& goal) const;
    Expected<void> set_progress(std::uint64_t id, double current) const {
        return link_->call(link_->goals, &asista_host_goals::set_progress, id, current);
    }
    Expected<void> remove(std::uint64_t id) const { return link_->call(link_->goals, &asista_host_goals::remove, id); }
};

// Permissions "calendar:read" and "calendar:write"; see ext/calendar.h.
class Calendar : detail::Service {
  public:
    using Service::Service;
    // Entries that overlap [from, to), by start.
    Expected<std::vector<CalendarEvent>> list(InstantMs from, InstantMs to, std::uint32_t limit = 200) const;
    Expected<std::uint64_t> add(const CalendarEvent& event) const; // its id is ignored
    Expected<void> remove(std::uint64_t id) const { return link_->call(link_->calendar, &asista_host_calendar::remove, id); }
};

// Permission "notifications:send"; see ext/notifications.h.
class Notifications : detail::Service {
  public:
    using Service::Service;
    Expected<void> show(const Notification& notification) const {
        asista_notification raw{};
        raw.struct_size = detail::size_of<asista_notification>();
        raw.level = static_cast<asista_notification_level>(notification.level);
        raw.title = detail::borrow(notification.title);
        raw.body = detail::borrow(notification.body);
        raw.icon = detail::borrow(notification.icon);
        return link_->call(link_->notifications, &asista_host_notifications::show, &raw);
    }
};

// Permission "voice:synthesis"; see ext/voice.h. Commands are registered by Plugin::voice_command.
class Voice : detail::Service {
  public:
    using Service::Service;
    Expected<void> speak(std::string_view text) const {
        return link_->call(link_->voice, &asista_host_voice::speak, detail::borrow(text));
    }
};

// Permission "tasks:read"; see ext/activity.h.
class Activity : detail::Service {
  public:
    using Service::Service;
    // When the user last touched the app or finished something; 0: never.
    Expected<InstantMs> last() const {
        InstantMs at = 0;
        const auto done = link_->call(link_->activity, &asista_host_activity::last, &at);
        if (!done) return done.error();
        return at;
    }
};

} // namespace sdk
} // namespace asista

#include "services_inline.hpp"
