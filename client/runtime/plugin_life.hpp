// One plugin: what should be true of it (found, disabled, running...), and the processes that make it true. At most one process is
// current; another may be on trial to take its place; former ones may be on their way out. Private to the supervisor.
#pragma once

#include "runtime/budgets.hpp"
#include "runtime/session.hpp"
#include "runtime/supervisor_context.hpp"

namespace asista::runtime {

// [core]
class PluginLife {
  public:
    using Context = Supervisor::Context;

    PluginLife(Context& context, std::string id);
    PluginLife(const PluginLife&) = delete;
    PluginLife& operator=(const PluginLife&) = delete;
    ~PluginLife();

    const std::string& id() const { return id_; }
    PluginStatus status() const;
    bool in_catalog() const { return context_.catalog.find(id_) != nullptr; }
    bool has_trial() const { return trial_ != nullptr; }
    bool idle() const { return !current_ && !trial_ && leaving_.empty(); } // no process at all

    // ---- what the user and the directory say. Results are for the one who asked; states and reasons are in status().
    void adopt(Installation installation); // as remembered from an earlier run
    Result<void> install(const calls::PluginInstall::Request& answer);
    Result<void> uninstall(bool keep_data);
    Result<void> set_enabled(bool enabled);
    Result<void> set_grants(const calls::PluginSetGrants::Request& answer);
    Result<void> set_grant(const calls::PermissionsSet::Request& answer);
    Result<void> allow_host(const std::string& host, bool allowed);
    Result<void> answer_question(Permission permission, const calls::PermissionsAnswer::Request& answer);
    Result<void> restart();
    Result<void> change_settings(std::string_view json);
    Result<std::filesystem::path> record(std::filesystem::path file); // plugin_life_record.cpp
    Result<std::filesystem::path> stop_recording();
    void on_catalog_change(const CatalogChange& change);
    // Compares what should be with what is, and starts or stops a process when they differ.
    void reconsider();
    void shut_down();
    void kill_all();
    void forget_picture() { drop_picture(); } // nobody will show it any more

    // ---- its processes
    Session* active() const; // the one that takes orders, or null
    // Calls back with it, or with null when there is none: at once, or when the reload that goes on has come to its end.
    void when_active(std::function<void(Session*)> then);
    Session* session(InstanceId instance) const; // any that has not ended, or null
    std::optional<Caller> caller(InstanceId instance) const;
    void on_window_event(const WindowEvent& event);
    void on_flood(InstanceId instance);                       // calls refused for their rate
    void stop_for(InstanceId instance, std::string sentence); // it broke a rule: no restart
    void on_state_changed(InstanceId instance);
    void set_theme(const calls::Theme& theme);
    void sample_usage();
    // plugin_life_debug.cpp
    Result<Debuggee> debuggee() const;
    void go_on(); // without the debugger that it waits for, if it does
    // plugin_life_watch.cpp
    void keep_waiting();                     // for one that does not answer: nothing is asked for as long again
    void look_at_costs(std::int64_t now_ms); // for its budget
    std::int64_t next_look_ms() const;       // from one reading to the next
    void set_paused(bool paused);            // by the search for a culprit
    bool paused() const { return paused_; }
    void hold_for_safe_mode(); // from the next reconsider() on, until restart() or release_from_safe_mode()
    void release_from_safe_mode();
    void deliver(const calls::DeliverEvent::Request& event); // or when it is resumed
    template <class Order> void notify_all(const typename Order::Request& request) {
        for (Session* const session : {current_.get(), trial_.get()})
            if (session) session->template notify<Order>(request);
    }

    PluginLog& log() { return log_; }
    bool granted(Permission permission) const { return live_.granted.contains(permission); } // to the running build

    // ---- what the broker tells of its calls (plugin_life_grants.cpp)
    Result<void> on_ask(const Caller& caller, Permission permission); // may its call wait for the person?
    void question_shown();                                            // one of its questions is in front of them
    void on_used(Permission permission);
    void on_denied(std::optional<Permission> permission);
    Result<void> save_uses();
    std::string settings_json() const; // resolved

  private:
    struct Trial { // what a reload waits for
        bool hello_done = false, state_done = false;
        std::optional<SavedState> state;
        std::string reset;      // of that state
        wire::Bytes view;       // what ImGui remembers there; empty: nothing
        bool stale = false;     // the running build changed its state since
        bool again = false;     // it has been asked a second time
        bool deaf = false;      // it did not answer, or could not save
        bool view_done = false; // beside state_done
        bool has_view = false;  // the new build took it
        TimerId deadline = TimerId::none;
        std::int64_t noticed_us = 0;
        Manifest manifest;
        LiveGrants live;
        std::uint64_t library_hash = 0, manifest_hash = 0;
        std::string tier;
        bool attached = false;
        bool hangs = false; // given up, as soon as it has written down where it is
    };

