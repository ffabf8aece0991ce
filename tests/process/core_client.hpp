// The client without its window, for tests: the core thread on a profile, calls as the pages make them, snapshots as they see them.
#pragma once

#include "build_folder.hpp"
#include "core/core_thread.hpp"

#include <chrono>
#include <condition_variable>
#include <doctest/doctest.h>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asista::test {

class CoreClient {
  public:
    // adjust: changes what the core is started with.
    CoreClient(const std::filesystem::path& profile, const std::filesystem::path& plugins, bool may_ask,
               const std::function<void(core::CoreConfig&)>& adjust = {})
        : core_(config(profile, plugins, may_ask, adjust), clock_, [this] { wake(); }) {}
    CoreClient(const CoreClient&) = delete;
    CoreClient& operator=(const CoreClient&) = delete;

    // What the window is told beside snapshots and answers.
    std::function<void(const core::InboxItem&)> on_item;

    // Runs what a frame runs, whenever something came and now and then (servers and plugins wake nobody here), until it is true.
    template <class Predicate> bool until(Predicate is_true) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        for (;;) {
            std::unique_lock lock(mutex_);
            woken_ = false;
            lock.unlock();
            for (const auto& item : core_.take_orders())
                if (on_item) on_item(item);
            if (core_.snapshot() && is_true(*core_.snapshot())) return true;
            lock.lock();
            wakes_.wait_for(lock, std::chrono::milliseconds(20), [this] { return woken_; });
            if (std::chrono::steady_clock::now() >= end) return false;
        }
    }
    // A call as the person; the answer must come.
    template <class Call> Result<typename Call::Reply> call(const typename Call::Request& request) {
        std::optional<Result<typename Call::Reply>> answer;
        calls().call<Call>(request, [&](Result<typename Call::Reply> reply) { answer = std::move(reply); });
        REQUIRE(until([&](const auto&) { return answer.has_value(); }));
        return std::move(*answer);
    }
    ui::ClientCalls& calls() { return core_; }
    core::CoreThread& core() { return core_; }

    // The one plugin of the profile. Borrowed until the next call of this.
    const ui::PluginView& plugin() {
        REQUIRE(until([](const ui::Snapshot& now) { return now.plugins.size() == 1; }));
        shown_ = core_.snapshot();
        return shown_->plugins[0];
    }
    // The person agrees to what is shown of it.
    Result<calls::Nothing> install(std::vector<std::string> granted) {
        const auto& what = plugin();
        calls::PluginInstall::Request request{what.id, std::move(granted)};
        for (const auto& permission : what.permissions) request.shown.push_back({permission.id, permission.hosts});
        return call<calls::PluginInstall>(request);
    }
    // Its newest entries of the audit log.
    std::vector<calls::AuditEntry> log() {
        auto reply = call<calls::AuditList>({plugin().id, 0, 1'000});
        REQUIRE(reply);
        return std::move(reply->entries);
    }

  private:
    static core::CoreConfig config(const std::filesystem::path& profile, const std::filesystem::path& plugins, bool may_ask,
                                   const std::function<void(core::CoreConfig&)>& adjust) {
        core::CoreConfig made;
        made.profile = profile;
        made.plugins = plugins;
        made.host_program = build_folder() / "bin" / "asista-plugin-host";
        made.assets = std::filesystem::path(ASISTA_ASSETS);
        made.may_ask = may_ask;
        if (adjust) adjust(made);
        return made;
    }
    void wake() {
        const std::lock_guard lock(mutex_);
        woken_ = true;
        wakes_.notify_one();
    }

    runtime::SystemClock clock_;
    std::mutex mutex_; // guards woken_
    std::condition_variable wakes_;
    bool woken_ = false;
    ui::SnapshotPtr shown_;
    core::CoreThread core_; // last: its thread ends first
};

// Whether the audit log has such an entry.
inline bool has(const std::vector<calls::AuditEntry>& entries, std::string_view action, std::string_view subject,
                calls::AuditEntry::Outcome outcome) {
    for (const auto& one : entries)
        if (one.action == action && one.subject == subject && one.outcome == outcome) return true;
    return false;
}

} // namespace asista::test
