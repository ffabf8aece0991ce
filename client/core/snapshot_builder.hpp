// Makes the snapshots that the pages show, reading again only what has changed since the last one.
#pragma once

#include "core/file_questions.hpp"
#include "runtime/broker.hpp"
#include "runtime/supervisor.hpp"
#include "services/ai/chat.hpp"
#include "services/ai/gateway.hpp"
#include "services/services.hpp"
#include "ui/snapshot.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace asista::core {

// [core]
class SnapshotBuilder {
  public:
    struct Parts { // all outlive the builder
        services::Services& services;
        const runtime::Supervisor& supervisor;
        const runtime::Broker& broker;
        const services::ai::Chat& chat;
        const runtime::Clock& clock;
        // Shown instead of what is kept: key -> JSON.
        const std::map<std::string, std::string>& preference_overrides;
        bool offer_safe_mode = false;         // the starts before did not end well, and somebody is there to ask
        const FileQuestions* files = nullptr; // those that plugins ask
        std::function<std::vector<const services::ai::Preview*>()> previews = {}; // texts that wait to be seen
        bool offer_introduction = false; // at a first start: somebody is there to look at it
    };
    explicit SnapshotBuilder(Parts parts) : parts_(parts) {}

    // "tasks", "habits", "goals", "calendar", "notifications", "preferences", "coach": read again for the next snapshot.
    void changed(std::string_view topic);
    void set_builds(std::vector<ui::BuildView> builds) { current_.builds = std::move(builds); }
    void set_events(std::vector<ui::EventView> events) { current_.sent_events = std::move(events); }
    void set_desktop_problem(std::string problem) { current_.desktop_problem = std::move(problem); }
    void set_endpoint(ui::EndpointView endpoint) { current_.endpoint = std::move(endpoint); }
    void set_profiles(std::vector<calls::ProfileInfo> profiles) { current_.profiles = std::move(profiles); }
    void set_color_schemes(std::vector<ui::SchemeView> schemes) { current_.color_schemes = std::move(schemes); }
    void set_waits(std::map<std::string, ui::WaitView> waits) { waits_ = std::move(waits); } // by plugin
    // A part that cannot be read keeps what it showed before, and the reason becomes Snapshot::data_notice.
    ui::SnapshotPtr build(std::uint32_t work_in_flight);

  private:
    void follow_day();
    template <class Read> void refresh(std::string_view topic, Read read);
    Result<void> read_tasks();
    Result<void> read_habits();
    Result<void> read_goals();
    Result<void> read_calendar();
    Result<void> read_notifications();
    Result<void> read_preferences();
    Result<void> read_marketplace();
    void add_plugins(std::uint32_t& starting);
    void add_file_questions();
    void add_send_questions();
    void add_sandbox();
    ui::PluginView plugin_view(const runtime::PluginStatus& status) const;

    Parts parts_;
    ui::Snapshot current_;
    std::map<std::string, ui::WaitView> waits_;
    std::set<std::string, std::less<>> stale_{"tasks",         "habits",      "goals",       "calendar",
                                              "notifications", "preferences", "marketplace", "coach"};
    std::map<std::string, std::string, std::less<>> problems_; // topic -> why it could not be read
};

} // namespace asista::core
