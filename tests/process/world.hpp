// A whole client for tests, but for its window and its database: loop, broker, catalogue and supervisor as they are, services in memory,
// real plugin processes.
#pragma once

#include "build_folder.hpp"
#include "fake_clock.hpp"
#include "fake_window.hpp"
#include "loop_wait.hpp"
#include "runtime/spare_host.hpp"
#include "runtime/supervisor.hpp"
#include "temp_dir.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <set>

namespace asista::test {

// In a build with sanitizers the plugins' deliberate faults are caught by the sanitizer, which ends the process in its own way; tests of
// how the kernel's way is told are left out there.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

// Remembers installations in memory, and what was asked of it.
class MemoryInstallations final : public runtime::Installations {
  public:
    std::map<std::string, runtime::Installation> rows;
    std::map<std::string, runtime::SavedState> states;
    std::map<std::string, std::string> kept;
    int loads = 0;
    bool broken = false; // as a full disk would be

    Result<std::vector<runtime::Installation>> list() override;
    Result<void> save(const runtime::Installation& installation) override;
    Result<void> record_load(std::string_view plugin, std::string_view version, InstantMs at) override;
    Result<void> remove(std::string_view plugin, bool keep_data) override;
    Result<void> save_uses(std::string_view plugin, const runtime::Grants& grants) override;
    Result<void> save_state(std::string_view plugin, const runtime::SavedState& state) override;
    Result<std::optional<runtime::SavedState>> load_state(std::string_view plugin) override;
    Result<std::string> kept_settings(std::string_view plugin) override;
};

// Keeps builds and marks in memory, as files and the database would.
class MemoryBuilds final : public runtime::BuildStore {
  public:
    using Storage = std::map<std::pair<std::string, std::string>, std::string>; // plugin, key -> JSON
    explicit MemoryBuilds(Storage& storage) : storage_(storage) {}
    std::map<std::string, runtime::BuildHistory> rows;
    std::map<std::string, UniqueFd> libraries;
    std::map<std::string, Storage> marks;

    Result<runtime::BuildHistory> load(std::string_view plugin) override;
    Result<void> save(std::string_view plugin, const runtime::BuildHistory& history, const UniqueFd* library) override;
    Result<UniqueFd> library(std::string_view plugin, const runtime::BuildName& good) override;
    Result<void> forget(std::string_view plugin) override;
    Result<void> mark_storage(std::string_view plugin) override;
    Result<void> restore_storage(std::string_view plugin) override;
    Result<void> drop_mark(std::string_view plugin) override;

  private:
    Storage& storage_;
};

struct WorldOptions {
    runtime::SupervisorTimes times{.hello = 20'000,
                                   .order = 20'000,
                                   .save = 5'000,
                                   .deactivate = 5'000,
                                   .trial = 20'000,
                                   .autosave = 50,
                                   .crashes = {.delays_ms = {0, 20, 40}},
                                   // Nobody looks: on a busy machine a test may last until a plugin is over its budget.
                                   .budgets = {.look_ms = 24 * 3'600'000}};
    FakeWindow::Times window{};
    runtime::BrokerLimits broker{};
    std::string program{};  // another plugin host than the real one
    bool symbolize = false; // crash reports with names and lines
    runtime::CrashStore* crashes = nullptr;
    runtime::Supervisor::Start start = runtime::Supervisor::Start::plugins;
    std::optional<runtime::SandboxPlan> sandbox{}; // none: the strictest of this machine
    std::optional<std::int64_t> spare_idle_ms{};   // none: there is no spare host, and every process is a plugin's
    // What builds with sanitizers need; none: such a build is refused.
    std::optional<runtime::SanitizerRuntime> sanitizer{};
};

class World {
  public:
    explicit World(WorldOptions options = {});
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    // A plugin folder with the actor's library. script: "draw=crash version=2".
    void put_actor(const std::string& id, const std::string& script = "version=1", const std::string& version = "1.0.0",
                   const std::string& more_fields = "");
    void put_library(const std::string& id, const std::string& script); // the library alone, by rename
    void put_manifest(const std::string& id, const std::string& version = "1.0.0", const std::string& more_fields = "");
    // fixture: built from the actor's source.
    static std::string actor_library(const std::string& script, const std::string& fixture = "test.fixture.actor");
    static std::string fixture(const std::string& file); // bytes of another fixture's library
    std::filesystem::path folder(const std::string& id) const { return plugins_dir_ / id; }

