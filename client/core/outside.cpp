#include "core/outside.hpp"

#include <cstdlib>
#include <filesystem>

namespace asista::core {
namespace fs = std::filesystem;
namespace net = services::net;
using calls::AuditEntry;

namespace {

fs::path from_environment(const char* name, fs::path otherwise) {
    const char* const value = std::getenv(name);
    return value != nullptr && value[0] == '/' ? fs::path(value) : std::move(otherwise);
}

FileQuestions::Parts file_parts(services::files::FileThread& thread, const Outside::Parts& parts) {
    const fs::path home = from_environment("HOME", "/");
    FileQuestions::Parts files{thread, home,         from_environment("XDG_CONFIG_HOME", home / ".config"), {}, parts.changed,
                               {},     parts.may_ask};
    files.check_input = [&inbox = parts.inbox](std::uint64_t question, InstanceId instance) {
        inbox.put(InputCheck{question, instance});
    };
    files.note = [audit = parts.audit](const runtime::Caller& caller, std::string_view action, const std::string& name) {
        audit({caller.plugin, caller.version, action, name, AuditEntry::Outcome::done});
    };
    files.unfinished = services::files::Unfinished(parts.unfinished);
    return files;
}

AuditEntry::Outcome outcome_of(Errc code) {
    switch (code) {
    case Errc::ok: return AuditEntry::Outcome::done;
    case Errc::denied: return AuditEntry::Outcome::denied;
    case Errc::over_limit: return AuditEntry::Outcome::over_limit;
    default: return AuditEntry::Outcome::failed;
    }
}

} // namespace

Outside::Outside(Parts parts)
    : parts_(std::move(parts)), file_thread_([&loop = parts_.loop](std::function<void()> work) { loop.post(std::move(work)); }),
      files_(file_parts(file_thread_, parts_)),
      fetches_({[&loop = parts_.loop](std::function<void()> work) { loop.post(std::move(work)); },
                [this](const net::FetchOwner& owner, const std::string& host, std::uint16_t port) {
                    return may_ask(owner, host, port);
                },
                [&clock = parts_.clock] { return clock.monotonic_us(); },
                {.user_agent = "Asista/" + parts_.version, .certificates = {}, .fixed_hosts = {}}}) {
    bind_outside_handlers(parts_.broker,
                          {fetches_, files_, [this](const runtime::Caller& caller, const std::string& host, Errc outcome) {
                               parts_.audit({caller.plugin, caller.version, calls::HttpFetch::name, host, outcome_of(outcome)});
                           }});
    // Seldom there, so the thread seldom begins for it.
    if (std::error_code error; !parts_.unfinished.empty() && fs::exists(parts_.unfinished, error))
        file_thread_.run(
            [unfinished = services::files::Unfinished(parts_.unfinished)] {
                unfinished.remove_leftovers();
                return true;
            },
            [](bool) {});
}

Result<net::Reach> Outside::may_ask(const net::FetchOwner& owner, const std::string& host, std::uint16_t port) const {
    const auto caller = parts_.caller(owner.instance);
    if (!caller) return fail(Errc::cancelled, "the plugin's process has ended");
    return network_reach(*caller, host, port);
}

void Outside::beside(std::function<void()> work, std::function<void()> done) {
    file_thread_.run(
        [work = std::move(work)] {
            work();
            return true;
        },
        [done = std::move(done)](bool) { done(); });
}

void Outside::forget(InstanceId instance) {
    fetches_.forget(instance);
    files_.forget(instance);
}

void Outside::grants_changed() {
    // Whoever says so is in the middle of changing them.
    if (recheck_wanted_ || fetches_.under_way() == 0) return;
    recheck_wanted_ = true;
    parts_.loop.post([this] {
        recheck_wanted_ = false;
        fetches_.recheck();
    });
}

} // namespace asista::core
