// The core thread: the one thread that owns the event loop, the database and its services, the broker, and the supervisor of plugins.
// The main thread talks to it through this class alone: it sends calls as the user, hands over what the window noticed, and takes
// snapshots, answers and orders out of the WindowInbox. Nothing here makes the main thread wait.
#pragma once

#include "core/endpoint/endpoint.hpp"
#include "core/window_inbox.hpp"
#include "runtime/event_loop.hpp"
#include "runtime/supervisor.hpp"
#include "services/ai/hosted/options.hpp"
#include "store/seal.hpp"
#include "ui/client_calls.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace asista::services::ai {
class Provider;
}

namespace asista::core {

struct CoreConfig {
    std::filesystem::path profile; // made when missing; the database is PROFILE/asista.db
    std::string passphrase;        // of the profile; empty: whoever sits there is asked
    store::SealEffort seal_effort = store::SealEffort::usual;
    std::filesystem::path plugins;         // watched; made when missing
    std::filesystem::path bundled_plugins; // that came with the installation; empty, or not there: none
    std::filesystem::path host_program;    // the plugin host
    std::filesystem::path http_library;    // asista-http.so; empty: there is no local endpoint
    EndpointLimits endpoint_limits;
    bool sample_data = false; // fill an empty profile, and install the first-party plugins found
    // Preferences that this run replaces without keeping them: key -> JSON.
    std::map<std::string, std::string> preference_overrides;
    float scale = 1;                          // the best guess until the window says otherwise
    std::uint64_t seed = 1;                   // for the wording of the offline coach
    bool instant_coach = false;               // it says all at once instead of word by word
    bool safe_mode = false;                   // start no plugin
    bool may_offer = true;                    // safe mode, after starts that did not end well
    bool may_introduce = false;               // Asista itself, at a first start
    std::filesystem::path symbolizer_program; // names for crash reports; empty: reports without names
    runtime::SupervisorTimes plugin_times;
    bool has_window = false;       // on a desktop, which a second start can bring to the front
    bool may_ask = true;           // about permissions at first use; not where nobody could answer
    std::filesystem::path shaders; // a folder of shaders that are followed; empty: the built-in ones
    std::filesystem::path assets;  // sample data and catalogue
    std::vector<std::string> sample_plugins{"ai.asista.motivation"}; // installed into a profile just filled with sample data
    // For tests: plugins run in this tier of the sandbox, though the machine can do more. Nothing: the strictest.
    std::optional<SandboxTier> sandbox_tier;
    // Source folders of plugins that are built and shown again at each save, and where what is built is kept; empty: build_cache_folder().
    std::vector<std::filesystem::path> develop;
    std::filesystem::path build_cache;
    bool sanitize = false;                 // those are built with sanitizers
    bool wait_for_debugger = false;        // each start of those waits for one, from the first on
    std::filesystem::path plugin_template; // what new plugins are copied from; empty: none can be made
    std::filesystem::path new_plugins;     // where they go unless the person says otherwise; empty: new_plugin_parent()
    std::function<std::unique_ptr<services::ai::Provider>()> provider; // for tests: who answers chats; empty: the offline coach
    services::ai::HostedOptions ai{.user_agent = {}}; // of the person's providers; without a user agent: Asista's
};

class Core; // everything on the core thread
class ProfileGate;

// [main] except where marked.
class CoreThread final : public ui::ClientCalls {
  public:
    // Starts the thread and returns; opening the data goes on there while the window is being made. `clock` and `wake` are used from
    // the core thread and outlive this object.
    CoreThread(CoreConfig config, const runtime::Clock& clock, std::function<void()> wake);
    ~CoreThread() override; // deactivates the plugins (at most 2 s), closes the database, joins

    // Why the data could not be opened; the thread has ended then and answers nothing. Nothing while all is well. [any]
    std::optional<Error> failure() const;

    ui::SnapshotPtr snapshot() const { return inbox_.snapshot(); }
    // What the core does before the first snapshot, in words for the person. [any]
    std::string doing() const { return inbox_.doing(); }
    // Runs the answers and AI texts that came, and returns the rest of the inbox: what the app must do.
    std::vector<InboxItem> take_orders();

    // What the compositor noticed.
    void tell(runtime::WindowEvent event);
    // The theme plugins draw with from now on.
    void set_theme(const calls::Theme& theme);
    // The person clicked or typed: for reminders that wait for a pause.
    void touched();
    // The clock was set to another time: lists by day are read anew.
    void clock_changed();
    // The answer to an InputCheck.
    void input_checked(std::uint64_t question, bool recent);
    // Whether to sample the plugins' processor time and memory every second (the developer page is open).
    void watch_usage(bool on);
    // Whether the person is looking at this window: what is new goes to the desktop as well while they are not.
    void set_focused(bool focused);
    // Wakes the window once when `done` becomes readable, then closes it.
    void watch_done(InstanceId instance, UniqueFd done);
    // Whether calls of the main thread wait for their answer.
    bool answers_pending() const { return !callbacks_.empty(); }

    // What happens to the failure of a call that nobody waits for: a toast.
    void set_failure_listener(std::function<void(const Error&)> listener);

    void listen_ai(std::uint64_t stream, AiListener listener) override;
    void open_source(const std::string& file, std::uint32_t line, std::uint32_t column) override;
    void open_link(const std::string& address) override;

  protected:
    void send(calls::CallId call, wire::Bytes request, Reply done) override;

  private:
    void run();
    bool pass_gate();                              // whether the data may be opened
    template <class Work> void on_core(Work work); // runs work(Core&) there, once it is open; never when it could not be opened

    const runtime::Clock& clock_;
    std::function<void()> wake_;
    WindowInbox inbox_;
    CoreConfig config_;
    std::unique_ptr<runtime::EventLoop> loop_;
    // Made, used and destroyed on the core thread; at most one of both is there.
    std::unique_ptr<ProfileGate> gate_;
    std::unique_ptr<Core> core_;
    std::string gate_notice_;
    std::vector<std::function<void(Core&)>> for_core_; // what came while the gate was closed
    mutable std::mutex failure_mutex_;
    std::optional<Error> failure_;
    std::uint64_t next_ticket_ = 1;
    std::unordered_map<std::uint64_t, Reply> callbacks_;
    Reply unanswered_ = [](const Result<wire::Bytes>&) {};
    bool watching_usage_ = false, focused_ = true;
    std::unordered_map<std::uint64_t, AiListener> ai_listeners_;
    std::thread thread_; // last: everything above is there when it starts
};

} // namespace asista::core