    // A call as the user; the answer must come.
    template <class Call> Result<typename Call::Reply> call(const typename Call::Request& request) {
        std::optional<Result<wire::Bytes>> answer;
        runtime::Caller user;
        user.user = UserId{1};
        broker->dispatch(user, Call::id, wire::encode(request), [&](Result<wire::Bytes> reply) { answer = std::move(reply); });
        REQUIRE(until([&] { return answer.has_value(); }));
        if (!*answer) return fail(answer->error());
        return wire::decode<typename Call::Reply>(**answer);
    }
    // As the pages do it: the answer says what was shown.
    Result<calls::Nothing> install(const std::string& id, std::vector<std::string> granted = {}) {
        return call<calls::PluginInstall>({id, std::move(granted), shown(id)});
    }
    Result<calls::Nothing> review(const std::string& id, std::vector<std::string> granted) {
        return call<calls::PluginSetGrants>({id, std::move(granted), shown(id)});
    }
    // What the pages show of its permissions now: of a waiting update what is new, else all.
    std::vector<calls::ShownPermission> shown(const std::string& id) const;
    // Installs and waits until it runs and has drawn.
    void run(const std::string& id, std::vector<std::string> granted = {});
    // What the actor's method "status" says; waits until it answers.
    nlohmann::json ask(const std::string& id);
    void click(const std::string& id) { REQUIRE(call<calls::PluginRunCommand>({id, "click"})); }

    runtime::PluginStatus status(const std::string& id) const; // of a plugin that is listed
    bool listed(const std::string& id) const;
    std::string log(const std::string& id) const;
    std::uint64_t frames(const std::string& id) const; // good ones of the live process
    // Runs the loop, asking for frames at the window's pace, until it is true. Two minutes: the machine may be very busy.
    template <class Predicate> bool until(Predicate is_true, std::int64_t most_ms = 120'000) {
        return run_until(
            *loop,
            [&] {
                window->draw();
                return is_true();
            },
            most_ms, FakeWindow::pass_ms);
    }
    bool reaches(const std::string& id, runtime::PluginState state) {
        return until([&] { return listed(id) && status(id).state == state; });
    }
    // The plugin goes on drawing: three more good frames.
    bool keeps_drawing(const std::string& id);
    // Ends everything in good order.
    void close();

    ForwardClock clock;
    TempDir dir;
    std::unique_ptr<runtime::EventLoop> loop;
    std::unique_ptr<runtime::Broker> broker;
    std::unique_ptr<runtime::Catalog> catalog;
    MemoryInstallations installations;
    std::map<std::pair<std::string, std::string>, std::string> storage; // plugin, key -> JSON
    MemoryBuilds builds{storage};
    std::unique_ptr<FakeWindow> window;
    std::unique_ptr<runtime::SpareHost> spare; // null unless wanted
    std::unique_ptr<runtime::Supervisor> supervisor;

    // Services in memory, and what plugins did with them.
    std::vector<std::string> writes; // plugin + " " + key, in order
    int tasks_added = 0;
    std::vector<InstanceId> gone;
    std::vector<std::pair<InstanceId, PermissionSet>> revoked;
    std::vector<std::string> audited; // "test.a.b tasks.add tasks:write done", in order

  private:
    void handle_services();
    std::filesystem::path plugins_dir_;
};

// Descriptors this process has open, and processes it has that are not yet waited for.
std::size_t open_descriptors();
std::size_t child_processes();

} // namespace asista::test