    // plugin_life.cpp, plugin_life_process.cpp: the state machine.
    const Manifest* manifest() const; // of the running build, else of the directory; or null
    std::optional<std::pair<PluginState, std::string>> refusal() const;
    void set_state(PluginState state, std::string reason = {});
    void start_process();
    void refuse_start(const Error& error);
    void on_hello(InstanceId instance, Result<calls::Hello::Reply> reply);
    Result<void> check_sandbox(std::string_view held);
    void on_current_hello(Result<calls::Hello::Reply> reply);
    void show_and_activate();
    void on_activated(const Result<calls::Nothing>& reply);
    void fail_start(const Error& error, std::string_view doing, std::int64_t deadline_ms);
    void activate();
    void release_waiting();
    void fresh_start();
    void on_call(InstanceId instance, const wire::Message& message);
    void on_end(InstanceId instance, const SessionEnd& end);
    void on_current_end(const SessionEnd& end);
    void retire(bool uninstalling);
    void leave(std::unique_ptr<Session> session, bool uninstalling, bool save);
    void discard(std::unique_ptr<Session> session);
    void deactivate(Session& session, bool uninstalling);
    void on_all_gone();
    void restart_after(std::int64_t delay_ms);
    void drop_picture();
    void autosave();
    void keep_state(SavedState state);
    Result<void> save_installation();
    Result<std::unique_ptr<Session>> spawn(const Manifest& manifest, LibraryCopy library, bool trial);

    // plugin_life_grants.cpp: what it may do, and the questions about it.
    Result<Permission> asked_for(const std::string& id) const;
    Result<PermissionSet> listed(const std::vector<std::string>& ids) const;
    Error asks_otherwise() const;
    Result<void> change_grants(Grants grants);
    void grants_changed();
    void follow_trial_grants();
    void tell_grants(Session& session, const LiveGrants& before, const LiveGrants& now);
    void note_decisions(const Grants& before);
    void stop_waiting(InstanceId instance, std::string_view why);
    void drop_questions();
    void question_too_old();
    std::string missing_sentence(const Manifest& manifest, const std::vector<MissingGrant>& missing) const;
    std::optional<WaitingUpdate> waiting_update() const;
    void audit(std::string_view action, std::string_view subject, calls::AuditEntry::Outcome outcome) const;

    // plugin_life_watch.cpp: what it owes, what it costs, why it ended.
    void owes(std::int64_t for_ms, bool frames);
    void answered(bool frames);
    void forget_owing();
    void ask_when_due();
    void ask_the_person();
    void say_unresponsive(std::string_view where);
    void report_hang(InstanceId of, const Manifest& manifest, std::int64_t for_ms, std::optional<frame::CrashRecord> record);
    void report(const Session& session, const Manifest& manifest, std::string sentence, std::optional<frame::CrashRecord> record,
                CrashReports::Named named, std::optional<SanitizerFinding> finding = {});
    void trial_hangs(std::string why);
    void report_trial(std::string sentence, std::optional<frame::CrashRecord> record, const std::string& why,
                      std::optional<SanitizerFinding> finding = {});
    void report_end(const Session& session, const Manifest& manifest, const SessionEnd& end);
    void add_watch(PluginStatus& status) const;
    void say_held();
    std::string build_key() const;
    void set_throttled(bool throttled);
    void throttle_turn();
    void forget_costs();

    // plugin_life_debug.cpp: starts that wait for a debugger.
    const Session* debugged() const;
    void on_waits(InstanceId instance, const std::string& tier);
    void on_waited(InstanceId instance);

    // plugin_life_former.cpp: the way back to the build before.
    struct Chosen {
        Manifest manifest;
        LibraryCopy library;
        BuildName name;
        bool former = false; // not what lies in the folder
    };
    Result<Chosen> choose_build();
    BuildName running_build() const { return {running_library_, running_manifest_hash_}; }
    void read_saved();
    void watch_probation();
    void watch_probation(std::int64_t for_ms);
    void end_probation_watch();
    std::string often_failed() const;
    void go_back(std::string_view what);

    // plugin_life_sanitizer.cpp: builds with sanitizers.
    Result<std::optional<SanitizerRuntime>> sanitizer_for(const LibraryCopy& library) const;
    bool sanitized() const { return current_ && current_->sanitized(); }
    void note_replacement(const Session& before, const BuildName& name, const Manifest& manifest,
                          const std::optional<SavedState>& state);
    BudgetLimits budgets() const;

