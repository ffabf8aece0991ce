// Everything that lives on the core thread, wired together: database and services, broker and handlers, catalogue and supervisor of
// plugins, the coach. Made, used and destroyed on that thread.
#pragma once

#include "core/ai_desk.hpp"
#include "core/backup_keeper.hpp"
#include "core/data_check.hpp"
#include "core/core_thread.hpp"
#include "core/builds_over_files.hpp"
#include "core/crashes_over_log.hpp"
#include "core/debug_files.hpp"
#include "core/desktop_notifications.hpp"
#include "core/endpoint_keeper.hpp"
#include "core/event_trail.hpp"
#include "core/installations_over_records.hpp"
#include "core/local_requests.hpp"
#include "core/method_calls.hpp"
#include "core/new_plugins.hpp"
#include "core/outside.hpp"
#include "core/profile_keeper.hpp"
#include "core/shader_files.hpp"
#include "core/snapshot_builder.hpp"
#include "core/theme_files.hpp"
#include "core/transfer.hpp"
#include "core/workshop.hpp"
#include "gfx/fonts.hpp"
#include "runtime/safe_mode.hpp"
#include "runtime/sandbox_plan.hpp"
#include "runtime/spare_host.hpp"
#include "services/coach/coach.hpp"

#include <map>

namespace asista::core {

// [core]
class Core {
  public:
    // Opens the data and starts the plugins. References outlive it.
    static Result<std::unique_ptr<Core>> open(const CoreConfig& config, const runtime::Clock& clock, runtime::EventLoop& loop,
                                              WindowInbox& inbox);
    ~Core();
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    // A call by the user; the answer goes into the inbox under `ticket`.
    void call(std::uint64_t ticket, calls::CallId call, const wire::Bytes& request);
    void set_theme(const calls::Theme& theme) { supervisor_->set_theme(theme); }
    void on_window_event(const runtime::WindowEvent& event) { supervisor_->on_window_event(event); }
    // Calls `wake` once, when `done` becomes readable or will not any more since the process is gone, and lets go of it then.
    void watch_done(InstanceId instance, const std::shared_ptr<UniqueFd>& done, std::function<void()> wake);
    void touched();
    void clock_changed();
    void input_checked(std::uint64_t question, bool recent) { outside_->input_checked(question, recent); }
    void watch_usage(bool on);
    void set_focused(bool focused) { focused_ = focused; }
    // One more sentence that the person should read.
    void add_notice(const std::string& notice);
    // Deactivates the plugins, then calls `done`.
    void shut_down(std::function<void()> done);

  private:
    Core(const CoreConfig& config, const runtime::Clock& clock, runtime::EventLoop& loop, WindowInbox& inbox)
        : config_(config), clock_(clock), loop_(loop), inbox_(inbox), broker_(clock) {}
    Result<void> set_up();
    Result<void> open_services();
    std::unique_ptr<services::ai::Provider> chat_provider() const;
    Result<void> start_plugins();
    Result<ui::Snapshot> shown_preferences();
    Result<runtime::HostSetup> host_setup();
    Result<void> install_first_party();
    void start_workshop();
    void open_workshop();
    Result<void> develop(const std::filesystem::path& folder);
    void bind_new_plugins();
    void bind_themes();
    void bind_onboarding();
    void tell_desktop(const ui::Snapshot& now);
    void bind_debugging();
    void bind_inspection();
    void open_chats();
    Result<void> open_ai_desk();
    void bind_coach();
    bool wants_safe_mode();
    void stop_watching(InstanceId instance);
    void bind();
    Result<void> start_spare();
    runtime::SandboxPlan sandbox_plan();
    void note_appearance();
    void data_changed(std::string_view topic);
    void want_snapshot();
    void publish_snapshot();
    void look_at_the_clock();
    void want_catch_up(std::int64_t in_ms);
    void catch_up();
    void sample_usage();
    void revoke(InstanceId instance, PermissionSet lost);
    void note_audit(const runtime::AuditNote& note);
    void write_audit();
    void deliver_chunk(const services::ai::ChatOwner& owner, const calls::AiChunk::Request& chunk);
    void deliver_done(const services::ai::ChatOwner& owner, const calls::AiDone::Request& done);

    const CoreConfig& config_;
    const runtime::Clock& clock_;
    runtime::EventLoop& loop_;
    WindowInbox& inbox_;

    // Destroyed in reverse: the supervisor before what its plugins call, the handlers' services last.
    std::unique_ptr<services::Services> services_;
    runtime::Broker broker_;
    std::unique_ptr<services::Secrets> secrets_;
    std::unique_ptr<AiDesk> ai_desk_; // the gate of the chats, and so before them
    std::unique_ptr<services::ai::Chat> chat_;
    std::unique_ptr<services::Coach> coach_; // its conversations, over that
    std::unique_ptr<ThemeFiles> theme_files_;
    std::unique_ptr<ShaderFiles> shader_files_;     // null unless somebody works on them
    std::unique_ptr<DesktopNotifications> desktop_; // null where there is no desktop
    std::optional<std::uint64_t>
        told_notification_; // the newest that the desktop was told of, or that was there before this start
    bool focused_ = true;
    std::unique_ptr<Outside> outside_;
    std::unique_ptr<InstallationsOverRecords> installations_;
    std::unique_ptr<CrashesOverLog> crashes_;
    std::unique_ptr<BuildsOverFiles> builds_;
    std::unique_ptr<runtime::Catalog> catalog_;
    std::unique_ptr<runtime::SpareHost> spare_; // of the supervisor's plugins
    std::unique_ptr<runtime::Supervisor> supervisor_;
    std::unique_ptr<MethodCalls> method_calls_;
    std::unique_ptr<LocalRequests> local_requests_; // may be missing
    std::unique_ptr<EndpointKeeper> endpoint_keeper_;
    std::unique_ptr<SnapshotBuilder> snapshots_;
    std::unique_ptr<Workshop> workshop_; // null while nothing is built from source
    std::unique_ptr<NewPlugins> new_plugins_;
    std::unique_ptr<DebugFiles> debug_files_;
    std::unique_ptr<BackupKeeper> backup_keeper_;
    std::unique_ptr<DataCheck> data_check_;
    std::unique_ptr<ProfileKeeper> profile_keeper_;
    std::unique_ptr<Transfer> transfer_;
    std::multimap<InstanceId, std::shared_ptr<UniqueFd>> watched_; // late frames

    gfx::FontFiles fonts_;                         // of every plugin's process
    std::optional<runtime::StartMark> start_mark_; // taken away when this ends well
    bool loaded_sample_data_ = false;
    EventTrail events_; // while the developer page is open
    bool snapshot_wanted_ = false;
    std::int64_t snapshot_made_us_ = 0;
    runtime::TimerId usage_timer_ = runtime::TimerId::none;
    runtime::TimerId catch_up_timer_ = runtime::TimerId::none; // while search has something to read
    runtime::TimerId audit_timer_ = runtime::TimerId::none;    // while something waits to be written
    std::uint32_t user_calls_ = 0;                             // under way
};

} // namespace asista::core
