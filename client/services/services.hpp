// All services over one database, opened and owned together. Everything here belongs to the core thread; over a copy to try something out in
// (Database::open_scratch), to the thread that made it.
#pragma once

#include "services/audit.hpp"
#include "services/calendar.hpp"
#include "services/crash_log.hpp"
#include "services/goals.hpp"
#include "services/habits.hpp"
#include "services/marketplace.hpp"
#include "services/notifications.hpp"
#include "services/plugin_builds.hpp"
#include "services/plugin_records.hpp"
#include "services/plugin_storage.hpp"
#include "services/preferences.hpp"
#include "services/projects.hpp"
#include "services/search.hpp"
#include "services/tasks.hpp"
#include "services/tracking.hpp"
#include "services/users.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

namespace asista::services {

struct ServicesOptions {
    std::filesystem::path database; // a file in an existing folder, or ":memory:"
    InstantMs now = 0;
    std::string user_name = "You";   // of the first user, when the profile has none yet
    std::filesystem::path catalogue; // JSON; empty: keep the one there is
    std::filesystem::path backups{}; // folder; empty: none is made before the data is brought to a newer version
    // Told before each step that takes seconds with a large profile, in words for the person: "Opening your data".
    std::function<void(std::string_view)> doing{};
};

// [core]
struct Services {
    // Errors of the database are told as Database::open tells them. A catalogue that cannot be read is no reason to keep people from
    // their tasks: it becomes a line of `notice`, and the catalogue from last time stays.
    static Result<std::unique_ptr<Services>> open(const ServicesOptions& options);
    explicit Services(store::Database opened);
    Services(const Services&) = delete;
    Services& operator=(const Services&) = delete;

    store::Database db; // first: all others refer to it
    Operations operations;
    Users users;
    Activity activity;
    Tasks tasks;
    Projects projects;
    Tracking tracking;
    Habits habits;
    Goals goals;
    Calendar calendar;
    Notifications notifications;
    Preferences preferences;
    PluginStorage plugin_storage;
    PluginRecords plugin_records;
    PluginBuilds plugin_builds;
    Marketplace marketplace;
    Audit audit;
    CrashLog crash_log;
    Search search;

    User user;          // whose profile this is
    std::string notice; // whole sentences for the person; empty when all is well
};

// A whole file as text; errors name it.
Result<std::string> read_text_file(const std::filesystem::path& file, std::size_t max_bytes = 4u << 20);

} // namespace asista::services