    // plugin_life_record.cpp: what is recorded of it.
    Result<void> identify(Recorder& recorder, const SessionSetup& setup, std::uint64_t library_hash,
                          std::string_view manifest) const;
    void recording_written();
    std::optional<RecordingStatus> recording() const;

    // plugin_life_reload.cpp: the trial of a new build.
    void reload();
    void note_reload(std::string note);
    void note_state(std::string_view reset);
    void on_trial_hello(Result<calls::Hello::Reply> reply);
    void start_trial_deadline();
    void begin_handover();
    void ask_for_state();
    void trial_has_state(Result<calls::SaveState::Reply> reply);
    void trial_has_view(Result<calls::SaveView::Reply> reply);
    void trial_ready();
    void give_view();
    void show_trial();
    void trial_passed(bool touched);
    std::vector<TrialOf::Pair> trial_pairs() const;
    void on_trial_end(const SessionEnd& end);
    void abandon_trial(std::string why);
    static std::string trial_note(const std::string& version, std::string_view why);
    void promote();
    void tell_swap(bool kept_state, bool with_view);
    void take_over();

    Context& context_;
    std::string id_;
    PluginLog log_;
    std::optional<Installation> installation_;
    std::optional<Manifest> running_manifest_; // of current_
    std::uint64_t running_library_ = 0, running_manifest_hash_ = 0;
    LiveGrants live_;                        // of the running build
    PermissionSet put_off_;                  // "later": denied until the next start
    PermissionSet unanswered_;               // asked, and the calls that asked did not wait any longer
    TimerId question_timer_ = TimerId::none; // until the calls that wait for the person fail
    bool uses_unsaved_ = false;

    PluginState state_ = PluginState::found;
    std::string reason_, reload_note_, state_note_;
    TimerId state_note_timer_ = TimerId::none;
    std::string unresponsive_; // while it is asked what to do about its not answering
    struct Owing {
        bool frames = false, orders = false; // what it has not answered in time
        std::int64_t since_ms = 0;           // monotonic
        std::int64_t waiting_since_ms = 0;   // the same, or since the person said to wait
        bool reported = false;
        TimerId timer = TimerId::none; // to the moment to ask
    };
    std::optional<Owing> owing_;
    bool paused_ = false, throttled_ = false, resting_ = false; // resting_: stopped for a moment, as it is throttled
    TimerId throttle_timer_ = TimerId::none;
    std::map<std::string, std::string> missed_events_; // name -> JSON of the last, while paused
    bool held_by_safe_mode_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // names for crashes are found later, and look here
    std::string rule_broken_;                                    // current_ is being killed for this: no restart
    CrashPolicy crashes_;
    BuildKeeper builds_;
    TimerId probation_timer_ = TimerId::none;
    BudgetPolicy budget_;
    TimerId restart_timer_ = TimerId::none, autosave_timer_ = TimerId::none;
    std::int64_t last_autosave_ms_ = 0;
    std::optional<SavedState> saved_;
    bool saved_read_ = false, state_given_ = false, state_suspect_ = false;
    bool start_failed_ = false;  // with a reason that will not go away by itself
    bool was_active_ = false;    // current_ has been activated
    bool current_waits_ = false; // promoted, but the build before has not left yet
    bool reload_again_ = false;  // a file changed while current_ was on its way to being active
    bool start_again_ = false, restart_due_ = false, uninstall_ = false,
         keep_data_ = true; // what to do when all processes are gone

    std::shared_ptr<Recorder> recorder_; // of the last recording; before current_, which uses it
    bool record_next_ = false;           // the next process
    std::unique_ptr<Session> current_, trial_;
    std::vector<std::unique_ptr<Session>> leaving_;
    std::optional<Trial> trial_of_;
    InstanceId picture_ = 0; // a process that is gone and whose last picture is kept
    Registrations picture_registrations_;
    std::vector<std::int64_t> floods_ms_;
    std::vector<std::function<void(Session*)>> waiting_;

    std::string tier_;
    bool was_sanitized_ = false; // the last process that was current
    double load_ms_ = 0;
    bool first_frame_seen_ = false;
    std::uint32_t reload_count_ = 0, crash_count_ = 0;
    InstantMs last_reload_at_ = 0;
    double last_reload_ms_ = 0;
    Usage usage_;
};

// "It could not start: no such file.": for cards, from an error's message.
std::string as_sentence(std::string_view before, std::string_view message);

} // namespace asista::runtime
